"""The exhibits of notebook 03 show the gradient that nudging finds, and the update that clipping leaves."""

import asyncio
from collections.abc import Callable
from math import tanh
from typing import Any

import numpy as np
import pytest
from loops import run_in_loop, run_without_loop

from lstm_lesson import RNN, clipped_update, gradient_of_many_units, gradient_of_one_unit, recall_after_delay
from lstm_lesson.lessons.n03_why_rnns_forget import many_units_numbers, numbers
from lstm_lesson.lessons.n03_why_rnns_forget.exhibits import power_of_ten
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.nn import gradients, one_unit_rnn
from lstm_lesson.studies import recall

EXHIBITS: list[Callable[..., Exhibit]] = [gradient_of_one_unit, gradient_of_many_units, clipped_update]
ENDS = [(make, name, end) for make in EXHIBITS for name in make().sliders for end in ("min", "max")]
PRESETS = [(make, name) for make in EXHIBITS for name in make().presets]


def one_unit_gradient(w_h: float, swing: float) -> tuple[list[float], list[float]]:
    """States and |∂h_T/∂h_t|, from a scalar loop forwards and one backwards."""
    hs, h = [], 0.0
    for t in range(51):
        h = tanh(swing * np.sin(2 * np.pi * t / 20) + w_h * h)
        hs.append(h)
    back = [1.0]
    for h in hs[:0:-1]:
        back.append(back[-1] * abs(w_h) * (1 - h * h))
    return hs, back[::-1]


def many_units_gradient(gain: float, swing: float) -> np.ndarray:
    """‖∂h_T/∂h_t‖_F/√H as a product of explicit Jacobians diag(1 − h²) W_h."""
    W_h, W_x = many_units_numbers._weights()
    h, jacobians = np.zeros(32), []
    for t in range(51):
        h = np.tanh(swing * np.sin(2 * np.pi * t / 20) * W_x[:, 0] + gain * W_h @ h)
        jacobians.append(np.diag(1 - h**2) @ (gain * W_h))
    product, sizes = np.eye(32), [1.0]
    for jacobian in jacobians[:0:-1]:
        product = product @ jacobian
        sizes.append(np.sqrt(np.mean(np.sum(product**2, axis=0))))
    return np.array(sizes[::-1])


def loss(w_h: float, b: float) -> float:
    h = 0.5
    for _ in range(15):
        h = tanh(w_h * h + b)
    return (h - 0.7) ** 2


def assert_right(exhibit: Any) -> None:
    assert exhibit.error == ""
    drawn = exhibit.drawing.artists
    if exhibit.title == "gradient of one unit":
        states, gradient = one_unit_gradient(**exhibit.values)
        np.testing.assert_allclose(drawn[1].get_ydata(), states, atol=1e-9)
        np.testing.assert_allclose(drawn[3].get_ydata(), np.maximum(gradient, 1e-30), rtol=1e-6)
        power = np.abs(exhibit.values["w_h"]) ** np.arange(50.0, -1, -1)
        np.testing.assert_allclose(drawn[2].get_ydata(), np.maximum(power, 1e-30), rtol=1e-9)
    elif exhibit.title == "gradient of many units":
        expected = many_units_gradient(**exhibit.values)
        # The states are chaotic at a high gain: rounding grows as the gradient does.
        np.testing.assert_allclose(drawn[-1].get_ydata(), np.maximum(expected, 1e-30), rtol=1e-2)
    else:
        w_h, b, threshold = (exhibit.values[name] for name in ("w_h", "b", "threshold"))
        e = 1e-7
        nudged = [(loss(w_h + e, b) - loss(w_h - e, b)) / 2 / e, (loss(w_h, b + e) - loss(w_h, b - e)) / 2 / e]
        raw, clipped, here = (np.transpose(line.get_data()) for line in drawn[:3])
        np.testing.assert_allclose(here, [[w_h, b]])
        np.testing.assert_allclose(raw[1] - raw[0], -0.1 * np.array(nudged), rtol=1e-3, atol=1e-8)
        norm = np.hypot(nudged[0], nudged[1])
        np.testing.assert_allclose(clipped[1] - clipped[0], (raw[1] - raw[0]) * min(1, threshold / norm), rtol=1e-3)


@pytest.mark.parametrize(("make", "name", "end"), ENDS)
def test_picture_is_right_with_any_slider_at_either_end(make, name, end):
    exhibit = make()
    slider = exhibit.sliders[name]
    slider.value = getattr(slider, end)
    assert_right(exhibit)


@pytest.mark.parametrize(("make", "name"), PRESETS)
def test_picture_is_right_on_every_preset(make, name):
    exhibit = make()
    exhibit.preset(name)
    assert_right(exhibit)


# ---- What the notebook says


def test_one_weight_vanishes_or_explodes_and_the_sine_makes_it_vanish():
    assert one_unit_rnn.on_a_sine(0.9).gradient[0] == pytest.approx(0.9**50)
    assert one_unit_rnn.on_a_sine(1.1).gradient[0] == pytest.approx(117, abs=0.5)
    assert power_of_ten(one_unit_rnn.on_a_sine(1.5).gradient[0]) == "6·10⁸"
    assert power_of_ten(one_unit_rnn.on_a_sine(1.5, 1.0).gradient[0]) == "7·10⁻³⁴"
    assert power_of_ten(one_unit_rnn.on_a_sine(1.5, 0.01).gradient[0]) == "1·10⁻¹⁴"


def test_norms_below_1_vanish_and_a_norm_above_1_need_not_explode():
    below, above, exploding = (many_units_numbers.many_units(gain, 0.5) for gain in (0.5, 0.8, 4))
    assert below.norm < 1 < above.norm
    assert max(below.gradient[0], above.gradient[0]) < 1e-7
    assert exploding.gradient[0] > 1e8
    assert above.norm == pytest.approx(np.linalg.norm(0.8 * many_units_numbers._weights()[0], 2))


def test_many_units_run_as_the_package_s_rnn_does():
    run, cell = many_units_numbers.many_units(1.3, 0.7), RNN(1, 32)
    W_h, W_x = many_units_numbers._weights()
    cell.W_h[:], cell.W_x[:] = 1.3 * W_h, W_x
    trace = cell.run(one_unit_rnn.sine(51, 0.7)[:, None])
    np.testing.assert_allclose(run.h, trace.h)
    jacobians = gradients.hidden_state_gradient(cell.W_h, trace)
    np.testing.assert_allclose(run.gradient, np.linalg.norm(jacobians, axis=(1, 2)) / np.sqrt(32))
    assert np.abs(np.linalg.eigvals(W_h)).max() == pytest.approx(1)


@pytest.mark.parametrize(("b", "norm", "before", "after"), [(-0.2, 10.3, 1.03, 0.1), (-0.21, 373, 37.3, 0.1)])
def test_update_at_the_foot_and_on_the_cliff(b, norm, before, after):
    now = numbers.update_at(1.5, b)
    assert now.norm == pytest.approx(norm, rel=0.005)
    assert np.linalg.norm(now.update) == pytest.approx(before, rel=0.005)
    assert np.linalg.norm(now.clipped) == pytest.approx(after)


def test_clipping_leaves_a_short_gradient_alone_and_keeps_the_direction_of_a_long_one():
    short, long = numbers.update_at(1.2, 0.1), numbers.update_at(1.5, -0.2, threshold=2)
    assert (short.update == short.clipped).all()
    assert np.dot(long.update, long.clipped) == pytest.approx(
        np.linalg.norm(long.update) * np.linalg.norm(long.clipped)
    )


# ---- Recall, trained in the notebook


def test_recall_picture_hides_the_record_until_it_is_asked_for():
    exhibit: Any = recall_after_delay()
    lines = exhibit.drawing.artists[1:4]
    assert all(len(line.get_xdata()) == 0 for line in lines)
    exhibit.set(record=1)
    for line, learner in zip(lines, recall.LEARNERS, strict=True):
        np.testing.assert_allclose(line.get_xdata(), exhibit.record.delays)
        np.testing.assert_allclose(line.get_ydata(), [np.mean(row) for row in exhibit.record.accuracy[learner]])
    assert "RNN 41%, RNN with orthogonal start 79%, LSTM 100%" in exhibit.readout


@pytest.mark.parametrize("delay", [5, 160])
def test_recall_exhibit_looks_at_any_delay(delay):
    exhibit = recall_after_delay()
    exhibit.set(delay=delay, record=1)
    assert exhibit.error == ""
    assert f"Recorded at delay {delay}" in exhibit.readout


def test_train_button_is_locked_with_the_sliders():
    exhibit = recall_after_delay()
    exhibit.enabled = False
    assert exhibit.go_button.disabled
    exhibit.enabled = True
    assert not exhibit.go_button.disabled


def test_training_runs_stops_goes_on_and_leaves_its_result_at_its_delay():
    async def lesson():
        exhibit = recall_after_delay(5)
        exhibit.go_button.click()
        while exhibit.background.state.step < 20:
            await asyncio.sleep(0.01)
        exhibit.go_button.click()
        while exhibit.background.state.status != "stopped":
            await asyncio.sleep(0.01)
        assert exhibit.go_button.description == "Continue"
        stopped_at = exhibit.background.state.step
        exhibit.set(delay=160)  # sliders stay alive, and the race is still the one at 5
        exhibit.set(delay=5)
        exhibit.go_button.click()
        while exhibit.background.state.status != "finished":
            await asyncio.sleep(0.01)
        assert exhibit.background.state.step > stopped_at
        exhibit.set(delay=10)
        exhibit.go_button.click()  # another delay: another race, and the first one's result stays
        while exhibit.race.delay != 10 or exhibit.background.state.step < 5:
            await asyncio.sleep(0.01)
        exhibit.go_button.click()
        while exhibit.background.state.status != "stopped":
            await asyncio.sleep(0.01)
        return exhibit

    exhibit: Any = run_in_loop(lesson())
    assert exhibit.error == ""
    assert set(exhibit.live) == {5, 10}
    assert min(exhibit.live[5].values()) > 0.95
    dots = exhibit.drawing.artists[4:7]
    assert all(list(dot.get_xdata()) == [5, 10] for dot in dots)


def test_train_without_a_running_loop_says_so():
    exhibit = run_without_loop(recall_after_delay)
    exhibit.go_button.click()
    assert "event loop" in exhibit.time_left.value


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: gradient_of_one_unit("gain"), "got 'gain'"),
        (lambda: gradient_of_one_unit(w_h=3), "w_h must be from -2 to 2"),
        (lambda: many_units_numbers.many_units(-1), "gain must be"),
        (lambda: numbers.update_at(np.nan, 0), "w_h must be"),
        (lambda: numbers.update_at(1, 0, 0), "threshold must be"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0"), (0.005, "5·10⁻³"), (0.52, "0.52"), (117.4, "117"), (6.4e8, "6·10⁸"), (14.2, "14")]
)
def test_sizes_many_powers_of_ten_apart_are_written_alike(size, words):
    assert power_of_ten(size) == words
