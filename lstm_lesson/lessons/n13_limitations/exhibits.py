"""When not to use an LSTM: one window with every forecast, the map of winners, a distractor and a gap (notebook 13)."""

from lstm_lesson.lessons.n13_limitations import numbers, pictures, record_pictures
from lstm_lesson.lessons.n13_limitations.pictures import name_of, short, switched
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.studies.limits.forecasters import AMPLITUDES, GAPS, LEVELS, NOISES, ORACLE, SINCES
from lstm_lesson.studies.sine_forecast import DECAY, N_IN, PERIOD

WINDOWS = {
    "clean": Preset("No noise, no switch: AR(p) is exact, and so is a linear map.", noise=0, since=50),
    "a little noise": Preset("Notebook 11's scoreboard, with fair rivals this time.", noise=0.02, since=50),
    "noisy switch": Preset("Ten noisy steps since the switch: little to fit to.", noise=0.05, since=10),
    "just switched": Preset("Nobody can know the new period: nothing of it was seen.", noise=0.02, since=0),
}


@exhibit(
    Control("noise", 0.02, 0, NOISES[-1], 0.001),
    Control("since", N_IN, 0, N_IN, 1, integer=True, unit="steps"),
    Control("seed", 0, 0, 20, 1, integer=True),
    Control("period", 12, *PERIOD, 0.25, unit="steps"),
    Control("old_period", 18, *PERIOD, 0.25, label="old period", unit="steps"),
    Control("decay", 0.03, *DECAY, 0.005),
    compute=numbers.one_window,
    picture=pictures.window_picture,
    size=pictures.WINDOW_PICTURE,
    presets=WINDOWS,
    title="one window",
    lines=3,
)
def one_window_forecasts(state: numbers.OneWindow, values: Values) -> str:
    """Show one window with its forecasts, as noise, switch, periods and decay move; seed draws other noise."""
    noise, since = LEVELS["map"][state.recorded.place]
    here = state.errors
    return (
        f"Here {state.ar} errs by {here['ar']:.4f}, the LSTM by {here['forecast']:.4f}, trained clean by "
        f"{here['lstm_clean']:.4f}. Mean at noise {noise:g}, {switched(since)}: {_best(state.recorded)}."
    )


@exhibit(
    Control("row", 2, 1, len(NOISES), 1, label="row (noise)", integer=True),
    Control("column", 1, 1, len(SINCES), 1, label="column (switch)", integer=True),
    Control("shown", 2, 1, len(NOISES), 1, label="rows shown", integer=True),
    compute=numbers.map_state,
    picture=record_pictures.map_picture,
    size=record_pictures.MAP_PICTURE,
    title="map of winners",
)
def winners_map(state: numbers.MapState, values: Values) -> str:
    """Show the map of who forecasts best, and every error in the cell that the sliders choose.

    At first only the two lowest rows are uncovered.
    """
    verdict = "a clear winner" if state.here.clear else "no clear winner"
    told = f"Told the formula: {short(state.here.mean(ORACLE))}."
    return f"Noise {state.noise:g}, {switched(state.since)}: {_best(state.here)}; {verdict}. {told}"


@exhibit(
    Control("amplitude", 0, 0, AMPLITUDES[-1], 0.05),
    Control("gap", 0, 0, GAPS[-1], 5, label="gap, in steps", integer=True),
    compute=numbers.side_state,
    picture=record_pictures.side_picture,
    size=record_pictures.SIDE_PICTURE,
    title="distractor and gap",
)
def distractor_and_gap(state: numbers.SideState, values: Values) -> str:
    """Show the errors of all beside a distractor and across a gap, and a window of each."""
    amplitude, gap = AMPLITUDES[state.at_amplitude.place], GAPS[state.at_gap.place]
    beside, across = _best(state.at_amplitude), _best(state.at_gap)
    return f"Distractor of amplitude {amplitude:g}: {beside}. Gap of {gap} steps: {across}."


def _best(ranking: numbers.Ranking) -> str:
    """Say who comes first and second, each with its mean error."""
    first, second = ranking.first, ranking.second
    return (
        f"{name_of(first)} is first ({short(ranking.mean(first))}), then {name_of(second)} "
        f"({short(ranking.mean(second))})"
    )
