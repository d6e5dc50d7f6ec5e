"""An LSTM layer that trains faster than Keras's own: its gradient is written out.

    z = x @ kernel + bias, of all steps at once
    forward,  step by step: gates(z + (h x mask) @ recurrent kernel) ─▶ h, c
    backward, step by step: dz ─▶ dh, dc
    gradient of the recurrent kernel: one product over all steps

Automatic differentiation would add a gradient as large as the kernel at every step; here one matrix
product sums over the steps. The two halves of a batch are computed apart, so that each has a core: the
product of one step is too small to be shared. Names, shapes and the order of the gates are Keras's.
Source: Hochreiter and Schmidhuber, Long short-term memory (1997); the mask over the whole sequence: Gal and
Ghahramani, A theoretically grounded application of dropout in recurrent neural networks (2016).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from keras import layers, ops

Tensor: TypeAlias = Any
"""A tensor of TensorFlow or JAX."""


class LSTM(layers.Layer):  # type: ignore[misc]  # Keras has no types
    """(batch, steps, inputs) to (batch, steps, units), with states in and out.

    ``recurrent_dropout``: rate of dropout of the hidden state, with one mask for a sequence.
    """

    def __init__(self, units: int, recurrent_dropout: float = 0.0, name: str | None = None) -> None:
        super().__init__(name=name)
        self.units = units
        self.recurrent_dropout = layers.Dropout(recurrent_dropout)

    def build(self, shape: tuple[int | None, ...]) -> None:
        """Make the weights for inputs of ``shape``."""
        wide = 4 * self.units
        self.kernel = self.add_weight((shape[-1], wide), "glorot_uniform", name="kernel")
        self.recurrent_kernel = self.add_weight((self.units, wide), "orthogonal", name="recurrent_kernel")
        self.bias = self.add_weight((wide,), _forget_gate_open, name="bias")

    def call(
        self, x: Tensor, states: Sequence[Tensor] = (), training: bool = False
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Outputs of all steps, and the last hidden and cell state, (batch, units) each."""
        zeros = ops.zeros((ops.shape(x)[0], self.units))
        h, c = states or (zeros, zeros)
        mask = self.recurrent_dropout(ops.ones_like(h), training=training)
        kernel, recurrent_kernel, bias = (
            weight + 0.0 for weight in (self.kernel, self.recurrent_kernel, self.bias)
        )  # tensors: a custom gradient takes no variable
        half = ops.shape(x)[0] // 2
        parts = []
        for rows in (slice(None, half), slice(half, None)):
            z = ops.matmul(ops.swapaxes(x[rows], 0, 1), kernel) + bias
            hs, cs = _lstm(z, recurrent_kernel, h[rows], c[rows], mask[rows])
            parts.append((ops.swapaxes(hs, 0, 1), hs[-1], cs[-1]))
        outputs, h, c = (ops.concatenate(both) for both in zip(*parts, strict=True))
        return outputs, h, c


def _forget_gate_open(shape: tuple[int, ...], dtype: str | None = None) -> Tensor:
    """Zeros, and ones for the forget gate. Source: Jozefowicz et al. (2015)."""
    return ops.repeat(ops.array([0.0, 1.0, 0.0, 0.0], dtype), shape[0] // 4)


@ops.custom_gradient  # type: ignore[untyped-decorator]
def _lstm(z: Tensor, kernel: Tensor, h: Tensor, c: Tensor, mask: Tensor) -> tuple[Any, Any]:
    """Hidden and cell states of all steps, (steps, batch, units), with gradients of all but ``mask``."""
    hs, cs, *gates = _forward(z, kernel, h, c, mask)
    hs_before, cs_before = (ops.concatenate([a[None], b[:-1]]) for a, b in ((h, hs), (c, cs)))

    def gradient(*upstream: Tensor) -> tuple[Tensor, ...]:
        dhs, dcs = upstream[0] if len(upstream) == 1 else upstream  # JAX passes one tuple, TensorFlow two
        dh, dc, dz = _backward((dhs, dcs, cs, cs_before, *gates), kernel, mask)
        flat = ops.reshape(hs_before * mask, (-1, kernel.shape[0]))
        dkernel = ops.matmul(ops.transpose(flat), ops.reshape(dz, (-1, kernel.shape[1])))
        return dz, dkernel, dh, dc, ops.zeros_like(mask)

    return (hs, cs), gradient


def _forward(z: Tensor, kernel: Tensor, h: Tensor, c: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
    """h, c and the four gates of every step, (steps, batch, units) each."""

    def step(last: tuple[Tensor, ...], z: Tensor) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...]]:
        h, c, *_ = last
        i, f, g, o = ops.split(z + ops.matmul(h * mask, kernel), 4, axis=-1)
        i, f, g, o = ops.sigmoid(i), ops.sigmoid(f), ops.tanh(g), ops.sigmoid(o)
        c = f * c + i * g
        now = (o * ops.tanh(c), c, i, f, g, o)
        return now, now

    steps: tuple[Tensor, ...] = ops.scan(step, (h, c, h, h, h, h), z)[1]
    return steps


def _backward(steps: tuple[Tensor, ...], kernel: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients of the first h and c, and of every step's z, (steps, batch, 4 x units)."""
    back = ops.transpose(kernel)

    def step(later: tuple[Tensor, ...], now: tuple[Tensor, ...]) -> tuple[Any, Any]:
        dh, dc, _ = later
        more_dh, more_dc, c, c_before, i, f, g, o = now
        t = ops.tanh(c)
        dh = dh + more_dh
        dc = dc + more_dc + dh * o * (1 - t * t)
        to_gates = (
            dc * g * i * (1 - i),
            dc * c_before * f * (1 - f),
            dc * i * (1 - g * g),
            dh * t * o * (1 - o),
        )
        dz = ops.concatenate(to_gates, axis=-1)
        before = (ops.matmul(dz, back) * mask, dc * f, dz)
        return before, before

    zeros = ops.zeros_like(mask)
    last = (zeros, zeros, ops.concatenate([zeros] * 4, axis=-1))
    (dh, dc, _), (_, _, dz) = ops.scan(step, last, steps, reverse=True)
    return dh, dc, dz
