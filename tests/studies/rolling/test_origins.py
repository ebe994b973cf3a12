"""No forecast sees what comes after its origin, and each view of a series can be undone."""

import numpy as np
import pytest
from cases import every_refusal
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_lesson.data.baselines import last_value, one_period_back
from lstm_lesson.studies.rolling.networks import QUICK, Recipe, trained, training
from lstm_lesson.studies.rolling.origins import HORIZONS, N_AHEAD, VIEWS, Split, blocks, pairs, undone, windows_before
from lstm_lesson.studies.rolling.rivals import (
    LENGTHS,
    Fitted,
    LastValue,
    SeasonalNaive,
    choose_ar,
    choose_map,
    fit_ar,
    fit_map,
)


def noisy_wave(T: int = 200, season: int = 12) -> np.ndarray:
    t = np.arange(T)
    return 0.05 * t + np.sin(2 * np.pi * t / season) + 0.2 * np.random.default_rng(0).standard_normal(T)


SPLIT = Split(noisy_wave(), 12)


def test_the_parts_follow_each_other_and_share_no_value_to_forecast():
    of = SPLIT
    assert (of.n_train, of.n_known) == (100, 140)
    assert of.choosing[0] == 100
    assert of.choosing[-1] + N_AHEAD == 140
    assert of.test[0] == 140
    assert of.test[-1] + N_AHEAD == 200
    np.testing.assert_array_equal(of.truth(of.test)[0], of.x[140:152])
    np.testing.assert_array_equal(of.truth(of.test)[-1], of.x[-12:])


@given(season=st.integers(2, 20), seed=st.integers(0, 99), view=st.sampled_from(VIEWS), length=st.integers(1, 30))
@settings(max_examples=80, deadline=None)
def test_what_a_view_shows_of_the_future_undone_is_the_future(season, seed, view, length):
    of = Split(np.cumsum(np.random.default_rng(seed).standard_normal(200)), season)
    past, following = pairs(of.x, of.views[view], of.test, length)
    assert past.shape == (len(of.test), length)
    np.testing.assert_allclose(undone(of.x, of.views[view], of.test, following), of.truth(of.test), atol=1e-9)


def test_each_view_is_what_its_name_says():
    x, origins, s = SPLIT.x, np.array([150]), 12
    wanted = {
        "as it is": [x[t] for t in range(147, 150)],
        "from the last value": [x[t] - x[149] for t in range(147, 150)],
        "changes": [x[t] - x[t - 1] for t in range(147, 150)],
        "change in a season": [x[t] - x[t - s] for t in range(147, 150)],
        "change of that": [x[t] - x[t - s] - x[t - 1] + x[t - 1 - s] for t in range(147, 150)],
    }
    assert tuple(SPLIT.views) == VIEWS == tuple(wanted)
    for name, values in wanted.items():
        np.testing.assert_allclose(windows_before(x, SPLIT.views[name], origins, 3), [values])
    assert tuple(Split(x).views) == VIEWS[:3]


FITTED: dict[str, Fitted] = {
    "last value": LastValue(),
    "one season back": SeasonalNaive(),
    **{f"AR {view}": fit_ar(SPLIT, 5, view) for view in VIEWS if view != "from the last value"},
    **{f"map {view}": fit_map(SPLIT, 24, 0.01, view) for view in VIEWS},
    **{f"LSTM {view}": trained(SPLIT, Recipe(view, 24, 4, 0.01, 30), 0) for view in VIEWS},
}


@pytest.mark.parametrize("name", FITTED)
def test_a_forecast_does_not_change_when_what_comes_after_its_origin_does(name):
    changed = SPLIT.x.copy()
    changed[160:] += 100
    before, after = (FITTED[name].forecast(Split(x, 12), np.array([150, 160])) for x in (SPLIT.x, changed))
    np.testing.assert_array_equal(before, after)
    changed[159] += 100  # known at the second origin, not yet at the first
    other = FITTED[name].forecast(Split(changed, 12), np.array([150, 160]))
    np.testing.assert_array_equal(other[0], before[0])
    assert (other[1] != before[1]).any()


@pytest.mark.parametrize("name", FITTED)
def test_what_is_fitted_does_not_change_when_what_comes_after_the_first_half_does(name):
    changed = SPLIT.x.copy()
    changed[100:] *= -3
    kind, _, view = name.partition(" ")
    anew = {
        "AR": lambda of: fit_ar(of, 5, view).fitted.coefficients,
        "map": lambda of: fit_map(of, 24, 0.01, view).weights,
    }
    if kind in anew:
        np.testing.assert_array_equal(anew[kind](Split(changed, 12)), anew[kind](SPLIT))


def test_an_lstm_owes_nothing_to_the_test_neither_its_weights_nor_its_validation_losses():
    changed = SPLIT.x.copy()
    changed[140:] *= -3  # the test
    found = []
    for x in (changed, SPLIT.x):
        fitted, fit = training(Split(x, 12), Recipe("changes", 24, 4, 0.01, 60), 0)
        found.append((fitted, [(progress.loss, progress.validation_loss) for progress in fit]))
    (now, losses), (then, losses_then) = found
    assert losses == losses_then
    for name, w in now.network.weights.items():
        np.testing.assert_array_equal(w, then.network.weights[name])
    assert now.scaler.mean == then.scaler.mean


def test_simple_forecasts_are_those_of_the_baselines_at_each_origin():
    for row, origin in enumerate(SPLIT.test):
        known = SPLIT.x[:origin]
        np.testing.assert_array_equal(LastValue().forecast(SPLIT, SPLIT.test)[row], last_value(known, N_AHEAD))
        seasonal = SeasonalNaive().forecast(SPLIT, SPLIT.test)[row]
        np.testing.assert_array_equal(seasonal, one_period_back(known, N_AHEAD, 12))


def test_an_ar_of_changes_is_added_up_step_by_step():
    fitted = fit_ar(SPLIT, 2, "changes")
    (a_1, a_2), b = fitted.fitted.coefficients, float(fitted.fitted.intercept)
    for row, origin in enumerate(SPLIT.test[:5]):
        x = list(SPLIT.x[:origin])
        for _ in range(N_AHEAD):
            x.append(x[-1] + a_1 * (x[-1] - x[-2]) + a_2 * (x[-2] - x[-3]) + b)
        np.testing.assert_allclose(fitted.forecast(SPLIT, SPLIT.test)[row], x[origin:], rtol=1e-9)


def test_the_linear_map_solves_the_normal_equations_with_ridge():
    length, ridge = 6, 0.1
    fitted = fit_map(SPLIT, length, ridge, "as it is")
    rows = [(SPLIT.x[o - length : o], SPLIT.x[o : o + N_AHEAD]) for o in range(length, 100 - N_AHEAD + 1)]
    past, following = (np.array(part) for part in zip(*rows, strict=True))
    around, level = past - past.mean(axis=0), following - following.mean(axis=0)
    gram = around.T @ around + len(rows) * ridge * past.var() * np.eye(length)
    np.testing.assert_allclose(fitted.weights, np.linalg.solve(gram, around.T @ level), rtol=1e-8)
    ahead = fitted.forecast(SPLIT, SPLIT.test)[3]
    window = SPLIT.x[SPLIT.test[3] - length : SPLIT.test[3]]
    np.testing.assert_allclose(ahead, following.mean(axis=0) + (window - past.mean(axis=0)) @ fitted.weights)


def test_the_choice_is_the_cheapest_of_all_and_the_cost_is_that_of_a_loop():
    def cost(fitted) -> float:
        shares = []
        for h in HORIZONS:
            own = [abs(fitted.forecast(SPLIT, np.array([o]))[0, h - 1] - SPLIT.x[o + h - 1]) for o in SPLIT.choosing]
            stale = [abs(SPLIT.x[o - 1] - SPLIT.x[o + h - 1]) for o in SPLIT.choosing]
            shares.append(sum(own) / sum(stale))
        return sum(shares) / len(shares)

    ar, tried = choose_ar(SPLIT)
    assert tried == 30 * 4
    assert cost(ar) == pytest.approx(SPLIT.cost(ar.forecast(SPLIT, SPLIT.choosing)))
    assert all(
        cost(ar) <= cost(fit_ar(SPLIT, p, view)) + 1e-9 for p in (1, 2, 12, 30) for view in ("as it is", "changes")
    )
    linear, tried = choose_map(SPLIT)
    assert tried == 5 * len(LENGTHS) * 5
    assert all(cost(linear) <= cost(fit_map(SPLIT, 12, ridge, "as it is")) + 1e-9 for ridge in (0.0, 0.1))


def test_every_recipe_of_a_search_is_tried_on_each_view_that_leaves_enough_windows():
    assert len(QUICK.recipes(SPLIT)) == 5 * 2
    assert {recipe.view for recipe in QUICK.recipes(Split(noisy_wave(124), 12))} == set(VIEWS[:3])  # 62 − 13 is too few


def test_blocks_are_means_of_neighbours_with_at_least_12_origins_each():
    errors = np.arange(100.0)
    found = blocks(errors)
    assert len(found) == 8
    assert found[0] == np.arange(13).mean()
    assert found[-1] == np.arange(88, 100).mean()
    assert blocks(np.zeros((3, 999))).shape == (3, 16)
    assert blocks(np.arange(5.0)).tolist() == [2.0]


test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: Split(np.zeros(119)), "x must have at least 120 values to be split in three; got 119"),
    (lambda: Split(noisy_wave(), 1), "season must be 0 .* or from 2 to 20 steps, .* got 1"),
    (lambda: Split(noisy_wave(), 21), "season must be 0 .* or from 2 to 20 steps, .* got 21"),
    (lambda: Split(noisy_wave(), -1), "season must be a whole number of at least 0"),
    (lambda: Split(noisy_wave()[:, None]), "x must have shape"),
)
