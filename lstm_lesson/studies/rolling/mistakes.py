"""What fools one: a scaler fitted on everything, a shuffled split, no last value beside it, one seed alone.

One plain recipe for four series, a random walk among them, as many a tutorial has it: windows of 24 values, scaled to
the range 0 to 1, an LSTM of 24 units, the mean absolute error over the next 12. It is trained with every combination of
the two mistakes that change numbers; the other two only change what is told of them.

    python -m lstm_lesson.studies.rolling.mistakes      measures it anew, in three and a half minutes of one processor
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Annotated

import numpy as np

from lstm_lesson.studies.rolling import record
from lstm_lesson.studies.rolling.origins import CHOOSE, N_AHEAD, TRAIN
from lstm_lesson.training.fitting import Progress
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.recording import Recording

SERIES = ("random walk", *record.SERIES)
WALK_LENGTH, WALK_SEED, SHUFFLE_SEED = 400, 5, 1234
SEEDS = (0, 1, 2, 3, 4)
LENGTH, N_HIDDEN, RATE, STEPS, BATCH, LOOK_EVERY = 24, 24, 0.01, 1500, 32, 25


@cache
def values(name: str) -> np.ndarray:
    """Return a series (T,): a random walk of normal steps, or a real one."""
    if name == "random walk":
        return np.cumsum(np.random.default_rng(WALK_SEED).standard_normal(WALK_LENGTH))
    return record.split(name).x


@dataclass(frozen=True)
class Parts:
    """Origins (B,) to fit by, to choose weights by, to test by."""

    fit: np.ndarray
    choose: np.ndarray
    test: np.ndarray


def parts(x: np.ndarray, shuffled: bool) -> Parts:
    """Deal the windows of a series out, in time or, wrongly, shuffled.

    In time, no part forecasts a value that the part before it has used. Shuffled, windows of all parts overlap.
    """
    T = len(x)
    origins = np.arange(LENGTH, T - N_AHEAD + 1)
    if shuffled:
        order = np.random.default_rng(SHUFFLE_SEED).permutation(len(origins))
        ends = [round(TRAIN * len(order)), round((TRAIN + CHOOSE) * len(order))]
        return Parts(*(origins[dealt] for dealt in np.split(order, ends)))
    first, second = round(TRAIN * T), round((TRAIN + CHOOSE) * T)
    ends_at = origins + N_AHEAD
    return Parts(
        origins[ends_at <= first], origins[(origins >= first) & (ends_at <= second)], origins[origins >= second]
    )


@dataclass(frozen=True)
class Range:
    """Map values to the range 0 to 1 of what it was fitted on, and back: what most tutorials scale by."""

    low: float
    width: float

    @classmethod
    def of(cls, x: np.ndarray, everything: bool) -> "Range":
        """Fit it on the first half, or, wrongly, on the whole series."""
        seen = x if everything else x[: round(TRAIN * len(x))]
        return cls(float(seen.min()), float(np.ptp(seen)))

    def there(self, x: np.ndarray) -> np.ndarray:
        """Scale."""
        return (x - self.low) / self.width

    def back(self, z: np.ndarray) -> np.ndarray:
        """Scale back."""
        return z * self.width + self.low


def pairs(x: np.ndarray, origins: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return windows before the origins (24, B, 1), and what follows (B, 12)."""
    past = x[origins[:, None] - LENGTH + np.arange(LENGTH)]
    return past.T[:, :, None], x[origins[:, None] + np.arange(N_AHEAD)]


def training(
    x: np.ndarray, everything: bool, shuffled: bool, seed: int
) -> tuple[Forecaster, Iterator[Progress], Range, np.ndarray]:
    """Return an untrained network, its training, its scale and its test origins."""
    dealt, scale = parts(x, shuffled), Range.of(x, everything)
    z, generator = scale.there(x), np.random.default_rng(seed)
    network = Forecaster(1, N_HIDDEN, N_AHEAD, rng=seed)

    def next_batch() -> tuple[np.ndarray, np.ndarray]:
        return pairs(z, generator.choice(dealt.fit, BATCH))

    fit = network.fit(
        next_batch,
        steps=STEPS,
        validation=pairs(z, dealt.choose),
        learning_rate=RATE,
        validate_every=LOOK_EVERY,
        time_first=True,
    )
    return network, fit, scale, dealt.test


@dataclass(frozen=True)
class MistakesResult:
    """What one series gave.

    errors: mean absolute error over 12 steps by (scaler on everything, split shuffled, seed); last_value: the same of
    the last value by (split shuffled,). ahead: one step ahead, forecast without a mistake at each origin of the test.
    first_looks: validation losses after 25 steps, without a mistake.
    """

    errors: Annotated[np.ndarray, 2, 2, "seeds"]
    last_value: Annotated[np.ndarray, 2]
    ahead: Annotated[np.ndarray, "seeds", "origins"]
    first_looks: Annotated[np.ndarray, "seeds"]


RECORDING = Recording("studies.rolling.mistakes")
KEYS = tuple((name,) for name in SERIES)


@cache
def recorded(name: str) -> MistakesResult:
    """Return what came out of `python -m lstm_lesson.studies.rolling.mistakes` for a series."""
    return RECORDING.row(MistakesResult, name)


def measure(name: str) -> MistakesResult:
    """Train with and without each mistake."""
    x, errors, ahead, first_looks = values(name), np.empty((2, 2, len(SEEDS))), [], []
    for everything, shuffled, (place, seed) in product((False, True), (False, True), enumerate(SEEDS)):
        network, fit, scale, test = training(x, everything, shuffled, seed)
        losses = [progress.validation_loss for progress in fit if progress.step == LOOK_EVERY]
        past, following = pairs(x, test)
        forecasts = scale.back(network.predict(scale.there(past)).astype(float))
        errors[int(everything), int(shuffled), place] = np.abs(forecasts - following).mean()
        if not (everything or shuffled):
            ahead.append(forecasts[:, 0])
            first_looks += losses
    last = [last_value_error(x, shuffled) for shuffled in (False, True)]
    return MistakesResult(*(np.array(found, np.float32) for found in (errors, last, ahead, first_looks)))


def last_value_error(x: np.ndarray, shuffled: bool) -> float:
    """Return the mean absolute error of the last value over 12 steps, on the test's windows."""
    past, following = pairs(x, parts(x, shuffled).test)
    return float(np.abs(past[-1] - following).mean())


def again(name: str) -> None:
    """Train the first seed until its first look, and compare its validation loss; and the last value's errors."""
    x = values(name)
    _, fit, _, _ = training(x, False, False, SEEDS[0])
    loss = next(progress.validation_loss for progress in fit if progress.step == LOOK_EVERY)
    RECORDING.compare((name,), {"first_looks": [loss]}, rtol=0.01)
    RECORDING.compare((name,), {"last_value": [last_value_error(x, shuffled) for shuffled in (False, True)]}, rtol=1e-5)


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
