// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import io.monolead.signal.Conditioning;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a model is and how it is used.
 *
 * @param formatVersion version of the bundle's format; this version reads {@value #FORMAT_VERSION}
 * @param modelId name of the model: lower-case letters, digits, dots, dashes and underscores
 * @param modelVersion version of the model, spelled like the name
 * @param leads leads of a window, in the order of the network's input
 * @param samplingRateHz rate of a conditioned window; above 0, at most 10 kHz
 * @param windowSamples samples per lead of a conditioned window, 1 to 1 million
 * @param labelSpace task and labels in the order of the network's outputs
 * @param conditioning what happens to raw millivolts before the network sees them
 * @param operatingPoints one per label, in the order of the labels
 * @param provenance where the model comes from, free keys: network, data set, folds, seeds, metrics
 *     with intervals; kept in the order of the keys
 */
public record ModelManifest(
    int formatVersion,
    String modelId,
    String modelVersion,
    List<Lead> leads,
    double samplingRateHz,
    int windowSamples,
    LabelSpace labelSpace,
    Conditioning conditioning,
    List<LabelOperatingPoint> operatingPoints,
    Map<String, String> provenance) {

  /** The format this version writes. */
  public static final int FORMAT_VERSION = 1;

  private static final int MOST_SAMPLES = 1_000_000;
  private static final double HIGHEST_RATE_HZ = 10_000;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  public ModelManifest {
    leads = List.copyOf(leads);
    operatingPoints = List.copyOf(operatingPoints);
    provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
    check(
        formatVersion == FORMAT_VERSION,
        "is of format " + formatVersion + ", but only format " + FORMAT_VERSION + " can be read");
    check(
        NAME.matcher(modelId).matches() && NAME.matcher(modelVersion).matches(),
        "needs a modelId and modelVersion of up to 64 of a-z 0-9 . _ -, not '"
            + modelId
            + "' and '"
            + modelVersion
            + "'");
    check(
        !leads.isEmpty() && new HashSet<>(leads).size() == leads.size(),
        "needs at least one lead and none twice, not " + leads);
    check(
        samplingRateHz > 0 && samplingRateHz <= HIGHEST_RATE_HZ,
        "needs a samplingRateHz above 0 and up to " + HIGHEST_RATE_HZ + ", not " + samplingRateHz);
    check(
        windowSamples > 0 && windowSamples <= MOST_SAMPLES,
        "needs 1 to " + MOST_SAMPLES + " windowSamples, not " + windowSamples);
    check(
        conditioning.samplingRateHz() == samplingRateHz,
        "conditions to "
            + conditioning.samplingRateHz()
            + " Hz, but its windows have "
            + samplingRateHz
            + " Hz");
    List<String> decided = operatingPoints.stream().map(LabelOperatingPoint::label).toList();
    check(
        decided.equals(labelSpace.labels()),
        "needs one operating point per label, in order "
            + labelSpace.labels()
            + ", not "
            + decided);
  }

  /** Number of values of one window: leads times samples. */
  public int windowValues() {
    return Math.multiplyExact(leads.size(), windowSamples);
  }

  private static void check(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException("The manifest " + problem);
    }
  }
}
