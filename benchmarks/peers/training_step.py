# SPDX-License-Identifier: Apache-2.0
"""PyTorch's own training step, for comparison: prints milliseconds per step, one per line.

usage: training_step.py NETWORK THREADS STEPS LAYOUT

NETWORK is resnet1d_wang or xresnet1d101 for 12 leads and 5 labels, written with torch.nn as one
would; LAYOUT is conv1d, or channels_last for two-dimensional convolutions with channels innermost.
Settings: Adam-type optimiser as ours (AdamW, betas .95/.99, weight decay .01), gradients set to
None, no gradient clipping. The first two steps are not printed.
"""
import sys
import time

import torch
from torch import nn

network, threads, steps, layout = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
torch.set_num_threads(threads)
torch.manual_seed(1)
FLAT = layout == "conv1d"


def conv(inputs, outputs, kernel, stride=1):
    padding = (kernel - 1) // 2
    if FLAT:
        return nn.Conv1d(inputs, outputs, kernel, stride, padding, bias=False)
    return nn.Conv2d(inputs, outputs, (1, kernel), (1, stride), (0, padding), bias=False)


def norm(channels):
    return nn.BatchNorm1d(channels) if FLAT else nn.BatchNorm2d(channels)


def layer(inputs, outputs, kernel, stride=1, relu=True):
    parts = [conv(inputs, outputs, kernel, stride), norm(outputs)]
    return nn.Sequential(*parts, nn.ReLU(inplace=True)) if relu else nn.Sequential(*parts)


class Block(nn.Module):
    def __init__(self, path, identity):
        super().__init__()
        self.path, self.identity = path, identity

    def forward(self, x):
        return torch.relu_(self.path(x) + self.identity(x))


class Head(nn.Module):
    def __init__(self, channels, labels):
        super().__init__()
        self.layers = nn.Sequential(
            nn.BatchNorm1d(2 * channels), nn.Dropout(0.25), nn.Linear(2 * channels, 128), nn.ReLU(),
            nn.BatchNorm1d(128), nn.Dropout(0.5), nn.Linear(128, labels))

    def forward(self, x):
        x = x.flatten(2)
        return self.layers(torch.cat([x.amax(2), x.mean(2)], 1))


def wang():
    def block(stride):
        path = nn.Sequential(layer(128, 128, 5, stride), layer(128, 128, 3, relu=False))
        return Block(path, nn.Identity() if stride == 1 else layer(128, 128, 1, stride, relu=False))
    return nn.Sequential(layer(12, 128, 7), block(1), block(2), block(2), Head(128, 5))


def xresnet():
    pool = nn.MaxPool1d(3, 2, 1) if FLAT else nn.MaxPool2d((1, 3), (1, 2), (0, 1))
    parts = [layer(12, 32, 5, 2), layer(32, 32, 5), layer(32, 64, 5), pool]
    channels = 64
    for stage, count in enumerate([3, 4, 23, 3]):
        for number in range(count):
            stride = 2 if stage > 0 and number == 0 else 1
            path = nn.Sequential(layer(channels, 64, 1), layer(64, 64, 5, stride), layer(64, 256, 1, relu=False))
            identity = []
            if stride == 2:
                identity.append(nn.AvgPool1d(2, ceil_mode=True, count_include_pad=False) if FLAT else
                                nn.AvgPool2d((1, 2), ceil_mode=True, count_include_pad=False))
            if channels != 256:
                identity.append(layer(channels, 256, 1, relu=False))
            parts.append(Block(path, nn.Sequential(*identity)))
            channels = 256
    return nn.Sequential(*parts, Head(256, 5))


model = {"resnet1d_wang": wang, "xresnet1d101": xresnet}[network]()
inputs = torch.randn(32, 12, 1000)
targets = (torch.rand(32, 5) > 0.7).float()
if not FLAT:
    model = model.to(memory_format=torch.channels_last)
    inputs = inputs.unsqueeze(2).contiguous(memory_format=torch.channels_last)
optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.95, 0.99), weight_decay=0.01)
criterion = nn.BCEWithLogitsLoss()
for step in range(steps + 2):
    started = time.perf_counter()
    optimiser.zero_grad(set_to_none=True)
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimiser.step()
    loss.item()
    if step >= 2:
        print(f"{1000 * (time.perf_counter() - started):.3f}")
