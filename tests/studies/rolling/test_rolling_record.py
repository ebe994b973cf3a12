"""The records of notebook 16 are what their code makes, and a lead is called one only where errors and seeds allow."""

from itertools import product
from typing import Any

import nbformat
import numpy as np
import pytest
from claiming import one_line
from notebook_calls import NOTEBOOKS
from rolling_oracle import ways_to_swap

from lstm_lesson.data.series import load_series
from lstm_lesson.data.signals import noise
from lstm_lesson.studies.rolling import holt_winters, live, mistakes, record
from lstm_lesson.studies.rolling.networks import FULL, QUICK, Search
from lstm_lesson.studies.rolling.origins import HORIZONS, N_AHEAD
from lstm_lesson.studies.rolling.rivals import Fitted, choose_ar, choose_map, fit_ar, fit_map
from lstm_lesson.studies.rolling.scores import LSTM, RIVALS, WORDS, Scores, recorded_scores, table
from lstm_lesson.training.recording import Recording

PLACES = [(name, steps) for name in record.SERIES for steps in HORIZONS]


@pytest.mark.parametrize("name", record.SERIES)
def test_every_rival_has_a_forecast_from_every_origin_for_every_seed(name):
    scores = recorded_scores(name)
    assert tuple(scores.forecasts) == RIVALS
    for rival, ahead in scores.forecasts.items():
        assert ahead.shape == (5 if rival == LSTM else 1, len(scores.split.test), N_AHEAD)
        assert np.isfinite(ahead).all()


@pytest.mark.parametrize("name", record.SERIES)
def test_no_value_of_the_test_was_filled_in(name):
    series, of = record.series(name), record.split(name)
    assert not series.filled[of.n_known :].any()


@pytest.mark.parametrize("name", record.SERIES)
def test_the_recipe_that_was_chosen_has_the_lowest_cost_and_so_has_each_view_s(name):
    of, found = record.split(name), record.recorded(name)
    recipes = FULL.recipes(of)
    assert len(found.costs) == len(recipes) == 5 * 18
    assert recipes[int(found.costs.argmin())] == found.lstm.recipe(of)
    assert len(found.by_view) == 5
    chosen = found.by_view[str(found.lstm.view)]
    np.testing.assert_allclose(chosen, found.forecasts[LSTM][:, :, [h - 1 for h in HORIZONS]], rtol=1e-6)


@pytest.mark.parametrize("name", record.SERIES)
def test_what_ar_and_the_map_choose_now_is_as_cheap_as_what_was_recorded(name):
    of, found = record.split(name), record.recorded(name)
    (ar, tried_ar), (linear, tried_map) = choose_ar(of), choose_map(of)
    assert (tried_ar, tried_map) == (120, 150)  # as the notebook says
    then: dict[str, Fitted] = {
        "ar": fit_ar(of, found.ar.p, list(of.views)[found.ar.view]),
        "linear": fit_map(of, found.linear.length, found.linear.ridge, list(of.views)[found.linear.view]),
    }
    for rival, now in (("ar", ar), ("linear", linear)):
        costs = [of.cost(fitted.forecast(of, of.choosing)) for fitted in (now, then[rival])]
        assert costs[0] == pytest.approx(costs[1], rel=1e-6)


@pytest.mark.parametrize(("name", "steps"), PLACES)
def test_errors_and_leads_are_those_of_a_loop_over_origins(name, steps):
    scores, x = recorded_scores(name), record.series(name).values
    first_origin = round(0.7 * len(x))
    means = {}
    for rival, ahead in scores.forecasts.items():
        errors = [
            abs(float(ahead[seed, row, steps - 1]) - x[first_origin + row + steps - 1])
            for seed in range(len(ahead))
            for row in range(ahead.shape[1])
        ]
        means[rival] = sum(errors) / len(errors)
        assert scores.mean(rival, steps) == pytest.approx(means[rival], rel=1e-6)
    lead = scores.lead(steps)
    assert [lead.first, lead.second] == sorted(means, key=lambda rival: means[rival])[:2]
    assert lead.p == pytest.approx(ways_to_swap(scores, lead.first, lead.second, steps))


def scores_of(length: int, **errors: np.ndarray) -> Scores:
    """Scores of a series at 0, whose forecasts are their own errors."""
    ahead = {name: np.broadcast_to(e[..., None], (*e.shape, N_AHEAD)) for name, e in errors.items()}
    return Scores("zeros", "", record.Split(np.zeros(length)), ahead, {})


@pytest.mark.parametrize(("length", "n_blocks"), [(240, 5), (300, 6)])
def test_a_lead_needs_blocks_that_agree_and_every_seed(length, n_blocks):
    n = len(record.Split(np.zeros(length)).test)
    one, seeds = np.full((1, n), 2.0), np.full((3, n), 1.0)
    assert n // 12 == n_blocks
    lead = scores_of(length, ar=one, forecast=seeds).lead(1)
    assert (lead.first, lead.second, lead.p) == (LSTM, "ar", 2 / 2**n_blocks)
    assert lead.clear == (n_blocks == 6)  # five blocks are too few
    stray = np.stack([seeds[0], seeds[0], 2.5 * seeds[0]])  # on the other side, though the mean is not
    lead = scores_of(length, ar=one, forecast=stray).lead(12)
    assert (lead.first, lead.p) == (LSTM, 2 / 2**n_blocks)
    assert not lead.clear


def test_no_lead_can_be_clear_below_275_values_and_the_table_says_so():
    for length in range(120, 700):
        n = len(record.Split(np.zeros(length)).test)
        scores = scores_of(length, ar=np.full((1, n), 2.0), forecast=np.full((3, n), 1.0))  # parted in every block
        assert scores.lead(1).p == scores.least_p
        assert scores.lead(1).clear == (length >= 275)
        assert ("too short for a clear lead" in table(scores)) == (length < 275)


def test_without_a_season_an_lstm_of_one_s_own_has_six_settings_and_ten_with_one():
    x = noise(240, rng=1)
    assert [len(QUICK.recipes(record.Split(x, season))) for season in (0, 12)] == [6, 10]


def test_the_table_marks_who_leads_and_all_between_whom_no_lead_is_clear():
    every = [recorded_scores(name) for name in record.SERIES]
    names, _, *lines = table(*every).splitlines()
    assert names.split() == list(record.SERIES)
    for line, rival in zip(lines, RIVALS, strict=True):
        assert line.startswith(WORDS[rival])
        numbers = line[16:].split()
        for number, (scores, steps) in zip(numbers, product(every, HORIZONS), strict=True):
            lead = scores.lead(steps)
            marked = rival == lead.first or (rival == lead.second and not lead.clear)
            assert number == f"{scores.mean(rival, steps):.3g}" + "*" * marked


def test_rivals_are_called_what_the_notebook_calls_them():
    (notebook,) = (path for path in NOTEBOOKS if path.stem.startswith("16_"))
    cells = nbformat.read(notebook, as_version=4).cells
    told = one_line("\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown"))
    assert [words for words in WORDS.values() if words not in told] == []


@pytest.mark.parametrize("name", record.SERIES)
def test_what_the_library_recorded_follows_from_its_numbers_step_by_step(name):
    found, of = holt_winters.recorded(name), record.split(name)
    ahead = holt_winters.step_by_step(of, found)
    np.testing.assert_allclose(ahead, found.forecasts, rtol=1e-4, atol=1e-4 * of.x.std())
    assert found.refitted.shape == found.forecasts.shape
    assert not np.allclose(found.refitted, found.forecasts, rtol=1e-6)


def test_without_the_library_nothing_else_is_missing(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "statsmodels.tsa.holtwinters", None)
    with pytest.raises(ImportError, match="statsmodels"):
        holt_winters.measure("sunspots")


def test_rows_measured_now_have_the_form_of_those_recorded(monkeypatch, tmp_path):
    monkeypatch.setattr(mistakes, "STEPS", 25)
    monkeypatch.setattr(record, "FULL", Search((24,), (4,), (0.01,), 25, (100,)))
    for study, key in ((mistakes, "random walk"), (record, "sunspots")):
        now = Recording("studies.now")
        now.path = tmp_path / f"{study.__name__}.npz"
        now.measure([(key,)], study.measure)
        kind: Any = mistakes.MistakesResult if study is mistakes else record.SeriesResult
        then = study.RECORDING.row(kind, key)
        made = now.row(kind, key)
        for field in vars(then):
            if isinstance(getattr(then, field), np.ndarray) and field != "costs":
                assert getattr(made, field).shape == getattr(then, field).shape, field
        if study is record:
            assert {n: a.shape for n, a in made.forecasts.items()} == {n: a.shape for n, a in then.forecasts.items()}


def test_shuffled_windows_overlap_with_those_fitted_to_and_windows_in_time_do_not():
    x = mistakes.values("random walk")
    for shuffled in (False, True):
        dealt = mistakes.parts(x, shuffled)
        forecast = {int(o) + h for o in dealt.fit for h in range(N_AHEAD)}
        asked = [int(o) + h for o in dealt.test for h in range(N_AHEAD)]
        leaked = np.mean([step in forecast for step in asked])
        assert leaked > 0.99 if shuffled else leaked == 0
        chosen_by = {int(o) + h for o in dealt.choose for h in range(N_AHEAD)}
        assert shuffled or (not chosen_by & forecast and not chosen_by & set(asked))
        every = np.concatenate([dealt.fit, dealt.choose, dealt.test])
        assert len(np.unique(every)) == len(every)


def test_the_range_is_that_of_the_first_half_or_of_everything():
    x = np.arange(100.0)
    assert mistakes.Range.of(x, everything=False).there(np.array([0.0, 49.0])).tolist() == [0, 1]
    assert mistakes.Range.of(x, everything=True).there(np.array([0.0, 99.0])).tolist() == [0, 1]
    scale = mistakes.Range.of(x, everything=False)
    np.testing.assert_allclose(scale.back(scale.there(x)), x)


@pytest.mark.parametrize("name", mistakes.SERIES)
def test_the_last_value_s_errors_are_those_of_a_loop(name):
    x, found = mistakes.values(name), mistakes.recorded(name)
    for shuffled in (False, True):
        test = mistakes.parts(x, shuffled).test
        errors = [abs(x[o - 1] - x[o + h]) for o in test for h in range(N_AHEAD)]
        assert found.last_value[int(shuffled)] == pytest.approx(np.mean(errors), rel=1e-5)


def test_a_series_of_one_s_own_is_compared_live_in_the_same_way(monkeypatch, tmp_path):
    monkeypatch.setattr(live, "QUICK", Search((24,), (4,), (0.01,), 50, (100,)))
    t = np.arange(240)
    values = 3 + np.sin(2 * np.pi * t / 12) + noise(240, 0.1, rng=1)
    path = tmp_path / "wave.csv"
    path.write_text(
        "month,wave\n" + "".join(f"{1990 + n // 12}-{n % 12 + 1:02},{v:.3f}\n" for n, v in enumerate(values))
    )
    scores = live.compare_forecasters(load_series(path))
    assert list(scores.errors) == ["last_value", "one_period_back", "ar", "linear", LSTM]
    assert scores.forecasts[LSTM].shape == (3, 61, N_AHEAD)
    assert scores.mean("linear", 12) < 0.5 * scores.mean("last_value", 3)
    *lines, too_short = table(scores).splitlines()
    assert len(lines) == 2 + 5
    assert too_short == "wave is too short for a clear lead: chance does as much in at least 6.2 %."
    assert "one_period_back" not in live.compare_forecasters(load_series(path), season=0).errors
    few = tmp_path / "few.csv"
    few.write_text("".join(f"{n},{n % 5}\n" for n in range(100)))
    with pytest.raises(ValueError, match="series must have at least 120 values to split; few has 100"):
        live.compare_forecasters(load_series(few))
