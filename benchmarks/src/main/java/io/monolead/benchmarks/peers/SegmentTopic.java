// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.TopicSpec;
import io.monolead.connectors.kafka.Topics;
import io.monolead.connectors.replay.ReplayDevice;
import io.monolead.connectors.replay.ReplayOptions;
import io.monolead.connectors.replay.Replayer;
import io.monolead.connectors.replay.SegmentSink;
import io.monolead.connectors.replay.SimulatedSource;
import io.monolead.inference.ModelManifest;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The records that every system drains: a fleet of simulated hearts in segments of one second.
 *
 * @param devices how many devices; spread evenly over the partitions
 * @param windowsPerDevice windows of 10 s every 5 s that each device's signal holds
 */
record SegmentTopic(int devices, int windowsPerDevice) {
  private static final TopicNames NAMES = TopicNames.DEFAULT;
  private static final int WINDOW_SECONDS = 10;
  private static final int HOP_SECONDS = 5;

  /** Windows of all devices. */
  int windows() {
    return devices * windowsPerDevice;
  }

  /** Seconds of signal of each device. */
  int seconds() {
    return WINDOW_SECONDS + (windowsPerDevice - 1) * HOP_SECONDS;
  }

  String segments() {
    return NAMES.segments();
  }

  String scores() {
    return NAMES.scores();
  }

  /** Makes all topics of the job and fills that of the segments. */
  void fill(PeerSetup broker, ModelManifest manifest) {
    List<TopicSpec> specs = new ArrayList<>();
    for (TopicSpec spec : TopicLayout.DEFAULT.topics(NAMES, manifest.labelSpace().labels())) {
      if (spec.name().equals(scores())) {
        // The broker's own clock says when a score was there, whoever wrote it.
        Map<String, String> settings = new HashMap<>(spec.settings());
        settings.put("message.timestamp.type", "LogAppendTime");
        specs.add(new TopicSpec(spec.name(), spec.partitions(), spec.replication(), settings));
      } else {
        specs.add(spec);
      }
    }
    new Topics(KafkaConnection.to(broker.bootstrapServers())).create(specs);
    long startMicros = (System.currentTimeMillis() / 1000 - seconds() - 600) * 1_000_000;
    List<ReplayDevice> fleet = new ArrayList<>();
    Map<String, Integer> partitions = new HashMap<>();
    for (int i = 0; i < devices; i++) {
      String id = String.format(Locale.ROOT, "device-%03d", i);
      partitions.put(id, i % TopicLayout.DEFAULT.partitions());
      fleet.add(
          new ReplayDevice(
              id,
              new SimulatedSource(
                  EcgWindows.heart(i, seconds(), manifest),
                  manifest.leads().get(0),
                  Math.round(seconds() * EcgWindows.RATE_HZ)),
              // Staggered, or the windows of all would end at once.
              startMicros + (long) i * HOP_SECONDS * 1_000_000 / devices));
    }
    WireFormat<EcgSegment> format = WireFormat.of(EcgSegment.class);
    try (KafkaProducer<byte[], byte[]> producer = broker.producer()) {
      SegmentSink sink =
          segment -> {
            var unused =
                producer.send(
                    new ProducerRecord<>(
                        segments(),
                        partitions.get(segment.getDeviceId()),
                        segment.getStartTimeMicros() / 1000,
                        segment.getDeviceId().getBytes(StandardCharsets.UTF_8),
                        format.encode(segment)));
          };
      new Replayer(ReplayOptions.fullSpeed()).replay(fleet, sink);
      producer.flush();
    }
  }
}
