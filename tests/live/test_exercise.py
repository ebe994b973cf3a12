"""A check answers in one line whatever it is given: praise, the mistake by its name, or that nothing is there yet."""

import warnings
from html import escape
from pathlib import Path

import numpy as np
import pytest
from nbformat import v4
from notebook_calls import calls
from notebook_run import execute

from lstm_lesson.live.exercise import (
    SOLUTION,
    NotAttempted,
    Wrong,
    as_array,
    call,
    check,
    close,
    exercise,
    exercises,
    expect,
    judge,
)

ROOT = Path(__file__).parents[2]
NAME = "99_sample/square"
X = np.array([1.0, 2.0, 3.0])


@pytest.fixture(autouse=True)
def sample():
    """An exercise: square the vector x."""

    @exercise(NAME, hints=["what is x times x?", "x ** 2"])
    def square(answer):
        expect(call(answer, X, warning="it overflows"), X**2, {"doubled, not squared": 2 * X, "summed": (X**2).sum()})
        return "each element is squared."

    yield
    for name in [name for name in exercises if name.startswith("99_")]:
        del exercises[name]


# ---- Verdicts


@pytest.mark.parametrize(
    "right",
    [
        lambda x: x**2,
        lambda x: [v * v for v in x],
        lambda x: (x**2).astype(np.float32),
        lambda x: (x**2).astype(np.float16),
        lambda x: (x**2).astype(int),
        lambda x: (x**2)[:, None],
        lambda x: tuple(x**2),
    ],
)
def test_right_answer_in_any_form_is_praised(right, capsys):
    check(NAME, right)
    assert capsys.readouterr().out == "right: each element is squared.\n"


def stub(x): ...


def stub_that_passes(x):
    """Fill me in."""


def stub_with_dots(x):
    return ...


def stub_that_raises(x):
    raise NotImplementedError


def test_verdict_on_a_solution_waits_for_a_click_and_stands_in_words_where_nobody_can_click():
    asked = "from lstm_lesson import check; check('05_forget_gate/bias_for', lambda f: f, folded=True)"
    cell = execute(v4.new_notebook(cells=[v4.new_code_cell(asked)]), ROOT).cells[0]
    (shown,) = cell.outputs
    verdict = shown.data["text/plain"]
    assert verdict.startswith("not yet: ")
    summary, _, hidden = shown.data["text/html"].removeprefix("<details>").partition("</summary>")
    assert "not yet" not in summary
    assert hidden == f"<p>{escape(verdict)}</p></details>"


@pytest.mark.parametrize("untouched", [None, ..., stub, stub_that_passes, stub_with_dots, stub_that_raises])
def test_untouched_stub_is_not_attempted_yet_and_costs_no_try(untouched, capsys):
    for _ in range(5):
        check(NAME, untouched)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert all(line.startswith("not attempted yet: ") for line in lines)


@pytest.mark.parametrize("untouched", [stub, stub_with_dots, stub_that_raises])
def test_function_that_gives_nothing_is_told_that_return_may_be_missing(untouched):
    with pytest.raises(NotAttempted, match=r"returns nothing so far. .*is `return` missing"):
        call(untouched, X)


NONSENSE = [
    (lambda x: 2 * x, "doubled, not squared"),
    (lambda x: (x**2).sum(), "summed"),
    (lambda x: -(x**2), "your answer has the wrong sign."),
    (lambda x: (x**2)[::-1], "your answer is in reverse order."),
    (lambda x: x**3, "your answer, entry [2], is 27, where 9 is expected."),
    (lambda x: x[:2] ** 2, "your answer has shape (2,); wanted is (3,)."),
    (lambda x: "9", "your answer must be numbers, not the text '9'."),
    (lambda x: x**2 * np.nan, "your answer contains nan (not a number): is there a division by 0, or an overflow?"),
    (lambda x: x / np.array([1, 1, 0]), "it overflows"),
    (lambda x: x**2 == 4, "your answer must be real numbers"),
    (lambda x: x**2 + 0j, "your answer must be real numbers"),
    (lambda x: {1: 2}, "your answer must be numbers, not dict"),
    (lambda x: [[1.0], [1.0, 2.0]], "your answer has rows of different lengths: it is no array."),
    (lambda x: [None, None, None], "your answer must be real numbers"),
    (lambda x: np.square, "your answer must be numbers, not a function (call it"),
    (lambda x: y, "<lambda> stopped with NameError: name 'y' is not defined (line 1 of the function)."),  # type: ignore[name-defined]  # noqa: F821
    (lambda: 3, "<lambda> stopped with TypeError:"),
    (lambda x: np.exp(1000 * x), "it overflows"),
    (3.0, "a function is wanted here, not float '3.0'."),
    ("x ** 2", "a function is wanted here, not the text 'x ** 2'."),
    (np.nan, "a function is wanted here, not float 'nan'."),
    (X**2, "a function is wanted here, not ndarray '[1. 4. 9.]'."),
]


@pytest.mark.parametrize(("wrong", "reason"), NONSENSE, ids=[reason[:40] for _, reason in NONSENSE])
def test_mistake_and_nonsense_are_named_in_one_line(wrong, reason, capsys):
    check(NAME, wrong)
    out = capsys.readouterr()
    assert out.out.startswith(f"not yet: {reason}")
    assert out.out.count("\n") == 1
    assert out.err == ""


def test_line_of_a_failing_function_is_counted_from_its_def():
    def fails(x):
        y = x + 1
        return y.not_there

    assert "(line 3 of the function)" in judge(NAME, fails).reason


def test_failure_of_a_checker_is_a_verdict_too():
    @exercise("99_sample/odd", hints=[])
    def odd(answer):
        return answer.nothing_of_the_kind

    assert str(judge("99_sample/odd", 3)).startswith("not yet: the check cannot make sense of this answer (Attribute")


def test_student_who_changes_the_argument_does_not_change_the_check():
    def in_place(x):
        x *= x
        return x

    assert judge(NAME, in_place).outcome == "right"
    assert X.tolist() == [1, 2, 3]


def test_warning_of_a_student_is_silent_unless_it_is_asked_for():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert call(lambda x: np.exp(1000 * x), 1.0) == np.inf
    with pytest.raises(Wrong, match="too large"):
        call(lambda x: np.exp(1000 * x), np.float64(1.0), warning="too large")


# ---- Hints


def test_hints_come_one_at_a_time_and_then_the_way_to_the_solution(capsys):
    told = []
    for _ in range(4):
        check(NAME, lambda x: 2 * x)
        told.append(capsys.readouterr().out.splitlines())
    verdict, first, second = "not yet: doubled, not squared", "hint 1: what is x times x?", "hint 2: x ** 2"
    assert told == [[verdict], [verdict, first], [verdict, first, second], [verdict, first, second, SOLUTION]]


def test_hint_can_be_asked_for_at_once(capsys):
    check(NAME, None, hint=True)
    assert capsys.readouterr().out.splitlines()[1:] == ["hint 1: what is x times x?"]


def test_right_answer_starts_the_hints_anew(capsys):
    for answer in (lambda x: 2 * x, lambda x: 2 * x, lambda x: x**2, lambda x: 2 * x):
        capsys.readouterr()
        check(NAME, answer)
    assert capsys.readouterr().out == "not yet: doubled, not squared\n"


# ---- Helpers


@pytest.mark.parametrize(("got", "shape"), [(3, ()), ([3], ()), ([[1, 2]], (2,)), ([1.0, 2.0], (1, 2)), ([], (0,))])
def test_axes_of_length_1_may_come_or_go(got, shape):
    assert as_array(got, shape).shape == shape


def test_transposed_array_and_infinity_are_named():
    with pytest.raises(Wrong, match=r"shape \(2, 3\); wanted is \(3, 2\). Rows and columns have changed places"):
        as_array(np.zeros((2, 3)), (3, 2))
    with pytest.raises(Wrong, match=r"in W, rows and columns have changed places"):
        expect([[1, 3], [2, 4]], [[1, 2], [3, 4]], name="W")
    with pytest.raises(Wrong, match="contains inf"):
        as_array([1, np.inf])


@pytest.mark.parametrize(
    ("dtype", "off", "same"),
    [(np.float64, 1e-7, True), (np.float64, 1e-3, False), (np.float32, 1e-6, True), (np.float16, 5e-3, True)],
)
def test_closeness_allows_for_the_precision_of_the_answer(dtype, off, same):
    assert close(np.array([1.0 + off, 2.0], dtype), [1.0, 2.0]) is same


def test_arrays_of_different_shape_are_never_close():
    assert not close([1.0], [1.0, 1.0])
    assert not close(1.0, [])


# ---- Finding exercises


@pytest.mark.parametrize("name", ["99_sample/cube", "nothing", "", None, "../x", "98_no/x"])
def test_unknown_exercise_is_a_value_error(name):
    with pytest.raises(ValueError, match="name must be that of an exercise, not"):
        check(name, 3)


@pytest.mark.parametrize("path", sorted(ROOT.glob("notebooks/[0-9]*.ipynb")), ids=lambda path: path.stem)
def test_exercises_of_a_notebook_have_a_check_and_stubs_are_not_attempted(path):
    found = calls(path, "check")
    for name, cell in found:
        assert name.startswith(f"{path.stem}/")
        assert judge(name, None).outcome == "not attempted yet"
        if "solution" in cell.metadata.get("tags", []):
            said = [output.data["text/plain"] for output in cell.outputs if "data" in output]
            assert said
            assert [words for words in said if not words.startswith("right: ")] == []
        else:
            assert "exercise" in cell.metadata.get("tags", [])
            assert any(output.get("text", "").startswith("not attempted yet: ") for output in cell.outputs)
    there = {name for name in exercises if name.startswith(f"{path.stem}/")}
    assert {name for name, _ in found} == there
