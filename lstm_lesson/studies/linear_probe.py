"""Read a network's state by a straight line: what can all units together tell, where no single one can?

A probe is a weighted sum of all units' cell states after one step, and an intercept: fitted by least squares on 250
waves, judged by its R² on 250 others. It says what can be read out of the state, not that the network uses it, nor
that it learned it: probe an untrained network as well.
"""

from collections.abc import Callable

import numpy as np

from lstm_lesson import validate
from lstm_lesson.data.baselines import mean_absolute_error
from lstm_lesson.data.signals import damped_sines
from lstm_lesson.studies import sine_forecast
from lstm_lesson.studies.unit_analysis import Opened, envelope_of, phase_of
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.task import restored

WAVES = 250
# What a probe may be asked for, from periods and decays (B,) and the step t: (B,).
TARGETS: dict[str, Callable[[np.ndarray, np.ndarray, int], np.ndarray]] = {
    "sine": lambda period, decay, t: phase_of(t + 1, period, decay)[:, t, 0],
    "cosine": lambda period, decay, t: phase_of(t + 1, period, decay)[:, t, 1],
    "envelope": lambda period, decay, t: envelope_of(t + 1, decay)[:, t, 0],
    "period": lambda period, decay, t: period,
}


def linear_probe(forecaster: Forecaster, target: str, t: int) -> tuple[float, float]:
    """Return R² on new waves of what c_t tells about `target`: of the probe on all units, and of the best single unit.

    target: "sine", "cosine", "envelope" (each e^(−dt)·…, at step t) or "period". t: 0 to 49.
    """
    if target not in TARGETS:
        raise ValueError(f"target must be one of {', '.join(TARGETS)}; got {validate.shown(target)}")
    t = validate.whole("t", t, at_least=0)
    rng = np.random.default_rng(2_000_002)
    periods, decays = rng.uniform(*sine_forecast.PERIOD, 2 * WAVES), rng.uniform(*sine_forecast.DECAY, 2 * WAVES)
    wanted = TARGETS[target](periods, decays, t)
    c = Opened(forecaster).cell.run(damped_sines(sine_forecast.N_IN, periods, decays)[:, :, None]).c[t]
    every = [_held_out_r2(c, wanted), *(_held_out_r2(c[:, [unit]], wanted) for unit in range(c.shape[1]))]
    return every[0], max(every[1:])


def _held_out_r2(c: np.ndarray, wanted: np.ndarray) -> float:
    weights = _least_squares(c[:WAVES], wanted[:WAVES])
    error = _with_one(c[WAVES:]) @ weights - wanted[WAVES:]
    return float(1 - (error**2).sum() / ((wanted[WAVES:] - wanted[WAVES:].mean()) ** 2).sum())


def refitted_error(forecaster: Forecaster) -> float:
    """Return the test error of the cell as it is, with a head fitted anew by least squares on 1,000 waves.

    With an untrained cell this is a reservoir: random units, of which only the head is fitted (Jaeger 2001).
    """
    x, y = sine_forecast.damped_sine_windows(1000, 2_000_003)
    head = _least_squares(_last_hidden(forecaster, x), y)
    x, y = sine_forecast.TASK.test_set()
    return mean_absolute_error(_with_one(_last_hidden(forecaster, x)) @ head, y)


def _last_hidden(forecaster: Forecaster, x: np.ndarray) -> np.ndarray:
    """Return h after the last step (B, H), fast: as the forecast of a head that gives h itself."""
    H = forecaster.n_hidden
    identity_head = {"W_y": np.eye(H), "b_y": np.zeros(H)}
    return restored(forecaster.weights | identity_head).predict(x).astype(float)


def _least_squares(states: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    return np.linalg.lstsq(_with_one(states), wanted)[0]


def _with_one(states: np.ndarray) -> np.ndarray:
    return np.column_stack([states, np.ones(len(states))])
