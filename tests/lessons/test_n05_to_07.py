"""The exhibits of notebooks 05 to 07, one recipe for three gates, show what a scalar loop computes and claims."""

import numpy as np
import pytest
from exhibit_cases import assert_over_time, assert_written, every_move, made, run_line
from oracles import in_the_boxes, input_by_loop, lively_cell, one_lstm_unit, scalar_run, sigmoid
from sentences import gate_said, said

from lstm_lesson import LSTM, forget_gate, input_gate, output_gate
from lstm_lesson.lessons.n05_forget_gate import checks as forget_checks
from lstm_lesson.lessons.n06_input_gate import checks as input_checks
from lstm_lesson.lessons.n07_output_gate import checks as output_checks
from lstm_lesson.lessons.shared import half_life_pictures

# What the lanes show, from top to bottom, and the weights that have no slider (all others of these are 0).
LANES = {
    forget_gate: ["x", "f", "fc", "ig", "c", "h"],
    input_gate: ["x", "i", "g", "fc", "ig", "c"],
    output_gate: ["x", "o", "c", "tanh_c", "h"],
}
REST = {
    forget_gate: {"b_i": -1.0, "b_g": 0.96, "b_o": 2.0},
    input_gate: {"b_f": 8.0, "b_o": 2.0},
    output_gate: {"b_f": 8.0, "w_xi": 60.0, "b_i": -54.0, "b_g": 0.6},
}
SIGNAL = {"period": 20.0, "decay": 0.02, "length": 60, "input": 0}
EXAMPLE = [0, 1, 1, 0, 0.5, 0, 0, -1, 0, 0]
gates = pytest.mark.parametrize("make", LANES, ids=lambda make: make.__name__)


def run_of(values):
    """Run the cell by scalar loops; `values` are weights by name (0 if not there) and the input's settings."""
    return one_lstm_unit(SIGNAL | values, input_by_loop(SIGNAL | values, EXAMPLE))


def assert_shows_what_the_loop_computes(exhibit, make, **rest):
    values = REST[make] | rest | exhibit.values
    run = run_of(values)
    t = min(exhibit.values["t"], len(run["x"]) - 1)
    assert_written(exhibit, in_the_boxes(values, run, int(t)))
    assert [line.get_gid() for line in exhibit.drawing.lines] == LANES[make]
    assert_over_time(exhibit, {quantity: run[quantity] for quantity in LANES[make]}, t)
    assert exhibit.readout.startswith(f"At step t = {t}: ")
    for words in SENTENCES[make](run, t, values):
        assert words in exhibit.readout


def said_of_forgetting(run, t, values):
    h_before, c_before = (run["h"][t - 1], run["c"][t - 1]) if t else (0.0, 0.0)
    z = values.get("w_xf", 0) * run["x"][t] + values.get("w_hf", 0) * h_before + values.get("b_f", 0)
    yield f": z_f = {said(z)}, so {gate_said('f', run['f'][t])}. "
    yield f" Of the old c, {said(c_before)}, the gate keeps {said(run['f'][t] * c_before)}. "
    yield f" With the {said(run['i'][t] * run['g'][t])} that is newly written, c = {said(run['c'][t])}."


def said_of_writing(run, t, values):
    kept = run["f"][t] * (run["c"][t - 1] if t else 0.0)
    yield f": the candidate is g = {said(run['g'][t])} and the gate {gate_said('i', run['i'][t])}, so "
    yield f" so {said(run['i'][t] * run['g'][t])} is written. "
    yield f" Of the old c {said(kept)} was kept, and so c = {said(run['c'][t])}."


def said_of_showing(run, t, values):
    yield f": the cell holds c = {said(run['c'][t])}, so tanh(c) = {said(np.tanh(run['c'][t]))}. "
    yield f" The gate is {gate_said('o', run['o'][t])}, and what the other units see is h = {said(run['h'][t])}."


SENTENCES = {forget_gate: said_of_forgetting, input_gate: said_of_writing, output_gate: said_of_showing}


RIGHT = {make: lambda exhibit, make=make, **_: assert_shows_what_the_loop_computes(exhibit, make) for make in LANES}
test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(RIGHT)


@gates
def test_each_gate_has_its_three_weights_the_input_and_the_cursor_on_sliders(make):
    letter = LANES[make][1]
    shown = set(made(make).sliders)
    assert {f"w_x{letter}", f"w_h{letter}", f"b_{letter}", "period", "decay", "length", "t"} <= shown
    assert ("w_xg" in shown) == (make is input_gate)  # what is written is the candidate's affair too


def preset(make, name, **changes):
    return run_of(make.settings(name) | changes)


# ---- 05


def test_forget_gate_writes_020_at_every_step():
    assert run_of(REST[forget_gate] | {"b_f": 2.0})["ig"] == pytest.approx(0.20, abs=0.0005)


def test_keep_counts_and_forget_holds_only_the_last():
    assert preset(forget_gate, "keep")["c"][-1] == pytest.approx(60 * 0.2, rel=0.02)
    assert preset(forget_gate, "forget")["c"] == pytest.approx(0.2, abs=0.001)
    assert preset(forget_gate, "half")["c"][-1] == pytest.approx(0.4, abs=0.001)


def test_negative_weight_clears_at_each_crest_and_a_positive_one_in_each_trough():
    crests, troughs = [5, 25, 45, 65], [15, 35, 55, 75]
    at_crests, in_troughs = (preset(forget_gate, f"clear {where}") for where in ("at each crest", "in each trough"))
    assert at_crests["c"][crests] == pytest.approx(0.21, abs=0.02)
    assert at_crests["f"][5] == pytest.approx(0.02, abs=0.005)
    assert at_crests["c"][[19, 39, 59, 79]].min() > 1.7
    assert in_troughs["c"][troughs].max() < 0.35


def test_gate_that_sees_h_brings_c_to_a_standstill():
    run = preset(forget_gate, "enough is enough")
    assert run["c"][20:] == pytest.approx(0.67, abs=0.005)
    assert run["f"][-1] == pytest.approx(0.70, abs=0.005)
    assert (1 - run["f"][-1]) * run["c"][-1] == pytest.approx(0.20, abs=0.005)
    without_h = preset(forget_gate, "enough is enough", w_hf=0)
    assert without_h["c"][-1] == pytest.approx(11.17, abs=0.01)


# ---- 06


def test_negative_candidate_takes_back_what_was_written():
    run = run_of(REST[input_gate] | {"w_xg": 4.0, "b_g": -2.0})
    assert (run["g"][12], run["ig"][12]) == pytest.approx((-0.73, -0.36), abs=0.005)
    assert (run["fc"][12], run["c"][12]) == pytest.approx((3.37, 3.00), abs=0.005)


def test_gate_that_opens_on_crests_makes_c_climb_in_stairs():
    run = preset(input_gate, "crests only")
    assert run["i"].max() == pytest.approx(0.93, abs=0.005)
    assert run["c"][[10, 30, 50]] == pytest.approx([5.5, 8.8, 10.4], abs=0.1)
    stairs = np.diff(run["c"])
    assert stairs[11:18] == pytest.approx(0, abs=0.02)
    assert (preset(input_gate, "write nothing")["c"] < 0.003).all()


def test_gate_that_sees_h_writes_once():
    run = preset(input_gate, "write once")
    assert run["c"][[10, 59]] == pytest.approx(1.2, abs=0.03)
    assert run["i"].max() == pytest.approx(0.82, abs=0.005)
    assert run["i"][10:].max() < 0.015
    assert preset(input_gate, "write once", w_hi=0)["c"][-1] == pytest.approx(13.6, abs=0.05)
    assert preset(input_gate, "write once", w_hi=-5)["c"][-1] > 4


# ---- 07


def test_c_has_no_bound_and_h_has():
    run = run_of(REST[output_gate] | {"w_xi": 0.0, "b_i": 8.0, "b_g": 8.0, "b_o": 2.0, "length": 120})
    assert run["c"][[9, 119]] == pytest.approx([9.98, 117.60], abs=0.01)
    assert run["h"][2:] == pytest.approx(0.88, abs=0.005)


def test_shut_output_gate_hides_the_memory_and_does_not_lose_it():
    hidden, shown = preset(output_gate, "show nothing"), preset(output_gate, "show all")
    np.testing.assert_array_equal(hidden["c"], shown["c"])
    assert hidden["c"][12:] == pytest.approx(1.57, abs=0.015)
    assert hidden["h"] == pytest.approx(0, abs=0.001)
    assert shown["h"] == pytest.approx(np.tanh(shown["c"]), abs=0.001)


def test_memory_is_shown_on_crests_only():
    run = preset(output_gate, "show on crests")
    assert run["h"][[15, 25, 35]] == pytest.approx([0.00, 0.68, 0.01], abs=0.005)
    assert abs(np.diff(run["c"][8:])).max() < 0.002


def test_output_gate_reaches_the_next_cell_states_through_h():
    feeds_back = REST[output_gate] | {"w_xi": 0.0, "b_i": -1.0, "w_xg": 4.0, "w_hg": 3.0, "b_g": -2.0}
    assert run_of(feeds_back | {"b_o": 2.0})["c"][-1] == pytest.approx(15.13, abs=0.01)
    assert run_of(feeds_back | {"b_o": -8.0})["c"][-1] == pytest.approx(0.52, abs=0.01)


# ---- What may be asked of the recipe


@gates
def test_rest_of_the_cell_can_be_set_by_name_and_stands_in_the_settings_line(make):
    exhibit = make(w_hg=1.5, decay=0.05, t=20)
    assert exhibit.values["decay"] == 0.05
    for shown in (exhibit, run_line(exhibit.settings_line())):
        assert_shows_what_the_loop_computes(shown, make, w_hg=1.5)


def test_presets_are_offered_only_with_the_rest_of_the_cell_that_their_reasons_speak_of():
    assert output_gate(b_o=0.0, decay=0.1).presets
    assert not output_gate(b_i=-1.0).presets


def test_preset_leaves_the_input_where_the_exhibit_began():
    gate = forget_gate(decay=0.1, length=40)
    gate.set(decay=0.0, t=3)
    gate.preset("keep")
    assert gate.values == {
        "w_xf": 0,
        "w_hf": 0,
        "b_f": 8,
        "input": 0,
        "period": 20,
        "decay": 0.1,
        "length": 40,
        "t": 12,
    }


# ---- The exercises


@pytest.mark.parametrize("n", [0.5, 1.0, 6.6, 50.0])
def test_exercise_of_05_asks_for_the_bias_that_leaves_a_half_after_n_steps(n):
    assert sigmoid(forget_checks.bias_for(n)) ** n == pytest.approx(0.5)


def test_exercises_of_06_and_07_ask_for_what_a_scalar_loop_finds():
    cell, rng = lively_cell(LSTM, 2, 3), np.random.default_rng(8)
    x, h_prev, c_prev = rng.normal(size=2), rng.normal(size=3), rng.normal(size=3)
    run = {q: np.array(v[0]) for q, v in scalar_run(cell, [x.tolist()], h_prev.tolist(), c_prev.tolist()).items()}
    (W_i, _, W_g, _), (b_i, _, b_g, b_o) = np.split(np.hstack([cell.W_h, cell.W_x]), 4), np.split(cell.b, 4)
    written = input_checks.write_part(x, h_prev, W_i, b_i, W_g, b_g)
    np.testing.assert_allclose(written, run["i"] * run["g"], rtol=1e-12)
    told = output_checks.hidden(x, h_prev, run["c"], cell.W_x[-3:], cell.W_h[-3:], b_o)
    np.testing.assert_allclose(told, run["h"], rtol=1e-12)


def test_half_life_is_written_with_a_decimal_where_it_matters():
    told = [half_life_pictures.written(steps) for steps in (0.7, 6.58, 99.9, 100.0, 2202.6)]
    assert told == ["0.7 steps", "6.6 steps", "99.9 steps", "100 steps", "2203 steps"]
