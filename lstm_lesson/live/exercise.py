"""Check an exercise: one short verdict, the likely mistake by its name, and hints that come one at a time.

    @exercise("02_recurrent_recap/step", hints=["Which two products are added?", "h = tanh(W_x @ x + …)."])
    def step(answer) -> str:
        got = call(answer, x, h, W_x, W_h, b)
        expect(got, np.tanh(z), {"tanh is missing": z, "the bias is missing": np.tanh(z - b)})
        return "the same step as every RNN's."

A checker returns praise, or raises Wrong with the mistake. It is found by its name: this one stands in
lstm_lesson/lessons/n02_recurrent_recap/checks.py.
"""

import copy
import importlib
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.live import kept
from lstm_lesson.live.questions import LESSONS
from lstm_lesson.live.widget_view import show_forms

LONGEST_NAME = 200  # letters
STAR = " (* multiplies entry by entry; the product of a matrix and a vector is @.)"
SOLUTION = "The solution is in the folded cell under this one, if your edition has it."


Function = Callable[..., Any]
Checker = Callable[[Any], str]  # judges an answer: returns praise, or raises Wrong


class Wrong(Exception):  # noqa: N818 - a verdict, not an error
    """Say what is wrong with an answer, in a short sentence that names the likely mistake."""


class NotAttempted(Exception):  # noqa: N818
    """Say that an exercise is still as it was handed out."""


@dataclass(frozen=True)
class Verdict:
    """Hold what a check found: `outcome` is "right", "not yet" or "not attempted yet"."""

    outcome: str
    reason: str

    def __str__(self) -> str:
        return f"{self.outcome}: {self.reason}"


@dataclass
class Exercise:
    """Hold a checker, its hints in order, and how often the student was wrong."""

    checker: Checker
    hints: Sequence[str]
    wrong: int = 0
    right: Function | None = None  # what a function that is asked for computes
    mistakes: Mapping[str, Function] = field(default_factory=dict)


exercises: dict[str, Exercise] = {}


def exercise(
    name: str, *, hints: Sequence[str], right: Function | None = None, mistakes: Mapping[str, Function] | None = None
) -> Callable[[Checker], Checker]:
    """Register the decorated checker as that of exercise `name`, with its hints, the gentlest first.

    right, mistakes: as of `wanted`, for a checker of its own that asks for a function; every mistake is tested.
    """

    def register(checker: Checker) -> Checker:
        exercises[name] = Exercise(checker, hints, right=right, mistakes=mistakes or {})
        return checker

    return register


def wanted(
    name: str,
    *,
    hints: Sequence[str],
    result: str,
    praise: str,
    rounds: Sequence[Sequence[tuple[Any, ...]]],
    mistakes: Mapping[str, Function],
    form: Callable[[Any], None] = lambda got: None,
    and_then: Callable[[Any], None] = lambda answer: None,
) -> Callable[[Function], Function]:
    """Register the decorated function as what exercise `name` asks for: a student's must give the same `result`.

    rounds: the arguments that it is called with, one tuple for each call; those of a round are judged together, and the
    next round comes only if they are right. mistakes: what a student may have computed instead, by the sentence about
    it. form: raises Wrong or NotAttempted for a result that is not of the form wanted, before its numbers are judged.
    and_then: raises Wrong for what else may be wrong with a function that is right so far.
    """

    def register(right: Function) -> Function:
        def checker(answer: Any) -> str:
            for given in rounds:
                got = [call(answer, *arguments) for arguments in given]
                for one in got:
                    form(one)
                wrong = {sentence: _outcome(mistake, given) for sentence, mistake in mistakes.items()}
                named = {sentence: value for sentence, value in wrong.items() if value is not None}
                expect(_alone(got), _outcome(right, given), named, name=result)
            and_then(answer)
            return praise

        exercises[name] = Exercise(checker, hints, right=right, mistakes=mistakes)
        return right

    return register


def _outcome(function: Function, given: Sequence[tuple[Any, ...]]) -> Any:
    """Return what a function makes of the arguments, None if it cannot take them."""
    try:
        with np.errstate(all="ignore"):
            return _alone([function(*arguments) for arguments in given])
    except ValueError:
        return None


def _alone(results: list[Any]) -> Any:
    return results[0] if len(results) == 1 else results


def check(name: str, answer: Any, *, hint: bool = False, folded: bool = False) -> None:
    """Print the verdict on an answer to the exercise `name`; after repeated mistakes, or on request, a hint.

    folded: the verdict waits for a click, as that on a solution must, which stands under an exercise not yet done.
    """
    hint, folded = validate.flag("hint", hint), validate.flag("folded", folded)
    verdict, hints = judge_and_help(name, answer, hint=hint)
    if folded:
        html = f"<details><summary>The check of the solution</summary><p>{escape(str(verdict))}</p></details>"
        show_forms({"text/html": html, "text/plain": str(verdict)})
    else:
        print(verdict)
    for line in hints:
        print(line)
    if not folded and (words := remember(name, verdict)):  # a folded verdict is that of the course's solution
        print(words)


def remember(name: str, verdict: Verdict) -> str:
    """Keep for `progress` that an exercise was solved, or met; return words about what could not be kept."""
    if verdict.outcome == "right":
        return kept.remember_solved(name)
    kept.remember_shown(name)
    return ""


def judge_and_help(name: str, answer: Any, *, hint: bool = False) -> tuple[Verdict, list[str]]:
    """Return the verdict on an answer, and the hints that are due; every wrong answer counts."""
    found = _find(name)
    verdict = judge(name, answer)
    if verdict.outcome == "right":
        found.wrong = 0
        return verdict, []
    found.wrong += verdict.outcome == "not yet"
    if hint:
        found.wrong = max(2, found.wrong)
    due = enumerate(found.hints[: max(0, found.wrong - 1)], start=1)
    hints = [f"hint {number}: {words}" for number, words in due]
    return verdict, hints + ([SOLUTION] if found.wrong > len(found.hints) + 1 else [])


def judge(name: str, answer: Any) -> Verdict:
    """Return the verdict on an answer to the exercise `name`, whatever the answer is; it never raises."""
    checker = _find(name).checker
    if answer is None or answer is ...:
        return Verdict("not attempted yet", "put your answer in its place, and run the cell again.")
    try:
        return Verdict("right", checker(answer))
    except NotAttempted as reason:
        return Verdict("not attempted yet", str(reason))
    except Wrong as reason:
        return Verdict("not yet", str(reason))
    except Exception as error:  # an answer of a form that the checker did not think of
        why = f"{type(error).__name__}: {_short(error)}"
        return Verdict("not yet", f"the check cannot make sense of this answer ({why}).")


def call(function: Any, *arguments: Any, warning: str = "") -> Any:
    """Return what a student's function answers to copies of the arguments.

    Where it fails, Wrong says so in words; where it warns, Wrong says `warning`, if there is one.
    """
    if not callable(function):
        raise Wrong(f"a function is wanted here, not {_kind(function)}.")
    name = getattr(function, "__name__", "your function")
    with warnings.catch_warnings():
        warnings.simplefilter("error" if warning else "ignore")
        try:
            result = function(*copy.deepcopy(arguments))
        except NotImplementedError:
            result = None
        except Warning:
            raise Wrong(warning) from None
        except Exception as error:
            why = f"{type(error).__name__}: {_short(error)}"
            star = STAR if "broadcast" in why else ""
            raise Wrong(f"{name} stopped with {why}{_line(function, error)}.{star}") from None
    if result is None or result is ...:
        raise NotAttempted(f"{name} returns nothing so far. (If you have filled it in: is `return` missing?)")
    return result


def drawn(seed: int, *shapes: int | tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Draw arrays of these shapes from the normal distribution, always the same, to call an answer with."""
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=shape) for shape in shapes)


def as_array(answer: Any, shape: tuple[int, ...] | None = None, name: str = "your answer") -> np.ndarray:
    """Return an answer as a float array of `shape` (axes of length 1 may come or go), or raise Wrong."""
    if answer is None or answer is ...:
        raise NotAttempted(f"{name} is empty so far.")
    if isinstance(answer, str | bytes | Mapping | set) or callable(answer):
        raise Wrong(f"{name} must be numbers, not {_kind(answer)}.")
    try:
        array = np.asarray(answer)
    except Exception:
        raise Wrong(f"{name} has rows of different lengths: it is no array.") from None
    if array.dtype.kind in "iu":
        array = array.astype(float)
    if array.dtype.kind != "f":
        raise Wrong(f"{name} must be real numbers, not {_kind(answer)}.")
    if not np.isfinite(array).all():
        what = "nan (not a number)" if np.isnan(array).any() else "inf"
        raise Wrong(f"{name} contains {what}: is there a division by 0, or an overflow?")
    if shape is None or array.shape == shape:
        return array
    if _squeezed(array.shape) == _squeezed(shape):
        return array.reshape(shape)
    turned = " Rows and columns have changed places." if array.shape == shape[::-1] else ""
    raise Wrong(f"{name} has shape {array.shape}; wanted is {shape}.{turned}")


def close(got: Any, expected: Any, relative: float = 1e-5) -> bool:
    """Return whether two arrays agree: in shape, but for axes of length 1, and as near as their precision allows."""
    got, expected = np.asarray(got), np.asarray(expected, dtype=float)
    if _squeezed(got.shape) != _squeezed(expected.shape):
        return False
    if got.dtype.kind == "f":
        relative = max(relative, 16 * float(np.finfo(got.dtype).eps))
    got = got.reshape(expected.shape)
    return bool(np.allclose(got, expected, rtol=relative, atol=relative * max(1e-3, np.abs(expected).max(initial=0))))


def expect(
    got: Any,
    expected: Any,
    mistakes: Mapping[str, Any] | None = None,
    *,
    name: str = "your answer",
    relative: float = 1e-5,
) -> None:
    """Return if `got` is what is expected; else raise Wrong with the mistake whose outcome it is, or how it differs.

    `mistakes` maps the sentence about a mistake to what one gets by making it.
    """
    expected = np.asarray(expected, dtype=float)
    array = as_array(got, name=name)
    if close(array, expected, relative):
        return
    for sentence, value in (mistakes or {}).items():
        if close(array, value, relative):
            raise Wrong(sentence)
    array = as_array(array, expected.shape, name)
    if close(array, -expected, relative):
        raise Wrong(f"{name} has the wrong sign.")
    if expected.ndim and close(array, expected[::-1], relative):
        raise Wrong(f"{name} is in reverse order.")
    if expected.ndim == 2 and close(array, expected.T, relative):
        raise Wrong(f"in {name}, rows and columns have changed places.")
    worst = np.unravel_index(np.argmax(np.abs(array - expected)), expected.shape)
    where = f", entry [{', '.join(str(int(index)) for index in worst)}]," if expected.ndim else ""
    raise Wrong(f"{name}{where} is {array[worst]:.4g}, where {expected[worst]:.4g} is expected.")


def _find(name: str) -> Exercise:
    """Return the exercise `name`; its notebook's checks are imported when first asked for."""
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        raise ValueError(f"name must be that of an exercise, not {validate.shown(name)}")
    notebook = name.partition("/")[0]
    if name not in exercises:
        _load(notebook)
    if name not in exercises:
        number = notebook.partition("_")[0]
        there = ", ".join(known for known in exercises if known.startswith(f"{number}_"))
        raise ValueError(
            f"name must be that of an exercise, not {validate.shown(name)}; notebook {number} has {there or 'none'}"
        )
    return exercises[name]


def exercises_of(notebook: str) -> frozenset[str]:
    """Return the names of a notebook's exercises."""
    _load(notebook)
    return frozenset(name for name in exercises if name.startswith(f"{notebook}/"))


def _load(notebook: str) -> None:
    """Import the checks of a notebook, such as "04_lstm_cell", if it has any: they register its exercises."""
    lesson = f"n{notebook}"
    if lesson.isidentifier() and (LESSONS / lesson / "checks.py").is_file():
        importlib.import_module(f"lstm_lesson.lessons.{lesson}.checks")


def _squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(length for length in shape if length != 1)


def _kind(thing: Any) -> str:
    """Say in words what a thing is."""
    if isinstance(thing, str):
        return f"the text {validate.shown(thing)}"
    if callable(thing):
        return "a function (call it: its answer is wanted)" if not isinstance(thing, type) else f"the type {thing}"
    return f"{type(thing).__name__} {_short(thing, 40)!r}"


def _short(thing: Any, most: int = 300) -> str:
    """Write a thing out, and of much the beginning."""
    try:
        text = str(thing)
    except Exception:  # somebody's own class, or a whole number of more digits than Python writes
        return "that cannot be written"
    return text if len(text) <= most else f"{text[:most]}…"


def _line(function: Any, error: Exception) -> str:
    """Say which line of the student's function failed."""
    code = getattr(function, "__code__", None)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if code and frame.lineno and frame.filename == code.co_filename]
    return f" (line {lines[-1] - code.co_firstlineno + 1} of the function)" if lines and code else ""
