"""The course's commands. Run them in this folder, with Python 3.11 or newer:

    python3 course.py lab       opens the course in JupyterLab
    python3 course.py test      tests the course; with --thorough as CI does, which takes longer
    python3 course.py refresh   runs the notebooks and stores them with fresh outputs
    python3 course.py bench     runs the benchmarks (all, or those named)
    python3 course.py slides    makes slides from the notebooks (all, or those named), in the folder slides
    python3 course.py pages     makes pages to read and to print (all, or those named), in the folder pages
    python3 course.py site      builds a website in which the course runs in the browser, in the folder site
    python3 course.py student   writes the course without solutions, in the folder student (or the one named)
    python3 course.py hub       starts a JupyterHub for a class on this computer
    python3 course.py versions  tests it with other versions of what it needs, each in an environment of its own

The first run makes the folder .venv and installs the course's packages into it; nothing else on the computer changes.
Further arguments are passed on: course.py lab --no-browser --port 9999, course.py test -k forget_gate.
"""

import sys

# An old Python must get as far as this message: no syntax newer than Python 2.7 in this file.
if sys.version_info < (3, 11):
    sys.exit(
        "The course needs Python 3.11 or newer. This is Python {0}.{1} ({2}).\n"
        "Install a newer one (https://www.python.org/downloads/, or your system's packages)\n"
        "and use it here, for example: python3.12 course.py lab".format(
            sys.version_info[0], sys.version_info[1], sys.executable
        )
    )

import argparse
import contextlib
import errno
import hashlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"


def say(text):
    sys.stderr.write(text + "\n")


def run(command, environment=None):
    """Run a command to its end and return its exit code. Ctrl-C is the command's to answer, not ours."""
    process = subprocess.Popen([str(word) for word in command], env=environment)
    before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while process.returncode is None:
        with contextlib.suppress(KeyboardInterrupt):
            process.wait()
    signal.signal(signal.SIGTERM, before)
    return process.returncode if process.returncode >= 0 else 128 - process.returncode  # as shells count a killed one


def with_one_thread(**more):
    """Our environment and `more`; numpy keeps to one thread, which for products as small as ours is faster."""
    environment = dict({"OPENBLAS_NUM_THREADS": "1"}, **os.environ)  # not braces, which an old Python cannot read
    environment.update(more)
    return environment


def installer(python):
    """The start of the command that installs packages for `python`: uv's if it is there, else pip's."""
    if shutil.which("uv"):
        return ["uv", "pip", "install", "--python", python]
    if subprocess.call([sys.executable, "-c", "import pip"], stderr=subprocess.DEVNULL) == 0:  # -S hides it from us
        return [sys.executable, "-m", "pip", "--python", python, "install"]
    sys.exit(
        "This Python ({0}) has no pip, and there is no uv: one of them must install the course's packages.\n"
        "Debian or Ubuntu:  sudo apt install python3-pip\n"
        "elsewhere:         {0} -m ensurepip --upgrade\n"
        "or get uv:         https://docs.astral.sh/uv/\n"
        "Then run the same command again.".format(sys.executable)
    )


def version_of(folder):
    """The version of the Python that made a virtual environment, such as "3.11"; None if there is none."""
    settings = folder / "pyvenv.cfg"
    found = re.search(r"^version(?:_info)? *= *(\d+\.\d+)", settings.read_text() if settings.is_file() else "", re.M)
    return found.group(1) if found else None


def set_up(folder, lock=None, more_requirements=()):
    """Make, finish or renew the virtual environment in `folder`, and return its Python.

    A stamp is written last, so that a set-up that was cut short is taken up again. It names what was installed and
    where, so that a new lock, or a folder that was moved, is set up anew.
    """
    lock = lock or LOCK
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "set-up-finished"
    contents = [path.read_bytes() for path in [lock, ROOT / "pyproject.toml"] + list(more_requirements)]
    wanted = hashlib.sha256(b"".join([str(ROOT).encode()] + contents)).hexdigest()
    if python.exists() and stamp.is_file() and stamp.read_text() == wanted:
        return python

    if os.pathsep in str(folder):  # Python refuses: such a folder cannot stand in PATH
        sys.exit(
            "This folder cannot hold the course, since there is a {0!r} in its path:\n{1}\n"
            "Rename it, or move the course elsewhere; then run the same command again.".format(os.pathsep, ROOT)
        )
    install = installer(python)
    try:
        with only_one(folder):
            if not (python.exists() and stamp.is_file() and stamp.read_text() == wanted):  # else another one did it
                make(folder, python, install, lock, more_requirements)
                stamp.write_text(wanted)
    except (OSError, ValueError) as error:  # ValueError: venv cannot make a folder
        sys.exit(
            "\nThe set-up cannot write into this folder: {0}\n"
            "The course needs a folder of your own with about 1 GB of room. Copy it to one, and run the same command\n"
            "there.".format(error)
        )
    return python


def make(folder, python, install, lock, more_requirements):
    """Make the virtual environment, or what is missing in it; exit with words if a step fails."""
    say("Setting up {0}: once, for a few minutes.".format(folder))
    (folder / "set-up-finished").unlink(missing_ok=True)
    ours = "{0}.{1}".format(*sys.version_info)
    its = version_of(folder)
    if its not in (None, ours):
        say("It was made by Python {0}, and is now made anew for Python {1}.".format(its, ours))
    if not python.exists() or its != ours:
        venv.create(folder, clear=True, symlinks=os.name != "nt")
    steps = [install + ["--require-hashes", "-r", lock]]
    steps += [install + ["-r", path] for path in more_requirements]
    steps += [install + ["--no-deps", "--no-build-isolation", "-e", ROOT]]
    for step in steps:
        if run(step) != 0:
            sys.exit(
                "\nThe set-up did not finish; the reason is above. If it was the network, just run the same\n"
                "command again: it takes up where it stopped."
            )


@contextlib.contextmanager
def only_one(folder):
    """Be the only one that sets `folder` up; wait for another one that does."""
    with open(str(folder) + ".lock", "a") as lock:
        if not is_ours(lock):
            say("Another command is setting up {0}. This one waits for it.".format(folder))
            while not is_ours(lock):
                time.sleep(0.2)
        yield


def is_ours(lock):
    """Try to lock an open file; tell whether we have it. The system takes the lock back from a process that ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:  # any other error: locks do not work on this disk, so we do without
        return error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
    return True


def with_a_home(environment):
    """The environment, with a place in .venv for the files that Jupyter keeps at home, if none can be written there."""
    home = os.path.expanduser("~")
    try:
        with tempfile.TemporaryFile(dir=home):
            return environment
    except OSError as error:
        place = ROOT / ".venv" / "home"
        say(
            "Nothing can be written in {0} ({1}), so Jupyter keeps its files in {2}.".format(
                home, error.strerror, place
            )
        )
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
            environment.setdefault(name, str(place / name.lower()))
        return environment


def is_taken(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def lab(arguments):
    python = set_up(ROOT / ".venv")
    parser = argparse.ArgumentParser(prog="course.py lab", add_help=False, allow_abbrev=False)
    parser.add_argument("--port", "--ServerApp.port", type=int)
    port = parser.parse_known_args(arguments)[0].port
    if port and is_taken(port):
        say("Port {0} is taken, perhaps by a JupyterLab that still runs.".format(port))
        say("JupyterLab now looks for a free one: open the address that it prints below.")
    # Our settings come on top of the user's own, which stay.
    config = [str(ROOT / "config"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    environment = with_one_thread(JUPYTER_CONFIG_PATH=os.pathsep.join(filter(None, config)))
    first = min(path.name for path in ROOT.glob("notebooks/[0-9]*.ipynb"))
    opening = "--LabApp.default_url=/lab/tree/notebooks/" + first
    return run([python, "-m", "jupyterlab", opening] + arguments, with_a_home(environment))


def test(arguments):
    python = set_up(ROOT / ".venv")
    checks = [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]]
    failed = [" ".join(check) for check in checks if run([python, "-m"] + check) != 0]
    # pytest comes last, and with it its closing line.
    processes = str((os.cpu_count() or 1) + 1)  # one more than processors, since those with a browser often wait
    # In the order in which tests/conftest.py puts the files, those with a browser first: they take longest.
    pytest = [python, "-m", "pytest", "--nbval", "--numprocesses", processes]
    pytest += ["--dist", "loadscope", "--no-loadscope-reorder"]
    for name in failed:
        say("FAILED before the tests: " + name)
    return max(run(pytest + arguments, with_one_thread()), len(failed))


def tool(name):
    """The command that runs tools/NAME.py."""
    return lambda arguments: run([set_up(ROOT / ".venv"), ROOT / "tools" / (name + ".py")] + arguments)


def bench(arguments):
    """Run the benchmarks named (all, if none is); options go to each of them."""
    there = {path.stem: path for path in sorted(ROOT.glob("benchmarks/[!_]*.py"))}
    names = [word for word in arguments if not word.startswith("-")]
    unknown = [name for name in names if name not in there]
    if unknown:
        sys.exit("No benchmark {0!r}. There are: {1}".format(unknown[0], ", ".join(there)))
    worst = 0
    for name in names or there:
        needs_torch = re.search(r"^\s*(import|from) (torch|keras)\b", there[name].read_text("utf-8"), re.MULTILINE)
        if needs_torch:
            python = set_up(ROOT / ".venv-bench", None, [ROOT / "benchmarks" / "requirements.txt"])
        else:
            python = set_up(ROOT / ".venv")
        options = [word for word in arguments if word.startswith("-")]
        worst = max(worst, run([python, there[name]] + options))
    return worst


def hub(arguments):
    if os.name == "nt":
        sys.exit("JupyterHub does not run on Windows. In the Windows Subsystem for Linux this command works.")
    python = set_up(ROOT / ".venv-hub", ROOT / "deploy" / "hub" / "requirements.lock")
    return run([python, ROOT / "deploy" / "hub" / "start.py"] + arguments, with_one_thread())


def site(arguments):
    python = set_up(ROOT / ".venv-site", more_requirements=[ROOT / "tools" / "site_template" / "requirements.txt"])
    return run([python, ROOT / "tools" / "site_build.py"] + arguments)


def main():
    commands = {"lab": lab, "test": test, "bench": bench, "site": site, "hub": hub}
    commands.update((name, tool(name)) for name in ("refresh", "slides", "pages", "student", "versions"))
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in commands:
        say(__doc__)
        return 0 if name in ("-h", "--help", "help") else 2
    os.chdir(ROOT)
    for polluting in ("PYTHONPATH", "PYTHONHOME"):
        if os.environ.pop(polluting, ""):
            say("{0} is set. The course does without it, since it may lead to another numpy.".format(polluting))
    return commands[name](sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
