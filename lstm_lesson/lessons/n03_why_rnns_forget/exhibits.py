"""Why a plain RNN is hard to train: its gradient through time, clipping, recall after a delay (notebook 03)."""

from typing import Any

import numpy as np

from lstm_lesson.drawing.written import minus, whole_steps
from lstm_lesson.lessons.n03_why_rnns_forget import numbers, pictures, stretching_numbers
from lstm_lesson.lessons.n03_why_rnns_forget.pictures import in_words, length
from lstm_lesson.lessons.shared.recall_exhibits import RecallExhibit
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.nn.one_unit import RNNRun
from lstm_lesson.studies import recall

ONE_UNIT = {
    "vanishes": Preset("Each step back multiplies by 0.8, so 0.00001 is left after 50 steps.", w_h=0.8, swing=0),
    "explodes": Preset("At h = 0 every slope is 1, so nothing holds back 1.5 multiplied 50 times.", w_h=1.5, swing=0),
    "saturates": Preset(
        "The weight is the same, but the input keeps h near +1 or −1 for about half of the time, where tanh is flat.",
        w_h=1.5,
        swing=1,
    ),
    "a small push": Preset(
        "An input of a hundredth is enough to send h to a resting place, where the factor is 0.39.", w_h=1.5, swing=0.01
    ),
}
STRETCHES = {
    "every direction shrinks": Preset(
        "After one step the ellipse lies inside the circle, so the gradient must vanish.", gain=0.5, steps=1
    ),
    "one direction grows": Preset(
        "The norm is above 1, so the ellipse sticks out of the circle after one step.", gain=0.8, steps=1
    ),
    "and still it vanishes": Preset(
        "The same matrix 20 times: no gradient stays in the direction that is stretched.", gain=0.8, steps=20
    ),
    "it stays": Preset("At gain 1 one direction keeps its length, and all others die out.", gain=1, steps=20),
    "it explodes": Preset("Above gain 1 one direction grows at every step, out of the picture.", gain=1.2, steps=20),
}
RANDOM_RNNS = {
    "the norm is below 1": Preset(
        "‖W_h‖ = 0.84, so every step shrinks every gradient. It must vanish.", gain=0.5, swing=0.5
    ),
    "the norm is above 1": Preset(
        "‖W_h‖ = 1.34, so one step can stretch some gradients. It vanishes all the same.", gain=0.8, swing=0.5
    ),
    "about even": Preset(
        "Here the matrix stretches about as much as the slopes shrink. Nothing holds the gradient there.",
        gain=1.3,
        swing=0.5,
    ),
    "explodes": Preset(
        "Some units lie in the flat parts of tanh and some in the steep one, and the steep ones win.", gain=4, swing=0.5
    ),
}
UPDATES = {
    "in the plain": Preset(
        "The gradient is below the threshold, so clipping leaves it as it is.", w_h=1.2, b=0.1, threshold=1
    ),
    "at the foot": Preset(
        "The norm is 10.3: the update would be ten times too long, and is cut to 0.1.", w_h=1.5, b=-0.2, threshold=1
    ),
    "on the cliff": Preset(
        "A hundredth further the norm is 373. Without clipping the update would be 37 long.",
        w_h=1.5,
        b=-0.21,
        threshold=1,
    ),
    "behind the cliff": Preset(
        "The loss is high, but the norm is only 0.53. Clipping does nothing below the threshold.",
        w_h=1.5,
        b=-0.4,
        threshold=1,
    ),
}
KNOWN = 20  # steps: up to this delay the record of the recall is no secret
LAST = 50  # the last step, T
BACK_TO = Control("t", 0, 0, LAST, 1, integer=True, plays=True)  # how far back the gradient has been followed


@exhibit(
    Control("w_h", 0.9, -2, 2, 0.01),
    Control("swing", 0, 0, 2, 0.01),
    BACK_TO,
    compute=numbers.one_unit_walk,
    picture=pictures.one_unit_picture,
    size=pictures.PICTURE,
    presets=ONE_UNIT,
)
def gradient_of_one_unit(walk: numbers.Walk[RNNRun], values: Values) -> str:
    """Show |∂h_T/∂h_t| of one unit against t: w_x = 1, b = 0, and a sine of the given swing for its input.

    From T back to the step `t` of its slider, so that the slider walks back through time; at 0 all of it is there.
    """
    run, t, w_h = walk.run, walk.t, walk.run.w_h
    words, last = f"|∂h_{LAST}/∂h_{t}| = {in_words(run.gradient[t])}", _factor(walk)
    at = minus(f"w_h = {w_h:.2f}")
    if run.x.any():
        without = in_words(run.power[t])
        return f"{at}, with the input: {words}; with all slopes 1 it would be {without}.{last}"
    times = "once" if LAST - t == 1 else f"{LAST - t} times"
    return f"{at}, no input, h = 0: {words} = {abs(w_h):.2f} multiplied {times}.{last}"


@exhibit(
    Control("gain", 0.8, 0, 1.5, 0.05),
    Control("steps", 1, 0, 20, 1, integer=True, plays=True),
    compute=stretching_numbers.stretched,
    picture=pictures.stretch_picture,
    size=pictures.STRETCH_PICTURE,
    presets=STRETCHES,
)
def stretched_circle(now: stretching_numbers.Stretch, values: Values) -> str:
    """Show what W_h of two units makes of the circle of all gradients of length 1, after some steps back."""
    one = f"Gain {now.gain:.2f}: one step stretches no gradient by more than the norm ‖W_h‖ = {now.norm:.2f}."
    if now.steps == 0:
        return f"{one} No step yet: all gradients have length 1."
    many, shortest, longest = whole_steps(now.steps), length(now.shortest), length(now.longest)
    return f"{one} After {many} back, what had length 1 is between {shortest} and {longest} long."


@exhibit(
    Control("gain", 0.8, 0, 5, 0.05),
    Control("swing", 0.5, 0, 2, 0.05),
    BACK_TO,
    compute=numbers.random_rnn_walk,
    picture=pictures.random_rnn_picture,
    size=pictures.PICTURE,
    presets=RANDOM_RNNS,
)
def gradient_of_many_units(walk: numbers.Walk[numbers.RandomRNNRun], values: Values) -> str:
    """Show the size of ∂h_T/∂h_t of 32 units with random weights, against t, from T back to the slider's `t`."""
    run = walk.run
    return (
        f"Gain {run.gain:.2f}, so ‖W_h‖ = {run.norm:.2f}: a change of all 32 units at step {walk.t} reaches step "
        f"{LAST} multiplied by {in_words(run.gradient[walk.t])}.{_factor(walk)}"
    )


def _factor(walk: numbers.Walk[Any]) -> str:
    """Say what the walk's last step has multiplied by, while it is under way."""
    return f" The last step back was a factor of {in_words(walk.factor)}." if 0 < walk.t < LAST else ""


@exhibit(
    Control("w_h", 1.2, *numbers.W_H, 0.01),
    Control("b", 0.1, *numbers.B, 0.01),
    Control("threshold", 1, 0.1, 5, 0.1),
    compute=numbers.update_at,
    picture=pictures.clipping_picture,
    size=pictures.CLIPPING_PICTURE,
    presets=UPDATES,
)
def clipped_update(now: numbers.Update, values: Values) -> str:
    """Show one update of two weights on a map of the loss, before and after clipping."""
    cut = "cut, direction kept" if now.norm > now.threshold else "below the threshold: left as it is"
    norm, before, after = map(_three_digits, (now.norm, *np.linalg.norm([now.update, now.clipped], axis=1)))
    return f"Gradient norm {norm}, {cut}. The update is {before} long before clipping, {after} after."


def _three_digits(size: float) -> str:
    """Write a size with three digits, however small it is: 0.0000848."""
    return np.format_float_positional(size, 3, fractional=False, trim="-")


def recall_after_delay(delay: int = 20) -> RecallExhibit:
    """Return the exhibit that trains five learners at the delay of its slider, with a new seed each time.

    Up to a delay of 20 the record is shown from the beginning; what comes after that, the student is to predict.
    """
    learners, first_seed = recall.LEARNERS, recall.ALL_SEEDS[-1] + 1
    return RecallExhibit(
        delay, recall.recorded(), learners, learners, first_seed=first_seed, each_seed=True, known=KNOWN
    )
