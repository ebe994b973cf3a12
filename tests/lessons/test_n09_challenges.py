"""Each challenge of notebook 09 can be met with the sliders, by a loop too, and each near miss is told."""

import ast
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from oracles import sigmoid

from lstm_lesson import gru_challenges
from lstm_lesson.lessons.n09_gru.challenges import BENCH
from lstm_lesson.live.exercise import exercises, judge
from lstm_lesson.live.sharing import settings_line

SOLUTIONS: dict[str, dict[str, float]] = {
    "catch_one_pulse": {"w_xz": -10, "b_z": 8, "w_xn": 4, "b_n": 0},
    "switch_at_every_mark": {"w_xz": -10, "b_z": 5, "w_xn": 0, "w_hn": -8, "b_n": 1, "b_r": 8},
}
# What is changed in the solution, and what the check then says.
NEAR_MISSES: list[tuple[str, dict[str, Any], str]] = [
    ("catch_one_pulse", {"b_n": -2, "b_z": 0}, "at t = 4, before the pulse, h is already −0.96: something is written"),
    ("catch_one_pulse", {"w_xz": 0}, "at the pulse h is only 0.00, and 0.5 is wanted"),
    ("catch_one_pulse", {"b_z": 5}, "at t = 26 h is more than 5 % away from what it caught: z is not near enough"),
    ("catch_one_pulse", {"input": 0}, "for the impulse at t = 5; yours has the damped sine"),
    ("catch_one_pulse", {"length": 40}, "length 40 does not show all the steps of this challenge; it needs 60"),
    ("catch_one_pulse", {"z_keeps": 0}, "z_keeps stays at 1 in this challenge; yours is at 0"),
    ("switch_at_every_mark", {"w_hn": 8}, "at t = 10, after mark 2, h is 1.00, and it must be at most −0.5. At this"),
    (
        "switch_at_every_mark",
        {"b_n": 0},
        "at t = 0, after mark 1, h is 0.00, and it must be at least 0.5. At this mark",
    ),
    (
        "switch_at_every_mark",
        {"b_z": 2},
        "and it must be at least 0.5. It was right at the mark, but z does not keep it",
    ),
    ("switch_at_every_mark", {"b_r": -8}, "at t = 10, after mark 2, h is 0.76, and it must be at most −0.5"),
]
each_challenge = pytest.mark.parametrize("name", SOLUTIONS)


def by_loop(values: dict[str, Any]) -> tuple[list[float], list[float]]:
    """The input of a challenge, and one GRU unit's h on it, a number at a time."""
    w, h, states = values, 0.0, []
    every = int(w["period"])
    x = [float(t == 5 if w["input"] == 1 else t % every == 0) for t in range(60)]
    for x_t in x:
        r, z = (sigmoid(w[f"w_x{k}"] * x_t + w[f"w_h{k}"] * h + w[f"b_{k}"]) for k in "rz")
        n = np.tanh(w["w_xn"] * x_t + w["b_n"] + r * (w["w_hn"] * h + w["b_hn"]))
        h = (1 - z) * n + z * h
        states.append(h)
    return x, states


def full(name: str) -> str:
    return f"{BENCH.notebook}/{name}"


def test_every_challenge_has_a_solution_here_and_a_check():
    assert set(SOLUTIONS) == set(BENCH.challenges)
    for name in SOLUTIONS:
        assert judge(full(name), None).outcome == "not attempted yet"
        assert len(exercises[full(name)].hints) == 3


@each_challenge
def test_solution_is_right_as_settings_as_a_line_and_as_the_picture(name):
    picture = gru_challenges(name)
    assert judge(full(name), picture).outcome == "not attempted yet"
    picture.set(**SOLUTIONS[name])
    line = settings_line("gru_challenges", name, **BENCH.settings(name, **SOLUTIONS[name]))
    for answer in (SOLUTIONS[name], line, picture):
        assert judge(full(name), answer).outcome == "right"


def test_solutions_do_by_a_loop_what_the_tasks_ask_for():
    x, h = by_loop(BENCH.settings("catch_one_pulse", **SOLUTIONS["catch_one_pulse"]))
    assert x.index(1) == 5
    assert max(map(abs, h[:5])) <= 0.1
    assert all(abs(later - h[5]) <= 0.05 * h[5] for later in h[5:])
    x, h = by_loop(BENCH.settings("switch_at_every_mark", **SOLUTIONS["switch_at_every_mark"]))
    assert [t for t, x_t in enumerate(x) if x_t] == [0, 10, 20, 30, 40, 50]
    assert all(h_t * (1 if t // 10 % 2 == 0 else -1) >= 0.5 for t, h_t in enumerate(h))


@pytest.mark.parametrize(("name", "changes", "said"), NEAR_MISSES)
def test_near_miss_is_told_by_what_is_missing(name, changes, said):
    verdict = judge(full(name), BENCH.settings(name, **SOLUTIONS[name] | changes))
    assert verdict.outcome == "not yet"
    assert said in verdict.reason


def test_what_is_no_answer_is_told():
    assert "an answer is a picture" in judge(full("catch_one_pulse"), 3).reason


def test_notebook_has_these_solutions_and_its_picture_says_what_the_state_is_made_of():
    cells = nbformat.read(Path(__file__).parents[2] / "notebooks" / "09_gru.ipynb", as_version=4).cells
    sources = {cell.id: cell.source for cell in cells}
    for name, solution in SOLUTIONS.items():
        assigned = ast.parse(sources[f"solution-{name.replace('_', '-')}"]).body[0]
        assert isinstance(assigned, ast.Assign)
        assert ast.literal_eval(assigned.value) == solution
    picture = gru_challenges()
    picture.set(**SOLUTIONS["catch_one_pulse"], t=5)
    assert picture.readout == "At step t = 5: h = kept + written = 0.00 + 0.88 = 0.88."
