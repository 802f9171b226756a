# SPDX-License-Identifier: Apache-2.0
# Writes wavelets.txt beside this script: python3 make-wavelets.py
# Needs NumPy, PyWavelets and mpmath (made with 2.4.6, 1.8.0 and 1.4.1).
import os

import mpmath as mp
import numpy as np
import pywt

here = os.path.dirname(os.path.abspath(__file__))
mp.mp.dps = 60


def daubechies(moments):
    """Scaling filter of extremal phase by spectral factorisation, sum sqrt 2.

    |H|^2 = cos^2N P(sin^2), P(y) = sum_k C(N-1+k, k) y^k; with y = (2 - z - 1/z) / 4 each root of P
    gives two reciprocal z, of which the one inside the unit circle is taken.
    """
    p = [mp.binomial(moments - 1 + k, k) for k in range(moments)]
    h = [mp.mpf(1)]

    def times(a, b):
        out = [mp.mpc(0)] * (len(a) + len(b) - 1)
        for i, x in enumerate(a):
            for j, y in enumerate(b):
                out[i + j] += x * y
        return out

    for _ in range(moments):
        h = times(h, [1, 1])
    if moments > 1:
        for y in mp.polyroots(p[::-1], maxsteps=500, extraprec=500):
            b = 1 - 2 * y
            z = b + mp.sqrt(b * b - 1)
            if abs(z) > 1:
                z = 1 / z
            h = times(h, [1, -z])
    h = [mp.re(x) for x in h]
    total = mp.fsum(h)
    return [x * mp.sqrt(2) / total for x in h]


lines = [
    "# filter NAME coefficients: scaling filter by spectral factorisation (mpmath)",
    "# transform NAME samples levels: then one line each of the approximation and the details,",
    "# coarsest first, of sin(0.37 (i + 1)) + 0.01 i by pywt.wavedec, mode symmetric",
]
for name in ("db1", "db4", "db6"):
    h = daubechies(int(name[2:]))
    assert np.allclose([float(x) for x in h], pywt.Wavelet(name).rec_lo, atol=1e-10)
    lines.append(f"filter {name} " + " ".join(mp.nstr(x, 20) for x in h))
for name, samples, levels in (
    ("db1", 21, 2),
    ("db4", 64, 3),
    ("db4", 61, 3),
    ("db6", 101, 3),
    ("db6", 23, 1),
):
    i = np.arange(samples)
    x = np.sin(0.37 * (i + 1)) + 0.01 * i
    lines.append(f"transform {name} {samples} {levels}")
    for part in pywt.wavedec(x, name, mode="symmetric", level=levels):
        lines.append(" ".join(f"{v:.17g}" for v in part))
with open(os.path.join(here, "wavelets.txt"), "w") as out:
    out.write("\n".join(lines) + "\n")
