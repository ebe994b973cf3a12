"""Let whole classes work on a real class server, and say what they wait for and what they take.

    python3 course.py bench classroom                                         the full measurement, some 15 minutes
    python3 course.py bench classroom --students=2 --seconds=5 --interact=1   a small trial

The server is the one of `course.py hub`, and each student has a server and a kernel. They log in, spread over a
minute, run all cells of notebook 08, and then all of them drag a slider, 5 moves a second, for a minute. A move's time
goes from the hand's movement to the picture. The largest class begins all at once, on a server of its own. In the same
run, some do the same with `interact`. The simulated students run on this machine too, and take a part of its
processors; the tables say how much.
"""

import argparse
import asyncio
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from _class_load import PARTS, Load
from _class_moves import INTERACT, OURS, drag_together
from _class_report import Minute, print_memory, print_minutes, print_sizes

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from class_server import ClassServer, running_class
from class_student import Student

STEPS = {"log_in": "logged in", "server_starts": "server", "open_notebook": "kernel", "first_picture": "picture"}


@dataclass
class Present:
    """The students who have come, what moves their slider, and what went wrong."""

    students: list[Student] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    first_mb: float = 0.0  # of one student, with one picture

    async def more(self, server: ClassServer, names: list[str], within: float) -> None:
        """Let students come in, spread over so many seconds, see a first picture, and then run all of the notebook."""
        coming = [Student(server.url, name, server.password) for name in names]

        async def begin(number: int) -> None:
            await asyncio.sleep(number * within / len(coming))
            await coming[number].begin()

        async def work(student: Student) -> str:
            await student.run_notebook()
            return await student.run(OURS)

        begun = time.perf_counter()
        begin_all = await asyncio.gather(*(begin(number) for number in range(len(coming))), return_exceptions=True)
        waited = time.perf_counter() - begun
        there = self._without_failed(coming, begin_all)
        if not there:
            return
        memory = Load.now(server.process.pid).memory
        self.first_mb = (memory["servers"] + memory["kernels"]) / (len(self.students) + len(there))
        steps = {words: [student.seconds[step] for student in there] for step, words in STEPS.items()}
        steps["in all"] = [student.seconds["all"] for student in there]
        print(f"{len(there)} of {len(names)} came within {within:g} s; after {waited:.1f} s all had a picture")
        figures = (f"{words} {statistics.median(those):.1f} {max(those):.1f}" for words, those in steps.items())
        print("   seconds, median and longest: " + ", ".join(figures), flush=True)
        begun = time.perf_counter()
        found = await asyncio.gather(*map(work, there), return_exceptions=True)
        print(f"   all of notebook 08, run by all of them at once: {time.perf_counter() - begun:.1f} s", flush=True)
        self.students += self._without_failed(there, found)
        self.ids += [one for one in found if isinstance(one, str)]

    def _without_failed(self, students: list[Student], results: Sequence[object]) -> list[Student]:
        """Return those who came to an end, and note what happened to the others."""
        pairs = list(zip(students, results, strict=True))
        self.failures += [
            f"{who.name}: {type(e).__name__} {e}"[:400] for who, e in pairs if isinstance(e, BaseException)
        ]
        return [who for who, result in pairs if not isinstance(result, BaseException)]

    async def leave(self) -> None:
        """Close all pages."""
        for student in self.students:
            await student.leave()


async def measure(server: ClassServer, way: str, there: Present, options: argparse.Namespace) -> Minute:
    """Let students drag together and look at what that takes."""
    before = Load.now(server.process.pid)
    dragged = await drag_together(there.students, there.ids, options.rate, options.seconds)
    after = Load.now(server.process.pid)
    failures, there.failures = there.failures, []
    return Minute(
        way=way,
        students=len(there.students),
        milliseconds=[ms for one in dragged for ms in one.milliseconds],
        seconds=after.moment - before.moment,
        skipped=sum(one.skipped for one in dragged),
        failures=failures + [failure for one in dragged for failure in one.failures],
        processors=after.processors_since(before),
        memory={part: after.memory.get(part, 0.0) for part in PARTS if part != "class"},
        first_mb=there.first_mb,
    )


async def growing(server: ClassServer, sizes: list[int], options: argparse.Namespace) -> list[Minute]:
    """Measure classes of growing size on one server, and then `interact`."""
    there, minutes = Present(), []
    for size in sizes:
        await there.more(server, [f"student{number:02}" for number in range(len(there.students), size)], options.within)
        if not there.students:
            sys.exit("Nobody came in:\n" + "\n".join(there.failures[:3]))
        minutes.append(await measure(server, "ours", there, options))
    some = there.students[: options.interact]
    if some:
        ids = await asyncio.gather(*(student.run(INTERACT) for student in some))
        minutes.append(await measure(server, "interact", Present(some, list(ids)), options))
    await there.leave()
    return minutes


async def at_once(server: ClassServer, size: int, options: argparse.Namespace) -> Minute:
    """Measure a class that begins at once."""
    there = Present()
    await there.more(server, [f"student{number:02}" for number in range(size)], 0)
    if not there.students:
        sys.exit("Nobody came in:\n" + "\n".join(there.failures[:3]))
    minute = await measure(server, "ours", there, options)
    await there.leave()
    return minute


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", default="1,10,20,30", help="sizes of the classes, with commas between")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--within", type=float, default=60, help="seconds in which a class logs in; the largest: 0")
    parser.add_argument("--rate", type=float, default=5, help="moves a second")
    parser.add_argument("--interact", type=int, default=10, help="students who use interact; 0 for none")
    parser.add_argument("--hub", default="", help="more options of course.py hub, with commas between")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the class servers are ended too
    sizes = sorted({int(size) for size in options.students.split(",")})
    more = [word for word in options.hub.split(",") if word]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        minutes: list[Minute] = []
        if sizes[:-1] or options.interact:
            with running_class(folder / "growing", *more) as server:
                minutes += asyncio.run(growing(server, sizes[:-1] or [options.interact], options))
        with running_class(folder / "at once", *more) as server:
            largest = asyncio.run(at_once(server, sizes[-1], options))
        with running_class(folder / "alone", "--no-nursery", *more) as server:
            alone = asyncio.run(at_once(server, 1, argparse.Namespace(**vars(options) | {"seconds": 2.0})))
    minutes = sorted([*minutes, largest], key=lambda one: (one.way != "ours", one.students))
    print_minutes(minutes)
    print_memory(largest, alone)
    print_sizes(largest, alone, options.rate)
    if any(one.failures for one in minutes):
        sys.exit(1)


if __name__ == "__main__":
    main()
