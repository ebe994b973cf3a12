"""What notebook 09 says in numbers, beside the computation of each."""

import numpy as np
from claiming import claim
from oracles import sigmoid

from lstm_lesson.studies import lstm_against_gru, sine_forecast, sine_seeds
from lstm_lesson.studies.mann_whitney import mann_whitney
from lstm_lesson.training.task import Settings

TEST = {name: found.test for name, found in lstm_against_gru.recorded().items()}
LONG, SHORT = (np.array([getattr(seed, name) for seed in sine_seeds.recorded()]) for name in ("test", "test_short"))


def medians_apart() -> float:
    """The share by which the GRU's median error is below that of the LSTM with as many weights."""
    gru, lstm = (sorted(TEST[name])[2] for name in ("GRU 20", "LSTM 17"))
    return 1 - float(gru / lstm)


CLAIMS = [
    claim("they see 50 values", lambda: sine_forecast.N_IN),
    claim("for three comparisons is 5 % / 3 = 1.7 %", lambda: (0.05, 0.05 / 3)),
    claim("errs by 0.0005", lambda: np.median(LONG)),
    claim(
        "which is less than all the errors printed here",
        lambda: bool(LONG.max() < np.concatenate([*TEST.values()]).min()),
    ),
    claim("Its rate, 0.04,", lambda: lstm_against_gru.recorded()["LSTM 20"].settings.learning_rate),
    claim("With 0.02 notebook 11 gets a median of 0.0017", lambda: (Settings().learning_rate, np.median(SHORT))),
    claim("finds no difference between the two rates", lambda: mann_whitney(SHORT, TEST["LSTM 20"]) > 0.05),
    claim(
        "with 0.02, too, all five errors are above the GRU's worst one",
        lambda: bool(SHORT.min() > TEST["GRU 20"].max()),
    ),
    claim("only 0.0003 of the candidate is written", lambda: 1 - sigmoid(8)),
    claim("only by about 1 %", medians_apart),
    claim("z = 0.0003, so h is the candidate", lambda: sigmoid(-8)),
    claim("r = 0.0003, so the candidate", lambda: sigmoid(-8)),
    claim(
        "The GRU's worst error, 0.00135, is above the LSTM's best one, 0.00123",
        lambda: (max(TEST["GRU 20"]), min(TEST["LSTM 17"])),
    ),
    claim("b_z goes up to 8, so z = 0.9997", lambda: sigmoid(8)),
    claim("Each is trained with five seeds for 1,000 steps", lambda: lstm_against_gru.STEPS),
    claim("And 1,000 steps are few", lambda: lstm_against_gru.STEPS),
    claim("0.0017 after 1,000 steps", lambda: (np.median(SHORT), lstm_against_gru.STEPS)),
]
