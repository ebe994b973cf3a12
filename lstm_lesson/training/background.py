"""Train in the background of a notebook, so that its sliders stay alive meanwhile.

The training is a task on the notebook's own event loop: it works for a few hundredths of a second, hands the loop back
for whatever else is waiting, and goes on. No thread is needed, so it runs in a browser's Python as well.
"""

import asyncio
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from lstm_lesson.training.fitting import Progress, TrainingDivergedError

SLICE = 0.02  # seconds of training before everyone else gets their turns
# From a slider's message to its picture the kernel goes round its event loop about four times. With a single turn
# after each slice the message would wait for four slices: the round trip took 87 ms, with six turns 21 ms, with no
# training at all 12 ms.
TURNS = 6
# In a browser a message waits until the page itself has had its turn, which no number of these turns gives it:
# with six of them the round trip took 550 ms, with one short sleep 35 ms.
IN_A_PAGE = sys.platform == "emscripten"
SLEEP = 0.005  # seconds
STEPS_PER_POINT = 20  # the learning curve shows the mean loss over so many steps


@dataclass(frozen=True)
class TrainingState:
    """A training as it is at one moment; nothing in it changes later.

    status: "not started", "training", "stopped", "finished" or "failed", with the reason in `message`. losses and
    validation_losses: the learning curve, rows of (step, loss). seconds_left: None where it is not known.
    """

    status: str
    message: str
    steps: int
    step: int
    seconds: float
    seconds_left: float | None
    losses: np.ndarray
    validation_losses: np.ndarray


async def let_others_have_their_turn() -> None:
    """Hand the event loop back for as long as a slider's message needs to become a picture."""
    if IN_A_PAGE:
        await asyncio.sleep(SLEEP)
        return
    for _ in range(TURNS):
        await asyncio.sleep(0)


@contextmanager
def on_interrupt(action: Callable[[], None]) -> Iterator[None]:
    """Call `action` when the kernel is interrupted while no cell runs: it would do nothing then."""

    def ours(*_: object) -> None:
        action()

    try:
        before = signal.signal(signal.SIGINT, ours)
    except (ValueError, AttributeError):  # not in the main thread; or a browser, which has no signals
        yield
        return
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is ours:  # else a cell runs, and the kernel puts back what was there
            signal.signal(signal.SIGINT, before)


class BackgroundTraining:
    """Start, stop, continue and start over a training of a forecaster, from any thread."""

    # One training at a time: cells run twice would otherwise leave trainings behind that nobody can see or stop.
    _running: ClassVar["BackgroundTraining | None"] = None

    def __init__(self, new_forecaster: Callable[[], Any], fit: Callable[[Any], Iterator[Progress]], steps: int):
        """Prepare; nothing is trained yet. `fit(new_forecaster())` is the training, of `steps` steps.

        It may train a Forecaster, or whatever else its Progress speaks for.
        """
        self._new_forecaster, self._fit, self.steps = new_forecaster, fit, steps
        self._watchers: dict[str, tuple[Callable[[], None], float]] = {}
        self._told: dict[str, float] = {}
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        self._forget()

    def _forget(self) -> None:
        self._let_others_run()
        self.forecaster = self._new_forecaster()
        self._progress: Iterator[Progress] | None = None
        self._status, self._message, self._go_on = "not started", "", False
        self._last = Progress(0, 0.0, 0.0, 0.0)
        self._losses: list[tuple[int, float]] = []
        self._validation_losses: list[tuple[int, float]] = []
        self._recent: list[float] = []
        self._seconds_per_step: float | None = None

    def watch(self, name: str, callback: Callable[[], None], *, every: float) -> None:
        """Call `callback` at each change of status, and every so many seconds while training.

        A watcher of the same name is replaced: a cell that runs twice leaves one.
        """
        self._watchers[name] = (callback, every)

    @property
    def state(self) -> TrainingState:
        """The training as it is now."""
        left = None
        if self._status == "training" and self._seconds_per_step is not None:
            left = (self.steps - self._last.step) * self._seconds_per_step
        return TrainingState(
            status=self._status,
            message=self._message,
            steps=self.steps,
            step=self._last.step,
            seconds=self._last.seconds,
            seconds_left=left,
            losses=np.array(self._losses).reshape(-1, 2),
            validation_losses=np.array(self._validation_losses).reshape(-1, 2),
        )

    def start(self) -> None:
        """Start, or go on where it was stopped; whatever else was training is stopped."""
        if self._status in ("finished", "failed"):
            return
        if self._loop is None or not self._loop.is_running():
            raise RuntimeError("training in the background needs a notebook's event loop, and here there is none")
        if BackgroundTraining._running is not None:
            BackgroundTraining._running.stop()
        BackgroundTraining._running = self
        self._go_on = True
        if self._status != "training":  # else it was told to stop, and has not come round to it yet
            self._status = "training"
            asyncio.run_coroutine_threadsafe(self._train(), self._loop)

    def stop(self) -> None:
        """Stop after the present slice, keeping the best weights and the place."""
        self._go_on = False

    def start_over(self, *, start: bool = False) -> None:
        """Forget everything that was learned; then start at once, if wanted."""
        self._go_on = False
        if self._loop is not None and self._loop.is_running():
            self._loop.call_soon_threadsafe(self._begin_anew, start)  # between two slices, never in the middle of one
        else:
            self._begin_anew(start)

    def shares_a_loop_with(self, other: "BackgroundTraining") -> bool:
        """Return whether both were made in the same event loop, that is, in the same notebook."""
        return self._loop is not None and self._loop is other._loop

    def _begin_anew(self, start: bool) -> None:
        self._forget()
        self._tell(at_once=True)
        if start:
            self.start()

    def _let_others_run(self) -> None:
        # A training that has ended must not stay in memory only because it was the last one to run.
        if BackgroundTraining._running is self:
            BackgroundTraining._running = None

    async def _train(self) -> None:
        with on_interrupt(self.stop):
            await self._train_until_told_to_stop()

    async def _train_until_told_to_stop(self) -> None:
        forecaster = self.forecaster
        started, first_step = time.perf_counter(), self._last.step
        self._tell(at_once=True)
        # `start_over` puts another forecaster in place: then this task has nothing more to do, and says nothing.
        while self._go_on and self.forecaster is forecaster:
            self._train_slice()
            if self._status != "training":
                break
            done = self._last.step - first_step
            self._seconds_per_step = (time.perf_counter() - started) / done if done else None
            self._tell()
            await let_others_have_their_turn()
        if self.forecaster is forecaster:
            if self._status == "training":
                self._status = "stopped"
            self._let_others_run()
            self._tell(at_once=True)

    def _train_slice(self) -> None:
        until = time.perf_counter() + SLICE
        try:
            if self._progress is None:
                self._progress = self._fit(self.forecaster)
            for progress in self._progress:
                self._record(progress)
                if time.perf_counter() > until:
                    return
            self._status = "finished"
        except TrainingDivergedError as error:
            self._status, self._message = "failed", str(error)
        except Exception as error:  # a task's error would be lost: it must reach the page, whatever it is
            self._status, self._message = "failed", f"{type(error).__name__}: {error}"

    def _record(self, progress: Progress) -> None:
        if progress.validation_loss != self._last.validation_loss and progress.step > 1:  # a validation was due
            self._validation_losses.append((progress.step, progress.validation_loss))
        self._last = progress
        self._recent.append(progress.loss)
        if len(self._recent) == STEPS_PER_POINT:
            self._losses.append((progress.step, float(np.mean(self._recent))))
            self._recent.clear()

    def _tell(self, *, at_once: bool = False) -> None:
        now, before = time.perf_counter(), self._status
        for name, (callback, every) in list(self._watchers.items()):
            if at_once or now - self._told.get(name, 0.0) >= every:
                self._call(callback)
                self._told[name] = time.perf_counter()
        if self._status != before:
            self._tell(at_once=True)

    def _call(self, callback: Callable[[], None]) -> None:
        try:
            callback()
        except Exception as error:  # it would be lost with the task, and the page would say "training" for ever
            self._go_on = False
            if self._status != "failed":
                self._status, self._message = "failed", f"{type(error).__name__}: {error}"
