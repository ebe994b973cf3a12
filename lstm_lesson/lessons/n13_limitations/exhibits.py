"""When not to use an LSTM: one window with every forecast, the map of winners, a distractor and a gap (notebook 13)."""

from functools import partial

from lstm_lesson.lessons.n13_limitations import numbers, pictures, record_pictures
from lstm_lesson.lessons.n13_limitations.numbers import MapState, OneWindow, SideState, Standing
from lstm_lesson.lessons.n13_limitations.pictures import name_of
from lstm_lesson.live.controls import Control, Preset, choose
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.studies.limits.forecasters import AMPLITUDES, BOUND, GAPS, LEVELS, NOISES, SINCES
from lstm_lesson.studies.sine_forecast import DECAY, N_IN, PERIOD

PRESETS = {
    "clean": Preset({"noise": 0, "since": 50}, "No noise, no switch: AR(p) is exact, and so is a linear map."),
    "a little noise": Preset({"noise": 0.02, "since": 50}, "Notebook 11's scoreboard, with fair rivals this time."),
    "noisy switch": Preset({"noise": 0.05, "since": 10}, "Ten noisy steps since the switch: little to fit to."),
    "just switched": Preset({"noise": 0.02, "since": 0}, "Nobody can know the new period: nothing of it was seen."),
}


def one_window_forecasts(*sliders: str, noise: float = 0.02, since: int = N_IN) -> Exhibit:
    """Return one window with its forecasts, as noise, switch, periods and decay move; seed draws other noise.

    sliders: the names of those to show, all if none is named. Raises ValueError for a name that is not there.
    """
    controls = [
        Control("noise", noise, 0, NOISES[-1], 0.001),
        Control("since", since, 0, N_IN, 1, integer=True, unit="steps"),
        Control("seed", 0, 0, 20, 1, integer=True),
        Control("period", 12, *PERIOD, 0.25, unit="steps"),
        Control("old_period", 18, *PERIOD, 0.25, label="old period", unit="steps"),
        Control("decay", 0.03, *DECAY, 0.005),
    ]
    shown, fixed = choose(controls, sliders)
    return Exhibit(
        "one window",
        shown,
        partial(numbers.one_window, **fixed),
        pictures.window_picture,
        _window_sentence,
        presets=None if fixed else PRESETS,
        size=pictures.WINDOW_PICTURE,
        columns=min(3, len(shown)),
    )


def winners_map() -> Exhibit:
    """Return the map of who forecasts best, and every error in the cell that the sliders choose.

    At first only the two lowest rows are uncovered.
    """
    return Exhibit(
        "map of winners",
        [
            Control("row", 2, 1, len(NOISES), 1, label="row (noise)", integer=True),
            Control("column", 1, 1, len(SINCES), 1, label="column (switch)", integer=True),
            Control("shown", 2, 1, len(NOISES), 1, label="rows shown", integer=True),
        ],
        numbers.map_state,
        record_pictures.map_picture,
        _map_sentence,
        size=record_pictures.MAP_PICTURE,
    )


def distractor_and_gap() -> Exhibit:
    """Return the errors of all beside a distractor and across a gap, and a window of each."""
    return Exhibit(
        "distractor and gap",
        [
            Control("amplitude", 0, 0, AMPLITUDES[-1], 0.05),
            Control("gap", 0, 0, GAPS[-1], 5, label="gap, in steps", integer=True),
        ],
        numbers.side_state,
        record_pictures.side_picture,
        _side_sentence,
        size=record_pictures.SIDE_PICTURE,
    )


def _window_sentence(state: OneWindow, values: dict[str, float]) -> str:
    noise, since = LEVELS["map"][state.recorded.place]
    switch = "no switch" if since == N_IN else f"switch {since} steps ago"
    here = state.errors
    return (
        f"Here {state.ar} errs by {here['ar']:.4f}, the LSTM by {here['forecast']:.4f}, trained clean by "
        f"{here['lstm_clean']:.4f}. Mean at noise {noise:g}, {switch}: {_words(state.recorded)}."
    )


def _map_sentence(state: MapState, values: dict[str, float]) -> str:
    switch = "no switch" if state.since == N_IN else f"switch {state.since} steps ago"
    verdict = "a clear winner" if state.here.clear else "no clear winner"
    return f"Noise {state.noise:g}, {switch}: {_words(state.here)}; {verdict}. {_bound(state.here)}"


def _words(standing: Standing) -> str:
    first, second = standing.first, standing.second
    return (
        f"{name_of(first)} is first ({_error(standing.mean(first))}), then {name_of(second)} "
        f"({_error(standing.mean(second))})"
    )


def _bound(standing: Standing) -> str:
    return f"Told the formula: {_error(standing.mean(BOUND))}."


def _error(error: float) -> str:
    return f"{error:.4f}"


def _side_sentence(state: SideState, values: dict[str, float]) -> str:
    amplitude, gap = AMPLITUDES[state.at_amplitude.place], GAPS[state.at_gap.place]
    beside, across = _words(state.at_amplitude), _words(state.at_gap)
    return f"Distractor of amplitude {amplitude:g}: {beside}. Gap of {gap} steps: {across}."
