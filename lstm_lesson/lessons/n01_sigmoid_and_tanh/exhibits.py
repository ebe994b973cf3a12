"""σ, tanh and softmax with one's hands on the sliders (notebook 01)."""

from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.n01_sigmoid_and_tanh import numbers, pictures
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.recipe import Values, exhibit

LINES = {
    "never saturated": Preset("With a small weight neither curve saturates for any x shown.", w=0.3, b=0),
    "mostly shut": Preset("As a gate, σ lets less than half through until x reaches 2.", w=2, b=-4),
    "a switch": Preset("A large weight makes a step: for most x both curves are saturated.", w=8, b=0),
    "upside down": Preset("With a negative weight the gate shuts as x grows.", w=-2, b=0),
    "stuck": Preset("The bias alone saturates both curves for every x shown, so hardly any slope is left.", w=0.3, b=6),
}
STRETCHES = {
    "right ends": Preset(
        "The range is right, but in the middle the slope is half of tanh's.", inside=1, outside=2, shift=-1
    ),
    "too steep": Preset(
        "The range is right, but in the middle the slope is twice that of tanh.", inside=4, outside=2, shift=-1
    ),
}
NOISES = {
    "two bells": Preset("A small weight keeps most z near 0, where both curves are nearly straight.", w=0.3),
    "tanh splits": Preset("Just above 1/√2 the bell of tanh(w·x) begins to split into two humps.", w=0.71),
    "σ before it splits": Preset("Just below √2 there is still one hump of σ(w·x).", w=1.41),
    "σ as percentile": Preset(
        "Here σ(w·x) is nearly the percentile of x, so its values are spread fairly evenly.", w=1.7
    ),
    "saturated": Preset("More than half of all values are saturated in both curves.", w=6),
}
SHARES = {
    "all in": Preset("Three gates can all be open. Three equal scores get a third each.", z_1=4, z_2=4, z_3=4),
    "all out": Preset(
        "Three gates can all be shut. Softmax only sees that the scores are equal.", z_1=-4, z_2=-4, z_3=-4
    ),
    "one more": Preset(
        "Only z_1 has risen. One sigmoid follows it, and all three softmax shares.", z_1=4, z_2=0.5, z_3=-1
    ),
}


@exhibit(
    Control("w", 1, -8, 8, 0.1),
    Control("b", 0, -8, 8, 0.1),
    Control("x", 1, -4, 4, 0.1),
    compute=numbers.squash_line,
    picture=pictures.line_picture,
    size=pictures.LINE_PICTURE,
    presets=LINES,
)
def squashed_line(state: numbers.Squashed, values: Values) -> str:
    """Show z = w·x + b through σ and tanh with their slopes; shaded is where less than a tenth of the slope is left."""
    here = {name: pictures.written(float(value)) for name, value in state.at_point.items()}
    middle = f"z = 0 at x = {0.0 - state.b / state.w:.2f}." if state.w else "w = 0: every x gives the same z."
    return minus(
        f"x = {state.at:g}, so z = w·x + b = {state.at_point['z']:.2f}: σ(z) = {here['sigmoid']} with slope "
        f"{here['sigmoid_slope']}, tanh(z) = {here['tanh']} with slope {here['tanh_slope']}; {middle}"
    )


@exhibit(
    Control("inside", 1, 0.5, 4, 0.1),
    Control("outside", 1, 0.5, 2.5, 0.1),
    Control("shift", 0, -1.5, 0.5, 0.1),
    compute=numbers.stretch_sigmoid,
    picture=pictures.stretch_picture,
    size=pictures.STRETCH_PICTURE,
    presets=STRETCHES,
)
def stretched_sigmoid(state: numbers.Stretched, values: Values) -> str:
    """Show tanh and a σ to be stretched until it covers tanh: outside·σ(inside·z) + shift."""
    done = " The two curves are one." if state.gap < 1e-9 else ""
    shift = f"{values['shift']:+g}".replace("+", "+ ").replace("-", "− ")
    return f"{values['outside']:g}·σ({values['inside']:g}·z) {shift}: at most {state.gap:.3f} away from tanh(z).{done}"


@exhibit(
    Control("w", 0.5, 0.1, 6, 0.01),
    compute=numbers.squash_normal,
    picture=pictures.shares_picture,
    size=pictures.SHARES_PICTURE,
    presets=NOISES,
)
def squashed_noise(state: numbers.Shares, values: Values) -> str:
    """Show how normal x is distributed behind σ(w·x) and tanh(w·x), beside the normal percentile."""
    humps = {name: "two humps" if count == 2 else "one hump" for name, count in state.humps.items()}
    return (
        f"w = {state.w:g}: σ(w·x) has {humps['sigmoid']}, tanh(w·x) {humps['tanh']}; "
        f"σ(w·x) and the percentile of x are at most {state.gap:.3f} apart."
    )


@exhibit(
    Control("z_1", 1, -6, 6, 0.1),
    Control("z_2", 0.5, -6, 6, 0.1),
    Control("z_3", -1, -6, 6, 0.1),
    compute=numbers.share_out,
    picture=pictures.scores_picture,
    size=pictures.SCORES_PICTURE,
    presets=SHARES,
)
def gates_and_shares(state: numbers.Scores, values: Values) -> str:
    """Show three scores through three sigmoids, and through softmax, with both sums."""
    s, p = (", ".join(f"{value:.2f}" for value in row) for row in (state.sigmoid, state.softmax))
    return f"Three sigmoids: {s}, sum {state.sigmoid.sum():.2f}. Softmax: {p}, sum {state.softmax.sum():.2f}."
