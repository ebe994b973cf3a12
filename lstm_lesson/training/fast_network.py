"""The same network as `network.CellNetwork` for the LSTM, laid out for speed; a test holds the two together.

What makes it fast, for the small networks of this course, where most of the time goes into calling numpy at all:

- Gate-major: arrays are (T, rows, B), so a gate's block of rows is one contiguous piece of memory.
- One product per step: h, x and a 1 are stacked, and W = [W_h W_x b] multiplies them at once.
- One tanh for all four blocks: σ(z) = ½ + ½ tanh(z/2), with the inner ½ folded into the rows of the gates.
- Rows in the order o, i, f, g, and c_{t−1} right below g: then (i, f) ⊙ (g, c_{t−1}) is one multiplication.
- Whatever does not depend on the step before is computed for all steps at once, outside the loops.
- All memory is set up once per (T, B); the loops only write into it.
"""

import numpy as np

from lstm_lesson.training.network import cut


class _Layer:
    """One LSTM layer's memory for sequences of T steps and B sequences at once, and the two walks over it."""

    def __init__(self, T: int, B: int, D: int, H: int, dtype: np.dtype):
        self.H = H
        self.inputs = np.zeros((T + 1, H + D + 1, B), dtype)  # h_{t−1}, x_t, 1
        self.inputs[:, -1] = 1
        self.h = self.inputs[1:, :H]  # after step t
        self.x = self.inputs[:T, H:-1]
        self.gates = np.zeros((T + 1, 5 * H, B), dtype)  # o, i, f, g, c_{t−1}
        self.tanh_c = np.empty((T, H, B), dtype)
        self._half_z = np.empty((4 * H, H + D + 1), dtype)  # W with the gates' rows halved
        self._halves = np.ones((4 * H, 1), dtype)
        self._halves[: 3 * H] = 0.5
        self._products = np.empty((2 * H, B), dtype)
        self._steps = [self._views(t) for t in range(T)]  # slicing costs as much as computing: do it once
        self._backward_ready = False

    def _views(self, t: int) -> tuple[np.ndarray, ...]:
        H, gates = self.H, self.gates[t]
        o, oif, i_f, oifg, g_c = gates[:H], gates[: 3 * H], gates[H : 3 * H], gates[: 4 * H], gates[3 * H :]
        return self.inputs[t], oifg, oif, i_f, g_c, self.gates[t + 1, 4 * H :], self.tanh_c[t], o, self.h[t]

    def forward(self, W: np.ndarray) -> None:
        """Run over all steps of `x`, leaving every gate and state in place. W: (4H, H + D + 1), rows o, i, f, g."""
        half = W.dtype.type(0.5)
        products, written, kept = self._products, self._products[: self.H], self._products[self.H :]
        np.multiply(W, self._halves, out=self._half_z)
        for hx, oifg, oif, i_f, g_c, c, tanh_c, o, h in self._steps:
            np.matmul(self._half_z, hx, out=oifg)
            np.tanh(oifg, out=oifg)
            np.multiply(oif, half, out=oif)
            np.add(oif, half, out=oif)
            np.multiply(i_f, g_c, out=products)  # i ⊙ g and f ⊙ c_{t−1}
            np.add(written, kept, out=c)
            np.tanh(c, out=tanh_c)
            np.multiply(o, tanh_c, out=h)

    def backward(self, W: np.ndarray, dh_T: np.ndarray, dh_each: np.ndarray | None = None) -> np.ndarray:
        """Return the gradient of W, from dh_T (H, B) of the last h and, where a layer lies above, dh_each (T, H, B)."""
        if not self._backward_ready:
            self._prepare_backward()
        self._slopes()
        W_hT = np.ascontiguousarray(W[:, : self.H].T)
        dh, dc, through_h = self._dh, self._dc, self._products[: self.H]
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
        return np.matmul(self.dz, self.inputs[:-1].transpose(0, 2, 1)).sum(axis=0)

    def _prepare_backward(self) -> None:
        T, H, B = self.tanh_c.shape
        self.dz = np.empty((T, 4 * H, B), self.gates.dtype)
        self._dz_slope = np.empty_like(self.dz)  # rows o: ∂z_o/∂h; rows i, f, g: ∂z/∂c, all but the incoming gradient
        self._dc_dh = np.empty_like(self.tanh_c)
        self._dh, self._dc = np.empty((2, H, B), self.gates.dtype)
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


class FastLSTMNetwork:
    """Layers of LSTM with a linear head; the interface of `network.CellNetwork`."""

    def __init__(self, n_inputs: int, n_hidden: int, weights: dict[str, np.ndarray]):
        """Copy `weights`, named and laid out as `Forecaster.weights`, into `parameters` in this file's own layout."""
        n_layers = sum(name.endswith(".W_x") for name in weights)
        H, n_ahead = n_hidden, len(weights["b_y"])
        self._shapes = [(4 * H, H + (H if layer else n_inputs) + 1) for layer in range(n_layers)]
        self._shapes.append((n_ahead, H + 1))  # the head: W_y, b_y
        self.dtype = weights["b_y"].dtype
        self.parameters = np.empty(sum(rows * columns for rows, columns in self._shapes), self.dtype)
        self._gradient = np.empty_like(self.parameters)
        self._memory: dict[tuple[int, int], list[_Layer]] = {}
        *layers, head = self._matrices(self.parameters)
        for layer, W in enumerate(layers):
            named = [weights[f"layer{layer}.{part}"].reshape(4 * H, -1) for part in ("W_h", "W_x", "b")]
            W[:] = np.roll(np.hstack(named), H, axis=0)  # i, f, g, o → o, i, f, g
        head[:] = np.column_stack([weights["W_y"], weights["b_y"]])

    def _matrices(self, flat: np.ndarray) -> list[np.ndarray]:
        return cut(flat, self._shapes)

    def named(self, flat: np.ndarray) -> dict[str, np.ndarray]:
        """Return a flat array laid out like `parameters` as arrays in the layout and under the names of the weights."""
        *layers, head = self._matrices(flat)
        result: dict[str, np.ndarray] = {}
        for layer, W in enumerate(layers):
            H = len(W) // 4
            W = np.roll(W, -H, axis=0)
            parts = {"W_x": W[:, H:-1], "W_h": W[:, :H], "b": W[:, -1]}
            result |= {f"layer{layer}.{name}": part.copy() for name, part in parts.items()}
        return result | {"W_y": head[:, :-1].copy(), "b_y": head[:, -1].copy()}

    def forecast(self, x: np.ndarray) -> np.ndarray:
        """Forecast from x (T, B, D): (B, n_ahead)."""
        head = self._matrices(self.parameters)[-1]
        h_T = self._forward(x)[-1].h[-1]
        return (head[:, :-1] @ h_T).T + head[:, -1]

    def loss_and_gradient(self, x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the squared error on x (T, B, D), y (B, n_ahead), and its gradient, flat like `parameters`.

        The gradient's memory is written anew by the next call.
        """
        layers = self._forward(x)
        *weights, head = self._matrices(self.parameters)
        *gradients, d_head = self._matrices(self._gradient)
        h_T = layers[-1].h[-1]
        error = head[:, :-1] @ h_T + head[:, -1:] - y.T  # (n_ahead, B)
        d_forecast = error * self.dtype.type(2 / y.size)
        np.matmul(d_forecast, h_T.T, out=d_head[:, :-1])
        d_forecast.sum(axis=1, out=d_head[:, -1])

        dh_T, dh_each = head[:, :-1].T @ d_forecast, None
        for memory, W, dW in zip(layers[::-1], weights[::-1], gradients[::-1], strict=True):
            dW[:] = memory.backward(W, dh_T, dh_each)
            if memory is not layers[0]:  # a layer's input is the hidden state of the layer below
                dh_T = np.zeros_like(h_T)
                dh_each = np.matmul(W[:, memory.H : -1].T, memory.dz)
        return float(np.dot(error.ravel(), error.ravel()) / y.size), self._gradient

    def _forward(self, x: np.ndarray) -> list[_Layer]:
        T, B, D = x.shape
        layers = self._memory.get((T, B))
        if layers is None:
            if len(self._memory) >= 4:  # a training batch, a validation set and a slider or two
                self._memory.clear()
            n_layers, H = len(self._shapes) - 1, self._shapes[0][0] // 4
            layers = [_Layer(T, B, H if layer else D, H, self.dtype) for layer in range(n_layers)]
            self._memory[T, B] = layers
        below = x.transpose(0, 2, 1)  # (T, D, B)
        for memory, W in zip(layers, self._matrices(self.parameters), strict=False):
            memory.x[:] = below
            memory.forward(W)
            below = memory.h
        return layers
