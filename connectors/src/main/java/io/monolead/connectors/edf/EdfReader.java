// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.edf;

import static io.monolead.connectors.recordings.RecordingFormatException.quoted;

import io.monolead.connectors.edf.TimeStampedAnnotations.TimeStamped;
import io.monolead.connectors.recordings.CommonRate;
import io.monolead.connectors.recordings.LeadLabel;
import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one file; for one thread and one use. */
final class EdfReader {
  /** 12 leads of 500 Hz over 12 hours. */
  private static final long MOST_SAMPLES = 1L << 28;

  /** Gaps may take up so many times what was recorded ... */
  private static final double MOST_MISSING = 4;

  /** ... or this, whichever is more. */
  private static final double MISSING_SECONDS = 60;

  /**
   * Texts that are beat labels of the WFDB annotation codes, as converters of WFDB recordings write
   * them; all others are remarks.
   */
  private static final Set<String> BEATS =
      Set.of(
          "N", "L", "R", "B", "A", "a", "J", "S", "V", "r", "F", "e", "j", "n", "E", "/", "f", "Q",
          "?");

  private static final String NOTE = "\"";

  private final Path file;
  private final String id;
  private final RecordingProblems problems;

  private EdfHeader header;
  private List<EdfSignal> leads;
  private double[] ratesHz;
  private final List<TimeStamped> lists = new ArrayList<>();
  private boolean annotationsReported;

  /** Seconds of the first sample after the start that the header states. */
  private double firstOnset;

  EdfReader(Path file, String id, RecordingProblems problems) {
    this.file = file;
    this.id = id;
    this.problems = problems;
  }

  /**
   * A stretch of data records without a gap.
   *
   * @param first number of its first data record
   * @param onset seconds of its first sample after the recording's
   */
  private record Stretch(long first, double onset) {}

  Recording read() throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      header = EdfHeader.read(in, file.toString());
      return read(in);
    }
  }

  private Recording read(InputStream in) throws IOException {
    leads = header.signals().stream().filter(EdfSignal::isLead).toList();
    if (leads.isEmpty()) {
      throw malformed(
          "none of "
              + header.signals().size()
              + " signals is an ECG: the first is labelled "
              + quoted(header.signals().get(0).label())
              + " in "
              + quoted(header.signals().get(0).dimension()));
    }
    for (EdfSignal lead : leads) {
      if (lead.samplesPerRecord() == 0) {
        throw malformed("the signal " + quoted(lead.label()) + " has no samples");
      }
    }
    double highestHz = takeRates();
    int records = records();
    float[][] recorded = new float[leads.size()][];
    long samples = 0;
    for (int i = 0; i < recorded.length; i++) {
      samples += (long) records * leads.get(i).samplesPerRecord();
    }
    if (samples > MOST_SAMPLES) {
      throw malformed("more than " + MOST_SAMPLES + " samples are not read");
    }
    for (int i = 0; i < recorded.length; i++) {
      recorded[i] = new float[records * leads.get(i).samplesPerRecord()];
    }
    List<Stretch> stretches = readRecords(in, records, recorded);
    double total = duration(stretches, records);
    int length = Math.toIntExact(Math.max(1, Math.round(total * highestHz)));
    float[][] signals = new float[recorded.length][];
    for (int i = 0; i < recorded.length; i++) {
      float[] placed = placed(recorded[i], stretches, records, total, i);
      recorded[i] = null;
      signals[i] = CommonRate.raise(placed, ratesHz[i], highestHz, length);
    }
    return new Recording(
        id, highestHz, start(), leadNames(), signals, annotations(highestHz), comments());
  }

  /** Rates of all leads; those that are far slower than the fastest are no ECG and left out. */
  private double takeRates() throws RecordingFormatException {
    double highestHz = 0;
    for (EdfSignal lead : leads) {
      highestHz = Math.max(highestHz, CommonRate.plausible(rateHz(lead), file.toString()));
    }
    double slowestHz = highestHz / CommonRate.LARGEST_FACTOR;
    leads = leads.stream().filter(lead -> rateHz(lead) >= slowestHz).toList();
    ratesHz = leads.stream().mapToDouble(this::rateHz).toArray();
    return highestHz;
  }

  private double rateHz(EdfSignal signal) {
    return header.recordSeconds().rateHz(signal.samplesPerRecord());
  }

  /** What one data record lasts by the rate of its samples. */
  private double seconds() {
    return leads.get(0).samplesPerRecord() / ratesHz[0];
  }

  /** Data records that are there and stated. */
  private int records() throws IOException {
    long there = (Files.size(file) - header.headerBytes()) / header.recordBytes();
    long stated = header.records();
    if (stated == -1) {
      problems.report(file + ": was never finished: it does not say how many data records it has");
      stated = there;
    } else if (there < stated) {
      problems.report(
          file + ": the header says " + stated + " data records, the file holds " + there);
    } else if (there > stated) {
      problems.report(
          file
              + ": the header says "
              + stated
              + " data records, the file holds "
              + there
              + "; the rest is not read");
    }
    long records = Math.min(there, stated);
    if (records == 0) {
      throw malformed("holds no whole data record");
    }
    if (records > MOST_SAMPLES) {
      throw malformed("more than " + MOST_SAMPLES + " samples are not read");
    }
    return (int) records;
  }

  private List<Stretch> readRecords(InputStream in, int records, float[][] recorded)
      throws IOException {
    byte[] record = new byte[header.recordBytes()];
    double[] scale = leads.stream().mapToDouble(EdfSignal::millivoltsPerStep).toArray();
    double[] zero = leads.stream().mapToDouble(EdfSignal::millivoltsAtZero).toArray();
    List<EdfSignal> marks = header.signals().stream().filter(EdfSignal::isAnnotations).toList();
    boolean timed = header.kind() != EdfHeader.Kind.PLAIN && !marks.isEmpty();
    if (header.kind() == EdfHeader.Kind.DISCONTINUOUS && !timed) {
      throw malformed("EDF+D without a signal 'EDF Annotations' does not say when records begin");
    }
    List<Stretch> stretches = new ArrayList<>(List.of(new Stretch(0, 0)));
    for (int r = 0; r < records; r++) {
      if (in.readNBytes(record, 0, record.length) < record.length) {
        throw malformed("ends inside data record " + (r + 1));
      }
      if (timed) {
        time(stretches, record, marks, r);
      } else {
        // EDF knows no such signal, but files that call themselves EDF have one at times.
        marks.forEach(mark -> take(mark, record));
      }
      for (int i = 0; i < recorded.length; i++) {
        EdfSignal lead = leads.get(i);
        int to = r * lead.samplesPerRecord();
        int from = lead.byteOffset();
        for (int s = 0; s < lead.samplesPerRecord(); s++, from += 2) {
          int sample = (record[from] & 0xff) | (record[from + 1] << 8);
          recorded[i][to + s] = (float) (zero[i] + sample * scale[i]);
        }
      }
    }
    return stretches;
  }

  /** Takes the annotations of a data record and when it begins. */
  private void time(List<Stretch> stretches, byte[] record, List<EdfSignal> marks, int number)
      throws RecordingFormatException {
    TimeStampedAnnotations first = take(marks.get(0), record);
    marks.stream().skip(1).forEach(mark -> take(mark, record));
    if (!first.complete() && !annotationsReported) {
      annotationsReported = true;
      problems.report(
          file + ": annotations in data record " + (number + 1) + " cannot be understood");
    }
    if (first.lists().isEmpty()) {
      if (header.kind() == EdfHeader.Kind.DISCONTINUOUS) {
        throw malformed("data record " + (number + 1) + " does not say when it begins");
      }
      return;
    }
    double onset = first.lists().get(0).onset();
    if (number == 0) {
      firstOnset = onset;
      return;
    }
    onset -= firstOnset;
    double expected = onset(stretches, number);
    // Onsets are often rounded, to the sample or to the microsecond.
    double tolerance = 1.5 / Arrays.stream(ratesHz).max().orElseThrow();
    if (Math.abs(onset - expected) <= tolerance) {
      return;
    }
    if (header.kind() == EdfHeader.Kind.CONTINUOUS) {
      problems.report(
          file
              + ": EDF+C, but data record "
              + (number + 1)
              + " begins "
              + (onset - expected)
              + " s after the end of the one before");
    }
    if (onset < expected) {
      throw malformed(
          "data record "
              + (number + 1)
              + " begins "
              + (expected - onset)
              + " s before the end of the one before");
    }
    stretches.add(new Stretch(number, onset));
  }

  private TimeStampedAnnotations take(EdfSignal mark, byte[] record) {
    TimeStampedAnnotations found =
        TimeStampedAnnotations.read(
            record, mark.byteOffset(), mark.byteOffset() + 2 * mark.samplesPerRecord());
    found.lists().stream().filter(list -> !list.texts().isEmpty()).forEach(lists::add);
    return found;
  }

  /** Seconds at which a data record begins if no gap is before it. */
  private double onset(List<Stretch> stretches, long number) {
    Stretch last = stretches.get(stretches.size() - 1);
    return last.onset() + (number - last.first()) * seconds();
  }

  /** Seconds from the first sample to the last, gaps included. */
  private double duration(List<Stretch> stretches, int records) throws RecordingFormatException {
    double recorded = records * seconds();
    double duration = onset(stretches, records);
    double missing = duration - recorded;
    if (missing > Math.max(MISSING_SECONDS, MOST_MISSING * recorded)
        || duration * Arrays.stream(ratesHz).max().orElseThrow() * leads.size() > MOST_SAMPLES) {
      throw malformed(
          "gaps of "
              + missing
              + " s in a recording of "
              + recorded
              + " s are too long to be filled; cut it into recordings without them");
    }
    return duration;
  }

  /** One signal at its own rate with its gaps. */
  private float[] placed(
      float[] recorded, List<Stretch> stretches, int records, double total, int lead) {
    if (stretches.size() == 1) {
      return recorded;
    }
    int perRecord = leads.get(lead).samplesPerRecord();
    float[] placed = new float[Math.toIntExact(Math.round(total * ratesHz[lead]))];
    Arrays.fill(placed, Float.NaN);
    int free = 0;
    for (int i = 0; i < stretches.size(); i++) {
      long end = i + 1 < stretches.size() ? stretches.get(i + 1).first() : records;
      int from = (int) (stretches.get(i).first() * perRecord);
      int count = (int) (end * perRecord) - from;
      int to = (int) Math.max(free, Math.round(stretches.get(i).onset() * ratesHz[lead]));
      count = Math.min(count, placed.length - to);
      System.arraycopy(recorded, from, placed, to, count);
      free = to + count;
    }
    return placed;
  }

  private Optional<Instant> start() {
    return header
        .start()
        .map(
            time ->
                time.toInstant(ZoneOffset.UTC)
                    .plusNanos(Math.round(Math.min(firstOnset, 1e6) * 1e9)));
  }

  private List<Lead> leadNames() {
    List<Lead> names = new ArrayList<>();
    for (int i = 0; i < leads.size(); i++) {
      names.add(LeadLabel.parse(leads.get(i).label(), i));
    }
    return names;
  }

  private List<Annotation> annotations(double rateHz) {
    List<Annotation> annotations = new ArrayList<>();
    for (TimeStamped list : lists) {
      // What lies before the first sample, such as a remark on the preparation, is kept there.
      double at = Math.max(0, (list.onset() - firstOnset) * rateHz);
      long sample = Math.min(Math.round(at), Integer.MAX_VALUE);
      for (String text : list.texts()) {
        annotations.add(annotation(sample, list, text));
      }
    }
    annotations.sort(Comparator.comparingLong(Annotation::sample));
    return annotations;
  }

  private static Annotation annotation(long sample, TimeStamped list, String text) {
    if (BEATS.contains(text)) {
      return new Annotation(sample, text, "");
    }
    if (text.startsWith("(")) {
      return new Annotation(sample, Annotation.RHYTHM_CHANGE, text);
    }
    String lasting =
        list.duration().isPresent() && list.duration().getAsDouble() > 0
            ? text + " [" + list.duration().getAsDouble() + " s]"
            : text;
    return new Annotation(sample, NOTE, lasting);
  }

  private List<String> comments() {
    List<String> comments = new ArrayList<>();
    header.age().ifPresent(age -> comments.add("Age: " + age));
    header.sex().ifPresent(sex -> comments.add("Sex: " + (sex.equals("F") ? "Female" : "Male")));
    return comments;
  }

  private RecordingFormatException malformed(String what) {
    return new RecordingFormatException(file + ": " + what);
  }
}
