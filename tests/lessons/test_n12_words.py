"""What notebook 12 says in words holds, for the recorded network or for every seed."""

import forecast_oracles as oracle
import numpy as np
import pytest

from lstm_lesson.studies import sine_forecast, sine_seeds, unit_analysis
from lstm_lesson.studies.linear_probe import linear_probe, refitted_error
from lstm_lesson.studies.mann_whitney import mann_whitney
from lstm_lesson.studies.sine_forecast import TASK
from lstm_lesson.training.task import Settings

NETWORKS = [TASK.learner("LSTM"), sine_forecast.recorded()]


def test_words_about_units_hold():
    trained, untrained = (unit_analysis.over_training_range(network).medians for network in NETWORKS[::-1])
    assert [int((of[0] >= 0.9).sum()) for of in (untrained, trained)] == [8, 1]
    assert (trained[0].argmax(), trained[0].max().round(2)) == (11, 0.91)
    assert (trained[0][9].round(2), trained[0][13].round(2)) == (0.69, 0.89)
    look = unit_analysis.Opened(NETWORKS[1]).look(15, 0.03)
    assert look.order[:3].tolist() == [13, 11, 9]
    assert unit_analysis.Opened(NETWORKS[1]).look(10, 0.01).phase[9].round(2) == 0.66


def test_no_seed_has_more_followers_of_the_phase_after_its_training_than_before():
    for before, seed in zip(sine_seeds.untrained(), sine_seeds.recorded(), strict=True):
        first, last = (
            (unit_analysis.over_training_range(network).medians[0] >= 0.9).sum()
            for network in (before, seed.forecaster)
        )
        assert last <= first


def test_random_cells_are_nearly_linear_filters_and_trained_ones_are_not():
    for before, seed in zip(sine_seeds.untrained(), sine_seeds.recorded(), strict=True):
        assert unit_analysis.nonlinearity(before) == pytest.approx(0.02, abs=0.006)
        assert unit_analysis.nonlinearity(seed.forecaster) == pytest.approx(0.2, abs=0.05)
        moves = [
            np.ptp(unit_analysis.Opened(network).look(15, 0.03).trace.f, axis=0).mean()
            for network in (before, seed.forecaster)
        ]
        assert moves[0] < 0.03 < 0.15 < moves[1]  # the gates hardly move before


def test_with_equal_heads_every_trained_cell_beats_every_random_one_and_with_unequal_heads_not():
    before = [refitted_error(network) for network in sine_seeds.untrained()]
    seeds = sine_seeds.recorded()
    for trained in ([seed.forecaster_short for seed in seeds], [seed.forecaster for seed in seeds]):
        after = [refitted_error(network) for network in trained]
        assert max(after) < min(before)
        assert mann_whitney(before, after) == pytest.approx(2 / 252)
    assert mann_whitney(before, [seed.test_short for seed in seeds]) > 0.05


def test_random_units_with_forget_bias_3_and_a_fitted_head_err_no_more_than_those_with_bias_1():
    one, three = (
        [refitted_error(TASK.learner("LSTM", Settings(forget_bias=bias), seed)) for seed in range(5)] for bias in (1, 3)
    )
    assert np.median(three) < np.median(one)


def test_best_follower_of_the_envelope_follows_another_waves_as_well_on_every_seed():
    networks = [*sine_seeds.untrained(), *(seed.forecaster for seed in sine_seeds.recorded())]
    for network in networks:
        following = unit_analysis.over_training_range(network)
        unit = following.medians[1].argmax()
        own, other = (np.median(r[:, unit]) for r in (following.envelope, following.other_envelope))
        assert abs(own - other) < 0.03
        assert linear_probe(network, "envelope", 20)[0] > 0.995


def test_share_of_the_last_two_inputs_is_smaller_for_the_fifth_step_on_every_trained_seed():
    for seed in sine_seeds.recorded():
        opened, wave = unit_analysis.Opened(seed.forecaster), oracle.damped(15, 0.03, 50)
        near, far = (opened.input_gradient(wave, ahead).share(2) for ahead in (1, 5))
        assert far < 0.7 * near


def test_words_about_the_envelope_hold():
    following = unit_analysis.over_training_range(NETWORKS[1])
    unit = following.medians[1].argmax()
    each = [np.median(r[:, unit]).round(2) for r in (following.envelope, following.other_envelope)]
    assert each == [0.37, 0.39]
    said = {20: (1.00, 0.10), 49: (0.95, 0.17)}
    assert {t: tuple(round(r, 2) for r in linear_probe(NETWORKS[1], "envelope", t)) for t in said} == said


def test_words_about_long_memories_and_any_envelope_hold():
    network = TASK.learner("LSTM", Settings(forget_bias=3.0))
    following = unit_analysis.over_training_range(network)  # the gates stand open from the start
    unit = following.medians[1].argmax()
    own, other = (np.median(r[:, unit]) for r in (following.envelope, following.other_envelope))
    assert min(own, other) > 0.94
    assert abs(own - other) < 0.02


def test_words_about_the_gradient_hold():
    opened, wave = unit_analysis.Opened(NETWORKS[1]), oracle.damped(15, 0.03, 50)
    near, far = (opened.input_gradient(wave, ahead) for ahead in (1, 5))
    assert [round(100 * heard.share(2)) for heard in (near, far)] == [58, 38]
    assert [round(100 * far.share(last)) for last in (5, 10)] == [67, 76]
    assert round(100 * (1 - near.share(30))) == 2
    assert (abs(far.gradient).argmax(), far.gradient[48].round(2)) == (48, -0.82)
