"""The exhibits of notebooks 05 to 07, one recipe for three gates, show what a scalar loop computes and claims."""

import numpy as np
import pytest
from oracles import scalar_run

from lstm_lesson import LSTM, damped_sine, forget_gate, input_gate, output_gate
from lstm_lesson.lessons.shared.one_gate_exhibits import SIGNAL

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
EXHIBITS = {make: make() for make in LANES}
SLIDERS = [(make, name) for make, exhibit in EXHIBITS.items() for name in exhibit.sliders]
PRESETS = [(make, name) for make, exhibit in EXHIBITS.items() for name in exhibit.presets]


def run_of(values):
    """Run the cell by scalar loops; `values` are weights by name (0 if not there) and the input's settings."""
    signal = {**SIGNAL, **values}
    x = damped_sine(int(signal["length"]), signal["period"], signal["decay"])
    cell = LSTM(1, 1)
    for row, layer in enumerate("ifgo"):
        cell.W_x[row, 0], cell.W_h[row, 0] = values.get(f"w_x{layer}", 0), values.get(f"w_h{layer}", 0)
        cell.b[row] = values.get(f"b_{layer}", 0)
    run = {q: np.ravel(v) for q, v in scalar_run(cell, x[:, None].tolist(), [0.0], [0.0]).items()}
    return run | {
        "x": x,
        "fc": run["f"] * np.append(0, run["c"][:-1]),
        "ig": run["i"] * run["g"],
        "tanh_c": np.tanh(run["c"]),
    }


def assert_shows_what_the_loop_computes(make, exhibit):
    assert exhibit.error == ""
    run = run_of(REST[make] | exhibit.values)
    for quantity, line in zip(LANES[make], exhibit.drawing.lines, strict=True):
        np.testing.assert_allclose(line.get_ydata(), run[quantity], rtol=1e-6, atol=1e-9, err_msg=quantity)


@pytest.mark.parametrize("end", ["min", "max"])
@pytest.mark.parametrize(("make", "name"), SLIDERS)
def test_picture_is_right_with_any_slider_at_either_end(make, name, end):
    exhibit = EXHIBITS[make]
    exhibit.reset()
    slider = exhibit.sliders[name]
    slider.value = getattr(slider, end)
    assert_shows_what_the_loop_computes(make, exhibit)


@pytest.mark.parametrize(("make", "name"), PRESETS)
def test_picture_is_right_on_every_preset(make, name):
    exhibit = EXHIBITS[make]
    exhibit.reset()
    exhibit.preset(name)
    assert len(exhibit.presets[name].reason.split()) >= 8
    assert_shows_what_the_loop_computes(make, exhibit)


@pytest.mark.parametrize("make", LANES)
def test_each_gate_has_its_three_weights_the_input_and_the_cursor_on_sliders(make):
    letter = LANES[make][1]
    shown = set(EXHIBITS[make].sliders)
    assert {f"w_x{letter}", f"w_h{letter}", f"b_{letter}", "period", "decay", "length", "t"} <= shown
    assert ("w_xg" in shown) == (make is input_gate)  # what is written is the candidate's affair too


def preset(make, name, **changes):
    return run_of(REST[make] | dict(EXHIBITS[make].presets[name].values) | changes)


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


def test_gate_that_hears_h_brings_c_to_a_standstill():
    run = preset(forget_gate, "enough is enough")
    assert run["c"][20:] == pytest.approx(0.67, abs=0.005)
    assert run["f"][-1] == pytest.approx(0.70, abs=0.005)
    assert (1 - run["f"][-1]) * run["c"][-1] == pytest.approx(0.20, abs=0.005)
    deaf = preset(forget_gate, "enough is enough", w_hf=0)
    assert deaf["c"][-1] == pytest.approx(11.17, abs=0.01)


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


def test_gate_that_hears_h_writes_once():
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
    silent, telling = preset(output_gate, "tell nothing"), preset(output_gate, "tell all")
    np.testing.assert_array_equal(silent["c"], telling["c"])
    assert silent["c"][12:] == pytest.approx(1.57, abs=0.015)
    assert silent["h"] == pytest.approx(0, abs=0.001)
    assert telling["h"] == pytest.approx(np.tanh(telling["c"]), abs=0.001)


def test_memory_is_told_on_crests_only():
    run = preset(output_gate, "tell on crests")
    assert run["h"][[15, 25, 35]] == pytest.approx([0.00, 0.68, 0.01], abs=0.005)
    assert abs(np.diff(run["c"][8:])).max() < 0.002


def test_output_gate_reaches_the_next_cell_states_through_h():
    hears = REST[output_gate] | {"w_xi": 0.0, "b_i": -1.0, "w_xg": 4.0, "w_hg": 3.0, "b_g": -2.0}
    assert run_of(hears | {"b_o": 2.0})["c"][-1] == pytest.approx(15.13, abs=0.01)
    assert run_of(hears | {"b_o": -8.0})["c"][-1] == pytest.approx(0.52, abs=0.01)


# ---- What may be asked of the recipe


@pytest.mark.parametrize("make", LANES)
def test_rest_of_the_cell_can_be_set_by_name(make):
    exhibit = make(w_hg=1.5, decay=0.05, t=20)
    assert exhibit.values["decay"] == 0.05
    run = run_of(REST[make] | {"w_hg": 1.5} | exhibit.values)
    shown = exhibit.drawing.lines[LANES[make].index("c")].get_ydata()
    np.testing.assert_allclose(shown, run["c"], rtol=1e-6)


@pytest.mark.parametrize("make", LANES)
def test_name_that_is_not_there_is_refused(make):
    with pytest.raises(ValueError, match="got 'w_f'"):
        make(w_f=1.0)


@pytest.mark.parametrize("make", LANES)
def test_sentence_gives_the_numbers_at_the_cursor(make):
    exhibit = EXHIBITS[make]
    exhibit.reset()
    run = run_of(REST[make] | exhibit.values)
    assert exhibit.readout.startswith("At step t = 12: ")
    for quantity in (LANES[make][1], "c"):
        digits = 2 if quantity == "c" else 4
        assert f"{quantity} = {run[quantity][12]:.{digits}f}" in exhibit.readout


def test_presets_are_offered_only_with_the_rest_of_the_cell_that_their_reasons_speak_of():
    assert output_gate(b_o=0.0, decay=0.1).presets
    assert not output_gate(b_i=-1.0).presets
