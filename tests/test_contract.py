"""Every public function answers rightly or says in a ValueError what is wrong; it never changes what it is given.

`--hypothesis-profile=nightly` tries forty times as many cases, more than 20,000, each with something wrong in it.
"""

import copy
import dataclasses
import importlib
import inspect
import re
import signal
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from contract_cases import RIGHT, SHARED, WRONG, calls, in_folder, parameters, wrong
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import lstm_lesson
from lstm_lesson.lessons.shared.own_input_numbers import own_input, read_list
from lstm_lesson.live import question
from lstm_lesson.live.exercise import LESSONS, exercises, judge
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.live.recipe import Recipe
from lstm_lesson.live.sharing import read_settings_line, settings_line

course: Any = lstm_lesson
PATIENCE = 60  # seconds after which a call is taken to be without end
LONGEST = 700  # letters of a message, with everything that is allowed
TIMES = settings().max_examples // 100  # of the profile that is chosen: 1, or 40 by night
# Public methods that are not for a student's arguments, each with its reason
PASS_ON = ("sigmoid", "tanh")  # what is nan stays nan, as in numpy's own functions
NOT_CALLED = {"step": "the equations alone: unchecked, since `run` checks once for all its steps"}


def examples(count: int) -> Callable[[Any], Any]:
    """So many cases by day, always the same ones; forty times as many by night, others each time."""
    return settings(
        max_examples=count * TIMES,
        derandomize=TIMES == 1,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    )


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch):
    """A folder in which files may be written, and questions that stay as they are."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(question, "_unlocked", False)
    in_folder(tmp_path)


@contextmanager
def patience() -> Iterator[None]:
    """Raise AssertionError where something does not come back."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def give_up(*_: object) -> None:
        raise AssertionError(f"it does not come back within {PATIENCE} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def snapshot(value: Any) -> Any:
    """Return a copy to compare with later; of what cannot be copied, itself."""
    if isinstance(value, np.random.Generator) or inspect.isgenerator(value):
        return value
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


def same(one: Any, other: Any) -> bool:
    if one is other or type(one).__name__ == "Hostile":
        return True
    if isinstance(one, np.ndarray):
        return (one.tobytes() == other.tobytes() and one.shape == other.shape) or one.dtype.hasobject
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and len(one) < 50 and all(item is not one for item in one):
        return len(one) == len(other) and all(map(same, one, other))
    return True


def nans(value: Any, depth: int = 0) -> bool:
    """Whether numbers that an answer holds are no numbers."""
    if isinstance(value, float | np.floating | np.ndarray):
        array = np.asarray(value)
        return array.dtype.kind == "f" and not np.isfinite(array).all()
    if depth > 3:
        return False
    if isinstance(value, Exhibit):
        nan = bool(re.search(r"\b(nan|inf)\b", value.readout)) or bool(value.error)
        value.close()
        return nan
    if isinstance(value, Mapping):
        return any(nans(part, depth + 1) for part in value.values())
    if isinstance(value, list | tuple):
        return any(nans(part, depth + 1) for part in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return any(nans(getattr(value, field.name), depth + 1) for field in dataclasses.fields(value))
    return False


def answer_of(call: Callable[[], Any]) -> tuple[Any, ValueError | None]:
    """Return what a call answers, or the ValueError that it raises; where PyTorch is missing, neither."""
    try:
        with patience():
            return call(), None
    except ValueError as error:
        return None, error
    except ImportError as error:
        if "needs PyTorch" not in str(error):
            raise
        return None, None


def keeps_its_contract(
    function: Callable[..., Any], given: list[Any], by_name: dict[str, Any], names: list[str]
) -> Any:
    """Call a function and return its answer; fail unless it keeps its arguments, and names one that it refuses."""
    before = [snapshot(value) for value in (*given, *by_name.values())]
    answer, error = answer_of(lambda: function(*given, **by_name))
    if error is not None:
        assert type(error) is ValueError
        words = {word for name in names for word in (name, *name.split("_"))}
        assert any(re.search(rf"\b{re.escape(word)}", str(error)) for word in words)
        assert len(str(error)) <= LONGEST
    assert all(map(same, before, (*given, *by_name.values()))), "an argument was changed"
    return answer


NAMES = [
    name for name in course.__all__ if callable(getattr(course, name)) and parameters(getattr(course, name))
]  # a new public name is among them


@pytest.mark.parametrize("name", NAMES)
def test_public_function_is_right_or_says_what_is_wrong(name):
    function = getattr(course, name)
    makes_a_picture = isinstance(function, Recipe) or "Exhibit" in str(inspect.signature(function).return_annotation)

    @examples(3 if makes_a_picture else 8)
    @given(calls(function))
    def holds(call):
        answer = keeps_its_contract(function, *call)
        assert not nans(answer) or (name in PASS_ON and nans(call[1]["z"]))

    holds()


PICTURES = [name for name in NAMES if "Exhibit" in str(inspect.signature(getattr(course, name)))]
RECIPES = [name for name in NAMES if isinstance(getattr(course, name), Recipe)]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in (*PICTURES, *RECIPES)])
def test_each_kind_of_wrong_value_is_taken_or_refused_in_each_place(name):
    function = getattr(course, name)
    taken = [one for one in parameters(function) if one.kind not in SHARED]
    usual = {one.name: RIGHT[one.name][0] for one in taken if one.default is one.empty and one.name in RIGHT}
    for one in taken:
        for make in WRONG.values():
            keeps_its_contract(function, [], {**usual, one.name: make()}, [each.name for each in parameters(function)])


def fitted() -> Any:
    return course.AutoRegression(2).fit(np.sin(np.arange(40.0)))


OBJECTS: dict[str, Callable[[], Any]] = {
    "AutoRegression": fitted,
    "Classifier": lambda: course.Classifier(1, 2, 3),
    "Forecaster": lambda: course.Forecaster(1, 2, 1),
    "GRU": lambda: course.GRU(1, 2),
    "LSTM": lambda: course.LSTM(1, 2),
    "RNN": lambda: course.RNN(1, 2),
    "Scaler": lambda: course.Scaler.fit(np.arange(5.0)),
}
METHODS = [
    (name, method)
    for name in NAMES
    if isinstance(getattr(course, name), type)
    for method, value in inspect.getmembers(getattr(course, name), callable)
    if not method.startswith("_") and method not in NOT_CALLED and not isinstance(value, type) and method != "cells"
]


def test_every_public_class_has_an_object_to_ask():
    assert OBJECTS.keys() == {name for name, _ in METHODS}


@pytest.mark.parametrize(("name", "method"), METHODS)
def test_public_method_is_right_or_says_what_is_wrong(name, method):
    make = OBJECTS[name]

    @examples(6)
    @given(calls(getattr(make(), method)))
    def holds(call):
        answer = keeps_its_contract(getattr(make(), method), *call)
        assert not nans(vars(answer) if isinstance(answer, course.Forecaster) else answer)

    holds()


for path in LESSONS.glob("n*/checks.py"):
    importlib.import_module(f"lstm_lesson.lessons.{path.parent.name}.checks")


@pytest.mark.parametrize("name", sorted(exercises))
def test_exercise_survives_every_answer_and_praises_no_nonsense(name):
    @examples(3)
    @given(wrong, st.booleans())
    def holds(answer, from_a_function):
        with patience():
            verdict = judge(name, (lambda *_: answer) if from_a_function else answer)
        assert verdict.outcome != "right" or isinstance(answer, float | int), verdict  # a number may be right by chance
        assert len(str(verdict)) < LONGEST

    holds()


# ---- What is typed or read


LINE = settings_line("cell_state_flow", "b_f", "t", b_f=1.5, x=[0.0, 1.0], length=60)


@st.composite
def mangled(draw: st.DrawFn, text: str) -> str:
    """A text with some of it cut out, doubled, or overwritten."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + draw(st.sampled_from(["", text[start:end] * 2]) | st.text(max_size=4)) + text[end:]
    return text


@examples(60)
@given(mangled(LINE) | st.text() | st.integers(1, 3000).map(lambda depth: LINE[:-1] + ", b=" + "[" * depth))
def test_settings_line_is_read_or_refused_whatever_is_typed(line):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        found, error = answer_of(lambda: read_settings_line(line))
    if error is None:
        assert read_settings_line(settings_line(found[0], *found[1], **found[2]))
    else:
        assert len(str(error)) < LONGEST


@examples(60)
@given(mangled("0, 1, 0.5, -2; 3,5 1e3") | st.text())
def test_list_of_ones_own_is_numbers_in_range_or_refused(text):
    x, error = answer_of(lambda: read_list(text))
    if error is None:
        assert x == own_input(x)
        assert all(-10 <= number <= 10 for number in x)
    else:
        assert "x" in str(error)
        assert len(str(error)) < LONGEST


ROWS = "date,level\n" + "".join(f"2001-{month:02d}-01,{month * 1.5}\n" for month in range(1, 13)) * 3


@examples(60)
@given(mangled(ROWS).map(lambda text: text.encode("utf-8", "replace")) | st.binary(max_size=400))
def test_csv_file_is_a_series_without_nan_or_refused_by_its_name(content):
    path = Path("mine.csv")
    path.write_bytes(content)
    series, error = answer_of(lambda: course.load_series(path))
    if error is None:
        assert np.isfinite(series.values).all()
        assert len(series.values) == len(series.times) >= 30
    else:
        assert "mine.csv" in str(error) or "column" in str(error)
        assert len(str(error)) < LONGEST


SAVED = sorted({"Forecaster": course.Forecaster(1, 4, 2), "Classifier": course.Classifier(2, 3, 4)}.items())


@pytest.mark.parametrize(("name", "network"), SAVED, ids=[name for name, _ in SAVED])
def test_damaged_file_loads_the_same_weights_or_is_refused(name, network, tmp_path):
    """Each byte turned by night, and the file cut off at each; by day some of them."""
    path = tmp_path / "model.npz"
    network.save(path)
    whole = path.read_bytes()
    every = 1 if TIMES > 1 else 97
    damages = [whole[:place] for place in range(0, len(whole), every)]
    damages += [whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :]
                for place in range(0, len(whole), every)]  # fmt: skip
    for damaged in damages:
        path.write_bytes(damaged)
        loaded, error = answer_of(lambda: type(network).load(path))
        assert same(network.weights, loaded.weights) if error is None else str(path) in str(error)
