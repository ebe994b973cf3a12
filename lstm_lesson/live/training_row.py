"""A picture that trains, and its row: buttons that say what they will do, how far it is, and what is trained."""

from collections.abc import Callable, Hashable, Mapping
from html import escape
from typing import Any, ClassVar
from weakref import WeakValueDictionary

import ipywidgets as widgets

from lstm_lesson.live.exhibit import RED, Exhibit
from lstm_lesson.training.trainings import Trainings

REDRAW = 0.25  # seconds between two pictures of a training
RETIRED = "This cell was run again: the training goes on in the newer picture."


class TrainingRow:
    """Widgets that start and stop the trainings of an exhibit, and follow the present one.

    The first button says what a click does: Train, with what, Stop, or Continue, which goes on with the same training.
    The second one, Start over, forgets the present training. The words say which training the row speaks of. All of it
    wraps, so that it can stand in a narrow column.
    """

    def __init__(self, trainings: Trainings, named: Callable[[Any], str], label: Callable[[Any], str]) -> None:
        """named(setting) is what the words call a setting, label(setting) the button that trains it."""
        self.trainings, self._named, self._label = trainings, named, label
        self.note = ""  # said until the first click
        self.retired = self._locked = False
        button = {"width": "auto", "max_width": "230px", "flex": "0 0 auto"}
        self.go_button = widgets.Button(button_style="primary", layout=button | {"min_width": "130px"})
        self.over_button = widgets.Button(
            description="Start over", icon="undo", tooltip="Forget the training that stands here", layout=button
        )
        self.bar = widgets.IntProgress(
            max=trainings.steps,
            layout={"width": "auto", "min_width": "120px", "max_width": "500px", "flex": "1 1 200px"},
        )
        self.bar.add_class("lesson-progress")
        self.words = widgets.HTML(layout={"width": "auto", "flex": "1 1 200px"})
        self.widget = widgets.HBox(
            [self.go_button, self.over_button, self.bar, self.words],
            layout={"flex_flow": "row wrap", "align_items": "center", "width": "100%"},
        )
        self.go_button.on_click(lambda _: self._go())
        self.over_button.on_click(lambda _: trainings.start_over())

    @property
    def disabled(self) -> bool:
        """Return or set whether the buttons are locked, as a widget's `disabled` does; but Stop never is.

        A question that is asked again locks its exhibit, which may have taken over a training that runs.
        """
        return self._locked

    @disabled.setter
    def disabled(self, disabled: bool) -> None:
        self._locked = disabled
        self.follow()

    def _go(self) -> None:
        self.note = ""
        try:
            if self.trainings.state.status == "training":
                self.trainings.stop()
            else:
                self.trainings.train()
        except RuntimeError as error:
            self.words.value = f'<span style="{RED}">{escape(str(error), quote=False)}</span>'

    @property
    def what(self) -> str:
        """Which training the row speaks of: the present one, the next one if nothing is trained."""
        now = self.trainings
        setting, seed = now.present if now.state.status != "not started" else (now.wanted, now.next_seed)
        return ", ".join(filter(None, [self._named(setting), now.seeds(seed)]))

    @property
    def standing(self) -> str:
        """How far the present training has come."""
        state = self.trainings.state
        return {
            "not started": "not trained yet",
            "training": f"step {state.step:,}",
            "stopped": f"stopped at step {state.step:,}",
            "finished": f"trained in {state.step:,} steps",
            "failed": f"failed at step {state.step:,}",
        }[state.status]

    @property
    def title(self) -> str:
        """Both in one line, to stand in the picture."""
        trains = self.trainings.state.status == "training"
        return f"in training: {self.what}" if trains else f"{self.what}: {self.standing}"

    def retire(self) -> None:
        """Lock the row for good, since another exhibit has taken its trainings over."""
        self.retired = self.go_button.disabled = self.over_button.disabled = True
        self.words.value = RETIRED

    def follow(self) -> None:
        """Show what the buttons do now, and how far the present training is."""
        if self.retired:
            return
        state = self.trainings.state
        self.go_button.description, self.go_button.icon = self._go_label(state.status)
        self.go_button.disabled = state.status != "training" and (self._locked or self._is_done)
        # Not while it trains: a double click on a long Train would meet it, where Stop is shorter.
        self.over_button.disabled = self._locked or state.status in ("not started", "training")
        self.bar.value = self.bar.max if state.status == "finished" else state.step
        steps = "" if state.status in ("not started", "finished") else f" of {state.steps:,}"
        left = "" if state.seconds_left is None else f", at most {max(1, round(state.seconds_left))} s left"
        why = f": {state.message}" if state.message else ""
        self.words.value = escape(f"{self.what}: {self.standing}{steps}{left}{why}. {self.note}".rstrip(), quote=False)

    def _go_label(self, status: str) -> tuple[str, str]:
        """Return the words of the first button, and its icon."""
        now = self.trainings
        if status == "training":
            return "Stop", "pause"
        if not now.is_wanted or status == "not started":
            return self._label(now.wanted), "play"
        if status == "stopped":
            return "Continue", "play"
        if not self._is_done:
            return f"Train with {now.seeds(now.next_seed)}", "play"
        return ("Trained", "check") if status == "finished" else ("Failed", "times")

    @property
    def _is_done(self) -> bool:
        """Whether what is wanted has been trained, and no other seed is left to train it with."""
        now = self.trainings
        return now.is_wanted and now.state.status in ("finished", "failed") and not now.takes_another_seed


class TrainingRowExhibit(Exhibit):
    """An exhibit with such a row: what its picture shows is trained in the background, and redrawn meanwhile.

    When its cell is run again, the new exhibit takes the trainings of the earlier one over if it stands on their
    setting; else it stops them and says so. So a training always has a button, and whoever looks at the trainings of
    the earlier exhibit looks at those of the new one.
    """

    _shown_last: ClassVar[WeakValueDictionary[Hashable, "TrainingRowExhibit"]] = WeakValueDictionary()

    def __init__(
        self,
        *parts: Any,
        trainings: Trainings,
        named: Callable[[Any], str],
        label: Callable[[Any], str],
        kind: Hashable = None,
        **recipe: Any,
    ) -> None:
        """Make the exhibit of `parts` and `recipe`, as Exhibit does, with the row of `trainings` above its picture.

        named, label: as TrainingRow has them. kind: what tells two exhibits of one class apart that train different
        things.
        """
        self._place, note = (type(self), kind), ""
        earlier = self._shown_last.get(self._place)
        if earlier is not None and trainings.shares_a_loop_with(earlier.background):
            if earlier.background.setting == trainings.wanted:
                earlier.retire()
                earlier.background.wanted = trainings.wanted
                trainings = earlier.background
            elif earlier.background.state.status == "training":
                earlier.background.stop()
                note = f"The training that ran here before ({earlier.row.what}) is stopped."
        self.background: Trainings = trainings
        self.row: TrainingRow = TrainingRow(trainings, named, label)
        self.row.note = note
        self.go_button = self.row.go_button
        super().__init__(*parts, extra=[self.row.widget], **recipe)
        self.buttons.append(self.row)
        self.row.follow()
        trainings.watch("row", self._follow, every=REDRAW)

    def retire(self) -> None:
        """Stand still from now on: another exhibit has taken the trainings over."""
        self.enabled = False
        self.row.retire()

    def take_stock(self) -> None:
        """Note what came out of the present training so far; called before each new picture of it."""

    def _follow(self) -> None:
        """Show how far the training is, in row and picture."""
        try:
            self.take_stock()
        finally:  # the row must say so if that failed
            self.refresh()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict[str, Any], Any]:
        """Return what a notebook shows; only from now on there is something for a newer exhibit to take over."""
        self._shown_last[self._place] = self
        return super()._repr_mimebundle_(include, exclude)

    def _redraw(self, moved: Mapping[str, float]) -> None:
        if self.row.retired:
            return  # the trainings are another one's now
        super()._redraw(moved)
        self.row.follow()  # a slider may have moved to something else to train
