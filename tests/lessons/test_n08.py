"""The exhibit of notebook 08 shows what a scalar loop computes, and every preset does what its reason says."""

from itertools import pairwise
from math import exp, tanh
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import train_one_unit
from notebook_run import MOST_DIFFERENCE, difference
from oracles import scalar_run, sigmoid

from lstm_lesson import LSTM, damped_sine
from lstm_lesson.lessons.n08_cell_state_flow.exhibits import cell_state_flow, flow_settings
from lstm_lesson.nn.one_unit import Flow, one_unit

ROOT = Path(__file__).parents[2]
LINES = ["x", "f", "i", "o", "g", "fc", "ig", "c", "h", "rnn", "direct", "gradient"]  # from the top lane to the lowest
PRESETS = list(cell_state_flow().presets)
HOLDS = {"b_f": 10, "w_xi": 10, "w_hi": -10, "b_i": -5, "w_xg": 7, "w_hg": 0, "b_g": -5, "b_o": 10, "decay": 0.05}


@pytest.fixture(scope="module")
def exhibit():
    return cell_state_flow()


def expected(values: dict[str, float]) -> dict[str, np.ndarray]:
    """Everything that the lanes show, from scalar loops and explicit 2×2 matrices."""
    x = damped_sine(int(values["length"]), values["period"], values["decay"])
    cell = LSTM(1, 1)
    rows = [(values[f"w_x{k}"], values[f"w_h{k}"], values[f"b_{k}"]) for k in "ifgo"]
    cell.W_x[:, 0], cell.W_h[:, 0], cell.b[:] = np.transpose(rows)
    run = {q: np.ravel(v) for q, v in scalar_run(cell, [[v] for v in x], [0.0], [0.0]).items()}
    c_before = np.append(0, run["c"][:-1])
    run |= {"x": x, "fc": run["f"] * c_before, "ig": run["i"] * run["g"]}
    run["gradient"] = abs(product_of_jacobians(run, rows, c_before))
    run["direct"] = np.array([np.prod(run["f"][t + 1 :]) for t in range(len(x))])
    run["rnn"] = plain_rnn_gradient(x, *rows[2])
    return run


def product_of_jacobians(run: dict[str, np.ndarray], rows: list, c_before: np.ndarray) -> np.ndarray:
    """∂c_T/∂c_t: J_T … J_{t+1} applied to (1, o_t(1 − tanh² c_t)), J the step's Jacobian of (c, h)."""
    w_hi, w_hf, w_hg, w_ho = (row[1] for row in rows)
    i, f, g, o, c = (run[q] for q in "ifgoc")
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


def plain_rnn_gradient(x: np.ndarray, w_x: float, w_h: float, b: float) -> np.ndarray:
    h, slopes = 0.0, []
    for x_t in x:
        h = tanh(w_x * x_t + w_h * h + b)
        slopes.append(abs(w_h) * (1 - h * h))
    return np.array([np.prod(slopes[t + 1 :]) for t in range(len(x))])


def assert_shows_what_the_loops_compute(exhibit):
    assert exhibit.error == ""
    lines = dict(zip(LINES, exhibit.drawing.lines, strict=True))
    for quantity, values in expected(exhibit.values).items():
        if quantity in lines:
            drawn = lines[quantity].get_ydata()
            assert np.isfinite(drawn).all()
            np.testing.assert_allclose(drawn, values, rtol=1e-6, atol=1e-12, err_msg=quantity)


@pytest.mark.parametrize("end", ["min", "max"])
@pytest.mark.parametrize("name", list(cell_state_flow().sliders))
def test_picture_is_right_with_any_slider_at_either_end(exhibit, name, end):
    exhibit.reset()
    slider = exhibit.sliders[name]
    slider.value = getattr(slider, end)
    assert_shows_what_the_loops_compute(exhibit)


@pytest.mark.parametrize("name", PRESETS)
def test_picture_is_right_on_every_preset(exhibit, name):
    exhibit.preset(name)
    assert_shows_what_the_loops_compute(exhibit)


def test_cursor_beyond_the_input_stands_on_the_last_step_and_says_so(exhibit):
    exhibit.reset()
    exhibit.set(t=100, length=40)
    assert exhibit.error == ""
    assert exhibit.drawing.artists[1].get_text() == "t = 39"
    assert exhibit.readout.startswith("At step t = 39, the last step: ")


def test_sentence_gives_the_numbers_at_the_cursor(exhibit):
    exhibit.reset()
    run = expected(exhibit.values)
    t = exhibit.values["t"]
    for words in (f"= {run['c'][t]:.2f},", f"h = {run['h'][t]:.2f};", f"f = {run['f'][t]:.4f},", "in 5.5 steps"):
        assert words in exhibit.readout


def test_exhibit_shows_the_sliders_asked_for_and_starts_where_it_is_told():
    some = cell_state_flow("b_f", "t", start="remember", b_f=2.0)
    assert some.values == {"b_f": 2.0, "t": 23}
    whole = cell_state_flow(start="remember", b_f=2.0)
    assert some.readout == whole.readout
    assert some.png == whole.png


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: cell_state_flow("w_f"), "got 'w_f'"),
        (lambda: cell_state_flow(start="dream"), "got 'dream'"),
        (lambda: cell_state_flow(b_f=11.0), "b_f must be from -10 to 10"),
        (lambda: flow_settings(bias=1.0), "got 'bias'"),
        (lambda: one_unit(period=20, decay=0, length=9, w_xf=1), "weights must be"),
        (lambda: one_unit(**{**flow_settings(), "period": 0}), "period"),
    ],
)
def test_what_is_not_there_is_refused_by_name(call, words):
    with pytest.raises(ValueError, match=words):
        call()


# ---- Presets: each does what its reason says


def preset(name: str, **changes: Any) -> Flow:
    return one_unit(**flow_settings(name, **changes))


def test_there_are_at_least_six_presets_and_each_gives_a_reason(exhibit):
    assert len(PRESETS) >= 6
    assert all(len(preset.reason.split()) >= 10 for preset in exhibit.presets.values())


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
    cell = LSTM(1, 1)
    settings = flow_settings("trained on the damped sine")
    cell.W_x[:, 0], cell.W_h[:, 0], cell.b[:] = np.transpose(
        [[settings[f"{s}{k}"] for s in ("w_x", "w_h", "b_")] for k in "ifgo"]
    )
    on_new_sequences, baseline = train_one_unit.errors(cell)
    assert on_new_sequences < 0.55 * baseline


def test_almost_hold_the_first_peak_leaks_and_then_writes_again():
    run = preset("almost hold the first peak")
    assert run.f == pytest.approx(0.982, abs=5e-4)
    assert run.i[10:35].max() < 0.05  # h keeps the gate shut
    assert run.c[30] < 0.65 * run.c[5]  # c leaks meanwhile
    assert run.i[50:].min() > 0.9  # and the gate opens again


def test_bias_0_has_a_half_life_of_one_step():
    run = preset("bias 0")
    assert run.half_life == pytest.approx(1)
    assert (run.f == 0.5).all()


def test_everything_open_counts_the_steps_while_h_stays_below_1():
    run = preset("everything open")
    assert run.c == pytest.approx(np.arange(1, 61), rel=0.01)
    assert (run.h < 1).all()


def test_memory_through_h_reaches_far_back_with_the_direct_path_dead():
    run = preset("memory through h")
    assert run.direct[23] < 1e-60
    assert run.gradient[23] == pytest.approx(0.24, abs=0.005)
    assert preset("memory through h", w_hg=0).gradient[23] < 1e-60


@pytest.mark.parametrize(("b_f", "steps"), [(0, 1.0), (1, 2.2), (2, 5.5), (3, 14.3), (4, 38.2), (5, 103.2)])
def test_half_life_of_the_forget_bias(b_f, steps):
    run = one_unit(**flow_settings("bias 0", b_f=b_f))
    assert run.half_life == pytest.approx(steps, abs=0.05)
    assert sigmoid(b_f) ** steps == pytest.approx(0.5, abs=0.02)


def peak_and_drift(**changes: Any) -> tuple[float, float]:
    run = one_unit(**flow_settings(**changes))
    assert np.argmax(run.x) == 5
    return abs(run.c[5]), abs(run.c[5:56] - run.c[5]).max() / abs(run.c[5])


def test_first_peak_can_be_held_with_the_sliders():
    peak, drift = peak_and_drift(**HOLDS)
    assert peak >= 0.3
    assert drift <= 0.05


@pytest.mark.parametrize("undone", [{"b_f": 4}, {"w_hi": 0}, {"b_i": 0}])
def test_first_peak_is_lost_if_one_part_of_the_answer_is_undone(undone):
    peak, drift = peak_and_drift(**{**HOLDS, **undone})
    assert peak < 0.3 or drift > 0.05


def test_each_1_on_the_forget_bias_divides_the_leak_by_about_e():
    leaks = [1 - sigmoid(b) for b in range(2, 9)]
    assert all(2.3 < before / after < exp(1) for before, after in pairwise(leaks))


# ---- The stored picture


def test_stored_picture_is_what_the_package_draws_now():
    stored = (ROOT / "assets" / "cell_state_flow.png").read_bytes()
    assert difference(stored, cell_state_flow(t=33).png) <= MOST_DIFFERENCE


@pytest.mark.parametrize(
    "moved", [{"t": 34}, {"b_f": 2.1}, {"w_xi": 4.2}, {"b_o": 1.2}, {"period": 20.5}, {"decay": 0.025}, {"length": 61}]
)
def test_moved_slider_differs_from_the_stored_picture_by_more_than_the_tolerance(moved):
    stored = (ROOT / "assets" / "cell_state_flow.png").read_bytes()
    assert difference(stored, cell_state_flow(**{"t": 33, **moved}).png) > MOST_DIFFERENCE
