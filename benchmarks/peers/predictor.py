# SPDX-License-Identifier: Apache-2.0
"""PyTorch on a batch of windows, for comparison. Stays up and answers lines.

usage: predictor.py SCRIPT GRAPH WINDOWS COUNT SAMPLES THREADS

SCRIPT and GRAPH are the network as torch_network.py takes it, WINDOWS a file of COUNT x SAMPLES
float32. Says "ready", then answers

logits LAYOUT       with the logits of all windows
run LAYOUT SECONDS  with windows per second, the batch computed again and again
"""
import sys
import time

import numpy
import torch

import torch_network

script, graph, file, count, samples, threads = sys.argv[1:7]
count, samples = int(count), int(samples)
torch.set_num_threads(int(threads))
torch.set_num_interop_threads(1)
windows = torch.from_numpy(numpy.fromfile(file, numpy.float32).reshape(count, 1, samples))
networks = {}


def network(layout):
    if layout not in networks:
        networks[layout] = torch_network.prepare(script, graph, layout, windows)
        for _ in range(5):
            networks[layout](windows)
    return networks[layout]


print("ready", flush=True)
with torch.inference_mode():
    for line in sys.stdin:
        question = line.split()
        forward = network(question[1])
        if question[0] == "logits":
            print(*forward(windows).flatten().tolist(), flush=True)
        else:
            start = time.perf_counter()
            until = start + float(question[2])
            computed = 0
            while True:
                forward(windows)
                computed += count
                now = time.perf_counter()
                if now >= until:
                    break
            print(computed / (now - start), flush=True)
