"""Write and read weights as .npz files: plain arrays and a line of JSON, never pickle, which can run code."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

_ABOUT = "about"  # the entry that holds the JSON, beside the weights


def write(path: str | Path, about: Mapping[str, Any], weights: Mapping[str, np.ndarray]) -> None:
    """Write `about` (numbers and strings) and `weights` to `path`, all or nothing."""
    path = Path(path)
    # Written beside and moved: a full disk or a pulled plug leaves the old file, not half of the new one.
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("wb") as file:
            np.savez(file, **{_ABOUT: np.array(json.dumps(dict(about)))}, **weights)  # type: ignore[arg-type]
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def read(path: str | Path, names: Iterable[str]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Read what `write` wrote: `about`, which must hold exactly `names`, and the weights; or raise ValueError."""
    path = Path(path)
    if not path.exists():
        raise ValueError(f"path must be a saved file; there is none at {path}")
    try:
        with path.open("rb") as file:  # opened here, since np.load leaves a file that it cannot read open
            entries = np.load(file, allow_pickle=False)
            arrays = {name: entries[name] for name in entries.files}
        about = json.loads(str(arrays.pop(_ABOUT)))
        complete = set(about) == set(names)
    except Exception as error:  # by where a file is damaged, zipfile, zlib, numpy and json raise nearly anything
        raise ValueError(f"path must be a saved file; {path} is another kind of file or cut short: {error}") from None
    if not complete:
        raise ValueError(f"path must hold {sorted(names)}; {path} holds {sorted(about)}")
    return about, arrays
