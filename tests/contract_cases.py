"""What the contract test gives to public functions: right values by an argument's name, and wrong ones."""

import inspect
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

import lstm_lesson
from lstm_lesson.live.recipe import Recipe

course: Any = lstm_lesson
SHARED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
ITSELF: list[Any] = [1]
ITSELF.append(ITSELF)


class Hostile:
    """Stand for somebody's own class whose every operation fails."""

    def _fail(self, *_: Any, **__: Any) -> Any:
        raise RuntimeError("a hostile object")

    __array__ = __float__ = __int__ = __index__ = __bool__ = __len__ = _fail


WRONG: dict[str, Any] = {
    "None": lambda: None,
    "a text": lambda: "5",
    "no text": lambda: "",
    "a long text": lambda: "x" * 5000,
    "markup": lambda: "<img src=x onerror=alert(1)>",
    "a null byte": lambda: "a\0b",
    "half of a letter": lambda: "\ud800",
    "bytes": lambda: b"5",
    "nan": lambda: np.nan,
    "inf": lambda: -np.inf,
    "below 0": lambda: -1,
    "0": lambda: 0,
    "a half": lambda: 1.5,
    "True": lambda: True,
    "a billion": lambda: 10**9,
    "beyond int64": lambda: 2**63,
    "beyond floats": lambda: 10**400,
    "far below floats": lambda: -(10**400),
    "nearly beyond floats": lambda: 1e308,
    "nearly 0": lambda: 5e-324,
    "complex": lambda: 1j,
    "a list": list,
    "a dict": dict,
    "a set": lambda: {1},
    "ragged": lambda: [[1, 2], [3]],
    "a list in itself": lambda: ITSELF,
    "an object": object,
    "a hostile object": Hostile,
    "a type": lambda: int,
    "a function": lambda: max,
    "an iterator": lambda: iter([1, 2]),
    "an empty array": lambda: np.array([]),
    "an array of texts": lambda: np.array(["a", "b"]),
    "an array without rows": lambda: np.zeros((0, 3)),
    "nans": lambda: np.full(5, np.nan),
    "huge numbers": lambda: np.full(40, 1e308),
    "an array of 5 axes": lambda: np.zeros((1, 2, 1, 2, 1)),
    "days": lambda: np.timedelta64(5, "D"),
    "a date": lambda: np.datetime64("2001-01-01"),
    "a decimal": lambda: Decimal("1.5"),
    "a fraction": lambda: Fraction(10**400, 3),
    "objects": lambda: np.array([None, "x"], dtype=object),
    "a record": lambda: np.zeros(3, dtype=[("a", float)]),
}
wrong = st.sampled_from(sorted(WRONG)).map(lambda name: WRONG[name]()) | st.one_of(
    st.integers(), st.floats(), st.text(max_size=20), st.lists(st.floats() | st.integers(), max_size=6)
)

SIGNAL = np.sin(np.arange(40.0))
BATCH = np.linspace(0, 1, 24).reshape(4, 6, 1)
STEPS = [course.Forecaster(1, 2, 1)]
RIGHT: dict[str, list[Any]] = {
    "length": [1, 12],
    "period": [20.0, 3.5],
    "decay": [0.0, 0.05],
    "rng": [0, np.random.default_rng(0)],
    "n_in": [3],
    "n_ahead": [1, 3],
    "n_inputs": [1, 2],
    "n_hidden": [1, 3],
    "n_classes": [2, 3],
    "p": [1, 2],
    "training": [[], {}],
    "batch_size": [2],
    "sequences": [np.zeros((10, 5))],
    "share": [0.5],
    "forecast": [SIGNAL],
    "truth": [SIGNAL, None],
    "history": [SIGNAL],
    "forecasts": [{"LSTM": SIGNAL}],
    "z": [SIGNAL, 0.5, BATCH],
    "x": [SIGNAL, BATCH, BATCH[:, 0], 0.5],
    "y": [BATCH, SIGNAL],
    "train": [SIGNAL, BATCH[:, :, 0]],
    "axis": [-1, 0],
    "query": [[1.0, 2.0]],
    "states": [[[1.0, 2.0], [3.0, 4.0]]],
    "temperature": [1.0],
    "kind": ["LSTM"],
    "cell": [course.GRU(1, 3), course.LSTM],
    "h_prev": [[0.0, 0.5, 1.0]],
    "name": ["04_lstm_cell/step", "05_forget_gate/half_life"],
    "notebook": ["03_why_rnns_forget"],
    "answer": [1.0],
    "mean": [np.float64(0)],
    "std": [np.float64(1)],
    "series": [course.load_series("sunspots")],
    "path_or_name": ["sunspots"],
    "path": ["model.npz"],
    "recurrent": [{"weight_ih_l0": np.zeros((8, 1)), "weight_hh_l0": np.zeros((8, 2))}],
    "network": [course.LSTM(1, 2)],
    "weights": [course.LSTM(1, 2).weights],
    "trace": [course.LSTM(1, 2).run(BATCH)],
    "dh": [np.zeros((4, 6, 2))],
    "next_batch": [lambda: (BATCH, np.zeros((6, 1)))],
    "steps": [2],
    "number": [0],
    "validation": [(BATCH, np.zeros((6, 1))), 0.15],
    "value": [0.5],
    "challenge": ["stopwatch"],
}


def parameters(function: Any) -> list[inspect.Parameter]:
    """Return what a function takes; of a recipe its sliders and settings by name."""
    if isinstance(function, Recipe):
        settings = [*(control.name for control in function.controls), *function.rest, "start"]
        return [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None) for name in settings]
    return [one for one in inspect.signature(function).parameters.values() if one.name != "self"]


@st.composite
def calls(draw: st.DrawFn, function: Any) -> tuple[list[Any], dict[str, Any], list[str]]:
    """Draw the arguments of a call, of which at least one is wrong: by place, by name, and which are wrong."""
    taken = parameters(function)
    named = [one for one in taken if one.kind not in SHARED]
    spread = [one for one in taken if one.kind in SHARED]
    wrongly = draw(st.lists(st.sampled_from(taken), min_size=1, max_size=2, unique_by=lambda one: one.name))
    by_name: dict[str, Any] = {}
    for one in named:
        if one in wrongly:
            by_name[one.name] = draw(wrong)
        elif one.name in RIGHT and (one.default is one.empty or draw(st.booleans())):
            by_name[one.name] = draw(st.sampled_from(RIGHT[one.name]))
        elif one.default is one.empty:
            by_name[one.name] = draw(wrong)
    if any(one in wrongly for one in spread):
        by_name[draw(st.sampled_from(["t", "b_f", "length", "x", "unit", "nonsense"]))] = draw(wrong)
    places = [] if not isinstance(function, Recipe) or draw(st.integers(0, 3)) else [draw(wrong)]
    allowed = [*by_name, *(one.name for one in taken)]
    return places, by_name, [*allowed, "slider", "start"]


def in_folder(folder: Path) -> None:
    """Save what can be loaded under the name that RIGHT has."""
    STEPS[0].save(folder / "model.npz")
