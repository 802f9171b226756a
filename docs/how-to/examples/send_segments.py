#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sends millivolts, one per line of standard input, as segments of a second each.

    send_segments.py HOST:PORT DEVICE LEAD RATE [SEQUENCE] < millivolts

Needs confluent-kafka (Debian: python3-confluent-kafka). The record has eight fields without a
choice among them, so it is written by hand here; fastavro.schemaless_writer with
schemas/src/main/avro/EcgSegment.avsc writes the same bytes.
"""
import struct
import sys
import time

from confluent_kafka import Producer

# Avro single-object encoding: a marker, and CRC-64-AVRO of the schema, low byte first.
HEADER = bytes.fromhex("c301" "67cfa8a07904a45e")
MISSING = -32768
RESOLUTION_NANOVOLTS = 1000.0  # a unit is a microvolt


def long(value):
    """A number as Avro writes it: zigzag, seven bits a byte."""
    rest = (value << 1) ^ (value >> 63)
    out = bytearray()
    while rest > 0x7F:
        out.append(rest & 0x7F | 0x80)
        rest >>= 7
    out.append(rest)
    return bytes(out)


def text(value):
    data = value.encode("utf-8")
    return long(len(data)) + data


def segment(device, lead, sequence, start_micros, rate, millivolts, lead_off=False):
    """One record of ecg.segments. None among the millivolts is a missing sample."""
    units = [MISSING if each is None else max(-32767, min(32767, round(each * 1000)))
             for each in millivolts]
    samples = struct.pack("<%dh" % len(units), *units)
    return (HEADER + text(device) + text(lead) + long(sequence) + long(start_micros)
            + struct.pack("<dd", rate, RESOLUTION_NANOVOLTS)
            + long(len(samples)) + samples + (b"\x01" if lead_off else b"\x00"))


def main():
    broker, device, lead, rate = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    sequence = int(sys.argv[5]) if len(sys.argv) > 5 else 0
    signal = [float(line) for line in sys.stdin]
    # In order and without doubles, also when a request has to be repeated.
    producer = Producer({"bootstrap.servers": broker, "enable.idempotence": True})
    failures = []
    start = time.time_ns() // 1000 - len(signal) * 1_000_000 // rate
    sent = 0
    for first in range(0, len(signal) - rate + 1, rate):
        at = start + first * 1_000_000 // rate
        producer.produce(
            "ecg.segments",
            key=device.encode("utf-8"),
            value=segment(device, lead, sequence + sent, at, rate, signal[first:first + rate]),
            timestamp=at // 1000,
            on_delivery=lambda error, message: failures.append(error) if error else None)
        producer.poll(0)
        sent += 1
    producer.flush(30)
    if failures:
        sys.exit("not sent: %s" % failures[0])
    print("%d segments sent for %s" % (sent, device))


if __name__ == "__main__":
    main()
