"""A simulated student of a class server: what a browser sends and receives, without a browser.

The student logs in through the hub's own form, follows its redirects with cookies, starts a server and a kernel, and
speaks the kernel's protocol over a websocket (v1.kernel.websocket.jupyter.org), as JupyterLab does.
"""

import asyncio
import itertools
import json
import re
import struct
import time
import uuid
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.websocket import websocket_connect

PROTOCOL = "v1.kernel.websocket.jupyter.org"
NOTEBOOK = "notebooks/08_cell_state_flow.ipynb"
Got = Callable[[str, bytes], None]  # a message's type and its content


def pack(channel: str, message: dict[str, Any]) -> bytes:
    """Return a message as the websocket carries it: the offsets of its parts, and the parts."""
    parts = [channel.encode()]
    parts += [json.dumps(message[part]).encode() for part in ("header", "parent_header", "metadata", "content")]
    first = 8 * (len(parts) + 2)
    offsets = [first, *itertools.accumulate((len(part) for part in parts), initial=first)][1:]
    return struct.pack(f"<{len(offsets) + 1}Q", len(offsets), *offsets) + b"".join(parts)


def unpack(frame: bytes) -> tuple[bytes, bytes, bytes]:
    """Return header, parent header and content of a message."""
    count = struct.unpack_from("<Q", frame)[0]
    offsets = struct.unpack_from(f"<{count}Q", frame, 8)
    parts = [frame[start:end] for start, end in itertools.pairwise(offsets)]
    return parts[1], parts[2], parts[4]


class Student:
    """One student. `seconds` says what each step of the beginning took."""

    def __init__(self, url: str, name: str, password: str) -> None:
        self.url, self.name, self.password = url, name, password
        self.home = f"{url}/user/{name}"
        self.seconds: dict[str, float] = {}
        self.received = 0  # bytes, through the websocket
        self._cookies: dict[tuple[str, str], str] = {}  # by path and name
        self._waiting: dict[str, Got] = {}  # by the message that is answered
        self._reading: asyncio.Future[None] | None = None
        self._http = AsyncHTTPClient(force_instance=True, defaults={"request_timeout": 400, "connect_timeout": 60})

    # ---- http

    async def ask(self, method: str, address: str, body: Any = None, form: bool = False) -> HTTPResponse:
        """Send a request with our cookies and follow where it leads; return the last answer, whatever it is."""
        address = urljoin(self.url, address)
        while True:
            where = urlsplit(address)
            ours = {name: value for (path, name), value in self._cookies.items() if where.path.startswith(path)}
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in ours.items()), "Referer": address}
            if "_xsrf" in ours:
                headers["X-XSRFToken"] = ours["_xsrf"]
            if form:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            sent = urlencode(body) if form else json.dumps(body) if body is not None else None
            request = HTTPRequest(
                address, method, headers, sent, follow_redirects=False, allow_nonstandard_methods=True
            )
            answer = await self._http.fetch(request, raise_error=False)
            for line in answer.headers.get_list("Set-Cookie"):
                for name, morsel in SimpleCookie(line).items():
                    self._cookies[morsel["path"] or "/", name] = morsel.value
            if answer.code not in (301, 302, 303):
                return answer
            address, method, body, form = urljoin(address, answer.headers["Location"]), "GET", None, False

    async def log_in(self) -> None:
        """Fill in the hub's form, which also starts the server, and wait for it."""
        page = await self.ask("GET", "/hub/login")
        token = re.search(rb'name="_xsrf" value="([^"]+)"', page.body)
        assert token, (page.code, page.body[-500:])
        body = {"username": self.name, "password": self.password, "_xsrf": token[1].decode()}
        page = await self.ask("POST", f"/hub/login?next=%2Fhub%2Fspawn%2F{self.name}", body, form=True)
        assert page.code == 200, (page.code, page.effective_url, page.body[-500:])
        assert b'name="password"' not in page.body, "the hub did not let the student in"

    async def server_starts(self) -> None:
        """Wait until the hub says that the server is there, and open its page."""
        deadline = time.monotonic() + 400
        while True:
            answer = await self.ask("GET", f"/hub/api/users/{self.name}")
            if answer.code == 200:
                server = json.loads(answer.body)["servers"].get("")
                if server and server["ready"]:
                    break
            assert time.monotonic() < deadline, (answer.code, answer.body[-500:])
            await asyncio.sleep(0.5)
        page = await self.ask("GET", f"/user/{self.name}/lab")
        assert page.code == 200, (page.code, page.effective_url, page.body[-500:])

    async def api(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the student's server; return the answer's JSON."""
        answer = await self.ask(method, f"/user/{self.name}/api/{path}", body)
        assert answer.code < 300, (answer.code, answer.body[-500:])
        return json.loads(answer.body or b"null")

    # ---- the kernel

    async def open_notebook(self) -> None:
        """Start the kernel of 08 and connect to it."""
        kernel = {"kernel": {"name": "python3"}, "name": "08", "path": NOTEBOOK, "type": "notebook"}
        self.kernel = (await self.api("POST", "sessions", kernel))["kernel"]["id"]
        await self.connect()

    async def connect(self) -> None:
        """Connect to the kernel, and wait for its first answer."""
        self._session = uuid.uuid4().hex
        address = f"{self.home.replace('http', 'ws', 1)}/api/kernels/{self.kernel}/channels?session_id={self._session}"
        path = urlsplit(address).path
        ours = [f"{name}={value}" for (start, name), value in self._cookies.items() if path.startswith(start)]
        request = HTTPRequest(address, headers={"Cookie": "; ".join(ours), "Origin": self.url})
        self._socket = await websocket_connect(request, subprotocols=[PROTOCOL], max_message_size=2**30)
        self._reading = asyncio.ensure_future(self._read())
        await self.send_and_wait("kernel_info_request", {})

    async def _read(self) -> None:
        while (frame := await self._socket.read_message()) is not None:
            assert isinstance(frame, bytes)
            self.received += len(frame)
            header, parent, content = unpack(frame)
            found = re.search(rb'"msg_id": ?"([^"]+)"', parent)
            kind = re.search(rb'"msg_type": ?"([^"]+)"', header)
            got = self._waiting.get(found[1].decode()) if found else None
            if got and kind:
                got(kind[1].decode(), content)

    async def send(self, kind: str, content: dict[str, Any], metadata: dict[str, Any], got: Got) -> str:
        """Send a message to the kernel; `got` hears the answers. Return the message's id."""
        name = uuid.uuid4().hex
        header = {"msg_id": name, "session": self._session, "username": self.name, "msg_type": kind}
        header |= {"date": "2026-01-01T00:00:00Z", "version": "5.4"}
        self._waiting[name] = got
        message = {"header": header, "parent_header": {}, "metadata": metadata, "content": content}
        await self._socket.write_message(pack("shell", message), binary=True)
        return name

    async def send_and_wait(
        self, kind: str, content: dict[str, Any], cell: str = "", patience: float = 300
    ) -> tuple[dict[str, Any], str]:
        """Send a message, wait until the kernel is idle again; return its reply and what it printed."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        printed: list[str] = []
        reply: dict[str, Any] = {}
        idle = False

        def got(kind: str, content: bytes) -> None:
            nonlocal idle
            if kind == "stream":
                printed.append(json.loads(content)["text"])
            elif kind == "error":
                printed.append("\n".join(json.loads(content)["traceback"]))
            elif kind.endswith("_reply"):
                reply.update(json.loads(content))
            idle = idle or (kind == "status" and b'"idle"' in content)
            if idle and reply and not done.done():
                done.set_result(None)

        name = await self.send(kind, content, {"cellId": cell} if cell else {}, got)
        try:
            await asyncio.wait_for(done, patience)
        finally:
            self._waiting.pop(name, None)
        return reply, "".join(printed)

    async def run(self, code: str, cell: str = "", may_fail: bool = False) -> str:
        """Run code as a cell and return what it prints; raise RuntimeError with it if it fails."""
        wanted = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        reply, printed = await self.send_and_wait("execute_request", wanted | {"stop_on_error": True}, cell)
        if reply["status"] != "ok" and not may_fail:
            raise RuntimeError(printed[-800:] or str(reply))
        return printed

    async def first_picture(self) -> None:
        """Run the notebook's first cell, and show its live picture with all sliders."""
        await self.run("from lstm_lesson import cell_state_flow\nfirst = cell_state_flow()\ndisplay(first)")

    async def run_notebook(self) -> None:
        """Run every code cell of the notebook, as it is stored in the student's folder."""
        notebook = await self.api("GET", f"contents/{NOTEBOOK}")
        for cell in notebook["content"]["cells"]:
            if cell["cell_type"] == "code":
                tags = cell["metadata"].get("tags", [])
                await self.run(cell["source"], cell.get("id", ""), may_fail="raises-exception" in tags)

    async def begin(self) -> None:
        """Do all of that in order, until the first picture is there, and note the seconds of each step."""
        begun = time.perf_counter()
        for step in (self.log_in, self.server_starts, self.open_notebook, self.first_picture):
            start = time.perf_counter()
            await step()
            self.seconds[step.__name__] = time.perf_counter() - start
        self.seconds["all"] = time.perf_counter() - begun

    async def leave(self) -> None:
        """Close the page; the kernel and the server stay."""
        if self._reading is not None:
            self._socket.close()
            await asyncio.wait([self._reading], timeout=10)  # until the other end has closed too
            self._reading = None
        self._http.close()
