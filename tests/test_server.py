"""The JupyterLab that `course.py lab` starts, as it runs."""

import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tornado.websocket import websocket_connect

ROOT = Path(__file__).parents[1]

# A user's own settings: they stay in force, and write down how the kernel's connection is set.
USERS_SETTINGS = """
import pathlib, socket
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

passed_on = KernelWebsocketHandler.on_message

def on_message(self, message):
    connection = self.ws_connection.stream.socket
    no_delay = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    pathlib.Path({file!r}).write_text(str(bool(no_delay)))
    return passed_on(self, message)

KernelWebsocketHandler.on_message = on_message
c.ServerApp.shutdown_no_activity_timeout = 300
"""


@pytest.fixture
def server(monkeypatch, tmp_path):
    """A running server, started as `course.py lab --no-browser` does: its own description of itself."""
    monkeypatch.syspath_prepend(ROOT)
    import course

    (tmp_path / "jupyter_server_config.py").write_text(USERS_SETTINGS.format(file=str(tmp_path / "no-delay")))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("JUPYTERLAB_WORKSPACES_DIR", str(tmp_path / "layouts"))
    monkeypatch.setattr(course, "set_up", lambda folder: sys.executable)
    monkeypatch.setattr(course, "run", lambda *started: started)
    # As root, in a container, Jupyter asks to be told that this is meant.
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command, environment = course.lab(["--no-browser", *as_root])
    log = tmp_path / "log"
    with log.open("w") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 60
        while not (described := list(tmp_path.glob("runtime/jpserver-*.json"))):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield json.loads(described[0].read_text())
    finally:
        process.terminate()
        process.wait(30)


async def say_hello_to_a_new_kernel(server):
    """Start a kernel and wait for its answer to one message, as the browser does."""
    token = {"Authorization": f"token {server['token']}"}
    request = urllib.request.Request(f"{server['url']}api/kernels", method="POST", headers=token, data=b"{}")
    with urllib.request.urlopen(request) as answer:
        kernel = json.load(answer)["id"]
    address = f"{server['url'].replace('http', 'ws', 1)}api/kernels/{kernel}/channels?token={server['token']}"
    connection = await websocket_connect(address)
    header = {"msg_id": "1", "msg_type": "kernel_info_request", "session": "1", "username": "", "version": "5.3"}
    message = {"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": {}}
    await connection.write_message(json.dumps(message))
    while "kernel_info_reply" not in str(await connection.read_message()):
        pass
    connection.close()


def test_server_of_lab_is_private_and_sends_each_small_message_at_once(server, tmp_path):
    assert server["hostname"] == "localhost"
    assert len(server["token"]) >= 32
    assert Path(server["root_dir"]) == ROOT
    with ThreadPoolExecutor() as aside:  # in this thread, the browser tests' own event loop may be running
        aside.submit(asyncio.run, asyncio.wait_for(say_hello_to_a_new_kernel(server), timeout=60)).result()
    assert (tmp_path / "no-delay").read_text() == "True"


def ask(server, path):
    request = urllib.request.Request(server["url"] + path, headers={"Authorization": f"token {server['token']}"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def test_lab_asks_nothing_at_its_first_start_and_leaves_the_file_browser_closed(server, tmp_path):
    defaults = ask(server, "lab/api/settings/@jupyterlab/apputils-extension:notification")["schema"]["properties"]
    assert {name: defaults[name]["default"] for name in ("fetchNews", "checkForUpdates")} == {
        "fetchNews": "false",
        "checkForUpdates": False,
    }
    assert ask(server, "lab/api/update")["notification"] is None
    layout = ask(server, "lab/api/workspaces/default")["data"]["layout-restorer:data"]
    assert layout["left"]["collapsed"]
    assert [path.parent for path in tmp_path.rglob("*.jupyterlab-workspace")] == [tmp_path / "layouts"]
