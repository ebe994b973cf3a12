"""The exhibits of notebook 16 show what loops over the series and the records give, at every end of every slider."""

import math
from typing import Any

import numpy as np
import pytest
from cases import every_verdict
from exhibit_cases import assert_line, assert_says, every_move, made, texts
from rolling_oracle import FOUR, SERIES, series_of, ways_to_swap, years
from sentences import steps_said

from lstm_lesson.lessons.n16_your_own_series import checks
from lstm_lesson.lessons.n16_your_own_series.exhibits import rolling_origin, series_scores
from lstm_lesson.lessons.n16_your_own_series.fooled_exhibits import (
    NAMES,
    beyond_the_range,
    forecast_echo,
    four_mistakes,
)
from lstm_lesson.live.exercise import exercises, judge
from lstm_lesson.studies.rolling import holt_winters, mistakes, record
from lstm_lesson.studies.rolling.origins import HORIZONS, VIEWS
from lstm_lesson.studies.rolling.scores import LSTM, RIVALS, WORDS, recorded_scores

STEPS = list(range(1, 13))
UNITS = {"sunspots": "sunspot number", "co2": "ppmv", "elnino": "°C"}
NOT_EVERY = ", and not every seed"


def recorded_forecasts(name: str) -> dict[str, np.ndarray]:
    found = dict(record.recorded(name).forecasts)
    return found | {"holt_winters": holt_winters.recorded(name).forecasts[None]}


def assert_rolled(exhibit: Any, series: float, origin: float) -> None:
    name = SERIES[int(series)]
    x, forecasts, drawing = series_of(name), recorded_forecasts(name), exhibit.drawing
    first = round(0.7 * len(x))
    count = len(x) - 12 - first + 1
    place = round(origin / 100 * (count - 1))
    known = first + place
    assert_line(drawing.of("x", 0), years(name), x)
    assert_line(drawing.of("x", 1), range(-35, 1), x[known - 36 : known])
    assert_line(drawing.of("truth"), STEPS, x[known : known + 12])
    assert list(drawing.of("cursor").get_xdata()) == pytest.approx([years(name)[known - 1]] * 2)
    low, high = drawing.of("truth").axes.get_ylim()
    assert low <= x[known - 36 : known + 12].min() < x[known - 36 : known + 12].max() <= high
    so_far = {}
    for rival, ahead in forecasts.items():
        assert_line(drawing.of(rival, 0), STEPS, ahead[0, place], rtol=1e-6)
        errors = [np.abs(ahead[:, k] - x[first + k : first + k + 12]).mean(axis=0) for k in range(place + 1)]
        so_far[rival] = np.mean(errors, axis=0)
        assert_line(drawing.of(rival, 1), STEPS, so_far[rival], rtol=1e-5)
    told = []
    for steps in HORIZONS:  # of equals, the one that stands further up comes first
        best = min(RIVALS, key=lambda rival: round(so_far[rival][steps - 1], 9))
        told.append(f"{steps}: {WORDS[best]} ({so_far[best][steps - 1]:.3g})")
    said = (
        f"{NAMES[name]}: origin {place + 1} of {count}. Smallest mean error so far, by steps ahead: {', '.join(told)}."
    )
    assert_says(exhibit, said)
    title, *_ = texts(exhibit)
    assert title == f"{NAMES[name]} ({UNITS[name]})"
    assert texts(exhibit)[-1] == f"mean absolute error over {place + 1} origin{'s' if place else ''}"


def assert_scored(exhibit: Any, series: float, ahead: float, against: float) -> None:
    name, steps, rival = SERIES[int(series)], HORIZONS[int(ahead)], RIVALS[int(against)]
    x, drawing, scores = series_of(name), exhibit.drawing, recorded_scores(name)
    first, means, seeds = round(0.7 * len(x)), {}, {}
    for row, (one, forecasts) in enumerate((r, recorded_forecasts(name)[r]) for r in RIVALS):
        truth = x[first + steps - 1 : first + steps - 1 + forecasts.shape[1]]
        errors = np.abs(forecasts[:, :, steps - 1] - truth)
        assert_line(drawing.of(one, 0), errors.mean(axis=1), [row] * len(errors), rtol=1e-5)
        means[one], seeds[one] = errors.mean(), errors.mean(axis=1)
        blocks = [part.mean() for part in np.array_split(errors.mean(axis=0), min(16, errors.shape[1] // 12))]
        if one == LSTM:
            assert_line(drawing.of(LSTM, 1), range(1, len(blocks) + 1), blocks, rtol=1e-5)
        else:
            line = drawing.of(f"{one} blocks")
            assert line.get_visible() == (one == rival)
            assert_line(line, range(1, len(blocks) + 1), blocks, rtol=1e-5)
    assert [f"{mean:.3g}" for mean in means.values()] == texts(exhibit)[1:7]
    best, second = sorted(means, key=lambda one: means[one])[:2]
    p, chance = ways_to_swap(scores, LSTM, rival, steps), ways_to_swap(scores, best, second, steps)
    apart = seeds[best].max() < seeds[second].min()
    verdict = f"{'a' if chance < 0.05 and apart else 'no'} clear lead ({rarely(chance)}{'' if apart else NOT_EVERY})"
    where = f"{steps_said(steps)} ahead"
    said = f"{NAMES[name]}, {where}: {WORDS[best]} ({means[best]:.3g}) before {WORDS[second]} ({means[second]:.3g}), "
    said += f"{verdict}. LSTM and {WORDS[rival]} {'differ' if p < 0.05 else 'do not clearly differ'} ({rarely(p)})."
    assert_says(exhibit, said)
    titles = texts(exhibit)[0], texts(exhibit)[-1]
    assert titles == (f"{NAMES[name]} ({UNITS[name]}), {where}", f"LSTM and {WORDS[rival]}: {rarely(p)}")


def test_scores_begin_with_the_nearest_step():
    exhibit = series_scores()
    assert HORIZONS[int(exhibit.values["ahead"])] == min(HORIZONS) == 1


def rarely(p: float) -> str:
    """How often chance does as much, in percent with two digits."""
    if p < 0.001:
        return "by chance below 0.1 %"
    percent = round(100 * p, 1 - math.floor(math.log10(100 * p)))
    return f"by chance {percent:g} %"


def assert_mistakes(exhibit: Any, series: float, scaler: float, split: float, baseline: float, seeds: float) -> None:
    found, drawing = mistakes.recorded(FOUR[int(series)]), exhibit.drawing
    errors = found.errors.astype(float)
    true, told = np.sort(errors[0, 0]), np.sort(errors[int(scaler), int(split)])
    reported, last = (told[0] if seeds else told[2]), float(found.last_value[int(split)])
    widths = [drawing.of(row).get_width() for row in ("what is true", "what you report", "last value")]
    assert widths == pytest.approx([true[2], reported, 0 if baseline else last], rel=1e-6)
    shown = told[:1] if seeds else told
    assert sorted(drawing.of("forecast").get_xdata()) == pytest.approx(shown.tolist(), rel=1e-6)
    assert sorted(drawing.of("truth").get_xdata()) == pytest.approx(true.tolist(), rel=1e-6)
    change = reported / true[2] - 1
    flattered = f"{100 * abs(change):.0f} % {'less' if change < 0 else 'more'} than is true ({true[2]:.3g})"
    flattered = "which is true" if abs(change) < 0.005 else flattered
    asked = "Nobody asks for the last value." if baseline else f"The last value has an error of {last:.3g}."
    name = NAMES[FOUR[int(series)]]
    assert_says(exhibit, f"{name}: you report {reported:.3g}, {flattered}. {asked}")
    title, *beside = texts(exhibit)
    assert title == f"{name}, an LSTM of 24 units"
    assert beside[:2] == [f"{true[2]:.3g}", f"{reported:.3g}"]
    assert texts(exhibit)[-1] == ("not told" if baseline else f"{last:.3g}")


def correlation(a: list[float], b: list[float]) -> float:
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    product = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    return product / math.sqrt(sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b))


def assert_echo(exhibit: Any, series: float, back: float, seed: float) -> None:
    name = FOUR[int(series)]
    x, ahead, drawing = series_of(name), mistakes.recorded(name).ahead[int(seed) - 1].astype(float), exhibit.drawing
    first = round(0.7 * len(x))
    left, last = len(ahead) - 80, len(ahead)  # what is shown
    assert_line(drawing.of("truth"), range(left, last), x[first + left : first + last])
    assert_line(
        drawing.of("forecast", 0),
        range(left, last - int(back)),
        [ahead[k + int(back)] for k in range(left, last - int(back))],
    )
    by_shift = [
        correlation(*map(list, zip(*((f, x[first + k - shift]) for k, f in enumerate(ahead)
                                     if 0 <= first + k - shift < len(x)), strict=True)))
        for shift in range(-2, 7)
    ]  # fmt: skip
    assert_line(drawing.of("forecast", 1), range(-2, 7), by_shift)
    assert_line(drawing.of("cursor"), [back], [by_shift[int(back) + 2]])
    changes = correlation([f - x[first + k - 1] for k, f in enumerate(ahead)],
                          [x[first + k] - x[first + k - 1] for k in range(len(ahead))])  # fmt: skip
    best, back = int(np.argmax(by_shift)) - 2, int(back)
    verdict = "so it is an echo of what has been" if best > 0 else "so it is no echo"
    said = f"{NAMES[name]}: moved back by {back}, the forecast has a correlation of {by_shift[back + 2]:.3f} with the "
    said += f"truth. It fits best at {best}, {verdict}. Correlation of the changes: {changes:.2f}."
    assert_says(exhibit, said.replace("-", "−"))
    moved = f", moved back by {back}" if back else ""
    assert texts(exhibit) == [f"{NAMES[name]}: the forecast (red){moved}, and the truth"]
    _, by_shift_ax = exhibit._canvas.figure.axes
    assert by_shift_ax.get_title() == "correlation with the truth"
    assert "moved back by" in by_shift_ax.get_xlabel()


def assert_beyond(exhibit: Any, series: float, view: float, ahead: float) -> None:
    name, steps = SERIES[int(series)], HORIZONS[int(ahead)]
    x, forecasts, drawing = series_of(name), record.recorded(name).by_view[str(int(view))], exhibit.drawing
    half, first = round(0.5 * len(x)), round(0.7 * len(x))
    assert_line(drawing.of("truth"), years(name), x)
    count = forecasts.shape[1]
    for seed in range(5):
        at = years(name)[first + steps - 1 : first + steps - 1 + count]
        assert_line(drawing.of("forecast", seed), at, forecasts[seed, :, int(ahead)], rtol=1e-6)
    band = drawing.of("range")
    assert (band.get_y(), band.get_y() + band.get_height()) == pytest.approx((x[:half].min(), x[:half].max()))
    assert list(drawing.of("end").get_xdata()) == pytest.approx([years(name)[half]] * 2)
    truth = x[first + steps - 1 : first + steps - 1 + count]
    errors = [np.abs(one[:, int(ahead)].astype(float) - truth).mean() for one in forecasts]
    outside = np.mean([(v < x[:half].min()) | (v > x[:half].max()) for v in truth])
    last = np.mean([abs(x[first + k - 1] - truth[k]) for k in range(count)])
    where = f"{NAMES[name]}, {steps_said(steps)} ahead"
    said = (
        f"{where}: {100 * outside:.0f} % of the test lies outside the blue band. Shown {VIEWS[int(view)]}, five LSTMs "
    )
    said += f"have errors of {min(errors):.3g} to {max(errors):.3g}; the last value has {last:.3g}."
    assert_says(exhibit, said)
    assert texts(exhibit)[0] == f"{where}; the LSTM is shown: {VIEWS[int(view)]}"


test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(
    {
        rolling_origin: assert_rolled,
        series_scores: assert_scored,
        four_mistakes: assert_mistakes,
        forecast_echo: assert_echo,
        beyond_the_range: assert_beyond,
    }
)


@pytest.mark.parametrize("series", [0, 1, 2, 3])
@pytest.mark.parametrize(("scaler", "split", "seeds"), [(0, 0, 0), (1, 0, 1), (0, 1, 0), (1, 1, 1)])
def test_every_switch_is_right_on_every_series(series, scaler, split, seeds):
    exhibit = made(four_mistakes)
    exhibit.set(series=series, scaler=scaler, split=split, baseline=0, seeds=seeds)
    assert_mistakes(exhibit, **exhibit.values)


test_leaks_get_their_verdict = every_verdict(
    "16_your_own_series/leaks",
    (lambda: {1, 3, 4}, "right: all three"),
    (lambda: (4, 3, 1), "right: all three"),
    (lambda: {1, 2, 3, 4}, "line 2 is no leak"),
    (lambda: {5}, "line 5 is no leak"),
    (lambda: {3}, "line 1 is a leak, too"),
    (lambda: {1}, "line 3 is a leak, too"),
    (lambda: {1, 3}, "line 4 is a leak, too"),
    (lambda: {7}, "there is no line 7"),
    (lambda: "1, 3", "must be numbers"),
    (lambda: None, "not attempted yet: "),
)


def test_a_loop_is_a_right_answer_to_the_rolling_origin():
    def by_loop(x: Any, n_known: int, steps: int) -> float:
        errors = []
        for origin in range(n_known, len(x) - steps + 1):
            known = x[:origin]
            errors.append(abs(known[-1] - x[origin + steps - 1]))
        return sum(errors) / len(errors)

    assert judge("16_your_own_series/rolling_error", by_loop).outcome == "right"


def test_each_line_of_the_leaky_program_has_a_mistake_of_its_own():
    mistakes = exercises["16_your_own_series/leaks"].mistakes
    assert set(mistakes) == set(checks.TOLD.values())
    assert {frozenset(answer()) for answer in mistakes.values()} == {
        frozenset({1, 3, 4} ^ {line}) for line in checks.TOLD
    }
