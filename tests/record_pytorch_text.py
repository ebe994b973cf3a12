"""Run the PyTorch text of notebook 11 and record what it forecasts, for test_pytorch_text.py to compare ours with.

    .venv-bench/bin/python tests/record_pytorch_text.py

rewrites tests/reference/pytorch_text.npz: the text as it was run, windows x (T, B, 1) and its forecasts (B, n_ahead)
with the recorded weights, float32. Only this script needs PyTorch (`course.py bench` installs it).
"""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "11_damped_sine.ipynb"
RECORDED_WEIGHTS = ROOT / "lstm_lesson" / "damped_sine.npz"
RECORD = Path(__file__).parent / "reference" / "pytorch_text.npz"


def text_in(notebook: Path) -> str:
    """Return the block of Python in the notebook's markdown cell `pytorch`."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    (markdown,) = ["".join(cell["source"]) for cell in cells if cell["id"] == "pytorch"]
    (text,) = re.findall(r"```python\n(.*?)```", markdown, re.DOTALL)
    return text


def some_windows(rng: np.random.Generator) -> np.ndarray:
    """Return clean damped sines and mere noise, x (50, 16, 1): the text must be right for any input."""
    t, period, decay = np.arange(50)[:, None], rng.uniform(5, 40, 12), rng.uniform(0, 0.2, 12)
    waves = 0.5 + 0.5 * np.sin(2 * np.pi * t / period) * np.exp(-decay * t)
    return np.hstack([waves, rng.uniform(0, 1, (50, 4))])[:, :, None].astype(np.float32)


def main() -> None:
    import torch  # here, so that the test can import the rest without it

    text, x = text_in(NOTEBOOK), some_windows(np.random.default_rng(0))
    with np.load(RECORDED_WEIGHTS) as stored:
        weights = {name: stored[name] for name in ("layer0.W_x", "layer0.W_h", "layer0.b", "W_y", "b_y")}
    names = {"training": SimpleNamespace(forecaster=SimpleNamespace(weights=weights))}
    exec(text, names)  # what the student would copy, with `training` as in the notebook
    with torch.no_grad():
        forecasts = names["model"](torch.tensor(x)).numpy()  # type: ignore[operator]
    np.savez_compressed(RECORD, text=np.array(text), x=x, forecasts=forecasts, torch=np.array(torch.__version__))
    print(f"{RECORD.name}: {forecasts.shape[0]} forecasts of PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
