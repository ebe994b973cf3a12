"""A trained forecaster opened (notebook 12): one unit, all units, and what the forecast listens to."""

from typing import Any

import numpy as np

from lstm_lesson.data.signals import damped_sine
from lstm_lesson.lessons.n12_look_inside import map_pictures, pictures
from lstm_lesson.lessons.n12_look_inside.map_pictures import TITLES, UnitMap
from lstm_lesson.lessons.n12_look_inside.pictures import HeardInputs, UnitRun, unit_run
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.studies import sine_forecast
from lstm_lesson.studies.sine_forecast import N_AHEAD, N_IN
from lstm_lesson.studies.unit_analysis import Look, Opened, ar2_gradient, over_training_range
from lstm_lesson.training.forecaster import Forecaster

SHOWN = tuple(TITLES)


def one_unit_inside(forecaster: Forecaster | None = None, unit: int = 0) -> Exhibit:
    """Return one unit's gates and states over a window, with the fading sine and the envelope nearest to its c.

    forecaster: the course's recorded one if not given.
    """
    forecaster = sine_forecast.recorded() if forecaster is None else forecaster
    opened, last = Opened(forecaster), forecaster.n_hidden - 1
    phase, envelope = over_training_range(forecaster).medians

    def compute(unit: float, **wave: float) -> UnitRun:
        return unit_run(opened.look(**wave), int(unit))

    def sentence(run: UnitRun, values: dict[str, float]) -> str:
        look, unit = run.look, int(values["unit"])
        return (
            f"Unit {unit}: R² {_score(look.phase[unit])} on the phase, {_score(look.envelope[unit])} on the envelope"
            f"{_where(look)}. Over the training range the medians are {phase[unit]:.2f} and {envelope[unit]:.2f}."
        )

    middle = {"period": 15, "decay": 0.03, "offset": 0}
    presets = {
        "phase": Preset({**middle, "unit": int(phase.argmax())}, "The unit that follows the phase best in the median."),
        "envelope": Preset(
            {**middle, "unit": int(envelope.argmax())}, "The unit that follows the envelope best in the median."
        ),
        "neither": Preset(
            {**middle, "unit": int(np.maximum(phase, envelope).argmin())}, "The unit that follows both worst."
        ),
        "undying": Preset({"decay": 0}, "Without decay the envelope is constant: there is none to follow."),
    }
    controls = [
        Control("unit", unit, 0, last, 1, integer=True),
        *_wave_controls(),
        Control("offset", 0, -0.2, 0.2, 0.01),
    ]
    return Exhibit(
        "one unit",
        controls,
        compute,
        pictures.unit_picture,
        sentence,
        presets=presets,
        size=pictures.UNIT_PICTURE,
    )


def all_units_inside(forecaster: Forecaster | None = None, *, trained: int = 1) -> Exhibit:
    """Return a map of all units over a window, sorted by R² on the phase; `trained` 0 shows them before training.

    Before training means practical.new_forecaster(), from which the recorded one was trained.
    """
    networks = [sine_forecast.new_forecaster(), sine_forecast.recorded() if forecaster is None else forecaster]
    opened = [Opened(network) for network in networks]
    medians = [over_training_range(network).medians for network in networks]

    def compute(trained: float, shown: float, **wave: float) -> UnitMap:
        return UnitMap(opened[int(trained)].look(**wave), SHOWN[int(shown)], medians[int(trained)])

    reasons = {
        "c": "What the units hold, on one scale: blue above 0, vermillion below.",
        "scaled": "Each row on a scale of its own: units that hold little can be read as well.",
        "f": "The forget gates of all units.",
        "i": "The input gates of all units.",
        "o": "The output gates of all units.",
    }
    names = {"c": "c", "scaled": "c, scaled", "f": "forget gates", "i": "input gates", "o": "output gates"}
    presets = {names[q]: Preset({"shown": SHOWN.index(q)}, reasons[q]) for q in SHOWN}
    presets["untrained"] = Preset({"shown": 1, "trained": 0}, "The same network before its training: random weights.")
    return Exhibit(
        "all units",
        [
            *_wave_controls(),
            Control("shown", 1, 0, len(SHOWN) - 1, 1, integer=True),
            Control("trained", trained, 0, 1, 1, integer=True),
        ],
        compute,
        map_pictures.map_picture,
        _map_sentence,
        presets=presets,
        size=map_pictures.MAP_PICTURE,
    )


def forecast_gradient(forecaster: Forecaster | None = None) -> Exhibit:
    """Return how the forecast `ahead` steps after the window moves with each input, beside AR(2)'s two coefficients."""
    opened = Opened(sine_forecast.recorded() if forecaster is None else forecaster)

    def compute(period: float, decay: float, ahead: float) -> HeardInputs:
        wave = damped_sine(N_IN + N_AHEAD, period, decay)
        heard = opened.input_gradient(wave[:N_IN], int(ahead))
        return HeardInputs(heard, ar2_gradient(period, decay, int(ahead)), wave[N_IN - 1 + int(ahead)])

    presets = {
        "next": Preset({"ahead": 1}, "The forecast of the very next step."),
        "fifth": Preset({"ahead": N_AHEAD}, "The last of the five steps that are forecast at once."),
        "slow": Preset({"period": 20, "decay": 0.01}, "The slowest and longest-lived waves of the training."),
        "fast": Preset({"period": 10, "decay": 0.01}, "The fastest and longest-lived waves of the training."),
    }
    return Exhibit(
        "gradient by input",
        [*_wave_controls(), Control("ahead", 1, 1, N_AHEAD, 1, integer=True)],
        compute,
        pictures.gradient_picture,
        _gradient_sentence,
        presets=presets,
        size=pictures.GRADIENT_PICTURE,
    )


def _wave_controls() -> list[Control]:
    return [
        Control("period", 15, 4, 40, 0.25, unit="steps"),
        Control("decay", 0.03, 0, 0.2, 0.0025),
    ]


def _score(r_squared: float) -> str:
    return "not defined" if np.isnan(r_squared) else f"{r_squared:.2f}"


def _where(look: Look) -> str:
    if look.decay == 0:
        return " (with decay 0 it is constant)"
    return "" if look.familiar else ", outside the training range"


def _map_sentence(state: UnitMap, values: dict[str, float]) -> str:
    look, (phase, envelope) = state.look, state.medians
    best = look.order[0]
    envelopes = "no envelope at decay 0" if look.decay == 0 else f"{(look.envelope >= 0.9).sum()} its envelope"
    return (
        f"{'Trained' if values['trained'] else 'Before training'}: {(look.phase >= 0.9).sum()} of {len(phase)} units "
        f"follow the phase with R² ≥ 0.90, {envelopes}; first unit {best} with {look.phase[best]:.2f}. "
        f"In the median of the training range: {(phase >= 0.9).sum()} and {(envelope >= 0.9).sum()}."
    )


def _gradient_sentence(state: HeardInputs, values: dict[str, Any]) -> str:
    heard = state.heard
    largest = int(np.abs(heard.gradient).argmax())
    words = (
        f"{heard.ahead} {'step' if heard.ahead == 1 else 'steps'} ahead: {heard.share(2):.0%} of the gradient falls on "
        f"the last two inputs, {heard.share(10):.0%} on the last ten; the largest is {heard.gradient[largest]:.2f}, at "
        f"t = {largest}. AR(2) has {state.ar2[0]:.2f} and {state.ar2[1]:.2f} on the last two, and nothing before."
    )
    return words.replace("-", "−")
