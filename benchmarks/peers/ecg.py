# SPDX-License-Identifier: Apache-2.0
"""Segments to windows and probabilities to scores, as a Python program would do it with numpy.

The wire format is Avro's single-object encoding: c3 01, eight bytes that name the schema, then the
fields. Whoever sends segments that this program is to read names the schemas' ten bytes.
"""
import json
import struct
import zipfile

import numpy as np
import torch

WINDOW_SECONDS = 10
HOP_SECONDS = 5
JITTER_MICROS = 20_000
MISSING = -32768
HEADER_BYTES = 10


def _long(buffer, at):
    """Avro's zigzag number of seven bits a byte, and where it ends."""
    byte = buffer[at]
    at += 1
    value = byte & 0x7F
    shift = 7
    while byte & 0x80:
        byte = buffer[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
    return (value >> 1) ^ -(value & 1), at


def _encoded_long(value):
    value = (value << 1) ^ (value >> 63)
    out = bytearray()
    while value > 0x7F:
        out.append((value & 0x7F) | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _encoded_text(text):
    data = text.encode()
    return _encoded_long(len(data)) + data


def decode_segment(message, header):
    """device, lead, start in microseconds, rate in Hz, nanovolts per unit, samples as bytes."""
    if message[:HEADER_BYTES] != header:
        raise ValueError("not a segment of the schema that was named")
    size, at = _long(message, HEADER_BYTES)
    device = message[at:at + size].decode()
    size, at = _long(message, at + size)
    lead = message[at:at + size].decode()
    _, at = _long(message, at + size)
    start, at = _long(message, at)
    rate, nanovolts = struct.unpack_from("<dd", message, at)
    size, at = _long(message, at + 16)
    return device, lead, start, rate, nanovolts, message[at:at + size]


class ScoreWriter:
    """Scores as bytes; what is the same in all of them is encoded once."""

    def __init__(self, header, manifest):
        self.header = header
        self.model = _encoded_text(manifest["modelId"]) + _encoded_text(manifest["modelVersion"])
        labels = manifest["labelSpace"]["labels"]
        self.count = _encoded_long(len(labels))
        self.labels = [_encoded_text(label) for label in labels]
        # End of the probabilities, quality 1, no issues.
        self.tail = b"\0" + struct.pack("<f", 1.0) + b"\0"

    def encode(self, device, lead, start, probabilities):
        parts = [self.header, _encoded_text(device), _encoded_text(lead), _encoded_long(start),
                 _encoded_long(start + WINDOW_SECONDS * 1_000_000), self.model, self.count]
        for label, probability in zip(self.labels, probabilities):
            parts.append(label)
            parts.append(struct.pack("<f", probability))
        parts.append(self.tail)
        return b"".join(parts)


class Assembler:
    """Windows of the devices that this process reads; devices send in order."""

    def __init__(self):
        self.devices = {}

    def add(self, device, lead, start, rate, nanovolts, samples):
        """Yields (device, lead, start of the window, rate, millivolts) of each window complete."""
        known = self.devices.get(device)
        if known is None or abs(known[0] + round(len(known[1]) // 2 * 1e6 / rate) - start) > JITTER_MICROS:
            known = self.devices[device] = [start, bytearray()]
        known[1] += samples
        window = round(WINDOW_SECONDS * rate)
        hop = round(HOP_SECONDS * rate)
        while len(known[1]) >= 2 * window:
            units = np.frombuffer(bytes(known[1][:2 * window]), "<i2")
            millivolts = (units * (nanovolts * 1e-6)).astype(np.float32)
            if (units == MISSING).any():
                there = np.flatnonzero(units != MISSING)
                millivolts = np.interp(np.arange(window), there, millivolts[there]).astype(np.float32)
            yield device, lead, known[0], rate, millivolts
            del known[1][:2 * hop]
            known[0] += round(hop * 1e6 / rate)


def _resampling(source, rate, target):
    """Matrix [source, target] of resample_poly with Kaiser 5.0 and the mean kept out of it."""
    ratio = target / rate / WINDOW_SECONDS
    for down in range(1, 1000):
        up = round(ratio * down)
        if abs(up / down - ratio) < 1e-9:
            break
    else:
        raise ValueError("no simple ratio of %s Hz to the model's rate" % rate)
    if up == down:
        return np.eye(source)
    half = 10 * max(up, down)
    i = np.arange(-half, half + 1)
    taps = np.sinc(i / max(up, down)) * np.kaiser(2 * half + 1, 5.0)
    taps *= up / taps.sum()
    at = half + np.arange(target)[None, :] * down - np.arange(source)[:, None] * up
    matrix = np.where((at >= 0) & (at < len(taps)), taps[np.clip(at, 0, len(taps) - 1)], 0.0)
    mean = np.full((source, source), 1.0 / source)
    return (np.eye(source) - mean) @ matrix + np.full((source, target), 1.0 / source)


def _high_pass(samples, rate, cutoff, order):
    """Matrix [samples, samples] of a Butterworth high-pass of second-order sections, both ways."""
    if order % 2:
        raise ValueError("a filter of odd order")
    warped = np.tan(np.pi * cutoff / rate)
    extension = 3 * (order + 1)
    signal = np.eye(samples)
    signal = np.concatenate([
        2 * signal[:, :1] - signal[:, extension:0:-1], signal,
        2 * signal[:, -1:] - signal[:, -2:-extension - 2:-1]], 1)

    def forwards(x):
        for pair in range(1, order // 2 + 1):
            damping = 2 * np.cos(np.pi * (2 * pair - 1) / (2 * order))
            norm = 1 / (1 + damping * warped + warped * warped)
            b0, b1, b2 = norm, -2 * norm, norm
            a1, a2 = 2 * (warped * warped - 1) * norm, (1 - damping * warped + warped * warped) * norm
            # The state of a constant signal: only the first section sees one.
            start = x[:, 0] if pair == 1 else np.zeros(len(x))
            z0, z1 = -b0 * start, b2 * start
            y = np.empty_like(x)
            for n in range(x.shape[1]):
                y[:, n] = b0 * x[:, n] + z0
                z0 = b1 * x[:, n] - a1 * y[:, n] + z1
                z1 = b2 * x[:, n] - a2 * y[:, n]
            x = y
        return x

    both = forwards(forwards(signal)[:, ::-1])[:, ::-1]
    return both[:, extension:extension + samples]


class Conditioner:
    """A model's conditioning of windows of one rate.

    Resampling, zero-phase filter and scale are linear, so all of it is one matrix. It is applied
    as a convolution of length 1: oneDNN then multiplies it, which is several times as fast as the
    reference BLAS of a Debian without another one.
    """

    def __init__(self, manifest, rate):
        conditioning = manifest["conditioning"]
        target = manifest["windowSamples"]
        matrix = _resampling(round(WINDOW_SECONDS * rate), rate, target)
        offset = np.zeros(target)
        for step in conditioning["steps"]:
            if step["kind"] == "high-pass" and step["zeroPhase"]:
                filtered = _high_pass(
                    target, conditioning["samplingRateHz"], step["cutoffHz"], step["order"])
                matrix, offset = matrix @ filtered, offset @ filtered
            elif step["kind"] == "scale":
                matrix = matrix / step["deviation"]
                offset = (offset - step["mean"]) / step["deviation"]
            else:
                raise ValueError("no way to run the step " + str(step))
        self.weight = torch.from_numpy(matrix.T.astype(np.float32))[:, :, None].contiguous()
        self.bias = torch.from_numpy(offset.astype(np.float32))

    def apply(self, millivolts):
        """[count, source sample] to [count, 1, sample], both float32."""
        windows = torch.from_numpy(millivolts)[:, :, None]
        return torch.conv1d(windows, self.weight, self.bias).transpose(1, 2).contiguous()


class Calibration:
    """Logits to probabilities, as the bundle says."""

    def __init__(self, manifest):
        points = manifest["operatingPoints"]
        self.slope = np.array([point["calibrationSlope"] for point in points])
        self.intercept = np.array([point["calibrationIntercept"] for point in points])

    def apply(self, logits):
        return 1 / (1 + np.exp(-(self.slope * logits + self.intercept)))


def read_manifest(bundle):
    """The manifest of a bundle."""
    with zipfile.ZipFile(bundle) as file:
        return json.loads(file.read("manifest.json"))
