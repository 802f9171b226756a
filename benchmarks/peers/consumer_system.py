# SPDX-License-Identifier: Apache-2.0
"""One process of the Python system: consumes segments, scores micro-batches, sends scores.

usage: consumer_system.py BROKER SEGMENTS SCORES GROUP BUNDLE SCRIPT,GRAPH SEGMENT_HEADER SCORE_HEADER

librdkafka reads and writes in its own threads; windows go to PyTorch in batches of 32 or after 50
ms; offsets are committed once a second, after what they stand for has been sent.
"""
import sys
import time

import confluent_kafka
import numpy as np
import torch

import ecg
import torch_network

BATCH = 32
WAIT_SECONDS = 0.05
COMMIT_SECONDS = 1.0

broker, segments, scores, group, bundle, network, segment_header, score_header = sys.argv[1:9]
torch.set_num_threads(1)
torch.set_num_interop_threads(1)
manifest = ecg.read_manifest(bundle)
script, graph = network.split(",")
forward = torch_network.prepare(
    script, graph, "conv2d", torch.zeros(BATCH, 1, manifest["windowSamples"]))
calibration = ecg.Calibration(manifest)
writer = ecg.ScoreWriter(bytes.fromhex(score_header), manifest)
segment_header = bytes.fromhex(segment_header)
assembler = ecg.Assembler()
conditioners = {}
pending = []

with torch.inference_mode():
    for _ in range(5):
        forward(torch.zeros(BATCH, 1, manifest["windowSamples"]))
consumer = confluent_kafka.Consumer({
    "bootstrap.servers": broker, "group.id": group, "auto.offset.reset": "earliest",
    "enable.auto.commit": False})
producer = confluent_kafka.Producer({
    "bootstrap.servers": broker, "enable.idempotence": True, "linger.ms": 5})
consumer.subscribe([segments])


def score(windows):
    rate = windows[0][3]
    if rate not in conditioners:
        conditioners[rate] = ecg.Conditioner(manifest, rate)
    with torch.inference_mode():
        logits = forward(conditioners[rate].apply(np.stack([window[4] for window in windows])))
        probabilities = calibration.apply(logits.numpy())
    for (device, lead, start, _, _), row in zip(windows, probabilities):
        producer.produce(scores, writer.encode(device, lead, start, row), device.encode())
    producer.poll(0)


first = committed = time.monotonic()
while True:
    for message in consumer.consume(500, WAIT_SECONDS):
        if message.error():
            raise confluent_kafka.KafkaException(message.error())
        for window in assembler.add(*ecg.decode_segment(message.value(), segment_header)):
            if pending and pending[0][3] != window[3]:
                score(pending)
                pending = []
            if not pending:
                first = time.monotonic()
            pending.append(window)
            if len(pending) == BATCH:
                score(pending)
                pending = []
    now = time.monotonic()
    if pending and now - first > WAIT_SECONDS:
        score(pending)
        pending = []
    if now - committed > COMMIT_SECONDS:
        if pending:
            score(pending)
            pending = []
        producer.flush()
        try:
            consumer.commit(asynchronous=True)
        except confluent_kafka.KafkaException:
            # Nothing has been read yet.
            pass
        committed = now
