// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.truth;

import io.monolead.connectors.challenge.ChallengeMetadata;
import io.monolead.connectors.recordings.Sex;
import io.monolead.evaluation.truth.LabelTruth.Kind;
import io.monolead.signal.Annotation;
import io.monolead.signal.Recording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a recording tells of itself.
 *
 * <ul>
 *   <li><b>Rhythms</b> ({@code +} annotations, such as {@code (AFIB}): AFIB is known of a recording
 *       that has any, and of one whose comment is {@code non atrial fibrillation}, as CPSC2021
 *       writes it where it has nothing to annotate; another rhythm's label only where it occurs.
 *       {@code (N} says that the rhythm is sinus, which is less than the label NORM, so it only
 *       tells what is not there.
 *   <li><b>Beats</b>: {@code V} and {@code E} are PVC, {@code A}, {@code a}, {@code J} and {@code
 *       S} are PAC. They are known of a recording in which some beat is not {@code N}: where all
 *       beats are {@code N}, nobody can tell whether they were classified or only found. Beats of a
 *       bundle branch block, {@code L} and {@code R}, are CLBBB and CRBBB where they occur.
 *   <li><b>Diagnoses</b> of the PhysioNet/CinC Challenges 2020 and 2021 ({@code #Dx:}): the labels
 *       of the monitoring task, each for the whole recording.
 *   <li><b>Simulated recordings</b>, whose comments begin with {@code simulated}: every label of
 *       the monitoring task, there in the time of its comments {@code label AFIB from=60.000
 *       to=120.000}, in seconds from the first sample, and in that of annotated rhythms.
 * </ul>
 *
 * <p>Annotation codes: <a
 * href="https://archive.physionet.org/physiobank/annotations.shtml">PhysioBank annotations</a>; the
 * classes of beats follow ANSI/AAMI EC57:1998, in which {@code A}, {@code a}, {@code J} and {@code
 * S} are supraventricular and {@code V} and {@code E} ventricular ectopic beats.
 */
public final class RecordingTruth {
  private static final double MICROS = 1e6;
  private static final String FIBRILLATION = "AFIB";
  private static final String NO_FIBRILLATION = "non atrial fibrillation";
  private static final String FLUTTER = "AFL";
  private static final String FLUTTER_CODE = "164890007";
  private static final String SINUS = "NORM";

  private static final Map<String, String> BEATS =
      Map.of(
          "V", "PVC", "E", "PVC", "A", "PAC", "a", "PAC", "J", "PAC", "S", "PAC", "L", "CLBBB", "R",
          "CRBBB");

  /** Beats that whoever classifies beats tells from others. */
  private static final Set<String> PREMATURE = Set.of("PVC", "PAC");

  /** Codes of beats that have no label of their own. */
  private static final Set<String> OTHER_BEATS = Set.of("F", "/", "f", "Q", "e", "j", "n", "r");

  /** SNOMED CT codes of the Challenges and the labels that they stand for. */
  private static final Map<String, String> DIAGNOSES =
      Map.ofEntries(
          Map.entry("426783006", SINUS),
          Map.entry("164889003", FIBRILLATION),
          Map.entry(FLUTTER_CODE, FIBRILLATION),
          Map.entry("427084000", "STACH"),
          Map.entry("426177001", "SBRAD"),
          Map.entry("270492004", "1AVB"),
          Map.entry("164909002", "CLBBB"),
          Map.entry("733534002", "CLBBB"),
          Map.entry("59118001", "CRBBB"),
          Map.entry("713427006", "CRBBB"),
          Map.entry("284470004", "PAC"),
          Map.entry("63593006", "PAC"),
          Map.entry("164884008", "PVC"),
          Map.entry("427172004", "PVC"),
          Map.entry("17338001", "PVC"),
          Map.entry("429622005", "STD_"));

  private static final String SIMULATED = "simulated ";

  private static final Pattern LABELLED_TIME =
      Pattern.compile("label (\\S{1,32}) from=(\\d{1,9}\\.\\d{3}) to=(\\d{1,9}\\.\\d{3})");

  private static final Pattern CPSC2021 = Pattern.compile("data_(\\d+)_\\d+");

  /** The first comment of the MIT-BIH Arrhythmia Database: age and sex. */
  private static final Pattern MIT_BIH = Pattern.compile("\\s*(\\d{1,3})\\s+([MF])\\b.*");

  private final boolean flutterCounts;

  /**
   * A way to read truth.
   *
   * @param flutterCounts whether atrial flutter is AFIB; if not, nobody judges alerts of AFIB in
   *     flutter, as ANSI/AAMI EC57 has it
   */
  public RecordingTruth(boolean flutterCounts) {
    this.flutterCounts = flutterCounts;
  }

  /**
   * The labels of a recording.
   *
   * @param startMicros event time of its first sample
   */
  public DeviceTruth of(Recording recording, long startMicros) {
    Map<String, LabelTruth> labels = new TreeMap<>(rhythms(recording, startMicros));
    boolean simulated =
        recording.comments().stream().anyMatch(comment -> comment.strip().startsWith(SIMULATED));
    (simulated ? simulated(recording, startMicros) : beats(recording, startMicros))
        .forEach((label, truth) -> labels.merge(label, truth, LabelTruth::and));
    if (labels.isEmpty()) {
      labels.putAll(diagnoses(recording, startMicros));
    }
    return new DeviceTruth(labels);
  }

  /**
   * Whose recording it is: from the comments of the Challenges and of the MIT-BIH Arrhythmia
   * Database, and from the names of CPSC2021, {@code data_PATIENT_PART}.
   */
  public static Subject subject(Recording recording) {
    ChallengeMetadata metadata = ChallengeMetadata.of(recording.comments());
    Optional<Sex> sex = metadata.sex();
    OptionalDouble age = metadata.ageYears();
    if (sex.isEmpty() && age.isEmpty()) {
      for (String comment : recording.comments()) {
        Matcher matcher = MIT_BIH.matcher(comment);
        if (matcher.matches()) {
          age = OptionalDouble.of(Double.parseDouble(matcher.group(1)));
          sex = Sex.parse(matcher.group(2));
          break;
        }
      }
    }
    Matcher named = CPSC2021.matcher(recording.id());
    String patient = named.matches() ? "cpsc2021 " + named.group(1) : recording.id();
    return new Subject(patient, sex, age);
  }

  private Map<String, LabelTruth> rhythms(Recording recording, long startMicros) {
    Map<String, List<TimeSpan>> there = new TreeMap<>();
    List<TimeSpan> flutter = new ArrayList<>();
    List<AnnotatedRhythm> rhythms = AnnotatedRhythm.of(recording, startMicros);
    for (AnnotatedRhythm rhythm : rhythms) {
      if (rhythm.rhythm().equals(FLUTTER) && !flutterCounts) {
        flutter.add(rhythm.span());
      } else if (!rhythm.label().equals(SINUS)) {
        there.computeIfAbsent(rhythm.label(), any -> new ArrayList<>()).add(rhythm.span());
      }
    }
    if (!rhythms.isEmpty() || saysNoFibrillation(recording)) {
      there.computeIfAbsent(FIBRILLATION, any -> new ArrayList<>());
    }
    Map<String, LabelTruth> labels = new LinkedHashMap<>();
    there.forEach(
        (label, spans) ->
            labels.put(
                label,
                new LabelTruth(
                    Kind.EPISODE,
                    SpanSet.of(spans),
                    label.equals(FIBRILLATION) ? SpanSet.of(flutter) : SpanSet.EMPTY)));
    return labels;
  }

  private static Map<String, LabelTruth> simulated(Recording recording, long startMicros) {
    Map<String, List<TimeSpan>> there = new TreeMap<>();
    DIAGNOSES.values().forEach(label -> there.put(label, new ArrayList<>()));
    for (String comment : recording.comments()) {
      Matcher matcher = LABELLED_TIME.matcher(comment.strip());
      if (matcher.matches()) {
        long from = startMicros + Math.round(Double.parseDouble(matcher.group(2)) * MICROS);
        long to = startMicros + Math.round(Double.parseDouble(matcher.group(3)) * MICROS);
        if (to > from) {
          there
              .computeIfAbsent(matcher.group(1), any -> new ArrayList<>())
              .add(new TimeSpan(from, to));
        }
      }
    }
    Map<String, LabelTruth> labels = new LinkedHashMap<>();
    there.forEach(
        (label, spans) ->
            labels.put(label, new LabelTruth(Kind.EPISODE, SpanSet.of(spans), SpanSet.EMPTY)));
    return labels;
  }

  private static boolean saysNoFibrillation(Recording recording) {
    return recording.comments().stream()
        .anyMatch(comment -> comment.strip().equalsIgnoreCase(NO_FIBRILLATION));
  }

  private static Map<String, LabelTruth> beats(Recording recording, long startMicros) {
    boolean classified =
        recording.annotations().stream()
            .map(Annotation::code)
            .anyMatch(code -> BEATS.containsKey(code) || OTHER_BEATS.contains(code));
    if (!classified) {
      return Map.of();
    }
    Map<String, List<TimeSpan>> there = new TreeMap<>();
    PREMATURE.forEach(label -> there.put(label, new ArrayList<>()));
    for (Annotation annotation : recording.annotations()) {
      String label = BEATS.get(annotation.code());
      if (label != null) {
        long from =
            startMicros + Math.round(annotation.sample() / recording.samplingRateHz() * MICROS);
        long to =
            startMicros
                + Math.round((annotation.sample() + 1) / recording.samplingRateHz() * MICROS);
        there.computeIfAbsent(label, any -> new ArrayList<>()).add(new TimeSpan(from, to));
      }
    }
    Map<String, LabelTruth> labels = new LinkedHashMap<>();
    there.forEach(
        (label, spans) ->
            labels.put(label, new LabelTruth(Kind.BEATS, SpanSet.of(spans), SpanSet.EMPTY)));
    return labels;
  }

  private Map<String, LabelTruth> diagnoses(Recording recording, long startMicros) {
    List<String> codes = ChallengeMetadata.of(recording.comments()).diagnoses();
    if (codes.isEmpty()) {
      return Map.of();
    }
    Set<String> said = new TreeSet<>();
    for (String code : codes) {
      if (DIAGNOSES.containsKey(code) && (flutterCounts || !code.equals(FLUTTER_CODE))) {
        said.add(DIAGNOSES.get(code));
      }
    }
    TimeSpan whole =
        new TimeSpan(startMicros, startMicros + Math.round(recording.durationSeconds() * MICROS));
    Map<String, LabelTruth> labels = statements(said, new TreeSet<>(DIAGNOSES.values()), whole);
    if (!flutterCounts && codes.contains(FLUTTER_CODE) && !said.contains(FIBRILLATION)) {
      labels.put(
          FIBRILLATION, new LabelTruth(Kind.RECORDING, SpanSet.EMPTY, SpanSet.of(List.of(whole))));
    }
    return labels;
  }

  /**
   * Statements on a recording as a whole.
   *
   * @param said the labels that it has
   * @param known the labels that it could have had
   * @param whole all of its time
   */
  static Map<String, LabelTruth> statements(Set<String> said, Set<String> known, TimeSpan whole) {
    Map<String, LabelTruth> labels = new TreeMap<>();
    for (String label : known) {
      labels.put(
          label,
          said.contains(label)
              ? new LabelTruth(Kind.RECORDING, SpanSet.of(List.of(whole)), SpanSet.EMPTY)
              : LabelTruth.never(Kind.RECORDING));
    }
    return labels;
  }
}
