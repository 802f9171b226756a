# SPDX-License-Identifier: Apache-2.0
"""The Python system: processes that consume segments, score micro-batches and send scores.

usage: consumer_system.py BROKER SEGMENTS SCORES GROUP BUNDLE SCRIPT,GRAPH SEGMENT_HEADER SCORE_HEADER

One process per core, because Python computes one thing at a time. Each owns half of the
partitions, so that the samples of a device never move between processes, and they begin together
when both are warm. librdkafka reads and writes in its own threads; windows go to PyTorch in batches
of 32 or after 50 ms; offsets are committed once a second, after what they stand for has been sent.
"""
import multiprocessing
import multiprocessing.connection
import sys
import time

import confluent_kafka
import numpy as np
import torch

import ecg
import torch_network

PROCESSES = 2
BATCH = 32
WAIT_SECONDS = 0.05
COMMIT_SECONDS = 1.0


class Worker:
    """What one process does; pending windows are of one rate."""

    def __init__(self, arguments):
        self.broker, self.segments, self.scores, self.group, bundle, network = arguments[:6]
        self.segment_header = bytes.fromhex(arguments[6])
        torch.set_num_threads(1)
        torch.set_num_interop_threads(1)
        self.manifest = ecg.read_manifest(bundle)
        empty = torch.zeros(BATCH, 1, self.manifest["windowSamples"])
        script, graph = network.split(",")
        self.forward = torch_network.prepare(script, graph, "conv2d", empty)
        with torch.inference_mode():
            for _ in range(5):
                self.forward(empty)
        self.calibration = ecg.Calibration(self.manifest)
        self.writer = ecg.ScoreWriter(bytes.fromhex(arguments[7]), self.manifest)
        self.assembler = ecg.Assembler()
        self.conditioners = {}
        self.pending = []
        self.producer = confluent_kafka.Producer(
            {"bootstrap.servers": self.broker, "enable.idempotence": True, "linger.ms": 5})

    def score(self):
        if not self.pending:
            return
        rate = self.pending[0][3]
        if rate not in self.conditioners:
            self.conditioners[rate] = ecg.Conditioner(self.manifest, rate)
        with torch.inference_mode():
            millivolts = np.stack([window[4] for window in self.pending])
            logits = self.forward(self.conditioners[rate].apply(millivolts)).numpy()
        for (device, lead, start, _, _), row in zip(self.pending, self.calibration.apply(logits)):
            self.producer.produce(
                self.scores, self.writer.encode(device, lead, start, row), device.encode())
        self.producer.poll(0)
        self.pending = []

    def run(self, number):
        consumer = confluent_kafka.Consumer({
            "bootstrap.servers": self.broker, "group.id": self.group,
            "auto.offset.reset": "earliest", "enable.auto.commit": False})
        partitions = consumer.list_topics(self.segments).topics[self.segments].partitions
        consumer.assign([
            confluent_kafka.TopicPartition(self.segments, partition)
            for partition in partitions if partition % PROCESSES == number])
        first = committed = time.monotonic()
        while True:
            for message in consumer.consume(500, WAIT_SECONDS):
                if message.error():
                    raise confluent_kafka.KafkaException(message.error())
                segment = ecg.decode_segment(message.value(), self.segment_header)
                for window in self.assembler.add(*segment):
                    if self.pending and self.pending[0][3] != window[3]:
                        self.score()
                    if not self.pending:
                        first = time.monotonic()
                    self.pending.append(window)
                    if len(self.pending) == BATCH:
                        self.score()
            now = time.monotonic()
            if now - first > WAIT_SECONDS:
                self.score()
            if now - committed > COMMIT_SECONDS:
                self.score()
                self.producer.flush()
                positions = [at for at in consumer.position(consumer.assignment()) if at.offset >= 0]
                if positions:
                    consumer.commit(offsets=positions, asynchronous=True)
                committed = now


def work(arguments, number, warm):
    worker = Worker(arguments)
    warm.wait()
    worker.run(number)


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(PROCESSES)
    processes = [
        context.Process(target=work, args=(sys.argv[1:9], number, barrier), daemon=True)
        for number in range(PROCESSES)]
    for process in processes:
        process.start()
    # Without one of them the other would go on at half the speed.
    multiprocessing.connection.wait([process.sentinel for process in processes])
    sys.exit("A process has ended")
