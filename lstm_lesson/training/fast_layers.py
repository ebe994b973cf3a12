"""Layers of `fast_network`, RNN and LSTM: the readable cells' equations, laid out for speed; a test compares each pair.

The GRU's is in `fast_gru`, that of an RNN with ReLU in `fast_relu`.

What makes them fast, for the small networks of this course, where most of the time goes into calling numpy at all:

- Gate-major: arrays are (T, rows, B), so a gate's block of rows is one contiguous piece of memory.
- One product per step: h, x and a 1 are stacked, and W = [W_h W_x b] multiplies them at once.
- One tanh for all blocks that can share it: σ(z) = ½ + ½ tanh(z/2), with the inner ½ folded into the rows of the gates.
- Whatever does not depend on the step before is computed for all steps at once, outside the loops.
- All memory is set up once per (T, B); the loops only write into it.
"""

from collections.abc import Mapping

import numpy as np

Weights = dict[str, np.ndarray]


class Layer:
    """One layer's memory for sequences of T steps and B sequences at once, and the two walks over it.

    x (T, D, B) is written by the caller, then `forward` fills h (T, H, B). `start` are the states before the first
    step, (H, B) each, in the order of the readable cell's `states`: views to write into, zeros until somebody does.
    `end` are views of the states after the last step, and after `backward` `d_start` holds the gradients of `start`.
    The weights come flat, in this layer's own order: `pack` makes that of a cell's weights, and `unpack` undoes it.
    """

    x: np.ndarray
    h: np.ndarray
    start: tuple[np.ndarray, ...]
    end: tuple[np.ndarray, ...]
    d_start: tuple[np.ndarray, ...]

    def __init__(self, T: int, B: int, D: int, H: int, dtype: np.dtype):
        raise NotImplementedError

    @staticmethod
    def n_weights(D: int, H: int) -> int:
        """Return the length of the flat weights."""
        raise NotImplementedError

    @staticmethod
    def pack(weights: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return a cell's weights, named as `Cell.weights`, as one flat array."""
        raise NotImplementedError

    @staticmethod
    def unpack(flat: np.ndarray, H: int) -> Weights:
        """Return what was packed: copies, by name."""
        raise NotImplementedError

    def forward(self, flat: np.ndarray) -> None:
        """Run over all steps of `x` from `start`, leaving every gate and state in place."""
        raise NotImplementedError

    def backward(self, flat: np.ndarray, dh_T: np.ndarray, dh_each: np.ndarray | None = None) -> np.ndarray:
        """Return the gradient of the flat weights after `forward` with the same ones.

        dh_T: ∂loss/∂h of the last step (H, B). dh_each: more of it at every step, (T, H, B), where a layer lies above
        or every step has a target.
        """
        raise NotImplementedError

    def dx(self, flat: np.ndarray) -> np.ndarray:
        """Return the gradient of x (T, D, B), after `backward`."""
        raise NotImplementedError


class _StackedLayer(Layer):
    """What RNN and LSTM share: one stack of inputs, (T + 1, H + D + 1, B), and one matrix W = [W_h W_x b] for it."""

    dz: np.ndarray  # ∂loss/∂z of every row of W, (T, rows, B)

    def __init__(self, T: int, B: int, D: int, H: int, dtype: np.dtype):
        self.H = H
        self.inputs = np.zeros((T + 1, H + D + 1, B), dtype)  # h_{t−1}, x_t, 1
        self.inputs[:, -1] = 1
        self.h = self.inputs[1:, :H]  # after step t
        self.x = self.inputs[:T, H:-1]
        self._backward_ready = False  # its memory is made by the first `backward`

    def _matrix(self, flat: np.ndarray) -> np.ndarray:
        return flat.reshape(-1, self.inputs.shape[1])

    def _dW(self) -> np.ndarray:
        return np.matmul(self.dz, self.inputs[:-1].transpose(0, 2, 1)).sum(axis=0).ravel()

    def dx(self, flat: np.ndarray) -> np.ndarray:
        return np.matmul(self._matrix(flat)[:, self.H : -1].T, self.dz)


class RNNLayer(_StackedLayer):
    """W (H, H + D + 1); tanh is written over its argument, straight into h."""

    def __init__(self, T: int, B: int, D: int, H: int, dtype: np.dtype):
        super().__init__(T, B, D, H, dtype)
        self._steps = [(self.inputs[t], self.h[t]) for t in range(T)]  # slicing costs as much as computing: do it once
        self.start, self.end = (self.inputs[0, :H],), (self.h[-1],)

    @staticmethod
    def n_weights(D: int, H: int) -> int:
        return H * (H + D + 1)

    @staticmethod
    def pack(weights: Mapping[str, np.ndarray]) -> np.ndarray:
        return _stacked(weights).ravel()

    @staticmethod
    def unpack(flat: np.ndarray, H: int) -> Weights:
        return _unstacked(flat.reshape(H, -1), H)

    def forward(self, flat: np.ndarray) -> None:
        W = self._matrix(flat)
        for hx, h in self._steps:
            np.matmul(W, hx, out=h)
            np.tanh(h, out=h)

    def backward(self, flat: np.ndarray, dh_T: np.ndarray, dh_each: np.ndarray | None = None) -> np.ndarray:
        if not self._backward_ready:
            self._prepare_backward()
        self._slopes()
        W_hT = np.ascontiguousarray(self._matrix(flat)[:, : self.H].T)
        (dh,) = self.d_start
        dh[:] = dh_T
        for t, slope, dz in self._steps_back:
            if dh_each is not None:
                dh += dh_each[t]
            np.multiply(dh, slope, out=dz)
            np.matmul(W_hT, dz, out=dh)
        return self._dW()

    def _slopes(self) -> None:
        np.multiply(self.h, self.h, out=self._slope)
        np.subtract(1, self._slope, out=self._slope)  # tanh' = 1 − h²

    def _prepare_backward(self) -> None:
        self.dz, self._slope = np.empty((2, *self.h.shape), self.h.dtype)
        self.d_start = (np.empty_like(self.dz[0]),)
        self._steps_back = [(t, self._slope[t], self.dz[t]) for t in reversed(range(len(self.h)))]
        self._backward_ready = True


class LSTMLayer(_StackedLayer):
    """W (4H, H + D + 1), rows o, i, f, g, and c_{t−1} right below g: so (i, f) ⊙ (g, c_{t−1}) is one multiplication."""

    def __init__(self, T: int, B: int, D: int, H: int, dtype: np.dtype):
        super().__init__(T, B, D, H, dtype)
        self.gates = np.zeros((T + 1, 5 * H, B), dtype)  # o, i, f, g, c_{t−1}
        self.tanh_c = np.empty((T, H, B), dtype)
        self._half_z = np.empty((4 * H, H + D + 1), dtype)  # W with the gates' rows halved
        self._halves = np.ones((4 * H, 1), dtype)
        self._halves[: 3 * H] = 0.5
        self._products = np.empty((2 * H, B), dtype)
        self.drive: np.ndarray | None = None  # what z gets besides W's product, (T, 4H, B), the gates' rows halved
        self._steps = [self._views(t) for t in range(T)]
        self.start = self.inputs[0, :H], self.gates[0, 4 * H :]
        self.end = self.h[-1], self.gates[T, 4 * H :]

    def _views(self, t: int) -> tuple[np.ndarray, ...]:
        H, gates = self.H, self.gates[t]
        o, oif, i_f, oifg, g_c = gates[:H], gates[: 3 * H], gates[H : 3 * H], gates[: 4 * H], gates[3 * H :]
        return self.inputs[t], oifg, oif, i_f, g_c, self.gates[t + 1, 4 * H :], self.tanh_c[t], o, self.h[t]

    @staticmethod
    def n_weights(D: int, H: int) -> int:
        return 4 * H * (H + D + 1)

    @staticmethod
    def pack(weights: Mapping[str, np.ndarray]) -> np.ndarray:
        return np.roll(_stacked(weights), len(weights["b"]) // 4, axis=0).ravel()  # i, f, g, o → o, i, f, g

    @staticmethod
    def unpack(flat: np.ndarray, H: int) -> Weights:
        return _unstacked(np.roll(flat.reshape(4 * H, -1), -H, axis=0), H)

    def forward(self, flat: np.ndarray) -> None:
        W = self._matrix(flat)
        half = W.dtype.type(0.5)
        products, written, kept = self._products, self._products[: self.H], self._products[self.H :]
        np.multiply(W, self._halves, out=self._half_z)
        for t, (hx, oifg, oif, i_f, g_c, c, tanh_c, o, h) in enumerate(self._steps):
            np.matmul(self._half_z, hx, out=oifg)
            if self.drive is not None:
                np.add(oifg, self.drive[t], out=oifg)
            np.tanh(oifg, out=oifg)
            np.multiply(oif, half, out=oif)
            np.add(oif, half, out=oif)
            np.multiply(i_f, g_c, out=products)  # i ⊙ g and f ⊙ c_{t−1}
            np.add(written, kept, out=c)
            np.tanh(c, out=tanh_c)
            np.multiply(o, tanh_c, out=h)

    def backward(self, flat: np.ndarray, dh_T: np.ndarray, dh_each: np.ndarray | None = None) -> np.ndarray:
        if not self._backward_ready:
            self._prepare_backward()
        self._slopes()
        W = self._matrix(flat)
        W_hT = np.ascontiguousarray(W[:, : self.H].T)
        (dh, dc), through_h = self.d_start, self._products[: self.H]
        dh[:] = dh_T
        dc[:] = 0
        for t, dc_dh, dzo_dh, dz_dc, dz_o, dz_ifg, dz, f in self._steps_back:
            if dh_each is not None:
                dh += dh_each[t]
            np.multiply(dh, dc_dh, out=through_h)
            np.add(dc, through_h, out=dc)
            np.multiply(dh, dzo_dh, out=dz_o)
            np.multiply(dc, dz_dc, out=dz_ifg)
            np.matmul(W_hT, dz, out=dh)
            np.multiply(dc, f, out=dc)
        return self._dW()

    def _prepare_backward(self) -> None:
        T, H, B = self.tanh_c.shape
        self.dz = np.empty((T, 4 * H, B), self.gates.dtype)
        self._dz_slope = np.empty_like(self.dz)  # rows o: ∂z_o/∂h; rows i, f, g: ∂z/∂c, all but the incoming gradient
        self._dc_dh = np.empty_like(self.tanh_c)
        dh, dc = np.empty((2, H, B), self.gates.dtype)
        self.d_start = dh, dc
        slope, by_gate = self._dz_slope, (3, H, B)
        self._steps_back = [
            (t, self._dc_dh[t], slope[t, :H], slope[t, H:].reshape(by_gate), self.dz[t, :H])
            + (self.dz[t, H:].reshape(by_gate), self.dz[t], self.gates[t, 2 * H : 3 * H])
            for t in reversed(range(T))
        ]
        self._backward_ready = True

    def _slopes(self) -> None:
        """Compute, for all steps at once, what the incoming dh and dc will be multiplied with."""
        H, gates = self.H, self.gates[:-1]
        o, i, g = gates[:, :H], gates[:, H : 2 * H], gates[:, 3 * H : 4 * H]
        oif, g_c = gates[:, : 3 * H], gates[:, 3 * H :]
        slope, slope_g = self._dz_slope, self._dz_slope[:, 3 * H :]
        sigmoid_part = slope[:, : 3 * H]
        np.multiply(oif, oif, out=sigmoid_part)
        np.subtract(oif, sigmoid_part, out=sigmoid_part)  # σ' = s − s²
        slope[:, :H] *= self.tanh_c
        slope[:, H : 3 * H] *= g_c  # i's slope by g, f's slope by c_{t−1}
        for y, times, out in ((g, i, slope_g), (self.tanh_c, o, self._dc_dh)):
            np.multiply(y, y, out=out)
            np.subtract(1, out, out=out)  # tanh' = 1 − y²
            out *= times


def _stacked(weights: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return [W_h W_x b], (rows, H + D + 1)."""
    return np.column_stack([weights[part] for part in ("W_h", "W_x", "b")])


def _unstacked(W: np.ndarray, H: int) -> Weights:
    return {"W_x": W[:, H:-1].copy(), "W_h": W[:, :H].copy(), "b": W[:, -1].copy()}
