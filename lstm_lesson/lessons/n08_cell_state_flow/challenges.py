"""The picture of notebook 08 with a challenge to choose: the same twelve weights, and something to reach with them."""

from typing import Any

from lstm_lesson.lessons.n08_cell_state_flow.exhibits import PRESETS, cell_state_flow
from lstm_lesson.lessons.shared.challenges import Bench, Challenge, ChallengeExhibit
from lstm_lesson.lessons.shared.one_unit_controls import SIGNAL
from lstm_lesson.live.controls import Preset

STARTS = {  # presets that are half-way to a challenge, and why, in two lines
    "almost hold the first crest": "f = 0.982 loses 1.8 % of c at each step, and the input gate opens again.",
    "reset at each trough": "The forget gate is shut where x is low, so c starts again in every trough.",
}

CHALLENGES = {
    "hold_the_first_crest": Challenge(
        "1. hold the first crest",
        "c must keep, for 50 steps and to within 5 %, what it is on the first crest of the input (t = 5). It must be "
        "at least 0.3 in size there.",
        {"period": 20.0, "decay": 0.05, "length": 60},
    ),
    "count_the_crests": Challenge(
        "2. count the crests to 3",
        "Each crest must add 1 to c. In the troughs, that is, where x is below ½ (t = 11–19, 31–39, 51–59), c must "
        "stand still, within 0.1 of 1, then of 2, then of 3.",
        {"period": 20.0, "decay": 0.0, "length": 60},
    ),
    "reset_at_each_trough": Challenge(
        "3. reset at each trough",
        "|c| must reach 2 on every crest. From the lowest point of each trough until x is ½ again (t = 15–19, 35–39, "
        "55–59) it must be at most 0.1.",
        {"period": 20.0, "decay": 0.0, "length": 60},
    ),
    "plain_rnn": Challenge(
        "4. become a plain RNN",
        "A plain RNN has h = tanh(z), where z has the weights of g. Choose the gates so that h comes as close to it as "
        "possible. |w_hg| must be at least 0.5, and |g| must reach 0.9. The check says which difference remains.",
        {"period": 20.0, "decay": 0.02, "length": 60},
    ),
    "gru": Challenge(
        "5. become a GRU",
        "A GRU has h = z⊙h before + (1 − z)⊙n: two shares that add up to 1. Let f be z and g be n, and come as close "
        "as possible. |w_hg| must be at least 0.5, and f must move by 0.5. The check says what still differs.",
        {"period": 20.0, "decay": 0.02, "length": 60},
    ),
}


def _weights_alone(preset: Preset, reason: str) -> Preset:
    """Return a preset that leaves the input as the challenge wants it."""
    return Preset(reason, **{name: value for name, value in preset.values.items() if name not in ("input", *SIGNAL)})


BENCH = Bench(
    notebook="08_cell_state_flow",
    function="cell_state_challenges",
    recipe=cell_state_flow,
    challenges=CHALLENGES,
    presets={name: _weights_alone(PRESETS[name], reason) for name, reason in STARTS.items()},
)


def cell_state_challenges(challenge: str = "hold_the_first_crest", **values: Any) -> ChallengeExhibit:
    """Make the live picture of one LSTM unit with the menu of challenges, all its sliders, and its presets.

    challenge: the one chosen at the start; values: starting values by name, which go before its input's.
    Raises ValueError for a challenge or a name that is not there, or a value outside its slider's range.
    """
    return BENCH.exhibit(challenge, **values)
