# SPDX-License-Identifier: Apache-2.0
# Writes losses.txt beside this script: python3 make-losses.py
# Needs NumPy and PyTorch (made with 1.24.2 and 1.13.0). Every value is in double precision and by
# another way than the code under test goes: PyTorch's own divergences and layers, or sums written
# out one anchor and one candidate at a time.
import math
import os

import numpy as np
import torch
import torch.nn.functional as F
from torch.distributions import Bernoulli, kl_divergence

here = os.path.dirname(os.path.abspath(__file__))
lines = ["# name, then expected values in double precision; written by make-losses.py"]


def sines(shape, frequency, scale=1.0):
    """What FiniteDifferences.sines makes: scale * sin(frequency * (i + 1))."""
    count = int(np.prod(shape))
    return scale * np.sin(frequency * (np.arange(count) + 1)).reshape(shape)


def units(shape, frequency):
    rows = sines(shape, frequency)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def put(name, *values):
    lines.append(name + " " + " ".join(f"{float(v):.17g}" for v in values))


# Multi-label distillation: divergences of Bernoulli distributions.
student, teacher = torch.tensor(sines((4, 3), 1.3, 2)), torch.tensor(sines((4, 3), 0.7, 3))
tau = 1.5


def flattened(logits):
    p = torch.sigmoid(logits)
    pair = torch.stack([p, 1 - p], -1) / tau
    return torch.softmax(pair, -1)[..., 0]


for form, q in (("probability", flattened), ("logit", lambda z: torch.sigmoid(z / tau))):
    divergence = kl_divergence(Bernoulli(probs=q(teacher)), Bernoulli(probs=q(student)))
    put(f"mkd-{form}-sum", tau**2 * divergence.sum(1).mean())
    put(f"mkd-{form}-mean", tau**2 * divergence.mean())

kd = F.kl_div(
    F.log_softmax(student / 4, 1), F.softmax(teacher / 4, 1), reduction="batchmean"
)
put("kd", 16 * kd)

# Attention transfer.
maps = torch.tensor(sines((2, 3, 8), 0.37)), torch.tensor(sines((2, 5, 4), 0.53))
energies = [F.adaptive_avg_pool1d((m**2).mean(1, keepdim=True), 4)[:, 0] for m in maps]
put("attention", F.mse_loss(*[F.normalize(e, dim=1) for e in energies]))

# Contrastive losses: three anchors, five candidates, some left out; one number at a time.
anchors, positives, bank = units((3, 4), 0.9), units((3, 4), 1.7), units((5, 4), 2.3)
counts = np.array([1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1]).reshape(3, 5)


def dot(a, b):
    return math.fsum(x * y for x, y in zip(a, b))


losses = []
for b in range(3):
    own = math.exp(dot(anchors[b], positives[b]) / 0.07)
    others = [math.exp(dot(anchors[b], bank[j]) / 0.07) for j in range(5) if counts[b, j]]
    losses.append(-math.log(own / (own + math.fsum(others))))
put("infonce", np.mean(losses))

for name, chosen in (("nce", counts), ("nce-all", np.ones((3, 5), dtype=int))):
    n, eps = 10, 1e-7
    own = [math.exp(dot(anchors[b], positives[b]) / 0.5) for b in range(3)]
    others = [
        [math.exp(dot(anchors[b], bank[j]) / 0.5) for j in range(5) if chosen[b, j]]
        for b in range(3)
    ]
    z = np.mean(own + [o for row in others for o in row]) * n
    losses = []
    for b in range(3):
        noise = len(others[b]) / n
        loss = -math.log(own[b] / z / (own[b] / z + noise + eps))
        for o in others[b]:
            loss -= math.log(noise / (o / z + noise + eps))
        losses.append(loss)
    put(name, np.mean(losses), z)

# NT-Xent: every view against all others, one at a time.
first, second = units((3, 4), 0.9), units((3, 4), 1.7)
views = np.concatenate([first, second])
losses = []
for i in range(6):
    partner = (i + 3) % 6
    rest = [math.exp(dot(views[i], views[k]) / 0.2) for k in range(6) if k != i]
    losses.append(-dot(views[i], views[partner]) / 0.2 + math.log(math.fsum(rest)))
put("nt-xent", np.mean(losses))

# FitNet hints: convolution, batch norm of the batch's own statistics, ReLU, mean squared error.
# Doubling the length is a transposed convolution here.
for s, t in ((8, 4), (4, 8), (8, 8), (10, 7)):
    x, hint = torch.tensor(sines((2, 3, s), 0.37)), torch.tensor(sines((2, 5, t), 0.53))
    if s == 2 * t:
        w, b = torch.tensor(sines((5, 3, 3), 0.61)), torch.tensor(sines((5,), 0.83))
        y = F.conv1d(x, w, b, stride=2, padding=1)
    elif 2 * s == t:
        w, b = sines((10, 3, 3), 0.61), sines((10,), 0.83)
        transposed = torch.zeros((3, 5, 6), dtype=torch.float64)
        for c in range(5):
            for phase in range(2):
                for k in range(3):
                    transposed[:, c, phase - 2 * k + 4] = torch.tensor(w[2 * c + phase, :, k])
        y = F.conv_transpose1d(x, transposed, stride=2, padding=2)
        bias = torch.tensor(b).reshape(5, 2).repeat(1, s)
        y = y + bias
    else:
        w, b = torch.tensor(sines((5, 3, 1 + s - t), 0.61)), torch.tensor(sines((5,), 0.83))
        y = F.conv1d(x, w, b)
    y = F.relu(F.batch_norm(y, None, None, training=True, eps=1e-5))
    put(f"hint-{s}-{t}", F.mse_loss(y, hint))

with open(os.path.join(here, "losses.txt"), "w") as out:
    out.write("\n".join(lines) + "\n")
