// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.micro;

import io.monolead.job.assemble.LeadState;
import io.monolead.job.assemble.Window;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.decode.IncomingSegmentSerializer;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.job.infer.ScoredWindowSerializer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The serialisers of streams and of state: those of our own beside Flink's for the same class. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SerializerBenchmarks {
  /** What is written and by which serialiser. */
  public enum Subject {
    /** The shuffle before assemble, as the job has it. */
    SEGMENT_OURS,
    /** The same by Flink's POJO serialiser, as waiting segments lie in state. */
    SEGMENT_FLINK,
    /** From infer to alert, as the job has it. */
    SCORED_OURS,
    /** The same by Flink's POJO serialiser. */
    SCORED_FLINK,
    /** Chained in the job, so it is written by nobody. */
    WINDOW_FLINK,
    /** The state of a lead, Flink's so that savepoints can evolve. */
    STATE_FLINK
  }

  @Param private Subject subject;

  private final DataOutputSerializer out = new DataOutputSerializer(1 << 16);
  private final DataInputDeserializer in = new DataInputDeserializer();
  private TypeSerializer<Object> serializer;
  private Object value;

  /** Makes the serialiser. */
  @Setup
  @SuppressWarnings("unchecked")
  public void make() {
    TypeInformation<?> type;
    switch (subject) {
      case SEGMENT_OURS, SEGMENT_FLINK -> {
        value = Values.incomingSegment();
        type =
            subject == Subject.SEGMENT_OURS
                ? IncomingSegmentSerializer.ofStream()
                : TypeInformation.of(IncomingSegment.class);
      }
      case SCORED_OURS, SCORED_FLINK -> {
        value = Values.scoredWindow();
        type =
            subject == Subject.SCORED_OURS
                ? ScoredWindowSerializer.ofStream()
                : TypeInformation.of(ScoredWindow.class);
      }
      case WINDOW_FLINK -> {
        value = Values.window();
        type = TypeInformation.of(Window.class);
      }
      case STATE_FLINK -> {
        value = Values.leadState();
        type = TypeInformation.of(LeadState.class);
      }
      default -> throw new IllegalStateException("Nothing to write for " + subject);
    }
    serializer = (TypeSerializer<Object>) type.createSerializer(new SerializerConfigImpl());
  }

  /** Written and read again. */
  @Benchmark
  public Object roundTrip() throws IOException {
    out.clear();
    serializer.serialize(value, out);
    in.setBuffer(out.getSharedBuffer(), 0, out.length());
    return serializer.deserialize(in);
  }

  /** Copied, as state is after each checkpoint. */
  @Benchmark
  public Object copy() {
    return serializer.copy(value);
  }
}
