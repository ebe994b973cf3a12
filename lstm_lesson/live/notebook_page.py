"""What the page around an exhibit or a question is told."""

from html import escape

import ipywidgets as widgets

# In a dark theme pictures stay black on white, since the words beside them name colours, but less glaring.
# JupyterLab and Notebook 7; VS Code
_DIMMER = "<style>:is([data-jp-theme-light=false],.vscode-dark) .lesson-picture img{filter:brightness(.85)}</style>"


def script(lines: str) -> str:
    """Return HTML that runs lines of JavaScript in the page, with `this` an element in the place of the widget.

    An image that cannot be loaded is the way that JupyterLab and Notebook 7 leave to a widget without an extension.
    """
    return f'<img src="data:," alt="" style="display:none" onerror="{escape(lines)}">'


def manners() -> widgets.HTML:
    """Return a widget that nobody sees, for each exhibit and question to hold."""
    return widgets.HTML(script(_LEAVE_ARROWS) + _DIMMER, layout={"display": "none"})
