"""Write files whole or not at all: a full disk or a pulled plug leaves the old file, not half of the new one."""

import os
import secrets
from pathlib import Path


def write_whole(path: str | Path, content: bytes, *, instead_of: bytes | None = None) -> None:
    """Write `content` to `path`: beside it first, then in its place, with the permissions that the old file had.

    A link stays one: what it points to is written. instead_of: what must still stand there, if anybody else may have
    written meanwhile. Raises ValueError if it does not, and OSError if there is no room; the old file stays in both
    cases.
    """
    path = Path(os.path.realpath(path))
    if instead_of is not None and path.read_bytes() != instead_of:
        raise ValueError(f"{path.name} must not change while it is written anew, but somebody has saved it meanwhile")
    if path.exists() and not path.is_file():  # a device or a pipe: nothing can take its place
        path.write_bytes(content)
        return
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")  # a name that nobody else has
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o777)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
