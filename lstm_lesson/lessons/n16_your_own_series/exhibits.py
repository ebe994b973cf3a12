"""Real series: forecasts from rolling origins, and who wins (notebook 16)."""

from lstm_lesson.lessons.n16_your_own_series import numbers, pictures
from lstm_lesson.lessons.n16_your_own_series.numbers import NAMES, SERIES
from lstm_lesson.live.controls import Control, choice
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.studies.rolling.origins import HORIZONS
from lstm_lesson.studies.rolling.scores import RIVALS, WORDS

WHICH = tuple(NAMES[name] for name in SERIES)
AHEAD = tuple(str(steps) for steps in HORIZONS)


@exhibit(
    choice("series", 0, *WHICH),
    Control("origin", 0, 0, 100, 1, integer=True, unit="%", plays=True),
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
    told = pictures.rarely(lead.p) + ("" if lead.same_side else ", and not every seed")
    sign = "differ" if state.p < 0.05 else "do not clearly differ"
    return (
        f"{NAMES[scores.name]}, {pictures.steps_ahead(state.ahead)}: {first} before {second}, {verdict} ({told}). "
        f"LSTM and {WORDS[state.rival]} {sign} ({pictures.rarely(state.p)})."
    )
