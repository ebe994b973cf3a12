"""The adding exhibits show the problem, what the recorded LSTM makes of it, and what was recorded of the race."""

from typing import Any

import numpy as np
import pytest
from exhibit_cases import assert_line, begun, every_move
from sentences import gate_said, said

from lstm_lesson import adding_problem, train_adding
from lstm_lesson.lessons.n10_variants import adding_numbers
from lstm_lesson.studies import adding


def assert_problem(exhibit: Any, *, t_1: float, v_1: float, t_2: float, v_2: float, others: float, unit: float) -> None:
    shown, marked = exhibit.drawing.of, [int(t_1), int(t_2)]
    x = np.zeros((100, 2))
    x[:, 0] = np.random.default_rng(int(others)).uniform(0, 1, 100)
    x[marked] = [[v_1, 1], [v_2, 1]]
    for place, t in enumerate(marked * 4):
        assert list(shown("cursor", place).get_xdata()) == [t, t]
    assert_line(shown("x", 0), np.arange(100), np.where(x[:, 1] == 0, x[:, 0], np.nan))
    assert_line(shown("x", 1), marked, [v_1, v_2])
    for place, (t, value, away) in enumerate(zip(marked, (v_1, v_2), (-0.8, 0.8), strict=True)):
        number = shown("number", place)
        assert (number.get_text(), number.get_position()[0]) == (f"{value:.2f}", t + away)
    adder = adding.opened()
    trace = adder.cells()[0].run(x[:, None])  # as a batch of one
    for quantity in "fic":
        assert_line(shown(quantity), np.arange(100), getattr(trace, quantity)[:, 0, int(unit) - 1], atol=1e-4)
    answers, end = shown("forecast", 0), shown("forecast", 1)
    assert list(answers.get_xdata()) == list(range(100))
    assert_line(end, [99], [answers.get_ydata()[-1]])
    answer = adder.predict(x)[0]
    assert answers.get_ydata()[-1] == pytest.approx(answer, abs=1e-4)
    assert_line(shown("truth"), [0, 99], [v_1 + v_2] * 2)
    i, c = trace.i[:, 0, int(unit) - 1], np.r_[0.0, trace.c[:, 0, int(unit) - 1]]  # c from the state before the start
    at_1, at_2 = (c[t + 1] - c[t] for t in marked)
    between = c[marked[1]] - c[marked[0] + 1]
    assert exhibit.readout == (
        f"{v_1:.2f} + {v_2:.2f} = {v_1 + v_2:.2f}, and the LSTM answers {said(answer)}. Unit {unit:g} has "
        f"{gate_said('i', i[marked[0]], 2)} at the first mark and {np.median(i):.2f} in the median. Its c moves by "
        f"{said(at_1)} at the first mark, {said(at_2)} at the second, and {said(between)} in between."
    )


test_picture_is_right_at_both_ends_of_each_slider = every_move({adding_problem: assert_problem})


def test_answer_so_far_at_any_step_is_what_the_network_says_of_the_problem_cut_there():
    answers, run = adding_problem().drawing.of("forecast").get_ydata(), adding_numbers.inside()
    for t in (0, 19, 20, 50, 99):
        assert adding.opened().predict(run.x[: t + 1])[0] == pytest.approx(answers[t], abs=1e-4)


def test_lstms_record_is_always_shown_and_those_of_the_rnns_only_when_asked_for():
    exhibit = train_adding(record=0)
    pale = [exhibit.drawing.of(look, k) for look in ("orthogonal", "option_4", "forecast") for k in range(5)]
    recorded = adding.recorded()
    solved = {name: f"{name} {np.sum(recorded[name, 100].error <= 0.0003)} of 5" for name in adding.LEARNERS}
    for record, shown in ((0, ("LSTM",)), (1, ("RNN", "IRNN", "LSTM"))):
        exhibit.set(record=record)
        for k, line in enumerate(pale):
            learner = adding.LEARNERS[k // 5]
            curve = recorded[learner, 100].curve[:, k % 5] if learner in shown else np.array([])
            assert_line(line, 100 * np.arange(len(curve)), curve)
        assert exhibit.readout == (
            "Nothing is trained here yet: Train takes at most 5,000 steps with each. "
            f"Recorded seeds that solved it: {', '.join(solved[name] for name in shown)}."
        )
    exhibit.background.results[exhibit.background.present] = {"RNN": 0.16649, "IRNN": 0.000042, "LSTM": 0.00019}
    exhibit.refresh()
    tested = "seed 5, error on 1,000 unseen problems: RNN 0.17, IRNN 0.000042, LSTM 0.00019"
    assert exhibit.readout.startswith(f"Trained here, {tested}. Recorded seeds that solved it: ")


def test_one_mark_may_stand_at_any_step_of_the_first_half_and_the_other_at_any_of_the_second():
    reach = {name: (control.low, control.high) for name, control in adding_problem().controls.items()}
    assert (reach["t_1"], reach["t_2"]) == ((0, 49), (50, 99))


def test_both_levels_stand_where_they_say():
    exhibit = train_adding()
    ax = exhibit.drawing.of("forecast").axes
    levels = {line.get_ydata()[0] for line in ax.lines if line not in exhibit.drawing.artists}
    _, y = adding.task(100).validation_set()
    assert sorted(levels) == pytest.approx([0.0003, np.mean((y - 1) ** 2)])
    assert {"solved: 0.0003", "always answering 1: 0.166"} < {text.get_text() for text in ax.texts}


@pytest.mark.parametrize("seed", [0, 99])
def test_race_looks_at_any_seed(seed):
    assert begun(train_adding, seed=seed).drawing.of("seed").get_text() == f"Train: seed {seed}"


def test_every_lane_of_the_problem_has_its_name_inside_the_picture():
    figure = adding_problem().drawing.of("x").figure
    figure.canvas.draw()
    names = [axes.yaxis.label for axes in figure.axes]
    assert [name.get_text() for name in names] == ["values", "unit's gates", "unit's cell state", "answer so far"]
    assert all(name.get_window_extent().x0 > 0 for name in names)
