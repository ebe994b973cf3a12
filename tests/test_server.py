"""The JupyterLab that `course.py lab` starts, as it runs."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from tornado.websocket import websocket_connect

ROOT = Path(__file__).parents[1]

# A user's own settings: they stay in force, and write down how the kernel's connection is set.
USERS_SETTINGS = """
import pathlib, socket, sys
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

folder = pathlib.Path({folder!r})
passed_on = KernelWebsocketHandler.on_message

def on_message(self, message):
    connection = self.ws_connection.stream.socket
    no_delay = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    (folder / "no-delay").write_text(str(bool(no_delay)))
    return passed_on(self, message)

KernelWebsocketHandler.on_message = on_message
c.ServerApp.shutdown_no_activity_timeout = 300

def write_down(event, arguments):
    if event in ("socket.getaddrinfo", "socket.connect", "socket.sendto"):
        host = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
        with (folder / "asked").open("a") as asked:
            asked.write(str(host[0] if isinstance(host, tuple) else host) + "\\n")

sys.addaudithook(write_down)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the server keeps its files, and writes down what the tests ask for."""
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="module")
def server(folder):
    """A running server, started as `course.py lab --no-browser` does: its own description of itself."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.syspath_prepend(ROOT)
        import course

        (folder / "jupyter_server_config.py").write_text(USERS_SETTINGS.format(folder=str(folder)))
        monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(folder))
        monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(folder / "runtime"))
        monkeypatch.setenv("JUPYTERLAB_WORKSPACES_DIR", str(folder / "layouts"))
        monkeypatch.setattr(course, "set_up", lambda folder: sys.executable)
        monkeypatch.setattr(course, "run", lambda *started: started)
        # As root, in a container, Jupyter asks to be told that this is meant.
        as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command, environment = course.lab(["--no-browser", *as_root])
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 60
        while not (described := list(folder.glob("runtime/jpserver-*.json"))) or not answers(described[0]):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield json.loads(described[0].read_text())
    finally:
        process.terminate()
        process.wait(30)


def answers(described):
    """Whether the server listens already: it describes itself before that."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", json.loads(described.read_text())["port"])) == 0


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
    await until_closed(connection)


async def until_closed(connection):
    """Read until the other end has closed it, too: a loop that ends before leaves an open socket behind."""
    while await connection.read_message() is not None:
        pass


def test_server_of_lab_is_private_and_sends_each_small_message_at_once(server, folder):
    assert server["hostname"] == "localhost"
    assert len(server["token"]) >= 32
    assert Path(server["root_dir"]) == ROOT
    with ThreadPoolExecutor() as aside:  # in this thread, the browser tests' own event loop may be running
        aside.submit(asyncio.run, asyncio.wait_for(say_hello_to_a_new_kernel(server), timeout=60)).result()
    assert (folder / "no-delay").read_text() == "True"


def ask(server, path):
    request = urllib.request.Request(server["url"] + path, headers={"Authorization": f"token {server['token']}"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def refused(server, path, **headers):
    """Ask for something with these headers alone; return the status of the refusal."""
    request = urllib.request.Request(server["url"] + path, headers=headers)
    with pytest.raises(urllib.error.HTTPError) as refusal, urllib.request.urlopen(request):
        pass
    refusal.value.close()
    return refusal.value.code


async def knock(server, origin):
    """Open a kernel's channels from a page of `origin`, with the cookie that the browser has; return the status."""
    from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest

    entered = await AsyncHTTPClient().fetch(f"{server['url']}api/status?token={server['token']}")
    cookies = "; ".join(cookie.partition(";")[0] for cookie in entered.headers.get_list("Set-Cookie"))
    kernels = f"{server['url']}api/kernels"
    token = {"Authorization": f"token {server['token']}"}
    made = await AsyncHTTPClient().fetch(HTTPRequest(kernels, method="POST", headers=token, body="{}"))
    address = f"{kernels.replace('http', 'ws', 1)}/{json.loads(made.body)['id']}/channels"
    try:
        connection = await websocket_connect(HTTPRequest(address, headers={"Cookie": cookies, "Origin": origin}))
    except HTTPClientError as refusal:
        return refusal.code
    connection.close()
    await until_closed(connection)
    return 101


def test_server_listens_to_this_computer_alone_and_refuses_whoever_has_no_token_or_comes_from_elsewhere(server):
    listening = psutil.Process(server["pid"]).net_connections(kind="tcp")
    hosts = {connection.laddr.ip for connection in listening if connection.status == psutil.CONN_LISTEN}
    assert hosts
    assert hosts <= {"127.0.0.1", "::1"}
    assert [refused(server, path) for path in ("api/contents", "api/kernels", "api/terminals")] == [403] * 3
    assert refused(server, "api/contents", Authorization="token wrong") == 403
    assert refused(server, "api/contents", Authorization=f"token {server['token']}", Host="evil.example") == 403
    assert refused(server, "files/.git/config", Authorization=f"token {server['token']}") == 404
    with ThreadPoolExecutor() as aside:
        statuses = [
            aside.submit(asyncio.run, asyncio.wait_for(knock(server, origin), timeout=60)).result()
            for origin in ("http://evil.example", server["url"].rstrip("/"))
        ]
    assert statuses == [403, 101]


def test_lab_asks_no_other_computer_for_anything(server, folder):
    assert ask(server, "lab/api/news")["news"] == []
    assert ask(server, "lab/api/update")["notification"] is None
    assert isinstance(ask(server, "lab/api/extensions?query=plotly&refresh=1"), list)
    assert set((folder / "asked").read_text().split()) <= {"127.0.0.1", "::1", "localhost", "0.0.0.0", "None"}


def test_lab_asks_nothing_at_its_first_start_and_leaves_the_file_browser_closed(server, folder):
    defaults = ask(server, "lab/api/settings/@jupyterlab/apputils-extension:notification")["schema"]["properties"]
    assert {name: defaults[name]["default"] for name in ("fetchNews", "checkForUpdates")} == {
        "fetchNews": "false",
        "checkForUpdates": False,
    }
    assert ask(server, "lab/api/update")["notification"] is None
    layout = ask(server, "lab/api/workspaces/default")["data"]["layout-restorer:data"]
    assert layout["left"]["collapsed"]
    assert [path.parent for path in folder.rglob("*.jupyterlab-workspace")] == [folder / "layouts"]
