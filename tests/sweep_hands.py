"""What a student's hand does to an exhibit on a page: for the sweeps over all notebooks."""

from collections.abc import Callable
from functools import partial

from playwright.sync_api import ElementHandle
from sweep_watch import Watch

OWN = "your own settings"
WRONG = "many"  # no number, no list, no settings line
LISTS = ("0,5; 1; 0; 0,25", "f(x) = y"), (WRONG, "x" * 1000)  # of numbers, and a text: one to take, one to refuse
ROWS = "[class*=lesson-control-]"


class Hand(Watch):
    """A hand on one exhibit: each method is a kind of part, with all that can be done to it."""

    refused = False  # whether a box was told what it must refuse

    def sliders(self, *, first: bool = False, at_home: bool = True) -> None:
        """Move every slider (or the first) that is not locked and was not moved before, by keys, mouse and box."""
        for row in self.parts(ROWS):
            if slider := self.ask("row => sweep.ready(row)", row):
                said = self.now["readout"]
                self.slider(row, **slider)
                if at_home and self.now["readout"] != said:
                    self.back()  # since it has moved others along, as a length does with a time step
                if first:
                    return

    def slider(self, row: ElementHandle, name: str, low: float, high: float, at: float, written: str) -> None:
        """Move a slider by a key, to an end, by the mouse and back by its box; the first also to where it cannot go."""
        seen = [self.now]
        place = (at - low) / (high - low)
        arrow, end, share = ("ArrowRight", "End", place + 0.3) if place < 0.5 else ("ArrowLeft", "Home", place - 0.3)
        self.page.keyboard.press(arrow)
        self.see(f"{name} {arrow}", self.ask("root => sweep.after(root)", self.root))
        seen.append(self.now)
        handle, box = row.query_selector(".noUi-handle"), row.query_selector(".widget-text input")
        seen += self.moves((f"{name} {end}", "key", handle, end))
        start, stop = self.ask("([row, share]) => sweep.way(row, share)", [row, share])
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*stop, steps=2)
        self.page.mouse.up()
        self.see(f"{name} dragged", self.ask("root => sweep.after(root)", self.root))
        seen.append(self.now)
        if not self.refused:
            self.refused = True
            before = self.ask("box => box.value", box)
            (wrong,) = self.moves((f"{name} typed wrongly", "type", box, WRONG), expect="alert")
            if wrong["value"] != before:
                self.say(f"{name} typed wrongly: the box says {wrong['value']!r}, not {before!r}")
        (typed,) = self.moves((f"{name} typed", "type", box, written))
        if typed["value"] != written:
            self.say(f"{name} typed: the box says {typed['value']!r}, not {written!r}")
        for part in ("picture", "readout"):
            if len({look[part] for look in seen}) == 1:
                self._stays(f"{name}: {part}")

    def menus(self, *, alone: bool = False) -> None:
        """Choose each word of every menu, the next one by a key; and move what can be moved only then, unless alone."""
        for row in self.parts(ROWS):
            menu = row.query_selector(":scope > :first-child select")
            if menu is None:
                continue
            name = self.ask("row => sweep.nameOf(row)", row)
            options, at = self.ask("menu => [[...menu.options].map(sweep.words), menu.selectedIndex]", menu)
            menu.focus()
            key, chosen = ("ArrowDown", at + 1) if at + 1 < len(options) else ("ArrowUp", at - 1)
            self.page.keyboard.press(key)
            self.see(f"{name} {key}", self.ask("root => sweep.after(root)", self.root))
            if self.ask("menu => menu.selectedIndex", menu) != chosen:
                self.say(f"{name} {key}: the menu stays")
            for place in sorted(range(len(options)), key=lambda place: place == at):
                if place != chosen:
                    self.moves((f"{name}: {options[place]}", "choose", menu, place))
                self.own_input()
                if not alone:
                    self.sliders(at_home=False)
            self.ask("menu => { menu.lessonTried = true; }", menu)

    def own_input(self) -> None:
        """Type a list or a text of one's own, then one that cannot be read, and put the first back."""
        for box in self.parts(".lesson-own-list input, .lesson-own-text textarea"):
            if self.ask("box => box.lessonTried", box):
                continue
            before, is_text = self.ask("box => [box.value, box.tagName === 'TEXTAREA']", box)
            good, bad = (pair[is_text] for pair in LISTS)
            self.moves(("own input", "type", box, good))
            self.moves(("own input, refused", "type", box, bad), expect="alert")
            self.moves(("own input, as before", "type", box, before))

    def presets(self, *, first: bool = False) -> None:
        """Choose each preset (or the first); the menu then names it, and a reason stands below."""
        menu = self.root.query_selector("select")
        options = self.ask("menu => menu ? [...menu.options].map(sweep.words) : []", menu)
        if OWN not in options or not self.ask("menu => sweep.free(menu)", menu):
            return
        self.back()
        for place, name in [(place, name) for place, name in enumerate(options) if name != OWN][: 1 if first else None]:
            stands = self.ask("menu => menu.selectedIndex", menu) == place
            self.moves((f"preset {name}", "choose", menu, place), expect="rest" if stands else "change")
            if self.ask("menu => menu.selectedIndex", menu) != place:
                self.say(f"preset {name}: the menu does not say so")
        self.back()

    def plays(self) -> None:
        """Let ▶ move its slider until it is paused, forwards and backwards."""
        for play in self.parts(".lesson-player > button:not(.widget-toggle-button)"):
            player = play.evaluate_handle("play => play.closest('.lesson-player')").as_element()
            box = play.evaluate_handle("play => play.closest('[class*=lesson-control-]').querySelector('input')")
            back, again = player.query_selector_all(".widget-toggle-button")
            speed = player.query_selector("select")
            self.moves(("fastest", "choose", speed, 2), ("again", "click", again, None), expect="anything")
            for direction in (1, -1):
                if direction < 0:
                    self.moves(("backwards", "click", back, None), expect="rest")
                self.see(f"Play {direction}", self.ask(PLAY, [self.root, play, box, direction]))
                if self.ask("play => sweep.words(play)", play) != "Play":
                    self.say("Pause does not stop it")
            self.moves(("backwards", "click", back, None), ("again", "click", again, None), expect="rest")
            self.ask("play => { play.lessonTried = true; }", play)
            self.back()

    def pins(self) -> None:
        """Pin the curves, move away and back, and take them away again: then the picture is as it was."""
        pin, clear, handle = self.button("Pin"), self.button("Clear"), self.root.query_selector(".noUi-handle")
        if pin is None or clear is None:
            return
        self.back()
        self.moves(("Pin", "click", pin, None))
        if " Pinned: " not in self.now["readout"]:
            self.say(f"Pin: the sentence does not say so, but {self.now['readout']!r}")
        if handle is not None:
            far, back = self.ask("handle => sweep.ends(handle)", handle)
            self.moves(("moved, pinned", "key", handle, far), ("back, pinned", "key", handle, back))
        self.moves(("Clear", "click", clear, None))
        self.home = self.home.partition(" Pinned: ")[0]
        self.back()

    def lines(self) -> None:
        """Copy the settings, move away, paste a line that is none, and then the one that was copied."""
        copy, paste = self.button("Copy settings"), self.button("Paste")
        if copy is None or paste is None:
            return
        self.back()
        self.moves(("Copy settings", "click", copy, None), expect="rest")
        (field,) = self.parts(".lesson-line input")
        line = self.ask("field => field.value", field)
        self.moves(("Paste", "click", paste, None), expect="rest")
        self.moves(("a wrong line", "type", field, WRONG), expect="alert")
        self.moves(("Paste, closed", "click", paste, None), expect="anything")
        if (handle := next(iter(self.parts(".noUi-handle")), None)) is not None:
            self.moves(("moved", "key", handle, "End"), ("moved", "key", handle, "Home"), expect="anything")
        self.moves(("Paste", "click", paste, None), expect="rest")
        self.moves(("the line", "type", field, line), expect="anything")
        if self.now["readout"] != self.home:
            self.say(f"pasted: {self.now['readout']!r} is not what was copied, {self.home!r}")

    def tasks(self) -> None:
        """Choose each task, and have each checked."""
        check = self.button("Check")
        if check is None:
            return
        self.back()
        menu = check.evaluate_handle("check => check.parentElement.querySelector('select')").as_element()
        options, at = self.ask("menu => [[...menu.options].map(sweep.words), menu.selectedIndex]", menu)
        told = "root => sweep.words(root.querySelector('.lesson-task'))"
        for place in [*(place for place in range(len(options)) if place != at), at]:
            self.moves((f"task {options[place]}", "choose", menu, place), expect="anything")
            if not self.ask(told, self.root).startswith(options[place]):
                self.say(f"task {options[place]}: above the picture stands {self.ask(told, self.root)!r}")
            self.moves(("Check", "click", check, None), expect="rest")
            verdict = self.ask(told, self.root)
            if not verdict.startswith(("not attempted yet", "not yet", "right")):
                self.say(f"Check of {options[place]}: {verdict!r}")

    def trainings(self) -> None:
        """Train, stop, and start over."""
        bar = self.root.query_selector(".lesson-progress")
        if bar is None:
            return
        self.back()
        go, over = bar.evaluate_handle("bar => bar.parentElement").as_element().query_selector_all("button")
        self.see("Train", self.ask(TRAIN, [self.root, go, over]))
        self.see("Start over", self.ask(START_OVER, [self.root, over]))

    def lives(self) -> None:
        """Move one slider by a key and back, or choose another word."""
        start = self.now["picture"], self.now["readout"]
        if handles := self.parts(".noUi-handle"):
            looks = self.moves(("→", "key", handles[0], "End"), ("←", "key", handles[0], "Home"), expect="anything")
        elif menus := self.parts("select"):
            another = self.ask("({length, selectedIndex: at}) => length - (at === length - 1 ? 2 : 1)", menus[0])
            looks = self.moves(("another word", "choose", menus[0], another), expect="anything")
        else:
            return
        if all((look["picture"], look["readout"]) == start for look in looks):
            self.say("it does not move any more")

    def briefly(self) -> None:
        """Try a slider and a preset of the exhibit, and of what else there is each kind once in a notebook."""
        self.sliders(first=True)
        self.presets(first=True)
        kinds: dict[str, Callable[[], None]] = {
            "menu": partial(self.menus, alone=True),
            "play": self.plays,
            "pin": self.pins,
            "line": self.lines,
            "task": self.tasks,
            "training": self.trainings,
        }
        for name, try_it in kinds.items():
            if name not in self.sweep.tried:
                before = self.sweep.moves
                try_it()
                if self.sweep.moves > before:
                    self.sweep.tried.add(name)

    def everything(self) -> None:
        """Try every part of the exhibit, and see that none was left out."""
        self.is_home = False  # so that Reset is tried
        self.back()
        self.sliders()
        self.menus()
        self.presets()
        self.plays()
        self.pins()
        self.lines()
        self.tasks()
        self.trainings()
        for part in self.ask("root => sweep.untried(root)", self.root):
            self.say(f"nobody has tried {part}")


PLAY = """async ([root, play, box, direction]) => {
    const before = Number(box.value);
    play.click();
    const moved = await sweep.until(() => Number(box.value) !== before);
    play.click();
    await sweep.until(() => sweep.words(play) === 'Play');
    return await sweep.after(root);
}"""
# A training redraws its picture by itself.
TRAIN = """async ([root, go, over]) => {
    go.lessonTried = over.lessonTried = true;
    await sweep.redrawn(root, () => go.click());
    if (sweep.words(go) === 'Stop') go.click();
    await sweep.until(() => sweep.words(go) !== 'Stop' && sweep.free(over));
    return await sweep.after(root);
}"""
START_OVER = """async ([root, over]) => {
    await sweep.redrawn(root, () => over.click());
    return await sweep.after(root);
}"""
