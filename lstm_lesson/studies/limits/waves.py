"""Damped sines with something in the way: noise, a period that switches, a distractor, a gap (notebook 13).

What forecasters see are the 50 steps before the forecast; what they are held against are the next five without noise
or distractor. The wave is that of notebook 11, ½ + ½·sin(φ_t)·e^{−decay·t}, and its phase φ_t never jumps: at a switch
its speed does, from 2π/period to 2π/new_period.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.studies.sine_forecast import DECAY, N_AHEAD, N_IN, PERIOD
from lstm_lesson.training.task import Pair

NEVER = N_IN  # steps since the switch where the whole window has the new period
NOISE = (0.001, 0.3)  # least and most standard deviation in training, apart from none at all
DISTRACTOR_PERIOD = (3.0, 6.0)  # steps: well below those of the wave
MOST_DISTRACTION = 0.5  # amplitude, that of the wave at its start
LONGEST_GAP = 40  # steps: at least 10 of the 50 are seen
SIDE_NOISE = 0.01  # standard deviation beside a distractor or a gap


@dataclass(frozen=True)
class Waves:
    """B windows of damped sines, and what follows them.

    x: (50, B), what forecasters see. y: (B, 5), what really comes, without noise. period, new_period, decay: (B,).
    since: (B,), how many of the 50 steps have the new period. distractor_period: (B,).
    """

    x: np.ndarray
    y: np.ndarray
    period: np.ndarray
    new_period: np.ndarray
    decay: np.ndarray
    since: np.ndarray
    distractor_period: np.ndarray


def switching_sines(length: int, period: Any, new_period: Any, decay: Any, since: Any) -> np.ndarray:
    """Return damped sines (B, length) whose last `since` steps of the first 50 have the new period; all (B,).

    Steps after the fiftieth have the new period as well. since = 0: it begins with the first step of the forecast;
    since = 50: there never was another.
    """
    length = validate.whole("length", length)
    period = validate.floats("period", period, shape=("B",))
    B = len(period)
    new_period = validate.floats("new_period", new_period, shape=(B,))
    decay = validate.floats("decay", decay, shape=(B,))
    since = validate.floats("since", since, shape=(B,))
    if min(period.min(), new_period.min()) <= 0:
        raise ValueError(f"period and new_period must be above 0; got {min(period.min(), new_period.min()):g}")
    if since.min() < 0 or since.max() > NEVER:
        raise ValueError(f"since must be from 0 to {NEVER} steps; got {since.min():g} … {since.max():g}")
    t = np.arange(length)
    before, after = split_time(t, since[:, None])
    phase = 2 * np.pi * (before / period[:, None] + after / new_period[:, None])
    return 0.5 + 0.5 * np.sin(phase) * np.exp(-decay[:, None] * t)


def split_time(t: np.ndarray, since: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return how much of each step's time went by before the switch, and how much after it."""
    switch = np.maximum(N_IN - 1 - np.asarray(since), 0)  # the last step of the old period
    return np.minimum(t, switch), np.maximum(t - switch, 0)


def draw(size: int, rng: Any, *, noise: Any = 0.0, since: Any = NEVER, distraction: Any = 0.0, gap: Any = 0) -> Waves:
    """Draw `size` windows; period, new period and decay are uniform in notebook 11's ranges.

    noise: standard deviation. since: steps. distraction: amplitude of an undamped sine of 3 to 6 steps, added to what
    is seen. gap: so many steps before the forecast are missing, and show ½. Each is one number, or (size,).
    """
    generator = validate.generator(rng)
    period, new_period = generator.uniform(*PERIOD, (2, size))
    decay = generator.uniform(*DECAY, size)
    since = np.broadcast_to(np.asarray(since, float), size)
    clean = switching_sines(N_IN + N_AHEAD, period, new_period, decay, since)
    x = clean[:, :N_IN].T + noise * generator.standard_normal((N_IN, size))
    distractor_period = generator.uniform(*DISTRACTOR_PERIOD, size)
    phase = generator.uniform(0, 2 * np.pi, size)
    x += distraction * np.sin(2 * np.pi * np.arange(N_IN)[:, None] / distractor_period + phase)
    x = np.where(missing(gap), 0.5, x)
    return Waves(x, clean[:, N_IN:], period, new_period, decay, since, distractor_period)


def missing(gap: Any) -> np.ndarray:
    """Return which of the 50 steps are missing: the last `gap`; (50, 1), or (50, B) for gaps (B,)."""
    return np.arange(N_IN)[:, None] >= N_IN - np.asarray(gap)


def noisy_switching(size: int, rng: Any) -> Pair:
    """Draw training windows for the map: any noise (one in six none), any switch (one in three none)."""
    generator = validate.generator(rng)
    noise = np.exp(generator.uniform(np.log(NOISE[0]), np.log(NOISE[1]), size)) * (generator.random(size) > 1 / 6)
    since = np.where(generator.random(size) < 1 / 3, NEVER, generator.integers(0, NEVER + 1, size))
    waves = draw(size, generator, noise=noise, since=since)
    return waves.x[:, :, None], waves.y


def distracted(size: int, rng: Any) -> Pair:
    """Draw training windows with a distractor of any amplitude up to 0.5."""
    generator = validate.generator(rng)
    amplitude = generator.uniform(0, MOST_DISTRACTION, size)
    waves = draw(size, generator, noise=SIDE_NOISE, distraction=amplitude)
    return waves.x[:, :, None], waves.y


def gappy(size: int, rng: Any) -> Pair:
    """Draw training windows with a gap of any length up to 40: x (50, B, 2), its second input the mask."""
    generator = validate.generator(rng)
    gap = generator.integers(0, LONGEST_GAP + 1, size)
    waves = draw(size, generator, noise=SIDE_NOISE, gap=gap)
    return with_mask(waves.x, gap), waves.y


def with_mask(x: np.ndarray, gap: Any) -> np.ndarray:
    """Return (50, B, 2): what is seen, and 1 where it is missing."""
    return np.stack([x, np.broadcast_to(missing(gap), x.shape)], axis=-1)
