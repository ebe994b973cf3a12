"""The exhibits of notebook 13 show what plain loops compute and what was recorded, at every end of every slider."""

import math
from functools import partial
from typing import Any

import forecast_oracles as oracle
import numpy as np
import pytest
from cases import every_verdict
from exhibit_cases import assert_line, assert_says, begun, every_move, made, texts
from matplotlib.colors import to_rgba

from lstm_lesson.data.signals import damped_sine
from lstm_lesson.drawing import style
from lstm_lesson.lessons.n13_limitations import checks
from lstm_lesson.lessons.n13_limitations.exhibits import (
    distractor_and_gap,
    one_window_forecasts,
    turning_point,
    values_seen,
    winners_map,
)
from lstm_lesson.lessons.n13_limitations.law_numbers import seen_values
from lstm_lesson.lessons.n13_limitations.pictures import SCORED, name_of, within
from lstm_lesson.lessons.n13_limitations.record_pictures import LETTERS
from lstm_lesson.live.exercise import judge
from lstm_lesson.studies.limits.forecasters import AMPLITUDES, BOUND, GAPS, NOISES, ORACLE, RIVALS, SINCES
from lstm_lesson.studies.limits.record import recorded


def nearest(value: float, levels: tuple[float, ...]) -> int:
    return min(range(len(levels)), key=lambda k: abs(levels[k] - value))


def means_of(case: str, place: int) -> dict[str, float]:
    """The recorded mean error of each rival at one level, the smallest first."""
    errors = {name: recorded(case).errors[name][place].astype(float).mean() for name in RIVALS[case]}
    return {name: errors[name] for name in sorted(errors, key=errors.__getitem__)}


def is_clear(case: str, place: int) -> bool:
    """Whether the best leads the second by two standard errors and more than rounding, its worst seed included."""
    best, second, *_ = (recorded(case).errors[name][place].astype(float) for name in means_of(case, place))
    leads = [float(column) for column in second.mean(axis=0) - best.mean(axis=0)]  # one for each group of windows
    mean = math.fsum(leads) / len(leads)
    error = math.sqrt(math.fsum((lead - mean) ** 2 for lead in leads) / (len(leads) - 1) / len(leads))
    return mean > max(2 * error, 1e-10) and max(best.mean(axis=1)) < min(second.mean(axis=1))


def said_best(case: str, place: int) -> str:
    (best, error), (second, more), *_ = means_of(case, place).items()
    return f"smallest errors {name_of(best)} {error:.4f}, then {name_of(second)} {more:.4f}"


def said_switch(since: int) -> str:
    return "no switch" if since == 50 else f"switch {since} steps ago"


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
        for name in ("ar", "forecast"):
            assert_line(drawing.of(name, k), steps[50:], forecasts[name])
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

    ar, errors = record.fitted[place].ar, dict(zip(SCORED, here, strict=True))
    said = f"In this window AR({ar.p}) on the last {ar.length} steps has the error {errors['ar']:.4f}, the LSTM "
    said += (
        f"{errors['forecast']:.4f}, the LSTM trained clean {errors['lstm_clean']:.4f}. On average over 1,000 windows, "
    )
    said += f"noise {NOISES[place // len(SINCES)]:g}, {said_switch(SINCES[place % len(SINCES)])}: "
    assert_says(exhibit, said + f"{said_best('map', place)}.")


def assert_map_is_right(exhibit: Any, row: float, column: float, shown: float) -> None:
    drawing, cell = exhibit.drawing, int((row - 1) * len(SINCES) + column - 1)
    assert drawing.of("cover").get_y() == shown - 0.5
    assert drawing.of("cursor").get_xy() == (column - 1.5, row - 1.5)
    title, *means = texts(exhibit)
    where = f"oise {NOISES[int(row) - 1]:g}, {said_switch(SINCES[int(column) - 1])}"
    assert title == f"n{where}; a dot for each seed"
    verdict = "This is a clear winner." if is_clear("map", cell) else "There is no clear winner."
    least = recorded("map").errors[BOUND][cell].astype(float).mean()
    said = f"N{where}: {said_best('map', cell)}. {verdict} The least possible error is {least:.4f}."
    assert exhibit.readout == said
    for place, name in enumerate((*RIVALS["map"], BOUND)):
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
    beside, across = said_best("distractor", AMPLITUDES.index(level[0])), said_best("gap", GAPS.index(level[1]))
    said = f"Distractor of amplitude {level[0]:g}: {beside}. Gap of {level[1]} steps: {across}."
    assert exhibit.readout == said
    quiet = oracle.damped(15, 0.03, 50) + 0.01 * np.random.default_rng(0).standard_normal(50)
    on_top = np.array([amplitude * math.sin(2 * math.pi * t / 4.5) for t in range(50)])
    assert_line(drawing.of("x", 0), steps[:50], quiet + on_top)
    assert_line(drawing.of("x", 1), steps[:50], np.where(steps[:50] < 50 - level[1], quiet, np.nan))


def assert_seen_values_are_right(exhibit: Any, values: float, period: float, decay: float, noise: float) -> None:
    n = int(values)
    clean = oracle.damped(period, decay, 55)
    x = clean[:n] + noise * np.random.default_rng(0).standard_normal(55)[:n]
    v = list(x - 0.5)
    rows = np.array([[v[t - 1], v[t - 2]] for t in range(2, n)]).reshape(-1, 2)
    a_1, a_2 = np.linalg.pinv(rows) @ v[2:n]
    while len(v) < 55:
        v.append(a_1 * v[-1] + a_2 * v[-2])
    drawing = exhibit.drawing
    assert_line(drawing.of("truth"), np.arange(55), clean)
    assert_line(drawing.of("x"), np.arange(n), x)
    assert_line(
        drawing.of("ar2"), np.arange(n - 1, 55), np.clip(0.5 + np.array(v[n - 1 :]), -9, 9), rtol=1e-6, atol=1e-6
    )
    equations = ["no equation", "one equation", "two equations", *(f"{k} equations" for k in range(3, 49))][n - 2]
    said = f"{n} values give {equations} for two unknowns: a₁ = {a_1:z.3f}, a₂ = {a_2:z.3f}. "
    error = oracle.mean_error(0.5 + np.array(v[n:]), clean[n:])
    said += (
        "The forecast runs out of the picture." if error > 1 else f"The mean error of all later values is {error:.4f}."
    )
    assert_says(exhibit, said.replace("-", "−"))


def assert_turning_point_is_right(exhibit: Any, t: float, period: float, decay: float) -> None:
    drawing, t = exhibit.drawing, int(t)
    points = np.exp((-decay + 2j * np.pi / period) * np.arange(55))
    a_1 = 2 * math.exp(-decay) * math.cos(2 * math.pi / period)
    for k, step in enumerate((-1, 0)):
        assert_line(drawing.of("x", k), [points[t + step].real], [points[t + step].imag])
        assert_line(drawing.of("x", k + 2), [t + step], [points[t + step].imag])
    corners = [0, a_1 * points[t], a_1 * points[t] - math.exp(-2 * decay) * points[t - 1]]
    assert_line(drawing.of("ar2", 0), np.real(corners), np.imag(corners))
    assert_line(drawing.of("ar2", 1), [points[t + 1].real], [points[t + 1].imag])
    assert_line(drawing.of("ar2", 2), [t + 1], [points[t + 1].imag])
    before, now, after = (math.exp(-decay * k) * math.sin(2 * math.pi * k / period) for k in (t - 1, t, t + 1))
    said = f"a₁ = 2e⁻ᵈ cos(2π/P) = {a_1:z.3f}, a₂ = −e⁻²ᵈ = {-math.exp(-2 * decay):z.3f}. Step {t}: the heights are "
    said += f"{before:z.3f} before and {now:z.3f} now, so the next one is {after:z.3f}."
    assert_says(exhibit, said.replace("-", "−"))


RIGHT: dict[Any, Any] = {
    values_seen: assert_seen_values_are_right,
    turning_point: assert_turning_point_is_right,
    partial(one_window_forecasts, since=10): assert_window_is_right,
    winners_map: assert_map_is_right,
    distractor_and_gap: assert_sides_are_right,
}
test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(RIGHT)


def test_a_cell_says_in_words_what_its_letters_say():
    exhibit: Any = made(winners_map)
    ax = exhibit.drawing.of("cover").axes
    letters = {text.get_position(): text.get_text() for text in ax.texts}
    fields = [patch for patch in ax.patches if patch.get_gid() is None]
    assert len(fields) == len(NOISES) * len(SINCES)
    for row, level in enumerate(NOISES):
        for column, since in enumerate(SINCES):
            exhibit.set(row=row + 1, column=column + 1)
            cell = exhibit.compute(**exhibit.values).here
            assert cell.place == row * len(SINCES) + column
            assert f"Noise {level:g}, {said_switch(since)}: " in exhibit.readout
            assert ("This is a clear winner" in exhibit.readout) == cell.clear == is_clear("map", cell.place)
            named = [cell.first] if cell.clear else [cell.first, cell.second]
            assert letters[column, row] == "≈".join(LETTERS[name] for name in named)
            (field,) = (one for one in fields if one.get_xy() == (column - 0.5, row - 0.5))
            assert (field.get_width(), field.get_height()) == (1, 1)
            assert to_rgba(field.get_facecolor()) == to_rgba(style.of(cell.first)["color"], 0.5)
            assert (field.get_hatch() is None) == cell.clear


def test_rows_and_columns_of_the_map_say_which_noise_and_which_switch_they_are():
    axes: Any = made(winners_map).drawing.of("cover").axes
    across = ["no\nswitch", "40", "30", "20", "15", "10", "5", "0"]
    upwards = ["0", "0.003", "0.01", "0.02", "0.05", "0.1", "0.2"]
    for axis, said in ((axes.xaxis, across), (axes.yaxis, upwards)):
        assert [label.get_text() for label in axis.get_ticklabels()] == said
        assert list(axis.get_ticklocs()) == list(range(len(said)))


def test_line_over_the_map_says_what_the_letters_of_the_map_mean_and_no_others():
    exhibit: Any = made(winners_map)
    ax = exhibit.drawing.of("cover").axes
    there = {letter for text in ax.texts[:-1] for letter in text.get_text().split("≈")}
    (line,) = (text.get_text() for text in ax.figure.texts if text.get_text().count("    ") > 1)
    meant = dict(one.split("  ") for one in line.split("    "))
    assert meant.keys() == there
    for name, letter in LETTERS.items():
        if letter in there:
            assert name_of(name) == meant[letter]


@pytest.mark.parametrize(("values", "exact"), [(3, False), (4, True), (50, True)])
def test_four_values_are_enough_for_ar2(values, exact):
    for period, decay in ((10, 0.01), (15, 0.03), (20, 0.1)):
        assert (seen_values(values, period, decay, 0.0).error < 1e-9) == exact


# ---- The exercise


def test_right_period_and_decay_are_those_that_made_the_wave():
    for period, decay in ((14, 0.03), (6, 0.1), (9.5, 0.01)):
        got = checks.period_and_decay(damped_sine(50, period, decay))
        np.testing.assert_allclose(got, (period, decay), rtol=1e-9)


def from_the_complex_root(x):
    """The root of z² = a_1 z + a_2 is one step of the turning point."""
    a_1, a_2 = checks.law(x)
    root = np.roots([1, -a_1, -a_2])[0]
    return 2 * np.pi / abs(np.angle(root)), -np.log(abs(root))


def test_another_way_to_the_same_numbers_is_right():
    assert judge("13_limitations/period_and_decay", from_the_complex_root).outcome == "right"


test_answer_that_is_not_period_and_decay_is_told_why = every_verdict(
    "13_limitations/period_and_decay",
    (lambda x: (*from_the_complex_root(x), 0.0), "these are three numbers"),
    (checks.law, "these are a_1 and a_2"),
    (lambda x: (14, 0.03), "is 14"),  # only the first window's
    (lambda x: from_the_complex_root(x)[::-1], "in the wrong order"),
    (lambda x: x[60], "stopped with IndexError"),
    (lambda x: (np.nan, 1.0), "contains nan"),
)


def test_numbers_at_the_axis_of_errors_stand_where_they_say():
    axes = next(ax for ax in begun(one_window_forecasts)._canvas.figure.axes if "log scale" in ax.get_xlabel())
    places, labels = axes.get_xticks(), [label.get_text() for label in axes.get_xticklabels()]
    assert labels[0] == "≤10⁻⁴"
    assert [0.0001, *map(float, labels[1:])] == pytest.approx(list(places))
