// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.dicom;

import java.util.ArrayList;
import java.util.List;

/** One item of the waveform sequence while it is read (PS3.3, C.10.9). */
final class MultiplexGroup {
  /** One channel as its definition says. */
  static final class Channel {
    String label = "";
    String sourceCode = "";
    String sourceScheme = "";
    String sourceMeaning = "";
    String sensitivity = "";
    String unit = "";
    String correction = "1";
    String baseline = "0";
    String timeSkew = "0";
    String sampleSkew = "0";
  }

  String originality = "ORIGINAL";
  String timeOffset = "0";
  long channelCount;
  long samples;
  String samplingFrequency = "";
  long bitsAllocated;
  String interpretation = "";

  /** Stored value of a missing sample. */
  Long padding;

  final List<Channel> channels = new ArrayList<>();

  /** Stored values, {@code [channel][sample]}; null until they are read. */
  float[][] stored;
}
