"""The exhibits of notebook 14 show what scalar loops and the readable cell compute, and do what the notebook says."""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from cases import every_verdict
from exhibit_cases import assert_line, assert_says, begun, every_move, made, texts
from oracles import look_back

from lstm_lesson import LSTM, attend
from lstm_lesson.lessons.n14_attention import checks, gradient_numbers, pictures
from lstm_lesson.lessons.n14_attention.exhibits import (
    attention_by_hand,
    gradient_with_attention,
    recall_with_attention,
    where_it_looks,
)
from lstm_lesson.lessons.n14_attention.numbers import LONGEST, PLANE, ROWS, SEQUENCES
from lstm_lesson.lessons.n14_attention.pictures import BINS, NEAR
from lstm_lesson.live.exercise import judge
from lstm_lesson.nn.gradients import numerical_gradient
from lstm_lesson.studies import attention_recall, recall


@cache
def read(seed: int) -> tuple[np.ndarray, dict[str, np.ndarray], np.ndarray]:
    """States from the readable cell, weights of the network, and symbols."""
    weights = attention_recall.recorded().networks[seed].weights
    cell = LSTM(4, 16)
    cell.set_weights({name: weights[f"layer0.{name}"] for name in cell.weights})
    x, y = recall.recall_sequences(LONGEST, SEQUENCES, rng=2_000_013)
    return cell.run(x).h, weights, y


def setting(values: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """The queries (B, H), turned as the slider says, and the states (T, B, H) in the order asked for."""
    h, weights, _ = read(int(values["seed"]))
    h = h[: int(values["delay"]) + 1]
    query = h[-1] @ weights["W_q"].T + weights["b_q"]
    other = h[len(h) // 2] - h.mean(axis=0)
    other *= np.linalg.norm(query, axis=1, keepdims=True) / np.linalg.norm(other, axis=1, keepdims=True)
    order = np.random.default_rng(3).permutation(len(h)) if values["shuffle"] else slice(None)
    return (1 - values["turn"]) * query + values["turn"] * other, h[order]


def assert_by_hand(exhibit: Any, angle: float, length: float, temperature: float) -> None:
    query = [length * math.cos(math.radians(angle)), length * math.sin(math.radians(angle))]
    scores, weights, context = look_back(query, PLANE.tolist(), temperature)
    drawing = exhibit.drawing
    tip = drawing.of("query").get_path().vertices[2]
    np.testing.assert_allclose(tip, np.array(query) / 10, atol=0.06)  # without its head
    sums = np.vstack([[0, 0], np.cumsum(np.array(weights)[:, None] * PLANE, axis=0)])
    assert_line(drawing.of("a"), sums[:, 0], sums[:, 1])
    assert_line(drawing.of("context"), [context[0]], [context[1]])
    *numbers, tau = texts(exhibit)
    assert [float(text.replace("−", "-")) for text in numbers] == pytest.approx([*scores, *weights], abs=0.0051)
    assert tau == f"τ = {temperature:.2f}"
    best = max(range(5), key=weights.__getitem__)
    said = f"h{'₀₁₂₃₄'[best]} has the largest score, {scores[best]:.2f}, and gets the weight {weights[best]:.2f}"
    if length == 0:
        said = "all scores are 0, and every state gets the weight 0.20"
    said = f"τ = {temperature:.2f}: {said}. The context is ({context[0]:z.2f}, {context[1]:z.2f})."
    assert_says(exhibit, said.replace("-", "−"))


def assert_where(exhibit: Any, **values: float) -> None:
    drawing, delay, sequence = exhibit.drawing, int(values["delay"]), int(values["sequence"])
    query, states = setting(values)
    _, weights, _ = look_back(query[sequence], states[:, sequence], values["temperature"])
    assert_line(drawing.of("a", 0), [t / delay for t in range(delay + 1)], weights, atol=2e-5)
    best = int(np.argmax(drawing.of("a", 0).get_ydata()))
    assert_line(drawing.of("a", 1), [best / delay], [weights[best]], atol=2e-5)
    assert_line(drawing.of("cursor", 0), [-0.72], [sequence])

    np.testing.assert_allclose(drawing.of("near").get_array()[sequence], weights[:NEAR], atol=2e-5)
    far = drawing.of("far").get_array()
    assert far.shape == (ROWS, BINS)
    upto = [math.fsum(weights[NEAR : NEAR + k]) for k in range(len(weights) - NEAR + 1)]
    for k in range(BINS + 1):
        edge = k * (len(weights) - NEAR) / BINS
        assert upto[math.floor(edge)] - 1e-4 <= far[sequence, :k].sum() <= upto[math.ceil(edge)] + 1e-4
    first, last, *ticks = texts(exhibit)
    assert (first, last) == (str(NEAR), str(delay))
    assert ticks == [str(round(delay * share)) for share in (0, 0.25, 0.5, 0.75, 1)]

    right, on_first, on_early = looked(values)
    place = "place" if values["shuffle"] else "step"
    said = (
        f"Delay {delay}, network of seed {values['seed']:.0f}: {right} of 32 symbols right. On average {on_first:.2f} "
    )
    said += (
        f"of the weight is on {place} 0, {on_early:.2f} on the first 32. In sequence {sequence} the largest weight, "
    )
    assert_says(exhibit, said + f"{weights[best]:.2f}, is on {place} {best}.")


def looked(values: dict[str, float]) -> tuple[int, float, float]:
    """How many of the 32 symbols are right, and the mean weight on step 0 and on the first 32."""
    _, weights, y = read(int(values["seed"]))
    query, states = setting(values)
    scores = np.einsum("bk,tbk->tb", query, states) / 4 / values["temperature"]
    e = np.exp(scores - scores.max(axis=0))
    a = e / e.sum(axis=0)
    said = np.einsum("tb,tbk->bk", a, states) @ weights["W_y"].T + weights["b_y"]
    return int((np.sign(said) == y).all(axis=1).sum()), a[0].mean(), a[:32].sum(axis=0).mean()


def assert_gradient(exhibit: Any, b_f: float, b_i: float, delay: float) -> None:
    drawing, shares = exhibit.drawing, [t / delay for t in range(int(delay) + 1)]
    now = gradient_numbers.way_back(b_f, b_i, delay)
    for quantity, sizes in (("forecast", now.alone), ("attention", now.attention), ("short_way", now.short)):
        assert_line(drawing.of(quantity), shares, np.maximum(sizes, 1e-31))
    assert texts(exhibit) == [str(round(delay * share)) for share in (0, 0.25, 0.5, 0.75, 1)]
    alone, attention, short = (share_said(sizes[0]) for sizes in (now.alone, now.attention, now.short))
    assert exhibit.readout == (
        f"Before training, delay {delay:.0f}. The gradient at step 0, beside that at the head: {alone} without "
        f"attention, {attention} with it; by the short way alone {short}."
    )


def share_said(share: float) -> str:
    """A share of the gradient as the sentence writes it: two digits, or a power of ten where it is below 0.0001."""
    if share >= 1e-4:
        return f"{share:.2g}"
    digit, exponent = f"{share:.0e}".split("e-")
    return f"{digit}·10⁻{''.join('⁰¹²³⁴⁵⁶⁷⁸⁹'[int(one)] for one in str(int(exponent)))}"


RIGHT = {attention_by_hand: assert_by_hand, where_it_looks: assert_where, gradient_with_attention: assert_gradient}
test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(RIGHT)


def test_labels_by_hand_name_each_input_and_state_where_it_stands():
    plane, diagram = made(attention_by_hand)._canvas.figure.axes
    beside = {text.get_text(): text.get_position() for text in plane.texts}
    for t, state in enumerate(PLANE):
        np.testing.assert_allclose(beside[f"$h_{t}$"], 1.13 * state)
    from_the_left = sorted(diagram.texts, key=lambda text: text.get_position()[0])
    for name in "xh":
        told = [text.get_text() for text in from_the_left if text.get_text().startswith(f"${name}_")]
        assert told == [f"${name}_{t}$" for t in range(5)]


def test_label_below_the_later_steps_says_in_how_many_strips_they_are():
    axes = made(where_it_looks).drawing.of("far").axes
    assert axes.get_xlabel() == f"the later steps, summed in {len(axes.images[0].get_array()[0])} strips"


def test_strips_hold_every_later_step_once():
    weights = np.random.default_rng(0).random((97, 3))
    for n in (1, 40, 97):
        np.testing.assert_allclose(pictures.strips(weights, n).sum(axis=0), weights.sum(axis=0))
    np.testing.assert_allclose(pictures.strips(weights, 97), weights)


# ---- The way back


def states_after(weights: dict[str, np.ndarray], cell: LSTM, x: np.ndarray, step: int, nudge: np.ndarray) -> np.ndarray:
    """All hidden states of the readable cell, where c of one step, (B, H), is moved by `nudge` and h with it."""
    before = cell.run(x[: step + 1])
    c = before.c[-1] + nudge
    h = before.o[-1] * np.tanh(c)
    rest = cell.run(x[step + 1 :], h0=h, c0=c).h if step + 1 < len(x) else x[:0, :, :1] * h
    return np.concatenate([before.h[:-1], h[None], rest])


@pytest.mark.parametrize(("b_f", "b_i", "step"), [(1.0, 0.0, 0), (1.0, 0.0, 20), (6.0, -4.0, 0), (3.0, 1.0, 11)])
def test_gradient_on_the_way_back_is_that_of_finite_differences(b_f, b_i, step):
    weights, x, y = gradient_numbers._untrained()
    x = x[:21].transpose(0, 2, 1)
    cell = LSTM(4, 16)
    b = np.repeat([b_i, b_f, 0, 0], 16)
    cell.set_weights({"W_x": weights["layer0.W_x"], "W_h": weights["layer0.W_h"], "b": b})

    def read(nudge: np.ndarray, attention: bool) -> np.ndarray:
        h = states_after(weights, cell, x, step, nudge)
        if not attention:
            return h[-1]
        return attend(h[-1] @ weights["W_q"].T + weights["b_q"], h).context

    now = gradient_numbers.way_back(b_f, b_i, 20)
    for attention, found in ((False, now.alone), (True, now.attention)):
        nudge = np.zeros((gradient_numbers.SEQUENCES, 16))

        def loss(attention: bool = attention, nudge: np.ndarray = nudge) -> float:
            said = read(nudge, attention) @ weights["W_y"].T
            return float(((said - y) ** 2).sum() / 2)

        at_head = (read(nudge, attention) @ weights["W_y"].T - y) @ weights["W_y"]
        wanted = np.linalg.norm(numerical_gradient(loss, nudge)) / np.linalg.norm(at_head)
        assert found[step] == pytest.approx(wanted, rel=1e-6)


def test_short_way_of_an_even_look_is_the_same_for_every_step_but_for_how_far_the_gate_is_open():
    now = gradient_numbers.way_back(1.0, 0.0, 320)
    assert now.short.max() / now.short.min() < 1.5
    assert 0.1 / 321 < now.short.min() < 1 / 321


# ---- What the notebook says


def test_longer_query_decides_more_sharply_and_temperature_does_the_same():
    for settings, says in [({"length": 8.0}, "gets the weight 0.75"), ({"temperature": 0.5}, "gets the weight 0.75")]:
        assert "gets the weight 0.58" in begun(attention_by_hand).readout
        assert says in begun(attention_by_hand, **settings).readout


def test_context_left_of_the_middle_is_told_with_a_minus_sign():
    assert begun(attention_by_hand, angle=180, length=10).readout.endswith("The context is (−0.71, −0.18).")


@pytest.mark.parametrize(
    ("settings", "right", "on_first", "on_early"),
    [
        ({}, 32, 0.53, 1.00),
        ({"delay": 640}, 32, 0.53, 1.00),
        ({"seed": 1}, 32, 0.01, 0.14),
        ({"turn": 1}, 3, 0.00, 0.04),
        ({"shuffle": 1}, 32, 0.00, 0.00),
        ({"temperature": 0.05}, 32, 1.00, 1.00),
        ({"temperature": 20}, 3, 0.01, 0.13),
    ],
)
def test_readout_counts_the_symbols_that_are_right_and_where_the_weight_is(settings, right, on_first, on_early):
    exhibit = begun(where_it_looks, **settings)
    assert_where(exhibit, **exhibit.values)
    words = f"{right} of 32 symbols right. On average {on_first:.2f} of the weight is on "
    assert words in exhibit.readout
    assert f"{on_early:.2f} on the first 32" in exhibit.readout


def test_step_0_is_wide_enough_to_be_seen_from_the_back():
    near = begun(where_it_looks).drawing.of("near")
    near.axes.figure.canvas.draw()
    assert near.axes.get_window_extent().width / NEAR > 30  # px


# ---- Accuracy against the delay


@pytest.mark.parametrize("shown", [0, 1])
def test_record_shows_three_learners_and_every_seed(shown):
    exhibit = begun(recall_with_attention, record=shown)
    record, drawing = attention_recall.recorded().record, exhibit.drawing
    looks = {"LSTM": "forecast", attention_recall.CHRONO: "option_3", recall.ATTENTION: "attention"}
    for learner, quantity in looks.items():
        accuracy = record.accuracy[learner]
        measured = ~np.isnan(accuracy).all(axis=1) & (record.delays <= (record.delays[-1] if shown else 40))
        assert_line(drawing.of(quantity, 0), record.delays[measured], np.nanmean(accuracy[measured], axis=1))
        for place in (1, 2):  # nothing is trained yet
            assert_line(drawing.of(quantity, place), [], [])
        seen = accuracy if shown else accuracy[record.delays <= 40]
        np.testing.assert_array_equal(drawing.of(quantity, 3).get_ydata(), seen.ravel())
    assert set(exhibit.race.history) == set(looks)  # what Train runs
    assert exhibit.readout.startswith("Recorded at delay 320 (mean of the seeds): LSTM " if shown else "Delay 320: ")


def test_race_at_delay_320_has_the_starts_of_the_record():
    race = attention_recall.recorded().record.race(320, (attention_recall.CHRONO,), seed=3)
    b = race.learners[attention_recall.CHRONO].weights["layer0.b"]
    np.testing.assert_allclose(b[:16], -b[16:32])
    assert 0 <= b[16:32].min() < b[16:32].max() <= np.log(320)


# ---- The exercise


def test_right_context_is_that_of_scalar_loops():
    context = [look_back(checks.Q[b], checks.STATES[:, b], 0.7)[2] for b in range(checks.B)]
    np.testing.assert_allclose(checks.look_back(checks.Q, checks.STATES, 0.7), context, rtol=1e-12)
    assert judge("14_attention/attend", lambda q, h, tau: attention(q, h, tau, own_softmax)).outcome == "right"


def attention(q: Any, h: Any, temperature: float, softmax: Any) -> Any:
    return (softmax((h * q).sum(axis=-1) / 2 / temperature)[..., None] * h).sum(axis=0)


def own_softmax(s: Any) -> Any:
    e = np.exp(s - s.max(axis=0))
    return e / e.sum(axis=0)


def unsafe_softmax(s: Any) -> Any:
    return np.exp(s) / np.exp(s).sum(axis=0)


def quiet_softmax(s: Any) -> Any:
    with np.errstate(all="ignore"):
        return unsafe_softmax(s)


test_answer_that_overflows_or_has_another_form_is_told_why = every_verdict(
    "14_attention/attend",
    (lambda q, h, tau: attention(q, h, tau, unsafe_softmax), "e^1000 is larger than any float"),
    (lambda q, h, tau: attention(q, h, tau, quiet_softmax), "larger than any float"),
    (lambda q, h, tau: -attention(q, h, tau, own_softmax), "has the wrong sign"),
    (lambda q, h, tau: h @ q, "stopped with ValueError"),
)
