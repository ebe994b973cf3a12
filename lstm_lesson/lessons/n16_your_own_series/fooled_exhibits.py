"""What fools one on real series: four mistakes, an echo, a trend beyond its range (notebook 16)."""

from lstm_lesson.drawing.written import minus, percent
from lstm_lesson.lessons.n16_your_own_series import fooled_numbers, fooled_pictures, pictures
from lstm_lesson.lessons.n16_your_own_series.exhibits import AHEAD, WHICH
from lstm_lesson.lessons.n16_your_own_series.numbers import NAMES
from lstm_lesson.live.controls import Control, Preset, choice
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.studies.rolling import mistakes
from lstm_lesson.studies.rolling.origins import VIEWS

WITH_WALK = tuple(NAMES[name] for name in mistakes.SERIES)
SWITCHES = {
    "as it should be": Preset(
        "There is no mistake, so what you report is true.", scaler=0, split=0, baseline=0, seeds=0
    ),
    "all four": Preset(
        "All four mistakes are made at once. Compare what you report with what is true.",
        scaler=1,
        split=1,
        baseline=1,
        seeds=1,
    ),
}


@exhibit(
    choice("series", 0, *WITH_WALK),
    choice("scaler", 0, "first half", "everything", label="scaler on"),
    choice("split", 0, "in time", "shuffled"),
    choice("baseline", 0, "told", "left out", label="last value"),
    choice("seeds", 0, "median", "best one"),
    compute=fooled_numbers.reported,
    picture=fooled_pictures.mistakes_picture,
    size=fooled_pictures.MISTAKES_PICTURE,
    presets=SWITCHES,
    title="four mistakes",
)
def four_mistakes(state: fooled_numbers.Reported, values: Values) -> str:
    """Show what is reported of an LSTM with four mistakes, each of which can be made or not, beside what is true."""
    change = state.reported / state.honest - 1
    flattered = (
        "which is true"
        if abs(change) < 0.005
        else f"{percent(abs(change))} {'less' if change < 0 else 'more'} than is true ({state.honest:.3g})"
    )
    told = (
        f"The last value has an error of {state.last_value:.3g}."
        if state.last_value_told
        else "Nobody asks for the last value."
    )
    return f"{NAMES[state.name]}: you report {state.reported:.3g}, {flattered}. {told}"


@exhibit(
    choice("series", 3, *WITH_WALK),
    Control("back", 0, 0, 6, 1, label="moved back", integer=True),
    Control("seed", 1, 1, 5, 1, integer=True),
    compute=fooled_numbers.echo,
    picture=fooled_pictures.echo_picture,
    size=fooled_pictures.ECHO_PICTURE,
    title="echo",
)
def forecast_echo(state: fooled_numbers.Echo, values: Values) -> str:
    """Show one-step forecasts of a plain LSTM, moved back, and how they agree with the truth."""
    here = state.agreement[fooled_numbers.SHIFTS.index(state.back)]
    verdict = "so it is an echo of what has been" if state.best > 0 else "so it is no echo"
    return minus(
        f"{NAMES[state.name]}: moved back by {state.back}, the forecast has a correlation of {here:.3f} "
        f"with the truth. It fits best at {state.best}, {verdict}. Correlation of the changes: {state.of_changes:.2f}."
    )


@exhibit(
    choice("series", 1, *WHICH),
    choice("view", 2, *VIEWS, label="shown"),
    choice("ahead", 0, *AHEAD, label="steps ahead"),
    compute=fooled_numbers.beyond_range,
    picture=fooled_pictures.range_picture,
    size=fooled_pictures.RANGE_PICTURE,
    title="beyond the range",
)
def beyond_the_range(state: fooled_numbers.BeyondRange, values: Values) -> str:
    """Show the forecasts of LSTMs that are shown the series itself or differences of it, and the range they learned."""
    errors = state.errors
    return (
        f"{NAMES[state.name]}, {pictures.steps_ahead(state.steps)}: {percent(state.outside)} of the test lies outside "
        f"the blue band. Shown {state.view}, five LSTMs have errors of {errors.min():.3g} to {errors.max():.3g}; the "
        f"last value has {state.last_value:.3g}."
    )
