"""The exhibits of notebook 12 show what plain sums give, for every slider's ends and every preset."""

import io
import math
from collections.abc import Callable
from functools import cache
from typing import Any

import forecast_oracles as oracle
import numpy as np
import pytest
from cases import every_verdict
from exhibit_cases import Named, assert_line, assert_says, begun, every_move, made, run_line, texts
from matplotlib.colors import to_hex
from oracles import r_squared
from PIL import Image
from sentences import steps_said

from lstm_lesson.data.baselines import AutoRegression
from lstm_lesson.lessons.n12_look_inside import checks, exhibits, map_pictures
from lstm_lesson.lessons.n12_look_inside.exhibits import all_units_inside, forecast_gradient, one_unit_inside
from lstm_lesson.studies import sine_forecast, unit_analysis
from lstm_lesson.studies.sine_forecast import DECAY, PERIOD, TASK

NETWORKS = [TASK.learner("LSTM"), sine_forecast.recorded()]
T = np.arange(50)
OUTSIDE = ", outside the training range"


def unit_13() -> Any:
    return one_unit_inside(unit=13)


UNIT = Named(unit_13, "unit period decay offset t", ["phase", "envelope", "neither", "undying"])
MAP = Named(all_units_inside, "period decay shown trained", exhibits.MAPS)
GRADIENT = Named(forecast_gradient, "period decay ahead", exhibits.AHEAD)


def cell_run(network: Any, x: np.ndarray) -> Any:
    """What the readable cell does, in the forecaster's own float32."""
    return network.cells()[0].run(x[:, None].astype(np.float32))


def scores(c: np.ndarray, period: float, decay: float) -> tuple[float, float]:
    fading = np.exp(-decay * T)
    phase = r_squared(c, fading * np.sin(2 * np.pi * T / period), fading * np.cos(2 * np.pi * T / period))
    return phase, r_squared(c, fading)


@cache
def medians(trained: int) -> np.ndarray:
    """The median R² of each unit over 200 waves of the training range, on the phase and on the envelope: (2, 20)."""
    rng = np.random.default_rng(2_000_001)
    waves = list(zip(rng.uniform(*PERIOD, 200), rng.uniform(*DECAY, 200), strict=True))
    runs = [cell_run(NETWORKS[trained], oracle.damped(period, decay, 50)).c.astype(float) for period, decay in waves]
    every = [[scores(c, *wave) for c in run.T] for run, wave in zip(runs, waves, strict=True)]
    return np.median(every, axis=0).T


def inside(period: float, decay: float) -> bool:
    return 10 <= period <= 20 and 0.01 <= decay <= 0.1


def assert_unit_is_right(exhibit: Any, unit: float, period: float, decay: float, offset: float, t: float) -> None:
    of, t = exhibit.drawing.of, int(t)
    x = oracle.damped(period, decay, 50) + offset
    trace, unit = cell_run(NETWORKS[1], x), int(unit)
    assert_line(of("x"), T, x)
    for quantity in "fiogch":
        assert_line(of(quantity), T, getattr(trace, quantity)[:, unit], atol=2e-5)
        assert of(quantity).get_markevery() == [t]
    cursor, number, *_ = exhibit.drawing.artists
    np.testing.assert_array_equal(cursor.get_xdata(), [t, t])
    assert number.get_text() == f"t = {t}"
    c, phase_fit, envelope_fit = (of(quantity).get_ydata() for quantity in ("c", "phase_fit", "envelope_fit"))
    phase, envelope = scores(c, period, decay)
    assert 1 - ((c - phase_fit) ** 2).sum() / ((c - c.mean()) ** 2).sum() == pytest.approx(phase, abs=1e-6)
    if decay == 0:
        np.testing.assert_allclose(envelope_fit, c.mean())
    else:
        assert 1 - ((c - envelope_fit) ** 2).sum() / ((c - c.mean()) ** 2).sum() == pytest.approx(envelope, abs=1e-6)
    for quantity in ("phase_fit", "envelope_fit"):
        np.testing.assert_array_equal(of(quantity).get_xdata(), T)
    for quantity in "ch":
        low, high = of(quantity).axes.get_ylim()
        assert low < of(quantity).get_ydata().min() <= of(quantity).get_ydata().max() < high
    where = " (with decay 0 it is constant)" if decay == 0 else "" if inside(period, decay) else OUTSIDE
    of_phase, of_envelope = medians(1)[:, unit]
    said = f"Unit {unit}: R² {phase:.2f} on the phase, {envelope:.2f} on the envelope{where}. ".replace(
        "nan", "not defined"
    )
    said += f"Over the training range the medians are {of_phase:.2f} and {of_envelope:.2f}. "
    said += f"At step t = {t} it holds c = {trace.c[t, unit]:z.3f} and shows h = {trace.h[t, unit]:z.3f}."
    assert_says(exhibit, said.replace("-", "−"))


def assert_map_is_right(exhibit: Any, period: float, decay: float, shown: float, trained: float) -> None:
    of = exhibit.drawing.of
    x, trained = oracle.damped(period, decay, 50), int(trained)
    trace, kind = cell_run(NETWORKS[trained], x), list(map_pictures.TITLES)[int(shown)]
    each = np.array([scores(trace.c[:, unit].astype(float), period, decay) for unit in range(20)])
    assert_line(of("x"), T, x)
    *numbers, low_end, middle, high_end, title = texts(exhibit)
    order = [int(number) for number in numbers]
    assert sorted(order) == list(range(20))
    assert (np.diff(each[order, 0]) <= 1e-5).all()  # the best follower of the phase on top
    assert title == map_pictures.TITLES[kind]
    assert (low_end, middle) == (("0", "0.5") if kind in "fio" else (f"−{high_end}", "0"))
    for column, (name, median) in enumerate(zip(("phase_fit", "envelope_fit"), medians(trained), strict=True)):
        assert_line(of(name, 0), median[order], range(20), atol=1e-6)
        assert_line(of(name, 1), each[order, column], range(20), atol=1e-4)
    values = trace.c / abs(trace.c).max(axis=0) if kind == "scaled" else getattr(trace, "c" if kind == "c" else kind)
    values = values.T[order]
    # Redder where smaller, bluer where larger; values that differ by less than a level have the same colour.
    colours = of("units").colours[..., :3].astype(int)
    blueness = colours[..., 2] - colours[..., 0]
    by_value = np.argsort(values, axis=None)
    assert (np.diff(blueness.ravel()[by_value]) >= -2 - 12 * (np.diff(values.ravel()[by_value]) < 1e-4)).all()
    assert np.ptp(blueness) > 50
    # The bar says which value a colour stands for.
    low, high = (float(end.replace("−", "-")) for end in (low_end, high_end))
    place = (values - low) / (high - low) * (map_pictures.LEVELS - 1)
    assert -0.01 < place.min() < place.max() < map_pictures.LEVELS - 0.99
    on_bar = of("bar").colours[0, place.round().astype(int), :3].astype(int)
    assert abs(colours - on_bar).max() <= 12  # one level
    here, usual = (each >= 0.9).sum(axis=0), (medians(trained) >= 0.9).sum(axis=1)
    said = f"{'Trained' if trained else 'Before training'}: {here[0]} of 20 units follow the phase with R² ≥ 0.90, "
    said += f"{here[1]} its envelope; " if decay > 0 else "no envelope at decay 0; "
    said += f"first unit {order[0]} with {each[order[0], 0]:.2f}. "
    assert_says(exhibit, said + f"In the median of the training range: {usual[0]} and {usual[1]}.")


def assert_gradient_is_right(exhibit: Any, period: float, decay: float, ahead: float) -> None:
    of, wave, ahead = exhibit.drawing.of, oracle.damped(period, decay, 55), int(ahead)
    segments = np.array(of("input_gradient").get_segments())  # (50, 2, 2): from 0 up or down to the gradient
    bars = segments[:, 1, 1]
    np.testing.assert_array_equal(segments[:, :, 0], np.column_stack([T, T]))
    np.testing.assert_array_equal(segments[:, 0, 1], 0)
    np.testing.assert_allclose(bars, nudged(wave[:50], ahead), atol=1e-7)
    assert_line(of("x"), T, wave[:50])
    assert_line(of("truth"), [49 + ahead], wave[[49 + ahead]])
    assert_line(of("forecast"), [49 + ahead], oracle.lstm(NETWORKS[1], wave[None, :50])[0, [ahead - 1]], atol=2e-5)
    assert list(of("ar2").get_xdata()) == [48, 49]
    if decay > 0:  # on an undying wave of few steps the fit of AR(2) is not unique enough to nudge
        model = AutoRegression(2).fit(wave)
        push = [np.where(t == T, 1e-4, 0) for t in (48, 49)]
        expected = [(model.forecast(wave[:50] + p, ahead) - model.forecast(wave[:50], ahead))[-1] / 1e-4 for p in push]
        assert_line(of("ar2"), [48, 49], expected, atol=1e-5)
    assert max(abs(bars).max(), abs(of("ar2").get_ydata()).max()) < of("ar2").axes.get_ylim()[1]
    share = {last: 100 * math.fsum(abs(bars)[-last:]) / math.fsum(abs(bars)) for last in (2, 10)}
    t = max(range(50), key=lambda t: abs(bars[t]))
    before, last = ar2_by_hand(period, decay, ahead)
    assert_line(of("ar2"), [48, 49], [before, last])
    said = f"{steps_said(ahead)} ahead: {share[2]:.0f} % of the gradient falls on the last two "
    said += f"inputs, {share[10]:.0f} % on the last ten; the largest is {bars[t]:.2f}, at t = {t}. "
    said += f"AR(2) has {before:z.2f} and {last:z.2f} on the last two, and nothing before."
    assert_says(exhibit, said.replace("-", "−"))


def ar2_by_hand(period: float, decay: float, ahead: int) -> list[float]:
    """What a forecast gains for each 1 that the value before the last, or the last, is larger: the law is linear."""
    a_1, a_2 = 2 * math.exp(-decay) * math.cos(2 * math.pi / period), -math.exp(-2 * decay)
    found = []
    for known in ([1.0, 0.0], [0.0, 1.0]):
        for _ in range(ahead):
            known.append(a_1 * known[-1] + a_2 * known[-2])
        found.append(known[-1])
    return found


def nudged(x: np.ndarray, ahead: int) -> np.ndarray:
    """The gradient by finite differences, in float64."""
    opened = unit_analysis.Opened(NETWORKS[1])
    both = np.hstack([x[:, None] + 1e-5 * np.eye(50), x[:, None] - 1e-5 * np.eye(50)])
    up, down = np.split(opened.cell.run(both[:, :, None]).h[-1] @ opened.W_y[ahead - 1], 2)
    return (up - down) / 2e-5


RIGHT: dict[Any, Callable[..., None]] = {
    UNIT: assert_unit_is_right,
    MAP: assert_map_is_right,
    GRADIENT: assert_gradient_is_right,
}
test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(RIGHT)


@pytest.mark.parametrize("times", [1, 2])
def test_colour_table_puts_each_value_into_its_own_pixels_in_a_sharp_picture_too(times):
    exhibit = begun(MAP)
    canvas, usual = exhibit._canvas, exhibit._canvas.frame().copy()
    frame = usual if times == 1 else np.asarray(Image.open(io.BytesIO(canvas.sharp_png(times))).convert("RGB"))
    height, width = frame.shape[:2]
    for row, column in ((0, 0), (3, 7), (19, 49)):
        x = round(width * (0.075 + 0.53 * (column + 0.5) / 50))
        y = round(height * (1 - (0.205 + 0.615 * (1 - (row + 0.5) / 20))))
        colour = exhibit.drawing.of("units").colours[row, column, :3].astype(int)
        assert np.abs(frame[y, x, :3] - colour).max() <= (0 if times == 1 else 12)  # the palette has 256 colours
    np.testing.assert_array_equal(canvas.frame(), usual)


def test_a_coefficient_that_is_0_has_no_minus_sign_in_the_sentence():
    exhibit = begun(GRADIENT, period=8, ahead=4)  # half a period ahead: the value before the last counts for nothing
    assert_gradient_is_right(exhibit, **exhibit.values)
    assert "AR(2) has 0.00 and −0.89 on the last two" in exhibit.readout


# ---- The exercise


def test_right_r_squared_is_the_squared_correlation_with_the_fit():
    for c in (checks.C, checks.C + 100):
        assert checks.r_squared(c, checks.REGRESSORS) == pytest.approx(r_squared(c, *checks.REGRESSORS.T))


test_answer_that_is_wrong_in_another_way_is_told_so = every_verdict(
    "12_look_inside/r_squared",
    (lambda c, r: c - c.mean(), "R² is one number, and this is 30"),
    (lambda c, r: (c - c.mean())[None], "is one number, and this is 30"),
    (lambda c, r: -r_squared(c, *r.T), "wrong sign"),
    (lambda c, r: r_squared(c, *r), "stopped with ValueError"),
    (lambda c, r: 0.5, "is expected"),
    (lambda c, r: r_squared(c, *r.T) if c.mean() < 50 else 0.0, "R² of c + 100"),  # knows the example only
)


def test_key_of_the_map_names_both_scores_here_and_over_the_training_range():
    (key,) = made(MAP)._canvas.figure.legends
    told = {text.get_text() for text in key.get_texts()}
    assert told == {
        f"{score}, {where}" for score in ("phase", "envelope") for where in ("here", "median of training range")
    }
    for text, handle in zip(key.get_texts(), key.legend_handles, strict=True):
        assert (handle.get_marker() == "o") == text.get_text().startswith("phase")
        assert (to_hex(handle.get_markerfacecolor()) == "#ffffff") == text.get_text().endswith("range")


def test_preset_of_the_map_is_called_what_its_picture_shows():
    words = {"c": "what the units hold", "scaled": "scale of its own", "f": "forget", "i": "input", "o": "output"}
    trained = {name: preset for name, preset in exhibits.MAPS.items() if preset.values.get("trained", 1)}
    for name, preset in trained.items():
        shown = list(map_pictures.TITLES)[int(preset.values["shown"])]
        assert words[shown] in preset.reason
        if shown in {"f", "i", "o"}:
            assert name == f"{words[shown]} gates"
    assert [name for name, preset in trained.items() if preset.values["shown"] < 2] == ["c", "c, scaled"]
    assert [preset.values["shown"] for preset in trained.values()] == [0, 1, 2, 3, 4]
    (name,) = exhibits.MAPS.keys() - trained.keys()
    assert name in exhibits.MAPS[name].reason.replace("before its training", "untrained")


def test_presets_of_the_gradient_are_the_ends_of_the_forecast_and_of_the_training_range():
    places = {name: preset.values for name, preset in exhibits.AHEAD.items()}
    assert (places["next"], places["fifth"]) == ({"ahead": 1}, {"ahead": 5})
    assert places["slow"] == {"period": max(PERIOD), "decay": min(DECAY)}
    assert places["fast"] == {"period": min(PERIOD), "decay": min(DECAY)}
    assert all(name.removesuffix("t").removesuffix("s") in exhibits.AHEAD[name].reason for name in ("slow", "fast"))


@pytest.mark.parametrize("make", [one_unit_inside, all_units_inside, forecast_gradient])
def test_own_network_can_be_pinned_but_not_copied_since_a_line_cannot_name_it(make):
    own = make(TASK.learner("LSTM", seed=5), period=12)
    assert own.values["period"] == 12
    assert own.readout != make(period=12).readout
    words = [button.description for button in own.buttons]
    assert words == ["Pin", "Clear"]


def test_copied_line_of_the_courses_network_makes_the_same_picture_again():
    exhibit = one_unit_inside(unit=13)
    exhibit.set(t=20, period=8)
    again = run_line(exhibit.settings_line())
    assert (again.values, again.readout) == (exhibit.values, exhibit.readout)
    assert exhibit.values["unit"] == 13
