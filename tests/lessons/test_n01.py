"""The exhibits of notebook 01 show what `math` computes one number at a time, and the notebook's figures are right."""

import math
from itertools import pairwise

import numpy as np
import pytest
from cases import every_verdict
from exhibit_cases import assert_line, begun, every_move, texts
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle, StepPatch
from matplotlib.text import Text
from oracles import sigmoid
from sentences import said

from lstm_lesson import gates_and_shares, squashed_line, squashed_noise, stretched_sigmoid
from lstm_lesson.lessons.n01_sigmoid_and_tanh import checks, numbers
from lstm_lesson.nn import activations

FUNCTIONS = {
    "sigmoid": sigmoid,
    "sigmoid_slope": lambda z: 1 / (2 + 2 * math.cosh(z)),
    "tanh": math.tanh,
    "tanh_slope": lambda z: 1 / math.cosh(z) ** 2,
}
X = np.linspace(-4, 4, 201)


def density(name: str, y: float, w: float) -> float:
    """The density of the squashed normal x at y, up to a factor: φ(x)/|dy/dx|, by a formula of its own each."""
    x = math.atanh(y) / w if name == "tanh" else math.log(y / (1 - y)) / w
    return math.exp(-x * x / 2) / (1 - y * y if name == "tanh" else y * (1 - y))


def is_dip(name: str, w: float) -> bool:
    """Tell whether the density is lower in the middle than beside it: then it has two humps."""
    middle, step = (0.0, 0.02) if name == "tanh" else (0.5, 0.01)
    return density(name, middle, w) < density(name, middle + step, w)


def drawn(exhibit, kind) -> list:
    return [artist for artist in exhibit.drawing.artists if isinstance(artist, kind)]


def written(value: float) -> str:
    """A value as the picture and its sentence write it: −0.762, or 1.8·10⁻⁴ where three decimals would be 0."""
    if value == 0 or abs(value) >= 5e-4:
        return said(value, 3)
    digits, power = f"{value:.1e}".split("e")
    raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{digits}·10{raised}".replace("-", "−")


def assert_squashed_line(exhibit, w, b, x):
    shades, z = drawn(exhibit, Rectangle), round(w * x + b, 9)
    for k, (name, function) in enumerate(FUNCTIONS.items()):
        here = function(z)
        assert_line(exhibit.drawing.of(name), X, [function(w * at + b) for at in X])
        assert_line(exhibit.drawing.of(name, 1), [x], [here])
        assert texts(exhibit)[2 * k + 1] == written(here)
        slope = FUNCTIONS[f"{name.partition('_')[0]}_slope"]
        for at in np.linspace(-3.987, 3.987, 41):
            shaded = any(s.get_x() <= at <= s.get_x() + s.get_width() for s in shades[2 * k : 2 * k + 2])
            assert shaded is (slope(w * at + b) < 0.1 * slope(0))
    s, s_slope, y, y_slope = (written(function(z)) for function in FUNCTIONS.values())
    middle = f"z = 0 at x = {said(-b / w)}." if w else "w = 0: every x gives the same z."
    assert exhibit.readout == (
        f"x = {said(x, 1).removesuffix('.0')}, so z = w·x + b = {said(z)}: "
        f"σ(z) = {s} with slope {s_slope}, tanh(z) = {y} with slope {y_slope}; {middle}"
    )


def assert_stretched_sigmoid(exhibit, inside, outside, shift):
    line, right = exhibit.drawing.of("sigmoid"), [outside * sigmoid(inside * z) + shift for z in X]
    assert_line(line, X, right)
    low, high = line.axes.get_ylim()
    assert low < min(right) < max(right) < high
    gap = max(abs(r - math.tanh(z)) for r, z in zip(right, X, strict=True))
    assert texts(exhibit) == [f"{gap:.3f}"]
    outside, inside, size = (said(value, 1).removesuffix(".0") for value in (outside, inside, abs(shift)))
    formula = f"{outside}·σ({inside}·z) {'−' if shift < 0 else '+'} {size}"
    done = " The two curves are one." if gap < 1e-9 else ""
    assert exhibit.readout == f"{formula}: at most {gap:.3f} away from tanh(z).{done}"


def assert_squashed_noise(exhibit, w):
    x = np.random.default_rng(0).standard_normal(4000).tolist()
    outputs = [x, [sigmoid(w * v) for v in x], [math.tanh(w * v) for v in x]]
    for stairs, values, (low, high) in zip(drawn(exhibit, StepPatch), outputs, [(-4, 4), (0, 1), (-1, 1)], strict=True):
        counted = [0] * 40
        for value in values:
            counted[min(39, int(40 * (value - low) / (high - low)))] += 1
        # A value within rounding of an edge may be counted on either side of it.
        np.testing.assert_allclose(stairs.get_data().values, np.array(counted) / 4000, atol=1.01 / 4000)
        np.testing.assert_allclose(stairs.get_data().edges, np.linspace(low, high, 41))
        assert max(counted) / 4000 <= stairs.axes.get_ylim()[1]
    grid = np.linspace(-4, 4, 321)
    of = {line.get_gid(): line for line in drawn(exhibit, Line2D) if len(line.get_xdata()) == 321}
    assert_line(of["sigmoid"], grid, [sigmoid(w * v) for v in grid])
    assert_line(of["tanh"], grid, [math.tanh(w * v) for v in grid])
    gap = max(abs(sigmoid(w * v) - math.erfc(-v / math.sqrt(2)) / 2) for v in grid)
    humps = ["two humps" if is_dip(name, w) else "one hump" for name in ("sigmoid", "tanh")]
    assert exhibit.readout == (
        f"w = {said(w).rstrip('0').rstrip('.')}: σ(w·x) has {humps[0]}, tanh(w·x) {humps[1]}; "
        f"σ(w·x) and the percentile of x are at most {gap:.3f} apart."
    )


def assert_gates_and_shares(exhibit, **z):
    bars, total = drawn(exhibit, Rectangle), math.fsum(math.exp(v) for v in z.values())
    right = [*map(sigmoid, z.values()), *(math.exp(v) / total for v in z.values())]
    np.testing.assert_allclose([bar.get_height() for bar in bars], right, rtol=1e-12)
    numbers = [text for text in drawn(exhibit, Text) if "sum" not in text.get_text()]
    written = [f"{value:.2f}" for value in right]
    assert [text.get_text() for text in numbers] == written
    assert [text.get_position()[0] for text in numbers] == [1, 2, 3, 1, 2, 3]
    s, p, sum_of_three = ", ".join(written[:3]), ", ".join(written[3:]), f"{math.fsum(right[:3]):.2f}"
    assert exhibit.readout == f"Three sigmoids: {s}, sum {sum_of_three}. Softmax: {p}, sum 1.00."
    sums = [text.get_text() for text in drawn(exhibit, Text) if "sum" in text.get_text()]
    assert sums == [f"three sigmoids: sum {sum_of_three}", "softmax: sum 1.00"]


RIGHT = {
    squashed_line: assert_squashed_line,
    stretched_sigmoid: assert_stretched_sigmoid,
    squashed_noise: assert_squashed_noise,
    gates_and_shares: assert_gates_and_shares,
}
test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(RIGHT)


def test_w_of_0_gives_one_z_and_all_or_nothing_is_shaded():
    for b in (0.0, 3.0, 5.0):
        line = begun(squashed_line, w=0, b=b)
        assert "w = 0: every x gives the same z" in line.readout
        assert_squashed_line(line, **line.values)


def test_middle_of_the_curves_is_at_minus_b_over_w():
    assert begun(squashed_line, w=2, b=3).readout.endswith("z = 0 at x = −1.50.")


def test_slope_that_three_decimals_would_hide_is_written_as_a_power_of_ten():
    assert "tanh(z) = 1.000 with slope 1.8·10⁻⁴;" in begun(squashed_line, w=5, b=0, x=1).readout


@pytest.mark.parametrize(
    ("w", "b", "x"),
    [
        (-0.1, 0.3, 3.0),  # a sum that rounding leaves at −5·10⁻¹⁷
        (0.7, -2.1, 3.0),
        (8, 2, 2),  # slopes of which 1 − s and 1 − y² have lost the digits
        (8, 8, 3.3),
        (8, 8, 4),
        (-8, -8, 4),
    ],
)
def test_no_rounding_is_told_as_a_number(w, b, x):
    line = begun(squashed_line, w=w, b=b, x=x)
    assert_squashed_line(line, **line.values)


@pytest.mark.parametrize("make", [squashed_noise, stretched_sigmoid])
def test_key_names_sigmoid_and_tanh_by_the_look_of_their_curves(make):
    figure = begun(make).drawing.lines[0].axes.figure
    (axes,) = [axes for axes in figure.axes if axes.get_legend()]
    key = axes.get_legend()
    named = {text.get_text(): line for text, line in zip(key.get_texts(), key.get_lines(), strict=True)}
    at = {r"\sigma": lambda z: 2 * sigmoid(2 * z) - 1 if make is stretched_sigmoid else sigmoid(z), r"\tanh": math.tanh}
    begun(make, **({"inside": 2, "outside": 2, "shift": -1} if make is stretched_sigmoid else {"w": 1}))
    for word, function in at.items():
        (sample,) = [line for label, line in named.items() if word in label and "prime" not in label]
        (curve,) = [line for line in axes.lines if line.get_color() == sample.get_color()]
        x, y = curve.get_data()
        np.testing.assert_allclose(y, [function(v) for v in x], atol=1e-9)


def test_stretched_sigmoid_covers_tanh_at_2_2_minus_1_and_nowhere_near_it():
    covers = {"inside": 2, "outside": 2, "shift": -1}
    said = begun(stretched_sigmoid, **covers).readout
    assert said.startswith("2·σ(2·z) − 1: at most 0.000")
    assert said.endswith("The two curves are one.")
    for nearly in ({"inside": 2.1}, {"outside": 2.1}, {"shift": -0.9}):
        assert "one" not in begun(stretched_sigmoid, **{**covers, **nearly}).readout


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


@pytest.mark.parametrize(("name", "limit"), [("tanh", 1 / math.sqrt(2)), ("sigmoid", math.sqrt(2))])
def test_one_hump_becomes_two_beyond_its_limit(name, limit):
    for w, humps in ((0.99 * limit, 1), (1.01 * limit, 2)):
        assert is_dip(name, w) is (humps == 2)
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


# ---- The exercises


def sigmoid_by_mask(z):
    s = np.empty_like(z)
    s[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    s[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return s


test_sigmoid_gets_its_verdict = every_verdict(
    "01_sigmoid_and_tanh/sigmoid",
    (sigmoid_by_mask, "right: "),
    (lambda z: [sigmoid(v) if v >= 0 else 1 - sigmoid(-v) for v in z], "right: "),
    (lambda z: 0.5 + 0.5 * np.tanh(z / 2), "right: "),
    (lambda z: 1 / (1 + np.exp(-np.clip(z, -500, 500))), "right: "),
    (lambda z: 1 / (1 + np.exp(-z)), "not yet: a warning: e^1000"),
    (lambda z: np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z))), "its branches"),
    (lambda z: 1 / (1 + math.exp(-z)), "TypeError"),
    (lambda z: sigmoid_by_mask(np.clip(z, -3, 3)), "σ(±1000), entry [0], is 0.04743, where 0 is expected"),
)
test_gate_gets_its_verdict = every_verdict(
    "01_sigmoid_and_tanh/gate",
    (lambda half, there, share: [2 * math.atanh(2 * share - 1) / (there - half) * k for k in (1, -half)], "right: "),
    (lambda half, there, share: (..., ...), "not attempted yet: "),
    (lambda half, there, share: (1.0, None), "not attempted yet: "),
)


@pytest.mark.parametrize(("half", "there", "share"), [(0.5, 2.0, 0.9), (-1.0, 1.5, 0.25), (2.0, -2.0, 0.99)])
def test_exercise_asks_for_a_gate_that_is_as_open_as_wanted(half, there, share):
    w, b = checks.gate(half, there, share)
    assert sigmoid(w * half + b) == pytest.approx(0.5)
    assert sigmoid(w * there + b) == pytest.approx(share)


def test_exercise_asks_for_the_sigmoid_of_math():
    z = np.array([-700.0, -2.0, 0.0, 3.0, 700.0])
    np.testing.assert_allclose(checks.sigmoid(z), [sigmoid(v) for v in z], rtol=1e-12)
