#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes FLAC streams of known samples with the reference encoder `flac`, each for a part of the format.

  python3 make_flac.py    # beside the streams
"""
import subprocess


def wave(i):
    return (i * i * 7 + 13 * i) % 2001 - 1000


def noise(i):
    return i * 7919 % 11 - 5


def hiss(i, width):
    return (i * i * i * 31 + i * i * 17) % 1000003 % width - width // 2


def smooth(i):
    """Four parabolas, up and down, without a table of sines."""
    x = i % 200 - 100
    return (10000 - x * x) * (1 if i // 200 % 2 == 0 else -1)


STREAMS = {
    # name: (bits, channels as functions, frames, options)
    "fixed-16": (16, [wave, noise], 1000, ["-0", "-b", "576"]),
    "mid-side-16": (16, [lambda i: smooth(i) + noise(i), lambda i: smooth(i) - noise(i)], 3000, ["-8", "-b", "1152", "-m"]),
    "left-side-16": (16, [lambda i: 3 * smooth(i), lambda i: 3 * smooth(i) + 1], 2000, ["-5", "-m", "-b", "1000"]),
    "side-right-16": (16, [lambda i: 2 * hiss(i, 97), lambda i: hiss(i, 97)], 1500, ["-8", "-m"]),
    "linear-24": (24, [lambda i: smooth(i) * 800 + noise(i)], 2500, ["-8", "-l", "32", "-b", "1024", "--lax"]),
    "verbatim-8": (8, [lambda i: (i * i * 31 + i * 17) % 251 - 125], 700, ["--disable-fixed-subframes", "--disable-constant-subframes", "-l", "0"]),
    "wasted-16": (16, [lambda i: wave(i) * 16], 900, ["-5", "-b", "256"]),
    "constant-8": (8, [lambda i: -7, lambda i: 100, lambda i: 0], 5000, ["-5"]),
    "wide-rice-24": (24, [lambda i: hiss(i, 600011)], 600, ["-5", "-b", "192", "-r", "6"]),
    "eight-16": (16, [lambda i, c=c: wave(i + 50 * c) for c in range(8)], 400, ["-8", "-b", "128", "--lax"]),
}

for name, (bits, channels, frames, options) in STREAMS.items():
    raw = b"".join(channel(i).to_bytes(bits // 8, "little", signed=True) for i in range(frames) for channel in channels)
    command = ["flac", "-s", "-f", "--no-padding", "--force-raw-format", "--endian=little", "--sign=signed"]
    command += [f"--channels={len(channels)}", f"--bps={bits}", "--sample-rate=96000", *options, "-o", f"{name}.flac", "-"]
    subprocess.run(command, input=raw, check=True)
