"""Which pictures stay ready for the next move, and which rest until it comes.

A figure with all that is kept to draw it fast holds some 4 to 12 MB, and its page has the last frame anyway. So only
those that were drawn last stay ready, more than any notebook has. Another one is drawn anew when it is moved, which
takes as long as to make it: a third of a second.
"""

from threading import Lock
from typing import Protocol
from weakref import WeakKeyDictionary

READY = 20


class Rests(Protocol):
    """What can put its picture away."""

    def rest(self) -> bool:
        """Put the picture away until it is needed again; tell whether that could be done."""


_ready: WeakKeyDictionary[Rests, None] = WeakKeyDictionary()  # the one that was drawn last comes last
_lock = Lock()


def keep_ready(drawn: Rests) -> None:
    """Note that a picture is being drawn; let those rest that were not for longest, if more than `READY` are ready."""
    with _lock:
        _ready.pop(drawn, None)
        _ready[drawn] = None
        too_many = list(_ready)[:-READY]
    for one in too_many:
        if one.rest():
            with _lock:
                _ready.pop(one, None)
