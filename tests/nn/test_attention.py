"""Attention computes its three equations, its gradient is right, and the record is what the code makes of the task."""

import numpy as np
import oracles
import pytest
from cases import every_refusal

from lstm_lesson import LSTM, attend
from lstm_lesson.lessons.n14_attention import numbers
from lstm_lesson.nn import gradients
from lstm_lesson.nn.attention import look_back, look_back_gradient
from lstm_lesson.studies import attention_recall, recall
from lstm_lesson.studies.recall import task
from lstm_lesson.training.attention_network import AttentionForecaster, AttentionNetwork
from lstm_lesson.training.task import Settings

T, B, H = 7, 3, 4


def some(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape)


# ---- The three equations


@pytest.mark.parametrize("temperature", [0.3, 1.0, 4.0])
def test_scores_weights_and_context_are_those_of_scalar_loops(temperature):
    query, states = some(B, H), some(T, B, H, seed=1)
    look = attend(query, states, temperature=temperature)
    for b in range(B):
        alone = attend(query[b], states[:, b], temperature=temperature)
        expected = oracles.look_back(query[b], states[:, b], temperature)
        in_the_batch = (look.scores[:, b], look.weights[:, b], look.context[b])
        for got in (in_the_batch, (alone.scores, alone.weights, alone.context)):
            for values, wanted in zip(got, expected, strict=True):
                np.testing.assert_allclose(values, wanted, rtol=1e-12, atol=1e-14)


def test_scores_of_thousands_overflow_nothing():
    look = attend([1e5, 0.0], [[1.0, 0.0], [-1.0, 0.0]], temperature=0.01)
    assert look.weights.tolist() == [1, 0]


@pytest.mark.parametrize(("query", "states"), [([1e200], [[1.0]]), ([1.0], [[1e200]])])
def test_numbers_whose_scores_would_overflow_are_refused(query, states):
    with pytest.raises(ValueError, match=r"^query and states must be at most 1\.34e\+154 in size, .*; got 1e\+200$"):
        attend(query, states)


def test_float32_stays_float32_and_everything_else_becomes_float64():
    single = attend(some(H).astype(np.float32), some(T, H).astype(np.float32), temperature=2)
    assert {single.scores.dtype, single.weights.dtype, single.context.dtype} == {np.dtype(np.float32)}
    assert attend([1, 0], [[1, 2], [3, 4]]).context.dtype == np.float64


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_gradient_of_a_look_is_that_of_finite_differences(temperature):
    query, states, towards = some(B, H), some(T, B, H, seed=1), some(B, H, seed=2)

    def loss() -> float:
        return float((look_back(query, states, temperature).context * towards).sum())

    d_query, d_states = look_back_gradient(look_back(query, states, temperature), towards)
    for got, array in ((d_query, query), (d_states, states)):
        wanted = gradients.numerical_gradient(loss, array)
        assert np.abs(got - wanted).max() <= 1e-8 * np.abs(wanted).max()


# ---- The network


def test_gradient_of_every_weight_is_that_of_finite_differences():
    network = AttentionNetwork(4, H, AttentionForecaster(4, H, 3, rng=1, dtype=np.float64).weights)
    network.parameters += 0.5 * some(network.parameters.size)
    x, y = some(9, B, 4), some(B, 3)
    loss, flat = network.loss_and_gradient(x, y)
    by_hand = network.named(flat.copy())
    assert loss == pytest.approx(np.mean((network.forecast(x) - y) ** 2), rel=1e-12)
    flat = gradients.numerical_gradient(lambda: network.loss_and_gradient(x, y)[0], network.parameters)
    nudged = network.named(flat)
    assert set(by_hand) == {"layer0.W_x", "layer0.W_h", "layer0.b", "W_y", "b_y", "W_q", "b_q"}
    for name, gradient in by_hand.items():
        assert np.abs(gradient - nudged[name]).max() <= 1e-7 * np.abs(nudged[name]).max(), name


def test_network_is_the_readable_cell_and_a_look_from_its_last_state():
    forecaster = AttentionForecaster(4, H, 3, rng=2, dtype=np.float64)
    weights, x = forecaster.weights, some(9, B, 4)
    cell = LSTM(4, H)
    cell.set_weights({name: weights[f"layer0.{name}"] for name in cell.weights})
    h = cell.run(x).h
    look = attend(h[-1] @ weights["W_q"].T + weights["b_q"], h)
    np.testing.assert_allclose(forecaster.look(x).weights, look.weights, rtol=1e-10)
    np.testing.assert_allclose(forecaster.predict(x), look.context @ weights["W_y"].T + weights["b_y"], rtol=1e-10)


def test_flat_parameters_and_named_weights_are_the_same():
    forecaster = AttentionForecaster(4, H, 3, rng=3, dtype=np.float64)
    network = AttentionNetwork(4, H, forecaster.weights)
    for name, array in network.named(network.parameters).items():
        np.testing.assert_array_equal(array, forecaster.weights[name])


def test_attention_adds_272_weights_and_14_units_have_fewer_than_the_lstm_alone():
    def n_weights(learner: str, units: int = 0) -> int:
        return sum(w.size for w in task(5).learner(learner, Settings(n_hidden=units)).weights.values())

    assert n_weights("LSTM") == 1395
    assert n_weights(recall.ATTENTION) == 1395 + 272
    assert n_weights(recall.ATTENTION, attention_recall.FEWER_UNITS) == 1319


# ---- The record


def test_record_is_complete_and_holds_what_notebook_03_measured():
    measured, before = attention_recall.recorded(), recall.recorded()
    assert tuple(measured.record.delays) == (5, 10, 20, 40, 80, 160, 320)
    for key, found in before.results.items():
        assert measured.record.results[key] is found
    for name, found in measured.rivals.items():
        assert found.accuracy.shape == found.steps.shape == found.on_first.shape == (5,)
        assert found.curve.shape == (21, 5)
        assert found.settings.learning_rate in recall.LEARNING_RATES
        assert np.isfinite(found.on_first).all() == (name == recall.ATTENTION)
        assert (np.diff(found.curve, axis=0) > -0.2).all()  # the best weights so far, by loss
    assert len(measured.networks) == 5


def test_networks_to_look_inside_are_those_of_the_record():
    measured = attention_recall.recorded()
    found = measured.rivals[recall.ATTENTION]
    for seed in (0, 4):
        network = measured.networks[seed]
        assert task(attention_recall.LONGEST).test_score(network) == pytest.approx(found.accuracy[seed], abs=0.005)
        on_first = attention_recall.weight_on_first(network, attention_recall.LONGEST)
        assert on_first == pytest.approx(found.on_first[seed], abs=0.01)


def test_settings_that_recall_more_are_best_and_of_equals_the_quickest(monkeypatch):
    rates = recall.LEARNING_RATES

    def train(name: str, delay: int, of: Settings, seed: int) -> attention_recall.Run:
        right, steps = {rates[0]: (0.9, 100.0), rates[1]: (1.0, 600.0), rates[2]: (1.0, 300.0)}[of.learning_rate]
        return attention_recall.Run(None, steps, [0.1, right])  # type: ignore[arg-type]

    monkeypatch.setattr(attention_recall, "train", train)
    of, runs = attention_recall.tuned(attention_recall.SHUT, 320)
    assert (of.learning_rate, of.forget_bias, of.input_bias, len(runs)) == (rates[2], 6.0, -4.0, 3)


test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: attend([1.0], [[1.0, 2.0]]), r"query must have shape \(2,\)"),
    (lambda: attend([1.0], [1.0]), r"states must have shape \(T, H\)"),
    (lambda: attend(np.zeros(2), np.zeros((0, 2))), "states must have shape"),
    (lambda: attend([1.0], [[np.nan]]), "states must be finite"),
    (lambda: attend([1.0], [[1.0]], temperature=0), "temperature must be a finite number above 0"),
    (lambda: look_back_gradient(attend([1.0], [[1.0]]), np.zeros(2)), "d_context must have the shape"),
    (lambda: numbers.trained_look(641, 1, 0, 0, 0, 0), "delay must be from 1 to 640; got 641"),
    (lambda: numbers.in_the_plane(0, -1, 1), "length must be"),
)
