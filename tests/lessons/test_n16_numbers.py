"""What notebook 16, its questions and its guide say in numbers is what the series and the records give."""

from itertools import takewhile

import numpy as np
import pytest
from rolling_oracle import FOUR, SERIES, series_of, ways_to_swap, years

from lstm_lesson.lessons.n16_your_own_series import fooled_numbers, numbers
from lstm_lesson.studies.rolling import mistakes, record
from lstm_lesson.studies.rolling.origins import VIEWS, blocks
from lstm_lesson.studies.rolling.scores import LSTM, RIVALS, recorded_scores
from lstm_lesson.studies.rolling.sign_flip import sign_flip


def test_who_leads_where_is_as_the_notebook_says():
    leads = {(name, steps): lead for name, steps, lead in numbers.places()}
    assert [place for place, lead in leads.items() if lead.clear] == [("co2", 3)]
    assert leads["co2", 3].first == "linear"
    assert LSTM not in {lead.first for lead in leads.values()}
    duels = numbers.duels()
    assert duels["last value"] == {"better": 8, "worse": 0, "neither": 1}
    for rival in ("AR(p)", "linear map"):
        assert (duels[rival]["better"], duels[rival]["worse"]) == (0, 1)
    assert sum(sum(count.values()) for count in duels.values()) == 45
    assert [round(0.5 * len(series_of(name))) for name in SERIES] == [154, 262, 366]
    refitted = numbers.refitted_errors("co2")[1]
    assert refitted == pytest.approx(0.254, abs=5e-4)
    assert refitted < min(numbers.errors_of("co2", 1).values())


def test_only_one_defeat_of_the_lstm_is_more_than_45_comparisons_make_by_chance():
    """Holm (1979): the k-th smallest of 45 p is held against 0.05 / (45 - k)."""
    p_of = {
        (name, steps, rival): ways_to_swap(recorded_scores(name), LSTM, rival, steps)
        for name, steps, _ in numbers.places()
        for rival in RIVALS[:-1]
    }
    assert len(p_of) == 45
    in_order = sorted(p_of.items(), key=lambda item: item[1])
    sure = [place for place, _ in takewhile(lambda item: item[1] < 0.05 / (45 - in_order.index(item)), in_order)]
    lost = [at for at in sure if numbers.errors_of(*at[:2])[LSTM] > numbers.errors_of(*at[:2])[at[2]]]
    assert lost == [("elnino", 1, "holt_winters")]
    assert p_of["elnino", 1, "holt_winters"] < 0.001
    assert round(p_of["co2", 3, "linear"], 3) == 0.041
    assert round(p_of["elnino", 12, "ar"], 3) == 0.046


def test_the_view_with_the_least_error_one_month_ahead_was_not_the_one_chosen():
    of, chosen = record.split("co2"), record.recorded("co2").lstm.view
    costs = {view: fooled_numbers.cost_of("co2", view) for view in VIEWS}
    assert min(costs, key=costs.__getitem__) == VIEWS[chosen] == "change of that"
    assert (round(costs["changes"], 3), round(costs["change of that"], 3)) == (0.244, 0.235)
    for view, cost in costs.items():
        tried = zip(record.FULL.recipes(of), record.recorded("co2").costs, strict=True)
        assert cost == min(float(c) for recipe, c in tried if recipe.view == view)
    errors = numbers.errors_of("co2", 1)
    assert fooled_numbers.outside_in_short("co2", "changes", 1) < errors["linear"] < errors[LSTM]
    assert round(errors["linear"], 3) == 0.294
    by_view = fooled_numbers.beyond_range(1, 2, 0)
    scores = recorded_scores("co2")
    of_view = blocks(np.abs(by_view.ahead - by_view.x[by_view.target]).mean(axis=0))
    assert sign_flip(of_view, scores.by_block("linear", 1)) > 0.05  # no clear lead


def test_one_season_is_the_last_value_twelve_months_ahead():
    for steps, last, season in ((1, "1.13", "1.5"), (3, "2.9", "1.49"), (12, "1.49", "1.49")):
        errors = numbers.errors_of("co2", steps)
        assert (f"{errors['last_value']:.3g}", f"{errors['one_period_back']:.3g}") == (last, season)
    forecasts = record.recorded("co2").forecasts
    np.testing.assert_array_equal(forecasts["last_value"][..., 11], forecasts["one_period_back"][..., 11])


def test_the_trend_leaves_the_range_as_the_notebook_says():
    x, first = series_of("co2"), round(0.7 * len(series_of("co2")))
    assert 339 < x[:262].max() < 340
    assert (years("co2")[262], round(years("co2")[first], 2)) == (1980 + 1 / 12, 1988.92)
    assert round(x[first:].min()) == 350
    assert x[-12:].min() > 367
    assert round(x.max()) == 374
    one_month = record.recorded("co2").by_view["0"][:, :, 0]
    assert 339.4 > x[:262].max() > 339.3
    assert x[:262].max() < one_month.min()
    assert 349 < one_month.max() < 350
    years_apart = x[-23:-11].mean() - x[first : first + 12].mean()  # the first and the last year that are forecast
    rises = one_month[:, -12:].mean(axis=1) - one_month[:, :12].mean(axis=1)
    assert (rises < 2).all()
    assert years_apart > 16
    changes = np.diff(x)
    learned, tested = changes[:261], changes[first - 1 :]
    assert learned.min() < tested.min() < tested.max() < learned.max()
    errors = {view: fooled_numbers.outside_in_short("co2", view, 1) for view in VIEWS}
    assert (round(errors["as it is"], 1), round(errors["changes"], 2)) == (14.7, 0.28)
    assert round(100 * fooled_numbers.beyond_range(2, 0, 0).outside) == 2
    units = {r.n_hidden for r in record.FULL.recipes(record.split("co2"))}
    assert units == {8, 24}
    assert len(record.FULL.recipes(record.split("co2"))) == 90


def test_echoes_are_as_the_notebook_says():
    back, there, here, change = fooled_numbers.echo_in_short("random walk")
    assert (back, round(there, 2), round(here, 2), round(change, 2)) == (2, 0.99, 0.96, -0.15)
    lstm, last = fooled_numbers.one_step_errors("random walk")
    assert (round(lstm, 2), round(last, 2)) == (1.16, 0.78)
    assert 1.4 < lstm / last < 1.6
    assert fooled_numbers.echo_in_short("elnino")[0] == 0
    assert round(fooled_numbers.echo_in_short("sunspots")[3], 2) == 0.23
    assert [round(error, 1) for error in fooled_numbers.one_step_errors("sunspots")] == [30.7, 23.9]
    walk, ahead = series_of("random walk"), mistakes.recorded("random walk").ahead
    by_loop = [sum(abs(f - walk[280 + k]) for k, f in enumerate(seed)) / len(seed) for seed in ahead]
    assert float(np.median(by_loop)) == pytest.approx(lstm, rel=1e-6)


def test_mistakes_flatter_as_the_notebook_says():
    found = {name: fooled_numbers.mistakes_in_short(name) for name in FOUR}
    assert [round(value, 2) for value in found["random walk"]] == [2.44, 2.39, 1.58, 2.21, 2.22, 1.98]
    assert all(shuffled < 0.75 * true for true, _, shuffled, *_ in found.values())
    assert found["random walk"][2] < mistakes.recorded("random walk").last_value[1]
    assert round(float(mistakes.recorded("random walk").last_value[1]), 2) == 1.98
    for name, scaler, seed in (("co2", 0.32, 0.26), ("elnino", -0.01, 0.05), ("random walk", 0.02, 0.09)):
        true, scaled, _, best, *_ = found[name]
        assert (round(1 - scaled / true, 2), round(1 - best / true, 2)) == (scaler, seed)
    assert [f"{v:.3g}" for v in found["co2"]] == ["5.09", "3.45", "0.62", "3.75", "2.64", "2.39"]
