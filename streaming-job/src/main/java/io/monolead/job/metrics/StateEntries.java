// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.metrics;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.metrics.Histogram;

/**
 * How many entries an operator's keyed state has, and how large they are: every {@value
 * #SAMPLED_EVERY}th that is touched is weighed by the serializer that checkpoints use. Belongs to
 * the operator's thread; gauges read the count from others.
 *
 * @param <S> type of an entry
 */
public final class StateEntries<S> {
  /** A prime, so that a fleet that sends in turns is not weighed at the same devices for ever. */
  static final int SAMPLED_EVERY = 251;

  private static final int FIRST_BYTES = 4096;

  private final TypeSerializer<S> serializer;
  private final Histogram entryBytes;
  private final DataOutputSerializer scale = new DataOutputSerializer(FIRST_BYTES);
  private int untilSampled;
  private int entries;

  /**
   * Registers the metrics of state.
   *
   * @param metrics of the operator
   * @param serializer of the entries; not shared with another thread
   */
  public StateEntries(OperatorMetrics metrics, TypeSerializer<S> serializer) {
    this.serializer = serializer;
    entryBytes = metrics.histogram(JobMetric.STATE_ENTRY_BYTES);
    metrics.gauge(JobMetric.STATE_ENTRIES, () -> entries);
    metrics.gauge(JobMetric.STATE_BYTES, this::estimatedBytes);
  }

  private double estimatedBytes() {
    return entryBytes.getCount() == 0 ? Double.NaN : entries * entryBytes.getStatistics().getMean();
  }

  /** There is an entry more, now or restored. */
  public void added() {
    entries++;
  }

  /** An entry was cleared. */
  public void removed() {
    entries--;
  }

  /** An entry was written. */
  public void touched(S entry) throws IOException {
    if (untilSampled-- > 0) {
      return;
    }
    untilSampled = SAMPLED_EVERY - 1;
    scale.clear();
    serializer.serialize(entry, scale);
    entryBytes.update(scale.length());
  }
}
