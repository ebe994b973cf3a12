"""AR(p) and the linear map solve what they say they solve, and lose nothing by being fitted to many windows at once."""

import numpy as np
import pytest
from cases import every_refusal

from lstm_lesson.data.baselines import damped_sine_coefficients
from lstm_lesson.studies.limits import waves as limits
from lstm_lesson.studies.limits.linear import SHRINKS, WindowAR, chosen, fit_linear_map

NOISY = limits.draw(6, 1, noise=0.05)
CLEAN = limits.draw(6, 1)


def equations(series: np.ndarray, p: int, length: int) -> tuple[np.ndarray, np.ndarray]:
    """The past values, the latest first, and what follows them, one row at a time."""
    v = list(series[-length:] - 0.5)
    rows = range(p, length)
    return np.array([[v[t - k] for k in range(1, p + 1)] for t in rows]), np.array([v[t] for t in rows])


def ridge(past: np.ndarray, following: np.ndarray, shrink: float) -> np.ndarray:
    """Solve the equations with a row more for each coefficient; without shrink, plain least squares."""
    more = np.sqrt(shrink) * np.linalg.norm(past, 2) * np.eye(past.shape[1])
    return np.linalg.lstsq(np.vstack([past, more]), np.append(following, np.zeros(len(more))))[0]


def of_rank_two(past: np.ndarray, following: np.ndarray, _: str) -> np.ndarray:
    """Solve the nearest equations of rank two."""
    values, vectors = np.linalg.eigh(past.T @ past)
    two = vectors[:, -2:]  # of the two largest eigenvalues, the squared singular values
    return two @ (two.T @ (past.T @ following) / values[-2:])


@pytest.mark.parametrize(("p", "length"), [(2, 50), (2, 5), (6, 40), (8, 20), (12, 50), (20, 50)])
@pytest.mark.parametrize("shrink", SHRINKS)
def test_coefficients_are_those_of_the_equations_of_each_window(p, length, shrink):
    solved = of_rank_two if shrink == "rank 2" else ridge
    wanted = [solved(*equations(series, p, length), shrink) for series in NOISY.x.T]
    np.testing.assert_allclose(WindowAR(p, length, shrink).coefficients(NOISY.x), wanted, rtol=1e-6, atol=1e-9)


def test_ar2_finds_the_closed_form_on_clean_waves_and_forecasts_them_to_1e_12():
    ar = WindowAR(2)
    for found, period, decay in zip(ar.coefficients(CLEAN.x), CLEAN.new_period, CLEAN.decay, strict=True):
        np.testing.assert_allclose(found, damped_sine_coefficients(period, decay), atol=1e-12)
    assert abs(ar.forecast(CLEAN.x, 5) - CLEAN.y).max() < 1e-12


@pytest.mark.parametrize("p", range(2, 21))
def test_every_order_is_exact_on_clean_waves(p):
    assert abs(WindowAR(p).forecast(CLEAN.x, 5) - CLEAN.y).max() < 1e-9


def test_forecast_lives_on_its_own_forecasts():
    ar = WindowAR(3, 30, 0.001)
    known = list(NOISY.x[:, 2] - 0.5)
    a = ar.coefficients(NOISY.x)[2]
    for _ in range(7):
        known.append(a[0] * known[-1] + a[1] * known[-2] + a[2] * known[-3])
    np.testing.assert_allclose(ar.forecast(NOISY.x, 7)[2], np.array(known[50:]) + 0.5)


def test_chosen_order_has_the_smallest_validation_error_of_all():
    waves = limits.draw(30, 2, noise=0.02, since=15)
    x = waves.x[-20:]
    error = {}
    for p in range(2, 21):
        for length in (20, 15, 10, 5):
            for shrink in SHRINKS:
                if length >= 2 * p:
                    ar = WindowAR(p, length, shrink)
                    error[ar] = abs(ar.forecast(x, 5) - waves.y).mean()
    best = chosen(x, waves.y)
    assert error[best] == pytest.approx(min(error.values()), rel=1e-12)


def test_skipped_steps_are_bridged_and_not_scored():
    waves = limits.draw(30, 2, noise=0.01)
    best = chosen(waves.x[:40], waves.y, skipped=10)
    far = best.forecast(waves.x[:40], 15)
    assert abs(far[:, 10:] - waves.y).mean() < 0.3 * abs(0.5 - waves.y).mean()


test_what_cannot_be_fitted_is_refused_by_name = every_refusal(
    (lambda: WindowAR(3, 5), "p must be"), (lambda: WindowAR(2, 5, 0.5), "shrink must be")
)


def test_linear_map_is_the_least_squares_solution_and_gives_no_weight_to_what_never_changes():
    many = limits.draw(400, 3, noise=0.05, gap=10)
    fitted = fit_linear_map(many.x, many.y)
    x = many.x[:40] - 0.5
    wanted = np.linalg.solve(x @ x.T, x @ (many.y - 0.5))
    np.testing.assert_allclose(fitted.weights[:40], wanted, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(fitted.weights[40:], 0, atol=1e-12)
    np.testing.assert_allclose(fitted.forecast(many.x), 0.5 + x.T @ wanted, atol=1e-8)


def test_one_linear_map_serves_all_periods_where_there_is_no_noise():
    many, new = limits.draw(5000, 3), limits.draw(500, 4)
    assert abs(fit_linear_map(many.x, many.y).forecast(new.x) - new.y).mean() < 1e-5
