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
 * @param formatVersion version of the bundle's format: {@value #FORMAT_VERSION}, {@value
 *     #FORMAT_VERSION_WITH_FORMS} with more forms than the plain one, or {@value
 *     #FORMAT_VERSION_WITH_ATTENTION} with attention, whatever the forms
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
 * @param forms what was found of the forms of the network that the bundle holds beside the plain
 *     one, the most exact first; empty in a bundle of format 1
 * @param attentionSteps steps of time of a window's class activation map, if the bundle holds the
 *     network's {@link Attention}; 0 if it does not, as in bundles of formats 1 and 2
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
    Map<String, String> provenance,
    List<FormCheck> forms,
    int attentionSteps) {

  /** The format of a bundle that holds its network in the plain form alone. */
  public static final int FORMAT_VERSION = 1;

  /** The format of a bundle that holds more forms. */
  public static final int FORMAT_VERSION_WITH_FORMS = 2;

  /** The format of a bundle that holds the network's attention. */
  public static final int FORMAT_VERSION_WITH_ATTENTION = 3;

  private static final int MOST_SAMPLES = 1_000_000;
  private static final double HIGHEST_RATE_HZ = 10_000;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  public ModelManifest {
    leads = List.copyOf(leads);
    operatingPoints = List.copyOf(operatingPoints);
    provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
    forms = List.copyOf(forms);
    check(
        formatVersion == format(forms, attentionSteps),
        "is of format "
            + formatVersion
            + ", but has "
            + forms.size()
            + " forms beside the plain and "
            + attentionSteps
            + " steps of attention");
    check(
        attentionSteps >= 0 && attentionSteps <= windowSamples,
        "needs 0 to "
            + windowSamples
            + " attentionSteps, as many as a window has samples at most, not "
            + attentionSteps);
    List<NetworkForm> named = forms.stream().map(FormCheck::form).toList();
    check(
        named.equals(named.stream().distinct().sorted().toList()),
        "needs each form once and the most exact first, not " + named);
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

  /** A manifest of a bundle with the plain form alone. */
  public ModelManifest(
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
    this(
        formatVersion,
        modelId,
        modelVersion,
        leads,
        samplingRateHz,
        windowSamples,
        labelSpace,
        conditioning,
        operatingPoints,
        provenance,
        List.of(),
        0);
  }

  private static int format(List<FormCheck> forms, int attentionSteps) {
    if (attentionSteps > 0) {
      return FORMAT_VERSION_WITH_ATTENTION;
    }
    return forms.isEmpty() ? FORMAT_VERSION : FORMAT_VERSION_WITH_FORMS;
  }

  /** The same model in these forms beside the plain one. */
  public ModelManifest withForms(List<FormCheck> forms) {
    return with(modelVersion, provenance, forms, attentionSteps);
  }

  /** The same network under another version. */
  public ModelManifest withVersion(String version) {
    return with(version, provenance, forms, attentionSteps);
  }

  /** The same model with other facts about where it comes from. */
  public ModelManifest withProvenance(Map<String, String> facts) {
    return with(modelVersion, facts, forms, attentionSteps);
  }

  /**
   * The same network with other decisions: thresholds, calibration.
   *
   * @param points one per label, in the order of the labels
   */
  public ModelManifest withOperatingPoints(List<LabelOperatingPoint> points) {
    return new ModelManifest(
        formatVersion,
        modelId,
        modelVersion,
        leads,
        samplingRateHz,
        windowSamples,
        labelSpace,
        conditioning,
        points,
        provenance,
        forms,
        attentionSteps);
  }

  /**
   * The same model with attention, or without.
   *
   * @param steps of a window's map, 1 to the window's samples; 0 for none
   */
  public ModelManifest withAttention(int steps) {
    return with(modelVersion, provenance, forms, steps);
  }

  private ModelManifest with(
      String version,
      Map<String, String> facts,
      List<FormCheck> formsBesidePlain,
      int stepsOfAttention) {
    return new ModelManifest(
        format(formsBesidePlain, stepsOfAttention),
        modelId,
        version,
        leads,
        samplingRateHz,
        windowSamples,
        labelSpace,
        conditioning,
        operatingPoints,
        facts,
        formsBesidePlain,
        stepsOfAttention);
  }

  /** Whether the bundle holds the network's attention. */
  public boolean hasAttention() {
    return attentionSteps > 0;
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
