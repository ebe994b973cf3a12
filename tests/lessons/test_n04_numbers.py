"""The three ages of the LSTM compute what their papers say, and a cell left alone fades as fⁿ."""

import math

import numpy as np
import pytest
from oracles import scalar_run, sigmoid

from lstm_lesson import LSTM, VERSIONS, damped_sine
from lstm_lesson.lessons.n04_lstm_cell.numbers import continual_stream, three_versions
from lstm_lesson.lessons.shared.half_life_numbers import STEPS, fading, half_life

WEIGHTS = {"b_i": -0.7, "b_f": 1.3, "w_xg": 2.1, "w_hg": 0.8, "b_g": -0.9}


def old_unit(x, *, b_i, b_f, w_xg, w_hg, b_g, forgets):
    """The unit of 1997 or 2000 as printed: logistic sigmoids, stretched and shifted."""
    s_c, y_c, states, outputs = 0.0, 0.0, [], []
    for x_t in x:
        g = 4 / (1 + math.exp(-(w_xg * x_t + w_hg * y_c + b_g))) - 2
        s_c = (sigmoid(b_f) if forgets else 1.0) * s_c + sigmoid(b_i) * g
        y_c = sigmoid(1.0) * (2 / (1 + math.exp(-s_c)) - 1)
        states.append(s_c)
        outputs.append(y_c)
    return states, outputs


@pytest.mark.parametrize(("version", "forgets"), [("lstm_1997", False), ("lstm_2000", True)])
def test_older_units_are_the_logistic_units_of_their_papers(version, forgets):
    now = three_versions(90, 20, 0.05, **WEIGHTS)
    states, outputs = old_unit(now.x, **WEIGHTS, forgets=forgets)
    np.testing.assert_allclose(now.runs[version].c, states, rtol=1e-10)
    np.testing.assert_allclose(now.runs[version].h, outputs, rtol=1e-10)


def test_todays_unit_is_the_lstm_of_the_course():
    now = three_versions(90, 20, 0.05, **WEIGHTS)
    cell = LSTM(1, 1)
    cell.W_x[:, 0], cell.W_h[:, 0] = (0, 0, WEIGHTS["w_xg"], 0), (0, 0, WEIGHTS["w_hg"], 0)
    cell.b[:] = (WEIGHTS["b_i"], WEIGHTS["b_f"], WEIGHTS["b_g"], 1)
    run = scalar_run(cell, now.x[:, None].tolist(), [0.0], [0.0])
    np.testing.assert_allclose(now.runs["lstm_modern"].c, np.ravel(run["c"]), rtol=1e-10)
    np.testing.assert_allclose(now.runs["lstm_modern"].h, np.ravel(run["h"]), rtol=1e-10)


def test_truncated_gradient_is_1_in_1997_and_the_product_of_the_forget_gates_in_2000():
    runs = three_versions(30, 20, 0.05, **WEIGHTS).runs
    assert (runs["lstm_1997"].gradient == 1).all()
    np.testing.assert_allclose(runs["lstm_2000"].gradient, [sigmoid(1.3) ** (29 - t) for t in range(30)], rtol=1e-10)


def test_full_gradient_is_larger_where_h_feeds_the_candidate():
    runs = three_versions(30, 20, 0.05, **WEIGHTS).runs
    assert runs["lstm_modern"].gradient[0] > 3 * runs["lstm_2000"].gradient[0]
    deaf = three_versions(30, 20, 0.05, **{**WEIGHTS, "w_hg": 0}).runs
    np.testing.assert_allclose(deaf["lstm_modern"].gradient, deaf["lstm_2000"].gradient, rtol=1e-10)


def test_only_the_cell_of_1997_grows_with_the_stream():
    runs = {length: three_versions(length, 20, 0.05, **WEIGHTS).runs for length in (200, 400)}
    growth = {name: runs[400][name].c[-1] / runs[200][name].c[-1] for name in VERSIONS}
    assert growth["lstm_1997"] == pytest.approx(2, abs=0.1)
    assert growth["lstm_2000"] == pytest.approx(1, abs=0.01)
    assert growth["lstm_modern"] == pytest.approx(1, abs=0.01)


def test_stream_repeats_the_sine_and_marks_no_end():
    x = continual_stream(100, 20, 0.05)
    once = damped_sine(40, 20, 0.05)
    np.testing.assert_array_equal(x, [*once, *once, *once[:20]])


def test_only_the_first_version_lacks_the_forget_gate():
    assert [version.year for version in VERSIONS.values()] == ["1997", "2000", "today"]
    assert ["no forget gate" in str(version) for version in VERSIONS.values()] == [True, False, False]
    assert ["full gradient" in str(version) for version in VERSIONS.values()] == [False, False, True]


@pytest.mark.parametrize(("b_f", "steps"), [(0, 1.0), (1, 2.2), (3, 14.3), (5, 103.2)])
def test_half_life_of_a_bias_is_where_counting_finds_a_half(b_f, steps):
    now = fading(b_f)
    assert now.half_life == pytest.approx(steps, abs=0.05)
    below = next(n for n in range(1000) if sigmoid(b_f) ** n <= 0.5 + 1e-12)
    assert below - 1 < now.half_life <= below


def test_cell_left_alone_loses_the_same_share_at_every_step():
    now = fading(2.2)
    assert now.c[0] == 1
    assert len(now.c) == STEPS + 1
    np.testing.assert_allclose(now.c[1:] / now.c[:-1], sigmoid(2.2), rtol=1e-12)


def test_shut_gate_forgets_at_once_and_an_open_one_never():
    assert half_life(0) == 0
    assert half_life(1) == math.inf


@pytest.mark.parametrize("f", [-0.1, 1.1, math.nan, True, "0.5"])
def test_gate_outside_0_to_1_has_no_half_life(f):
    with pytest.raises(ValueError, match="f must be"):
        half_life(f)
