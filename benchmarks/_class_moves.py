"""What a class does with its sliders: each student drags one, and waits for its pictures, as JupyterLab does.

A page sends a move only when the one before is done (ipywidgets' throttle). Meanwhile the hand goes on, and what is
sent next is where it is by then. So a slow server gets fewer moves, and each takes longer. A move's time counts from
the moment when the hand moved.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from _interact import FIGURE_AND_SLIDERS

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from class_student import Student

PATIENCE = 30  # seconds until a move counts as lost
STEPS = 40  # of a tenth each, up and down again

OURS = "print('IDS', everything.sliders['b_f'].model_id, everything._view.model_id, everything.values['b_f'])"
INTERACT = f"""\
%matplotlib inline
{FIGURE_AND_SLIDERS}
shown = interactive(show, **sliders)
display(shown)
print('IDS', sliders['b_f'].model_id, shown.out.model_id, sliders['b_f'].value)"""


@dataclass
class Dragged:
    """What one student saw of the slider."""

    milliseconds: list[float] = field(default_factory=list)  # hand moved → picture there, of each move
    skipped: int = 0  # moves of the hand that were not sent, since a later one was
    failures: list[str] = field(default_factory=list)


async def drag(student: Student, ids: str, rate: float, begin: float, end: float) -> Dragged:
    """Move the slider `rate` times a second from `begin` to `end`, which are times of time.perf_counter."""
    _, slider, view, value = ids.split()[-4:]
    seen, period, moment, number = Dragged(), 1 / rate, begin, 0
    await asyncio.sleep(max(0.0, begin - time.perf_counter()))
    while time.perf_counter() < end:
        number += 1
        turn = number % (2 * STEPS)
        try:
            arrived = await _move(student, slider, view, round(float(value) + min(turn, 2 * STEPS - turn) / 10, 3))
            seen.milliseconds.append(1000 * (arrived - moment))
        except Exception as error:  # whatever it is, it is a failure of this move
            seen.failures.append(f"{student.name}: {type(error).__name__} {error}")
        moment += period
        while moment + period < time.perf_counter():
            moment += period
            seen.skipped += 1
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
    return seen


async def _move(student: Student, slider: str, view: str, value: float) -> float:
    """Send one move and wait until the kernel is idle; return when the picture was there."""
    loop = asyncio.get_running_loop()
    picture: asyncio.Future[float] = loop.create_future()
    idle: asyncio.Future[None] = loop.create_future()
    wanted = view.encode()

    def got(kind: str, content: bytes) -> None:
        ours = kind == "comm_msg" and wanted in content and b"image/png" in content
        if (ours or (kind == "display_data" and b"image/png" in content)) and not picture.done():
            picture.set_result(time.perf_counter())
        if kind == "status" and b'"idle"' in content and not idle.done():
            idle.set_result(None)

    data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
    name = await student.send("comm_msg", {"comm_id": slider, "data": data}, {}, got)
    try:
        arrived = await asyncio.wait_for(picture, PATIENCE)
        await asyncio.wait_for(idle, PATIENCE)
    finally:
        student._waiting.pop(name, None)
    return arrived


async def drag_together(students: Sequence[Student], ids: Sequence[str], rate: float, seconds: float) -> list[Dragged]:
    """Let all students drag for so many seconds; their hands do not move at the same moment."""
    begin = time.perf_counter() + 0.5
    starts = [begin + number / len(students) / rate for number in range(len(students))]
    dragging = [
        drag(student, one, rate, start, begin + seconds)
        for student, one, start in zip(students, ids, starts, strict=True)
    ]
    return list(await asyncio.gather(*dragging))
