import math

import numpy as np
import pytest

from lstm_lesson.training import optimise


def adam_of_one_weight(gradients, learning_rate, beta1=0.9, beta2=0.99, epsilon=1e-8):
    """The five lines of the paper's algorithm, in plain floats."""
    w, m, v = 1.0, 0.0, 0.0
    for n, gradient in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * gradient
        v = beta2 * v + (1 - beta2) * gradient**2
        m_hat, v_hat = m / (1 - beta1**n), v / (1 - beta2**n)
        w -= learning_rate * m_hat / (math.sqrt(v_hat) + epsilon)
    return w


def test_adam_moves_each_weight_as_the_paper_says():
    gradients = np.random.default_rng(0).normal(size=(20, 3)) * [1e-6, 1, 1e3]
    w = np.ones(3)
    adam = optimise.Adam(w)
    for gradient in gradients:
        adam.update(gradient, 0.05)
    expected = [adam_of_one_weight(column, 0.05) for column in gradients.T]
    np.testing.assert_allclose(w, expected, rtol=1e-12)


def test_adam_leaves_the_gradient_as_it_was():
    gradient = np.array([1.0, -2.0])
    optimise.Adam(np.zeros(2)).update(gradient, 0.1)
    assert gradient.tolist() == [1.0, -2.0]


@pytest.mark.parametrize(("norm", "left"), [(5.0, [0.6, -0.8]), (0.5, [0.3, -0.4])])
def test_long_gradient_is_shortened_to_the_limit_in_its_direction_and_a_short_one_left_alone(norm, left):
    gradient = norm * np.array([0.6, -0.8])
    assert optimise.clip_by_norm(gradient, 1.0) == pytest.approx(norm)
    np.testing.assert_allclose(gradient, left)


def test_one_cycle_rises_for_30_percent_of_the_steps_and_falls_to_nearly_nothing():
    rates = [optimise.one_cycle(step, 1000) for step in range(1000)]
    assert rates[0] == pytest.approx(1 / 25)
    assert int(np.argmax(rates)) == 300
    assert rates[300] == pytest.approx(1.0)
    assert (np.diff(rates[:301]) > 0).all()
    assert (np.diff(rates[300:]) < 0).all()
    assert 0 <= rates[-1] < 1e-4


def test_one_cycle_is_pytorchs_at_every_step():
    """OneCycleLR's own words: end + (start − end) / 2 · (cos(π · share) + 1), up to the peak and down to nothing."""

    def annealed(start: float, end: float, share: float) -> float:
        return end + (start - end) / 2 * (math.cos(math.pi * share) + 1)

    for step in range(1000):
        up, down = step / 300, (step - 300) / 700
        right = annealed(0.04, 1.0, up) if step < 300 else annealed(1.0, 0.0, down)
        assert optimise.one_cycle(step, 1000) == pytest.approx(right, abs=1e-12)


def test_one_cycle_works_for_a_single_step():
    assert optimise.one_cycle(0, 1) == pytest.approx(1 / 25)
