"""Build the course as a website in which Python runs in the browser: static files, nothing fetched from elsewhere.

    python3 course.py site            into site/
    python3 course.py site ~/www      into another folder, which must be new, empty or an older site

The site holds all notebooks, the students' edition beside them, the pictures, and a first page of its own. Any server
of files can serve it, at any path:  python3 -m http.server --directory site
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from pages import CONTENTS, contents, course, glossary, page
from refresh import text_of
from site_downloads import DownloadError, Lock, fetch, read_lock
from site_landing import landing
from site_packages import compile_all, copy_ours, pack, pack_library, unpack, unpack_library
from student import without_solutions

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = Path(__file__).resolve().parent / "site_template"
KERNEL = "@jupyterlite/pyodide-kernel-extension"
MARK = "jupyter-lite.json"  # a folder that holds it is an older site, which may be replaced
LIBRARY = "python_stdlib.zip"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", LIBRARY)


def build(folder: Path) -> None:
    """Build the site in `folder`, whole or not at all; raise ValueError if other things are in it."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise ValueError(f"folder must be new, empty or an older site, since it is replaced; {folder} is none of these")
    lock = read_lock()
    release, pure = fetch(lock)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".site-") as scratch:
        work, made = Path(scratch) / "lite", Path(scratch) / "site"
        write_contents(work / "content")
        (work / MARK).write_text(json.dumps(settings(), indent=1))
        (work / "overrides.json").write_text((ROOT / "config" / "lab" / "overrides.json").read_text("utf-8"))
        run_jupyterlite(work, made)
        write_python(lock, release, pure, made / "python")
        write_pages(made)
        if folder.exists():
            shutil.rmtree(folder)
        made.replace(folder)


def write_python(lock: Lock, release: dict[str, Path], pure: list[Path], folder: Path) -> None:
    """Write the browser's Python, and the archive of its packages, into `folder`."""
    folder.mkdir()
    for name in CORE:
        shutil.copy(release[name], folder / name)
    (folder / "pyodide-lock.json").write_text(json.dumps(no_packages(lock)))
    (folder / "start.mjs").write_text((TEMPLATE / "start.mjs").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        packages, library = Path(scratch) / "packages", Path(scratch) / "library"
        unpack([*(path for name, path in release.items() if name.endswith(".whl")), *pure, *kernel_wheels()], packages)
        shutil.copytree(TEMPLATE / "python", packages, dirs_exist_ok=True)
        copy_ours(packages)
        unpack_library(release[LIBRARY], library)
        compile_all(folder, packages, library)
        pack(packages, folder / "packages.data")
        (folder / LIBRARY).unlink()
        pack_library(library, folder / "library.data")


def no_packages(lock: Lock) -> dict:
    """Return a lock as Pyodide reads it, which names no package: all of them are in the archive."""
    info = {"arch": "wasm32", "abi_version": "2026_0", "platform": "emscripten_5_0_3", "python": "3.14.0"}
    return {"info": {**info, "version": lock.version}, "packages": {}}


def kernel_wheels() -> list[Path]:
    """Return the wheels of the kernel, which came with it."""
    folder = Path(sys.prefix) / "share" / "jupyter" / "labextensions" / KERNEL / "static" / "pypi"
    return [next(folder.glob(f"{name}-*.whl")) for name in ("ipykernel", "pyodide_kernel")]


def settings() -> dict:
    """Return what JupyterLite is told."""
    preloaded = ["micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython"]
    kernel = {
        "disablePyPIFallback": True,
        "pyodideUrl": "./python/start.mjs",
        "loadPyodideOptions": {"packages": preloaded},  # all that it would fetch: start.mjs has them, or does without
    }
    data = {"appName": "LSTM course", "exposeAppInBrowser": True, "litePluginSettings": {f"{KERNEL}:kernel": kernel}}
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": data}


def write_contents(folder: Path) -> None:
    """Write the notebooks, the same without their solutions, and the pictures."""
    for edition in (folder, folder / "student"):
        (edition / "notebooks").mkdir(parents=True)
        (edition / "assets").mkdir()
        for path in sorted((ROOT / "assets").iterdir()):
            copied = shutil.copy(path, edition / "assets")
            if path.suffix == ".svg":  # JupyterLite hands them to btoa(), which refuses characters beyond Latin-1
                Path(copied).write_bytes(path.read_text("utf-8").encode("ascii", "xmlcharrefreplace"))
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        shutil.copy(path, folder / "notebooks")
        edition_text = text_of(without_solutions(nbformat.read(path, as_version=4)))
        (folder / "student" / "notebooks" / path.name).write_text(edition_text, "utf-8")


def run_jupyterlite(work: Path, made: Path) -> None:
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", work, "--output-dir", made]
    command += ["--contents", work / "content", "--apps", "lab", "--apps", "notebooks", "--apps", "tree"]
    command += ["--no-sourcemaps", "--no-unused-shared-packages", "--no-libarchive", "--force"]
    done = subprocess.run([str(word) for word in command], cwd=work, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"JupyterLite could not build the site:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


def write_pages(site: Path) -> None:
    """Write the first page, and the pages to read; let Python start early in every notebook's page."""
    write(site / "index.html", landing())
    write(site / "read" / CONTENTS, contents(list(course())))
    for path in [*course(), glossary()]:
        write(site / "read" / f"{path.stem}.html", page(path))
    [worker] = (site / "extensions" / KERNEL / "static").glob("comlink.worker.*.js")
    write(
        site / "python" / "early.worker.mjs",
        f'import "../{worker.relative_to(site).as_posix()}";\nimport "./start.mjs";\n',
    )
    script = f"<script>\n{(TEMPLATE / 'early.js').read_text('utf-8')}</script>\n"
    for app in ("notebooks", "lab"):
        html = (site / app / "index.html").read_text("utf-8")
        html = re.sub(r'<link rel="manifest"[^>]*>', "", html)  # nobody installs this as a program
        write(site / app / "index.html", html.replace("<head>", f"<head>\n{script}", 1))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")


def main(arguments: list[str]) -> int:
    if any(word.startswith("-") for word in arguments) or len(arguments) > 1:
        print(
            "usage: python3 course.py site [folder]   (a new or empty folder, or an older site; site/ if none is named)"
        )
        return 0 if arguments in (["-h"], ["--help"]) else 2
    folder = Path(arguments[0]).expanduser().resolve() if arguments else ROOT / "site"
    try:
        build(folder)
    except (ValueError, OSError, DownloadError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The site is in {folder}. To look at it:  python3 -m http.server --directory {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
