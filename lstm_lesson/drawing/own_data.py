"""One's own forecasts and one's own trainings as pictures, each in one line of a notebook."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lstm_lesson import validate
from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import axes
from lstm_lesson.drawing.still import Still
from lstm_lesson.drawing.written import whole_steps

PICTURE = (1000, 400)  # hundredths of an inch
AHEAD_SHADE = "#FBEFE6"
LARGEST = 1e100  # of what can be drawn
DOTTED = 12  # so many steps ahead have a dot each
POINTS = 200  # of a training's loss, each the mean of the steps since the one before
# The forecasts that have a look of their own in the course are known by their names, which stand in the key.
KNOWN = ("forecast", "gru", "rnn", "last_value", "constant", "one_period_back", "ar2", "ar", "linear", "attention")
OTHERS = ("option_2", "option_1", "option_3", "option_4")  # the looks of all others, in their order
Look = dict[str, Any]
BEST: Look = {"marker": "o", "linestyle": "none", "markersize": 9, "clip_on": False, "zorder": 4}


class Step(Protocol):
    """What is drawn of a training's Progress."""

    @property
    def step(self) -> int: ...
    @property
    def loss(self) -> float: ...
    @property
    def validation_loss(self) -> float: ...


def show_forecast(
    history: Any,
    truth: Any,
    forecasts: Mapping[str, Any],
    *,
    past: int | None = None,
    label: str = "value",
) -> Still:
    """Draw forecasts of one signal beside what came before and what really came after.

    history: (T,). truth: (n,), or None where nobody knows it yet. forecasts: by name, (n,) each, such as
    {"LSTM": …, "last value": …}; beside each name stands its mean absolute error. past: how many steps of the history
    are shown; if None, twice as many as are forecast, and at least 40. label: what the upright axis measures. The
    axis fits what happened, so a forecast that goes far astray leaves it.
    """
    history = validate.floats("history", history, shape=("T",))
    if not isinstance(forecasts, Mapping) or not forecasts:
        raise ValueError(f"forecasts must be given by name, {{'LSTM': …}}; got {type(forecasts).__name__}")
    ahead = {name: validate.floats(f"forecasts[{name!r}]", values, shape=("n",)) for name, values in forecasts.items()}
    n = max(map(len, ahead.values()))
    if truth is not None:
        truth = validate.floats("truth", truth, shape=("n",))
        n = len(truth)
    if wrong := {name: len(values) for name, values in ahead.items() if len(values) != n}:
        raise ValueError(f"forecasts must be of the same {n} steps; got {wrong}")
    for name, text in {"label": label, **{f"forecasts[{name!r}]": name for name in forecasts}}.items():
        if not isinstance(text, str) or not text.isprintable():
            raise ValueError(f"{name} must be called by a text that can be printed; got {validate.shown(text)}")
    for name, values in {"history": history, "truth": truth, **ahead}.items():
        if values is not None and np.abs(values).max() > LARGEST:
            raise ValueError(f"{name} must be at most {LARGEST:g} in size to be drawn; got {np.abs(values).max():g}")
    past = max(2 * n, 40) if past is None else validate.whole("past", past)
    looks = _looks([*ahead])

    def draw(figure: Figure) -> str:
        T, first = len(history), max(len(history) - past, 0)
        ax = axes(figure, 0.09, 0.16, 0.66, 0.79)
        ax.set(xlim=(first - 0.5, T + n - 0.5), xlabel="time $t$ (steps)")
        ax.set_ylabel(label, parse_math=False)  # a "$" is money
        ax.axvspan(T - 0.5, T + n - 0.5, color=AHEAD_SHADE, linewidth=0, zorder=0)
        dots: Look = {"marker": "o", "markersize": 5} if n <= DOTTED else {}
        steps, told = np.arange(T, T + n), []
        (before,) = ax.plot(np.arange(first, T), history[first:], **{**style.of("x"), "label": "history"})
        for name, values in ahead.items():
            error = "" if truth is None else f"{np.abs(values - truth).mean():.3g}"
            told.append(f"{name} {error}".strip())
            ax.plot(steps, values, **looks[name], **dots, label=f"{name}: {error}" if error else name)
        if truth is not None:
            ax.plot(steps, truth, **style.of("truth"), **dots)
        _fit(ax, history[first:], history[-1:] if truth is None else truth, list(ahead.values()))
        handles = [*ax.lines[1:], before]  # those with an error first, below the title that says so
        _key(ax, handles, None if truth is None else "mean absolute error")
        errors = "" if truth is None else "; mean absolute errors"
        return f"{label} over {whole_steps(T - first)}, and {whole_steps(n)} ahead{errors}: {', '.join(told)}"

    return Still(f"{whole_steps(n)} ahead: {', '.join(ahead)}", PICTURE, draw)


def show_learning(
    training: Iterable[Step] | Mapping[str, Iterable[Step]], *, baselines: Mapping[str, float] | None = None
) -> Still:
    """Draw how the loss fell in a training, or compare several by their validation losses.

    training: what `fit` yielded, `list(forecaster.fit(…))`, or several such lists by name, {"LSTM": …, "GRU": …}; it
    may also be `fit(…)` itself, which is then trained to its end. baselines: losses to get below, by name, as level
    lines. The dot is the lowest validation loss: those weights are kept. A loss that falls to a hundredth has powers of
    ten on its axis.
    """
    runs = {name: _run(run) for name, run in training.items()} if isinstance(training, Mapping) else None
    alone = [] if runs is not None else _run(training)
    shown: dict[str, list[Any]] = {"": alone} if runs is None else runs
    if not shown or not all(shown.values()):
        raise ValueError("training must have at least one step to show: give list(forecaster.fit(…)), or such by name")
    if baselines is not None and not isinstance(baselines, Mapping):
        raise ValueError(f"baselines must be losses by name, {{'last value': 0.02}}; got {validate.shown(baselines)}")
    levels = {name: validate.real(f"baselines[{name!r}]", level) for name, level in (baselines or {}).items()}
    looks = _looks([*(runs or {}), *levels])

    def draw(figure: Figure) -> str:
        ax = axes(figure, 0.09, 0.16, 0.66, 0.79)
        told, drawn = [], [np.array([*levels.values()])]
        for name, level in levels.items():
            ax.axhline(level, **looks[name], label=name)
        for name, run in shown.items():
            if runs is None:
                steps, losses = _averaged(run)
                ax.plot(steps, losses, **style.of("loss"))
                drawn.append(losses)
            looked = _validated(run)
            look = style.of("validation_loss") if runs is None else {**looks[name], "label": name}
            ax.plot(*looked, **look)
            best = int(np.argmin(looked[1]))
            ax.plot(looked[0][best], looked[1][best], **BEST, color=look["color"])
            told.append(f"{name} {looked[1][best]:.3g} at step {looked[0][best]:,}".strip())
            drawn.append(looked[1])
        ax.set(xlim=(0, max(run[-1].step for run in shown.values())), xlabel="training steps", ylabel="loss")
        numbers = np.concatenate(drawn)
        if numbers.min() > 0 and numbers.max() > 100 * numbers.min():  # else fewer than two powers of ten to number
            ax.set_yscale("log")
            ax.minorticks_off()
        best_of = Line2D([], [], **BEST, color=look["color"] if runs is None else style.INK, label="best: kept")
        _key(ax, [line for line in ax.lines if line.get_marker() == "None"] + [best_of])
        return f"lowest validation loss: {', '.join(told)}"

    return Still("learning curve" if runs is None else f"learning curves: {', '.join(runs)}", PICTURE, draw)


def _run(training: Any) -> list[Step]:
    """Return the steps of a training as a list, or raise ValueError."""
    steps = list(training) if isinstance(training, Iterable) else None
    wanted = ("step", "loss", "validation_loss")
    if steps is None or not all(hasattr(step, name) for step in steps for name in wanted):
        raise ValueError(
            "training must be what `fit` yields, list(forecaster.fit(…)), or such by name; got "
            f"{validate.shown(training)}"
        )
    return steps


def _looks(names: Sequence[str]) -> dict[str, Look]:
    """Return the look of each name: its own if the course has one, else one of the others, no look twice."""
    own = {style.symbol(quantity).lower(): quantity for quantity in KNOWN}
    found: dict[str, str] = {}
    for name in names:
        quantity = "ar" if name.lower().startswith("ar(") and name.lower() not in own else own.get(name.lower())
        if quantity and quantity not in found.values():
            found[name] = quantity
    rest = [name for name in names if name not in found]
    if len(rest) > len(OTHERS):
        raise ValueError(f"names may be at most {len(OTHERS)} other than {', '.join(own)}; got {', '.join(rest)}")
    taken = {style.of(quantity)["color"] for quantity in found.values()}
    free = sorted(OTHERS, key=lambda quantity: style.of(quantity)["color"] in taken)  # new colours first
    found |= dict(zip(rest, free, strict=False))
    return {name: {key: value for key, value in style.of(found[name]).items() if key != "label"} for name in names}


def _fit(ax: Any, before: np.ndarray, after: np.ndarray, forecasts: Sequence[np.ndarray]) -> None:
    """Fit the upright axis to what happened, and to what of the forecasts is not further away than its spread."""
    happened = np.concatenate([before, after])
    spread = np.ptp(happened) or 1.0
    low, high = happened.min() - spread, happened.max() + spread
    near = np.concatenate([happened, *(np.clip(values, low, high) for values in forecasts)])
    margin = 0.06 * (np.ptp(near) or 1.0)
    ax.set_ylim(near.min() - margin, near.max() + margin)


def _averaged(run: Sequence[Step]) -> tuple[np.ndarray, np.ndarray]:
    """Return steps and training losses, at most POINTS, each the mean since the one before."""
    ends = np.unique(np.linspace(0, len(run), min(len(run), POINTS) + 1).round().astype(int))
    losses = np.array([progress.loss for progress in run])
    means = [losses[start:end].mean() for start, end in pairwise(ends)]
    return np.array([run[end - 1].step for end in ends[1:]]), np.array(means)


def _validated(run: Sequence[Step]) -> tuple[np.ndarray, np.ndarray]:
    """Return the steps at which the validation loss was another than before, and these losses."""
    changed = [p for before, p in zip([None, *run[:-1]], run, strict=True)
               if before is None or p.validation_loss != before.validation_loss]  # fmt: skip
    return np.array([p.step for p in changed]), np.array([p.validation_loss for p in changed])


def _key(ax: Any, handles: list[Line2D], title: str | None = None) -> None:
    look: Look = {"frameon": False, "fontsize": style.FONT["large"], "title_fontsize": style.FONT["normal"]}
    key = ax.legend(
        handles=handles, loc="center left", bbox_to_anchor=(1.01, 0.5), alignment="left", title=title, **look
    )
    key.get_title().set_color(style.INK)
    for text in key.get_texts():
        text.set_parse_math(False)
