"""The network that reads computes what PyTorch and the readable cell do, and its gradient is its loss's slope."""

from pathlib import Path

import numpy as np
import pytest

from lstm_lesson.nn.cells import LSTM
from lstm_lesson.training.character_network import CharacterNetwork, State, new_weights

RECORDED = dict(np.load(Path(__file__).parents[1] / "reference" / "characters.npz"))
NAMES = ("layer0.W_x", "layer0.W_h", "layer0.b", "W_y", "b_y")
V, H = 7, 5


def recorded_network() -> tuple[CharacterNetwork, State]:
    return CharacterNetwork({name: RECORDED[name] for name in NAMES}), State(RECORDED["h0"], RECORDED["c0"])


def test_logits_and_last_states_are_pytorchs():
    network, start = recorded_network()
    reading = network.read(RECORDED["characters"], start)
    np.testing.assert_allclose(reading.logits, RECORDED["logits"], atol=1e-12)
    np.testing.assert_allclose(reading.end.h, RECORDED["h_end"], atol=1e-12)
    np.testing.assert_allclose(reading.end.c, RECORDED["c_end"], atol=1e-12)


def test_loss_and_every_gradient_are_pytorchs():
    network, start = recorded_network()
    loss, gradient, _ = network.loss_and_gradient(RECORDED["characters"], RECORDED["following"], start)
    assert loss == pytest.approx(RECORDED["loss"], abs=1e-12)
    for name, found in network.named(gradient).items():
        np.testing.assert_allclose(found, RECORDED[f"d {name}"], atol=1e-12, err_msg=name)


def test_gradient_is_the_slope_of_the_loss_in_every_weight():
    network, start = recorded_network()
    text = RECORDED["characters"], RECORDED["following"], start
    gradient = network.loss_and_gradient(*text)[1].copy()
    slope = np.empty_like(gradient)
    for place in range(len(slope)):
        losses = []
        for nudge in (1e-6, -1e-6):
            network.parameters[place] += nudge
            losses.append(network.loss_and_gradient(*text)[0])
            network.parameters[place] -= nudge
        slope[place] = (losses[0] - losses[1]) / 2e-6
    np.testing.assert_allclose(gradient, slope, atol=1e-7)


def test_picking_a_column_is_the_product_with_a_one_hot_vector():
    network, start = recorded_network()
    cell = LSTM(V, H)
    cell.set_weights({name.removeprefix("layer0."): RECORDED[name] for name in NAMES[:3]})
    trace = cell.run(np.eye(V)[RECORDED["characters"]], start.h.T, start.c.T)
    reading = network.read(RECORDED["characters"], start)
    np.testing.assert_allclose(reading.c, trace.c.transpose(0, 2, 1), atol=1e-12)
    logits = trace.h @ RECORDED["W_y"].T + RECORDED["b_y"]
    np.testing.assert_allclose(reading.logits, logits.transpose(0, 2, 1), atol=1e-12)


def test_weights_go_in_and_come_out_as_they_were():
    weights = new_weights(V, H, rng=3)
    network = CharacterNetwork(weights)
    for name, weight in network.named(network.parameters).items():
        np.testing.assert_array_equal(weight, weights[name], err_msg=name)


def test_two_halves_read_one_after_the_other_are_the_whole():
    network, start = recorded_network()
    characters = RECORDED["characters"]
    whole = network.read(characters, start).logits.copy()
    first = network.read(characters[:2], start)
    halves = [first.logits.copy(), network.read(characters[2:], first.end).logits]
    np.testing.assert_allclose(np.concatenate(halves), whole, atol=1e-12)


def test_a_state_that_was_handed_over_stays_when_the_network_reads_on():
    network, start = recorded_network()
    end = network.read(RECORDED["characters"], start).end
    before = end.h.copy(), end.c.copy()
    network.read(RECORDED["characters"], end)
    np.testing.assert_array_equal((end.h, end.c), before)
