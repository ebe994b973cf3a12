"""Compare how long a student waits before anything can be seen, and the memory that takes, with the first edition.

    import      import lstm_lesson
    05, 08      the first exhibit of notebook 05, of notebook 08: import, compute, draw, encode

Each is a Python of its own that runs nothing else; both editions take turns, after one round that is not counted, which
writes the byte code. The factors are medians of the rounds' own ratios, new to old.

    python benchmarks/start_up.py --rounds 9 --commit 8da9271
"""

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from io import BytesIO
from pathlib import Path
from statistics import median  # not numpy's: a child begins with its parent's largest memory

ROOT = Path(__file__).parents[1]
FIRST_EDITION = "8da9271"
CASES = {
    "import": ("import lstm_lesson", 0.25),
    "05": ("from lstm_lesson import forget_gate; forget_gate()", 0.7),
    "08": ("from lstm_lesson import cell_state_flow; cell_state_flow()", None),
}  # what is run, and the ratio to reach, if one is set

# Wall seconds, processor seconds and the largest memory in MB, printed by the Python itself as it ends.
MEASURED = """
import time; start = time.perf_counter()
{}
import resource, sys
usage = resource.getrusage(resource.RUSAGE_SELF)
memory = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
print(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, memory)
"""
FIGURES = ("seconds", "processor s", "MB")


def checked_out(commit: str, folder: Path) -> Path:
    """Write the package as it was at a commit into a folder, and return the folder."""
    done = subprocess.run(["git", "archive", commit, "lstm_lesson"], cwd=ROOT, capture_output=True)
    if done.returncode:
        sys.exit(f"No commit {commit} here ({done.stderr.decode().strip()}): a full clone of the repository has it.")
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def measure(source: str, where: Path) -> list[float]:
    """Run the source in a Python of its own that finds the package in `where`."""
    environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ, "PYTHONPATH": str(where)}
    command = [sys.executable, "-c", MEASURED.format(source)]
    done = subprocess.run(command, env=environment, cwd=where, capture_output=True, text=True, check=True)
    return [float(number) for number in done.stdout.split()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--commit", default=FIRST_EDITION)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        editions = {"old": checked_out(options.commit, Path(folder)), "new": ROOT}
        found: dict[tuple[str, str], list[list[float]]] = defaultdict(list)
        for turn in range(options.rounds + 1):
            for case, (source, _) in CASES.items():
                for edition, where in editions.items():
                    figures = measure(source, where)
                    found[case, edition] += [figures] if turn else []
    print(f"{'':8}" + "".join(f"{figure:>34}" for figure in FIGURES))
    print(f"{'':8}" + f"{'old':>12}{'new':>10}{'new / old':>12}" * len(FIGURES))
    for case, (_, wanted) in CASES.items():
        old, new = (list(zip(*found[case, edition], strict=True)) for edition in editions)  # a column for each figure
        ratios = [median(n / o for n, o in zip(*pair, strict=True)) for pair in zip(new, old, strict=True)]
        columns = zip(map(median, old), map(median, new), ratios, strict=True)
        print(f"{case:8}" + "".join(f"{before:12.2f}{after:10.2f}{ratio:12.2f}" for before, after, ratio in columns))
        if wanted is not None:
            print(f"{'':8}{'at most' if ratios[0] <= wanted else 'ABOVE'} {wanted:g} of the old seconds")


if __name__ == "__main__":
    main()
