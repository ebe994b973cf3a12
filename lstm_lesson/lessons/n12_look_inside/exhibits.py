"""A trained forecaster opened (notebook 12): one unit, all units, and which inputs the forecast depends on."""

from dataclasses import replace
from typing import Any

import numpy as np

from lstm_lesson.data.signals import damped_sine
from lstm_lesson.drawing.written import minus, percent, whole_steps
from lstm_lesson.lessons.n12_look_inside import map_pictures, pictures
from lstm_lesson.live.controls import Control, Preset, choice, choose
from lstm_lesson.live.pinning import PinnedExhibit
from lstm_lesson.live.recipe import Values
from lstm_lesson.live.sharing import SharedExhibit
from lstm_lesson.studies import sine_forecast
from lstm_lesson.studies.sine_forecast import N_AHEAD, N_IN, TASK
from lstm_lesson.studies.unit_analysis import Opened, UnitAnalysis, ar2_gradient, over_training_range
from lstm_lesson.training.forecaster import Forecaster

SHOWN = tuple(map_pictures.TITLES)
WAVE = (Control("period", 15, 4, 40, 0.25, unit="steps"), Control("decay", 0.03, 0, 0.2, 0.0025))
MAPS = {
    "c": Preset("This is what the units hold, on one scale: blue is above 0, red below.", shown=0),
    "c, scaled": Preset(
        "Each row has a scale of its own, so that units that hold little can be read as well.", shown=1
    ),
    "forget gates": Preset("These are the forget gates of all units: 1 keeps everything, 0 nothing.", shown=2),
    "input gates": Preset("These are the input gates of all units: 1 writes the whole candidate, 0 nothing.", shown=3),
    "output gates": Preset("These are the output gates of all units: 1 shows the whole content, 0 nothing.", shown=4),
    "untrained": Preset("This is the same network before its training, with random weights.", shown=1, trained=0),
}
AHEAD = {
    "next": Preset("This is the forecast of the very next step.", ahead=1),
    "fifth": Preset("This is the last of the five steps that are forecast at once.", ahead=N_AHEAD),
    "slow": Preset("This is the slowest and longest-lived wave of the training range.", period=20, decay=0.01),
    "fast": Preset("This is the fastest and longest-lived wave of the training range.", period=10, decay=0.01),
}


UNIT = Control("unit", 0, 0, sine_forecast.N_HIDDEN - 1, 1, integer=True)
TIME = Control("t", N_IN - 1, 0, N_IN - 1, 1, integer=True, unit="step", plays=True)


def one_unit_inside(forecaster: Forecaster | None = None, **start: float) -> PinnedExhibit:
    """Return one unit's gates and states over a window, with the fading sine and the envelope nearest to its c.

    forecaster: the course's recorded one if not given. start: where sliders begin, by name, as in `unit=13`.
    """
    network = sine_forecast.recorded() if forecaster is None else forecaster
    opened = Opened(network)
    phase, envelope = over_training_range(network).medians

    def compute(unit: float, t: float, **wave: float) -> pictures.UnitRun:
        return pictures.unit_run(opened.look(**wave), int(unit), int(t))

    def sentence(run: pictures.UnitRun, values: Values) -> str:
        look, unit = run.look, int(values["unit"])
        return minus(
            f"Unit {unit}: R² {_score(look.phase[unit])} on the phase, {_score(look.envelope[unit])} on the envelope"
            f"{_where(look)}. Over the training range the medians are {phase[unit]:.2f} and {envelope[unit]:.2f}. "
            f"At step t = {run.t} it holds c = {run.c[run.t]:z.3f} and shows h = {run.h[run.t]:z.3f}."
        )

    def of_unit(unit: np.int64, reason: str) -> Preset:
        return Preset(reason, period=15, decay=0.03, offset=0, unit=int(unit))

    presets = {
        "phase": of_unit(phase.argmax(), "This unit follows the phase best, in the median of 200 waves."),
        "envelope": of_unit(envelope.argmax(), "This unit follows the envelope best, in the median of 200 waves."),
        "neither": of_unit(np.maximum(phase, envelope).argmin(), "This unit follows both worst."),
        "undying": Preset("Without decay the envelope is constant, so there is nothing to follow.", decay=0),
    }
    units = replace(UNIT, high=network.n_hidden - 1)
    controls = [units, *WAVE, Control("offset", 0, -0.2, 0.2, 0.01), TIME]
    parts = (compute, pictures.unit_picture, sentence)
    look = {"presets": presets, "size": pictures.UNIT_PICTURE, "lines": 3}
    return _exhibit("one unit", "one_unit_inside", forecaster, controls, start, *parts, **look)


def all_units_inside(forecaster: Forecaster | None = None, **start: float) -> PinnedExhibit:
    """Return a map of all units over a window, sorted by R² on the phase; `trained=0` shows them before training.

    Before training means TASK.learner("LSTM") of `sine_forecast`, from which the recorded one was trained.
    start: where sliders begin, by name.
    """
    networks = [TASK.learner("LSTM"), sine_forecast.recorded() if forecaster is None else forecaster]
    opened = [Opened(network) for network in networks]
    medians = [over_training_range(network).medians for network in networks]

    def compute(trained: float, shown: float, **wave: float) -> map_pictures.UnitMap:
        return map_pictures.UnitMap(opened[int(trained)].look(**wave), SHOWN[int(shown)], medians[int(trained)])

    controls = [
        *WAVE,
        choice("shown", 1, *list(MAPS)[: len(SHOWN)]),
        choice("trained", 1, "not yet", "trained", label="network"),
    ]
    parts = (compute, map_pictures.map_picture, _map_sentence)
    look = {"presets": MAPS, "size": map_pictures.MAP_PICTURE}
    return _exhibit("all units", "all_units_inside", forecaster, controls, start, *parts, **look)


def forecast_gradient(forecaster: Forecaster | None = None, **start: float) -> PinnedExhibit:
    """Return how the forecast `ahead` steps after the window moves with each input, beside AR(2)'s two coefficients.

    forecaster: the course's recorded one if not given. start: where sliders begin, by name.
    """
    opened = Opened(sine_forecast.recorded() if forecaster is None else forecaster)

    def compute(period: float, decay: float, ahead: float) -> pictures.InputGradients:
        wave = damped_sine(N_IN + N_AHEAD, period, decay)
        lstm = opened.input_gradient(wave[:N_IN], int(ahead))
        return pictures.InputGradients(lstm, ar2_gradient(period, decay, lstm.ahead), wave[N_IN - 1 + lstm.ahead])

    controls = [*WAVE, Control("ahead", 1, 1, N_AHEAD, 1, integer=True)]
    parts = (compute, pictures.gradient_picture, _gradient_sentence)
    look = {"presets": AHEAD, "size": pictures.GRADIENT_PICTURE}
    return _exhibit("gradient by input", "forecast_gradient", forecaster, controls, start, *parts, **look)


def _exhibit(
    title: str,
    function: str,
    forecaster: Forecaster | None,
    controls: list[Control],
    start: dict[str, float],
    *parts: Any,
    **look: Any,
) -> PinnedExhibit:
    """Make an exhibit whose sliders begin at `start`; a line of settings can name no network but the course's own."""
    controls, _ = choose(controls, values=start)
    if forecaster is None:
        return SharedExhibit(title, controls, *parts, function=function, **look)
    return PinnedExhibit(title, controls, *parts, **look)


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
        f"{whole_steps(lstm.ahead)} ahead: {percent(lstm.share(2))} of the gradient falls "
        f"on the last two inputs, {percent(lstm.share(10))} on the last ten; "
        f"the largest is {lstm.gradient[largest]:.2f}, at t = {largest}. "
        f"AR(2) has {ar2[0]:z.2f} and {ar2[1]:z.2f} on the last two, and nothing before."
    )
