"""A class on a real class server: what it promises, and what happens when a part of it is killed.

By night, since the first start also installs .venv-hub; whoever changes deploy/ names them: course.py test -k hub.
"""

import asyncio
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from class_server import ClassServer, running_class
from class_student import Student

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub does not run on Windows"),
]
IMAGE = "print('made', len(everything.png) > 1000)"


def in_class(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run what students do in a thread of its own: in this one, the browser tests' event loop may be running."""
    with ThreadPoolExecutor() as aside:
        return aside.submit(asyncio.run, asyncio.wait_for(work(), timeout=400)).result()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClassServer]:
    with running_class(tmp_path_factory.mktemp("hub"), "--memory=900") as running:
        yield running


def student(server: ClassServer, name: str) -> Student:
    return Student(server.url, name, server.password)


async def with_kernel(server: ClassServer, name: str) -> Student:
    """Return a student who has come in and has a kernel."""
    one = student(server, name)
    for step in (one.log_in, one.server_starts, one.open_notebook):
        await step()
    return one


async def kernel_process(one: Student) -> int:
    return int(await one.run("import os; print(os.getpid())"))


async def server_process(one: Student) -> int:
    """Return the process of the student's server, as the newest of its own notes says: a killed one leaves its note."""
    found = await one.run(
        "import json, os, pathlib\n"
        "notes = pathlib.Path(os.environ['JUPYTER_RUNTIME_DIR']).glob('jpserver-*.json')\n"
        "print(json.loads(max(notes, key=lambda note: note.stat().st_mtime).read_text())['pid'])"
    )
    return int(found)


async def is_well(one: Student) -> None:
    """Assert that the student's open page still works: same kernel, same variables."""
    assert (await one.run("print(here)")).strip() == one.name


async def save(one: Student, words: str) -> None:
    """Write a notebook as the page does."""
    cell = {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": words}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    await one.api("PUT", "contents/mine.ipynb", {"type": "notebook", "content": notebook})


# ---- what it promises


def test_student_runs_all_of_notebook_08_and_the_picture_is_there(server):
    async def work() -> str:
        one = student(server, "ann")
        await one.begin()
        await one.run_notebook()
        printed = await one.run(IMAGE)
        await one.leave()
        return printed

    assert in_class(work).strip() == "made True"


def test_class_that_begins_at_once_gets_servers_and_nobody_draws_the_random_numbers_of_another(server):
    names = [f"pupil{number}" for number in range(6)]
    say = "import os, random, numpy as np; print(os.environ['USER'], random.random(), np.random.random())"

    async def work() -> list[str]:
        students = await asyncio.gather(*(with_kernel(server, name) for name in names))
        said = [await one.run(say) for one in students]
        for one in students:
            await one.leave()
        return said

    users, pythons, numpys = zip(*(line.split() for line in in_class(work)), strict=True)
    assert list(users) == names
    assert len(set(pythons)) == len(set(numpys)) == len(names)


def test_wrong_password_and_a_name_that_is_a_path_do_not_get_in(server):
    async def work() -> None:
        refused = [("eve", "guessed-it"), ("teacher", server.password)]
        refused += [(name, server.password) for name in ("../up", "a/../../up", "ada l", "a" * 21)]
        for name, password in refused:
            with pytest.raises(AssertionError, match=r"did not let the student in|400|403"):
                await Student(server.url, name, password).log_in()

    in_class(work)
    assert {path.name for path in (server.folder / "students").iterdir()}.isdisjoint({"eve", "teacher"})


def test_students_folder_holds_the_edition_without_solutions_and_nothing_of_the_teachers(server):
    async def work() -> None:
        one = await with_kernel(server, "ann")
        await one.leave()

    in_class(work)
    course = server.course_of("ann")
    assert {path.name for path in course.iterdir()} - {".git"} == {"notebooks", "assets"}
    notebook = json.loads((course / "notebooks" / "08_cell_state_flow.ipynb").read_text("utf-8"))
    assert not any("solution" in cell["metadata"].get("tags", []) for cell in notebook["cells"])
    history = subprocess.run(["git", "log", "--all", "--name-only"], cwd=course, capture_output=True, text=True)
    assert "teaching" not in history.stdout


def test_passwords_and_work_can_be_read_by_their_owner_alone(server):
    for path in ("class-password", "teacher-password", "proxy-token", "cookie-secret"):
        assert stat.S_IMODE((server.folder / path).stat().st_mode) == 0o600
    assert stat.S_IMODE((server.folder / "students").stat().st_mode) == 0o700


def test_kernel_shares_its_server_and_is_limited_signed_by_nobody_and_reached_through_files(server):
    async def work() -> list[str]:
        one = await with_kernel(server, "ann")
        lines = await one.run(
            "import json, os, pathlib, resource\n"
            "print(resource.getrlimit(resource.RLIMIT_DATA)[0])\n"
            "connection = json.loads(max(pathlib.Path(os.environ['JUPYTER_RUNTIME_DIR']).glob('kernel-*.json'),\n"
            "                            key=lambda path: path.stat().st_mtime).read_text())\n"
            "print(connection['transport'], repr(connection['key']))\n"
            "print(len(connection['ip']))\n"
            "try:\n    kept = bytearray(2_000_000_000)\nexcept MemoryError:\n    print('too much')\n"
            "print('goes on')"
        )
        await one.leave()
        return lines.splitlines()

    limit, connection, length, *refused = in_class(work)
    if sys.platform == "linux":
        assert int(limit) == 900 * 2**20
        assert refused == ["too much", "goes on"]
    assert connection == "ipc ''"
    assert int(length) + len("-5") <= 107


def test_student_cannot_change_by_pip_what_all_share(server):
    async def work() -> str:
        one = await with_kernel(server, "ann")
        said = await one.run("%pip install --no-index --no-deps lstm-lesson-nothing")
        await one.leave()
        return said

    assert "Can not perform a '--user' install" in in_class(work)


def test_move_of_a_slider_still_counts_as_use_of_its_kernel(server):
    """The server no longer hears what widgets say, so it must hear of moves otherwise: unused kernels are stopped."""

    async def work() -> None:
        one = await with_kernel(server, "ann")
        said = await one.run("from ipywidgets import IntSlider\nslider = IntSlider()\nprint(slider.model_id)")
        before = await one.api("GET", f"kernels/{one.kernel}")
        await asyncio.sleep(1)
        moved = {"method": "update", "state": {"value": 7}, "buffer_paths": []}
        await one.send("comm_msg", {"comm_id": said.strip(), "data": moved}, {}, lambda *_: None)
        await asyncio.sleep(2)
        after = await one.api("GET", f"kernels/{one.kernel}")
        assert (before["execution_state"], after["execution_state"]) == ("idle", "idle")
        assert after["last_activity"] > before["last_activity"]
        assert (await one.run("print(slider.value)")).strip() == "7"
        await one.leave()

    in_class(work)


# ---- what happens when a part of it is killed


def test_killed_kernel_comes_back_for_one_and_the_others_notice_nothing(server):
    async def work() -> None:
        one, other = [await with_kernel(server, name) for name in ("kim", "lou")]
        await save(one, "what kim wrote")
        await other.run("here = 'lou'")
        before = await kernel_process(one)
        os.kill(before, signal.SIGKILL)
        await one.leave()
        deadline = time.monotonic() + 60
        after = before
        while after == before:
            assert time.monotonic() < deadline
            await asyncio.sleep(1)
            again = student(server, "kim")
            await again.log_in()
            await again.server_starts()
            again.kernel = one.kernel
            await again.connect()
            after = await kernel_process(again)
        written = await again.api("GET", "contents/mine.ipynb")
        assert written["content"]["cells"][0]["source"] == "what kim wrote"
        await is_well(other)
        await again.leave()
        await other.leave()

    in_class(work)


def test_killed_server_ends_its_kernel_and_starts_again_with_the_work_and_the_others_notice_nothing(server):
    async def work() -> None:
        one, other = [await with_kernel(server, name) for name in ("mia", "nils")]
        await save(one, "what mia wrote")
        await other.run("here = 'nils'")
        kernel, process = await kernel_process(one), await server_process(one)
        os.kill(process, signal.SIGKILL)
        deadline = time.monotonic() + 30
        while Path(f"/proc/{kernel}").exists() and sys.platform == "linux":
            assert time.monotonic() < deadline, "the kernel outlived its server"
            await asyncio.sleep(0.2)
        await one.leave()
        while True:  # the hub looks after its servers every 30 seconds
            again = student(server, "mia")
            try:
                await again.log_in()
                await asyncio.wait_for(again.server_starts(), 20)
                await again.open_notebook()
                break
            except (AssertionError, TimeoutError, OSError):
                assert time.monotonic() < deadline + 120
                await asyncio.sleep(2)
        written = await again.api("GET", "contents/mine.ipynb")
        assert written["content"]["cells"][0]["source"] == "what mia wrote"
        assert await server_process(again) != process
        await is_well(other)
        await again.leave()
        await other.leave()

    in_class(work)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_hub_that_stops_in_mid_class_is_started_again_and_nobody_notices(server, number):
    async def work() -> None:
        one = await with_kernel(server, "olga")
        await one.run("here = 'olga'")
        kernel, process = await kernel_process(one), await server_process(one)
        hub = server.pid("hub")
        os.kill(hub, number)
        for _ in range(10):  # while there is no hub
            await is_well(one)
        deadline = time.monotonic() + 90
        while not (server.answers() and server.pid("hub") != hub):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.2)
        await is_well(one)
        await save(one, "what olga wrote")
        later = await with_kernel(server, "paul")
        again = student(server, "olga")
        await again.log_in()
        await again.server_starts()
        again.kernel = one.kernel
        await again.connect()
        assert (await kernel_process(again), await server_process(again)) == (kernel, process)
        await is_well(again)
        for each in (one, later, again):
            await each.leave()

    in_class(work)
    written = json.loads((server.course_of("olga") / "mine.ipynb").read_text("utf-8"))
    assert "".join(written["cells"][0]["source"]) == "what olga wrote"


@pytest.mark.skipif(sys.platform != "linux", reason="the nursery is for Linux")
def test_without_the_nursery_servers_and_kernels_start_as_usual_until_it_is_back(server):
    async def work() -> list[str]:
        nursery = server.pid("nursery")
        os.kill(nursery, signal.SIGKILL)
        one = await with_kernel(server, "quinn")
        await one.run("here = 'quinn'")
        deadline = time.monotonic() + 90
        while server.pid("nursery") == nursery:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.2)
        later = await with_kernel(server, "rosa")
        await is_well(one)
        names = [Path(f"/proc/{await kernel_process(later)}/comm").read_text().strip()]
        for each in (one, later):
            await each.leave()
        return names

    assert in_class(work) == ["lstm-kernel"]
