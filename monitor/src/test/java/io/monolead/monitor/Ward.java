// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalPriority;
import io.monolead.schemas.TechnicalState;
import io.monolead.schemas.WireFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Devices and the job, as Kafka sees them: sends segments in real time, and the alerts that a test
 * asks for. Thread-safe.
 */
public final class Ward implements AutoCloseable {
  /** Samples a second of every device. */
  public static final int RATE_HZ = 250;

  private static final int TICK_MILLIS = 500;
  private static final int NANOVOLTS_PER_UNIT = 5_000;

  private final TopicNames topics;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  /** Belongs to one thread at a time: whoever holds it. */
  private final WireFormat<EcgSegment> segments = WireFormat.of(EcgSegment.class);

  private final List<Bed> beds = new CopyOnWriteArrayList<>();

  private static final class Bed {
    private final String device;
    private final double beatsPerMinute;
    private final int everyTicks;
    private long ticks;
    private long sequence;
    private long nextMicros;
    private volatile boolean silent;
    private volatile boolean leadOff;

    private Bed(String device, double beatsPerMinute, int everyTicks, long nextMicros) {
      this.device = device;
      this.beatsPerMinute = beatsPerMinute;
      this.everyTicks = everyTicks;
      this.nextMicros = nextMicros;
    }
  }

  /**
   * @param kafka where Kafka is
   * @param topics that exist
   */
  public Ward(KafkaConnection kafka, TopicNames topics) {
    this.topics = topics;
    Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    properties.put("acks", "all");
    properties.put("linger.ms", "0");
    properties.put("batch.size", Integer.toString(1 << 20));
    // A test stops the broker for a while: what was sent meanwhile arrives late, and in order.
    properties.put("delivery.timeout.ms", "300000");
    properties.put("max.block.ms", "120000");
    properties.put("reconnect.backoff.max.ms", "500");
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    var unused =
        clock.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Now, microseconds since 1970. */
  public static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** A device that begins to send half a second of lead I every half second. */
  public Ward device(String id, double beatsPerMinute) {
    return device(id, beatsPerMinute, 1);
  }

  /**
   * A device that sends fewer and longer segments.
   *
   * @param everyTicks half seconds in a segment
   */
  public Ward device(String id, double beatsPerMinute, int everyTicks) {
    // Fleets do not speak in chorus.
    int ahead = beds.size() % everyTicks;
    long start = nowMicros() - (everyTicks + ahead) * 1000L * TICK_MILLIS;
    Bed bed = new Bed(id, beatsPerMinute, everyTicks, start);
    bed.ticks = ahead;
    send(bed);
    beds.add(bed);
    return this;
  }

  /** Stops a device. */
  public void silence(String id) {
    change(id, bed -> bed.silent = true);
  }

  /** Takes the electrode off, or puts it on. */
  public void leadOff(String id, boolean off) {
    change(id, bed -> bed.leadOff = off);
  }

  private void change(String id, Consumer<Bed> change) {
    beds.stream().filter(bed -> bed.device.equals(id)).forEach(change);
  }

  private void tick() {
    try {
      for (Bed bed : beds) {
        if (++bed.ticks % bed.everyTicks == 0) {
          send(bed);
        }
      }
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again, and says nothing.
      System.err.println("The ward could not send: " + e);
    }
  }

  private void send(Bed bed) {
    int count = RATE_HZ * TICK_MILLIS / 1000 * bed.everyTicks;
    long start = bed.nextMicros;
    bed.nextMicros += count * 1_000_000L / RATE_HZ;
    if (bed.silent) {
      return;
    }
    ByteBuffer samples = ByteBuffer.allocate(2 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      double seconds = (start % 86_400_000_000L) / 1e6 + (double) i / RATE_HZ;
      double millivolts = bed.leadOff ? 0 : beat(seconds * bed.beatsPerMinute / 60 % 1);
      samples.putShort((short) Math.round(millivolts * 1e6 / NANOVOLTS_PER_UNIT));
    }
    segment(
        EcgSegment.newBuilder()
            .setDeviceId(bed.device)
            .setLead("I")
            .setSequenceNumber(bed.sequence++)
            .setStartTimeMicros(start)
            .setSamplingRateHz(RATE_HZ)
            .setResolutionNanovolts(NANOVOLTS_PER_UNIT)
            .setSamples(samples.flip())
            .setLeadOff(bed.leadOff)
            .build());
  }

  /** A beat of five bells, millivolts; phase 0 to 1. */
  private static double beat(double phase) {
    return bell(phase, 0.20, 0.025, 0.12)
        + bell(phase, 0.33, 0.008, -0.10)
        + bell(phase, 0.35, 0.010, 1.10)
        + bell(phase, 0.37, 0.009, -0.25)
        + bell(phase, 0.58, 0.045, 0.25);
  }

  private static double bell(double at, double centre, double width, double height) {
    double z = (at - centre) / width;
    return height * Math.exp(-z * z);
  }

  /** Sends a segment; returns before the broker has it. */
  public void segment(EcgSegment segment) {
    byte[] value;
    synchronized (segments) {
      value = segments.encode(segment);
    }
    var unused =
        producer.send(
            new ProducerRecord<>(
                topics.segments(),
                null,
                segment.getStartTimeMicros() / 1000,
                segment.getDeviceId().getBytes(StandardCharsets.UTF_8),
                value));
  }

  /**
   * Sends a transition of an alert and waits until the broker has it.
   *
   * @return this machine's clock just before it was sent, milliseconds
   */
  public long alert(EcgAlert alert) {
    return sent(EcgAlert.class, topics.alerts(alert.getLabel()), alert.getDeviceId(), alert);
  }

  /** An alert that has been raised now, with an onset some seconds ago. */
  public static EcgAlert raised(String device, String label, AlertPriority priority) {
    long now = nowMicros();
    long onset = now - 5_000_000;
    return EcgAlert.newBuilder()
        .setAlertId(device + "/" + label + "/" + onset)
        .setDeviceId(device)
        .setLead("I")
        .setLabel(label)
        .setState(AlertState.RAISED)
        .setPriority(priority)
        .setOnsetMicros(onset)
        .setTransitionMicros(now)
        .setCurrentProbability(0.93f)
        .setPeakProbability(0.97f)
        .setThreshold(0.5f)
        .setWindowsInEvidence(3)
        .setModelId("monitoring-lead-i")
        .setModelVersion("0.4.0")
        .setPolicyVersion("default")
        .build();
  }

  /** The same alert, acknowledged. */
  public static EcgAlert acknowledged(EcgAlert alert, String by) {
    return EcgAlert.newBuilder(alert)
        .setState(AlertState.UPDATED)
        .setTransitionMicros(nowMicros())
        .setAcknowledgedBy(by)
        .build();
  }

  /** The same alert, cleared. */
  public static EcgAlert cleared(EcgAlert alert) {
    long now = nowMicros();
    return EcgAlert.newBuilder(alert)
        .setState(AlertState.CLEARED)
        .setTransitionMicros(now)
        .setEndMicros(now)
        .build();
  }

  /** Sends that the electrode of a device has lost contact, or has it again. */
  public void technical(String device, TechnicalCondition condition, boolean open) {
    long now = nowMicros();
    TechnicalAlert alert =
        TechnicalAlert.newBuilder()
            .setAlertId(device + "/" + condition)
            .setDeviceId(device)
            .setLead("I")
            .setCondition(condition)
            .setState(open ? TechnicalState.RAISED : TechnicalState.CLEARED)
            .setPriority(TechnicalPriority.MEDIUM)
            .setOnsetMicros(now - 2_000_000)
            .setEndMicros(open ? null : now)
            .setDetail("electrode without contact")
            .build();
    sent(TechnicalAlert.class, topics.technicalAlerts(), device, alert);
  }

  /** Waits until everything that was sent has arrived. */
  public void flush() {
    producer.flush();
  }

  private <T extends SpecificRecord> long sent(Class<T> type, String topic, String key, T record) {
    long before = System.currentTimeMillis();
    try {
      producer
          .send(
              new ProducerRecord<>(
                  topic,
                  null,
                  before,
                  key.getBytes(StandardCharsets.UTF_8),
                  WireFormat.of(type).encode(record)))
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("Kafka did not take a record on " + topic, e);
    }
    return before;
  }

  @Override
  public void close() {
    clock.shutdown();
    try {
      // What is being sent is sent to its end; a tick of thousands takes a while.
      var unused = clock.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(5));
  }
}
