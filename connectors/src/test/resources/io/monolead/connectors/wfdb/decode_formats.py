#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Decodes the records of wfdb-formats from the words of signal(5) and header(5), one sample at a time.

Writes, for each signal of each record, the number of its samples and the SHA-256 of them as
little-endian 32-bit integers, as they stand in the file (skewed, missing samples as stored). FLAC
streams are decoded by the reference program `flac`. Nothing is shared with the reader under test.

  python3 decode_formats.py FOLDER > decoded.csv
"""
import array
import hashlib
import pathlib
import re
import subprocess
import sys


def signed(value, bits):
    return value - (1 << bits) if value >> (bits - 1) else value


def plain(data, size, order):
    return [int.from_bytes(data[i : i + size], order, signed=True) for i in range(0, len(data) - size + 1, size)]


def unpack(fmt, data):
    """All samples of a file in their order; format 8 as differences."""
    if fmt == 8:
        return plain(data, 1, "little")
    if fmt in (16, 24, 32):
        return plain(data, fmt // 8, "little")
    if fmt == 61:
        return plain(data, 2, "big")
    if fmt == 80:
        return [byte - 128 for byte in data]
    if fmt == 160:
        return [data[i] + 256 * data[i + 1] - 32768 for i in range(0, len(data) - 1, 2)]
    # The packed ones: the file as one long number; each sample is cut out at its bits.
    number = int.from_bytes(data, "little")
    bits = 8 * len(data)

    def cut(at, width):
        return (number >> at) & ((1 << width) - 1) if at + width <= bits else None

    samples = []
    group = 0
    while True:
        if fmt == 212:
            at = 24 * group
            low, high, rest = cut(at, 12), cut(at + 12, 4), cut(at + 16, 8)
            found = [low, None if rest is None else high << 8 | rest]
            width = 12
        elif fmt == 310:
            at = 32 * group
            first, second = cut(at, 16), cut(at + 16, 16)
            found = [None if first is None else (first & 0x7FF) >> 1]
            found.append(None if second is None else (second & 0x7FF) >> 1)
            found.append(None if second is None else first >> 11 | (second >> 11) << 5)
            width = 10
        else:
            assert fmt == 311
            at = 32 * group
            found = [cut(at, 10), cut(at + 10, 10), cut(at + 20, 10)]
            width = 10
        for value in found:
            if value is None:
                return samples
            samples.append(signed(value, width))
        group += 1


def flac(path, channels, bits):
    command = ["flac", "--decode", "--silent", "--stdout", "--force-raw-format", "--endian=little", "--sign=signed"]
    raw = subprocess.run([*command, str(path)], check=True, capture_output=True).stdout
    values = array.array({8: "b", 16: "h"}[bits], raw) if bits < 24 else plain(raw, 3, "little")
    return [list(values[channel::channels]) for channel in range(channels)]


def main(folder):
    print("record,signal,samples,sha256")
    for header in sorted(folder.glob("*.hea")):
        lines = [line.split() for line in header.read_text().splitlines() if line and line[0] != "#"]
        record, signals = lines[0], lines[1:]
        stated = int(record[3]) if len(record) > 3 else None
        by_file = {}
        for number, signal in enumerate(signals):
            by_file.setdefault(signal[0], []).append(number)
        for name, numbers in by_file.items():
            parts = [re.fullmatch(r"(\d+)(?:x(\d+))?(?::(\d+))?(?:\+(\d+))?", signals[n][1]).groups() for n in numbers]
            fmt, offset = int(parts[0][0]), int(parts[0][3] or 0)
            per_frame = [int(part[1] or 1) for part in parts]
            if fmt > 500:
                decoded = flac(folder / name, len(numbers), fmt - 500)
            else:
                flat = unpack(fmt, (folder / name).read_bytes()[offset:])
                decoded = [[] for _ in numbers]
                at = 0
                while at + sum(per_frame) <= len(flat):
                    for samples, count in zip(decoded, per_frame):
                        samples.extend(flat[at : at + count])
                        at += count
            for number, samples, count in zip(numbers, decoded, per_frame):
                samples = samples[: stated * count] if stated else samples
                if fmt == 8:
                    value = int(signals[number][5])
                    for i, difference in enumerate(samples):
                        value += difference
                        samples[i] = value
                if stated and len(signals[number]) > 6:
                    assert (sum(samples) - int(signals[number][6])) % 65536 == 0, (header, number)
                packed = array.array("i", samples)
                assert packed.itemsize == 4 and sys.byteorder == "little"
                print(f"{header.stem},{number},{len(samples)},{hashlib.sha256(packed.tobytes()).hexdigest()}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
