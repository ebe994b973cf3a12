"""What notebook 13 says in numbers, beside the computation of each."""

import numpy as np
from claiming import claim

from lstm_lesson.data.baselines import AutoRegression, mean_absolute_error
from lstm_lesson.data.signals import damped_sine
from lstm_lesson.lessons.n13_limitations.numbers import feed_forward_beside, mean_errors, rankings, tally, wins_by_noise
from lstm_lesson.studies.limits import forecasters
from lstm_lesson.studies.limits.forecasters import BOUND, LEVELS, N_VALIDATION, ORACLE, TASKS
from lstm_lesson.studies.limits.record import recorded
from lstm_lesson.studies.sine_forecast import TASK


def error(case: str, level: object, name: str) -> float:
    return mean_errors(case, level)[name]


def never_met_a_distractor(name: str) -> float:
    """The error of the map's LSTMs beside a distractor of 0.5."""
    windows = forecasters.waves("distractor", 0.5, *TASKS["distractor"].test)
    ahead = [forecasters.lstm_forecast("map", None, windows, lstm) for lstm in recorded("map").lstms[name]]
    return float(np.mean([abs(one - windows.y).mean() for one in ahead]))


def plain_ar() -> float:
    """The error of the best AR(p) of notebook 11, with its a_0 and without smoothing, on its test waves."""
    x, y = TASK.test_set()
    x = x[..., 0]
    noisy = x + 0.02 * np.random.default_rng(0).standard_normal(x.shape)
    return min(mean_absolute_error(AutoRegression(p).fit(noisy).forecast(noisy, 5), y) for p in range(2, 21))


def fields_below(name: str) -> int:
    """In how many fields the LSTM errs less than what is told the formula."""
    return sum(cell.mean("forecast") < cell.mean(name) for cell in rankings("map"))


def clean_sine_of_six() -> tuple[float, ...]:
    """The board's wave, 1, 0.5, −0.5, −1, and what a_1 = 1 and a_2 = −1 make of its last two values."""
    wave = [1.0, 0.5]
    for _ in range(4):
        wave.append(wave[-1] - wave[-2])
    return wave[4], wave[5]


def two_equations_do() -> bool:
    """Whether the values 0 to 3 of a wave around 0, in these two equations, give the a_1 and a_2 of the whole wave."""
    wave = 2 * damped_sine(50, 14, 0.03) - 1
    a = np.linalg.solve([[wave[1], wave[0]], [wave[2], wave[1]]], wave[[2, 3]])
    return np.allclose(a, AutoRegression(2).fit(wave).coefficients, atol=1e-6)


def fields() -> float:
    noises, places = (len({level[k] for level in LEVELS["map"]}) for k in (0, 1))
    return noises * places if (noises, places) == (7, 8) else 0


CLAIMS = [
    claim("has an error of 0.0004 on average", lambda: error("map", (0.0, 50), "lstm_clean")),
    claim("200 practice windows for each level of noise", lambda: N_VALIDATION),
    claim(
        "error is 0.0251, that of AR(p) is 0.0345",
        lambda: (error("map", (0.2, 50), "forecast"), error("map", (0.2, 50), "ar")),
    ),
    claim("old and new, and its error is 0.0167", lambda: error("map", (0.02, 10), "linear")),
    claim("AR(p) still erred by 0.0092", plain_ar),
    claim("AR(p) is exact", lambda: error("map", (0.0, 5), "ar") < 1e-8),
    claim("its error is 0.027", lambda: never_met_a_distractor("forecast"), within=0.001),
    claim("trained on clean waves: 0.49", lambda: never_met_a_distractor("lstm_clean"), within=0.02),
    claim("wins 25 fields", lambda: tally()["forecast"]),
    claim("wins 25 of the 56 fields", lambda: (tally()["forecast"], len(LEVELS["map"]))),
    claim("AR(p) wins 23", lambda: tally()["ar"]),
    claim(
        "the linear map 3, and 5 have no clear winner",
        lambda: (tally()["linear"], tally()["no clear winner"]) == (3, 5),
    ),
    claim("wins all 16 fields", lambda: wins_by_noise("forecast")[0.1] + wins_by_noise("forecast")[0.2]),
    claim("six of eight at noise 0.05", lambda: wins_by_noise("forecast")[0.05] == 6),
    claim("and three at 0.02", lambda: wins_by_noise("forecast")[0.02] == 3),
    claim("In 9 fields the LSTM", lambda: fields_below(ORACLE) == 9),
    claim("it never errs less than the least possible", lambda: fields_below(BOUND) == 0),
    claim("The feed-forward network wins no field", lambda: "feed_forward" not in tally()),
    claim("about one and a half times the LSTM's", lambda: abs(feed_forward_beside("forecast")[1] - 1.5) < 0.05),
    claim("1, 0.5, −0.5, −1 around ½", lambda: (0.5, -0.5)),
    claim("What comes next? −0.5, and then 0.5", clean_sine_of_six),
    claim("The values 0, 1 and 2 make the first equation, and the values 1, 2 and 3 make the second", two_equations_do),
    claim("The map has 56 fields: 7 levels of noise, and 8 places of the switch", fields),
]
