"""What notebook 12 says in numbers, beside the computation of each."""

import numpy as np
from claiming import claim, moved, says

from lstm_lesson import forecast_gradient
from lstm_lesson.lessons.n12_look_inside import film_numbers
from lstm_lesson.studies import linear_probe, sine_film, sine_forecast, training_settings
from lstm_lesson.studies.unit_analysis import over_training_range


def best_follower() -> tuple[int, float]:
    """Return the unit that follows the phase best after the training, and its median R²."""
    phase, _ = over_training_range(sine_forecast.recorded()).medians
    return int(phase.argmax()), float(phase.max())


def biases(*forget_biases: int) -> tuple[float, ...]:
    """Return the median errors of the trainings that start with these biases."""
    found = training_settings.outcomes("forget bias")
    return tuple(float(np.median(found[f"bias {bias}"].test)) for bias in forget_biases)


def furthest_from_half() -> float:
    return float(abs(film_numbers.frame(sine_film.STEPS.index(100), 15, 0.03).forecast - 0.5).max())


CLAIMS = [
    claim("unit 11, with 0.91", best_follower),
    claim("compare 500 waves", lambda: 2 * linear_probe.WAVES),  # to fit, and to test
    says("76 % falls on the last ten inputs", lambda: moved(forecast_gradient(), ahead=5)),
    claim("error is 0.0062, against 0.0017 with bias 1 and 0.0016 with bias 0", lambda: biases(3, 1, 0)),
    claim("further than 0.011 from ½", lambda: np.ceil(1000 * furthest_from_half()) / 1000),
    claim(
        "the median of unit 9's R²",
        lambda: round(over_training_range(sine_forecast.recorded()).medians[0][9], 2) == 0.69,
    ),
    claim("e^(-dt) of 250 waves", lambda: linear_probe.WAVES),
    claim("the envelope of 250 other waves", lambda: linear_probe.WAVES),
    claim(
        "bias 0 (they start at 0.50), 1 (at 0.73) or 3 (at 0.95)",
        lambda: tuple(1 / (1 + np.exp(-b)) for b in (0, 1, 3)),
    ),
]
