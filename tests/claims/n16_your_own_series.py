"""What notebook 16 says in numbers, beside the computation of each."""

import numpy as np
from claiming import claim

from lstm_lesson.lessons.n16_your_own_series import fooled_numbers as fooled
from lstm_lesson.lessons.n16_your_own_series.exhibits import AHEAD
from lstm_lesson.lessons.n16_your_own_series.numbers import SERIES, errors_of
from lstm_lesson.studies.rolling import mistakes, record
from lstm_lesson.studies.rolling.networks import FULL
from lstm_lesson.studies.rolling.origins import FEWEST, N_AHEAD, Split, blocks
from lstm_lesson.studies.rolling.rivals import LENGTHS, ORDERS, RIDGES
from lstm_lesson.studies.rolling.scores import LSTM, RARE, RIVALS, recorded_scores
from lstm_lesson.studies.rolling.sign_flip import sign_flip

CO2 = record.split("co2")
LAST, SEASON = "last_value", "one_period_back"


def settings() -> tuple[int, int, int]:
    """Return how many settings AR(p), the linear map and the LSTM choose from, on every series."""
    of = {name: record.split(name) for name in SERIES}
    views = {len(split.views) for split in of.values()}
    recipes = {len(list(FULL.recipes(split))) for split in of.values()}
    (n_views,), (n_recipes,) = views, recipes
    return len(ORDERS) * (n_views - 1), len(LENGTHS) * len(RIDGES) * n_views, n_recipes


def comparisons() -> int:
    """Return how many comparisons of the LSTM with a rival the table makes."""
    return len(SERIES) * 3 * len(RIVALS[:-1])


def p_of(name: str, rival: str, steps: int) -> float:
    return recorded_scores(name).p(LSTM, rival, steps)


def map_errs_least_far_ahead() -> bool:
    return all(errors_of(name, N_AHEAD)["linear"] < errors_of(name, N_AHEAD)[LSTM] for name in SERIES)


def best_seed_takes_off() -> tuple[float, float]:
    """Return which share of the error the best seed takes off, on El Niño and on CO₂."""
    found = [fooled.mistakes_in_short(name) for name in ("elnino", "co2")]
    return 1 - found[0][3] / found[0][0], 1 - found[1][3] / found[1][0]


def fewest_for_a_clear_lead() -> int:
    """Return the first length whose test has so many blocks that chance can be rare enough."""
    lengths = range(FEWEST, 1_000)
    return next(T for T in lengths if 2.0 ** (1 - len(blocks(Split(np.arange(float(T))).test))) < RARE)


def errs(rival: str, steps: int) -> float:
    return errors_of("co2", steps)[rival]


def fitted_to() -> list[int]:
    return [record.split(name).n_train for name in SERIES]


def dealt_apart() -> bool:
    """Whether a deal of 200 windows can put window 100 among the first 160 and window 101 among the rest."""
    deals = (list(np.random.default_rng(seed).permutation(200)) for seed in range(20))
    return any(deal.index(100) < 160 <= deal.index(101) for deal in deals)


FIVE = (np.array([1.0, 2.0, 1.5, 3.0, 2.5]), np.array([1.2, 2.1, 1.9, 3.3, 2.6]))  # the self-test's pairs


CLAIMS = [
    claim(
        "For CO₂ both have an error of 1.49 ppmv",
        lambda: (errs(SEASON, 12) == errs(LAST, 12)) and round(errs(LAST, 12), 2) == 1.49,
    ),
    claim("the last value has an error of 2.9, and one season back has 1.49", lambda: (errs(LAST, 3), errs(SEASON, 3))),
    claim("its error is 1.49 ppmv instead of 2.9", lambda: (errs(SEASON, 3), errs(LAST, 3))),
    claim("its error is 1.13 ppmv instead of 1.5", lambda: (errs(LAST, 1), errs(SEASON, 1))),
    claim("the next 12 are forecast", lambda: N_AHEAD),
    claim("12 months after the last value", lambda: CO2.season),
    claim("(11 years, or 12 months)", lambda: (record.split("sunspots").season, CO2.season)),
    claim("straight to all 12 steps", lambda: N_AHEAD),
    claim("AR(p) has 120 settings to choose from, the linear map 150 and the LSTM 90", settings),
    claim("the LSTM among 90 of them", lambda: settings()[2]),
    claim("(by chance 4.6 % and 4.1 %)", lambda: (p_of("elnino", "ar", 12), p_of("co2", "linear", 3))),
    claim("three months ahead (by chance 4.1 %)", lambda: p_of("co2", "linear", 3)),
    claim("5 % / 45 = 0.11 %", lambda: (RARE, comparisons(), RARE / comparisons())),
    claim("about two of 45 will pass", lambda: comparisons()),
    claim("Among 45 comparisons", lambda: comparisons()),
    claim("that share is below 5 %", lambda: RARE),
    claim(
        "too clear for chance (by chance below 0.1 %)", lambda: comparisons() * p_of("elnino", "holt_winters", 1) < 0.05
    ),
    claim("154 to 366 values", lambda: (min(fitted_to()), max(fitted_to()))),
    claim("12 steps ahead its mean error is the smaller one on all three series", map_errs_least_far_ahead),
    claim("never been above 340 ppmv", lambda: CO2.x[: CO2.n_train].max(), within=1),
    claim("CO₂ rose from 350 to over 370", lambda: abs(CO2.x[CO2.n_known] - 350) < 2 and CO2.x.max() > 370),
    claim("the linear map's 0.294", lambda: errors_of("co2", 1)["linear"]),
    claim("It sees 24 values", lambda: mistakes.LENGTH),
    claim("means over the next 12 steps", lambda: N_AHEAD),
    claim("the mean over the next 12 steps", lambda: N_AHEAD),
    claim("takes off 5 % on El Niño and 26 % on CO₂", best_seed_takes_off),
    claim("120 rows are enough for a comparison", lambda: FEWEST),
    claim("no: by chance 6 %", lambda: sign_flip(np.zeros(5), np.ones(5))),
    claim("below 275 no lead can be called clear", fewest_for_a_clear_lead),
    claim("window 100 may be fitted to and window 101 tested", dealt_apart),
    claim("forecast 1, 3 and 12 steps ahead: nine cases", lambda: 12 if AHEAD == ("1", "3", "12") else 0),
    claim("cost 1, 2 and 3 bits", lambda: np.array_equal(-np.log2([1 / 2, 1 / 4, 1 / 8]), [1, 2, 3])),
    claim("chance does as much in 2 of 32 ways", lambda: 2**5 if 2**5 * sign_flip(*FIVE) == 2 else 0),
]
