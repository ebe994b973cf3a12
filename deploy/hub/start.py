"""Start a JupyterHub for a class on this computer, and keep it running until Ctrl-C.

    python3 course.py hub                              for students at this computer, to try it
    python3 course.py hub --address 0.0.0.0            for a class in the same network

It keeps students' work in the folder .hub/students. README.md beside this file says what it does and does not do.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import sys
from pathlib import Path

import nursery
import publish
import settings
from supervisor import Supervisor

HUB = Path(__file__).resolve().parent
ROOT = HUB.parents[1]


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command's options."""
    parser = argparse.ArgumentParser(
        prog="course.py hub", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--address", default="127.0.0.1", help="who can reach it: 0.0.0.0 is your whole network")
    parser.add_argument("--port", type=int, default=8000, help="this one and the next two must be free")
    parser.add_argument("--students", type=int, default=60, help="servers at once, at most")
    parser.add_argument("--memory", type=int, default=1500, help="megabytes for each server and kernel; 0 for no limit")
    parser.add_argument("--idle", type=int, default=3600, help="seconds until what nobody uses stops; 0 for never")
    parser.add_argument("--edition", choices=publish.EDITIONS, default="student", help="without solutions, or full")
    parser.add_argument("--course", default="", help="a git address to pull the notebooks from, not this folder")
    parser.add_argument("--branch", default="", help="of that address")
    parser.add_argument("--folder", default=str(ROOT / ".hub"), help="where work and passwords are kept")
    parser.add_argument("--certificate", default="", help="for https: a file in PEM format")
    parser.add_argument("--key", default="", help="for https: the certificate's key")
    parser.add_argument("--no-nursery", action="store_true", help="load everything anew for every student")
    parser.add_argument("--allow-root", action="store_true", help="start although you are root")
    return parser.parse_args(arguments)


def settle(options: argparse.Namespace) -> settings.Settings:
    """Check the options and return what follows from them; raise ValueError with a sentence if that cannot be."""
    as_root = os.geteuid() == 0
    if as_root and not options.allow_root:
        raise ValueError(
            "You are root, and every student's programs would be root's too. Start it as a user made for the class\n"
            "(README.md in deploy/hub says how). In a container that holds nothing else, add --allow-root."
        )
    if not shutil.which("git"):
        raise ValueError("There is no git, by which students get the course. Debian or Ubuntu:  sudo apt install git")
    for name, least, most in (("port", 1, 65_533), ("students", 1, 9_000), ("memory", 0, None), ("idle", 0, None)):
        value = getattr(options, name)
        if value < least or (most is not None and value > most):
            limit = f"from {least} to {most}" if most is not None else f"{least} or more"
            raise ValueError(f"--{name} must be {limit}, not {value}")
    if bool(options.certificate) != bool(options.key):
        raise ValueError("--certificate and --key go together: give both, or neither")
    for path in filter(None, (options.certificate, options.key)):
        if not Path(path).is_file():
            raise ValueError(f"there is no file {path}")
    for port in range(options.port, options.port + 3):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                raise ValueError(f"Port {port} is taken; --port chooses another (it and the next two must be free)")
    folder = Path(options.folder).expanduser().resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("students", "matplotlib"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    edition = "" if options.course else options.edition
    if edition:
        publish.publish(edition, folder / f"course-{edition}.git")
    return settings.Settings(
        folder=str(folder),
        runtime=settings.runtime_folder(folder),
        address=options.address,
        port=options.port,
        students=options.students,
        megabytes=options.memory,
        idle=options.idle,
        course=options.course or f"file://{folder / f'course-{edition}.git'}",
        branch=options.branch if options.course else publish.BRANCH,
        edition=edition,
        certificate=options.certificate,
        key=options.key,
        with_nursery=sys.platform == "linux" and not options.no_nursery,
        as_root=as_root,
    )


def commands(ours: settings.Settings, proxy: list[str]) -> dict[str, list[str]]:
    """Return what has to run, by name, in the order in which it is started."""
    where = [f"--ip={ours.address}", f"--port={ours.port}", "--api-ip=127.0.0.1", f"--api-port={ours.port + 1}"]
    where += [f"--default-target={ours.hub_url}", f"--error-target={ours.hub_url}/hub/error", "--log-level=warn"]
    if ours.certificate:
        where += [f"--ssl-cert={ours.certificate}", f"--ssl-key={ours.key}"]
    found = {"proxy": [*proxy, *where]}
    if ours.with_nursery:
        found["nursery"] = [sys.executable, str(HUB / "nursery.py"), ours.nursery]
    found["hub"] = [sys.executable, "-m", "jupyterhub", f"--config={HUB / 'jupyterhub_config.py'}"]
    return found


def end_servers(runtime: Path) -> None:
    """End the students' servers that are still there: those that were started while there was no nursery."""
    for note in runtime.glob("*/jpserver-*.json"):  # Jupyter takes it away when a server ends by itself
        with contextlib.suppress(OSError, ValueError, KeyError):
            pid = int(json.loads(note.read_text("utf-8"))["pid"])
            if os.getsid(pid) == pid:  # as every student's server; another program may have its number by now
                os.kill(pid, signal.SIGTERM)


def main(arguments: list[str]) -> int:
    """Start everything, and keep it running."""
    options = parse(arguments)
    try:
        ours = settle(options)
        from proxy import install

        proxy = install(Path(sys.prefix) / "proxy")
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    folder = Path(ours.folder)
    environment = {
        **os.environ,
        settings.SETTINGS: str(ours.write()),
        "CONFIGPROXY_AUTH_TOKEN": settings.secret(folder, "proxy-token", 64),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        nursery.SOCKET: ours.nursery,
    }
    everywhere = ours.address in ("0.0.0.0", "::")
    where = ours.url.replace(ours.address, socket.gethostname(), 1) if everywhere else ours.url
    print(f"Class server:  {where}", file=sys.stderr)
    print(f"Password of the class:  {settings.secret(folder, 'class-password', 8)}", file=sys.stderr)
    print(f"The teacher's, for the name teacher, is in  {folder / 'teacher-password'}", file=sys.stderr)
    print("Ctrl-C ends it. Work is kept.", file=sys.stderr, flush=True)
    code = Supervisor(commands(ours, proxy), environment, folder).run()
    end_servers(Path(ours.runtime))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
