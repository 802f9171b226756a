// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import io.monolead.connectors.kafka.SourceRecord;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** Actions hold event time back for nobody: it is what the devices' segments say. */
public final class ActionTime {
  private ActionTime() {}

  /** The strategy of the actions' source. */
  public static WatermarkStrategy<SourceRecord> strategy() {
    return WatermarkStrategy.forGenerator(context -> new Never());
  }

  private static final class Never implements WatermarkGenerator<SourceRecord> {
    @Override
    public void onEvent(SourceRecord event, long eventTimestamp, WatermarkOutput output) {}

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      output.emitWatermark(Watermark.MAX_WATERMARK);
    }
  }
}
