"""Make the one archive that the browser's Python gets: the course's package and all that it imports, ready to run.

A page that unpacks thirty wheels and compiles their Python waits seconds for it. So the wheels are unpacked here,
what the course never loads is left out, and the rest is compiled by the very Python that will run it. Of other people's
packages the byte code alone is sent; the course's own files are there to be read, with their byte code beside them.
"""

import fnmatch
import gzip
import io
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = Path(__file__).resolve().parent / "site_template"
OURS = "lstm_lesson"
# Patterns of files in a wheel that the course never loads. The walk through the site would meet what is missing.
LEFT_OUT = {
    "matplotlib": (
        *("matplotlib/tests/*", "matplotlib/testing/*", "matplotlib/sphinxext/*", "mpl_toolkits/*/tests/*"),
        *("mpl_toolkits/axisartist/*", "mpl_toolkits/axes_grid1/*"),
        *("matplotlib/mpl-data/sample_data/*", "matplotlib/mpl-data/images/*", "matplotlib/mpl-data/stylelib/*"),
        *("matplotlib/mpl-data/fonts/afm/*", "matplotlib/mpl-data/fonts/pdfcorefonts/*"),
        # Of each family of fonts a face stays, so that matplotlib finds what it asks for.
        *("matplotlib/mpl-data/fonts/ttf/DejaVuSerif*", "matplotlib/mpl-data/fonts/ttf/*BoldOblique.ttf"),
        *("matplotlib/mpl-data/fonts/ttf/DejaVuSansMono-*", "matplotlib/mpl-data/fonts/ttf/STIX*Bol*.ttf"),
        *("matplotlib/backends/web_backend/*", "matplotlib/backends/qt_*", "matplotlib/backends/_backend_[!a]*"),
        *("matplotlib/mpl-data/fonts/ttf/STIX*Ita*.ttf", "matplotlib/backends/_tkagg*", "matplotlib/*/Humor*"),
        *("matplotlib/backends/backend_[!as]*", "matplotlib/_qhull*", "matplotlib/mpl-data/plot_directive/*"),
    ),
    "numpy": (
        *("numpy/f2py/*", "numpy/testing/*", "numpy/tests/*", "numpy/*/tests/*", "numpy/_pyinstaller/*"),
        *("numpy/random/_examples/*", "numpy/distutils/*", "numpy/random/lib/*", "numpy/_core/lib/*"),
        *("numpy/_core/*_tests*", "numpy/_core/_simd*"),
    ),
    "pillow": (
        *("PIL/_webp*", "PIL/_imagingft*", "PIL/_imagingcms*", "PIL/_avif*", "PIL/_imagingtk*", "PIL/_imagingmath*"),
    ),
    "pygments": ("pygments/lexers/[!_p]*", "pygments/lexers/p[!y]*", "pygments/lexers/_[!_m]*"),
    "python-dateutil": ("dateutil/zoneinfo/*.tar.gz",),
    # A page has no terminal: site_template/python has what stands in the place of IPython.terminal.embed.
    "ipython": (
        *("IPython/*/tests/*", "IPython/testing/[!_s]*", "IPython/core/profile/*", "IPython/sphinxext/*"),
        *("IPython/terminal/[!_p]*", "IPython/terminal/p[!t]*", "IPython/terminal/ptutils.py"),
        *("IPython/terminal/shortcuts/*", "IPython/terminal/pt_inputhooks/[!_]*"),
    ),
}
# Of Python's own library, what needs processes, servers or a terminal, which a page has not.
NOT_IN_A_PAGE = (
    *("multiprocessing", "xmlrpc", "wsgiref"),
    *("ftplib.py", "imaplib.py", "mailbox.py", "poplib.py", "smtplib.py", "turtle.py"),
)
NEEDED_NOWHERE = (
    *("*.pyi", "*.pxd", "*.h", "*.a", "*.c", "*/py.typed", "*.data/*"),
    *("*.dist-info/RECORD", "*.dist-info/sboms/*"),
)


def unpack(wheels: Iterable[Path], folder: Path) -> None:
    """Unpack wheels into one folder, without what the course never loads."""
    for wheel in wheels:
        name = wheel.name.partition("-")[0].replace("_", "-").lower()
        left_out = (*LEFT_OUT.get(name, ()), *NEEDED_NOWHERE)
        with zipfile.ZipFile(wheel) as archive:
            for member in archive.namelist():
                if not member.endswith("/") and not any(fnmatch.fnmatch(member, pattern) for pattern in left_out):
                    archive.extract(member, folder)


def unpack_library(archive: Path, folder: Path) -> None:
    """Unpack Python's own library, without what cannot work in a page."""
    shutil.unpack_archive(archive, folder)
    for name in NOT_IN_A_PAGE:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def copy_ours(folder: Path) -> None:
    """Copy the course's package into the folder."""
    kept_out = shutil.ignore_patterns("__pycache__", ".*", "*.part.npz")
    shutil.copytree(ROOT / OURS, folder / OURS, ignore=kept_out)


def compile_all(core: Path, packages: Path, library: Path) -> None:
    """Compile what every notebook imports, and all that is ours, with the browser's Python.

    Of other people's files, and of Python's own library, the byte code then takes the source's place, without its
    docstrings; numpy keeps them, since students look there. What is imported seldom or never stays as it is, since byte
    code takes more bytes. It does not look at its source's time ("unchecked
    hash"), because unpacking does not keep it. The list of fonts is made here too: matplotlib would look at each font.
    """
    node, _ = compute_driver_executable()  # playwright brings a Node of its own
    command = [node, TEMPLATE / "compile.mjs", core, packages, library]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise RuntimeError(f"the packages could not be compiled for the browser:\n{done.stdout[-2000:]}")
    for compiled in [*packages.rglob("*.pyc"), *library.rglob("*.pyc")]:
        compiled.with_suffix(".py").unlink(missing_ok=True)  # ours lies in __pycache__, beside no source


def pack(folder: Path, archive: Path) -> None:
    """Write the folder as one compressed archive, the same bytes each time.

    A recording that only one notebook shows is kept beside the archive, in the folder `later`; a link in the archive
    says where. The page fetches it when that notebook opens it.
    """
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(folder)
            entry = tarfile.TarInfo(name.as_posix())
            if path.suffix == ".npz":
                later = archive.parent / "later" / "-".join(name.parts[1:])
                later.parent.mkdir(exist_ok=True)
                path.replace(later)
                entry.type, entry.linkname = tarfile.SYMTYPE, f"later/{later.name}"
                tar.addfile(entry)
            else:
                entry.size, entry.mode = path.stat().st_size, 0o644
                tar.addfile(entry, io.BytesIO(path.read_bytes()))
    archive.write_bytes(gzip.compress(raw.getvalue(), 9, mtime=0))


def pack_library(folder: Path, archive: Path) -> None:
    """Write Python's own library as a compressed zip file, which Python imports from without unpacking it.

    Its members are stored as they are, and then all compressed at once: that takes fewer bytes, and less time.
    """
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as packed:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), (2026, 1, 1, 0, 0, 0))
            packed.writestr(entry, path.read_bytes())
    archive.write_bytes(gzip.compress(raw.getvalue(), 9, mtime=0))
