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
from contextlib import ExitStack
from pathlib import Path

from _class_load import PARTS, Load
from _class_moves import INTERACT, OURS, drag_together
from _class_report import WANTED_MB, Minute, print_minutes, print_sizes

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from class_server import ClassServer, running_class
from class_student import Student

STEPS = {"log_in": "logged in", "server_starts": "server", "open_notebook": "kernel", "run_notebook": "08 run"}


async def arrive(server: ClassServer, names: list[str], within: float) -> tuple[list[Student], list[str], list[str]]:
    """Let students come in, spread over so many seconds; return those who are ready, their ids, and what failed."""
    students = [Student(server.url, name, server.password) for name in names]

    async def come(student: Student, delay: float) -> str:
        await asyncio.sleep(delay)
        return await student.begin(OURS)

    coming = [come(student, number * within / len(students)) for number, student in enumerate(students)]
    begun = time.perf_counter()
    found = await asyncio.gather(*coming, return_exceptions=True)
    ready = [(student, ids) for student, ids in zip(students, found, strict=True) if isinstance(ids, str)]
    failed = [
        f"{names[i]}: {type(one).__name__} {one}"[:400] for i, one in enumerate(found) if not isinstance(one, str)
    ]
    print(f"{len(ready)} of {len(names)} came within {within:g} s; all ready after {time.perf_counter() - begun:.1f} s")
    if ready:
        steps = {words: [student.seconds[step] for student, _ in ready] for step, words in STEPS.items()}
        steps["in all"] = [student.seconds["all"] for student, _ in ready]
        print(
            "   seconds, median and longest: "
            + ", ".join(f"{w} {statistics.median(s):.1f} {max(s):.1f}" for w, s in steps.items())
        )
    return [student for student, _ in ready], [ids for _, ids in ready], failed


async def measure(
    server: ClassServer, way: str, students: list[Student], ids: list[str], options: argparse.Namespace
) -> Minute:
    """Let students drag together and look at what that takes."""
    before = Load.now(server.process.pid)
    dragged = await drag_together(students, ids, options.rate, options.seconds)
    after = Load.now(server.process.pid)
    return Minute(
        way=way,
        students=len(students),
        milliseconds=[ms for one in dragged for ms in one.milliseconds],
        seconds=after.moment - before.moment,
        skipped=sum(one.skipped for one in dragged),
        failures=[failure for one in dragged for failure in one.failures],
        processors=after.processors_since(before),
        memory={part: after.memory.get(part, 0.0) for part in PARTS if part != "class"},
    )


async def growing(server: ClassServer, sizes: list[int], options: argparse.Namespace) -> list[Minute]:
    """Measure classes of growing size on one server, and then `interact`."""
    students: list[Student] = []
    ids: list[str] = []
    minutes: list[Minute] = []
    for size in sizes:
        names = [f"student{number:02}" for number in range(len(students), size)]
        new, their_ids, their_failures = await arrive(server, names, options.within)
        students, ids = students + new, ids + their_ids
        minutes.append(await measure(server, "ours", students, ids, options))
        minutes[-1].failures += their_failures
    some = students[: options.interact]
    if some:
        theirs = await asyncio.gather(*(student.run(INTERACT) for student in some))
        minutes.append(await measure(server, "interact", some, theirs, options))
    for student in students:
        await student.leave()
    return minutes


async def at_once(server: ClassServer, size: int, options: argparse.Namespace) -> list[Minute]:
    """Measure a class that begins at once."""
    students, ids, failed = await arrive(server, [f"student{number:02}" for number in range(size)], 0)
    if not students:
        sys.exit("Nobody came in:\n" + "\n".join(failed[:3]))
    minute = await measure(server, "ours", students, ids, options)
    minute.failures += failed
    for student in students:
        await student.leave()
    return [minute]


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
    minutes = sorted([*minutes, *largest], key=lambda one: (one.way != "ours", one.students))
    print_minutes(minutes)
    print(f"\nmemory of a student in the largest class: {largest[0].megabytes:.0f} MB; wanted {WANTED_MB} at most")
    print_sizes(largest[0], alone[0].megabytes, options.rate)
    if any(one.failures for one in minutes):
        sys.exit(1)


if __name__ == "__main__":
    main()
