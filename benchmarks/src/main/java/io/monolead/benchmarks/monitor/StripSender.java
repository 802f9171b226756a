// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.monitor;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.WireFormat;
import io.monolead.signal.Lead;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Devices that send as devices do: each a stretch of its lead as soon as the stretch is over, all
 * of them evenly out of step. Notes when the broker appended each. A thread of its own;
 * thread-safe.
 */
final class StripSender implements AutoCloseable {
  static final int RATE_HZ = 250;

  private static final int NANOVOLTS_PER_UNIT = 5_000;
  private static final int EPISODE_SECONDS = 3600;

  private final TopicNames topics;
  private final int devices;
  private final int samples;
  private final KafkaProducer<byte[], byte[]> producer;
  private final WireFormat<EcgSegment> format = WireFormat.of(EcgSegment.class);
  private final Map<Long, Long> appendedMillis = new ConcurrentHashMap<>();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final SimulatedHeart[] hearts;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Begins to send.
   *
   * @param prefix of the devices' names
   * @param samples of a segment, at {@value #RATE_HZ} Hz
   */
  StripSender(KafkaConnection kafka, TopicNames topics, String prefix, int devices, int samples) {
    this.topics = topics;
    this.devices = devices;
    this.samples = samples;
    hearts = new SimulatedHeart[devices];
    for (int i = 0; i < devices; i++) {
      Rhythm rhythm = i % 4 == 3 ? Rhythm.ATRIAL_FIBRILLATION : Rhythm.SINUS;
      hearts[i] =
          new SimulatedHeart(
              HeartScenario.of(new Episode(rhythm, EPISODE_SECONDS)), Lead.II, RATE_HZ, 100L + i);
    }
    Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    properties.put("acks", "all");
    properties.put("linger.ms", "0");
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    thread = new Thread(() -> send(prefix), "strip-sender");
    thread.setDaemon(true);
    thread.start();
  }

  private void send(String prefix) {
    try {
      long beginMicros = System.currentTimeMillis() * 1000;
      long beginNanos = System.nanoTime();
      double stretchMicros = samples * 1e6 / RATE_HZ;
      for (long i = 0; !closed; i++) {
        int device = (int) (i % devices);
        long turn = i / devices;
        // Each device's times are its own, so that a start names a segment.
        long start =
            beginMicros + Math.round(turn * stretchMicros + device * stretchMicros / devices);
        long dueNanos = beginNanos + Math.round((start - beginMicros + stretchMicros) * 1000);
        while (!closed && System.nanoTime() < dueNanos) {
          LockSupport.parkNanos(dueNanos - System.nanoTime());
        }
        send(prefix + device, device, turn, start);
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private void send(String name, int device, long turn, long start) {
    float[] millivolts = hearts[device].next(samples);
    ByteBuffer bytes = ByteBuffer.allocate(2 * samples).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : millivolts) {
      bytes.putShort((short) Math.round(value * 1e6 / NANOVOLTS_PER_UNIT));
    }
    EcgSegment segment =
        EcgSegment.newBuilder()
            .setDeviceId(name)
            .setLead("II")
            .setSequenceNumber(turn)
            .setStartTimeMicros(start)
            .setSamplingRateHz(RATE_HZ)
            .setResolutionNanovolts(NANOVOLTS_PER_UNIT)
            .setSamples(bytes.flip())
            .setLeadOff(false)
            .build();
    byte[] key = name.getBytes(StandardCharsets.UTF_8);
    var unused =
        producer.send(
            new ProducerRecord<>(topics.segments(), key, format.encode(segment)),
            (metadata, problem) -> {
              if (problem == null) {
                appendedMillis.put(start, metadata.timestamp());
              } else {
                failure.compareAndSet(null, problem);
              }
            });
  }

  /**
   * When the broker appended each segment so far, milliseconds since 1970, by its start in
   * microseconds.
   *
   * @throws IllegalStateException if sending failed
   */
  Map<Long, Long> appendedMillis() {
    if (failure.get() != null) {
      throw new IllegalStateException("Sending segments failed", failure.get());
    }
    return Map.copyOf(appendedMillis);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
