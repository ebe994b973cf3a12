"""Forecasts of a damped sine beside the truth and the baselines (notebook 11)."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from lstm_lesson.drawing.parts import Drawing
from lstm_lesson.drawing.written import percent
from lstm_lesson.lessons.n11_damped_sine import numbers, pictures
from lstm_lesson.lessons.n11_damped_sine.pictures import written
from lstm_lesson.lessons.n11_damped_sine.training_exhibits import TrainingExhibit
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.pinning import PinnedExhibit
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.studies.sine_forecast import N_IN
from lstm_lesson.validate import shown

REDRAW = 1.0  # seconds between two looks at a forecaster in training

SLIDERS = (
    Control("period", 15, *pictures.PERIODS, 0.25, unit="steps"),
    Control("decay", 0.03, *pictures.DECAYS, 0.0025),
)
FASTEST = Control("period", 10, *pictures.PERIODS, 0.25, unit="steps")  # not where the question about it asks
MIDDLE = {"period": 15, "decay": 0.03}
PRESETS = {
    "in the middle": Preset("This wave lies in the middle of what the forecaster was trained on.", **MIDDLE),
    "at the edge": Preset("These are the slowest and longest-lived waves of the training.", period=20, decay=0.01),
    "too slow": Preset("No training wave had a period above 20, and this one has 30.", period=30, decay=0.03),
    "too fast": Preset("No training wave had a period below 10, and this one has 6.", period=6, decay=0.03),
    "undying": Preset("No training wave had a decay below 0.01, and this one has none.", period=15, decay=0),
}
NOISES = {name: Preset(preset.reason, **preset.values, noise=0) for name, preset in PRESETS.items()}
NOISES["a little noise"] = Preset(
    "Noise of 0.01 lies on the window. AR(2) fits the noise too, so it is no longer exact.", **MIDDLE, noise=0.01
)


@exhibit(
    *SLIDERS,
    Control("level", 0.98, 0.02, 0.98, 0.01),
    compute=numbers.wave,
    picture=pictures.window_picture,
    size=pictures.WINDOW_PICTURE,
    lines=3,
    title="damped sine",
)
def damped_sine_window(state: numbers.Wave, values: Values) -> str:
    """Show a damped sine with its period and decay, the window that a forecaster sees, and what follows a level."""
    left = state.envelope[N_IN] / state.envelope[0]
    words = (
        f"Period {values['period']:g} steps, decay {values['decay']:g} per step: {N_IN / values['period']:.1f} cycles "
        f"fit into the {N_IN} steps of the window, and {percent(left, 1)} of the swing is left after them. "
    )
    rising, falling = (state.later[state.rising == up] for up in (True, False))
    if not len(rising) or not len(falling):
        return words + f"The wave does not pass the level {state.level:.2f} both ways in the window."
    return words + (
        f"Five steps after the wave rises through {state.level:.2f} it is at {rising.mean():.2f} on average; after it "
        f"falls through it, at {falling.mean():.2f}. The mean of all is {state.between:.2f}."
    )


def forecast_five(training: TrainingExhibit) -> PinnedExhibit:
    """Return the forecast of the next five steps, beside the truth and all baselines, as period and decay move."""
    return _forecasts(training, "forecast", numbers.compare, pictures.forecast_picture, _forecast_sentence)


def run_free(training: TrainingExhibit) -> PinnedExhibit:
    """Return 100 steps of forecast that live on their own forecasts, and the error, as period and decay move."""
    far = partial(numbers.compare, n_ahead=numbers.FREE_RUN)
    controls = (FASTEST, SLIDERS[1])
    return _forecasts(training, "free run", far, pictures.free_run_picture, _free_run_sentence, controls=controls)


def forecast_scores(training: TrainingExhibit) -> PinnedExhibit:
    """Return the scoreboard over 100 sequences near a period and a decay, under noise."""
    return _forecasts(
        training,
        "scoreboard",
        numbers.scoreboard,
        pictures.scoreboard_picture,
        _score_sentence,
        controls=(*SLIDERS, Control("noise", 0, 0, 0.1, 0.001)),
        presets=NOISES,
        size=pictures.SCORE_PICTURE,
    )


def _forecasts(
    training: TrainingExhibit,
    title: str,
    compute: Callable[..., Any],
    picture: Callable[..., Drawing],
    sentence: Callable[[Any], str],
    *,
    controls: tuple[Control, ...] = SLIDERS,
    presets: Mapping[str, Preset] = PRESETS,
    size: tuple[int, int] = pictures.FORECAST_PICTURE,
) -> PinnedExhibit:
    """Make an exhibit of the training's forecaster: it says whose weights it shows, and follows them as they learn."""
    if not isinstance(training, TrainingExhibit):
        raise ValueError(f"training must be the picture that train_damped_sine() makes; got {shown(training)}")
    own = training.own  # not the exhibit itself, which another one replaces when its cell is run again
    forecasts = PinnedExhibit(
        title,
        controls,
        lambda **values: compute(own.forecaster, **values),
        picture,
        lambda state, values: f"With {own.whose}: {sentence(state)}",
        presets=presets,
        size=size,
    )
    own.trainings.watch(title, forecasts.refresh, every=REDRAW)
    return forecasts


def _forecast_sentence(state: numbers.Comparison) -> str:
    scores = state.scores
    place = "inside the training range" if state.familiar else "outside the training range"
    return (
        f"period {state.period:g}, decay {state.decay:g}, {place}: the LSTM's error is {written(scores['forecast'])}, "
        f"the constant's {written(scores['constant'])}, AR(2)'s {written(scores['ar2'])}."
    )


def _free_run_sentence(state: numbers.Comparison) -> str:
    free, truth = state.forecasts["forecast"], state.truth
    near, far = (abs(free[part] - truth[part]).mean() for part in (slice(0, 5), slice(-5, None)))
    one = abs(state.one_step_ahead - truth).mean()
    return (
        f"running free, the LSTM has an error of {near:.4f} over its first five steps and of {far:.4f} over its last "
        f"five; one step ahead, given the true value after each step, it has one of {one:.4f} on average."
    )


def _score_sentence(state: numbers.Scoreboard) -> str:
    # Below ROUNDING all are alike; then the shorter one comes first, on every processor.
    order = sorted(pictures.NAMES, key=lambda name: max(state.scores[name], pictures.ROUNDING))
    names = pictures.LABELS | {"forecast": "the LSTM", "constant": "the constant", "last_value": "the last value"}
    first, second = (names[name] for name in order[:2])
    return (
        f"100 waves around period {state.period:g} and decay {state.decay:g}, noise {state.noise:g}: {first} is "
        f"best ({written(state.scores[order[0]])}), then {second} ({written(state.scores[order[1]])})."
    )
