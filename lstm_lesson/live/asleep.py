"""What a page says while nothing runs: before its first run, and after its kernel has stopped.

A widget takes the place of the words that are stored beside it. So the first note needs nobody to take it away: it is
stored beside a widget. The second is a rule of style, because a page that has lost its kernel can compute nothing.
"""

import re
from functools import partial

import ipywidgets as widgets

from lstm_lesson.live.freeing import close_all, made_here
from lstm_lesson.live.keys import LEAVE_KEYS_ALONE
from lstm_lesson.live.widget_view import show_forms, view_of


def _note(then: str) -> str:
    """Return what to do, what it brings, and why it may not: without widgets the note stays after a run."""
    how = f"<b>Not running yet.</b> Choose <b>Run → Run All Cells</b> in the menu. {then}"
    elsewhere = "If nothing changes, this page or program cannot show sliders: the README says where they work."
    return f'<p class="lesson-asleep">{how} {elsewhere}</p>'


QUESTION = _note("Then you can answer here and move the picture.")
SELF_TEST = _note("Then you can answer here.")
PICTURE = _note("Then this picture gets its sliders.")

# ipywidgets sets a broken chain in front of each of its parts, some fifty in an exhibit, which shifts all of them. It
# does so only when a kernel is started again. That it was shut down, only a round sign in the notebook's toolbar tells;
# the rule for it stands alone, since a browser that does not know :has drops all of such a rule.
_OURS = ":is(.lesson-exhibit,.lesson-prediction)"
_NO_KERNEL = ".jp-NotebookPanel:has(.jp-Notebook-ExecutionIndicator:is([data-status=unknown],[data-status=dead]))"
_SLEEPS = (
    'content:"Asleep, because the kernel has stopped. Choose Run → Run All Cells in the menu.";'
    "display:block;flex:0 0 100%;padding:2px 8px;font:bold 16px/1.5 sans-serif;color:#b00020;background:white"
)
STYLE = (
    f"<style>{_OURS} .jupyter-widgets-disconnected::before{{display:none}}"
    f"{_OURS}.jupyter-widgets-disconnected::before{{{_SLEEPS}}}"
    f"{_NO_KERNEL} {_OURS}::before{{{_SLEEPS}}}</style>"
)


def show_note() -> None:
    """Show the note of a picture: nothing while it lives."""
    live = widgets.HTML(STYLE + LEAVE_KEYS_ALONE, layout={"display": "none"})
    made_here(partial(close_all, live))
    bundle = view_of(live)
    bundle["text/plain"], bundle["text/html"] = re.sub("<.*?>", "", PICTURE), PICTURE
    show_forms(bundle)
