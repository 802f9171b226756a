// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.profile;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.WireFormat;
import io.monolead.signal.Lead;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Devices with simulated hearts: each repeats its own minute of signal, in segments of one second.
 * The same seed makes the same segments. Belongs to one thread.
 */
public final class SimulatedFleet {
  private static final int MINUTE = 60;
  private static final long START_MICROS = 1_700_000_000_000_000L;
  private static final double NANOVOLTS = 1000;

  private final Lead lead;
  private final double samplingRateHz;
  private final List<byte[][]> minutes = new ArrayList<>();
  private final WireFormat<EcgSegment> format = WireFormat.of(EcgSegment.class);

  /**
   * @param devices how many
   * @param lead that all of them record
   * @param samplingRateHz whole
   */
  public SimulatedFleet(int devices, Lead lead, int samplingRateHz) {
    this.lead = lead;
    this.samplingRateHz = samplingRateHz;
    for (int device = 0; device < devices; device++) {
      SimulatedHeart heart =
          new SimulatedHeart(
              HeartScenario.of(new Episode(Rhythm.VENTRICULAR_ECTOPY, MINUTE)),
              lead,
              samplingRateHz,
              device);
      byte[][] minute = new byte[MINUTE][];
      for (int second = 0; second < MINUTE; second++) {
        minute[second] = units(heart.next(samplingRateHz));
      }
      minutes.add(minute);
    }
  }

  private static byte[] units(float[] millivolts) {
    ByteBuffer bytes =
        ByteBuffer.allocate(millivolts.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : millivolts) {
      long units = Math.round(value * 1e6 / NANOVOLTS);
      bytes.putShort((short) Math.max(-32767, Math.min(32767, units)));
    }
    return bytes.array();
  }

  /** Name of a device. */
  public String name(int device) {
    return "device-" + device;
  }

  /** When a second of signal begins, milliseconds since 1970. */
  public long startMillis(int second) {
    return START_MICROS / 1000 + second * 1000L;
  }

  /** The record of a device's second. */
  public byte[] segment(int device, int second) {
    return format.encode(
        EcgSegment.newBuilder()
            .setDeviceId(name(device))
            .setLead(lead.name())
            .setSequenceNumber(second)
            .setStartTimeMicros(startMillis(second) * 1000)
            .setSamplingRateHz(samplingRateHz)
            .setResolutionNanovolts(NANOVOLTS)
            .setSamples(ByteBuffer.wrap(minutes.get(device)[second % MINUTE]))
            .build());
  }
}
