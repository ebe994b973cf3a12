"""The exhibits of notebook 12 show what plain sums give, for every slider's ends and every preset."""

from collections.abc import Callable
from typing import Any

import forecast_oracles as oracle
import numpy as np
import pytest
from loops import run_without_loop
from oracles import scalar_run

from lstm_lesson.data.baselines import AutoRegression
from lstm_lesson.lessons.n12_look_inside import map_pictures
from lstm_lesson.lessons.n12_look_inside.exhibits import all_units_inside, forecast_gradient, one_unit_inside
from lstm_lesson.lessons.n12_look_inside.training_settings_exhibits import NAMES, training_experiments
from lstm_lesson.studies import sine_forecast, training_settings, unit_analysis
from lstm_lesson.studies.linear_probe import probe, refitted_error
from lstm_lesson.studies.training_settings_record import outcomes

NETWORKS = [sine_forecast.new_forecaster(), sine_forecast.recorded()]
EXHIBITS = {"unit": one_unit_inside(unit=13), "map": all_units_inside(), "gradient": forecast_gradient()}
EXHIBITS["experiments"] = run_without_loop(training_experiments)
T = np.arange(50)


def ydata(exhibit: Any) -> list[np.ndarray]:
    return [np.asarray(a.get_ydata(), dtype=float) for a in exhibit.drawing.artists if hasattr(a, "get_ydata")]


def cell_run(network: Any, x: np.ndarray) -> Any:
    """What the readable cell does, in the forecaster's own float32."""
    return network.cells()[0].run(x[:, None].astype(np.float32))


def r2(c: np.ndarray, *columns: np.ndarray) -> float:
    """Squared correlation of c with its least-squares fit, by the normal equations; nan if there is nothing to fit."""
    if all(np.ptp(column) == 0 for column in columns):
        return np.nan
    design = np.column_stack([*columns, np.ones(len(c))])
    fit = design @ np.linalg.solve(design.T @ design, design.T @ c)
    return np.corrcoef(fit, c)[0, 1] ** 2


def scores(c: np.ndarray, period: float, decay: float) -> tuple[float, float]:
    fading = np.exp(-decay * T)
    phase = r2(c, fading * np.sin(2 * np.pi * T / period), fading * np.cos(2 * np.pi * T / period))
    return phase, r2(c, fading)


def assert_unit_is_right(exhibit: Any, unit: float, period: float, decay: float, offset: float) -> None:
    x = oracle.damped(period, decay, 50) + offset
    trace, unit = cell_run(NETWORKS[1], x), int(unit)
    shown_x, *gates, g, c, envelope_fit, phase_fit, h = ydata(exhibit)
    np.testing.assert_allclose(shown_x, x, atol=1e-12)
    for shown, quantity in zip([*gates, g, c, h], "fiogch", strict=True):
        np.testing.assert_allclose(shown, getattr(trace, quantity)[:, unit], atol=2e-5, err_msg=quantity)
    phase, envelope = scores(c, period, decay)
    assert 1 - ((c - phase_fit) ** 2).sum() / ((c - c.mean()) ** 2).sum() == pytest.approx(phase, abs=1e-6)
    assert f"R² {phase:.2f} on the phase" in exhibit.readout
    if decay == 0:
        np.testing.assert_allclose(envelope_fit, c.mean())
        assert "not defined on the envelope (with decay 0 it is constant)" in exhibit.readout
    else:
        assert 1 - ((c - envelope_fit) ** 2).sum() / ((c - c.mean()) ** 2).sum() == pytest.approx(envelope, abs=1e-6)
        assert f"{envelope:.2f} on the envelope" in exhibit.readout
    inside = 10 <= period <= 20 and (0.01 <= decay <= 0.1 or decay == 0)
    assert ("outside the training range" in exhibit.readout) == (not inside and decay > 0)


def assert_map_is_right(exhibit: Any, period: float, decay: float, shown: float, trained: float) -> None:
    x, network = oracle.damped(period, decay, 50), NETWORKS[int(trained)]
    trace, kind = cell_run(network, x), list(map_pictures.TITLES)[int(shown)]
    each = np.array([scores(trace.c[:, unit].astype(float), period, decay) for unit in range(20)])
    line, table, scale, *numbers = exhibit.drawing.artists[:23]
    np.testing.assert_allclose(line.get_ydata(), x, atol=1e-12)
    order = [int(number.get_text()) for number in numbers]
    assert sorted(order) == list(range(20))
    assert (np.diff(each[order, 0]) <= 1e-5).all()  # the best follower of the phase on top
    *ends, title = [text.get_text() for text in exhibit.drawing.artists[23:27]]
    assert title == map_pictures.TITLES[kind]
    assert ends[::2] == ["0", "1"] if kind in "fio" else ends[0] == f"−{ends[2]}"
    dots: list[Any] = list(exhibit.drawing.artists[27:])
    phase_median, envelope_median, phase, envelope = (np.asarray(line.get_xdata()) for line in dots)
    np.testing.assert_allclose(phase, each[order, 0], atol=1e-4)
    np.testing.assert_allclose(envelope, each[order, 1], atol=1e-4)
    medians = unit_analysis.over_training_range(network).medians
    np.testing.assert_allclose([phase_median, envelope_median], [of[order] for of in medians])
    values = trace.c / abs(trace.c).max(axis=0) if kind == "scaled" else getattr(trace, "c" if kind == "c" else kind)
    values = values.T[order]
    # Redder where smaller, bluer where larger; values that differ by less than a level have the same colour.
    blueness = table.colours[..., 2].astype(int) - table.colours[..., 0]
    by_value = np.argsort(values, axis=None)
    assert (np.diff(blueness.ravel()[by_value]) >= -2 - 12 * (np.diff(values.ravel()[by_value]) < 1e-4)).all()
    assert np.ptp(blueness) > 50
    # The bar says which value a colour stands for.
    low, high = (float(end.replace("−", "-")) for end in ends[::2])
    place = (values - low) / (high - low) * (map_pictures.LEVELS - 1)
    assert place.min() > -0.01
    assert place.max() < map_pictures.LEVELS - 0.99
    on_bar = scale.colours[0, place.round().astype(int), :3].astype(int)
    assert abs(table.colours[..., :3] - on_bar).max() <= 12  # one level


def assert_gradient_is_right(exhibit: Any, period: float, decay: float, ahead: float) -> None:
    wave, ahead = oracle.damped(period, decay, 55), int(ahead)
    signal, truth, said, ar2 = ydata(exhibit)
    bars = np.array([segment[1][1] for segment in exhibit.drawing.artists[3].get_segments()])
    np.testing.assert_allclose(signal, wave[:50], atol=1e-12)
    assert truth[0] == pytest.approx(wave[49 + ahead])
    assert said[0] == pytest.approx(oracle.lstm(NETWORKS[1], wave[None, :50])[0, ahead - 1], abs=2e-5)
    np.testing.assert_allclose(bars, nudged(wave[:50], ahead), atol=1e-7)
    if decay > 0:  # on an undying wave of few steps the fit of AR(2) is not unique enough to nudge
        model = AutoRegression(2).fit(wave)
        push = [np.where(t == T, 1e-4, 0) for t in (48, 49)]
        expected = [(model.forecast(wave[:50] + p, ahead) - model.forecast(wave[:50], ahead))[-1] / 1e-4 for p in push]
        np.testing.assert_allclose(ar2, expected, atol=1e-5)
    assert f"{abs(bars)[-2:].sum() / abs(bars).sum():.0%} of the gradient falls on the last two" in exhibit.readout


def nudged(x: np.ndarray, ahead: int) -> np.ndarray:
    """The gradient by finite differences, in float64."""
    opened = unit_analysis.Opened(NETWORKS[1])
    both = np.hstack([x[:, None] + 1e-5 * np.eye(50), x[:, None] - 1e-5 * np.eye(50)])
    up, down = np.split(opened.cell.run(both[:, :, None]).h[-1] @ opened.W_y[ahead - 1], 2)
    return (up - down) / 2e-5


def assert_experiment_is_right(exhibit: Any, experiment: float) -> None:
    name = NAMES[int(experiment) - 1]
    expected = list(outcomes(name).values())
    curves, rest = exhibit.drawing.artists[:4], exhibit.drawing.artists[12:]
    dots, texts = rest[:4], [text.get_text() for text in rest[8:]]
    for number in range(4):
        steps, losses = curves[number].get_data()
        if number < len(expected):
            np.testing.assert_array_equal(losses.reshape(5, 21)[:, 1:], expected[number].validation)
            assert np.isnan(losses[::21]).all()  # a gap between two seeds
            assert (steps.reshape(5, 21)[:, 1:] == np.arange(50, 1001, 50)).all()
            np.testing.assert_array_equal(dots[number].get_xdata(), expected[number].test)
            assert texts[number] == list(outcomes(name))[number]
            assert texts[4 + number] == f"{np.median(expected[number].test):.4f}"
            assert texts[8 + number] == f"{np.median(expected[number].test_long):.4f}"
        else:
            assert len(losses) == 0
            assert [texts[number + shift] for shift in (0, 4, 8)] == [""] * 3


RIGHT: dict[str, Callable] = {
    "unit": assert_unit_is_right,
    "map": assert_map_is_right,
    "gradient": assert_gradient_is_right,
    "experiments": assert_experiment_is_right,
}
ENDS = [(kind, name, end) for kind, exhibit in EXHIBITS.items() for name in exhibit.sliders for end in ("min", "max")]
PRESETS = [(kind, name) for kind, exhibit in EXHIBITS.items() for name in exhibit.presets]


@pytest.mark.parametrize(("kind", "name", "end"), ENDS)
def test_picture_is_right_with_any_slider_at_either_end(kind, name, end):
    exhibit = EXHIBITS[kind]
    exhibit.reset()
    exhibit.sliders[name].value = getattr(exhibit.sliders[name], end)
    assert exhibit.error == ""
    RIGHT[kind](exhibit, **exhibit.values)


@pytest.mark.parametrize(("kind", "name"), PRESETS)
def test_picture_is_right_on_every_preset(kind, name):
    exhibit = EXHIBITS[kind]
    exhibit.reset()
    exhibit.preset(name)
    assert exhibit.error == ""
    RIGHT[kind](exhibit, **exhibit.values)


def test_unit_is_what_a_scalar_loop_computes():
    cell = NETWORKS[1].cells()[0]
    exhibit = EXHIBITS["unit"]
    exhibit.reset()
    exhibit.set(unit=4, period=12)
    zeros = [0.0] * 20
    run = scalar_run(cell, oracle.damped(12, 0.03, 50)[:, None].tolist(), zeros, zeros)
    np.testing.assert_allclose(ydata(exhibit)[5], np.array(run["c"])[:, 4], atol=1e-6)


def test_colour_table_puts_each_value_into_its_own_pixels():
    exhibit = EXHIBITS["map"]
    exhibit.reset()
    frame = exhibit._canvas.frame()
    height, width = frame.shape[:2]
    table: Any = exhibit.drawing.artists[1]
    for row, column in ((0, 0), (3, 7), (19, 49)):
        x = round(width * (0.075 + 0.53 * (column + 0.5) / 50))
        y = round(height * (1 - (0.205 + 0.615 * (1 - (row + 0.5) / 20))))
        np.testing.assert_array_equal(frame[y, x, :3], table.colours[row, column, :3])


# ---- What the notebook says in words


def test_words_about_units_hold():
    trained, untrained = (unit_analysis.over_training_range(network).medians for network in NETWORKS[::-1])
    assert [int((of[0] >= 0.9).sum()) for of in (untrained, trained)] == [8, 1]
    assert (trained[0].argmax(), trained[0].max().round(2)) == (11, 0.91)
    assert (trained[0][9].round(2), trained[0][13].round(2)) == (0.69, 0.89)
    look = unit_analysis.Opened(NETWORKS[1]).look(15, 0.03)
    assert look.order[:3].tolist() == [13, 11, 9]
    assert unit_analysis.Opened(NETWORKS[1]).look(10, 0.01).phase[9].round(2) == 0.66


def test_words_about_before_and_after_hold():
    after, before = ((unit_analysis.Opened(network).look(15, 0.03).trace.f) for network in NETWORKS[::-1])
    assert [np.ptp(f, axis=0).mean().round(2) for f in (before, after)] == [0.02, 0.22]
    settled = [np.median(unit_analysis.over_training_range(n, since=10).medians[0]) for n in NETWORKS]
    assert np.round(settled, 2).tolist() == [0.98, 0.83]
    assert [round(refitted_error(network), 4) for network in NETWORKS] == [0.0019, 0.0003]


def test_words_about_the_envelope_hold():
    following = unit_analysis.over_training_range(NETWORKS[1])
    unit = following.medians[1].argmax()
    each = [np.median(r[:, unit]).round(2) for r in (following.envelope, following.other_envelope)]
    assert each == [0.37, 0.39]
    said = {20: (1.00, 0.10), 49: (0.95, 0.17)}
    assert {t: tuple(round(r, 2) for r in probe(NETWORKS[1], "envelope", t)) for t in said} == said


def test_words_about_long_memories_and_any_envelope_hold():
    network, _ = training_settings.begin(training_settings.Setting(forget_bias=3.0), seed=0)
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
