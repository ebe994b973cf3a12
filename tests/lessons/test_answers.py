"""The right choices of the questions of notebooks 00 to 08 are the only ones that are true (tests/answering.py)."""

from typing import Any

import numpy as np
import pytest
from answering import Answers, Facts, at, near
from oracles import lively_cell, one_rnn_unit, sigmoid

import lstm_lesson
from lstm_lesson import LSTM
from lstm_lesson.lessons.n03_why_rnns_forget import numbers as random_rnns
from lstm_lesson.studies import recall

COMPUTED = Answers(
    range(9),
    left={
        *("00_start_here/counts", "06_input_gate/no_gate", "07_output_gate/back"),
        *(f"08_cell_state_flow/{name}" for name in ("blind", "wires", "latest", "dead_path")),
    },
)


def unit(T: int = 60, x: Any = None, c0: float = 0.0, **biases: float) -> Any:
    """Run an LSTM of one unit without weights on x and h, but for those given as w_h…; biases: b_i, b_f, …"""
    cell = LSTM(1, 1)
    cell.W_x[:], cell.W_h[:], cell.b[:] = 0, 0, [biases.get(f"b_{gate}", 0.0) for gate in "ifgo"]
    cell.W_h[:, 0] = [biases.get(f"w_h{gate}", 0.0) for gate in "ifgo"]
    return cell.run(np.zeros((T, 1)) if x is None else x, c0=[c0])


@COMPUTED("00_start_here/colour")
def shut_output_gate() -> Facts:
    now = at(lstm_lesson.reading_key, b_o=-6)
    h, c = near(now.h, 0, 0.01), near(now.c, 0, 0.01)
    return {"c, the cell state": c and not h, "h, the hidden state": h and not c, "all of them": h and c}


@COMPUTED("01_sigmoid_and_tanh/stretch")
def stretched() -> Facts:
    z = np.linspace(-4, 4, 41)
    return {k: near([2 * sigmoid(int(k) * one) - 1 for one in z], np.tanh(z)) for k in ("1", "2", "4")}


@COMPUTED("01_sigmoid_and_tanh/humps")
def humps() -> Facts:
    x = np.random.default_rng(0).standard_normal(1_000_000)
    before, after = np.tanh(0.5 * x), np.tanh(2 * x)
    counts, _ = np.histogram(after, np.linspace(-1, 1, 21))
    two = counts[0] > 2 * counts[10] < counts[-1]
    wider = after.std() > before.std()
    return {
        "two humps, near −1 and 1": two,
        "one hump, but narrower": not two and not wider,
        "one hump, but wider": not two and wider,
    }


@COMPUTED("01_sigmoid_and_tanh/shares")
def shares() -> Facts:
    before, after = (
        at(lstm_lesson.gates_and_shares, z_1=1, z_2=0.5, z_3=-1),
        at(lstm_lesson.gates_and_shares, z_1=4, z_2=0.5, z_3=-1),
    )
    left, right = (getattr(after, side)[1:] - getattr(before, side)[1:] for side in ("sigmoid", "softmax"))
    return {
        "nothing on the left, they fall on the right": (left == 0).all() and (right < 0).all(),
        "they fall on both sides": (left < 0).all() and (right < 0).all(),
        "nothing on either side": (left == 0).all() and (right == 0).all(),
    }


@COMPUTED("02_recurrent_recap/no_loop")
def no_loop() -> Facts:
    h = one_rnn_unit([1, 0, 0, 0], 1, 0)[0]
    return {
        "nothing": near(h[1:], 0),
        "half as much at each step": near(h[1:], h[:-1] / 2),
        "everything: the weights remember it": near(h[1:], h[0]),
    }


@COMPUTED("02_recurrent_recap/turned")
def turned() -> Facts:
    now = at(lstm_lesson.input_order, shift=4, w_h=0.5)
    (given, gradient), (shifted, _) = (one_rnn_unit(run.x, 1, 0.5) for run in (now.given, now.shifted))
    same, latest = near(given[-1], shifted[-1], 0.01), gradient[-1] > gradient[0]
    assert now.given.x.sum() == pytest.approx(0)
    return {
        "in the same place: the sum is the same": same,
        "in another place: the latest inputs count most": not same and latest,
        "in another place: the first inputs count most": not same and not latest,
    }


@COMPUTED("03_why_rnns_forget/sine_on")
def sine_on() -> Facts:
    before, after = (one_rnn_unit(swing * np.sin(2 * np.pi * np.arange(51) / 20), 1, 1.5)[1][0] for swing in (0, 1))
    return {
        "it vanishes": after < 1e-6,
        "it stays about 6·10⁸": 0.1 < after / before < 10,
        "it explodes even more": after > before * 10,
    }


@COMPUTED("03_why_rnns_forget/saved_by_saturation")
def many_units() -> Facts:
    size = random_rnns.random_rnn(4, 0.5).gradient[0]
    assert random_rnns.random_rnn(0.8, 0.5).gradient[0] < 1e-6
    return {
        "no, the gradient explodes": size > 1e3,
        "yes, the gradient vanishes": size < 1e-3,
        "it settles near 1": 0.1 < size < 10,
    }


@COMPUTED("03_why_rnns_forget/who_recalls")
def who_recalls() -> Facts:
    record = recall.recorded()
    most = {delay: {one for one in recall.LEARNERS if record.recalled(one, delay)[0] >= 3} for delay in (20, 160)}
    lstms = {"LSTM", "chrono LSTM"}
    return {
        "the two LSTMs": most[160] == lstms,
        "the same four": most[160] == most[20],
        "the two LSTMs and the RNN with ReLU": most[160] == lstms | {"ReLU RNN"},
    }


@COMPUTED("04_lstm_cell/blind")
def blind() -> Facts:
    cell = lively_cell(LSTM, 1, 1)
    low, high = (cell.run(np.ones((1, 1)), h0=[0.3], c0=[c]) for c in (0.8, 3.0))
    moved = {gate for gate in "ifgo" if getattr(low, gate).item() != getattr(high, gate).item()}
    return {
        "none of them": moved == set(),
        "o, because it decides how much of the cell gets out": moved == {"o"},
        "f, because it decides how much of the old c stays": moved == {"f"},
    }


@COMPUTED("04_lstm_cell/protects")
def protects() -> Facts:
    """With the output gate shut, what others send still gets in and the old content still goes; nothing gets out."""
    opened, shut = (unit(5, c0=2.0, b_i=1.0, b_f=-1.0, b_g=1.0, b_o=b_o) for b_o in (10, -10))
    return {
        "the other units, from what this cell holds": near(shut.h, 0, 1e-3) and not near(opened.h, 0, 0.1),
        "this cell, from what the other units send": not near(opened.c, shut.c),
        "the old content, from being erased": shut.c[-1].item() > opened.c[-1].item() + 0.1,
    }


@COMPUTED("04_lstm_cell/endless")
def endless() -> Facts:
    c = at(lstm_lesson.three_lstms, length=400).runs["lstm_1997"].c
    crests = [c[k : k + 40].max() for k in range(0, 400, 40)]  # of each sine
    assert c[-1] == pytest.approx(10.19, abs=0.005)
    return {
        "it grows on and on": np.diff(crests).min() > 0.5,
        "it settles": abs(crests[-1] - crests[-2]) < 0.01,
        "it is cleared wherever a new sine begins": abs(c[360:370]).min() < 0.5,
        "it stays between −1 and 1": near(c, 0, 1),
    }


@COMPUTED("04_lstm_cell/start")
def start() -> Facts:
    now = at(lstm_lesson.untrained_cells, b_f=6, b_i=0)
    assert now.kept[-1] == pytest.approx(0.45, abs=0.005)
    share = now.right / now.cells
    return {
        "in hardly more than half of them": 0.5 < share < 0.6,
        "in about three quarters of them": 0.7 < share < 0.8,
        "in nearly all of them": share > 0.9,
    }


def clears_on_crests_alone(w: float, b: float) -> bool:
    now = at(lstm_lesson.forget_gate, "clear at each crest", w_xf=w, b_f=b)
    f = np.array([sigmoid(w * x + b) for x in now.x])
    return bool(f[now.x > 0.9].max() < 0.1 and f[now.x < 0.2].min() > 0.9)


@COMPUTED("05_forget_gate/sign")
def sign() -> Facts:
    biases = np.arange(-10, 10.5, 0.5)
    return {
        "w_xf below 0": any(clears_on_crests_alone(-10, b) for b in biases),
        "w_xf above 0": any(clears_on_crests_alone(10, b) for b in biases),
        "w_xf = 0, and b_f far below 0": clears_on_crests_alone(0, -8),
    }


@COMPUTED("05_forget_gate/own_content")
def own_content() -> Facts:
    c = at(lstm_lesson.forget_gate, w_xf=0, w_hf=-10, b_f=6).c
    climbs, stands = np.diff(c[:4]).min() > 0.05 and c[-1] > 0.5, near(c[-10:], c[-1], 0.005)
    return {
        "climb, then stand still": climbs and stands,
        "climb, clear itself, and climb again": np.diff(c).min() < -0.2,
        "stay at 0": near(c, 0, 0.1),
        "grow on and on": np.diff(c[-10:]).min() > 0.05,
    }


@COMPUTED("06_input_gate/crests")
def crests() -> Facts:
    before, after = (at(lstm_lesson.input_gate, w_xi=w, w_hi=0, b_i=b).c for w, b in ((0, 0), (10, -7)))
    assert np.diff(before).min() < -0.2  # it swings
    return {
        "climb in stairs": np.diff(after).min() > -0.03 and after[-1] > 5,
        "swing as before, but less": np.diff(after).min() < -0.05,
        "follow x": after[-1] < 1,
        "stay near 0": near(after, 0, 1),
    }


@COMPUTED("06_input_gate/once")
def once() -> Facts:
    before, after = (at(lstm_lesson.input_gate, w_xi=10, w_hi=w_hi, b_i=-7).c for w_hi in (0, -10))
    later, as_before = after[-1] - after[12], before[-1] - before[12]
    return {
        "almost nothing is written": abs(later) < 0.1 * as_before,
        "each crest is written as before": abs(later - as_before) < 0.1 * as_before,
        "each crest takes something away": later < -0.1 * as_before,
    }


@COMPUTED("07_output_gate/shut")
def shut_and_opened() -> Facts:
    x = np.r_[np.ones(3), np.zeros(40), np.ones(3)][:, None]
    cell = LSTM(1, 1)
    cell.W_x[:], cell.W_h[:], cell.b[:] = np.array([[0], [0], [0], [10.0]]), 0, [-30, 30, 0, -5]
    h = cell.run(x, c0=[1.5]).h[:, 0]
    assert near(h[10:40], 0, 0.01)
    return {
        "the same as before": near(h[-1], h[0], 1e-4),
        "more than before": h[-1] > h[0] + 0.01,
        "less than before": 0.01 < h[-1] < h[0] - 0.01,
        "0: the number is lost": abs(h[-1]) < 0.01,
    }


@COMPUTED("07_output_gate/gradient")
def which_gradient() -> Facts:
    opened, through_h = (
        at(lstm_lesson.cell_state_flow, name, b_o=-10).gradient[23] for name in ("everything open", "memory through h")
    )
    survive = (opened > 0.9, through_h > 0.1)
    return {
        "the one of “everything open”": survive == (True, False),
        "both: o is not a factor of Πf": survive == (True, True),
        "neither: nothing gets out of the cell": survive == (False, False),
    }


test_right_choice_is_the_only_one_that_is_true = COMPUTED.one_is_true()
test_every_choice_without_a_number_is_computed_or_left_to_its_lesson = COMPUTED.all_are_there()
