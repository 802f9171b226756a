// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.labelled;

import io.monolead.connectors.icbeb.IterativeStratification;
import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.connectors.scenario.LabelledTime;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A folder of recordings in any format that is read, and what is true of them.
 *
 * <p>What is true stands in {@value #LABELS_FILE}, a row for each stretch. Where that is missing
 * the recordings must be simulated ones, which say it themselves; each ten seconds then have the
 * labels that hold for at least half of them.
 *
 * <p>Folds that are not named are made: patients are dealt to ten folds of like composition by
 * {@link IterativeStratification} with a fixed seed, so that the same folder has the same folds
 * everywhere.
 *
 * @param name what the data are called: the first comment {@code # name: ...} of the file, else the
 *     folder's name
 * @param labels all labels that occur, in alphabetical order
 * @param stretches in the order of the file, or of the recordings' names
 */
public record LabelledFolder(String name, List<String> labels, List<LabelledStretch> stretches) {
  /** The file beside the recordings that says what is true of them. */
  public static final String LABELS_FILE = "labels.csv";

  /** Number of folds. */
  public static final int FOLDS = 10;

  /** Length of the stretches of a simulated recording, in seconds. */
  private static final double SIMULATED_STRETCH_SECONDS = 10;

  private static final long SEED = 1;

  /** What may stand in the name of a topic (Kafka), since a label's alerts get one. */
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private static final Pattern NAME = Pattern.compile("(?m)^# *name: *(\\S.{0,80})$");

  private static final Set<String> COLUMNS =
      Set.of("recording", "labels", "patient", "fold", "from", "to");

  private static final CSVFormat CSV =
      CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setIgnoreEmptyLines(true)
          .setIgnoreSurroundingSpaces(true)
          .setCommentMarker('#')
          .get();

  public LabelledFolder {
    labels = List.copyOf(labels);
    stretches = List.copyOf(stretches);
  }

  /** A stretch whose fold may still have to be found. */
  private record Row(
      Path file,
      String recording,
      String patient,
      int fold,
      double fromSeconds,
      OptionalDouble toSeconds,
      Set<String> labels) {}

  /**
   * Reads what is true of the recordings of a folder; the recordings themselves are opened only if
   * they are simulated ones.
   *
   * @throws RecordingFormatException if {@value #LABELS_FILE} is not what it should be, with the
   *     line; or if it is missing and a recording is not a simulated one
   * @throws IOException if the file system fails
   */
  public static LabelledFolder read(Path folder) throws IOException {
    Path file = folder.resolve(LABELS_FILE);
    boolean written = Files.isRegularFile(file);
    List<Row> rows = written ? rows(folder, file) : simulated(folder);
    Path origin = written ? file : folder;
    Set<String> labels = new TreeSet<>();
    rows.forEach(row -> labels.addAll(row.labels()));
    if (labels.isEmpty()) {
      throw new RecordingFormatException(origin + ": no recording has any label");
    }
    List<String> ordered = List.copyOf(labels);
    return new LabelledFolder(
        written ? nameIn(file, folder) : nameOf(folder), ordered, folded(origin, rows, ordered));
  }

  private static String nameOf(Path folder) {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    return last == null ? "recordings" : last.toString();
  }

  private static String nameIn(Path file, Path folder) throws IOException {
    var matcher = NAME.matcher(Files.readString(file));
    return matcher.find() ? matcher.group(1).strip() : nameOf(folder);
  }

  private static List<Row> rows(Path folder, Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    long line = 1;
    try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser parser = CSV.parse(text)) {
      Set<String> columns = new TreeSet<>(parser.getHeaderNames());
      if (!columns.containsAll(Set.of("recording", "labels")) || !COLUMNS.containsAll(columns)) {
        throw new IllegalArgumentException(
            "columns are recording, labels and, if you like, patient, fold, from, to; not "
                + String.join(", ", parser.getHeaderNames()));
      }
      for (CSVRecord row : parser) {
        line = parser.getCurrentLineNumber();
        rows.add(rowOf(folder, row));
      }
    } catch (IllegalArgumentException | UncheckedIOException | CharacterCodingException e) {
      throw new RecordingFormatException(file + ", near line " + line + ": " + e.getMessage(), e);
    }
    return rows;
  }

  private static Row rowOf(Path folder, CSVRecord row) {
    if (!row.isConsistent()) {
      throw new IllegalArgumentException("there are more or fewer fields than columns");
    }
    String recording = row.get("recording");
    Path file = inside(folder, recording);
    Set<String> labels = new HashSet<>();
    for (String label : row.get("labels").split("[ ;]+", -1)) {
      if (!label.isEmpty()) {
        if (!LABEL.matcher(label).matches()) {
          throw new IllegalArgumentException(
              "a label is letters, digits, '.', '_' and '-', at most 64, for it names a topic; not '"
                  + label
                  + "'");
        }
        labels.add(label);
      }
    }
    String patient = field(row, "patient");
    String fold = field(row, "fold");
    String from = field(row, "from");
    String to = field(row, "to");
    Row made =
        new Row(
            file,
            recording,
            patient.isEmpty() ? recording : patient,
            fold.isEmpty() ? 0 : Integer.parseInt(fold),
            from.isEmpty() ? 0 : Double.parseDouble(from),
            to.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(to)),
            labels);
    // Its own checks speak of this line, not of the whole file.
    stretch(made, made.fold() == 0 && fold.isEmpty() ? 1 : made.fold());
    return made;
  }

  private static String field(CSVRecord row, String column) {
    return row.isMapped(column) ? row.get(column) : "";
  }

  private static Path inside(Path folder, String recording) {
    try {
      Path file = folder.resolve(recording).normalize();
      if (recording.isEmpty() || !file.startsWith(folder.normalize())) {
        throw new IllegalArgumentException(
            "a recording is named by its path from the folder, such as ward/r1, not '"
                + recording
                + "'");
      }
      return file;
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + recording + "' is no path of a file", e);
    }
  }

  /** What simulated recordings say of themselves. */
  private static List<Row> simulated(Path folder) throws IOException {
    RecordingReader reader = RecordingReader.standard();
    List<Row> rows = new ArrayList<>();
    for (Path file : reader.list(folder)) {
      Recording recording = reader.read(file);
      if (!LabelledTime.simulated(recording.comments())) {
        throw new RecordingFormatException(
            file
                + ": nothing says what is in this recording; write "
                + folder.resolve(LABELS_FILE)
                + " with the columns recording and labels");
      }
      List<LabelledTime> times = LabelledTime.of(recording.comments());
      int stretches = (int) (recording.durationSeconds() / SIMULATED_STRETCH_SECONDS);
      for (int i = 0; i < stretches; i++) {
        double from = i * SIMULATED_STRETCH_SECONDS;
        double to = from + SIMULATED_STRETCH_SECONDS;
        Set<String> labels = new HashSet<>();
        Map<String, Double> seconds = new TreeMap<>();
        for (LabelledTime time : times) {
          double shared = Math.min(to, time.toSeconds()) - Math.max(from, time.fromSeconds());
          if (shared > 0
              && seconds.merge(time.label(), shared, Double::sum)
                  >= SIMULATED_STRETCH_SECONDS / 2) {
            labels.add(time.label());
          }
        }
        rows.add(
            new Row(file, recording.id(), recording.id(), 0, from, OptionalDouble.of(to), labels));
      }
    }
    if (rows.isEmpty()) {
      throw new RecordingFormatException(folder + ": there is no recording of ten seconds in it");
    }
    return rows;
  }

  /** Gives every stretch its fold. */
  private static List<LabelledStretch> folded(Path origin, List<Row> rows, List<String> labels)
      throws IOException {
    Map<String, Integer> named = new TreeMap<>();
    Map<String, boolean[]> patients = new TreeMap<>();
    boolean some = false;
    boolean all = true;
    for (Row row : rows) {
      some |= row.fold() > 0;
      all &= row.fold() > 0;
      Integer before = named.put(row.patient(), row.fold());
      if (before != null && before != row.fold()) {
        throw new RecordingFormatException(
            origin
                + ": patient '"
                + row.patient()
                + "' is in folds "
                + before
                + " and "
                + row.fold()
                + "; what is tested would have been learned from");
      }
      boolean[] has = patients.computeIfAbsent(row.patient(), each -> new boolean[labels.size()]);
      row.labels().forEach(label -> has[labels.indexOf(label)] = true);
    }
    if (some && !all) {
      throw new RecordingFormatException(
          origin + ": some rows name a fold and some do not; name all or none");
    }
    if (!all) {
      if (patients.size() < FOLDS) {
        throw new RecordingFormatException(
            origin
                + ": "
                + patients.size()
                + " patients cannot be dealt to "
                + FOLDS
                + " folds; name folds yourself in a column fold");
      }
      int[] folds =
          IterativeStratification.folds(patients.values().toArray(boolean[][]::new), FOLDS, SEED);
      int i = 0;
      for (String patient : patients.keySet()) {
        named.put(patient, folds[i++]);
      }
    }
    List<LabelledStretch> stretches = new ArrayList<>();
    for (Row row : rows) {
      stretches.add(stretch(row, named.get(row.patient())));
    }
    return stretches;
  }

  private static LabelledStretch stretch(Row row, int fold) {
    return new LabelledStretch(
        row.file(),
        row.recording(),
        row.patient(),
        fold,
        row.fromSeconds(),
        row.toSeconds(),
        row.labels());
  }

  /** The folds that have stretches, in order. */
  public Set<Integer> folds() {
    Set<Integer> folds = new TreeSet<>();
    stretches.forEach(stretch -> folds.add(stretch.fold()));
    return folds;
  }
}
