"""No computer but this one: whoever imports this module can reach no other, and is told so as without a network.

tests/conftest.py imports it for the tests' own processes. As `sitecustomize.py` in a folder of PYTHONPATH it does the
same for a command and all Python that it starts, and the file that ASKED names gets a line for each computer asked for.
"""

import os
import sys
from typing import Any

HERE = ("127.0.0.1", "::1", "localhost", "", "None")


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """OSError for any other computer; for Python's own reports of what it is about to do (sys.addaudithook)."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):  # a text is a local file
        host = arguments[1][0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else str(host)
    if host in HERE:
        return
    if asked := os.environ.get("ASKED"):
        with open(asked, "a", encoding="utf-8") as lines:
            lines.write(f"{host}\n")
    raise OSError("there is no network")


sys.addaudithook(refuse)
