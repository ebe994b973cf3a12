"""A process that has loaded once what every student's server and kernel needs, and forks them.

A forked process shares the memory of what was loaded before, until one of the two writes to it, and starts without
loading anything. The figures are in README.md. It is for Linux, and for servers that all run as one user, as on a
teacher's own computer; without it, each is started in the usual way.

    python nursery.py SOCKET          waits at a Unix socket for orders: one line of JSON each, answered by one
"""

import argparse
import contextlib
import gc
import importlib
import json
import os
import resource
import runpy
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOCKET = "LSTM_HUB_NURSERY"  # the environment variable with the socket's path, for those who want to order
PATIENCE = 60  # seconds, while it may still be loading, until somebody who orders starts a process in the usual way
# What a server and the kernel of a notebook load when they start; the first is loaded first.
LOADED = (
    *("jupyterhub.singleuser", "jupyterhub.singleuser.extension", "jupyterlab.labapp", "jupyter_server.serverapp"),
    *("jupyter_server.services.contents.largefilemanager", "jupyter_server.services.kernels.websocket"),
    *("nbgitpuller.pull", "ipykernel.kernelapp", "ipykernel.ipkernel", "IPython.core.completer"),
    *("matplotlib_inline.backend_inline", "matplotlib.backends.backend_agg", "ipywidgets", "lstm_lesson"),
)


def order(what: str, arguments: list[str], environment: Mapping[str, str], folder: str, limit: int = 0) -> int:
    """Order a process from the nursery and return its id; raise OSError if there is no nursery that answers.

    what: "server" or "kernel"; limit: bytes of data that it may hold, 0 for any number.
    """
    wanted = {"what": what, "arguments": arguments, "environment": dict(environment), "folder": folder, "limit": limit}
    with socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(PATIENCE)
        asking.connect(os.environ.get(SOCKET) or environment.get(SOCKET, ""))
        asking.sendall(json.dumps(wanted).encode() + b"\n")
        answer = asking.makefile().readline()
    if not answer:
        raise ConnectionError("the nursery has stopped")
    return int(json.loads(answer)["pid"])


def load() -> None:
    """Load what will be shared. What a library reads when it is loaded is set here, since it is loaded only here."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # as ipykernel sets it
    os.environ["JUPYTER_WIDGETS_ECHO"] = "0"  # nobody looks at a student's page from a second place
    for name in LOADED:
        importlib.import_module(name)
    import lstm_lesson

    for name in lstm_lesson.__all__:  # the exhibits of all notebooks, which are loaded when first used
        getattr(lstm_lesson, name)
    if threading.active_count() > 1 or len(os.listdir("/proc/self/task")) > 1:
        raise RuntimeError("a library has started a thread, which a forked process would not have")
    gc.collect()
    gc.freeze()  # so that a later search for garbage does not write to what is shared


def begin(wanted: dict[str, Any]) -> Callable[[], None]:
    """Turn this process, just forked, into what was ordered; return what runs it."""
    os.setsid()
    Path("/proc/self/comm").write_text(f"lstm-{wanted['what']}")  # what `top` calls it
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if wanted["limit"]:
        resource.setrlimit(resource.RLIMIT_DATA, (wanted["limit"], wanted["limit"]))
    os.environ.clear()
    os.environ.update(wanted["environment"])
    os.makedirs(wanted["folder"], exist_ok=True)
    os.chdir(wanted["folder"])
    sys.argv = wanted["arguments"]
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()  # Python's own does so by itself; without this all students would draw the same numbers
    return {"server": _server, "kernel": _kernel}[wanted["what"]]


def _server() -> None:
    runpy.run_path(str(HERE / "student_server.py"), run_name="__main__")


def _kernel() -> None:
    from ipykernel.kernelapp import launch_new_instance

    parent = int(os.environ.pop("JPY_PARENT_PID", "0"))  # ipykernel looks after a parent that has started it itself
    if parent:
        threading.Thread(target=_end_with, args=(parent,), daemon=True, name="EndWithServer").start()
    launch_new_instance()


def _end_with(pid: int) -> None:
    """Wait for the end of another process, and end with it: a kernel is of no use without its server."""
    with contextlib.suppress(ProcessLookupError):
        ended = os.pidfd_open(pid)
        select.select([ended], [], [])
    os._exit(1)


def serve(path: str) -> dict[str, Any] | None:
    """Load, and fork whatever is ordered until SIGTERM comes; then end all that was forked.

    Return None then; in a forked process, return at once what it was ordered for.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to everything that the terminal started
    listening = socket.socket(socket.AF_UNIX)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    listening.bind(path)
    os.chmod(path, 0o600)
    listening.listen(1000)
    load()  # who orders meanwhile, waits
    children: set[int] = set()
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    waking, woken = socket.socketpair()  # a signal ends the waiting
    for end in (waking, woken):
        end.setblocking(False)
    signal.set_wakeup_fd(woken.fileno())
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while not stopping:
        ready, _, _ = select.select([listening, waking], [], [])
        with contextlib.suppress(BlockingIOError):
            waking.recv(1000)
        _bury(children)
        if listening not in ready:
            continue
        asking, _ = listening.accept()
        with asking:
            asking.settimeout(1)
            try:
                wanted = json.loads(asking.makefile().readline())
            except (OSError, ValueError):
                continue
            child = os.fork()
            if child == 0:
                for end in (asking, listening, waking, woken):
                    end.close()
                return wanted
            children.add(child)
            with contextlib.suppress(OSError):
                asking.sendall(json.dumps({"pid": child}).encode() + b"\n")
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGTERM)
    return None


def _bury(children: set[int]) -> None:
    """Take note of the children that have ended."""
    for child in list(children):
        if os.waitpid(child, os.WNOHANG)[0]:
            children.discard(child)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("socket")
    ordered = serve(parser.parse_args().socket)
    if ordered is not None:
        begin(ordered)()
