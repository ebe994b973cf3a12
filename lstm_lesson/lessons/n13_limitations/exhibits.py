"""When not to use an LSTM: one window with every forecast, the map of winners, a distractor and a gap (notebook 13)."""

from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.n13_limitations import law_numbers, law_pictures, numbers, pictures, record_pictures
from lstm_lesson.lessons.n13_limitations.pictures import name_of, short, switched
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.studies.limits.forecasters import AMPLITUDES, BOUND, GAPS, LEVELS, NOISES, SINCES
from lstm_lesson.studies.sine_forecast import DECAY, N_IN, PERIOD

WINDOWS = {
    "clean": Preset("There is no noise and no switch, so AR(p) and the linear map are exact.", noise=0, since=50),
    "a little noise": Preset("This is notebook 11's scoreboard, now with fair rivals.", noise=0.02, since=50),
    "noisy switch": Preset("Only ten noisy values of the new period are there to fit.", noise=0.05, since=10),
    "just switched": Preset("Nobody can know the new period, because none of it was seen.", noise=0.02, since=0),
}
SEEN = {
    "one equation": Preset("Three values give one equation, but there are two unknowns.", values=3),
    "two equations": Preset("Four values give two equations for two unknowns, and that is enough.", values=4),
}


@exhibit(
    Control("values", 3, 2, law_numbers.LAST - 4, 1, integer=True, label="values seen", plays=True),
    Control("period", 15, *PERIOD, 0.25, unit="steps"),
    Control("decay", 0.03, *DECAY, 0.005),
    Control("noise", 0, 0, 0.2, 0.005),
    compute=law_numbers.seen_values,
    picture=law_pictures.seen_picture,
    size=law_pictures.SEEN_PICTURE,
    presets=SEEN,
)
def values_seen(state: law_numbers.SeenValues, values: Values) -> str:
    """Show what AR(2) forecasts when it has seen so many values of a damped sine."""
    equations = {2: "no equation", 3: "one equation", 4: "two equations"}.get(state.n, f"{state.n - 2} equations")
    a_1, a_2 = state.coefficients
    error = f"The mean error of all later values is {state.error:.4f}."
    if state.error > 1:
        error = "The forecast runs out of the picture."
    return minus(f"{state.n} values give {equations} for two unknowns: a₁ = {a_1:z.3f}, a₂ = {a_2:z.3f}. {error}")


@exhibit(
    Control("t", 2, 1, law_numbers.LAST - 1, 1, integer=True, plays=True),
    Control("period", 10, *PERIOD, 0.25, unit="steps"),
    Control("decay", 0.03, *DECAY, 0.005),
    compute=law_numbers.turning_point,
    picture=law_pictures.turning_picture,
    size=law_pictures.TURNING_PICTURE,
)
def turning_point(state: law_numbers.TurningPoint, values: Values) -> str:
    """Show why two numbers are enough: a point that turns and shrinks, and the two parts of its next place."""
    return minus(
        f"a₁ = 2e⁻ᵈ cos(2π/P) = {state.a_1:z.3f}, a₂ = −e⁻²ᵈ = {state.a_2:z.3f}. Step {state.t}: the heights are "
        f"{state.before[1]:z.3f} before and {state.now[1]:z.3f} now, so the next one is {state.after[1]:z.3f}."
    )


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
        f"In this window {state.ar} has the error {here['ar']:.4f}, the LSTM {here['forecast']:.4f}, the LSTM trained "
        f"clean {here['lstm_clean']:.4f}. On average over 1,000 windows, noise {noise:g}, {switched(since)}: "
        f"{_best(state.recorded)}."
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
    """Show the map of who forecasts best, and every error in the field that the sliders choose.

    At first only the two lowest rows are uncovered.
    """
    verdict = "This is a clear winner." if state.here.clear else "There is no clear winner."
    least = f"The least possible error is {short(state.here.mean(BOUND))}."
    return f"Noise {state.noise:g}, {switched(state.since)}: {_best(state.here)}. {verdict} {least}"


@exhibit(
    Control("amplitude", 0, 0, AMPLITUDES[-1], 0.05),
    Control("gap", 0, 0, GAPS[-1], 5, label="gap, in steps", integer=True),
    compute=numbers.side_state,
    picture=record_pictures.side_picture,
    size=record_pictures.SIDE_PICTURE,
    lines=3,
    title="distractor and gap",
)
def distractor_and_gap(state: numbers.SideState, values: Values) -> str:
    """Show the errors of all beside a distractor and across a gap, and a window of each."""
    amplitude, gap = AMPLITUDES[state.at_amplitude.place], GAPS[state.at_gap.place]
    beside, across = _best(state.at_amplitude), _best(state.at_gap)
    return f"Distractor of amplitude {amplitude:g}: {beside}. Gap of {gap} steps: {across}."


def _best(ranking: numbers.Ranking) -> str:
    """Name the two with the smallest mean errors."""
    first, second = (f"{name_of(name)} {short(ranking.mean(name))}" for name in (ranking.first, ranking.second))
    return f"smallest errors {first}, then {second}"
