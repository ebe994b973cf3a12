"""Say what a class's minute took, what was the bottleneck, and how large a machine must be for larger classes."""

import math
from dataclasses import dataclass

import numpy as np
import psutil

CLASSES = (30, 300, 3_000, 30_000)
AT_ONCE = 1 / 3  # of the students drag a slider at the same moment; the others read, think and type
BUSY = 0.7  # of a processor's time may be used: above, moves wait for each other
SPARE = 1.25  # times the memory, for second notebooks and the system
MACHINE = (16, 64)  # processors and GB of one machine, where one is not enough
SITE_MB = 20  # that a first visit of the browser site sends at most; `course.py bench site` measures it
WANTED = {10: 20.0, 20: 70.0, 30: 200.0}  # ms, p95
WANTED_MB = 160
FULL = 0.9  # of what there is: this is what everything waits for


@dataclass
class Minute:
    """What one class saw and took."""

    way: str
    students: int
    milliseconds: list[float]
    seconds: float
    skipped: int
    failures: list[str]
    processors: dict[str, float]  # kept busy, by part
    memory: dict[str, float]  # MB, by part, when all of the notebook had been run
    first_mb: float  # of one student, when there was one picture

    @property
    def answered(self) -> float:
        """Pictures a second."""
        return len(self.milliseconds) / self.seconds

    @property
    def each(self) -> dict[str, float]:
        """Milliseconds of a processor for one move, by part."""
        moves = max(1, len(self.milliseconds))
        return {part: 1000 * busy * self.seconds / moves for part, busy in self.processors.items()}

    @property
    def megabytes(self) -> float:
        """Of one student: server and kernel, when all of the notebook has been run."""
        return (self.memory["servers"] + self.memory["kernels"]) / self.students

    def bottleneck(self) -> str:
        """Say what everything waited for."""
        there = psutil.cpu_count() or 1
        busy = sum(self.processors.values())
        if busy > FULL * there:
            ours = {part: share for part, share in self.processors.items() if part != "others"}
            most = max(ours, key=lambda part: ours[part])
            return f"the processors: {busy:.1f} of {there} busy, {ours[most]:.1f} of them with {most}"
        for part in ("proxy", "hub"):
            if self.processors[part] > FULL:
                return f"the {part}, which is one process"
        return "none: nothing was full"


def print_minutes(minutes: list[Minute]) -> None:
    """Print a line for each class."""
    print("\n| | students | p50 ms | p95 ms | wanted | answered/s | merged | failures | MB a student | bottleneck |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for one in minutes:
        p50, p95 = np.percentile(one.milliseconds, [50, 95]) if one.milliseconds else (math.nan, math.nan)
        wanted = WANTED.get(one.students) if one.way == "ours" else None
        print(
            f"| {one.way} | {one.students} | {p50:.0f} | {p95:.0f} | {f'{wanted:.0f}' if wanted else ''} "
            f"| {one.answered:.1f} | {one.skipped} | {len(one.failures)} | {one.megabytes:.0f} | {one.bottleneck()} |"
        )
    print("\nprocessor milliseconds of one move")
    for one in minutes:
        parts = ", ".join(f"{part} {ms:.1f}" for part, ms in one.each.items() if part != "others")
        print(f"  {one.way}, {one.students}: {parts}; other programs kept {one.processors['others']:.2f} busy")
    print("memory, MB")
    for one in minutes:
        print(f"  {one.way}, {one.students}: " + ", ".join(f"{part} {mb:.0f}" for part, mb in one.memory.items()))
    for failure in [failure for one in minutes for failure in one.failures][:10]:
        print(f"  failed: {failure}")


def print_memory(together: Minute, alone: Minute) -> None:
    """Print what a student takes with one picture, and with all of the notebook's."""
    print("\n| memory of a student, MB | one picture of 08 | all of 08 run |")
    print("|---|---|---|")
    print(
        f"| {together.students} on one machine, with the nursery | {together.first_mb:.0f} | {together.megabytes:.0f} |"
    )
    print(f"| alone, without it | {alone.first_mb:.0f} | {alone.megabytes:.0f} |")
    print(f"wanted at most {WANTED_MB}, with one picture")


def print_sizes(minute: Minute, alone: Minute, rate: float) -> None:
    """Print how large a machine, or how many, a class needs, from what one class took."""
    a_move = sum(minute.each[part] for part in ("kernels", "servers", "proxy")) / 1000
    fixed = sum(minute.memory.get(part, 0.0) for part in ("proxy", "hub", "nursery"))
    print(f"\nA third of the class drags at {rate:g} moves a second. Each takes {1000 * a_move:.1f} ms of a processor,")
    print(
        f"which is busy {BUSY:.0%} at most. A student takes {minute.megabytes:.0f} MB on one machine with the nursery"
    )
    print(
        f"(and all together {fixed:.0f} MB besides), {alone.megabytes:.0f} MB elsewhere. A quarter more is kept free."
    )
    print("\n| students | processors | memory | machines | the browser site instead |")
    print("|---|---|---|---|---|")
    for students in CLASSES:
        processors = max(2, math.ceil(students * AT_ONCE * rate * a_move / BUSY))
        together = SPARE * (fixed + students * minute.megabytes) / 1000
        one_is_enough = processors <= MACHINE[0] and together <= MACHINE[1]
        memory = math.ceil(together if one_is_enough else SPARE * students * alone.megabytes / 1000)
        machines = 1 if one_is_enough else math.ceil(max(processors / MACHINE[0], memory / MACHINE[1]))
        which = "one" if one_is_enough else f"{machines} of {MACHINE[0]} processors, {MACHINE[1]} GB"
        sent = students * SITE_MB / 1000
        site = f"no machine; {sent:.1f} GB sent at first visits" if sent < 10 else f"no machine; {sent:.0f} GB sent"
        print(f"| {students:,} | {processors:,} | {memory:,} GB | {which} | {site} |")
