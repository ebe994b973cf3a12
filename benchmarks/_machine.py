"""How busy the machine is with other things: a number beside each measurement, since noise flatters or spoils it."""

import time

import psutil


class ForeignLoad:
    """Measure, between `start` and `stop`, how many processors others kept busy."""

    def __init__(self) -> None:
        self._us = psutil.Process()
        self.seen: list[float] = []  # processors, one number for each measurement

    def start(self) -> None:
        self._begin = (time.perf_counter(), _busy(), self._ours())

    def stop(self) -> None:
        seconds, busy, ours = (
            now - then for now, then in zip((time.perf_counter(), _busy(), self._ours()), self._begin, strict=True)
        )
        self.seen.append(max(0.0, (busy - ours) / seconds))

    def _ours(self) -> float:
        """Return the processor seconds of this process and of all that it started: servers, kernels, browser."""
        total = 0.0
        for process in [self._us, *self._us.children(recursive=True)]:
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
        return total


def _busy() -> float:
    times = psutil.cpu_times()
    return sum(times) - times.idle - getattr(times, "iowait", 0.0)
