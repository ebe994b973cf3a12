"""The checks of notebooks 00 and 01 accept right answers in any form, name likely mistakes, and survive nonsense."""

import math

import numpy as np
import pytest

from lstm_lesson.live.exercise import judge

SINE, SIGMOID, SLOPES = "00_start_here/damped_sine", "01_sigmoid_and_tanh/sigmoid", "01_sigmoid_and_tanh/slopes"


def sine(t, period, decay):
    return 0.5 + 0.5 * np.sin(2 * np.pi * t / period) * np.exp(-decay * t)


def sigmoid_by_mask(z):
    s = np.empty_like(z)
    s[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    s[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return s


def sigmoid_by_loop(z):
    return [1 / (1 + math.exp(-v)) if v >= 0 else math.exp(v) / (1 + math.exp(v)) for v in z]


RIGHT = [
    (SINE, lambda n, period, decay: sine(np.arange(n), period, decay)),
    (SINE, lambda n, period, decay: [float(sine(t, period, decay)) for t in range(n)]),
    (SINE, lambda n, period, decay: sine(np.arange(n), period, decay).astype(np.float32)),
    (SINE, lambda n, period, decay: sine(np.arange(n), period, decay)[:, None]),
    (SIGMOID, sigmoid_by_mask),
    (SIGMOID, sigmoid_by_loop),
    (SIGMOID, lambda z: 0.5 + 0.5 * np.tanh(z / 2)),
    (SIGMOID, lambda z: 1 / (1 + np.exp(-np.clip(z, -500, 500)))),
    (SIGMOID, lambda z: (0.5 + 0.5 * np.tanh(z / 2)).astype(np.float32)),
    (SLOPES, lambda s, y: (s * (1 - s), 1 - y**2)),
    (SLOPES, lambda s, y: [s - s**2, (1 - y) * (1 + y)]),
    (SLOPES, lambda s, y: np.array([s * (1 - s), 1 - y * y])),
    (SLOPES, lambda s, y: ([v * (1 - v) for v in s], [1 - v * v for v in y])),
]
UNTOUCHED = [
    (SINE, lambda n, period, decay: None),
    (SIGMOID, lambda z: None),
    (SLOPES, lambda s, y: (None, None)),
    (SLOPES, lambda s, y: (s * (1 - s), None)),
    *((name, nothing) for name in (SINE, SIGMOID, SLOPES) for nothing in (None, ...)),
]
WRONG = [
    (SINE, lambda n, p, d: 0.5 + 0.5 * np.sin(np.arange(n) / p) * np.exp(-d * np.arange(n)), "takes 2π"),
    (SINE, lambda n, p, d: 0.5 + 0.5 * np.sin(2 * np.arange(n) / p) * np.exp(-d * np.arange(n)), "π is missing"),
    (SINE, lambda n, p, d: sine(np.arange(n), 2 * p, d), "2 is missing"),
    (SINE, lambda n, p, d: sine(np.arange(n), p, -d), "it grows"),
    (SINE, lambda n, p, d: sine(np.arange(n), p, 0), "decay is missing"),
    (SINE, lambda n, p, d: sine(np.arange(n), p, d) - 0.5, "around 0"),
    (SINE, lambda n, p, d: 2 * sine(np.arange(n), p, d) - 0.5, "too far"),
    (SINE, lambda n, p, d: sine(np.arange(n), p, 0) * np.exp(-d * np.arange(n)), "dies away too"),
    (SINE, lambda n, p, d: sine(np.arange(1, n + 1), p, d), "t starts at 1"),
    (SINE, lambda n, p, d: sine(np.arange(n + 1), p, d), "shape"),
    (SIGMOID, lambda z: 1 / (1 + np.exp(-z)), "e^1000"),
    (SIGMOID, lambda z: np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z))), "both of its branches"),
    (SIGMOID, lambda z: 1 / (1 + np.exp(z)), "sign is missing"),
    (SIGMOID, np.tanh, "that is tanh: "),
    (SIGMOID, lambda z: 0.5 + 0.5 * np.tanh(z), "half its pace"),
    (SIGMOID, lambda z: 1 / np.exp(-z), "1 under the fraction"),
    (SIGMOID, lambda z: 1 / (1 + np.exp(-np.abs(z))), "negative z"),
    (SIGMOID, lambda z: 1 / (1 + math.exp(-z)), "TypeError"),
    (SLOPES, lambda s, y: (1 - y**2, s * (1 - s)), "changed places"),
    (SLOPES, lambda s, y: s * (1 - s), "two things"),
    (SLOPES, lambda s, y: (sigmoid_by_mask(s) * (1 - sigmoid_by_mask(s)), 1 - y**2), "already the output"),
    (SLOPES, lambda s, y: (s * (1 - s), 1 - np.tanh(y) ** 2), "already the output"),
    (SLOPES, lambda s, y: (1 - s * s, 1 - y**2), "like the slope of tanh"),
    (SLOPES, lambda s, y: (1 - s, 1 - y**2), "multiply it by s"),
    (SLOPES, lambda s, y: (s * (1 - s), y * (1 - y)), "like the slope of σ"),
    (SLOPES, lambda s, y: (s * (1 - s), 1 - y), "square is missing"),
    (SLOPES, lambda s, y: (s * (1 - s), 1 + y**2), "sign is wrong"),
    (SLOPES, lambda s, y: (s * (s - 1), 1 - y**2), "wrong sign"),
]
NONSENSE = [
    *("0.5", 7, [], {}, int, np.nan),
    *(lambda *_: "σ", lambda *_: np.full(3, np.nan), lambda *_: np.zeros((2, 2)), lambda *_: [[1], [1, 2]]),
    *(lambda *_: 1 / 0, lambda *_: True, lambda: 0),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
def test_right_answer_is_accepted_in_any_form(name, answer):
    assert judge(name, answer).outcome == "right", judge(name, answer)


@pytest.mark.parametrize(("name", "answer"), UNTOUCHED)
def test_untouched_stub_is_not_attempted_yet(name, answer):
    assert judge(name, answer).outcome == "not attempted yet", judge(name, answer)


@pytest.mark.parametrize(("name", "answer", "words"), WRONG)
def test_likely_mistake_is_named(name, answer, words):
    verdict = judge(name, answer)
    assert verdict.outcome == "not yet"
    assert words in verdict.reason


@pytest.mark.parametrize("answer", NONSENSE)
@pytest.mark.parametrize("name", [SINE, SIGMOID, SLOPES])
def test_nonsense_is_not_yet_right_and_never_raises(name, answer):
    verdict = judge(name, answer)
    assert verdict.outcome == "not yet"
    assert "cannot make sense" not in verdict.reason
