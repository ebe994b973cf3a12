"""What the checks of notebook 08 know: five challenges, each a picture, its settings or its settings line."""

from typing import Any

import numpy as np

from lstm_lesson.drawing.written import minus, percent
from lstm_lesson.lessons.n08_cell_state_flow.challenges import BENCH
from lstm_lesson.lessons.shared.challenge_checks import listed, run_of, settings_of
from lstm_lesson.lessons.shared.one_unit_controls import SIGNAL
from lstm_lesson.lessons.shared.own_input_numbers import run_on
from lstm_lesson.live.exercise import Wrong, exercise
from lstm_lesson.nn.one_unit import LSTMRun, one_gru_unit, rnn_run

CREST, HELD = 5, 50  # the step of the first crest at period 20, and for how many steps its c must stay
CRESTS = [slice(start, start + 11) for start in (0, 20, 40)]  # x ≥ ½ at period 20, decay 0
TROUGHS = [slice(start, start + 9) for start in (11, 31, 51)]  # x < ½
NEAR, CLOSE = 0.1, 0.01  # how near c must come to a level, and a gate's share to what it stands for


@exercise(
    f"{BENCH.notebook}/hold_the_first_crest",
    hints=[
        "Two things must not happen: c must not shrink (how near to 1 is f?), and the next crest must not be written.",
        "What is different after the crest? h is large. Let it shut the input gate.",
        "Start from the preset “almost hold the first crest”, and make f keep more: b_f = 10.",
    ],
)
def hold_the_first_crest(answer: Any) -> str:
    c = _run(answer, "hold_the_first_crest").c
    crest = abs(c[CREST])
    if crest < 0.3:
        raise Wrong(f"too little is written by t = 5: |c| is {crest:.2f}. Let the input gate open earlier or wider.")
    drift = np.abs(c[CREST : CREST + HELD + 1] - c[CREST]) / crest
    if drift.max() > 0.05:
        first = CREST + int(np.argmax(drift > 0.05))
        why = "it has grown. Does the input gate shut behind the crest?"
        if abs(c[first]) < crest:
            why = "it has shrunk. Is f near enough to 1, and is nothing of the other sign written?"
        raise Wrong(f"c is more than 5 % away from what it was on the crest, at t = {first}: {why}")
    return f"|c| on the crest is {crest:.2f}, and for {HELD} steps it stays within {percent(drift.max())} of that."


@exercise(
    f"{BENCH.notebook}/count_the_crests",
    hints=[
        "A counter forgets nothing: b_f = 10, and no weight into f. Then only what is written moves c.",
        "The input gate must open on a crest and nowhere else. So w_xi is large, and b_i so low that z_i is above 0 "
        "only where x is near 1. The candidate needs only b_g.",
        "Now the size: a crest adds g times the sum of its i. With w_xi = 8 and b_i = −7.5, move b_g until that is 1.",
    ],
)
def count_the_crests(answer: Any) -> str:
    run = _run(answer, "count_the_crests")
    after = [float(run.c[trough].mean()) for trough in TROUGHS]
    steps = np.diff([0.0, *after])
    said = f"after the crests c is {listed(after)}"
    if np.abs(steps).max() < 0.2:
        raise Wrong(f"{said}: hardly anything is written. The input gate must open on the crests.")
    for trough in TROUGHS:
        if np.ptp(run.c[trough]) > 2 * NEAR:
            raise Wrong(_why_it_does_not_stand(run, trough))
    if np.ptp(steps) > 2 * NEAR:
        raise Wrong(
            f"the crests add {listed(steps)}: not equal steps. Is f below 1, or does a layer have a weight on h?"
        )
    far = max(float(np.abs(run.c[trough] - level).max()) for level, trough in enumerate(TROUGHS, start=1))
    if far > NEAR:
        much = "less" if steps.mean() > 1 else "more"
        raise Wrong(f"{said}; 1, 2 and 3 are wanted, each within {NEAR}. A crest must write {much}: turn b_g or b_i.")
    return f"{said}, never further than {far:.2f} from 1, 2 and 3."


def _why_it_does_not_stand(run: LSTMRun, trough: slice) -> str:
    """Say whether c moves between two crests because it leaks or because something is written."""
    kept, written = float((run.fc - run.c_prev)[trough].sum()), float(run.ig[trough].sum())
    said = f"c must stand still where x is below ½; from t = {trough.start} to {trough.stop - 1} "
    if abs(kept) > abs(written):
        return f"{said}it loses {abs(kept):.2f} because f is too low: {run.f[trough].min():.3f} there."
    return minus(f"{said}{written:+.2f} is written: shut the input gate in the troughs.")


@exercise(
    f"{BENCH.notebook}/reset_at_each_trough",
    hints=[
        "The preset “reset at each trough” is almost right. Which part is left in the trough, purple or green?",
        "Two gates need a weight on x now: f must keep on a crest and forget in a trough, i must write on a crest.",
        "Leave w_xf = 10 as in the preset, give i the same w_xi = 10, and let both biases be low: −5 and −7.",
    ],
)
def reset_at_each_trough(answer: Any) -> str:
    run = _run(answer, "reset_at_each_trough")
    size = np.abs(run.c)
    reached = [float(size[crest].max()) for crest in CRESTS]
    if min(reached) < 2:
        raise Wrong(f"on the crests |c| reaches {listed(reached)}; 2 is wanted. Is f near 1 there, and i open?")
    left = np.concatenate([np.arange(trough.start + 4, trough.stop) for trough in TROUGHS])  # from the lowest point on
    if size[left].max() > NEAR:
        t = int(left[np.argmax(size[left] > NEAR)])
        why = f"{run.fc[t]:.2f} of it was kept, since f is {run.f[t]:.2f}. Let a low x shut the forget gate."
        if abs(run.ig[t]) > abs(run.fc[t]):
            why = f"{run.ig[t]:.2f} of it is newly written. Shut the input gate there too."
        raise Wrong(minus(f"at t = {t}, in the trough, c is still {run.c[t]:.2f}: {why}"))
    return f"|c| reaches {listed(reached)} on the crests, and is at most {size[left].max():.2f} in the troughs."


@exercise(
    f"{BENCH.notebook}/plain_rnn",
    hints=[
        "A plain RNN has no gates. Which value must each of the three have, at every step, to make no difference?",
        "It has no cell state either, so nothing of c may be kept: f = 0. And i = 1, o = 1.",
        "Gates that never move have no weights but a bias: b_f = −10, b_i = 10, b_o = 10.",
    ],
)
def plain_rnn(answer: Any) -> str:
    settings = _settings(answer, "plain_rnn")
    run = run_on(**settings)
    largest = np.abs(run.g).max()
    if largest < 0.9:
        raise Wrong(f"|g| reaches only {largest:.2f}; 0.9 is wanted, because near 0 tanh is almost a straight line.")
    apart = np.abs(run.h - np.tanh(run.g))
    if apart.max() > CLOSE:
        raise Wrong(f"h is up to {apart.max():.2f} away from the closest that it can come: {_which_gate(run)}")
    rest = np.abs(run.h - run.g)
    t = int(np.argmax(rest))
    remains = f"at t = {t} a plain RNN would have h = tanh(z) = {run.g[t]:.2f}, and this cell has h = {run.h[t]:.2f}"
    rnn = rnn_run(run.x, settings["w_xg"], settings["w_hg"], settings["b_g"])
    own = np.abs(run.h - rnn.h).max()
    return minus(
        f"the gates are out of the way. What remains is {rest.max():.2f}: {remains}. The candidate squashes z, and "
        f"the way out squashes it again: h = tanh(tanh z). Run on its own, the RNN is at most {own:.2f} away."
    )


def _which_gate(run: LSTMRun) -> str:
    """Name the gate that is furthest from what a plain RNN has in its place."""
    wanted = {"f": 0, "i": 1, "o": 1}
    away = {gate: np.abs(getattr(run, gate) - value) for gate, value in wanted.items()}
    worst = max(away, key=lambda gate: away[gate].max())
    t = int(np.argmax(away[worst]))
    return f"at t = {t}, {worst} = {getattr(run, worst)[t]:.2f}, and in a plain RNN it would be {wanted[worst]}."


@exercise(
    f"{BENCH.notebook}/gru",
    hints=[
        "In a GRU the two shares add up to 1: what is not kept is new. Which two gates must then add up to 1?",
        "σ(−z) = 1 − σ(z). So i needs all three weights of f, with the opposite signs.",
        "A GRU has no output gate, so b_o = 10. For an f that moves, take w_xf = −6, b_f = 4; then w_xi = 6, b_i = −4.",
    ],
)
def gru(answer: Any) -> str:
    settings = _settings(answer, "gru")
    run = run_on(**settings)
    moves = float(np.ptp(run.f))
    if moves < 0.5:
        raise Wrong(f"f moves only by {moves:.2f}; 0.5 is wanted, because a gate that does not move is not a gate.")
    total = run.i + run.f
    t = int(np.argmax(np.abs(total - 1)))
    if abs(total[t] - 1) > CLOSE:
        raise Wrong(f"at t = {t}, i + f = {total[t]:.2f}, and in a GRU the two shares add up to 1. Can i be 1 − f?")
    if run.o.min() < 1 - CLOSE:
        raise Wrong(f"o is as low as {run.o.min():.2f}, and a GRU has no output gate: o must be 1.")
    same = {f"{s}{own}": settings[f"{s}{lstm}"] for s in ("w_x", "w_h", "b_") for own, lstm in ("zf", "ng")}
    signal = {name: settings[name] for name in SIGNAL}
    state = one_gru_unit(**signal, **same, w_xr=0, w_hr=0, b_r=40, b_hn=0).h  # σ(40) is 1 in floating point
    return (
        f"beside the GRU with these weights in z and n, and r = 1, c is at most {np.abs(run.c - state).max():.2f} away "
        f"from its h, and h at most {np.abs(run.h - state).max():.2f}. What remains is tanh(c): the layers of an "
        "LSTM get tanh(c) back, those of a GRU the state itself. And an LSTM has no reset gate."
    )


def _run(answer: Any, name: str) -> LSTMRun:
    return run_of(answer, BENCH, name)


def _settings(answer: Any, name: str) -> dict[str, Any]:
    """Return all settings of an answer in which h feeds the candidate."""
    settings = settings_of(answer, BENCH, name)
    if abs(settings["w_hg"]) < 0.5:
        raise Wrong(f"w_hg is {settings['w_hg']:g}; at least 0.5 in size is wanted, or nothing recurs.")
    return settings
