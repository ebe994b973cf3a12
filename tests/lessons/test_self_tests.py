"""Each answer of the self-tests is what the package or a formula computes, and so is each tempting number."""

from itertools import combinations
from math import exp, log, tanh

import numpy as np
import pytest

from lstm_lesson import GRU, LSTM, RNN, AutoRegression, softmax, windows
from lstm_lesson.live.question import is_right
from lstm_lesson.live.questions import SELF_TEST, Question, files_in, read
from lstm_lesson.nn.attention import attend
from lstm_lesson.nn.gradients import direct_path, numerical_gradient
from lstm_lesson.nn.variants import VARIANTS
from lstm_lesson.studies.mann_whitney import mann_whitney
from lstm_lesson.studies.rolling.sign_flip import sign_flip
from lstm_lesson.training.optimise import clip_by_norm

ASKED = {
    f"{notebook[:2]}/{key}": asked
    for notebook, path in files_in(file=SELF_TEST).items()
    for key, asked in read(path).items()
}
TESTED: set[str] = set()


def asked(name: str) -> Question:
    TESTED.add(name)
    return ASKED[name]


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


def logit(share: float) -> float:
    return log(share / (1 - share))


def one_unit(w_h: float) -> RNN:
    cell = RNN(1, 1)
    cell.W_x[:], cell.W_h[:], cell.b[:] = 1, w_h, 0
    return cell


def steady_lstm(i: float, f: float, g: float, o: float) -> LSTM:
    """An LSTM of one unit whose gates and candidate stand where they are set, whatever it reads."""
    cell = LSTM(1, 1)
    cell.W_x[:], cell.W_h[:] = 0, 0
    cell.b[:] = [logit(i), logit(f), np.arctanh(g), logit(o)]
    return cell


def tempts(question: Question, *numbers: float) -> bool:
    """Tell whether each of the wrong numbers is in a range of its own, as narrow as rounding, in the file's order."""
    return all(
        near.low <= number <= near.high and near.high - near.low <= 0.025 + 0.1 * abs(number)
        for near, number in zip(question.near, numbers, strict=True)
    )


# ---- After 03


def test_turned_gate():
    question = asked("03/turned_gate")
    assert f"{sigmoid(2):.2f}" in question.question
    assert question.answer == f"at {sigmoid(-2):.2f}"


def test_sixteenth():
    question = asked("03/sixteenth")
    h = one_unit(0.5).run(np.zeros((10, 1)), h0=[0.01]).h[:, 0]
    steps = next(t for t, value in enumerate(h, start=1) if value < 1.001 * 0.01 / 16)
    assert question.answer == steps


def test_one_weight():
    """One weight for each of the 50 steps, each nudged alone: their effects add up to that of the one weight."""
    asked("03/one_weight")
    x = np.sin(np.arange(50)) / 10

    def loss(weights: np.ndarray) -> float:
        h = 0.0
        for w_h, x_t in zip(weights, x, strict=True):
            h = tanh(w_h * h + x_t)
        return h

    copies = np.full(50, 0.8)
    each = numerical_gradient(lambda: loss(copies), copies)
    cell = one_unit(0.8)
    trace = cell.run(x[:, None])
    dh = np.zeros_like(trace.h)
    dh[-1] = 1
    assert cell.backward(trace, dh)["W_h"].item() == pytest.approx(each.sum(), rel=1e-5)
    assert np.count_nonzero(each) > 40


def test_padding():
    question = asked("03/padding")
    cell, x = one_unit(0.5), np.zeros((10, 2, 1))
    x[:4, 0], x[:, 1, 0] = 1, np.sin(np.arange(10))
    h = cell.run(x).h
    assert h[-1, 0] == pytest.approx(cell.run(x[:, 0]).h[-1])  # the longer sequence changes nothing
    assert h[3, 0].item() > 2**6 * h[-1, 0].item() > 0  # each step with input 0 more than halves it
    assert question.answer == "six steps with input 0 have changed it"


def test_small_gradient():
    question = asked("03/small_gradient")
    gradient = np.array([0.0006, -0.0008])
    clip_by_norm(gradient, 1.0)
    assert question.answer == f"it stays at {np.hypot(*gradient):g}"


# ---- After 07


def test_whole_step():
    question = asked("07/whole_step")
    now = steady_lstm(i=0.5, f=0.5, g=0.4, o=0.9).run(np.zeros((1, 1)), c0=[2.0])
    assert is_right(question, round(now.h.item(), 2))
    assert float(question.answer) == pytest.approx(0.9 * tanh(1.2), abs=0.005)
    assert tempts(question, 0.9 * 1.2, now.c.item(), tanh(1.2))


def test_settles():
    question = asked("07/settles")
    c = steady_lstm(i=0.5, f=0.9, g=0.2, o=0.5).run(np.zeros((200, 1))).c[:, 0]
    assert c[-1] == pytest.approx(question.answer, abs=1e-6)
    assert c[-2] == pytest.approx(c[-1], abs=1e-6)


@pytest.mark.parametrize(
    ("gates", "keeps"), [({"f": 0.999, "i": 0.001}, True), ({"f": 0.999, "o": 0.001}, False), ({"i": 0.001}, False)]
)
def test_through_noise(gates, keeps):
    question = asked("07/through_noise")
    cell = steady_lstm(**{"i": 0.5, "f": 0.5, "g": 0.0, "o": 0.5} | gates)
    cell.W_x[2] = 1  # the candidate follows the noise
    noise = np.random.default_rng(0).normal(1, 1, (20, 1))
    c = cell.run(noise, c0=[1.0]).c[-1, 0]
    assert bool(abs(c - 1) < 0.05) is keeps
    assert question.answer == "f near 1 and i near 0"


def test_what_gates_see():
    question = asked("07/what_gates_see")
    cell = LSTM(1, 1, rng=0)
    x = np.ones((1, 1))
    opened, shut = (cell.run(x, c0=[1.5], h0=[o * tanh(1.5)]) for o in (0.99, 0.01))
    assert abs(opened.f.item() - shut.f.item()) > 0.05
    assert cell.run(x, c0=[-1.5], h0=shut.h0).f.item() == shut.f.item()  # c itself is not seen
    cell.W_h[:] = 0
    opened, shut = (cell.run(x, c0=[1.5], h0=[o * tanh(1.5)]) for o in (0.99, 0.01))
    assert opened.f.item() == shut.f.item()
    assert question.answer == "no, if they have a weight on h"


def test_layer_of_two():
    question = asked("07/layer_of_two")
    sizes = {name: weight.size for name, weight in LSTM(2, 1).weights.items()}
    assert question.answer == sum(sizes.values())
    assert tempts(question, sizes["W_x"] + sizes["W_h"], sum(sizes.values()) / 4)
    assert sum(sizes.values()) * 3 / 4 == sizes["W_x"] + sizes["W_h"]  # both mistakes give the same number


# ---- After 10


def test_direct_path():
    question = asked("10/direct_path")
    cell = LSTM(1, 1)
    cell.W_x[:], cell.W_h[:], cell.b[:] = 0, 0, 0
    cell.W_x[1] = 40  # f is 1.00 where x is 1, and 0.50 where it is 0
    x = np.array([0, 1, 1, 0, 1, 1, 1, 0, 1, 1], dtype=float)[:, None]
    trace = cell.run(x, c0=[1.0])
    gates = trace.f[:, 0]
    assert question.answer == f"{np.prod(gates):.3f}"
    assert direct_path(trace).ravel()[0] * gates[0] == pytest.approx(np.prod(gates))
    assert set(question.choices) == {f"{0.5**10:.3f}", f"{gates.mean():.2f}", f"{np.prod(gates):.3f}"}


def test_mixture():
    question = asked("10/mixture")
    cell = GRU(1, 1)
    cell.W_x[:], cell.W_h[:] = 0, 0
    cell.b[:] = [0, logit(0.75), np.arctanh(-0.4)]
    h = cell.run(np.zeros((1, 1)), h0=[0.8]).h.item()
    assert h == pytest.approx(question.answer)
    assert tempts(question, 0.25 * 0.8 - 0.75 * 0.4, 0.75 * 0.8 - 0.4)


def test_tied_gates():
    question = asked("10/tied_gates")
    assert "1 − i" in VARIANTS["CIFG"].formula
    c = steady_lstm(i=0.3, f=0.7, g=-0.9999999, o=0.5).run(np.zeros((1, 1)), c0=[1.0]).c.item()
    assert c == pytest.approx(question.answer, abs=1e-6)
    assert tempts(question, 0.7, -0.3)


def test_share_of_deals():
    question = asked("10/share_of_deals")
    a, b = np.array([0.8, 0.9, 1.0, 1.5, 3.0]), np.array([1.1, 1.3, 1.6, 2.0, 2.4])
    assert f"{np.median(b) / np.median(a):.1f} times" in question.question
    ranks = np.argsort(np.argsort([*a, *b])) + 1
    middle = 5 * 11 / 2  # the mean sum of five ranks out of ten
    far = abs(ranks[:5].sum() - middle)
    sums = [sum(five) for five in combinations(range(1, 11), 5)]
    share = np.mean([abs(total - middle) >= far for total in sums])
    assert mann_whitney(a, b) == pytest.approx(share)
    assert f"{100 * share:.0f} %" in question.question
    assert f"that A is better with a probability of {100 * (1 - share):.0f} %" in question.choices
    more = (np.repeat(errors, 4) + 0.001 * np.arange(20) for errors in (a, b))
    assert share > 0.05 > mann_whitney(*more)  # twenty seeds of the same two kinds show the difference
    assert question.answer == "neither a difference nor that there is none"


# ---- After 14


def test_cut_windows():
    question = asked("14/cut_windows")
    seen, _ = windows(np.zeros(80), 30, 10)
    assert question.answer == seen.shape[1]
    assert tempts(question, 80 - 40, 80 - 30 + 1, 80 // 40)


def test_next_of_sine():
    question = asked("14/next_of_sine")
    wave = np.sin(2 * np.pi * (np.arange(12) + 0.5) / 6)
    assert wave[:3] == pytest.approx([0.5, 1.0, question.answer])
    assert AutoRegression(2).fit(wave).coefficients == pytest.approx([1, -1])
    assert tempts(question, 1.0 + (1.0 - 0.5), 0.5 - 1.0, 1.0)


def test_five_seeds():
    question = asked("14/five_seeds")
    errors = [0.011, 0.014, 0.016, 0.019, 0.030]
    assert all(f"{error:.3f}" in question.question for error in errors)
    assert sum(error < 0.015 for error in errors) == 2
    assert mann_whitney([0.015], errors) > 0.5
    assert f"{np.mean(errors):.3f}" in question.choices["AR(p) is better"]
    assert question.answer == "neither is clearly ahead"


def test_longer_and_warmer():
    question = asked("14/longer_and_warmer")
    states = np.random.default_rng(0).normal(size=(5, 2))
    query = np.array([1.0, 0.5])
    before, longer, warmer, both = (
        attend(times * query, states, temperature=tau).weights for times, tau in ((1, 1), (2, 1), (1, 2), (2, 2))
    )
    assert both == pytest.approx(before)
    assert longer.max() > before.max() > warmer.max()
    assert question.answer == "they stay as they are"


def test_blend():
    question = asked("14/blend")
    entries = np.array([1.0, 3.0, 100.0])
    assert is_right(question, float(softmax([2.0, 2.0, -8.0]) @ entries))
    assert tempts(question, entries.mean(), 1.0 + 3.0)


# ---- After 16


def test_mean_bits():
    question = asked("16/mean_bits")
    p = np.array([1 / 2, 1 / 4, 1 / 8])
    bits = -np.log2(p)
    assert is_right(question, float(bits.mean()))
    assert tempts(question, float(-np.log2(p.mean())), float(bits.sum()))


def test_always_no():
    question = asked("16/always_no")
    comment = np.arange(200) % 10 == 0
    said = np.zeros_like(comment)
    shares = [np.mean(said[comment == wanted] == wanted) for wanted in (True, False)]
    assert is_right(question, float(np.mean(shares)))
    assert tempts(question, float(np.mean(said == comment)), float(shares[0]))


def test_five_blocks():
    question = asked("16/five_blocks")
    lstm, ar = np.array([1.0, 2.0, 1.5, 3.0, 2.5]), np.array([1.2, 2.1, 1.9, 3.3, 2.6])
    p = sign_flip(lstm, ar)
    assert p == 2 / 32
    assert question.answer == f"no: by chance {100 * p:.0f} %"
    assert f"yes: by chance {100 * p / 2:.0f} %" in question.choices


def test_last_value_moved():
    question = asked("16/last_value_moved")
    walk = np.random.default_rng(0).normal(size=60).cumsum()
    steps = np.arange(10, 50)
    forecast = walk[steps - 1]
    exact = [back for back in range(5) if (forecast == walk[steps - back]).all()]
    assert [question.answer] == exact
    assert tempts(question, 0, 2)


def test_every_question_is_computed_here():
    assert set(ASKED) == TESTED
