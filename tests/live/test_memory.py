"""In a kernel as a notebook has one: a cell that is run again gives its memory back, and many exhibits have room."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from jupyter_client.manager import KernelManager

pytestmark = pytest.mark.nightly
TOOLS = str(Path(__file__).parents[2] / "tools")
MB = 2**20
Run = Callable[..., str]


@pytest.fixture
def kernel(monkeypatch) -> Iterator[KernelManager]:
    monkeypatch.setenv("LSTM_LESSON_PROGRESS", "")
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})
    yield manager
    manager.shutdown_kernel(now=True)
    manager.cleanup_resources()


@pytest.fixture
def run(kernel) -> Iterator[Run]:
    """Run code as the cell of this id, as JupyterLab does; return what it prints, or the name of its error."""
    client = kernel.client()
    client.start_channels()
    client.wait_for_ready(timeout=300)

    def run(code: str, cell: str = "a cell") -> str:
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        message = client.session.msg("execute_request", content, metadata={"cellId": cell})
        client.shell_channel.send(message)
        printed = []
        while True:
            got = client.get_iopub_msg(timeout=300)
            if got["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            if got["msg_type"] == "stream":
                printed.append(got["content"]["text"])
            if got["msg_type"] == "error":
                printed.append(got["content"]["ename"])
            if got["msg_type"] == "status" and got["content"]["execution_state"] == "idle":
                return "".join(printed)

    yield run
    client.stop_channels()


def memory(kernel: KernelManager) -> float:
    """Return the MB that the kernel's process has."""
    provisioner: Any = kernel.provisioner
    return float(psutil.Process(provisioner.pid).memory_info().rss / MB)


@pytest.mark.parametrize("call", ["cell_state_flow()", "predict('05_forget_gate/half_life', then=forget_gate())"])
def test_cell_run_fifty_times_costs_at_most_40_mb_and_gives_the_rest_back(kernel, run, call):
    run("from lstm_lesson import *")
    for _ in range(5):
        assert run(call) == ""
    before = memory(kernel)
    for _ in range(50):
        assert run(call) == ""
    most = memory(kernel)
    run("import gc; gc.collect()", "another cell")
    assert most - before <= 40
    assert memory(kernel) <= 1.1 * before


MAKE = """
import sys; sys.path.insert(0, {tools!r})
import frames
made = globals().get("made", [])
for number in range({start}, {stop}):
    ((_, exhibit),) = frames.exhibits([frames.names()[number % len(frames.names())]])
    display(exhibit)
    made.append(exhibit)
"""
MOVE = """
for exhibit in made[-68:]:  # one of each kind; a training that was taken over by a later picture does not move
    shown = {(exhibit.readout, exhibit.png)}  # it may have started at an end
    for end in ("high", "low"):
        exhibit.set(**{name: getattr(control, end) for name, control in exhibit.controls.items()})
        shown.add((exhibit.readout, exhibit.png))
    if exhibit.error or exhibit.controls and len(shown) == 1:
        print(exhibit, exhibit.error or "did not move")
"""


def test_two_hundred_exhibits_in_one_kernel_take_at_most_600_mb_and_each_moves_when_one_comes_back_to_it(kernel, run):
    run("from lstm_lesson import squashed_line; squashed_line()")
    before = memory(kernel)
    for start in range(0, 200, 10):
        assert run(MAKE.format(tools=TOOLS, start=start, stop=start + 10), f"cell {start}") == ""
    assert run("print(len(made), sum(exhibit.closed for exhibit in made))") == "200 0\n"
    assert memory(kernel) - before <= 600
    assert run(MOVE) == ""
    assert memory(kernel) - before <= 600
