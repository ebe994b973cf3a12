"""The layer of `fast_network` for an RNN with ReLU: that of `fast_layers`, but h = max(z, 0)."""

import numpy as np

from lstm_lesson.training.fast_layers import RNNLayer


class ReLURNNLayer(RNNLayer):
    """W (H, H + D + 1); the maximum is written over its argument, straight into h."""

    def forward(self, flat: np.ndarray) -> None:
        W = self._matrix(flat)
        for hx, h in self._steps:
            np.matmul(W, hx, out=h)
            np.maximum(h, 0, out=h)

    def _slopes(self) -> None:
        np.greater(self.h, 0, out=self._slope)  # 1 or 0
