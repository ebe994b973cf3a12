"""What suits a picture to its page: sharp where the screen has the pixels for it, dimmer where all around is dark.

A picture with twice the pixels each way takes twice the budget of a moving slider. So while it moves it has one pixel
of its own for one of the page, which the screen enlarges; when nothing has moved for `STILL` seconds, it comes sharp.
Only a page knows how fine its screen is and how far it is enlarged: it is asked, and asked again when that changes. A
page that does not answer has a picture as sharp as any other.
"""

import asyncio
from collections.abc import Callable

import ipywidgets as widgets

from lstm_lesson.live.page_script import in_page

STILL = 0.4  # seconds: more than the time between two frames of ▶ at its slowest
WORTH_IT = 1.25  # screen pixels for one of the page, from which on the difference can be seen

# The page writes its number of pixels into a field that nobody sees, as if it had been typed. The lines may run before
# the field is there; matchMedia tells when the number changes.
_SAY_HOW_FINE = """
const say = (tries) => {
    const field = this.closest('.lesson-exhibit')?.querySelector('.lesson-fineness input');
    if (!field) {
        if (tries) setTimeout(say, 250, tries - 1);
        return;
    }
    field.value = devicePixelRatio;
    field.dispatchEvent(new Event('input', {bubbles: true}));
    const same = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    same.addEventListener('change', () => this.isConnected && say(0), {once: true});
};
say(40);
"""
# In a dark theme pictures stay black on white, since the words beside them name colours, but less glaring. It is called
# so by JupyterLab and Notebook 7, and by VS Code.
_DIMMER = "<style>:is([data-jp-theme-light=false],.vscode-dark) .lesson-picture img{filter:brightness(.85)}</style>"


class SharpWhenStill:
    """Call `sharpen` when the picture has stood still for a while, if the page is fine enough to show it."""

    def __init__(self, sharpen: Callable[[], None]) -> None:
        self._sharpen = sharpen
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.field = widgets.Text(layout={"display": "none"})
        self.field.add_class("lesson-fineness")
        self.field.observe(self._told, names="value")
        self.widget = widgets.Box(
            [self.field, widgets.HTML(in_page(_SAY_HOW_FINE) + _DIMMER)], layout={"display": "none"}
        )

    @property
    def wanted(self) -> bool:
        """Whether the page has said that it can show more pixels than a moving picture has."""
        try:
            return float(self.field.value) >= WORTH_IT
        except ValueError:
            return False

    def moved(self) -> None:
        """Wait anew; may be called by any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wait)

    def _told(self, _: object) -> None:
        try:
            self._loop = asyncio.get_running_loop() if self.wanted else None
        except RuntimeError:  # no kernel, so nothing to wait in
            self._loop = None
        self.moved()

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if self._loop is not None:
            self._timer = self._loop.call_later(STILL, self._sharpen)
