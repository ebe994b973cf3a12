"""The exhibit of notebook 08 shows what a scalar loop computes, and every preset does what its reason says."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import train_one_unit
from cases import every_refusal
from exhibit_cases import assert_over_time, assert_written, begun, every_move, texts
from notebook_run import MOST_DIFFERENCE, difference
from oracles import in_the_boxes, input_by_loop, one_lstm_unit, one_rnn_unit, sigmoid
from sentences import gate_said, half_life_said, said

from lstm_lesson import LSTM
from lstm_lesson.lessons.n08_cell_state_flow.exhibits import cell_state_flow, flow_settings
from lstm_lesson.nn.one_unit import LSTMRun, one_unit

STORED = Path(__file__).parents[2] / "assets" / "cell_state_flow.png"
EXAMPLE = [0, 1, 1, 0, 0.5, 0, 0, -1, 0, 0]
OVER_TIME = ("x", "f", "i", "o", "g", "fc", "ig", "c", "h")


def expected(values: Mapping[str, float]) -> dict[str, np.ndarray]:
    """Everything that the lanes show, from scalar loops and explicit 2×2 matrices."""
    run = one_lstm_unit(values, input_by_loop(values, EXAMPLE))
    gradients = {
        "gradient": abs(product_of_jacobians(run, [values[f"w_h{layer}"] for layer in "ifgo"])),
        "direct": np.array([np.prod(run["f"][t + 1 :]) for t in range(len(run["x"]))]),
        "rnn": one_rnn_unit(run["x"], values["w_xg"], values["w_hg"], values["b_g"])[1],
    }
    return {q: run[q] for q in OVER_TIME} | {q: np.maximum(values, 1e-30) for q, values in gradients.items()}


def product_of_jacobians(run: dict[str, np.ndarray], w_h: list[float]) -> np.ndarray:
    """∂c_T/∂c_t: J_T … J_{t+1} applied to (1, o_t(1 − tanh² c_t)), J the step's Jacobian of (c, h)."""
    w_hi, w_hf, w_hg, w_ho = w_h
    i, f, g, o, c = (run[q] for q in "ifgoc")
    c_before = np.append(0, c[:-1])
    read = o * (1 - np.tanh(c) ** 2)
    c_by_h = c_before * f * (1 - f) * w_hf + g * i * (1 - i) * w_hi + i * (1 - g**2) * w_hg
    h_by_h = np.tanh(c) * o * (1 - o) * w_ho + read * c_by_h
    steps = [np.array([[f[t], c_by_h[t]], [read[t] * f[t], h_by_h[t]]]) for t in range(len(c))]
    result = []
    for t in range(len(c)):
        change = np.array([1, read[t]])
        for later in steps[t + 1 :]:
            change = later @ change
        result.append(change[0])
    return np.array(result)


def assert_unit(exhibit: Any, **values: float) -> None:
    run = expected(values)
    t = int(min(values["t"], len(run["x"]) - 1))
    assert_over_time(exhibit, run, t)
    assert_written(exhibit, in_the_boxes(values, run, t))
    gone = "less than a step" if run["f"][t] < 0.5 ** (1 / 0.95) else half_life_said(run["f"][t])
    kept, written, c, h = (said(run[q][t]) for q in ("fc", "ig", "c", "h"))
    total = f"{kept} + {written}".replace("+ −", "− ")
    assert exhibit.readout == (
        f"At step t = {t}: c = f⊙c before + i⊙g = {total} = {c}, and h = {h}. "
        f"With {gate_said('f', run['f'][t])}, half of c is gone in {gone}. "
        f"|∂c_T/∂c_t| for T = {len(run['x']) - 1} is {size_said(run['gradient'][t])}, "
        f"by the direct path alone {size_said(run['direct'][t])}."
    )


def size_said(size: float) -> str:
    """A derivative: six decimals at most, two digits up to 100, then whole numbers, and from 10⁶ on a power of ten."""
    if size < 1e-6:
        return "below 0.000001"
    if size >= 1e6:
        digit, power = f"{size:.0e}".split("e+")
        return f"{digit}·10{str(int(power)).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
    return f"{size:.6f}" if size < 1e-3 else f"{size:.2g}" if size < 99.5 else f"{size:.0f}"


test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move({cell_state_flow: assert_unit})


@pytest.mark.parametrize("w_hg", [4.2, 6.0, 10.0])
@pytest.mark.parametrize("t", [0, 2, 5, 30])
def test_sentence_of_a_gradient_that_explodes_is_right_however_large_it_gets(w_hg, t):
    exhibit = begun(cell_state_flow)
    exhibit.preset("gradient explodes")
    exhibit.set(w_hg=w_hg, w_xg=0.0, b_g=0.0, t=t)
    assert_unit(exhibit, **exhibit.values)


@pytest.mark.parametrize("t", [39, 40, 100])
def test_cursor_beyond_the_input_stands_on_the_last_step(t):
    for exhibit in (cell_state_flow(t=t, length=40), cell_state_flow("b_f", t=t, length=40)):
        assert "t = 39" in texts(exhibit)
        assert exhibit.readout.startswith("At step t = 39: ")


def test_sentence_gives_the_numbers_at_the_cursor():
    exhibit = cell_state_flow()
    run, t = expected(exhibit.values), int(exhibit.values["t"])
    for words in (f"= {run['c'][t]:.2f},", f"h = {run['h'][t]:.2f}.", f"f = {run['f'][t]:.4f},", "in 5.5 steps"):
        assert words in exhibit.readout
    assert "in less than a step" in cell_state_flow(b_f=-1).readout
    assert "in more than 1000 steps" in cell_state_flow(b_f=8).readout


test_what_is_not_there_is_refused_by_name = every_refusal(
    (lambda: one_unit(period=20, decay=0, length=9, w_xf=1), "weights must be"),
    (lambda: one_unit(**{**flow_settings(), "period": 0}), "period"),
)


# ---- Presets: each does what its reason says


def preset(name: str, **changes: Any) -> LSTMRun:
    return one_unit(**flow_settings(name, **changes))


def test_remember_keeps_c_when_the_input_has_died_away():
    run = preset("remember")
    assert abs(run.x[45:] - 0.5).max() < 0.01
    assert run.c[45:] == pytest.approx(1.95, abs=0.05)
    assert run.f == pytest.approx(0.9997, abs=5e-5)


def test_forget_holds_only_what_was_written_at_this_step():
    run = preset("forget")
    assert abs(run.c - run.ig).max() < 0.002
    remember, forget = flow_settings("remember"), flow_settings("forget")
    assert {name for name in forget if forget[name] != remember[name]} == {"b_f"}


def test_copy_follows_x_within_004():
    run = preset("copy")
    assert abs(run.h - (run.x - 0.5)).max() < 0.04
    assert run.f.max() < 0.001


def test_reset_at_each_trough_starts_c_again_in_every_trough():
    run = preset("reset at each trough")
    crests, troughs = (10, 30, 50, 70), (16, 36, 56, 76)
    assert all(run.c[t] > 2 for t in crests)
    assert all(run.c[t] < 0.35 for t in troughs)


def test_trained_unit_halves_the_error_of_repeating_the_last_value():
    run = preset("trained on the damped sine")
    own, repeating = abs(run.h[10:-1] - run.x[11:]).mean(), abs(run.x[10:-1] - run.x[11:]).mean()
    assert own < 0.55 * repeating
    cell, settings = LSTM(1, 1), flow_settings("trained on the damped sine")
    rows = [[settings[f"{stem}{block}"] for block in "ifgo"] for stem in ("w_x", "w_h", "b_")]
    cell.W_x[:, 0], cell.W_h[:, 0], cell.b[:] = rows
    on_new_sequences, baseline = train_one_unit.errors(cell)
    assert on_new_sequences < 0.55 * baseline


def test_almost_hold_the_first_crest_leaks_and_then_writes_again():
    run = preset("almost hold the first crest")
    assert run.f == pytest.approx(0.982, abs=5e-4)
    assert run.i[10:35].max() < 0.05  # h keeps the gate shut
    assert run.c[30] < 0.65 * run.c[5]  # c leaks meanwhile
    assert run.i[50:].min() > 0.9  # and the gate opens again


def test_everything_open_counts_the_steps_while_h_stays_below_1():
    run = preset("everything open")
    assert run.c == pytest.approx(np.arange(1, 61), rel=0.01)
    assert (run.h < 1).all()


def test_memory_through_h_reaches_far_back_with_the_direct_path_dead():
    run = preset("memory through h")
    assert run.direct[23] < 1e-60
    assert run.gradient[23] == pytest.approx(0.24, abs=0.005)
    assert preset("memory through h", w_hg=0).gradient[23] < 1e-60


def test_gradient_explodes_through_h_while_the_direct_path_shrinks():
    run = preset("gradient explodes")
    settings = flow_settings("gradient explodes")
    exact = abs(product_of_jacobians(one_lstm_unit(settings), [settings[f"w_h{layer}"] for layer in "ifgo"]))
    assert (round(exact[5]), round(run.gradient[5])) == (133, 133)
    assert (np.diff(exact[:31]) < 0).all()  # 24 steps and more from the end: the further back, the larger
    assert np.prod(run.f[6:]) == pytest.approx(0.38, abs=0.005)
    assert (run.f < 1).all()
    assert "for T = 59 is 133, by the direct path alone 0.38" in cell_state_flow(start="gradient explodes", t=5).readout
    assert preset("gradient explodes", w_hg=0).gradient.max() <= 1
    nudged = [final_state(settings, at=5, nudge=nudge) for nudge in (1e-6, -1e-6)]
    assert (nudged[0] - nudged[1]) / 2e-6 == pytest.approx(133, abs=0.5)


def final_state(settings: Mapping[str, float], at: int, nudge: float) -> float:
    """The last c of a run in which c is nudged after step `at`, and h moves along with it."""
    w = {layer: [settings[f"{stem}{layer}"] for stem in ("w_x", "w_h", "b_")] for layer in "ifgo"}
    c = h = 0.0
    for t, x in enumerate(one_lstm_unit(settings)["x"]):
        i, f, g, o = (w[layer][0] * x + w[layer][1] * h + w[layer][2] for layer in "ifgo")
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g) + (nudge if t == at else 0)
        h = sigmoid(o) * np.tanh(c)
    return c


def test_bias_0_halves_c_at_every_step():
    assert (preset("bias 0").f == 0.5).all()
    assert preset("bias 0").half_life == pytest.approx(1)


# ---- The stored picture


@pytest.mark.parametrize(
    "moved", [{"t": 34}, {"b_f": 2.1}, {"w_xi": 4.2}, {"b_o": 1.2}, {"period": 20.5}, {"decay": 0.025}, {"length": 61}]
)
def test_moved_slider_differs_from_the_stored_picture_by_more_than_the_tolerance(moved):
    assert difference(STORED.read_bytes(), cell_state_flow(**{"t": 33, **moved}).png) > MOST_DIFFERENCE
