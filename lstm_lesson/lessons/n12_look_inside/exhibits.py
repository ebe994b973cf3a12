"""A trained forecaster opened (notebook 12): one unit, all units, and what the forecast listens to."""

import numpy as np

from lstm_lesson.data.signals import damped_sine
from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.n12_look_inside import map_pictures, pictures
from lstm_lesson.live.controls import Control, Preset, choice
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.live.recipe import Values
from lstm_lesson.studies import sine_forecast
from lstm_lesson.studies.sine_forecast import N_AHEAD, N_IN, TASK
from lstm_lesson.studies.unit_analysis import Opened, UnitAnalysis, ar2_gradient, over_training_range
from lstm_lesson.training.forecaster import Forecaster

SHOWN = tuple(map_pictures.TITLES)
WAVE = (Control("period", 15, 4, 40, 0.25, unit="steps"), Control("decay", 0.03, 0, 0.2, 0.0025))
MAPS = {
    "c": Preset("What the units hold, on one scale: blue above 0, vermillion below.", shown=0),
    "c, scaled": Preset("Each row on a scale of its own: units that hold little can be read as well.", shown=1),
    "forget gates": Preset("The forget gates of all units.", shown=2),
    "input gates": Preset("The input gates of all units.", shown=3),
    "output gates": Preset("The output gates of all units.", shown=4),
    "untrained": Preset("The same network before its training: random weights.", shown=1, trained=0),
}
AHEAD = {
    "next": Preset("The forecast of the very next step.", ahead=1),
    "fifth": Preset("The last of the five steps that are forecast at once.", ahead=N_AHEAD),
    "slow": Preset("The slowest and longest-lived waves of the training.", period=20, decay=0.01),
    "fast": Preset("The fastest and longest-lived waves of the training.", period=10, decay=0.01),
}


def one_unit_inside(forecaster: Forecaster | None = None, unit: int = 0) -> Exhibit:
    """Return one unit's gates and states over a window, with the fading sine and the envelope nearest to its c.

    forecaster: the course's recorded one if not given.
    """
    forecaster = forecaster or sine_forecast.recorded()
    opened = Opened(forecaster)
    phase, envelope = over_training_range(forecaster).medians

    def compute(unit: float, **wave: float) -> pictures.UnitRun:
        return pictures.unit_run(opened.look(**wave), int(unit))

    def sentence(run: pictures.UnitRun, values: Values) -> str:
        look, unit = run.look, int(values["unit"])
        return (
            f"Unit {unit}: R² {_score(look.phase[unit])} on the phase, {_score(look.envelope[unit])} on the envelope"
            f"{_where(look)}. Over the training range the medians are {phase[unit]:.2f} and {envelope[unit]:.2f}."
        )

    def of_unit(unit: np.int64, reason: str) -> Preset:
        return Preset(reason, period=15, decay=0.03, offset=0, unit=int(unit))

    presets = {
        "phase": of_unit(phase.argmax(), "The unit that follows the phase best in the median."),
        "envelope": of_unit(envelope.argmax(), "The unit that follows the envelope best in the median."),
        "neither": of_unit(np.maximum(phase, envelope).argmin(), "The unit that follows both worst."),
        "undying": Preset("Without decay the envelope is constant: there is none to follow.", decay=0),
    }
    controls = [
        Control("unit", unit, 0, forecaster.n_hidden - 1, 1, integer=True),
        *WAVE,
        Control("offset", 0, -0.2, 0.2, 0.01),
    ]
    size = pictures.UNIT_PICTURE
    return Exhibit("one unit", controls, compute, pictures.unit_picture, sentence, presets=presets, size=size)


def all_units_inside(forecaster: Forecaster | None = None, *, trained: int = 1) -> Exhibit:
    """Return a map of all units over a window, sorted by R² on the phase; `trained` 0 shows them before training.

    Before training means TASK.learner("LSTM") of `sine_forecast`, from which the recorded one was trained.
    """
    networks = [TASK.learner("LSTM"), forecaster or sine_forecast.recorded()]
    opened = [Opened(network) for network in networks]
    medians = [over_training_range(network).medians for network in networks]

    def compute(trained: float, shown: float, **wave: float) -> map_pictures.UnitMap:
        return map_pictures.UnitMap(opened[int(trained)].look(**wave), SHOWN[int(shown)], medians[int(trained)])

    controls = [
        *WAVE,
        choice("shown", 1, *list(MAPS)[: len(SHOWN)]),
        choice("trained", trained, "not yet", "trained", label="network"),
    ]
    picture, size = map_pictures.map_picture, map_pictures.MAP_PICTURE
    return Exhibit("all units", controls, compute, picture, _map_sentence, presets=MAPS, size=size)


def forecast_gradient(forecaster: Forecaster | None = None) -> Exhibit:
    """Return how the forecast `ahead` steps after the window moves with each input, beside AR(2)'s two coefficients."""
    opened = Opened(forecaster or sine_forecast.recorded())

    def compute(period: float, decay: float, ahead: float) -> pictures.InputGradients:
        wave = damped_sine(N_IN + N_AHEAD, period, decay)
        lstm = opened.input_gradient(wave[:N_IN], int(ahead))
        return pictures.InputGradients(lstm, ar2_gradient(period, decay, lstm.ahead), wave[N_IN - 1 + lstm.ahead])

    controls = [*WAVE, Control("ahead", 1, 1, N_AHEAD, 1, integer=True)]
    picture, size = pictures.gradient_picture, pictures.GRADIENT_PICTURE
    return Exhibit("gradient by input", controls, compute, picture, _gradient_sentence, presets=AHEAD, size=size)


def _score(r_squared: float) -> str:
    return "not defined" if np.isnan(r_squared) else f"{r_squared:.2f}"


def _where(look: UnitAnalysis) -> str:
    if look.decay == 0:
        return " (with decay 0 it is constant)"
    return "" if look.familiar else ", outside the training range"


def _map_sentence(state: map_pictures.UnitMap, values: Values) -> str:
    look, (phase, envelope) = state.look, state.medians
    best = look.order[0]
    envelopes = "no envelope at decay 0" if look.decay == 0 else f"{(look.envelope >= 0.9).sum()} its envelope"
    return (
        f"{'Trained' if values['trained'] else 'Before training'}: {(look.phase >= 0.9).sum()} of {len(phase)} units "
        f"follow the phase with R² ≥ 0.90, {envelopes}; first unit {best} with {look.phase[best]:.2f}. "
        f"In the median of the training range: {(phase >= 0.9).sum()} and {(envelope >= 0.9).sum()}."
    )


def _gradient_sentence(state: pictures.InputGradients, values: Values) -> str:
    lstm, ar2 = state.lstm, state.ar2
    largest = int(np.abs(lstm.gradient).argmax())
    return minus(
        f"{lstm.ahead} {'step' if lstm.ahead == 1 else 'steps'} ahead: {lstm.share(2):.0%} of the gradient falls on "
        f"the last two inputs, {lstm.share(10):.0%} on the last ten; the largest is {lstm.gradient[largest]:.2f}, at "
        f"t = {largest}. AR(2) has {ar2[0]:.2f} and {ar2[1]:.2f} on the last two, and nothing before."
    )
