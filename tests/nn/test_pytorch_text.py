"""The PyTorch text of notebook 11 is the one that was run, and forecasts what our Forecaster forecasts."""

import numpy as np
import pytest
from record_pytorch_text import NOTEBOOK, RECORD, text_in

from lstm_lesson.studies import sine_forecast


@pytest.fixture(scope="module")
def record():
    """What tests/record_pytorch_text.py recorded with PyTorch."""
    with np.load(RECORD) as stored:
        return dict(stored)


def test_text_in_the_notebook_is_the_one_that_was_run_and_has_at_most_twelve_lines(record):
    text = text_in(NOTEBOOK)
    assert text == str(record["text"]), "run tests/record_pytorch_text.py again"
    assert len(text.splitlines()) <= 12


def test_our_forecaster_forecasts_what_pytorch_forecast_with_the_recorded_weights(record):
    ours = sine_forecast.recorded().predict(record["x"])
    assert record["x"].dtype == record["forecasts"].dtype == np.float32
    np.testing.assert_allclose(ours, record["forecasts"], rtol=0, atol=1e-6)
    assert np.ptp(record["forecasts"]) > 0.5  # not all the same number
