"""The GRU among the layers of `fast_network`, with the same ways to be fast; see `fast_layers`."""

from collections.abc import Mapping

import numpy as np

from lstm_lesson.training.fast_layers import Layer, Weights


class GRULayer(Layer):
    """The GRU of nn.cells: z near 1 keeps, reset after the product.

    x and h have matrices of their own here, because the reset gate stands between their products in block n:
    [n_h r z] = [W_h b_h] [h; 1] and [r z n_x] = [W_x b] [x; 1], with b_h = 0 in the rows r, z. The products of x are
    computed for all steps at once. Blocks n_h, r, z, n_x stand in this order, so that the gradients of either side are
    three blocks in one piece. Flat: W_h, b_hn, then W_x and b side by side.
    """

    def __init__(self, T: int, B: int, D: int, H: int, dtype: np.dtype):
        self.H = H
        self._h1 = np.zeros((T + 1, H + 1, B), dtype)  # h_{t−1}, 1
        self._x1 = np.zeros((T, D + 1, B), dtype)  # x_t, 1
        self._h1[:, -1] = self._x1[:, -1] = 1
        self.x, self.h = self._x1[:, :-1], self._h1[1:, :H]  # h: after step t
        self.start, self.end = (self._h1[0, :H],), (self.h[-1],)
        self._from_h = np.empty((T, 3 * H, B), dtype)  # n_h, and then the gates r, z
        self._from_x = np.empty((T, 3 * H, B), dtype)  # r, z, n_x
        self._n = np.empty((T, H, B), dtype)
        self._product = np.empty((H, B), dtype)
        self._W_h = np.zeros((3 * H, H + 1), dtype)  # both with the gates' rows halved
        self._W_x = np.empty((3 * H, D + 1), dtype)
        self._steps = [self._views(t) for t in range(T)]
        self._backward_ready = False  # its memory is made by the first `backward`

    def _views(self, t: int) -> tuple[np.ndarray, ...]:
        H, from_h, from_x = self.H, self._from_h[t], self._from_x[t]
        n_h, r, z, rz = from_h[:H], from_h[H : 2 * H], from_h[2 * H :], from_h[H:]
        rz_x, n_x = from_x[: 2 * H], from_x[2 * H :]
        return self._h1[t], from_h, rz, rz_x, r, n_h, n_x, self._n[t], self._h1[t, :H], z, self.h[t]

    @staticmethod
    def n_weights(D: int, H: int) -> int:
        return 3 * H * (H + D + 1) + H

    @staticmethod
    def pack(weights: Mapping[str, np.ndarray]) -> np.ndarray:
        W_h = np.roll(weights["W_h"], len(weights["b_hn"]), axis=0)  # r, z, n → n, r, z
        return np.concatenate([W_h.ravel(), weights["b_hn"], np.column_stack([weights["W_x"], weights["b"]]).ravel()])

    @staticmethod
    def unpack(flat: np.ndarray, H: int) -> Weights:
        W_h, b_hn, W_xb = _parts(flat, H)
        rolled = np.roll(W_h, -H, axis=0)
        return {"W_x": W_xb[:, :-1].copy(), "W_h": rolled, "b": W_xb[:, -1].copy(), "b_hn": b_hn.copy()}

    def forward(self, flat: np.ndarray) -> None:
        H, half, product = self.H, flat.dtype.type(0.5), self._product
        self._W_h[:, :H], self._W_h[:H, H], self._W_x[:] = _parts(flat, H)
        self._W_h[H:] *= half
        self._W_x[: 2 * H] *= half
        np.matmul(self._W_x, self._x1, out=self._from_x)
        for h1, from_h, rz, rz_x, r, n_h, n_x, n, h_prev, z, h in self._steps:
            np.matmul(self._W_h, h1, out=from_h)
            np.add(rz, rz_x, out=rz)
            np.tanh(rz, out=rz)
            np.multiply(rz, half, out=rz)
            np.add(rz, half, out=rz)
            np.multiply(r, n_h, out=product)
            np.add(product, n_x, out=product)
            np.tanh(product, out=n)
            np.subtract(h_prev, n, out=product)
            np.multiply(z, product, out=product)
            np.add(n, product, out=h)  # (1 − z) ⊙ n + z ⊙ h_{t−1}

    def backward(self, flat: np.ndarray, dh_T: np.ndarray, dh_each: np.ndarray | None = None) -> np.ndarray:
        if not self._backward_ready:
            self._prepare_backward()
        self._slopes()
        H = self.H
        W_hT = np.ascontiguousarray(_parts(flat, H)[0].T)
        (dh,), through_z = self.d_start, self._product
        dh[:] = dh_T
        for t, slope, dz, dz_h, z in self._steps_back:
            if dh_each is not None:
                dh += dh_each[t]
            np.multiply(dh, slope, out=dz)
            np.multiply(dh, z, out=through_z)
            np.matmul(W_hT, dz_h, out=dh)
            np.add(dh, through_z, out=dh)
        dW_h = np.matmul(self._dz_h, self._h1[:-1].transpose(0, 2, 1)).sum(axis=0)
        dW_x = np.matmul(self._dz_x, self._x1.transpose(0, 2, 1)).sum(axis=0)
        return np.concatenate([dW_h[:, :H].ravel(), dW_h[:H, H], dW_x.ravel()])

    def dx(self, flat: np.ndarray) -> np.ndarray:
        return np.matmul(_parts(flat, self.H)[2][:, :-1].T, self._dz_x)

    def _prepare_backward(self) -> None:
        T, H, B = self._n.shape
        dz = np.empty((T, 4 * H, B), self._n.dtype)  # rows n_h, r, z, n_x
        self._dz_h, self._dz_x = dz[:, : 3 * H], dz[:, H:]
        self._slope = np.empty_like(dz)  # dz, all but the incoming gradient
        self.d_start = (np.empty((H, B), self._n.dtype),)
        blocks = (4, H, B)
        self._steps_back = [
            (t, self._slope[t].reshape(blocks), dz[t].reshape(blocks), self._dz_h[t], self._from_h[t, 2 * H :])
            for t in reversed(range(T))
        ]
        self._backward_ready = True

    def _slopes(self) -> None:
        """Compute, for all steps at once, what the incoming dh will be multiplied with."""
        H, n = self.H, self._n
        n_h, r, z, rz = self._from_h[:, :H], self._from_h[:, H : 2 * H], self._from_h[:, 2 * H :], self._from_h[:, H:]
        slope_nh, slope_r, slope_z, slope_nx = np.split(self._slope, 4, axis=1)
        slope_rz = self._slope[:, H : 3 * H]
        np.multiply(n, n, out=slope_nx)
        np.subtract(1, slope_nx, out=slope_nx)  # tanh' = 1 − n²
        np.multiply(rz, rz, out=slope_rz)
        np.subtract(rz, slope_rz, out=slope_rz)  # σ' = s − s²
        np.subtract(1, z, out=slope_nh)
        slope_nx *= slope_nh
        np.subtract(self._h1[:-1, :H], n, out=slope_nh)
        slope_z *= slope_nh  # h = n + z ⊙ (h_{t−1} − n)
        np.multiply(slope_nx, r, out=slope_nh)
        slope_r *= n_h
        slope_r *= slope_nx


def _parts(flat: np.ndarray, H: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return views into the flat weights: W_h (3H, H), rows n, r, z; b_hn (H,); [W_x b] (3H, D + 1), rows r, z, n."""
    W_h, b_hn, W_xb = np.split(flat, [3 * H * H, 3 * H * H + H])
    return W_h.reshape(3 * H, H), b_hn, W_xb.reshape(3 * H, -1)
