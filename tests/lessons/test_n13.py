"""The exhibits of notebook 13 show what plain loops compute and what was recorded, at every end of every slider."""

import math
from typing import Any

import forecast_oracles as oracle
import numpy as np
import pytest

from lstm_lesson.lessons.n13_limitations.exhibits import PRESETS, distractor_and_gap, one_window_forecasts, winners_map
from lstm_lesson.lessons.n13_limitations.pictures import SCORED, within
from lstm_lesson.studies.limits.forecasters import AMPLITUDES, BOUND, GAPS, NOISES, RIVALS, SINCES
from lstm_lesson.studies.limits.record import recorded

WINDOW, MAP, SIDE = one_window_forecasts(since=10), winners_map(), distractor_and_gap()
EXHIBITS = {"window": WINDOW, "map": MAP, "side": SIDE}
ENDS = [(kind, name, end) for kind, exhibit in EXHIBITS.items() for name in exhibit.sliders for end in ("min", "max")]


def nearest(value: float, levels: tuple[float, ...]) -> int:
    return min(range(len(levels)), key=lambda k: abs(levels[k] - value))


def lines(exhibit: Any) -> list[Any]:
    return [artist for artist in exhibit.drawing.artists if hasattr(artist, "get_ydata")]


def window_by_hand(v: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """The clean wave, its phase turned on step by step, and the noisy window."""
    phase, wave = 0.0, []
    for t in range(55):
        if t > 0:
            phase += 2 * math.pi / (v["period"] if t >= 50 - v["since"] else v["old_period"])
        wave.append(0.5 + 0.5 * math.sin(phase) * math.exp(-v["decay"] * t))
    noise = np.random.default_rng(int(v["seed"])).standard_normal(50)
    return np.array(wave), np.array(wave[:50]) + v["noise"] * noise


def assert_window_is_right(v: dict[str, float]) -> None:
    clean, x = window_by_hand(v)
    place = nearest(v["noise"], NOISES) * len(SINCES) + nearest(v["since"], SINCES)
    record = recorded("map")
    expected = oracle.baselines(x, v["period"], 5)
    expected["ar2"] = np.array(oracle.autoregression(x, 5))
    for name in ("lstm_clean", "forecast"):
        expected[name] = oracle.lstm(record.lstms[name][0], x[None])[0]
    expected["linear"] = 0.5 + record.fitted[place].linear.weights.T @ (x - 0.5)
    expected["ar"] = record.fitted[place].ar.forecast(x[:, None], 5)[0]
    state = WINDOW.compute(**v)
    np.testing.assert_allclose(state.clean, clean, atol=1e-12)
    np.testing.assert_allclose(state.waves.x[:, 0], x, atol=1e-12)
    for name, ahead in expected.items():
        # Without noise and with a switch, the normal equations of the oracle lose digits.
        np.testing.assert_allclose(state.forecasts[name], ahead, atol=1e-4, err_msg=name)
    drawn = lines(WINDOW)
    turn, truth, *_ = drawn
    assert turn.get_visible() == (v["since"] < 50)
    np.testing.assert_allclose(truth.get_ydata(), clean, atol=1e-12)
    here, means = drawn[-len(SCORED) :], drawn[-2 * len(SCORED) : -len(SCORED)]
    for name, dot, mean in zip(SCORED, here, means, strict=True):
        assert dot.get_xdata()[0] == pytest.approx(within(np.abs(state.forecasts[name] - clean[50:]).mean()))
        assert mean.get_xdata()[0] == pytest.approx(within(record.errors[name][place].mean()), rel=1e-5)


def assert_map_is_right(v: dict[str, float]) -> None:
    row, column = int(v["row"]) - 1, int(v["column"]) - 1
    patches: list[Any] = list(MAP.drawing.artists[:2])
    cover, cursor = patches
    assert cover.get_y() == v["shown"] - 0.5
    assert cursor.get_xy() == (column - 0.5, row - 0.5)
    for name, dots in zip((*RIVALS["map"], BOUND), lines(MAP), strict=True):
        seeds = recorded("map").errors[name][row * len(SINCES) + column].astype(float).mean(axis=1)
        np.testing.assert_allclose(dots.get_xdata(), [within(seed) for seed in seeds], rtol=1e-5)


def assert_side_is_right(v: dict[str, float]) -> None:
    amplitude, gap = AMPLITUDES[nearest(v["amplitude"], AMPLITUDES)], GAPS[nearest(v["gap"], GAPS)]
    distracted, _, gappy, _, *rest = lines(SIDE)
    beside, across = rest[:8], rest[8:]  # a cursor, six or five lines, the seeds
    for case, drawn, levels, here in (("distractor", beside, AMPLITUDES, amplitude), ("gap", across, GAPS, gap)):
        place, errors = levels.index(here), recorded(case).errors
        assert drawn[0].get_xdata()[0] == here
        names = [name for name in ("constant", "ar", "ar_told", "linear", "forecast", BOUND) if name in errors]
        assert len(drawn) == len(names) + 2
        for name, line in zip(names, drawn[1:-1], strict=True):
            np.testing.assert_array_equal(line.get_xdata(), levels[: place + 1])
            wanted = errors[name].astype(float).mean(axis=(1, 2))[: place + 1]
            np.testing.assert_allclose(line.get_ydata(), wanted, rtol=1e-6, err_msg=name)
        seeds = errors["forecast"].astype(float).mean(axis=2)[: place + 1].ravel()
        np.testing.assert_allclose(drawn[-1].get_ydata(), seeds, rtol=1e-6)
    quiet = oracle.damped(15, 0.03, 50) + 0.01 * np.random.default_rng(0).standard_normal(50)
    on_top = np.array([v["amplitude"] * math.sin(2 * math.pi * t / 4.5) for t in range(50)])
    np.testing.assert_allclose(distracted.get_ydata(), quiet + on_top, atol=1e-12)
    np.testing.assert_allclose(gappy.get_ydata()[: 50 - gap], quiet[: 50 - gap], atol=1e-12)
    assert np.isnan(gappy.get_ydata()[50 - gap :].astype(float)).all()


RIGHT = {"window": assert_window_is_right, "map": assert_map_is_right, "side": assert_side_is_right}


@pytest.mark.parametrize(("kind", "name", "end"), ENDS)
def test_picture_is_right_with_any_slider_at_either_end(kind, name, end):
    exhibit = EXHIBITS[kind]
    exhibit.reset()
    exhibit.sliders[name].value = getattr(exhibit.sliders[name], end)
    assert exhibit.error == ""
    RIGHT[kind](exhibit.values)


@pytest.mark.parametrize("name", PRESETS)
def test_picture_is_right_on_every_preset(name):
    WINDOW.reset()
    WINDOW.preset(name)
    assert WINDOW.error == ""
    RIGHT["window"](WINDOW.values)


def test_exhibit_shows_the_sliders_asked_for_and_refuses_others():
    some = one_window_forecasts("noise", "seed", noise=0.05, since=10)
    assert some.values == {"noise": 0.05, "seed": 0}
    whole = one_window_forecasts(noise=0.05, since=10)
    assert (some.readout, some.png) == (whole.readout, whole.png)
    with pytest.raises(ValueError, match="got 'sigma'"):
        one_window_forecasts("sigma")


def test_a_cell_says_in_words_what_its_letters_say():
    for row, noise in enumerate(NOISES):
        for column, since in enumerate(SINCES):
            MAP.set(row=row + 1, column=column + 1)
            cell = MAP.compute(**MAP.values).here
            assert cell.place == row * len(SINCES) + column
            assert f"Noise {noise:g}, {'no switch' if since == 50 else f'switch {since} steps ago'}" in MAP.readout
            assert ("a clear winner" in MAP.readout) == cell.clear
