"""What a notebook is given to show a widget, whichever generation of ipywidgets it has."""

from typing import Any

import ipywidgets as widgets


def view_of(widget: widgets.Widget) -> dict[str, Any]:
    """Return the entry of an output by which a page shows the widget.

    ipywidgets 8 has a method for it, `_repr_mimebundle_`; ipywidgets 7, which Colab has, shows its widgets in another
    way. The entry itself is the same in both.
    """
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    return {"application/vnd.jupyter.widget-view+json": view}
