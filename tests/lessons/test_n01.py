"""The exhibits of notebook 01 show what `math` computes one number at a time, and the notebook's figures are right."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from oracles import sigmoid

from lstm_lesson.lessons.n01_sigmoid_and_tanh import numbers
from lstm_lesson.lessons.n01_sigmoid_and_tanh.exhibits import (
    gates_and_shares,
    squashed_line,
    squashed_noise,
    stretched_sigmoid,
)
from lstm_lesson.nn import activations

EXHIBITS = {make.__name__: make for make in (squashed_line, stretched_sigmoid, squashed_noise, gates_and_shares)}
ENDS = [(name, slider, end) for name, make in EXHIBITS.items() for slider in make().sliders for end in ("min", "max")]
STEPS = [(name, preset) for name, make in EXHIBITS.items() for preset in make().presets]


@pytest.fixture(scope="module")
def exhibits():
    return {name: make() for name, make in EXHIBITS.items()}


def lines(exhibit) -> list[Any]:
    return [artist for artist in exhibit.drawing.artists if isinstance(artist, Line2D)]


def as_float(text: str) -> float:
    """Read −0.762 or 1.8·10⁻⁴ as a number."""
    digits, _, power = text.replace("−", "-").partition("·10")
    return float(digits) * 10.0 ** int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or "0")


def assert_squashed_line(exhibit):
    w, b, at = (exhibit.values[name] for name in ("w", "b", "x"))
    functions = [sigmoid, lambda z: sigmoid(z) * sigmoid(-z), math.tanh, lambda z: 1 / math.cosh(z) ** 2]
    texts = [artist.get_text() for artist in exhibit.drawing.artists if isinstance(artist, Text)]
    drawn, shades = lines(exhibit), [a for a in exhibit.drawing.artists if isinstance(a, Rectangle)]
    for k, function in enumerate(functions):
        curve, dot = drawn[2 * k : 2 * k + 2]
        right = [function(w * x + b) for x in curve.get_xdata()]
        np.testing.assert_allclose(curve.get_ydata(), right, rtol=1e-9, atol=1e-15)
        assert dot.get_ydata()[0] == pytest.approx(function(w * at + b), rel=1e-9, abs=1e-15)
        assert as_float(texts[2 * k + 1]) == pytest.approx(function(w * at + b), abs=5.01e-4, rel=0.05)
        slope, most = functions[k | 1], functions[k | 1](0)
        for x in np.linspace(-3.987, 3.987, 41):
            shaded = any(shade.get_x() <= x <= shade.get_x() + shade.get_width() for shade in shades[2 * k : 2 * k + 2])
            assert shaded is (slope(w * x + b) < 0.1 * most)


def assert_stretched_sigmoid(exhibit):
    inside, outside, shift = (exhibit.values[name] for name in ("inside", "outside", "shift"))
    (line,) = lines(exhibit)
    right = [outside * sigmoid(inside * z) + shift for z in line.get_xdata()]
    np.testing.assert_allclose(line.get_ydata(), right, rtol=1e-12, atol=1e-15)
    low, high = line.axes.get_ylim()
    assert low < min(right)
    assert max(right) < high


def assert_squashed_noise(exhibit):
    w, x = exhibit.values["w"], np.random.default_rng(0).standard_normal(4000).tolist()
    bars = [
        artist for artist in exhibit.drawing.artists if hasattr(artist, "get_data") and artist not in lines(exhibit)
    ]
    outputs = [x, [sigmoid(w * v) for v in x], [math.tanh(w * v) for v in x]]
    for stairs, values, (low, high) in zip(bars, outputs, [(-4, 4), (0, 1), (-1, 1)], strict=True):
        counted = [0] * 40
        for value in values:
            counted[min(39, int(40 * (value - low) / (high - low)))] += 1
        # A value within rounding of an edge may be counted on either side of it.
        np.testing.assert_allclose(stairs.get_data().values, np.array(counted) / 4000, atol=1.01 / 4000)
        assert max(counted) / 4000 <= stairs.axes.get_ylim()[1]


def assert_gates_and_shares(exhibit):
    z = list(exhibit.values.values())
    heights = [artist.get_height() for artist in exhibit.drawing.artists if isinstance(artist, Rectangle)]
    total = math.fsum(math.exp(v) for v in z)
    np.testing.assert_allclose(heights, [*map(sigmoid, z), *(math.exp(v) / total for v in z)], rtol=1e-12)
    assert f"sum {math.fsum(map(sigmoid, z)):.2f}. Softmax" in exhibit.readout
    assert exhibit.readout.endswith("sum 1.00.")


ORACLES = {name: globals()[f"assert_{name}"] for name in EXHIBITS}


@pytest.mark.parametrize(("name", "slider", "end"), ENDS)
def test_picture_is_right_with_any_slider_at_either_end(exhibits, name, slider, end):
    exhibit = exhibits[name]
    exhibit.reset()
    exhibit.sliders[slider].value = getattr(exhibit.sliders[slider], end)
    assert exhibit.error == ""
    ORACLES[name](exhibit)


@pytest.mark.parametrize(("name", "preset"), STEPS)
def test_picture_is_right_on_every_preset(exhibits, name, preset):
    exhibits[name].preset(preset)
    assert exhibits[name].error == ""
    ORACLES[name](exhibits[name])


@pytest.mark.parametrize("name", EXHIBITS)
def test_every_text_is_at_least_9_pt(exhibits, name):
    figure = exhibits[name].drawing.artists[0].figure
    texts = [text for axes in figure.axes for text in (*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels())]
    assert min(text.get_fontsize() for text in texts) >= 9


def test_w_of_0_gives_one_z_and_all_or_nothing_is_shaded(exhibits):
    line = exhibits["squashed_line"]
    for b in (0.0, 3.0, 5.0):
        line.set(w=0, b=b)
        assert line.error == ""
        assert "w = 0: every x gives the same z" in line.readout
        assert_squashed_line(line)


def test_middle_of_the_curves_is_at_minus_b_over_w(exhibits):
    line = exhibits["squashed_line"]
    line.set(w=2, b=3)
    assert line.readout.endswith("z = 0 at x = −1.50.")


def test_slope_that_three_decimals_would_hide_is_written_as_a_power_of_ten(exhibits):
    line = exhibits["squashed_line"]
    line.set(w=5, b=0, x=1)
    assert "tanh(z) = 1.000 with slope 1.8·10⁻⁴;" in line.readout


def test_stretched_sigmoid_covers_tanh_at_2_2_minus_1_and_nowhere_near_it(exhibits):
    stretched = exhibits["stretched_sigmoid"]
    stretched.set(inside=2, outside=2, shift=-1)
    assert stretched.readout.startswith("2·σ(2·z) − 1: at most 0.000")
    assert stretched.readout.endswith("The two curves are one.")
    for nearly in ({"inside": 2.1}, {"outside": 2.1}, {"shift": -0.9}):
        stretched.set(**{"inside": 2, "outside": 2, "shift": -1, **nearly})
        assert "one" not in stretched.readout


# ---- Figures that the notebook tells


def test_saturation_starts_at_182_for_tanh_and_at_twice_that_for_the_sigmoid():
    assert pytest.approx(1.82, abs=0.005) == numbers.SATURATED_TANH
    assert pytest.approx(3.64, abs=0.005) == numbers.SATURATED_SIGMOID
    assert 1 / math.cosh(numbers.SATURATED_TANH) ** 2 == pytest.approx(0.1)


def test_sigmoid_of_1702_x_is_the_normal_percentile_within_00095():
    x = np.linspace(-8, 8, 16001).tolist()
    gap = max(abs(sigmoid(1.702 * v) - math.erfc(-v / math.sqrt(2)) / 2) for v in x)
    assert 0.0094 < gap < 0.0095
    assert numbers.squash_normal(1.702).gap == pytest.approx(gap, abs=1e-4)


def density(name: str, y: float, w: float) -> float:
    """The density of the squashed normal x at y, up to a factor: φ(x)/|dy/dx|, by a formula of its own each."""
    x = math.atanh(y) / w if name == "tanh" else math.log(y / (1 - y)) / w
    return math.exp(-x * x / 2) / (1 - y * y if name == "tanh" else y * (1 - y))


@pytest.mark.parametrize(("name", "limit"), [("tanh", 1 / math.sqrt(2)), ("sigmoid", math.sqrt(2))])
def test_one_hump_becomes_two_beyond_its_limit(name, limit):
    middle, step = (0.0, 0.02) if name == "tanh" else (0.5, 0.01)
    for w, humps in ((0.99 * limit, 1), (1.01 * limit, 2)):
        is_dip = density(name, middle, w) < density(name, middle + step, w)
        assert is_dip is (humps == 2)
        assert numbers.squash_normal(w).humps[name] == humps


def test_exact_shares_are_what_the_density_adds_up_to():
    shares = numbers.squash_normal(1.3).exact
    for name, (low, high) in (("tanh", (-1, 1)), ("sigmoid", (0, 1))):
        edges = np.linspace(low, high, 41)
        middles = [np.linspace(a, b, 402)[1:-1:2] for a, b in pairwise(edges)]
        areas = np.array([np.mean([density(name, y, 1.3) for y in bin_]) for bin_ in middles])
        np.testing.assert_allclose(shares[name], areas / areas.sum(), atol=2e-4)
        assert shares[name].sum() == pytest.approx(1)


@pytest.mark.parametrize(("function", "below", "from_there"), [("tanh", 18.0, 19.5), ("sigmoid", 36.0, 37.0)])
def test_floats_round_to_the_open_end(function, below, from_there):
    squash = getattr(activations, function)
    assert squash(below) < 1
    assert squash(from_there) == 1
