"""Real series: forecasts from rolling origins, who wins, four mistakes, an echo, a trend (notebook 16)."""

from lstm_lesson.lessons.n16_your_own_series import fooled_numbers, fooled_pictures, numbers, pictures
from lstm_lesson.lessons.n16_your_own_series.numbers import NAMES, SERIES, WORDS
from lstm_lesson.live.controls import Control, Preset, choice
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.studies.rolling import mistakes
from lstm_lesson.studies.rolling.origins import HORIZONS, VIEWS
from lstm_lesson.studies.rolling.scores import RIVALS

WHICH = tuple(NAMES[name] for name in SERIES)
WITH_WALK = tuple(NAMES[name] for name in mistakes.SERIES)
AHEAD = tuple(str(steps) for steps in HORIZONS)


@exhibit(
    choice("series", 0, *WHICH),
    Control("origin", 0, 0, 100, 1, integer=True, unit="% of the test", plays=True),
    compute=numbers.rolled,
    picture=pictures.rolling_picture,
    size=pictures.ROLLING_PICTURE,
    title="rolling origin",
    lines=3,
)
def rolling_origin(state: numbers.Rolled, values: Values) -> str:
    """Show the forecasts of all from an origin that rolls through the test, and their mean errors so far."""
    first = {steps: min(RIVALS, key=lambda name: state.so_far[name][steps - 1]) for steps in HORIZONS}
    told = ", ".join(f"{steps}: {WORDS[name]} ({state.so_far[name][steps - 1]:.3g})" for steps, name in first.items())
    return (
        f"{NAMES[state.scores.name]}: origin {state.place + 1} of {len(state.split.test)}. Smallest"
        f" mean error so far, by steps ahead: {told}."
    )


@exhibit(
    choice("series", 0, *WHICH),
    choice("ahead", 0, *AHEAD, label="steps ahead"),
    choice("against", 2, *(WORDS[name] for name in RIVALS[:-1])),
    compute=numbers.scored,
    picture=pictures.scores_picture,
    size=pictures.SCORES_PICTURE,
    title="scores",
    lines=3,
)
def series_scores(state: numbers.Scored, values: Values) -> str:
    """Show the mean errors of all on one series, and the LSTM beside one rival, block by block of the test."""
    lead, scores = state.lead, state.scores
    first, second = (f"{WORDS[name]} ({scores.mean(name, state.ahead):.3g})" for name in (lead.first, lead.second))
    verdict = "a clear lead" if lead.clear else "no clear lead"
    told = f"p = {lead.p:.2g}" + ("" if lead.same_side else ", and not every seed")
    sign = "differ" if state.p < 0.05 else "do not clearly differ"
    return (
        f"{NAMES[scores.name]}, {pictures.steps_ahead(state.ahead)}: {first} before {second}, {verdict} ({told}). "
        f"LSTM and {WORDS[state.rival]} {sign} (p = {state.p:.2g})."
    )


SWITCHES = {
    "as it should be": Preset("No mistake: what is reported is true.", scaler=0, split=0, baseline=0, seeds=0),
    "all four": Preset("All four mistakes at once.", scaler=1, split=1, baseline=1, seeds=1),
}


@exhibit(
    choice("series", 0, *WITH_WALK),
    choice("scaler", 0, "first half", "everything", label="scaler fitted on"),
    choice("split", 0, "in time", "shuffled"),
    choice("baseline", 0, "told", "left out", label="last value"),
    choice("seeds", 0, "median of five", "the best one"),
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
        "the truth" if abs(change) < 0.005 else f"{abs(change):.0%} {'less' if change < 0 else 'more'} than is true"
    )
    told = (
        f"The last value errs by {state.last_value:.3g}."
        if state.last_value_told
        else "Nobody asks for the last value."
    )
    return f"{NAMES[state.name]}: you report {state.reported:.3g}, {flattered} ({state.honest:.3g}). {told}"


@exhibit(
    choice("series", 0, *WITH_WALK),
    Control("back", 0, 0, 6, 1, label="moved back", integer=True, unit="steps"),
    Control("seed", 1, 1, 5, 1, integer=True),
    compute=fooled_numbers.echo,
    picture=fooled_pictures.echo_picture,
    size=fooled_pictures.ECHO_PICTURE,
    title="echo",
)
def forecast_echo(state: fooled_numbers.Echo, values: Values) -> str:
    """Show one-step forecasts of a plain LSTM, moved back, and how they agree with the truth."""
    here = state.agreement[fooled_numbers.SHIFTS.index(state.back)]
    verdict = "an echo of what has been" if state.best > 0 else "no echo"
    return (
        f"{NAMES[state.name]}: moved back by {state.back}, the forecast agrees with the truth by {here:.3f}; best at "
        f"{state.best}: {verdict}. The change that it forecasts agrees with the true one by {state.of_changes:.2f}."
    )


@exhibit(
    choice("series", 1, *WHICH),
    choice("view", 0, *VIEWS, label="the LSTM is shown"),
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
        f"{NAMES[state.name]}, {pictures.steps_ahead(state.steps)}: {state.outside:.0%} of the test lies outside the "
        f"blue band. Shown {state.view}, five LSTMs err by {errors.min():.3g} to {errors.max():.3g}; the last value by "
        f"{state.last_value:.3g}."
    )
