"""The exhibits of notebook 12 show what plain sums give, for every slider's ends and every preset."""

import io
from collections.abc import Callable
from typing import Any

import forecast_oracles as oracle
import numpy as np
import pytest
from cases import every_verdict
from exhibit_cases import Named, assert_line, begun, every_move, made, run_line, texts
from loops import run_without_loop
from matplotlib.colors import to_hex
from oracles import r_squared
from PIL import Image

from lstm_lesson.data.baselines import AutoRegression
from lstm_lesson.lessons.n12_look_inside import checks, exhibits, map_pictures
from lstm_lesson.lessons.n12_look_inside.exhibits import all_units_inside, forecast_gradient, one_unit_inside
from lstm_lesson.lessons.n12_look_inside.training_settings_exhibits import NAMES, training_experiments
from lstm_lesson.lessons.n12_look_inside.training_settings_pictures import LOOKS, MOST
from lstm_lesson.studies import sine_forecast, sine_seeds, unit_analysis
from lstm_lesson.studies.linear_probe import linear_probe, refitted_error
from lstm_lesson.studies.mann_whitney import mann_whitney
from lstm_lesson.studies.sine_forecast import DECAY, PERIOD, TASK
from lstm_lesson.studies.training_settings import outcomes
from lstm_lesson.training.fitting import Progress
from lstm_lesson.training.task import Settings

NETWORKS = [TASK.learner("LSTM"), sine_forecast.recorded()]
T = np.arange(50)


def unit_13() -> Any:
    return one_unit_inside(unit=13)


def experiments() -> Any:
    return run_without_loop(training_experiments)


UNIT = Named(unit_13, "unit period decay offset t", ["phase", "envelope", "neither", "undying"])
MAP = Named(all_units_inside, "period decay shown trained", exhibits.MAPS)
GRADIENT = Named(forecast_gradient, "period decay ahead", exhibits.AHEAD)
EXPERIMENTS = Named(experiments, "experiment", NAMES)


def cell_run(network: Any, x: np.ndarray) -> Any:
    """What the readable cell does, in the forecaster's own float32."""
    return network.cells()[0].run(x[:, None].astype(np.float32))


def scores(c: np.ndarray, period: float, decay: float) -> tuple[float, float]:
    fading = np.exp(-decay * T)
    phase = r_squared(c, fading * np.sin(2 * np.pi * T / period), fading * np.cos(2 * np.pi * T / period))
    return phase, r_squared(c, fading)


def assert_unit_is_right(exhibit: Any, unit: float, period: float, decay: float, offset: float, t: float) -> None:
    of, t = exhibit.drawing.of, int(t)
    x = oracle.damped(period, decay, 50) + offset
    trace, unit = cell_run(NETWORKS[1], x), int(unit)
    assert_line(of("x"), T, x)
    for quantity in "fiogch":
        assert_line(of(quantity), T, getattr(trace, quantity)[:, unit], atol=2e-5)
        assert of(quantity).get_markevery() == [t]
    said = f"At step t = {t} it holds c = {trace.c[t, unit]:z.3f} and shows h = {trace.h[t, unit]:z.3f}."
    assert said.replace("-", "−") in exhibit.readout
    cursor, number, *_ = exhibit.drawing.artists
    np.testing.assert_array_equal(cursor.get_xdata(), [t, t])
    assert number.get_text() == f"t = {t}"
    c, phase_fit, envelope_fit = (of(quantity).get_ydata() for quantity in ("c", "phase_fit", "envelope_fit"))
    phase, envelope = scores(c, period, decay)
    assert 1 - ((c - phase_fit) ** 2).sum() / ((c - c.mean()) ** 2).sum() == pytest.approx(phase, abs=1e-6)
    assert f"R² {phase:.2f} on the phase" in exhibit.readout
    if decay == 0:
        np.testing.assert_allclose(envelope_fit, c.mean())
        assert "not defined on the envelope (with decay 0 it is constant)" in exhibit.readout
    else:
        assert 1 - ((c - envelope_fit) ** 2).sum() / ((c - c.mean()) ** 2).sum() == pytest.approx(envelope, abs=1e-6)
        assert f"{envelope:.2f} on the envelope" in exhibit.readout
    for quantity in ("phase_fit", "envelope_fit"):
        np.testing.assert_array_equal(of(quantity).get_xdata(), T)
    for quantity in "ch":
        low, high = of(quantity).axes.get_ylim()
        assert low < of(quantity).get_ydata().min() <= of(quantity).get_ydata().max() < high
    inside = 10 <= period <= 20 and (0.01 <= decay <= 0.1 or decay == 0)
    assert ("outside the training range" in exhibit.readout) == (not inside and decay > 0)


def assert_map_is_right(exhibit: Any, period: float, decay: float, shown: float, trained: float) -> None:
    of = exhibit.drawing.of
    x, network = oracle.damped(period, decay, 50), NETWORKS[int(trained)]
    trace, kind = cell_run(network, x), list(map_pictures.TITLES)[int(shown)]
    each = np.array([scores(trace.c[:, unit].astype(float), period, decay) for unit in range(20)])
    assert_line(of("x"), T, x)
    *numbers, low_end, middle, high_end, title = texts(exhibit)
    order = [int(number) for number in numbers]
    assert sorted(order) == list(range(20))
    assert (np.diff(each[order, 0]) <= 1e-5).all()  # the best follower of the phase on top
    assert title == map_pictures.TITLES[kind]
    assert (low_end, middle) == (("0", "0.5") if kind in "fio" else (f"−{high_end}", "0"))
    medians = unit_analysis.over_training_range(network).medians
    for column, (name, median) in enumerate(zip(("phase_fit", "envelope_fit"), medians, strict=True)):
        assert_line(of(name, 0), median[order], range(20))
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
    assert (
        f"{100 * abs(bars)[-2:].sum() / abs(bars).sum():.0f} % of the gradient falls on the last two" in exhibit.readout
    )


def nudged(x: np.ndarray, ahead: int) -> np.ndarray:
    """The gradient by finite differences, in float64."""
    opened = unit_analysis.Opened(NETWORKS[1])
    both = np.hstack([x[:, None] + 1e-5 * np.eye(50), x[:, None] - 1e-5 * np.eye(50)])
    up, down = np.split(opened.cell.run(both[:, :, None]).h[-1] @ opened.W_y[ahead - 1], 2)
    return (up - down) / 2e-5


def assert_experiment_is_right(exhibit: Any, experiment: float) -> None:
    recorded = outcomes(NAMES[int(experiment) - 1])
    rows = [(option, *(f"{np.median(e):.4f}" for e in (of.test, of.test_long))) for option, of in recorded.items()]
    rows += [("", "", "")] * (MOST - len(rows))
    title = "pale: 5 recorded seeds; strong: here"  # nothing is trained yet
    assert texts(exhibit) == [title, *(row[column] for column in range(3) for row in rows)]
    for number, look in enumerate(LOOKS):
        curve, spots, here, dots, dots_here = (exhibit.drawing.of(look, place) for place in range(5))
        steps, losses, tested = np.empty(0), np.empty(0), np.empty(0)
        if number < len(recorded):
            outcome = list(recorded.values())[number]
            steps = np.tile(np.arange(0, 1001, 50), 5)
            losses = np.insert(outcome.validation, 0, np.nan, axis=1).ravel()  # a gap between two seeds
            tested = outcome.test
        assert_line(curve, steps, losses)
        assert_line(spots, steps[3::4], losses[3::4])
        assert_line(dots, tested, [number] * len(tested))
        for live in (here, dots_here):
            assert_line(live, [], [])


RIGHT: dict[Any, Callable[..., None]] = {
    UNIT: assert_unit_is_right,
    MAP: assert_map_is_right,
    GRADIENT: assert_gradient_is_right,
    EXPERIMENTS: assert_experiment_is_right,
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


def test_curves_of_what_is_trained_here_are_shown_with_their_own_experiment_alone():
    exhibit = run_without_loop(lambda: training_experiments(2))
    exhibit.background._last = Progress(50, 0.1, 0.1, 1.0)
    exhibit.refresh()
    for look, rows in zip(LOOKS, exhibit.background.forecaster.history.values(), strict=False):
        assert_line(exhibit.drawing.of(look, 2), *rows.T)
    exhibit.set(experiment=1)
    for look in LOOKS:
        assert_line(exhibit.drawing.of(look, 2), [], [])


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


# ---- What the notebook says in words


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
