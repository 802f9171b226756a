# SPDX-License-Identifier: Apache-2.0
"""Counts the atrial fibrillation that a WFDB annotation file marks, from its bytes.

Written from the description of the MIT annotation format (annot(5) of the WFDB Applications Guide)
and from nothing in this project: each annotation is a 16-bit little-endian word, the code in its
high 6 bits and the samples since the last annotation in its low 10. Code 59 (SKIP) is followed by
a 32-bit interval, high word first; 60 to 62 (NUM, SUB, CHN) change a field; 63 (AUX) is followed
by as many bytes of text as its low bits say, and a pad byte where that is odd. Code 28 is a change
of rhythm, whose text begins with a bracket.

    python3 count_af.py RECORD.hea RECORD.atr

prints each stretch of rhythm with its first sample and the sample after its last, and the number
and the seconds of stretches of AFIB and AFL that touch or not.
"""

import struct
import sys


def rhythms(data):
    at = 0
    sample = 0
    code = 0
    changes = []
    texts = {}
    i = 0
    while i + 1 < len(data):
        word = struct.unpack_from("<H", data, i)[0]
        i += 2
        kind, low = word >> 10, word & 0x3FF
        if kind == 0 and low == 0:
            break
        if kind == 59:
            high, rest = struct.unpack_from("<HH", data, i)
            i += 4
            skip = (high << 16) | rest
            sample += skip - (1 << 32) if skip >= 1 << 31 else skip
        elif kind in (60, 61, 62):
            pass
        elif kind == 63:
            texts[len(changes) - 1] = data[i : i + low].decode("ascii").rstrip("\0")
            i += low + (low & 1)
        else:
            sample += low
            changes.append((sample, kind))
    return [(s, texts.get(n, "")) for n, (s, kind) in enumerate(changes) if kind == 28]


def main():
    with open(sys.argv[1]) as file:
        lines = [line for line in file if line.strip() and not line.startswith("#")]
    rate, length = float(lines[0].split()[2]), int(lines[0].split()[3])
    with open(sys.argv[2], "rb") as file:
        marks = rhythms(file.read())
    inside = [False] * length
    for n, (start, text) in enumerate(marks):
        end = min(marks[n + 1][0] if n + 1 < len(marks) else length, length)
        print(f"{text:8} {start:8d} {end:8d} {(end - start) / rate:10.3f} s")
        if text in ("(AFIB", "(AFL"):
            for s in range(start, end):
                inside[s] = True
    episodes = sum(1 for s in range(length) if inside[s] and (s == 0 or not inside[s - 1]))
    print(f"{episodes} episodes, {sum(inside)} samples, {sum(inside) / rate:.3f} s"
          f" of {length / rate:.3f} s")


if __name__ == "__main__":
    main()
