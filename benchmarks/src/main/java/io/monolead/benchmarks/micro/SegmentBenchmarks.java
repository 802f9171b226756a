// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.micro;

import io.monolead.benchmarks.profile.SimulatedFleet;
import io.monolead.job.assemble.AssemblyOutput;
import io.monolead.job.assemble.AssemblyRules;
import io.monolead.job.assemble.LeadState;
import io.monolead.job.assemble.SegmentAssembler;
import io.monolead.job.assemble.Window;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.decode.RejectedSegmentException;
import io.monolead.job.decode.Segment;
import io.monolead.job.decode.SegmentDecoder;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.JsonFormat;
import io.monolead.schemas.SegmentReader;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.WireFormatException;
import io.monolead.signal.Lead;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** From a record's bytes to windows: segments of one second at 250 Hz. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SegmentBenchmarks {
  private static final int RATE_HZ = 250;
  private static final int SECONDS = 600;
  private static final int SECONDS_PER_WINDOW = 5;

  private final SegmentDecoder decoder = new SegmentDecoder(Duration.ofDays(365));
  private final SegmentAssembler assembler =
      new SegmentAssembler(AssemblyRules.defaults(), new SegmentDecoder(Duration.ofDays(365)));
  private IncomingSegment[] segments;
  private byte[][] json;
  private LeadState state;
  private int next;
  private int windows;

  /** Encodes ten minutes of one device. */
  @Setup
  public void encode() throws RejectedSegmentException, WireFormatException {
    SimulatedFleet fleet = new SimulatedFleet(1, Lead.parse("I"), RATE_HZ);
    segments = new IncomingSegment[SECONDS];
    json = new byte[SECONDS][];
    SegmentReader reader = new SegmentReader();
    JsonFormat<EcgSegment> writer = new JsonFormat<>(EcgSegment.class);
    for (int second = 0; second < SECONDS; second++) {
      byte[] value = fleet.segment(0, second);
      Segment segment = decoder.decode(value, fleet.startMillis(second));
      json[second] = writer.encode(reader.decode(value));
      segments[second] =
          new IncomingSegment(
              "ecg.segments",
              0,
              second,
              fleet.startMillis(second),
              null,
              value,
              segment.deviceId(),
              segment.lead());
    }
    state = new LeadState();
  }

  /** Bytes to a checked segment. */
  @Benchmark
  public Segment decodeSegment() throws RejectedSegmentException {
    next = (next + 1) % SECONDS;
    IncomingSegment segment = segments[next];
    return decoder.decode(segment.value(), segment.timestampMillis());
  }

  /** The same in JSON. */
  @Benchmark
  public Segment decodeSegmentOfJson() throws RejectedSegmentException {
    next = (next + 1) % SECONDS;
    return decoder.decode(json[next], segments[next].timestampMillis());
  }

  /** One segment through the assembler, the fifth part of a window included. */
  @Benchmark
  public int assembleSegment(Blackhole hole) {
    accept(hole);
    return windows;
  }

  /** The five segments that make a window, the window's assessment included. */
  @Benchmark
  public int assembleWindow(Blackhole hole) {
    for (int i = 0; i < SECONDS_PER_WINDOW; i++) {
      accept(hole);
    }
    return windows;
  }

  private void accept(Blackhole hole) {
    if (next == SECONDS) {
      next = 0;
      state = new LeadState();
    }
    assembler.accept(
        state,
        segments[next++],
        new AssemblyOutput() {
          @Override
          public void window(Window window) {
            windows++;
            hole.consume(window);
          }

          @Override
          public void technical(TechnicalAlert alert) {
            hole.consume(alert);
          }

          @Override
          public void rejected(IncomingSegment segment, DeadLetterReason reason, String detail) {
            throw new IllegalStateException(detail);
          }

          @Override
          public void duplicate() {
            throw new IllegalStateException("No segment is sent twice");
          }

          @Override
          public void late(long behindMicros) {
            throw new IllegalStateException("No segment is late");
          }
        });
  }
}
