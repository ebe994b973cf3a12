"""The rank test by shuffling: deal twenty results into two piles, and see how far apart chance brings them."""

from math import comb

from lstm_lesson.drawing import written
from lstm_lesson.lessons.n10_variants import dealing_pictures
from lstm_lesson.lessons.n10_variants.dealing_numbers import DEALS, PAIRS, Dealing, dealing
from lstm_lesson.live.controls import Control, choice
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.studies.variant_comparison import SEEDS

ALL = comb(2 * len(SEEDS), len(SEEDS))  # ways to deal twenty results into two tens: 184,756
TASKS_IN_WORDS = {"sine": "sine", "adding": "sums"}


@exhibit(
    choice("pair", 0, *(f"{name}, {TASKS_IN_WORDS[task]}" for name, task in PAIRS), label="beside V"),
    Control("deals", 1, 1, DEALS, 1, integer=True, plays=True),
    compute=dealing,
    picture=dealing_pictures.dealing,
    size=dealing_pictures.PICTURE,
    title="the rank test by shuffling",
)
def shuffled_results(state: Dealing, values: Values) -> str:
    """Show two cells' results by their ranks, and random deals of them; the sentence has the share of all deals."""
    deals = len(state.gaps)
    so_far = f"{state.as_clear:,} of {deals:,} random deals ({written.percent(state.as_clear / deals, 1)})"
    if deals < DEALS:
        return f"So far, {so_far} separate the twenty results at least as clearly as {state.name} and V are separated."
    return (
        f"{so_far} separate the twenty results at least as clearly as {state.name} and V are separated. "
        f"Of all {ALL:,} possible deals, {percent(state.exact)} do."
    )


def percent(share: float) -> str:
    """Write a share of deals in percent, small ones with as many digits as they need: 12.3 %, 0.008 %."""
    return written.percent(share, 1 if share >= 0.001 else 3)
