"""The checks of notebooks 04 to 07 praise right answers in any form, and name each likely mistake."""

from typing import Any

import numpy as np
import pytest

from lstm_lesson.live.exercise import judge


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lstm_step(x, h, c, W_x, W_h, b, *, squash=np.tanh, order="ifgo", update=None, read=None):
    """The right answer to 04, with a mistake in it where an argument says so."""
    part = dict(zip(order, np.split(W_x @ x + W_h @ h + b, 4), strict=True))
    i, f, o, g = sigmoid(part["i"]), sigmoid(part["f"]), sigmoid(part["o"]), squash(part["g"])
    new = update(f, c, i, g) if update else f * c + i * g
    return (read(o, new, c) if read else o * np.tanh(new)), new


def with_mistake(**mistake):
    return lambda *arguments: lstm_step(*arguments, **mistake)


def without_bias(x, h, c, W_x, W_h, b):
    return lstm_step(x, h, c, W_x, W_h, 0 * b)


def in_float32_lists(x, h, c, W_x, W_h, b):
    return [values.astype(np.float32).tolist() for values in lstm_step(x, h, c, W_x, W_h, b)]


STEPS = {
    "h and c have changed places": lambda *given: lstm_step(*given)[::-1],
    "two things": lambda *given: lstm_step(*given)[0],
    "the bias is missing": without_bias,
    "h is missing": lambda x, h, c, W_x, W_h, b: lstm_step(x, 0 * h, c, W_x, W_h, b),
    "the product of a matrix and a vector is @": lambda x, h, c, W_x, W_h, b: W_x * x + W_h * h + b,
    "g and o have changed places": with_mistake(order="ifog"),
    "squashed by σ": with_mistake(squash=sigmoid),
    "the candidate is not squashed": with_mistake(squash=lambda z: z),
    "turned round": with_mistake(update=lambda f, c, i, g: (1 - f) * c + i * g),
    "f and i have changed places": with_mistake(update=lambda f, c, i, g: i * c + f * g),
    "the old c is missing": with_mistake(update=lambda f, c, i, g: i * g),
    "the cell of 1997": with_mistake(update=lambda f, c, i, g: c + i * g),
    "tanh is missing": with_mistake(read=lambda o, new, c: o * new),
    "reads the old c": with_mistake(read=lambda o, new, c: o * np.tanh(c)),
    "lacks the output gate": with_mistake(read=lambda o, new, c: np.tanh(new)),
    "wrong sign": with_mistake(read=lambda o, new, c: -o * np.tanh(new)),
    "shape": lambda x, h, c, W_x, W_h, b: (h[:2], c[:2]),
    "stopped with ValueError": lambda x, h, c, W_x, W_h, b: x @ W_x,
}
HALF_LIVES = {
    "linear thinking": lambda f: 0.5 / (1 - f),
    "1/e is left": lambda f: -1 / np.log(f),
    "upside down": lambda f: -np.log(f) / np.log(2),
    "mixed": lambda f: np.log(2) / -np.log2(f),
    "what is forgotten": lambda f: np.log(0.5) / np.log(1 - f),
    "whole steps": lambda f: round(np.log(0.5) / np.log(f)),
    "wrong sign": lambda f: np.log(2) / np.log(f),
}
BIASES = {
    "that is f;": lambda n: 0.5 ** (1 / n),
    "its logarithm is missing": lambda n: 0.5 ** (1 / n) / (1 - 0.5 ** (1 / n)),
    "σ is not e^b": lambda n: np.log(0.5) / n,
    "not done once more": lambda n: sigmoid(0.5 ** (1 / n)),
    "division by 0": lambda n: float("inf"),
}


def write_part(x, h_prev, W_i, b_i, W_g, b_g, *, gate=sigmoid, content=np.tanh, join=np.multiply, bias=1, turned=False):
    both = np.concatenate([x, h_prev] if turned else [h_prev, x])
    return join(gate(W_i @ both + bias * b_i), content(W_g @ both + bias * b_g))


def written(**mistake):
    return lambda *given: write_part(*given, **mistake)


WRITTEN = {
    "x and h_prev have changed places": written(turned=True),
    "the product of a matrix and a vector is @": lambda x, h_prev, W_i, b_i, W_g, b_g: sigmoid(
        W_i * np.concatenate([h_prev, x]) + b_i
    ),
    "the biases are missing": written(bias=0),
    "the candidate is squashed by σ": written(content=sigmoid),
    "the gate is squashed by tanh": written(gate=np.tanh),
    "σ and tanh have changed places": written(gate=np.tanh, content=sigmoid),
    "the candidate is not squashed": written(content=lambda z: z),
    "the two are added": written(join=np.add),
    "joined by @": written(join=np.matmul),
    "that is i alone": written(join=lambda i, g: i),
    "that is g alone": written(join=lambda i, g: g),
}


def hidden(x, h_prev, c, W_x, W_h, b, *, read=lambda o, c: o * np.tanh(c), gate=sigmoid, bias=1, hears=1):
    return read(gate(W_x @ x + hears * (W_h @ h_prev) + bias * b), c)


def said(**mistake):
    return lambda *given: hidden(*given, **mistake)


SAID = {
    "W_x and W_h have changed places": lambda x, h_prev, c, W_x, W_h, b: hidden(x, h_prev, c, W_h, W_x, b),
    "the product of a matrix and a vector is @": lambda x, h_prev, c, W_x, W_h, b: (
        sigmoid(W_x * x + W_h * h_prev + b) * np.tanh(c)
    ),
    "tanh is missing": said(read=lambda o, c: o * c),
    "the bias is missing": said(bias=0),
    "h_prev is missing": said(hears=0),
    "the gate is squashed by tanh": said(gate=np.tanh),
    "tanh acts on the product": said(read=lambda o, c: np.tanh(o * c)),
    "c is squashed by σ": said(read=lambda o, c: o * sigmoid(c)),
    "that is o alone": said(read=lambda o, c: o),
    "the output gate is missing": said(read=lambda o, c: np.tanh(c)),
    "joined by @": said(read=lambda o, c: o @ np.tanh(c)),
    "the two are added": said(read=lambda o, c: o + np.tanh(c)),
}
MISTAKES: dict[str, dict[str, Any]] = {
    "04_lstm_cell/step": STEPS,
    "05_forget_gate/half_life": HALF_LIVES,
    "05_forget_gate/bias_for": BIASES,
    "06_input_gate/write_part": WRITTEN,
    "07_output_gate/hidden": SAID,
}
RIGHT: dict[str, list[Any]] = {
    "04_lstm_cell/step": [lstm_step, in_float32_lists, lambda *given: np.stack(lstm_step(*given))],
    "05_forget_gate/half_life": [
        lambda f: np.log(2) / -np.log(f),
        lambda f: np.log2(0.5) / np.log2(f),
        lambda f: np.float32(np.log(0.5) / np.log(f)),
        lambda f: [np.log(0.5) / np.log(f)],
    ],
    "05_forget_gate/bias_for": [lambda n: -np.log(2 ** (1 / n) - 1), lambda n: np.array([-np.log(2 ** (1 / n) - 1)])],
    "06_input_gate/write_part": [write_part, lambda *given: write_part(*given).astype(np.float32).tolist()],
    "07_output_gate/hidden": [hidden, lambda *given: hidden(*given)[None, :].tolist()],
}


@pytest.mark.parametrize(("name", "answer"), [(name, answer) for name, answers in RIGHT.items() for answer in answers])
def test_right_answer_in_any_form_is_praised(name, answer):
    assert judge(name, answer).outcome == "right"


@pytest.mark.parametrize(
    ("name", "reason"), [(name, reason) for name, mistakes in MISTAKES.items() for reason in mistakes]
)
def test_likely_mistake_is_named(name, reason):
    verdict = judge(name, MISTAKES[name][reason])
    assert verdict.outcome == "not yet"
    assert reason in verdict.reason


@pytest.mark.parametrize("name", MISTAKES)
@pytest.mark.parametrize(
    "nonsense",
    ["text", 3, [1, 2], lambda *given: "text", lambda *given: float("nan"), lambda *given: np.zeros((7, 5)), lambda: 0],
)
def test_nonsense_is_not_yet_right_and_never_raises(name, nonsense):
    assert judge(name, nonsense).outcome == "not yet"


@pytest.mark.parametrize("name", MISTAKES)
@pytest.mark.parametrize("untouched", [None, ..., lambda *given: None, lambda *given: ...])
def test_untouched_stub_is_not_attempted(name, untouched):
    assert judge(name, untouched).outcome == "not attempted yet"
