"""What a class server is told, and where it keeps things: from start.py to jupyterhub_config.py, through one file."""

import json
import secrets
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

SETTINGS = "LSTM_HUB_SETTINGS"  # the environment variable with the path of the file
SHORT = 40  # letters: a Unix socket's path may have 107, and a kernel's takes 50 and the student's name


@dataclass(frozen=True)
class Settings:
    """What the teacher chose, and what follows from it."""

    folder: str  # students' work, the list of users, passwords: all that outlives the server
    runtime: str  # a short path for sockets; needed only while something runs
    address: str
    port: int
    students: int
    megabytes: int  # that one process of a student may hold; 0 for any number
    idle: int  # seconds after which what nobody uses is stopped
    course: str  # the git address that students pull from
    branch: str
    edition: str  # what is published at `course`; empty if the course comes from elsewhere
    certificate: str
    key: str
    with_nursery: bool
    as_root: bool

    @property
    def url(self) -> str:
        """Where students go."""
        return f"{'https' if self.certificate else 'http'}://{self.address}:{self.port}"

    @property
    def proxy_api(self) -> str:
        """Where the hub tells the proxy who is where."""
        return f"http://127.0.0.1:{self.port + 1}"

    @property
    def hub_url(self) -> str:
        """Where the proxy and the students' servers find the hub."""
        return f"http://127.0.0.1:{self.port + 2}"

    @property
    def nursery(self) -> str:
        """The nursery's socket; empty if there is none."""
        return str(Path(self.runtime) / "nursery") if self.with_nursery else ""

    def write(self) -> Path:
        """Write the file and return its path."""
        path = Path(self.folder) / "settings.json"
        path.write_text(json.dumps(asdict(self), indent=1), "utf-8")
        return path


def read(path: str) -> Settings:
    """Read the file that `write` wrote."""
    return Settings(**json.loads(Path(path).read_text("utf-8")))


def secret(folder: Path, name: str, length: int) -> str:
    """Return what the file `name` holds, which only its owner can read; the first time something new, by chance."""
    path = folder / name
    if not path.is_file():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex((length + 1) // 2)[:length])
    return path.read_text().strip()


def runtime_folder(folder: Path) -> str:
    """Return a folder of ours with a short path, the same as before if it is still there."""
    note = folder / "runtime"
    before = Path(note.read_text()) if note.is_file() else None
    if before and before.is_dir() and before.stat().st_uid == folder.stat().st_uid:
        return str(before)
    new = tempfile.mkdtemp(prefix="lstm-")  # only its owner can enter it
    if len(new) > SHORT:
        Path(new).rmdir()
        new = tempfile.mkdtemp(prefix="lstm-", dir="/tmp")
    note.write_text(new)
    return new
