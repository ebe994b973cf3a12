"""Runs side by side learn as each would alone, and as the course's forecaster; the record is what they gave."""

import numpy as np
import pytest
from cases import every_refusal

from lstm_lesson.data.baselines import mean_absolute_error
from lstm_lesson.data.signals import damped_sines
from lstm_lesson.nn.variants import VARIANTS
from lstm_lesson.studies import side_by_side as race
from lstm_lesson.studies import variant_comparison as record
from lstm_lesson.studies.adding import adding_sequences
from lstm_lesson.studies.mann_whitney import mann_whitney
from lstm_lesson.studies.side_by_side import Runs
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.task import Settings


def steps(runs: Runs, n: int) -> Runs:
    """Take n steps of a full training."""
    for progress in runs.fit():
        if progress.step == n:
            return runs
    raise AssertionError


# ---- The tasks


def test_noisy_sines_are_damped_sines_observed_with_noise_and_asked_for_without():
    rng = np.random.default_rng(3)
    period, decay = rng.uniform(10, 20, 400), rng.uniform(0.01, 0.1, 400)
    clean = damped_sines(55, period, decay)
    x, y = race.noisy_sines(400, 3)
    assert x.shape == (50, 400, 1)
    assert mean_absolute_error(y, clean[50:].T) == 0
    noise = x[:, :, 0] - clean[:50]
    assert noise.mean() == pytest.approx(0, abs=0.002)
    assert noise.std() == pytest.approx(0.05, abs=0.001)
    assert race.TASKS["sine"].name == "damped sine with noise"


def test_short_sums_are_the_adding_problem_of_forty_steps():
    for ours, theirs in zip(race.TASKS["adding"].draw(7, 5), adding_sequences(40, 7, 5), strict=True):
        assert (ours == theirs).all()


# ---- The training


@pytest.mark.parametrize("task", race.TASKS)
def test_np_learns_as_the_courses_forecaster_with_an_lstm_does(task):
    runs, of = Runs("NP", task, [Settings(0.03)], [4]), race.TASKS[task]
    theirs = Forecaster(of.n_inputs, race.N_HIDDEN, of.n_outputs)
    names = ["layer0.W_x", "layer0.W_h", "layer0.b", "W_y", "b_y"]
    first = runs._use(runs.parameters)
    start = [*runs.cell.weights.values(), first[0], first[1][..., 0]]
    theirs.weights = {name: weight[0] for name, weight in zip(names, start, strict=True)}
    x, y = of.draw(of.batch_size, 5)
    columns, rows = runs._columns((x, y))
    loss, gradient = runs._loss_and_gradient(columns, rows[None])
    their_loss, their_gradient = theirs._network().loss_and_gradient(x.astype(np.float32), y.astype(np.float32))
    assert loss[0] == pytest.approx(their_loss, rel=1e-4)
    assert np.linalg.norm(gradient) == pytest.approx(np.linalg.norm(their_gradient), rel=1e-4)
    training = of.fit(theirs, Settings(0.03), np.random.default_rng((4, 1)), validate_every=10)
    for ours, their in zip(runs.fit(), training, strict=False):
        assert ours.loss == pytest.approx(their.loss, rel=2e-3), ours.step
        if ours.step == 20:
            break
    assert runs._errors(runs.parameters, *runs._validation)[0] == pytest.approx(their.validation_loss, rel=1e-3)


def test_each_run_learns_as_it_would_alone():
    each, seeds = [Settings(0.01), Settings(0.1, 3.0), Settings(0.03, 5.0, -1.0)], [0, 0, 1]
    together = steps(Runs("FGR", "sine", each, seeds), 8)
    for r, (settings, seed) in enumerate(zip(each, seeds, strict=True)):
        alone = steps(Runs("FGR", "sine", [settings], [seed]), 8)
        np.testing.assert_allclose(together.parameters[r], alone.parameters[0], rtol=1e-3, atol=1e-4)


def test_gradient_of_each_run_is_clipped_by_its_own_norm(monkeypatch):
    runs, norms = Runs("V", "sine", [Settings(0.01)] * 2, [0, 1]), []
    found = runs._loss_and_gradient

    def norm(gradient):
        return np.linalg.norm(gradient, axis=1, keepdims=True)

    def steeper(x, y):
        loss, gradient = found(x, y)
        return loss, gradient * np.array([[0.5], [1000]], np.float32) / norm(gradient)

    monkeypatch.setattr(runs, "_loss_and_gradient", steeper)
    monkeypatch.setattr(race.optimise.Adam, "update", lambda adam, gradient, rate: norms.append(norm(gradient)))
    steps(runs, 1)
    np.testing.assert_allclose(norms, [[[0.5], [1.0]]], rtol=1e-5)


def test_run_that_diverges_counts_with_its_best_weights_and_leaves_the_others_alone():
    both = steps(Runs("NOAF", "sine", [Settings(0.03), Settings(1e6)], [0, 0]), 50)
    alone = steps(Runs("NOAF", "sine", [Settings(0.03)], [0]), 50)
    assert list(both.diverged) == [False, True]
    start = Runs("NOAF", "sine", [Settings(1e6)], [0]).error[0]
    assert both.error[1] <= start
    assert both.test_error()[1] == pytest.approx(start, rel=0.2)
    np.testing.assert_allclose(both.error[0], alone.error[0], rtol=1e-3)


def test_kept_weights_are_those_of_the_lowest_validation_error():
    runs = steps(Runs("V", "adding", [Settings(0.3)], [2]), 50)
    assert runs._errors(runs.best_parameters, *runs._validation)[0] == pytest.approx(runs.error[0], rel=1e-6)


@pytest.mark.parametrize("name", VARIANTS)
def test_all_variants_begin_with_the_same_head_and_the_same_candidate(name):
    ours, theirs = (Runs(variant, "sine", [Settings(0.01)], [3]) for variant in (name, "V"))
    for mine, other in zip(ours._use(ours.parameters), theirs._use(theirs.parameters), strict=True):
        assert (mine == other).all()
    g, H = ours.cell.variant.blocks.index("g"), race.N_HIDDEN
    candidate = ours.cell.weights["W_h"][:, g * H : (g + 1) * H]
    assert (candidate == theirs.cell.weights["W_h"][:, 2 * H : 3 * H]).all()


# ---- The record


@pytest.mark.parametrize("task", race.TASKS)
def test_record_holds_every_variant_with_ten_seeds_at_four_learning_rates(task):
    of = record.recorded()[task]
    assert list(of) == [*VARIANTS, "V, i shut"]
    for name, found in of.items():
        biases = 1 if name == "NFG" else 3
        assert found.choosing.shape == (biases, 4, 3)
        assert found.test.shape == found.diverged.shape == (4, 10)
        assert found.validation.shape == (4, 10, race.STEPS // race.VALIDATE_EVERY)
        assert (np.diff(found.validation) <= 0).all()
        assert np.isfinite(found.test).all()
        bias, rate = found.best
        assert np.median(found.choosing[bias, rate]) == np.median(found.choosing, axis=-1).min()
        assert found.settings == Settings((0.01, 0.03, 0.1, 0.3)[rate], (1, 3, 5)[bias])
        assert (found.errors == found.test[rate]).all()


def test_seeds_that_choose_the_settings_are_not_those_compared_nor_those_of_the_class():
    assert not set(record.CHOOSING_SEEDS) & set(record.SEEDS)
    assert not set(record.LIVE_SEEDS) & {*record.SEEDS, *record.CHOOSING_SEEDS}


def test_comparison_is_with_v_at_the_same_choice_of_learning_rate():
    for rate in range(5):
        now = record.comparison(rate)
        for task, of in record.recorded().items():
            errors = {name: of[name].test[rate - 1] if rate else of[name].errors for name in VARIANTS}
            for name, e in errors.items():
                assert (now.errors[task][name] == e).all()
                assert now.times_v[task][name] == pytest.approx(np.median(e) / np.median(errors["V"]))
                assert now.by_chance[task][name] == mann_whitney(e, errors["V"])
            worse, better = (now.named(task, worse=which) for which in (True, False))
            differ = [name for name in VARIANTS if now.by_chance[task][name] < 0.05 / 16]
            assert sorted(worse + better) == sorted(differ)
            assert all(now.times_v[task][name] > 1 for name in worse)


def test_race_of_the_class_has_the_best_settings_and_seeds_of_its_own():
    learners = record.live_race("sine").learners
    assert list(learners) == ["V", "NFG", "NOAF", "CIFG"]
    for name, runs in learners.items():
        assert set(runs.learning_rates) == {record.recorded()["sine"][name].settings.learning_rate}
        assert runs.seeds == list(record.LIVE_SEEDS)
    assert record.live_race("sine", 205).learners["V"].seeds == [205, 206, 207, 208, 209]


# ---- What the notebook says of it


def test_parts_without_which_v_is_worse_and_the_cell_that_is_better_are_those_named():
    now = record.comparison()
    assert (now.named("sine", worse=True), now.named("sine", worse=False)) == (["NFG"], ["CIFG"])
    assert (now.named("adding", worse=True), now.named("adding", worse=False)) == (["NIG"], ["CIFG"])
    times = {task: {name: round(factor, 2) for name, factor in of.items()} for task, of in now.times_v.items()}
    sine, sums = times["sine"], times["adding"]
    assert (sine["NFG"], sine["NIG"], sine["NOG"], sine["NOAF"], sine["NP"]) == (3.61, 1.32, 1.24, 0.90, 0.86)
    assert (sums["NFG"], round(sums["NIG"]), sums["NOG"], sums["NOAF"], sums["NP"]) == (0.95, 243, 1.17, 0.54, 1.02)
    assert now.by_chance["sine"]["NIG"] == pytest.approx(0.12, abs=0.005)


def test_means_and_ranks_of_the_sums_tell_different_stories():
    errors = record.comparison().errors["adding"]
    assert (errors["V"].min(), errors["V"].max()) == pytest.approx((0.0001, 0.009), rel=0.2)
    assert errors["V"].mean() / errors["NP"].mean() == pytest.approx(5.6, abs=0.05)
    assert record.comparison().by_chance["adding"]["NP"] == pytest.approx(0.68, abs=0.005)
    assert (np.sort(errors["V"])[-3:] > 0.0025).all()
    assert np.sort(errors["V"])[-4] < 0.00075


def test_start_explains_cifgs_lead_on_the_sums_but_not_on_the_sine():
    of = record.recorded()
    sums, sine = ({name: of[task][name].errors for name in (record.I_SHUT, "CIFG", "V")} for task in ("adding", "sine"))
    assert mann_whitney(sums[record.I_SHUT], sums["CIFG"]) == pytest.approx(0.14, abs=0.005)
    assert mann_whitney(sums[record.I_SHUT], sums["V"]) < record.SIGNIFICANT
    assert mann_whitney(sine[record.I_SHUT], sine["CIFG"]) < record.SIGNIFICANT
    assert np.median(sine["CIFG"]) < np.median(sine[record.I_SHUT])


def test_one_learning_rate_for_all_turns_the_ranking_round():
    low, high = record.comparison(1), record.comparison(3)
    assert set(low.named("sine", worse=False)) == {"NIG", "NOG"}
    assert {"NIG", "NOG"} <= set(high.named("sine", worse=True))
    assert (low.times_v["sine"]["NIG"], high.times_v["sine"]["NIG"]) == pytest.approx((0.60, 2.23), abs=0.005)
    assert (low.by_chance["sine"]["NIG"], high.by_chance["sine"]["NIG"]) == pytest.approx((0.00001, 0.001), rel=0.1)
    v, nig = record.recorded()["sine"]["V"], record.recorded()["sine"]["NIG"]
    assert (v.settings.learning_rate, nig.settings.learning_rate) == (0.1, 0.03)
    medians = np.median(v.test, axis=1)
    assert medians[[0, 3]] / medians[2] == pytest.approx(3.6, abs=0.05)


def test_two_of_the_720_runs_diverged_both_at_the_highest_rate():
    found = [(name, of.diverged) for task in record.recorded().values() for name, of in task.items()]
    diverged = {name: lost.sum(axis=1).tolist() for name, lost in found if lost.any()}
    assert diverged == {"NIG": [0, 0, 0, 1], "NOG": [0, 0, 0, 1]}
    assert sum(lost.size for name, lost in found if name in VARIANTS) == 720


test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: Runs("V", "recall", [Settings()], [0]), "task must be one of sine, adding; got 'recall'"),
    (lambda: Runs("V", "sine", [Settings()], []), "must be of one length"),
    (lambda: Runs("V", "sine", [Settings(0.0)], [0]), "learning_rate must be"),
    (lambda: record.comparison(5), "rate must be a whole number from 0 to 4"),
)
