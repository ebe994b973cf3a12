"""What must be seen after a student's hand has moved something in an exhibit: for the sweeps over all notebooks.

After each move the kernel has answered, and this must hold: picture and sentence have changed, unless `Sweep.still`
says why not; they are of one moment; nothing complains; controls and picture are where they were; nothing is cut off at
the right.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import ElementHandle, Page

NO_NUMBER = re.compile(r"\b(?:nan|inf|None)\b")

Look = dict[str, Any]


@dataclass
class Sweep:
    """The page of one notebook: what was found wrong, which entries of `still` came true, which kinds were tried."""

    page: Page
    still: Mapping[str, str] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)
    stood: set[str] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)
    moves: int = 0


class Watch:
    """A watch over one exhibit, which is called `name` in what is found."""

    def __init__(self, sweep: Sweep, name: str, root: ElementHandle) -> None:
        self.sweep, self.name, self.root, self.page = sweep, name, root, sweep.page
        self.now: Look = self.ask("root => sweep.after(root)", root)
        self.home, self.is_home = self.now["readout"], True
        self._is_sound("at the start")

    def ask(self, code: str, argument: Any = None) -> Any:
        return self.page.evaluate(code, argument)

    def say(self, words: str) -> None:
        self.sweep.found.append(f"{self.name}: {words}")

    def parts(self, selector: str) -> list[ElementHandle]:
        """Return the parts that can be seen and are not locked."""
        code = "([root, selector]) => [...root.querySelectorAll(selector)].filter(sweep.free)"
        found = self.page.evaluate_handle(code, [self.root, selector])
        return [part.as_element() for part in found.get_properties().values()]

    def button(self, words: str) -> ElementHandle | None:
        code = (
            "([root, said]) => [...root.querySelectorAll('button')].find(b => sweep.free(b) && sweep.words(b) === said)"
        )
        return self.page.evaluate_handle(code, [self.root, words]).as_element()

    def moves(self, *moves: tuple[str, str, Any, Any], expect: str = "change") -> list[Look]:
        """Let the page make moves, each with what it is called, its kind, the part and an argument."""
        looks = self.ask("([root, all]) => sweep.moves(root, all)", [self.root, [list(move[1:]) for move in moves]])
        for (what, *_), now in zip(moves, looks, strict=True):
            self.see(what, now, expect)
        return looks

    def see(self, what: str, now: Look, expect: str = "change") -> None:
        """Judge what is seen after a move. expect: "change", "rest", "alert" (and rest), or "anything"."""
        before, self.now = self.now, now
        self.sweep.moves += 1
        self.is_home = False
        changed = [part for part in ("picture", "readout") if now[part] != before[part]]
        if expect == "change" and not changed:
            self._stays(what)
        if expect in ("rest", "alert") and changed:
            self.say(f"{what}: {' and '.join(changed)} changed")
        if (expect == "alert") != bool(now["alerts"]):
            self.say(f"{what}: {now['alerts'] or 'not a word about it'}")
        self._is_sound(what)
        for part in before["places"].keys() & now["places"].keys():
            old, new = before["places"][part], now["places"][part]
            if max(abs(a - b) for a, b in zip(old, new, strict=True)) > 1:
                self.say(f"{what}: {part} jumped from {old} to {new}")

    def _stays(self, what: str) -> None:
        told = f"{self.name}: {what}"
        reason = next((pattern for pattern in self.sweep.still if re.fullmatch(pattern, told)), None)
        if reason is None:
            self.say(f"{what}: nothing changed")
        else:
            self.sweep.stood.add(reason)

    def _is_sound(self, what: str) -> None:
        now = self.now
        if now["errors"]:
            self.say(f"{what}: {now['errors']}")
        elif now["alt"] != now["readout"]:
            self.say(f"{what}: the sentence {now['readout']!r} is not the picture's: {now['alt']!r}")
        if NO_NUMBER.search(now["readout"]) or not now["alt"]:
            self.say(f"{what}: the sentence is {now['readout']!r}")
        if not now["whole"]:
            self.say(f"{what}: the picture cannot be shown")
        if now["beyond"]:
            self.say(f"{what}: cut off at the right: {now['beyond']}")

    def back(self) -> None:
        """Reset what was moved, which must say again what was said at the start."""
        if not self.is_home and (reset := self.button("Reset")) is not None:
            self.moves(("Reset", "click", reset, None), expect="anything")
            if self.now["readout"] != self.home:
                self.say(f"Reset: {self.now['readout']!r} is not what was said at the start, {self.home!r}")
            self.is_home = True
