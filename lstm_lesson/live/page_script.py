"""A few lines of JavaScript in the page around a widget: for its comfort only, since not every page runs them."""

from html import escape


def in_page(lines: str) -> str:
    """Return HTML that runs `lines` in the page, with `this` an element in the place of the widget.

    An image that cannot be loaded is the way that JupyterLab and Notebook 7 leave to a widget without an extension.
    """
    return f'<img src="data:," alt="" style="display:none" onerror="{escape(lines)}">'
