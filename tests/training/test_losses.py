import math

import numpy as np
import pytest
from cases import every_refusal
from oracles import relative_error

from lstm_lesson.nn.gradients import numerical_gradient
from lstm_lesson.training import losses

# torch.nn.functional.cross_entropy of these float64 logits and classes, PyTorch 2.13.0, and its gradient.
LOGITS = np.array([[1.0, -2.0, 0.5], [0.0, 0.0, 0.0], [-30.0, 40.0, 2.0], [3.0, 2.0, -1.0]])
CLASSES = np.array([0, 2, 0, 1])
PYTORCH_LOSS = 18.232442958069466
PYTORCH_GRADIENT = np.array(
    [
        [-0.09906277596284355, 0.007514721892393506, 0.09154805407045005],
        [0.08333333333333333, 0.08333333333333333, -0.16666666666666669],
        [-0.25, 0.25, 7.847831980120074e-18],
        [0.18034979606849216, -0.18365301780693952, 0.0033032217384473543],
    ]
)


def by_hand(logits, classes):
    """The mean of −log softmax, one entry at a time: rows of logits, and a class for each."""
    total = 0.0
    for row, wanted in zip(logits, classes, strict=True):
        total -= math.log(math.exp(row[wanted]) / math.fsum(math.exp(z) for z in row))
    return total / len(classes)


def example(shape, seed=0):
    """Logits with the classes last, (…, K), and a class for each entry."""
    rng = np.random.default_rng(seed)
    return rng.normal(0, 2, shape), rng.integers(shape[-1], size=shape[:-1])


def test_cross_entropy_and_its_gradient_are_pytorchs():
    loss, gradient = losses.cross_entropy_and_gradient(LOGITS, CLASSES)
    assert loss == pytest.approx(PYTORCH_LOSS, rel=1e-14)
    np.testing.assert_allclose(gradient, PYTORCH_GRADIENT, rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("shape", [(1, 2), (7, 3), (5, 4, 6), (2, 1)])
def test_cross_entropy_is_the_mean_over_all_entries(shape):
    logits, classes = example(shape)
    loss = losses.cross_entropy(logits, classes)
    assert loss == pytest.approx(by_hand(logits.reshape(-1, shape[-1]).tolist(), classes.ravel().tolist()), abs=1e-13)
    assert losses.cross_entropy_and_gradient(logits, classes)[0] == loss


@pytest.mark.parametrize("shape", [(7, 3), (5, 4, 6)])
def test_gradient_of_the_cross_entropy_agrees_with_finite_differences(shape):
    logits, classes = example(shape)
    _, gradient = losses.cross_entropy_and_gradient(logits, classes)
    assert relative_error(gradient, numerical_gradient(lambda: losses.cross_entropy(logits, classes), logits)) < 1e-8


def test_gradient_of_the_squared_error_agrees_with_finite_differences():
    forecast, target = np.random.default_rng(3).normal(size=(2, 4, 5, 3))
    loss, gradient = losses.squared_error_and_gradient(forecast, target)
    assert loss == losses.squared_error(forecast, target) == pytest.approx(((forecast - target) ** 2).mean(), rel=1e-14)
    numerical = numerical_gradient(lambda: losses.squared_error(forecast, target), forecast)
    assert relative_error(gradient, numerical) < 1e-8


def test_classes_may_lie_along_any_axis():
    logits, classes = example((5, 4, 6))  # (T, B, K)
    loss, gradient = losses.cross_entropy_and_gradient(logits, classes)
    for axis in (-2, 0):
        turned = np.moveaxis(logits, -1, axis)  # -2: (T, K, B), as the gate-major networks have them
        turned_loss, turned_gradient = losses.cross_entropy_and_gradient(turned, classes, axis)
        assert turned_loss == pytest.approx(loss, rel=1e-14)
        np.testing.assert_allclose(np.moveaxis(turned_gradient, axis, -1), gradient, rtol=1e-13)


@pytest.mark.parametrize(("dtype", "size"), [(np.float32, 1e30), (np.float64, 1e300)])
def test_logits_of_any_size_overflow_nowhere(dtype, size):
    logits = np.array([[size, -size, 0], [size, -size, 0], [-size, -size, -size]], dtype)
    loss, gradient = losses.cross_entropy_and_gradient(logits, np.array([0, 1, 2]))
    assert loss == pytest.approx((0 + 2 * size + math.log(3)) / 3, rel=1e-6)
    expected = np.array([[0, 0, 0], [1, -1, 0], [1 / 3, 1 / 3, -2 / 3]])
    np.testing.assert_allclose(3 * gradient, expected, rtol=1e-6)
    assert gradient.dtype == dtype


def test_a_certain_right_answer_costs_nothing_and_equal_logits_the_log_of_their_number():
    assert losses.cross_entropy(np.array([[800.0, 0.0]]), np.array([0])) == 0
    assert losses.cross_entropy(np.zeros((3, 5)), np.array([0, 4, 2])) == pytest.approx(math.log(5))


def test_neither_loss_changes_what_it_is_given():
    logits, classes = example((4, 3))
    before = logits.copy()
    losses.cross_entropy_and_gradient(logits, classes)
    losses.squared_error_and_gradient(logits, logits[::-1])
    np.testing.assert_array_equal(logits, before)


ZEROS = np.zeros((4, 2, 3))


test_classes_that_make_no_sense_are_refused_by_name = every_refusal(
    (lambda: losses.cross_entropy(ZEROS, np.zeros((4, 2))), "classes must be an array of whole numbers"),
    (lambda: losses.cross_entropy(ZEROS, np.zeros((4, 2), bool)), "classes must be an array of whole numbers"),
    (lambda: losses.cross_entropy(ZEROS, np.full((4, 2), 3)), r"classes must be classes from 0 to 2; got 3 … 3"),
    (lambda: losses.cross_entropy(ZEROS, np.full((4, 2), -1)), r"classes must be classes from 0 to 2; got -1 … -1"),
    (lambda: losses.cross_entropy(ZEROS, np.zeros((2, 4), int)), r"classes must have shape \(4, 2\); got"),
    (lambda: losses.cross_entropy(ZEROS, np.zeros((4, 3), int)), r"classes must have shape \(4, 2\); got"),
    (lambda: losses.cross_entropy(ZEROS, np.zeros((4, 2), int), -2), r"classes must have shape \(4, 3\); got"),
    (lambda: losses.cross_entropy(ZEROS, [[0], [0, 1]]), "classes must be an array of numbers; got rows of unequal"),
)
