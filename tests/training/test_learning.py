"""Targets at every step, classes, several columns, a state that is carried on: against PyTorch, loops, differences."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from oracles import CELLS, relative_error, scalar_run, total

from lstm_lesson import GRU, LSTM, RNN, Classifier, Forecaster
from lstm_lesson.nn.gradients import numerical_gradient
from lstm_lesson.training.fast_network import FastNetwork
from lstm_lesson.training.network import CellNetwork

T, B, D, H, K = 6, 3, 2, 4, 5
REFERENCE = Path(__file__).parents[1] / "reference" / "learning.npz"


def readable(learner):
    return CellNetwork(learner.cells(), learner.weights, loss=learner.loss)


def fast(learner):
    return FastNetwork(D, H, learner.weights, cell=learner.cell, loss=learner.loss)


NETWORKS = [(cell, network_of) for cell in CELLS for network_of in (readable, fast)]


def lively(learner, seed=0):
    rng = np.random.default_rng(seed)
    learner.weights = {name: rng.normal(0, 0.7, w.shape) for name, w in learner.weights.items()}
    return learner


def forecaster(cell=LSTM, layers=2, **changes):
    return lively(Forecaster(D, H, K, cell=cell, layers=layers, dtype=np.float64, **changes))


def classifier(cell=LSTM, layers=2):
    return lively(Classifier(D, H, K, cell=cell, layers=layers, dtype=np.float64))


def some_state(learner, batch=(B,), seed=2):
    rng = np.random.default_rng(seed)
    names = [f"layer{n}.{symbol}" for n in range(learner.layers) for symbol in learner.cell.states]
    return {name: 0.5 * rng.normal(size=(*batch, H)) for name in names}


def example(learner, *, every_step, seed=1):
    rng = np.random.default_rng(seed)
    steps = (T,) if every_step else ()
    numbers = isinstance(learner, Forecaster)
    y = rng.normal(size=(*steps, B, K)) if numbers else rng.integers(K, size=(*steps, B))
    return rng.normal(size=(T, B, D)), y


@pytest.mark.parametrize("carried", [False, True])
@pytest.mark.parametrize("every_step", [False, True])
@pytest.mark.parametrize("kind", [forecaster, classifier])
@pytest.mark.parametrize(("cell", "network_of"), NETWORKS)
def test_gradient_of_either_loss_agrees_with_finite_differences(cell, network_of, kind, every_step, carried):
    learner = kind(cell)
    network = network_of(learner)
    x, y = example(learner, every_step=every_step)
    start = some_state(learner) if carried else None
    loss, gradient = network.loss_and_gradient(x, y, start, every_step=every_step)
    gradient = gradient.copy()

    def alone():
        return learner.loss.alone(network.forecast(x, start, every_step=every_step), y)

    assert loss == pytest.approx(alone(), rel=1e-12)
    numerical = network.named(numerical_gradient(alone, network.parameters))
    for name, exact in network.named(gradient).items():
        assert relative_error(exact, numerical[name]) < 1e-7, name


@pytest.mark.parametrize("carried", [False, True])
@pytest.mark.parametrize("every_step", [False, True])
@pytest.mark.parametrize("kind", [forecaster, classifier])
@pytest.mark.parametrize("cell", CELLS)
def test_fast_network_answers_learns_and_goes_on_as_the_readable_one_does(cell, kind, every_step, carried):
    learner = kind(cell)
    slow_network, fast_network = readable(learner), fast(learner)
    x, y = example(learner, every_step=every_step)
    start = some_state(learner) if carried else None
    expected, got = (n.forecast(x, start, every_step=every_step) for n in (slow_network, fast_network))
    np.testing.assert_allclose(got, expected, rtol=0, atol=1e-12)
    assert sorted(fast_network.state) == sorted(slow_network.state) == sorted(some_state(learner))
    for name, state in slow_network.state.items():
        np.testing.assert_allclose(fast_network.state[name], state, rtol=0, atol=1e-12)
    slow_gradient, fast_gradient = (
        n.named(n.loss_and_gradient(x, y, start, every_step=every_step)[1]) for n in (slow_network, fast_network)
    )
    for name, exact in slow_gradient.items():
        np.testing.assert_allclose(fast_gradient[name], exact, rtol=1e-11, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("cell", CELLS)
def test_a_fast_network_that_went_on_from_a_state_starts_at_0_again(cell):
    learner = forecaster(cell)
    x, _ = example(learner, every_step=False)
    network = fast(learner)
    first = network.forecast(x).copy()
    assert not np.allclose(network.forecast(x, some_state(learner)), first)
    np.testing.assert_array_equal(network.forecast(x), first)


@pytest.mark.parametrize("cell", CELLS)
def test_an_answer_at_every_step_is_the_head_on_each_hidden_state_of_a_scalar_loop(cell):
    learner = classifier(cell, layers=1)
    x, _ = example(learner, every_step=True)
    start, w = some_state(learner, ()), learner.weights
    begin = [start[f"layer0.{symbol}"].tolist() for symbol in cell.states]
    h = scalar_run(learner.cells()[0], x[:, 0].tolist(), *begin)["h"]
    probabilities, after = learner.predict_from(x[:, 0], start, every_step=True)
    for h_t, p in zip(h, probabilities, strict=True):
        odds = [np.exp(total(row, h_t) + b) for row, b in zip(w["W_y"].tolist(), w["b_y"].tolist(), strict=True)]
        np.testing.assert_allclose(p, np.array(odds) / sum(odds), rtol=1e-12)
    np.testing.assert_allclose(after["layer0.h"], h[-1], rtol=1e-12)


@pytest.mark.parametrize("kind", [forecaster, classifier])
@pytest.mark.parametrize("cell", CELLS)
def test_two_halves_with_the_state_between_are_the_whole(cell, kind):
    learner = kind(cell)
    x, _ = example(learner, every_step=False)
    for sequences in (x, x[:, 1]):  # with a batch, and one alone
        whole = learner.predict(sequences, every_step=True)
        one, state = learner.predict_from(sequences[:2], every_step=True)
        other, state = learner.predict_from(sequences[2:], state, every_step=True)
        np.testing.assert_allclose(np.concatenate([one, other]), whole, rtol=0, atol=1e-12)
        np.testing.assert_allclose(learner.predict(sequences), whole[-1], rtol=0, atol=1e-12)
        assert {array.shape for array in state.values()} == {(*sequences.shape[1:-1], H)}
        alone = learner.predict(sequences[2:])
        assert not np.allclose(alone, whole[-1])  # else nothing was carried


def test_probabilities_add_to_1_and_follow_the_temperature():
    learner = classifier()
    x, _ = example(learner, every_step=False)
    p = learner.predict(x)
    np.testing.assert_allclose(p.sum(axis=-1), 1)
    squared = p**2 / (p**2).sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(learner.predict(x, temperature=0.5), squared, rtol=1e-12)
    assert Classifier(D, H, K).predict(x).dtype == np.float32


def test_a_forecast_of_columns_is_one_head_cut_into_steps_and_columns():
    plain, of_columns = forecaster(), lively(Forecaster(D, H, K, columns=3, layers=2, dtype=np.float64))
    x, _ = example(plain, every_step=False)
    for layer in of_columns.cells():
        x = layer.run(x).h
    numbers = x[-1] @ of_columns.weights["W_y"].T + of_columns.weights["b_y"]
    got = of_columns.predict(example(plain, every_step=False)[0])
    assert got.shape == (B, K, 3)
    for step in range(K):
        for column in range(3):
            np.testing.assert_allclose(got[:, step, column], numbers[:, 3 * step + column], atol=1e-12)


# ---- Against PyTorch


def recorded_cases():
    with np.load(REFERENCE) as entries:
        return sorted({name.split("/")[0] for name in entries.files if "/" in name})


def begun(title: str) -> tuple[Any, dict[str, np.ndarray]]:
    """Return the network of a recorded case as it was before it learned, and all that was recorded."""
    with np.load(REFERENCE) as entries:
        case = {name.split("/")[1]: entries[name] for name in entries.files if name.startswith(f"{title}/")}
    kind, layers, what = title.split()
    sizes: dict[str, Any] = {
        "cell": {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}[kind],
        "layers": int(layers),
        "dtype": np.float64,
    }
    if what == "classes":
        learner: Any = Classifier(D, H, len(case["b_y"]), **sizes)
    else:
        learner = Forecaster(D, H, *case["y"].shape[-2:-1], columns=case["y"].shape[-1], **sizes)
    learner.weights = {name: case[name.replace("layer", "").replace(".", " ")] for name in learner.weights}
    return learner, case


@pytest.mark.parametrize("title", recorded_cases())
def test_a_training_with_carried_state_goes_as_pytorchs(title):
    learner, case = begun(title)
    before = learner.predict(case["x"][0], every_step=True)
    if isinstance(learner, Classifier):
        odds = np.exp(case["before"])
        np.testing.assert_allclose(before, odds / odds.sum(axis=-1, keepdims=True), rtol=1e-12)
    else:
        np.testing.assert_allclose(before.reshape(case["before"].shape), case["before"], rtol=1e-12)
    chunks = iter(zip(case["x"], case["y"], strict=True))
    training = learner.fit(
        lambda state: (*next(chunks), state),
        steps=len(case["x"]),
        validation=(case["x"][-1], case["y"][-1]),
        validate_every=1000,
        schedule=lambda step, steps: 1.0,
        clip=1e9,
        time_first=True,
        carry_state=True,
    )
    first, *_, last = progress = list(training)
    np.testing.assert_allclose([p.loss for p in progress], case["losses"], rtol=1e-7)
    assert last.validation_loss < first.validation_loss  # so the last weights are those that are kept
    for name, weight in learner.weights.items():
        after = case[f"after {name.replace('layer', '').replace('.', ' ')}"]
        np.testing.assert_allclose(weight, after, rtol=1e-6, atol=1e-8, err_msg=name)


@pytest.mark.parametrize("title", recorded_cases())
def test_a_training_that_starts_each_batch_anew_goes_otherwise(title):
    learner, case = begun(title)
    chunks = iter(zip(case["x"], case["y"], strict=True))
    recipe = {"validation": (case["x"][-1], case["y"][-1]), "schedule": lambda *_: 1.0, "clip": 1e9}
    losses = [p.loss for p in learner.fit(lambda: next(chunks), steps=len(case["x"]), time_first=True, **recipe)]
    assert losses[0] == pytest.approx(case["losses"][0])
    assert abs(np.array(losses[1:]) - case["losses"][1:]).max() > 1e-3
