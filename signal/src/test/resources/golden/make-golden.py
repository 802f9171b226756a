# SPDX-License-Identifier: Apache-2.0
# Writes the expected values of the tests beside this script: python3 make-golden.py [DATA]
# Needs NumPy and SciPy (made with 1.24.2 and 1.10.1). DATA is the folder of real recordings.
import os
import sys

import numpy as np
from scipy import signal

here = os.path.dirname(os.path.abspath(__file__))


def synthetic(n, rate):
    """The signal SyntheticSignal.java makes, in float32: two tones, a step, a line."""
    t = np.arange(n) / rate
    x = 0.8 * np.sin(2 * np.pi * 1.3 * t) + 0.25 * np.sin(2 * np.pi * 17.0 * t + 0.5)
    x += np.where(t > 1.5, 0.7, 0.0) + 0.1 * t
    return x.astype(np.float32)


def write(name, lines):
    with open(os.path.join(here, name), "w") as out:
        out.write("\n".join(lines) + "\n")


def numbers(values):
    return " ".join(f"{v:.9g}" for v in values)


# name, from Hz, to Hz, up, down, samples
ratios = [
    (360, 100, 5, 18, 1080),
    (257, 100, 100, 257, 771),
    (500, 100, 1, 5, 1500),
    (200, 100, 1, 2, 601),
    (125, 100, 4, 5, 377),
    (333.33, 100, 10000, 33333, 1000),
    (100, 257, 257, 100, 300),
    (100, 500, 5, 1, 100),
    (100, 360, 18, 5, 101),
]
lines = ["# from Hz, to Hz, up, down, input samples, output of scipy.signal.resample_poly"]
for source, target, up, down, n in ratios:
    y = signal.resample_poly(synthetic(n, source).astype(np.float64), up, down)
    lines.append(f"{source} {target} {up} {down} {n} {numbers(y)}")
write("resample.txt", lines)

x = synthetic(200, 100).astype(np.float64)
lines = ["# kind, cut-off Hz, order, both ways, output for 200 samples at 100 Hz"]
for kind in ("high-pass", "low-pass"):
    for cutoff, order in ((0.5, 2), (5.0, 1), (15.0, 3), (30.0, 4), (40.0, 8)):
        sos = signal.butter(order, cutoff, kind.replace("-", ""), fs=100, output="sos")
        both = signal.sosfiltfilt(sos, x)
        zi = signal.sosfilt_zi(sos) * x[0]
        one, _ = signal.sosfilt(sos, x, zi=zi)
        lines.append(f"{kind} {cutoff} {order} true {numbers(both)}")
        lines.append(f"{kind} {cutoff} {order} false {numbers(one)}")
write("filter.txt", lines)

y = signal.resample_poly(synthetic(1080, 360).astype(np.float64) + 3.0, 5, 18, padtype="mean")
write("resample-mean.txt", ["# 360 Hz to 100 Hz, offset of 3, padtype mean", numbers(y)])

if len(sys.argv) > 1:
    data = sys.argv[1]
    lines = ["# record, lead index, from Hz, up, down, then output index:value"]
    raw = np.fromfile(
        os.path.join(data, "ptb-xl/records500/00000/00001_hr.dat"), dtype="<i2"
    ).reshape(-1, 12)
    for lead in (0, 1, 7):
        y = signal.resample_poly(raw[:, lead].astype(np.float64) / 1000, 1, 5)
        picks = list(range(0, 6)) + list(range(480, 500)) + list(range(994, 1000))
        lines.append(f"00001_hr {lead} 500 1 5 " + " ".join(f"{i}:{y[i]:.9g}" for i in picks))
    b = np.fromfile(os.path.join(data, "mitdb/100.dat"), dtype=np.uint8)[: 3 * 3600]
    b = b.reshape(-1, 3).astype(np.int32)
    first = b[:, 0] | (b[:, 1] & 0x0F) << 8
    first = np.where(first > 2047, first - 4096, first)
    y = signal.resample_poly((first - 1024) / 200.0, 5, 18)
    picks = list(range(0, 6)) + list(range(60, 90)) + list(range(994, 1000))
    lines.append("100 0 360 5 18 " + " ".join(f"{i}:{y[i]:.9g}" for i in picks))
    write("resample-real.txt", lines)
