# SPDX-License-Identifier: Apache-2.0
"""The network under comparison in PyTorch, prepared for inference as well as PyTorch can.

A network is given as the TorchScript file that is compared, and as JSON that lists its layers.
LAYOUTS are ways to compute it:

conv1d         the file as it is
conv2d         the same layers and weights with [1, kernel] convolutions over [batch, channel, 1,
               sample]; optimize_for_inference hands them to oneDNN in its own blocked layout
channels_last  the same with channels innermost in memory, convolved in that layout

All are frozen and passed through optimize_for_inference. Without gradients; the caller sets the
number of threads.
"""
import json

import torch
from torch.nn import functional as F

LAYOUTS = ("conv1d", "conv2d", "channels_last")


def average_pool(x, kernel):
    """Mean over [1, kernel] stretches; a partial last stretch counts as what is in it.

    PyTorch 1.13 computes ceil_mode wrongly once the layer is oneDNN's, so the end is repeated
    instead, and only where the length asks for it.
    """
    rest = int(x.shape[3]) % kernel
    if rest == 0:
        return F.avg_pool2d(x, (1, kernel), (1, kernel))
    if kernel != 2:
        raise ValueError("an average pool of %d samples with a partial end" % kernel)
    return F.avg_pool2d(torch.cat([x, x[:, :, :, -1:]], 3), (1, 2), (1, 2))


class Images(torch.nn.Module):
    """The layers over [batch, channel, 1, sample]."""

    def __init__(self, graph, arrays, memory_format):
        super().__init__()
        self.layers = graph["layers"]
        self.logits = graph["logits"]
        self.memory_format = memory_format
        for layer in self.layers:
            for kind, attribute in layer["arrays"].items():
                array = arrays[attribute].detach().clone()
                if layer["kind"] == "Convolution" and kind == "weight":
                    array = array.unsqueeze(2).contiguous(memory_format=memory_format)
                self.register_buffer(attribute, array)

    def forward(self, windows):
        values = {"input": windows.unsqueeze(2).contiguous(memory_format=self.memory_format)}
        for layer in self.layers:
            inputs = [values[name] for name in layer["inputs"]]
            arrays = {kind: getattr(self, name) for kind, name in layer["arrays"].items()}
            values[layer["name"]] = self.compute(layer["kind"], layer["figures"], arrays, inputs)
        return values[self.logits]

    @staticmethod
    def compute(kind, figures, arrays, inputs):
        x = inputs[0]
        if kind == "Convolution":
            return F.conv2d(x, arrays["weight"], arrays.get("bias"), (1, figures["stride"]),
                            (0, figures["padding"]))
        if kind == "Relu":
            return F.relu(x)
        if kind == "Add":
            return x + inputs[1]
        if kind == "MaxPool":
            return F.max_pool2d(x, (1, figures["kernel"]), (1, figures["stride"]),
                                (0, figures["padding"]), ceil_mode=figures["ceiling"])
        if kind == "AveragePool":
            return average_pool(x, figures["kernel"])
        if kind == "AdaptiveConcatPool":
            return torch.cat([torch.amax(x, (2, 3)), torch.mean(x, (2, 3))], 1)
        if kind == "Flatten":
            return torch.flatten(x, 1)
        if kind == "Linear":
            return F.linear(x, arrays["weight"], arrays.get("bias"))
        if kind == "BatchNorm":
            return F.batch_norm(x, arrays["running_mean"], arrays["running_var"],
                                arrays["weight"], arrays["bias"], eps=figures["epsilon"])
        raise ValueError("no way to compute a layer of kind " + kind)


def prepare(script, graph, layout, example):
    """The network in one layout, ready to be called without gradients.

    script and graph are files, example is an input [batch, lead, sample].
    """
    plain = torch.jit.load(script).eval()
    # Only what is traced in inference mode is handed to oneDNN as a whole.
    with torch.inference_mode(layout == "conv2d"), torch.no_grad():
        if layout == "conv1d":
            module = plain
        else:
            with open(graph) as file:
                description = json.load(file)
            # The file is written for inference: its arrays are buffers.
            arrays = dict(plain.named_buffers())
            memory_format = (
                torch.channels_last if layout == "channels_last" else torch.contiguous_format)
            module = torch.jit.trace(Images(description, arrays, memory_format).eval(), example)
        return torch.jit.optimize_for_inference(torch.jit.freeze(module))
