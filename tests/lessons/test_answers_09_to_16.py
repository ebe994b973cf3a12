"""The right choices of the questions of notebooks 09 to 16 are the only ones that are true (tests/answering.py)."""

import numpy as np
import pytest
from answering import Answers, Facts, at, near
from oracles import sigmoid

import lstm_lesson
from lstm_lesson import AutoRegression, damped_sine, n_weights, windows
from lstm_lesson.lessons.n10_variants.dealing_numbers import dealing
from lstm_lesson.lessons.n13_limitations import numbers as limits
from lstm_lesson.lessons.n16_your_own_series.numbers import places
from lstm_lesson.nn.attention import attend
from lstm_lesson.nn.variants import VARIANTS, VariantCell
from lstm_lesson.studies import lstm_against_gru
from lstm_lesson.studies.rolling.scores import LSTM as ITS
from lstm_lesson.studies.variant_comparison import comparison

COMPUTED = Answers(
    range(9, 17),
    left={
        *("09_gru/reset_order", "10_variants/adding", "10_variants/rate", "11_damped_sine/far", "11_damped_sine/noise"),
        *("11_damped_sine/unlike", "12_look_inside/film", "12_look_inside/untrained", "12_look_inside/forget_bias"),
        *("13_limitations/distractor", "14_attention/alone", "14_attention/where"),
        *("15_reading_code/bits", "15_reading_code/brackets_in_strings", "15_reading_code/temperature"),
        *("15_reading_code/cut", "16_your_own_series/range", "16_your_own_series/echo"),
    },
)


@COMPUTED("09_gru/reset")
def reset() -> Facts:
    before, after = (at(lstm_lesson.gru_cell_flow, w_xz=0, b_z=4, b_r=b_r) for b_r in (1, -10))
    t = before.t
    assert after.r.max() < 0.001
    return {
        "h stays almost the same": abs(after.h[t] - after.h_prev[t]) < 0.05 and abs(after.h[t]) > 0.01,
        "h is reset to 0": abs(after.h[t]) < 1e-3,
        "h is frozen at its value": after.h[t] == after.h_prev[t],
    }


@COMPUTED("09_gru/count")
def count() -> Facts:
    now = at(lstm_lesson.lstm_beside_gru, "count")
    assert now.lstm.c[-1] == pytest.approx(59.4, abs=0.05)
    h = now.gru.h[-1]
    return {"near 0": abs(h) < 0.1, "near 1": abs(h - 1) < 0.1, "near 60, like the LSTM's c": abs(h - 60) < 1}


@COMPUTED("09_gru/merged")
def merged() -> Facts:
    now = at(lstm_lesson.lstm_beside_gru, b_f=2, b_i=-2, b_z=2)
    c, h = (near(values, now.gru.h, 1e-9) for values in (now.lstm.c, now.lstm.h))
    return {"its cell state c": c and not h, "its hidden state h": h and not c, "neither of the two": not (c or h)}


@COMPUTED("09_gru/z_flips")
def z_flips() -> Facts:
    z = sigmoid(3)
    before, steps = (np.log(0.5) / np.log(share) for share in (z, 1 - z))
    assert before == pytest.approx(14.3, abs=0.05)
    return {
        "less than 1 step": steps < 1,
        "14.3 steps, as before": abs(steps - before) < 0.1,
        "about 7 steps": abs(steps - before / 2) < 1,
    }


@COMPUTED("09_gru/contest")
def contest() -> Facts:
    of = lstm_against_gru.recorded()
    lstm, gru = of["LSTM 17"].test, of["GRU 20"].test
    return {
        "the two groups of five overlap": max(lstm) > min(gru) and max(gru) > min(lstm),
        "the LSTM's five are all lower": max(lstm) < min(gru),
        "the GRU's five are all lower": max(gru) < min(lstm),
    }


@COMPUTED("10_variants/bounded")
def bounded() -> Facts:
    """Let every cell write as much as it can: what stays within 1 does so by its equations."""
    largest = {}
    for name in VARIANTS:
        cell = VariantCell(name, 1, 1)
        cell.weights = {key: np.zeros_like(weight) for key, weight in cell.weights.items()} | {
            "b": np.full_like(cell.weights["b"], 20.0)
        }
        c = cell.run(np.zeros((60, 1, 1)))["c"]
        largest[name] = float(np.abs(c).max())
    kept = {name for name, size in largest.items() if size <= 1}
    return {
        "only CIFG, where f = 1 − i": kept == {"CIFG"},
        "only NIG, where i = 1": kept == {"NIG"},
        "only NFG, where f = 1": kept == {"NFG"},
        "all of them, because of tanh": kept == set(VARIANTS),
    }


@COMPUTED("10_variants/peephole")
def peephole() -> Facts:
    before, after = (at(lstm_lesson.variant_unit, variant=7, w_co=w_co, b_o=-3.0, t=9) for w_co in (0, 3))
    c, o = after.vanilla.c, after.vanilla.o
    assert (after.name, round(float(c[9]), 2), round(float(before.vanilla.o[9]), 2)) == ("NP", 2.98, 0.05)
    in_v, in_np = o.max() > 0.9, not near(after.other.o, before.other.o)
    follows = bool(np.corrcoef(c, o)[0, 1] > 0.8) and o[np.argmin(c)] < 0.2
    return {
        "in V it opens where c is large; in NP nothing changes": in_v and follows and not in_np,
        "it opens in both, because h brings c to all gates": in_v and in_np,
        "in V it opens and then stays open": in_v and o[int(np.argmax(o)) :].min() > 0.9,
    }


@COMPUTED("10_variants/deals")
def deals() -> Facts:
    p = dealing(0, 1).exact
    assert comparison().times_v["sine"]["NIG"] == pytest.approx(1.32, abs=0.005)
    return {
        "in about one deal of eight": 1 / 9 < p < 1 / 7,
        "in about every second deal": 0.4 < p < 0.6,
        "in about one deal of a thousand": p < 0.002,
    }


@COMPUTED("10_variants/race")
def race() -> Facts:
    sine, adding = (set(comparison().named(task, worse=True)) for task in ("sine", "adding"))
    both = sine & adding
    return {
        "none: each part that matters does so on one task only": not both and bool(sine) and bool(adding),
        "without the peepholes": both == {"NP"},
        "without any one of the three gates": both == {"NIG", "NFG", "NOG"},
        "without the forget gate or the output tanh": both == {"NFG", "NOAF"},
    }


@COMPUTED("11_damped_sine/one_value")
def one_value() -> Facts:
    """Train the best single answer on every phase at which the wave goes through 0.6: it is their mean."""
    phase = np.arcsin(0.2)
    later = [0.5 + 0.5 * np.sin(start + 2 * np.pi * 5 / 15) for start in (phase, np.pi - phase)]
    tried = np.linspace(0, 1, 1001)
    best = tried[np.argmin([np.mean((one - np.array(later)) ** 2) for one in tried])]
    return {
        "a value between the two, although it is rarely right": min(later) + 0.1 < best < max(later) - 0.1,
        "0.6, the value that it sees": abs(best - 0.6) < 0.005,
        "the higher value half of the time, the lower one otherwise": min(abs(best - one) for one in later) < 0.005,
    }


@COMPUTED("11_damped_sine/leak")
def leak() -> Facts:
    rng, places_of = np.random.default_rng(0), np.arange(200.0)
    pairs = []
    for wave in range(50):
        x, y = windows(1000 * wave + places_of, 50, 5)
        pairs += [(set(past), set(future)) for past, future in zip(x[:, :, 0].T, y, strict=True)]
    order = rng.permutation(len(pairs))
    seen = set().union(*(past | future for past, future in (pairs[k] for k in order[: len(pairs) * 4 // 5])))
    asked = [value for k in order[len(pairs) * 4 // 5 :] for value in pairs[k][1]]
    share = np.mean([value in seen for value in asked])
    return {"nearly all": share > 0.97, "about 80 %": abs(share - 0.8) < 0.1, "none": share == 0}


@COMPUTED("11_damped_sine/ar2")
def ar2() -> Facts:
    wave = damped_sine(55, 15, 0.03)
    error = np.mean(np.abs(AutoRegression(2).fit(wave[:50]).forecast(wave[:50], 5) - wave[50:]))
    constant = np.mean(np.abs(wave[50:] - 0.5))
    return {
        "not at all, apart from rounding": error < 1e-9,
        "a little wrong": 1e-9 < error < constant / 2,
        "about as wrong as the constant": error > constant / 2,
    }


@COMPUTED("11_damped_sine/units")
def units() -> Facts:
    times = n_weights("LSTM", 1, 40) / n_weights("LSTM", 1, 20)
    return {
        "nearly four times as many": 3.7 < times < 4,
        "twice as many": times == 2,
        "it depends on how long the window is": False,  # n_weights is not even told
    }


@COMPUTED("13_limitations/four_values")
def four_values() -> Facts:
    exact = [n for n in range(3, 51) if at(lstm_lesson.values_seen, values=n, noise=0).error < 1e-6]
    return {
        "4": exact[0] == 4,
        "one whole period": exact[0] == at(lstm_lesson.values_seen).n,
        "all 50, as the LSTM does": exact[0] == 50,
    }


def of_map(noise: float, since: float) -> limits.Ranking:
    return limits.ranking("map", limits.place_on_map(noise, since))


@COMPUTED("13_limitations/more_noise")
def more_noise() -> Facts:
    quiet, loud = of_map(0.05, 50), of_map(0.2, 50)
    assert quiet.mean("ar") < quiet.mean("forecast")
    best = min(("forecast", "ar", "constant"), key=loud.mean)
    return {
        "the LSTM trained on noise": best == "forecast",
        "AR(p), because it is the true law": best == "ar",
        "the constant ½, because the wave is lost in the noise": best == "constant",
    }


@COMPUTED("13_limitations/late_switch")
def late_switch() -> Facts:
    best = min(("forecast", "ar", "linear"), key=of_map(0.02, 10).mean)
    return {
        "the LSTM": best == "forecast",
        "AR(p), because it is fitted to the end of the window only": best == "ar",
        "the linear map, because it was fitted to windows with just this switch": best == "linear",
    }


@COMPUTED("13_limitations/map")
def map_of_winners() -> Facts:
    won = sum(cell.clear and cell.first == "forecast" for cell in limits.rankings("map"))
    return {"in nearly half": 20 < won < 28, "in a handful": won < 8, "in nearly all": won > 48}


@COMPUTED("14_attention/longer_query")
def longer_query() -> Facts:
    short, long = (at(lstm_lesson.attention_by_hand, angle=60, length=length).weights for length in (4, 8))
    assert [round(float(weight), 2) for weight in short[:2]] == [0.33, 0.58]
    return {
        "h₁ gets more, h₀ gets less": long[1] > short[1] + 0.05 and long[0] < short[0] - 0.05,
        "nothing: only the direction counts": near(long, short, 0.01),
        "both double": near(long[:2], 2 * short[:2], 0.01),
    }


@COMPUTED("14_attention/hot")
def hot() -> Facts:
    look = at(lstm_lesson.attention_by_hand, temperature=20)
    states = np.asarray(look.states)
    assert near(look.context, attend(look.query, states, temperature=20).context)
    distances = {
        "to the mean of the five states": states.mean(axis=0),
        "to (0, 0), because nothing is looked at any more": np.zeros(2),
        "to the best state, h₁": states[1],
    }
    goes = min(distances, key=lambda choice: float(np.linalg.norm(look.context - distances[choice])))
    return {choice: choice == goes for choice in distances}


@COMPUTED("14_attention/short_way")
def short_way() -> Facts:
    now = at(lstm_lesson.gradient_with_attention, "usual start")
    assert now.alone[0] < 1e-20
    share = now.attention[0]
    return {
        "a few thousandths": 1e-3 < share < 1e-2,
        "nearly all of it": share > 0.9,
        "next to nothing, because the way through 320 steps is as long as before": share < 1e-6,
    }


@COMPUTED("16_your_own_series/same")
def same() -> Facts:
    month = np.arange(100)
    last, season = month[:-12], month[12:] - 12  # for each month, 12 steps ahead: what is known last, and a year before
    return {
        "neither: it is the same number": (last == season).all(),
        "one season back: it knows the season": (last < season).all(),
        "the last value: it is the newest": (last > season).all(),
    }


@COMPUTED("16_your_own_series/who")
def who() -> Facts:
    won = [(name, steps) for name, steps, lead in places() if lead.clear and lead.first == ITS]
    return {
        "in none": not won,
        "in most: it is the only one that learns nonlinear rules": len(won) > 4,
        "in three: those 12 steps ahead": [steps for _, steps in won] == [12, 12, 12],
    }


test_right_choice_is_the_only_one_that_is_true = COMPUTED.one_is_true()
test_every_choice_without_a_number_is_computed_or_left_to_its_lesson = COMPUTED.all_are_there()
