"""The exhibits of notebook 14 show what scalar loops and the readable cell compute, and do what the notebook says."""

import asyncio
import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from loops import run_in_loop
from matplotlib.text import Text

from lstm_lesson import LSTM
from lstm_lesson.lessons.n14_attention import pictures
from lstm_lesson.lessons.n14_attention.exhibits import attention_by_hand, where_it_looks
from lstm_lesson.lessons.n14_attention.numbers import LONGEST, PLANE, ROWS, SEQUENCES
from lstm_lesson.lessons.n14_attention.pictures import BINS, NEAR
from lstm_lesson.lessons.shared.recall_exhibits import recall_with_attention
from lstm_lesson.studies import attention_recall, recall

HAND, WHERE = attention_by_hand(), where_it_looks()
EVERY_END = [
    pytest.param(exhibit, name, end, id=f"{exhibit.title}-{name}-{end}")
    for exhibit in (HAND, WHERE)
    for name in exhibit.sliders
    for end in ("min", "max")
]


def look_by_loops(query: Any, states: Any, temperature: float) -> tuple[list[float], list[float]]:
    """Weights and context, number by number."""
    scores = [sum(q * h for q, h in zip(query, state, strict=True)) / math.sqrt(len(query)) for state in states]
    shares = [math.exp((score - max(scores)) / temperature) for score in scores]
    weights = [share / sum(shares) for share in shares]
    units = range(len(query))
    return weights, [sum(a * state[k] for a, state in zip(weights, states, strict=True)) for k in units]


@cache
def read(network: int) -> tuple[np.ndarray, dict[str, np.ndarray], np.ndarray]:
    """States from the readable cell, weights of the network, and symbols."""
    weights = list(attention_recall.recorded().networks.values())[network].weights
    cell = LSTM(4, 16)
    cell.set_weights({name: weights[f"layer0.{name}"] for name in cell.weights})
    x, y = recall.recall_sequences(LONGEST, SEQUENCES, rng=2_000_013)
    return cell.run(x).h, weights, y


def setting(values: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """The queries (B, H), turned as the slider says, and the states (T, B, H) in the order asked for."""
    h, weights, _ = read(int(values["network"]))
    h = h[: int(values["delay"]) + 1]
    query = h[-1] @ weights["W_q"].T + weights["b_q"]
    other = h[len(h) // 2] - h.mean(axis=0)
    other *= np.linalg.norm(query, axis=1, keepdims=True) / np.linalg.norm(other, axis=1, keepdims=True)
    order = np.random.default_rng(3).permutation(len(h)) if values["shuffle"] else slice(None)
    return (1 - values["turn"]) * query + values["turn"] * other, h[order]


def artists(exhibit: Any) -> list[Any]:
    return list(exhibit.drawing.artists)


def assert_hand_shows_the_loops() -> None:
    values = HAND.values
    radians = math.radians(values["angle"])
    query = [values["length"] * math.cos(radians), values["length"] * math.sin(radians)]
    weights, context = look_by_loops(query, PLANE.tolist(), values["temperature"])
    arrow, parts, diamond, *_ = artists(HAND)
    np.testing.assert_allclose(arrow.get_path().vertices[2], np.array(query) / 10, atol=0.06)  # without its head
    path = np.vstack([[0, 0], np.cumsum(np.array(weights)[:, None] * PLANE, axis=0)])
    np.testing.assert_allclose(np.transpose(parts.get_data()), path, atol=1e-12)
    np.testing.assert_allclose(np.ravel(diamond.get_data()), context, atol=1e-12)
    texts = [text.get_text() for text in artists(HAND) if isinstance(text, Text)]
    assert [float(text) for text in texts[5:10]] == pytest.approx(weights, abs=0.0051)


def assert_where_shows_the_loops() -> None:
    values, sequence = WHERE.values, int(WHERE.values["sequence"])
    query, states = setting(values)
    weights, _ = look_by_loops(query[sequence], states[:, sequence], values["temperature"])
    near, mark, far, _, _, end, _, line, best = artists(WHERE)
    np.testing.assert_allclose(line.get_ydata(), weights, atol=2e-5)
    np.testing.assert_allclose(near.get_array()[sequence], weights[:NEAR], atol=2e-5)
    assert far.get_array()[sequence].sum() == pytest.approx(sum(weights[NEAR:]), abs=1e-4)
    assert far.get_array().shape == (ROWS, BINS)
    assert list(best.get_data()[0]) == [int(np.argmax(line.get_ydata()))]
    assert list(end.get_xdata()) == [values["delay"]] * 2
    assert list(mark.get_ydata()) == [sequence]


@pytest.mark.parametrize(("exhibit", "name", "end"), EVERY_END)
def test_picture_is_right_with_any_slider_at_either_end(exhibit, name, end):
    exhibit.reset()
    exhibit.sliders[name].value = getattr(exhibit.sliders[name], end)
    assert exhibit.error == ""
    assert_hand_shows_the_loops() if exhibit is HAND else assert_where_shows_the_loops()


@pytest.mark.parametrize("name", HAND.presets)
def test_preset_is_right_and_gives_a_reason(name):
    HAND.reset()
    HAND.preset(name)
    assert_hand_shows_the_loops()
    assert len(HAND.presets[name].reason.split()) >= 10


def test_strips_hold_every_later_step_once():
    weights = np.random.default_rng(0).random((97, 3))
    for n in (1, 40, 97):
        np.testing.assert_allclose(pictures.strips(weights, n).sum(axis=0), weights.sum(axis=0))
    np.testing.assert_allclose(pictures.strips(weights, 97), weights)


# ---- What the notebook says


def test_longer_query_decides_more_sharply_and_temperature_does_the_same():
    for settings, says in [({"length": 8.0}, "it gets 0.75"), ({"temperature": 0.5}, "it gets 0.75")]:
        HAND.reset()
        assert "it gets 0.58" in HAND.readout
        HAND.set(**settings)
        assert says in HAND.readout


def test_context_left_of_the_middle_is_told_with_a_minus_sign():
    HAND.reset()
    HAND.set(angle=180, length=10)
    assert HAND.readout.endswith("The context is (−0.71, −0.18).")


@pytest.mark.parametrize(
    ("settings", "right", "on_first", "on_early"),
    [
        ({}, 32, 0.53, 1.00),
        ({"delay": 640}, 32, 0.53, 1.00),
        ({"network": 1}, 32, 0.04, 0.46),
        ({"turn": 1}, 3, 0.00, 0.04),
        ({"shuffle": 1}, 32, 0.00, 0.00),
        ({"temperature": 0.05}, 32, 1.00, 1.00),
        ({"temperature": 20}, 3, 0.01, 0.13),
    ],
)
def test_readout_counts_the_symbols_that_are_right_and_where_the_weight_is(settings, right, on_first, on_early):
    WHERE.reset()
    WHERE.set(**settings)
    _, weights, y = read(int(WHERE.values["network"]))
    query, states = setting(WHERE.values)
    e = np.exp(np.einsum("bk,tbk->tb", query, states) / 4 / WHERE.values["temperature"])
    said = np.einsum("tb,tbk->bk", e / e.sum(axis=0), states) @ weights["W_y"].T + weights["b_y"]
    assert (np.sign(said) == y).all(axis=1).sum() == right
    words = f"{right} of 32 symbols right. On average {on_first:.2f} of the weight is on "
    assert words in WHERE.readout
    assert f"{on_early:.2f} on the first 32" in WHERE.readout


def test_step_0_is_wide_enough_to_be_seen_from_the_back():
    WHERE.reset()
    near = artists(WHERE)[0]
    near.axes.figure.canvas.draw()
    assert near.axes.get_window_extent().width / NEAR > 30  # px


# ---- Accuracy against the delay


def test_record_shows_four_learners_and_every_seed():
    exhibit: Any = recall_with_attention()
    exhibit.set(record=1)
    means, seeds = artists(exhibit)[1:5], artists(exhibit)[9:13]
    record = attention_recall.recorded().record
    for line, dots, learner in zip(means, seeds, recall.UNITS, strict=True):
        measured = ~np.isnan(record.accuracy[learner]).all(axis=1)
        np.testing.assert_allclose(line.get_xdata(), record.delays[measured])
        np.testing.assert_allclose(line.get_ydata(), np.nanmean(record.accuracy[learner][measured], axis=1))
        np.testing.assert_array_equal(dots.get_ydata(), record.accuracy[learner].ravel())
    assert exhibit.readout.startswith("Recorded at delay 320 (mean of the seeds): LSTM ")


def test_training_races_the_lstm_alone_and_the_one_with_attention():
    async def lesson():
        exhibit = recall_with_attention(5)
        exhibit.go_button.click()
        while exhibit.background.state.status != "finished":
            await asyncio.sleep(0.01)
        return exhibit

    exhibit: Any = run_in_loop(lesson())
    assert exhibit.error == ""
    assert set(exhibit.live[5]) == {"LSTM", recall.ATTENTION}
    assert min(exhibit.live[5].values()) > 0.95


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: attention_by_hand("query"), "slider must be one of angle, length, temperature; got 'query'"),
        (lambda: attention_by_hand("temprature"), "nearest: temperature"),
        (lambda: where_it_looks(delay=1000), "delay must be from 20 to 640"),
        (lambda: where_it_looks(heads=8), "got 'heads'"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(call, words):
    with pytest.raises(ValueError, match=words):
        call()
