"""The exercises of notebook 15: the weights of one unit that counts brackets, and of one that knows a comment."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lstm_lesson.live.exercise import Wrong, as_array, call, exercise
from lstm_lesson.nn.activations import sigmoid, tanh
from lstm_lesson.studies.source_facts import facts

WEIGHTS = ("w_xf", "b_f", "w_xi", "b_i", "w_xg", "b_g")
CODE = (
    "rows = [f(x, (a + b) * c(d)) for x in g(h(k(m(n))))]  # so it goes (twice, or more), # and on\nprint(len(rows))\n"
)
TEXT = (CODE + "# a comment that is rather long, and has nothing in it but words and words and more words\nx = 1\n") * 3


def _weights(answer: Any) -> dict[str, float]:
    """Return the six weights by name, 0 where one is left out; raise Wrong for anything else."""
    given = call(answer)
    if not isinstance(given, Mapping):
        raise Wrong(f"return the weights by name, as a dict; this is {type(given).__name__}.")
    strange = [str(name) for name in given if name not in WEIGHTS]
    if strange:
        raise Wrong(f"there is no weight {', '.join(strange)} here; there are {', '.join(WEIGHTS)}.")
    return {name: float(as_array(given.get(name, 0.0), (), name)) for name in WEIGHTS}


def _gates(w: Mapping[str, float], x: float) -> tuple[float, float, float]:
    """Return f, i and g of a unit that sees x and does not see its own h."""
    f, i = (float(sigmoid(np.array(w[f"w_x{gate}"] * x + w[f"b_{gate}"]))) for gate in "fi")
    return f, i, float(tanh(np.array(w["w_xg"] * x + w["b_g"])))


def _cell_state(w: Mapping[str, float], x: np.ndarray) -> np.ndarray:
    """Return c after each step, (T,), from 0."""
    c, found = 0.0, []
    for x_t in x:
        f, i, g = _gates(w, float(x_t))
        c = f * c + i * g
        found.append(c)
    return np.array(found)


@exercise(
    "15_reading_code/depth",
    hints=[
        "A counter forgets nothing. What must f be at every character, and which bias does that?",
        "i⊙g must be +1 at an opening bracket, −1 at a closing one, 0 elsewhere. tanh(0) is 0, tanh(5) is nearly 1.",
        "b_f = 10 and b_i = 10 hold both gates open. w_xg = 5 lets g follow x. The rest is 0.",
    ],
)
def depth(answer: Any) -> str:
    """Judge the weights of a unit whose c is the number of open brackets."""
    w = _weights(answer)
    for x, what in ((0, "a character that is no bracket"), (1, "an opening bracket"), (-1, "a closing bracket")):
        f, i, g = _gates(w, x)
        if f < 0.999:
            raise Wrong(
                f"at {what} f = {f:.3f}, so c keeps only that share of its count. A counter must forget nothing."
            )
        if abs(i * g - x) > 0.01:
            raise Wrong(f"at {what} i⊙g = {i * g:z.2f} is written (i = {i:.2f}, g = {g:.2f}); it should be {x}.")
    known = facts(TEXT.replace("#", " "))
    steps = np.diff(known["depth"], prepend=0)
    off = np.abs(_cell_state(w, steps) - known["depth"])
    if off.max() > 0.2:
        raise Wrong(
            f"after {int(off.argmax())} characters c is {off.max():.2f} off, because f or i⊙g is not exact enough."
        )
    return f"c counts up to {known['depth'].max()} open brackets, and back, over {len(steps)} characters."


@exercise(
    "15_reading_code/comment",
    hints=[
        "There are three cases. At # write 1, at the end of a line forget, and elsewhere keep and write nothing.",
        "f must be near 1 at x = 0 and x = 1, and near 0 at x = −1. So b_f must be large, and w_xf larger still.",
        'Like this: {"w_xf": 20, "b_f": 10, "w_xi": 20, "b_i": -10, "b_g": 5}.',
    ],
)
def comment(answer: Any) -> str:
    """Judge the weights of a unit whose c is above ½ inside comments, and nowhere else."""
    w = _weights(answer)
    known = facts(TEXT)["comment"]
    x = np.array([{"#": 1, "\n": -1}.get(character, 0) for character in TEXT])
    c = _cell_state(w, x)
    wrong = np.flatnonzero((c > 0.5) != known)
    if not wrong.size:
        return "a # writes, the end of the line forgets, and everything in between is kept."
    t = int(wrong[0])
    if x[t] == 1:
        raise Wrong(f"right after # c is {c[t]:z.2f}: there i and g must both be near 1.")
    if x[t] == -1:
        raise Wrong(f"after the end of the line c is still {c[t]:z.2f}: there f must be near 0, and i⊙g not above 0.")
    if known[t]:
        since = int(np.flatnonzero(x[: t + 1] == 1)[-1])
        raise Wrong(f"{t - since} characters into a comment c has come down to {c[t]:z.2f}: f is not near enough to 1.")
    raise Wrong(f"at character {t}, in no comment, c is {c[t]:z.2f}: there i⊙g should be 0, so i must be shut.")
