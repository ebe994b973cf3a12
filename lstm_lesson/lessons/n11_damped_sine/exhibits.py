"""Forecasts of a damped sine beside the truth and the baselines (notebook 11)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from lstm_lesson.drawing.lanes import Drawing
from lstm_lesson.lessons.n11_damped_sine import pictures
from lstm_lesson.lessons.n11_damped_sine.numbers import (
    FREE_RUN,
    Comparison,
    Scoreboard,
    Wave,
    compare,
    scoreboard,
    wave,
)
from lstm_lesson.lessons.n11_damped_sine.pictures import written
from lstm_lesson.lessons.n11_damped_sine.training_exhibits import TrainingExhibit
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.studies.sine_forecast import N_IN

REDRAW = 1.0  # seconds between two looks at a forecaster in training

PRESETS = {
    "in the middle": Preset({"period": 15, "decay": 0.03}, "In the middle of what the forecaster was trained on."),
    "at the edge": Preset({"period": 20, "decay": 0.01}, "The slowest and longest-lived sines of the training."),
    "too slow": Preset({"period": 30, "decay": 0.03}, "No training sequence had a period above 20."),
    "too fast": Preset({"period": 6, "decay": 0.03}, "No training sequence had a period below 10."),
    "undying": Preset({"period": 15, "decay": 0}, "No training sequence had a decay below 0.01."),
}


def damped_sine_window() -> Exhibit:
    """Return a damped sine with its period and its decay, and the window that a forecaster sees of it."""
    return Exhibit(
        "damped sine",
        _sliders(),
        wave,
        pictures.window_picture,
        _window_sentence,
        size=pictures.WINDOW_PICTURE,
    )


def forecast_five(training: TrainingExhibit) -> Exhibit:
    """Return the forecast of the next five steps, beside the truth and all baselines, as period and decay move."""
    return _of_forecaster(training, "forecast", compare, pictures.forecast_picture, _forecast_sentence)


def run_free(training: TrainingExhibit) -> Exhibit:
    """Return 100 steps of forecast that live on their own forecasts, and the error, as period and decay move."""
    far = partial(compare, n_ahead=FREE_RUN)
    return _of_forecaster(training, "free run", far, pictures.free_run_picture, _free_run_sentence)


def forecast_scores(training: TrainingExhibit) -> Exhibit:
    """Return the scoreboard over 100 sequences near a period and a decay, under noise."""
    little_noise = Preset(
        {"period": 15, "decay": 0.03, "noise": 0.01},
        "A hundredth of noise on the window: AR(2) believes it, and is no longer perfect.",
    )
    quiet = {name: Preset({**p.values, "noise": 0}, p.reason) for name, p in PRESETS.items()}
    return _of_forecaster(
        training,
        "scoreboard",
        scoreboard,
        pictures.scoreboard_picture,
        _score_sentence,
        more=[Control("noise", 0, 0, 0.1, 0.001)],
        presets=quiet | {"a little noise": little_noise},
        size=pictures.SCORE_PICTURE,
    )


def _of_forecaster(
    training: TrainingExhibit,
    title: str,
    compute: Callable[..., Any],
    picture: Callable[..., Drawing],
    sentence: Callable[[Any], str],
    *,
    more: Sequence[Control] = (),
    presets: Mapping[str, Preset] = PRESETS,
    size: tuple[int, int] = pictures.FORECAST_PICTURE,
) -> Exhibit:
    """Make an exhibit of the training's forecaster: it says whose weights it shows, and follows them as they learn."""
    exhibit = Exhibit(
        title,
        [*_sliders(), *more],
        lambda **values: compute(training.forecaster, **values),
        picture,
        lambda state, values: f"With {training.whose}: {sentence(state)}",
        presets=presets,
        size=size,
    )
    training.background.watch(title, exhibit.refresh, every=REDRAW)
    return exhibit


def _sliders() -> list[Control]:
    return [
        Control("period", 15, *pictures.PERIODS, 0.25, unit="steps"),
        Control("decay", 0.03, *pictures.DECAYS, 0.0025),
    ]


def _window_sentence(state: Wave, values: dict[str, float]) -> str:
    left = state.envelope[N_IN] / state.envelope[0]
    return (
        f"Period {values['period']:g} steps, decay {values['decay']:g} per step: {N_IN / values['period']:.1f} swings "
        f"fit into the {N_IN} steps in, and {left:.1%} of the swing is left where the forecast begins."
    )


def _forecast_sentence(state: Comparison) -> str:
    scores = state.scores
    place = "inside the training range" if state.familiar else "outside the training range"
    return (
        f"period {state.period:g}, decay {state.decay:g}, {place}: the LSTM errs by {written(scores['forecast'])}, the "
        f"constant by {written(scores['constant'])}, AR(2) by {written(scores['ar2'])}."
    )


def _free_run_sentence(state: Comparison) -> str:
    free, truth = state.forecasts["forecast"], state.truth
    near, far = (abs(free[part] - truth[part]).mean() for part in (slice(0, 5), slice(-5, None)))
    one = abs(state.one_step_ahead - truth).mean()
    return (
        f"running free, the LSTM errs by {near:.4f} over its first five steps and by {far:.4f} over its last five; "
        f"told the truth at every step, by {one:.4f} on average."
    )


def _score_sentence(state: Scoreboard) -> str:
    order = sorted(state.scores, key=lambda name: state.scores[name])
    names = {"ar2": "AR(2)", "forecast": "the LSTM", "constant": "the constant", "last_value": "the last value"}
    names["one_period_back"] = "one period back"
    first, second = (names[name] for name in order[:2])
    return (
        f"100 sequences around period {state.period:g} and decay {state.decay:g}, noise {state.noise:g}: {first} is "
        f"best ({written(state.scores[order[0]])}), then {second} ({written(state.scores[order[1]])})."
    )
