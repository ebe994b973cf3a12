"""What tests/record_torch_bridge.py recorded with PyTorch and Keras, part by part."""

import numpy as np
from record_torch_bridge import RECORD


def recorded(part: str) -> dict[str, np.ndarray]:
    """Return the entries below `part`, such as "LSTM 2 float32/given", by the rest of their names."""
    with np.load(RECORD) as entries:
        found = {name.removeprefix(f"{part}/"): entries[name] for name in entries.files if name.startswith(f"{part}/")}
    assert found, f"nothing is recorded under {part}"
    return found


def weights_in(entries: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return what belongs to the state_dict of a recurrent module."""
    return {name: array for name, array in entries.items() if name.startswith(("weight_", "bias_"))}
