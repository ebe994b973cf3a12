"""What a front end is given to show: a widget of whichever generation of ipywidgets it has, and the forms beside it.

A front end takes the best of the forms that it knows: the widget, or else the picture or the page, or else the words.
"""

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import DisplayHandle, display

OLDER_NAMES = {"tooltip": "description_tooltip"}  # of a text box, in ipywidgets 7


def known(kind: type[widgets.Widget], **traits: Any) -> dict[str, Any]:
    """Return the traits that a kind of widget has in this ipywidgets, if need be by their older names.

    ipywidgets 7 lets a button have no size of letters, and warns of what it does not know.
    """
    there = kind.class_trait_names()
    named = {name if name in there else OLDER_NAMES.get(name, name): value for name, value in traits.items()}
    return {name: value for name, value in named.items() if name in there}


def view_of(widget: widgets.Widget) -> dict[str, Any]:
    """Return the entry of an output by which a page shows the widget.

    ipywidgets 8 has a method for it, `_repr_mimebundle_`; ipywidgets 7, which Colab has, shows its widgets in another
    way. The entry itself is the same in both.
    """
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    return {"application/vnd.jupyter.widget-view+json": view}


def show_forms(
    forms: Mapping[str, Any], metadata: Mapping[str, Any] | None = None, *, again: bool = False
) -> DisplayHandle | None:
    """Show an output in all its forms; in a plain Python, which has no place for them, print the words.

    again: return a handle that can show other forms in its place later; there is none in a plain Python.
    """
    if not InteractiveShell.initialized():
        print(forms["text/plain"])
        return None
    return display(dict(forms), metadata=metadata, raw=True, display_id=again or None)
