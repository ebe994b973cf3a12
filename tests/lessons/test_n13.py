"""The exhibits of notebook 13 show what plain loops compute and what was recorded, at every end of every slider."""

import math
from functools import partial
from typing import Any

import forecast_oracles as oracle
import numpy as np
import pytest
from cases import every_verdict
from exhibit_cases import assert_line, every_move, made, texts

from lstm_lesson.data.baselines import damped_sine_coefficients
from lstm_lesson.data.signals import damped_sine, noise
from lstm_lesson.lessons.n13_limitations import checks
from lstm_lesson.lessons.n13_limitations.exhibits import distractor_and_gap, one_window_forecasts, winners_map
from lstm_lesson.lessons.n13_limitations.pictures import SCORED, within
from lstm_lesson.lessons.n13_limitations.record_pictures import LETTERS
from lstm_lesson.live.exercise import judge
from lstm_lesson.studies.limits.forecasters import AMPLITUDES, GAPS, NOISES, ORACLE, RIVALS, SINCES
from lstm_lesson.studies.limits.record import recorded


def nearest(value: float, levels: tuple[float, ...]) -> int:
    return min(range(len(levels)), key=lambda k: abs(levels[k] - value))


def window_by_hand(v: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """The clean wave and the noisy window."""
    wave = oracle.switching(v["old_period"], v["period"], v["decay"], v["since"], 55)
    return wave, wave[:50] + v["noise"] * np.random.default_rng(int(v["seed"])).standard_normal(50)


def assert_window_is_right(exhibit: Any, **v: float) -> None:
    clean, x = window_by_hand(v)
    place = nearest(v["noise"], NOISES) * len(SINCES) + nearest(v["since"], SINCES)
    record = recorded("map")
    expected = oracle.baselines(x, v["period"], 5)
    expected["ar2"] = np.array(oracle.autoregression(x, 5))
    for name in ("lstm_clean", "forecast"):
        expected[name] = oracle.lstm(record.lstms[name][0], x[None])[0]
    expected["linear"] = 0.5 + record.fitted[place].linear.weights.T @ (x - 0.5)
    expected["ar"] = record.fitted[place].ar.forecast(x[:, None], 5)[0]
    forecasts = exhibit.compute(**v).forecasts
    for name, ahead in expected.items():
        # Without noise and with a switch, the normal equations of the oracle lose digits.
        np.testing.assert_allclose(forecasts[name], ahead, atol=1e-4, err_msg=name)

    drawing, steps = exhibit.drawing, np.arange(55)
    for k, since in enumerate((0, 45)):  # the whole window, and its end
        assert_line(drawing.of("truth", k), steps[since:], clean[since:])
        assert_line(drawing.of("x", k), steps[since:50], x[since:])
        for name in ("ar", "forecast", ORACLE):
            assert_line(drawing.of(name, k), steps[50:], forecasts[name])
    assert_line(drawing.of("lstm_clean"), steps[50:], forecasts["lstm_clean"])
    turn, switched = drawing.of("switch"), v["since"] < 50
    assert turn.get_visible() == switched
    assert list(turn.get_xdata()) == [49.5 - v["since"]] * 2
    low, high = drawing.of("truth", 1).axes.get_ylim()
    assert low < min(clean[45:]) < max(clean[45:]) < high

    label, *numbers = texts(exhibit)
    assert label == (" new period" if switched else "")
    here = [np.abs(forecasts[name] - clean[50:]).mean() for name in SCORED]
    means = [record.errors[name][place].mean() for name in SCORED]
    assert [float(number) for number in numbers] == pytest.approx([*here, *means], abs=5.1e-5)
    for row, name in enumerate(SCORED):
        assert_line(drawing.of(name, -1), [within(here[row])], [row])
        assert_line(drawing.of(name, -2), [within(means[row])], [row], rtol=1e-5)  # the ring


def assert_map_is_right(exhibit: Any, row: float, column: float, shown: float) -> None:
    drawing, cell = exhibit.drawing, int((row - 1) * len(SINCES) + column - 1)
    assert drawing.of("cover").get_y() == shown - 0.5
    assert drawing.of("cursor").get_xy() == (column - 1.5, row - 1.5)
    title, *means = texts(exhibit)
    assert title.startswith(f"noise {NOISES[int(row) - 1]:g}, ")
    for place, name in enumerate((*RIVALS["map"], ORACLE)):
        seeds = recorded("map").errors[name][cell].astype(float).mean(axis=1)
        assert_line(drawing.of(name), [within(seed) for seed in seeds], [place] * len(seeds), rtol=1e-5)
        assert float(means[place]) == pytest.approx(seeds.mean(), abs=5.1e-5)


def assert_sides_are_right(exhibit: Any, amplitude: float, gap: float) -> None:
    drawing, steps = exhibit.drawing, np.arange(55)
    level = AMPLITUDES[nearest(amplitude, AMPLITUDES)], GAPS[nearest(gap, GAPS)]
    for k, (case, levels) in enumerate((("distractor", AMPLITUDES), ("gap", GAPS))):
        place, errors = levels.index(level[k]), recorded(case).errors
        known = levels[: place + 1]
        assert list(drawing.of("cursor", k).get_xdata()) == [level[k]] * 2
        for name in [name for name in ("constant", "ar", "ar_told", "linear", "forecast", ORACLE) if name in errors]:
            line = drawing.of(name, 2 * k if name == "forecast" else k)  # its line, then its seeds
            assert_line(line, known, errors[name].astype(float).mean(axis=(1, 2))[: place + 1], rtol=1e-6)
        seeds = errors["forecast"].astype(float).mean(axis=2)[: place + 1]
        x = [one for one in known for _ in range(seeds.shape[1])]
        assert_line(drawing.of("forecast", 2 * k + 1), x, seeds.ravel(), rtol=1e-6)
        assert_line(drawing.of("truth", k), steps, oracle.damped(15, 0.03, 55))
    quiet = oracle.damped(15, 0.03, 50) + 0.01 * np.random.default_rng(0).standard_normal(50)
    on_top = np.array([amplitude * math.sin(2 * math.pi * t / 4.5) for t in range(50)])
    assert_line(drawing.of("x", 0), steps[:50], quiet + on_top)
    assert_line(drawing.of("x", 1), steps[:50], np.where(steps[:50] < 50 - level[1], quiet, np.nan))


RIGHT: dict[Any, Any] = {
    partial(one_window_forecasts, since=10): assert_window_is_right,
    winners_map: assert_map_is_right,
    distractor_and_gap: assert_sides_are_right,
}
test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(RIGHT)


def test_a_cell_says_in_words_what_its_letters_say():
    exhibit: Any = made(winners_map)
    letters = {text.get_position(): text.get_text() for text in exhibit.drawing.of("cover").axes.texts}
    for row, level in enumerate(NOISES):
        for column, since in enumerate(SINCES):
            exhibit.set(row=row + 1, column=column + 1)
            cell = exhibit.compute(**exhibit.values).here
            assert cell.place == row * len(SINCES) + column
            assert f"Noise {level:g}, {'no switch' if since == 50 else f'switch {since} steps ago'}" in exhibit.readout
            assert ("a clear winner" in exhibit.readout) == cell.clear
            named = [cell.first] if cell.clear else [cell.first, cell.second]
            assert letters[column, row] == "≈".join(LETTERS[name] for name in named)


# ---- The exercise


def normal_equations(x):
    """Solve for (a_1, a_2) around ½."""
    v = x - 0.5
    rows = np.array([[v[t - 1], v[t - 2]] for t in range(2, len(v))])
    return np.linalg.solve(rows.T @ rows, rows.T @ v[2:])


def test_right_coefficients_are_those_of_the_normal_equations():
    for x in (damped_sine(50, 14, 0.03), damped_sine(50, 9, 0.01) + noise(50, 0.1, rng=1)):
        np.testing.assert_allclose(checks.fit_ar2(x), normal_equations(x), rtol=1e-9)
    assert judge("13_limitations/fit_ar2", normal_equations).outcome == "right"


test_answer_that_is_not_two_coefficients_is_told_why = every_verdict(
    "13_limitations/fit_ar2",
    (lambda x: np.linalg.lstsq(np.column_stack([x[1:-1], x[:-2]]) - 0.5, x[2:] - 0.5), "lstsq returns"),
    (lambda x: [*checks.fit_ar2(x), 0.0], "these are three numbers"),
    (lambda x: (14, 0.03), "these are the period and the decay"),
    (lambda x: (14.01, 0.03), "the period and the decay"),
    (lambda x: -checks.fit_ar2(x), "wrong sign"),
    (lambda x: damped_sine_coefficients(14, 0.03) * [1.002, 1], "is 1.752, where 1.749"),
    (lambda x: damped_sine_coefficients(14, 0.03), "is 1.749, where 1.309"),  # only the clean window's
    (lambda x: x, "has shape (50,)"),
    (lambda x: x[60], "stopped with IndexError"),
    (lambda x: (np.nan, 1.0), "contains nan"),
)
