"""The five recorded seeds of notebook 11's training are those of the other recordings, and their errors their own."""

import numpy as np
import pytest

from lstm_lesson.studies import sine_film, sine_forecast, sine_seeds, training_settings
from lstm_lesson.studies.sine_forecast import TASK

SEEDS = sine_seeds.recorded()


def test_first_seed_is_the_forecaster_of_notebook_11_and_its_film():
    film = sine_film.recorded()
    np.testing.assert_allclose(SEEDS[0].film, film.error, rtol=1e-6)
    for name, weights in sine_forecast.recorded().weights.items():
        np.testing.assert_array_equal(SEEDS[0].weights[name], weights)


def test_recorded_errors_are_those_of_the_recorded_weights():
    for seed in SEEDS:
        assert TASK.test_score(seed.forecaster) == pytest.approx(seed.test, rel=1e-4)
        assert TASK.test_score(seed.forecaster_short) == pytest.approx(seed.test_short, rel=1e-4)
        assert seed.film[-1] == pytest.approx(seed.test, rel=1e-4)


def test_short_trainings_are_those_of_the_experiments_of_notebook_12():
    short = training_settings.outcomes("hidden size")["20 units"].test
    np.testing.assert_allclose([seed.test_short for seed in SEEDS], short, rtol=0.01)


def test_untrained_networks_are_the_film_s_first_snapshots():
    for network, seed in zip(sine_seeds.untrained(), SEEDS, strict=True):
        assert TASK.test_score(network) == pytest.approx(seed.film[0], rel=1e-4)


def test_validation_losses_begin_untrained_and_hold_one_look_for_each_hundred_steps():
    for seed in SEEDS:
        assert len(seed.validation) == 1 + TASK.steps // TASK.validate_every
        assert seed.validation[0] == max(seed.validation)
