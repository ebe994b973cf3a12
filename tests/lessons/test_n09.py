"""The exhibits of notebook 09 show what scalar loops compute, and every preset does what its reason says."""

from typing import Any

import numpy as np
import pytest
from exhibit_cases import assert_line, assert_over_time, assert_written, every_move
from oracles import input_by_loop, lively_cell, one_lstm_unit, scalar_run, sigmoid
from sentences import gate_said, half_life_said, said

from lstm_lesson import GRU, damped_sine
from lstm_lesson.lessons.n09_gru.checks import step
from lstm_lesson.lessons.n09_gru.exhibits import gru_cell_flow, lstm_beside_gru, lstm_gru_contest, reset_orders
from lstm_lesson.lessons.n09_gru.numbers import side_by_side, two_units
from lstm_lesson.lessons.shared.own_input_numbers import EXAMPLE
from lstm_lesson.nn.gru_conventions import gru_step
from lstm_lesson.studies import lstm_against_gru


def gru_loop(values: dict[str, float]) -> dict[str, np.ndarray]:
    """Everything that the GRU's lanes show, one step of the array cell at a time."""
    cell = GRU(1, 1)
    for k, block in enumerate("rzn"):
        cell.W_x[k], cell.W_h[k], cell.b[k] = (values.get(f"{stem}{block}", 0) for stem in ("w_x", "w_h", "b_"))
    cell.b_hn[:] = values.get("b_hn", 0)
    z_keeps, reset_after = bool(values.get("z_keeps", 1)), bool(values.get("reset_after", 1))
    h, steps = np.zeros(1), []
    sine = damped_sine(int(values.get("length", 60)), values["period"], values["decay"])
    other = input_by_loop(values, [*EXAMPLE]) if "input" in values else None
    for x in sine if other is None else other:
        now = gru_step(cell, [x], h, z_keeps=z_keeps, reset_after=reset_after)
        keep = now["z"] if z_keeps else 1 - now["z"]
        now |= {"x": np.array([x]), "kept": keep * h, "written": (1 - keep) * now["n"], "z_1": 1 - now["z"]}
        steps.append(now)
        h = now["h"]
    return {symbol: np.array([now[symbol][0] for now in steps]) for symbol in steps[0]}


def in_the_boxes(values: dict[str, float], run: dict[str, np.ndarray]) -> dict[str, float]:
    """What the boxes of the GRU's diagram show at the cursor: each weight times its input, each bias, each sum."""
    t = int(values["t"])
    x, h_prev, r = float(run["x"][t]), float(run["h"][t - 1]) if t else 0.0, float(run["r"][t])
    found: dict[str, float] = {}
    for gate in "rz":
        w_x, w_h, b = (values[f"{stem}{gate}"] for stem in ("w_x", "w_h", "b_"))
        found |= {f"x→{gate}": w_x * x, f"h_prev→{gate}": w_h * h_prev, f"b→{gate}": b}
        found[f"a_{gate}"] = w_x * x + w_h * h_prev + b
    w_hn, b_n, b_hn = values["w_hn"], values["b_n"], values["b_hn"]
    if values["reset_after"]:
        past = {"ru→n": r * (w_hn * h_prev + b_hn), "b→n": b_n}
        found |= {"h_prev→u": w_hn * h_prev, "b→u": b_hn}
    else:
        past = {"rh→n": w_hn * r * h_prev, "b→n": b_n + b_hn}
    return found | past | {"x→n": values["w_xn"] * x, "a_n": values["w_xn"] * x + sum(past.values())}


def assert_cell(exhibit: Any, **values: float) -> None:
    run = gru_loop(values)
    values["t"] = min(values["t"], len(run["x"]) - 1)
    assert_over_time(exhibit, {q: run[q] for q in ("x", "z", "r", "n", "kept", "written", "h")}, values["t"])
    assert_written(exhibit, in_the_boxes(values, run))
    t = int(values["t"])
    z, r = run["z"][t], run["r"][t]
    keep = z if values["z_keeps"] else 1 - z
    total = f"{said(run['kept'][t])} + {said(run['written'][t])}".replace("+ −", "− ")
    assert exhibit.readout == (
        f"At step t = {t}: h = kept + written = {total} = {said(run['h'][t])}. "
        f"{gate_said('z', z, 2)} {'keeps' if values['z_keeps'] else 'replaces'}: {100 * keep:.1f} % of h stays, "
        f"so half of it would be gone in {half_life_said(keep)}. "
        f"{gate_said('r', r, 2)} acts {'after' if values['reset_after'] else 'before'} the product."
    )


def assert_pair(exhibit: Any, **values: float) -> None:
    lstm = one_lstm_unit(values | {"w_xg": values["w_x"], "w_hg": values["w_h"], "b_g": values["b"], "length": 60})
    gru = gru_loop(values | {"w_xn": values["w_x"], "w_hn": values["w_h"], "b_n": values["b"]})
    assert_over_time(exhibit, {q: lstm[q] for q in ("x", "f", "i", "o", "g", "fc", "ig", "c", "h")}, values["t"])
    assert_over_time(exhibit, {q: gru[q] for q in ("z", "z_1", "r", "n", "kept", "written")}, values["t"])
    assert_over_time(exhibit, {q: gru[q] for q in ("x", "h")}, values["t"], place=1)
    t, gap = int(values["t"]), max(abs(c - h) for c, h in zip(lstm["c"], gru["h"], strict=True))
    assert exhibit.readout == (
        f"At step t = {t}: the LSTM has c = {said(lstm['c'][t])} and h = {said(lstm['h'][t])}, "
        f"the GRU has h = {said(gru['h'][t])}. "
        f"Over all steps, the LSTM's c and the GRU's h differ by at most {said(gap)}."
    )


def assert_orders(exhibit: Any, **values: float) -> None:
    r_1, r_2, h_2, before = sigmoid(values["b_r1"]), sigmoid(values["b_r2"]), 0.0, []
    for x in damped_sine(40, 20, 0.02):
        before.append(h_2)
        h_2 = 0.5 * h_2 + 0.5 * np.tanh(4 * x - 2)
    heard = {f"reset_{order}": r * values["w_12"] * np.array(before) for order, r in (("before", r_2), ("after", r_1))}
    assert_over_time(exhibit, {"h_prev": np.array(before), **heard}, values["t"])
    became = {order: listener(what) for order, what in heard.items()}
    assert_over_time(exhibit, became, values["t"], place=1)
    t, gap = int(values["t"]), max(abs(became["reset_after"] - became["reset_before"]))
    assert exhibit.readout == (
        f"Unit 1 has {gate_said('r', r_1, 2)}, unit 2 has {gate_said('r', r_2, 2)}. At step t = {t}, unit 1 gets "
        f"{said(heard['reset_after'][t])} from unit 2 with the reset after the product "
        f"and {said(heard['reset_before'][t])} with the reset before it. "
        f"Unit 1's two states differ by at most {said(gap)}."
    )


def listener(heard: np.ndarray) -> np.ndarray:
    h, states = 0.0, []
    for value in heard:
        h = 0.5 * h + 0.5 * np.tanh(value)
        states.append(h)
    return np.array(states)


def assert_contest(exhibit: Any, step: float) -> None:
    looks = int(step) // 50
    for column, (look, found) in enumerate(
        zip(("forecast", "lstm_small", "gru"), lstm_against_gru.recorded().values(), strict=True)
    ):
        errors = np.sqrt(found.validation[:, :looks])
        curve, seeds, median = (exhibit.drawing.of(look, place) for place in range(3))
        assert_line(curve, 50 * np.arange(1, looks + 1), np.sqrt(np.median(errors**2, axis=0)))
        assert_line(seeds, column + np.linspace(-0.24, 0.24, 5), errors[:, -1])
        assert_line(median, [column - 0.35, column + 0.35], [np.median(errors[:, -1])] * 2)
    told = []
    for name, found in lstm_against_gru.recorded().items():
        low, _, middle, _, high = sorted(float(mse) ** 0.5 for mse in found.validation[:, looks - 1])
        told.append((middle, f"{name} {middle:.4f} (from {low:.4f} to {high:.4f})"))
    words = ", ".join(words for _, words in sorted(told))
    assert exhibit.readout == f"After {int(step):,} training steps, medians of five seeds: {words}."


RIGHT: dict[Any, Any] = {
    gru_cell_flow: assert_cell,
    lstm_beside_gru: assert_pair,
    reset_orders: assert_orders,
    lstm_gru_contest: assert_contest,
}
test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(RIGHT)


def state(recipe: Any, name: str, **changes: float) -> Any:
    return recipe.parts["compute"](**{**recipe.presets[name].values, **changes})


def test_sliders_of_each_layer_are_the_weight_of_x_that_of_h_and_the_biases_in_this_order():
    weights = ["w_xz", "w_hz", "b_z", "w_xr", "w_hr", "b_r", "w_xn", "w_hn", "b_n", "b_hn"]
    assert [name for name in gru_cell_flow().sliders if name in weights] == weights


def test_remember_moves_h_by_a_fifth_of_a_percent_of_the_way():
    assert 1 - state(gru_cell_flow, "remember").keep == pytest.approx(0.0025, abs=0.0005)


def test_copy_is_the_candidate_of_this_step():
    run = state(gru_cell_flow, "copy")
    assert abs(run.h - run.n).max() < 0.001


def test_candidate_without_a_past_gets_nothing_of_h_and_what_is_kept_stays():
    run = state(gru_cell_flow, "candidate without a past")
    assert run.n == pytest.approx(np.tanh(4 * run.x - 2), abs=0.001)
    assert run.kept == pytest.approx(run.keep * run.h_prev)


def test_z_that_depends_on_x_writes_on_crests_and_holds_in_troughs():
    run = state(gru_cell_flow, "write on crests")
    assert run.keep[[5, 25]].max() < 0.06
    assert run.keep[[15, 35]].min() > 0.9


def test_chungs_z_replaces():
    run = state(gru_cell_flow, "Chung's z")
    assert run.z[0] == pytest.approx(0.95, abs=0.005)
    assert run.keep[0] == pytest.approx(0.05, abs=0.005)


def test_shut_reset_gate_silences_b_hn_only_after_the_product():
    before = state(gru_cell_flow, "reset before")
    after = state(gru_cell_flow, "reset before", reset_after=1)
    assert before.n == pytest.approx(np.tanh(4 * before.x - 2 + 2), abs=0.001)
    assert after.n == pytest.approx(np.tanh(4 * after.x - 2), abs=0.001)


def test_tied_gates_make_c_and_h_the_same_number():
    assert state(lstm_beside_gru, "tied gates").gap < 1e-14


def test_only_the_lstm_can_hold_without_showing():
    pair = state(lstm_beside_gru, "output gate shut")
    assert abs(pair.lstm.h).max() < 0.001
    assert pair.gru.h == pytest.approx(pair.lstm.c)


def test_only_the_lstm_counts():
    pair = state(lstm_beside_gru, "count")
    assert pair.lstm.c[-1] == pytest.approx(59.4, abs=0.05)
    assert pair.gru.h.max() < 0.021
    assert 0.99 < state(lstm_beside_gru, "count", b_z=0).gru.h[10] < 1


def test_lstm_forgets_in_the_troughs_where_the_gru_writes():
    pair = state(lstm_beside_gru, "forget in troughs")
    assert pair.lstm.c[15] < 0.4 * pair.lstm.c[10]
    assert pair.gru.h[15] == pytest.approx(np.tanh(1), abs=0.01)


def test_lstm_with_tied_gates_holds_in_c_what_the_gru_holds_in_h():
    tied: dict[str, Any] = {"w_xf": 3, "b_f": 1, "b_i": 0, "b_o": -8, "w_xz": 3, "b_z": 1, "b_r": 5}
    signal: dict[str, Any] = {"period": 20, "decay": 0.02, "t": 3}
    assert side_by_side(w_x=4, w_h=0, b=-2, **signal, **{**tied, "w_xf": 0, "w_xz": 0, "b_i": -1}).gap < 1e-14
    assert side_by_side(w_x=4, w_h=0, b=-2, **signal, **tied).gap > 0.1  # i no longer is 1 − f
    assert side_by_side(w_x=4, w_h=1, b=-2, **signal, **{**tied, "w_xf": 0, "w_xz": 0, "b_i": -1}).gap > 0.1


@pytest.mark.parametrize(
    ("b_r1", "b_r2", "after", "before"), [(8, 8, True, True), (8, -8, True, False), (-8, 8, False, True)]
)
def test_reset_after_is_the_gate_of_who_receives_and_before_of_who_sends(b_r1, b_r2, after, before):
    heard = two_units(1.5, b_r1, b_r2, 7).heard
    assert (abs(heard.reset_after).max() > 1, abs(heard.reset_before).max() > 1) == (after, before)


@pytest.mark.parametrize("shape", [(2, 3), (1, 1), (4, 2)])
def test_step_that_the_exercise_asks_for_is_the_scalar_loops(shape):
    cell = lively_cell(GRU, *shape)
    x, h_prev = (np.random.default_rng(size).normal(size=size) for size in shape)
    h = scalar_run(cell, [x.tolist()], h_prev.tolist())["h"][0]
    np.testing.assert_allclose(step(x, h_prev, cell.W_x, cell.W_h, cell.b, cell.b_hn), h, rtol=1e-12)
