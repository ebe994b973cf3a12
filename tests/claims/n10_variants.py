"""What notebook 10 says in numbers, beside the computation of each."""

from math import comb, log

import numpy as np
from claiming import cited, claim, says
from claiming import moved as at
from oracles import sigmoid

from lstm_lesson import shuffled_results, variant_unit
from lstm_lesson.lessons.n10_variants import adding_numbers
from lstm_lesson.lessons.n10_variants.dealing_numbers import dealing
from lstm_lesson.lessons.n10_variants.exhibits import CHANGES, START
from lstm_lesson.lessons.n10_variants.numbers import beside_v
from lstm_lesson.studies import adding
from lstm_lesson.studies.mann_whitney import mann_whitney
from lstm_lesson.studies.side_by_side import STEPS, TASKS
from lstm_lesson.studies.variant_comparison import COMPARISONS, comparison, recorded
from lstm_lesson.training.optimise import Adam

SINE, SUMS = (comparison().times_v[task] for task in ("sine", "adding"))


def peephole(**moved: float):
    """V and NP as the first exhibit shows them."""
    return beside_v(**START | {"variant": 7, "b_o": -3.0} | moved)


def largest_c(name: str) -> float:
    values = START | {"w_xg": 0.0, "b_g": 2.0, "b_i": 3.0, "b_f": 6.0, "t": 59}
    variants = ("V", "NIG", "NFG", "NOG", "NIAF", "NOAF", "CIFG", "NP", "FGR")
    return float(np.abs(beside_v(**values | {"variant": variants.index(name)}).other.c).max())


def preset(name: str):
    """V and a variant at the preset of the variant."""
    order = list(CHANGES)
    return beside_v(**START | CHANGES[name][0] | {"variant": order.index(name)})


def unit_1():
    """i, f and c (T,) of the unit that the last exhibit opens, with the first marked value raised."""
    inside = adding_numbers.inside(v_1=1.0, v_2=0.5)
    return inside.i[:, 0], inside.f[:, 0], inside.c[:, 0]


def c_moves() -> tuple[float, float]:
    c = unit_1()[2]
    return float(c[20] - c[19]), float(c[20] - c[69])


def medians_of_f() -> float:
    return float(np.median(unit_1()[1]))


# Two groups of five of which the self-test speaks
A, B = [0.8, 0.9, 1.0, 1.5, 3.0], [1.1, 1.3, 1.6, 2.0, 2.4]
SELF_TEST = [
    claim("The 31 % are computed as if", lambda: mann_whitney(A, B)),
    claim("0.125", lambda: 0.5**3),
    claim("0.50³ = 0.125", lambda: 0.5**3),
    claim("0.75 · 0.80 + 0.25 · (−0.40) = 0.50", lambda: (0.75, 0.80, 1 - 0.75, -0.40, 0.75 * 0.80 - 0.25 * 0.40)),
    claim("0.4", lambda: 0.7 * 1 - 0.3 * 1),
    claim("f is 0.70, so 0.70 · 1.00 − 0.30 · 1.00 = 0.40 is left", lambda: (0.7, 0.7, 1, 0.3, 1, 0.7 - 0.3)),
    claim("The forget gate leaves 0.70, and −0.30 is added", lambda: (1 - 0.3, -0.3)),
    claim("But 70 % of the old content is still there", lambda: 1 - 0.3),
]


def fewest_for_25() -> bool:
    """Whether n seeds each are the fewest whose clearest result passes the limit 0.05, divided by the comparisons."""
    needed = {1: 4, 3: 5, 16: 6, 25: 7}
    return all(2 / comb(2 * n, n) < 0.05 / of <= 2 / comb(2 * n - 2, n - 1) for of, n in needed.items())


def niaf() -> np.ndarray:
    """The candidate of the preset NIAF, at every step."""
    return np.asarray(beside_v(**variant_unit.settings("NIAF")).other.g)


CLAIMS = [
    *SELF_TEST,
    claim("is still there at step 69", lambda: 20 + 49),
    # 1. Peepholes
    claim(
        "gate goes from 0.05 to 1.00 at step 9, and its h from 0.05 to 0.99",
        lambda: (
            peephole().vanilla.o[9],
            peephole(w_co=3).vanilla.o[9],
            peephole().vanilla.h[9],
            peephole(w_co=3).vanilla.h[9],
        ),
    ),
    claim("NP's h stays at 0.05", lambda: peephole(w_co=3).other.h[9]),
    claim(
        "At step 19, where c is negative, V's gate is shut even more than before: 0.003",
        lambda: (19, peephole(w_co=3).vanilla.o[19]),
    ),
    claim("so o = 0.05", lambda: peephole().vanilla.o[9]),
    claim("−3 + 3·2.98 = 5.9, and σ(5.9) = 1.00", lambda: (2.98, 3 * 2.98 - 3, 3 * 2.98 - 3, sigmoid(3 * 2.98 - 3))),
    claim("h brings o⊙tanh(c), and o is 0.05", lambda: peephole().vanilla.o[9]),
    claim(
        "At step 9, o goes to 1.00 in V and stays at 0.05 in NP",
        lambda: (peephole(w_co=3).vanilla.o[9], peephole(w_co=3).other.o[9]),
    ),
    # 2. Without a part
    claim("at 0.96, because its c is a weighted mean", lambda: largest_c("CIFG")),
    claim("so it stays between them: 0.96 here", lambda: largest_c("CIFG")),
    claim("and nothing has to be dropped for it. c gets to 54", lambda: largest_c("NIG")),
    claim("nothing that was written is ever dropped. c gets to 55", lambda: largest_c("NFG")),
    says(
        "its h grows to 37.48",
        lambda: at(variant_unit("variant", "b_i", "b_f", "t", w_xg=0.0, b_g=2.0, b_i=3.0, b_f=6.0, t=59), variant=5),
    ),
    claim("In V i is 0.02", lambda: preset("NIG").vanilla.i[0]),
    claim("In V o is 0.007", lambda: preset("NOG").vanilla.o[0]),
    # 3. The rank test
    claim(
        "Of 1,000 random deals, 9.8 % separate the errors at least as clearly",
        lambda: (1000, dealing(0, 1000).as_clear / 1000),
    ),
    says("of all 184,756 possible deals 12.3 %", lambda: at(shuffled_results(), deals=1000)),
    says("Of all possible deals only 0.008 % are as clear", lambda: at(shuffled_results(), pair=1, deals=1000)),
    claim("Among all possible deals, 12.3 % separate", lambda: dealing(0, 1).exact),
    claim("These differ by 4.2 ranks", lambda: dealing(0, 1).gap),
    claim("A common limit is 5 %", lambda: 0.05),
    claim(
        "with 16 comparisons, each share must be below 5 % / 16 = 0.31 %",
        lambda: (COMPARISONS, 0.05, COMPARISONS, 0.05 / COMPARISONS),
    ),
    claim("a median error that is 1.32 times V's", lambda: SINE["NIG"]),
    # 4. The race
    claim("in 16 comparisons", lambda: COMPARISONS),
    claim("because the 38 unmarked numbers get in", lambda: 38),
    claim("the error on the sine is 3.61 times V's", lambda: SINE["NFG"]),
    claim("(3.6 times V's error), but not on the sums (0.95 times)", lambda: (SINE["NFG"], SUMS["NFG"])),
    claim("(243 times), but not on the sine", lambda: SUMS["NIG"]),
    claim("0.90 and 0.54 times V's", lambda: (SINE["NOAF"], SUMS["NOAF"])),
    claim("1.24 and 1.17 times V's", lambda: (SINE["NOG"], SUMS["NOG"])),
    claim("0.86 and 1.02 times V's", lambda: (SINE["NP"], SUMS["NP"])),
    claim("found in 5,400 training runs", lambda: 9 * 3 * 200),
    cited("with 200 random settings each: 9 · 3 · 200 = 5,400 runs", "Greff et al. 2017, section III and abstract"),
    claim(
        "At 0.01 V's own error is 3.6 times its best one",
        lambda: (0.01, np.median(recorded()["sine"]["V"].test[0]) / np.median(recorded()["sine"]["V"].errors)),
    ),
    claim(
        "At 0.01 NIG's error is 0.60 times V's, and at 0.1 it is 2.23 times V's",
        lambda: (0.01, comparison(1).times_v["sine"]["NIG"], 0.1, comparison(3).times_v["sine"]["NIG"]),
    ),
    claim(
        "the best one is 0.03 for NIG and 0.1 for V",
        lambda: tuple(recorded()["sine"][name].settings.learning_rate for name in ("NIG", "V")),
    ),
    claim("it sees 40 numbers of which two are marked", lambda: len(TASKS["adding"].draw(1, 0)[0])),
    claim("the same 1,000 training steps", lambda: STEPS),
    claim("So 1,000 steps are not the first quarter of a training of 4,000", lambda: (STEPS, 4 * STEPS)),
    claim("0.99 in place of the usual 0.999", lambda: (Adam(np.zeros(1)).beta2, 0.999)),  # Kingma & Ba 2015
    # 5. A hundred steps
    claim(
        "An LSTM with 361 weights meets two plain recurrent networks (RNNs) with 397 weights each",
        lambda: tuple(sum(w.size for w in adding.task(100).learner(name).weights.values()) for name in ("LSTM", "RNN")),
    ),
    claim(
        "its errors lie between 0.124 and 0.162",
        lambda: (adding.recorded()["RNN", 100].error.min(), adding.recorded()["RNN", 100].error.max()),
    ),
    claim("(an error of at most 0.0003)", lambda: adding.BOUND),
    claim(
        "diverge within 400 steps",
        lambda: bool((np.isfinite(adding.recorded()["IRNN", 500].curve).sum(axis=0) <= 4).all()),
    ),
    claim("sums over all 500 steps", lambda: adding.LENGTHS[1]),
    claim(
        "the IRNN (0.003 and 0.01) are level", lambda: bool(np.ptp(adding.recorded()["IRNN", 100].tried[1:3, 1]) < 2e-6)
    ),
    claim(
        "moves up by 0.35 at step 20 and loses 0.02 in the next 49 steps",
        lambda: (c_moves()[0], 20, c_moves()[1], 69 - 20),
    ),
    claim("c moves by 0.35 at the mark and loses 0.02 in the next 49 steps", lambda: (*c_moves(), 69 - 20)),
    claim("The answer is 1.49 for 1.00 + 0.50", lambda: (adding_numbers.inside(v_1=1.0, v_2=0.5).answer, 1, 0.5)),
    claim(
        "The input gate i is 0.90 at the mark and 0.00 at nearly all other steps, and f is 0.9983 in the median, a "
        "half-life of about 400 steps",
        lambda: (unit_1()[0][20], np.median(unit_1()[0]), medians_of_f(), log(0.5) / log(medians_of_f())),
    ),
    claim("if f were 0.966. Here f is 0.9983", lambda: (0.5 ** (1 / 20), medians_of_f())),
    claim("4 seeds can be enough for one comparison, 5 for three, 6 for sixteen and 7 for 25", fewest_for_25),
    claim("This one runs from -4 to 5", lambda: (round(niaf().min()), round(niaf().max())) == (-4, 5)),
]
