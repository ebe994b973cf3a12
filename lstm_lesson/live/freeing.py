"""A cell that is run again frees what it made before.

ipywidgets keeps each widget until it is closed, and an exhibit's widgets keep its figure: 12 to 18 MB, for every run of
its cell. So what makes widgets says so here, and is closed when its cell makes something in a later run.
"""

from collections.abc import Callable, Iterator
from typing import Any

import ipywidgets as widgets
from IPython.core.getipython import get_ipython

_made: dict[str, tuple[int, list[Callable[[], None]]]] = {}  # by cell: in which run, and what closes what it made


def made_here(close: Callable[[], None]) -> None:
    """Note that the cell which runs now has made what `close` closes; and close what it made when it ran before."""
    now = _cell_and_run()
    if now is None:
        return
    cell, run = now
    before, closing = _made.get(cell, (run, []))
    if before != run:
        _made[cell] = run, []
        for close_old in closing:
            close_old()
    _made.setdefault(cell, (run, []))[1].append(close)


def this_cell() -> str | None:
    """Return the id of the cell that runs now, None outside of a notebook."""
    now = _cell_and_run()
    return now and now[0]


def _cell_and_run() -> tuple[str, int] | None:
    """Return the id of the cell that runs now, as its front end gives it, and the number of this run; None if none."""
    shell: Any = get_ipython()
    kernel = getattr(shell, "kernel", None)
    parent = kernel.get_parent() if kernel is not None else {}
    cell = parent.get("metadata", {}).get("cellId")
    return (cell, shell.execution_count) if cell else None


def close_all(root: widgets.Widget) -> None:
    """Close a widget with all that it shows, and their layouts and styles."""
    for widget in list(_below(root, set())):
        widget.close()


def _below(widget: widgets.Widget, seen: set[int]) -> Iterator[widgets.Widget]:
    if widget.comm is None or id(widget) in seen:  # closed already, or met already
        return
    seen.add(id(widget))
    for name in widget.keys:
        value = getattr(widget, name, None)
        for part in value if isinstance(value, list | tuple) else [value]:
            if isinstance(part, widgets.Widget):
                yield from _below(part, seen)
    yield widget
