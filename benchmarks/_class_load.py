"""What a class server's processes take of the machine: memory, shared pages counted in parts, and processor time."""

import re
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import psutil

PARTS = ("kernels", "servers", "proxy", "hub", "nursery", "class")  # the last are the simulated students, this program
MEGABYTE = 2**20


def part_of(process: psutil.Process) -> str:
    """Return which part of the class server a process is; "" if it is none."""
    words = " ".join(process.cmdline())
    named = {"lstm-kernel": "kernels", "lstm-server": "servers"}.get(process.name())
    if named:
        return named
    for sign, part in (
        ("ipykernel_launcher", "kernels"),
        ("student_server.py", "servers"),
        ("configurable-http-proxy", "proxy"),
        ("nursery.py", "nursery"),
        ("culler.py", "hub"),
        ("jupyterhub", "hub"),
    ):
        if sign in words:
            return part
    return ""


def proportional(process: psutil.Process) -> float:
    """Return the megabytes of a process; of a page that n processes share, an n-th."""
    text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1]) * 1024 / MEGABYTE  # type: ignore[index]


@dataclass
class Load:
    """What was there at one moment."""

    moment: float
    processes: dict[str, int]  # how many of each part
    memory: dict[str, float]  # MB
    processor: dict[str, float]  # seconds so far, also of "all" programs on the machine

    @classmethod
    def now(cls, root: int) -> "Load":
        """Look at a process and all that it started."""
        processes: dict[str, int] = defaultdict(int)
        memory: dict[str, float] = defaultdict(float)
        processor: dict[str, float] = defaultdict(float)
        for process in psutil.Process(root).children(recursive=True):
            try:
                if part := part_of(process):
                    memory[part] += proportional(process)
                    processor[part] += sum(process.cpu_times()[:2])
                    processes[part] += 1
            except (psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
                continue  # it has just ended
        processor["class"] = sum(psutil.Process().cpu_times()[:2])
        times = psutil.cpu_times()
        processor["all"] = sum(times) - times.idle - getattr(times, "iowait", 0.0)
        return cls(time.perf_counter(), processes, memory, processor)

    def processors_since(self, before: "Load") -> dict[str, float]:
        """Return how many processors each part kept busy since then; "others" are programs that are not ours."""
        seconds = self.moment - before.moment
        busy = {name: (self.processor[name] - before.processor[name]) / seconds for name in (*PARTS, "all")}
        all_of_them = busy.pop("all")
        return busy | {"others": max(0.0, all_of_them - sum(busy.values()))}
