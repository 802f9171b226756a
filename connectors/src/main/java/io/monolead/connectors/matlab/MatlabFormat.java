// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.matlab;

import io.monolead.connectors.recordings.RecordingFormat;
import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The MATLAB files of CPSC2018, also known as ICBEB2018: a structure {@code ECG} with {@code sex},
 * {@code age} and {@code data}, {@code [12][sample]} in millivolts at 500 Hz, leads in the
 * customary order (Liu et al., "An open access database for evaluating the algorithms of
 * electrocardiogram rhythm and morphology abnormality detection", J. Med. Imaging Health Inform. 8
 * (2018) 1368, <a href="https://doi.org/10.1166/jmihi.2018.2442">doi:10.1166/jmihi.2018.2442</a>).
 *
 * <p>6,877 recordings of 6 to 60 s with nine labels, which stand in a table apart. The challenge's
 * terms allow research use. Sex and age become comments in the manner of the PhysioNet Challenges
 * ({@code Sex: Male}, {@code Age: 74}).
 */
public final class MatlabFormat implements RecordingFormat {
  private static final String SUFFIX = ".mat";
  private static final String VARIABLE = "ECG";
  private static final double SAMPLING_RATE_HZ = 500;

  @Override
  public String name() {
    return "MATLAB (CPSC2018)";
  }

  @Override
  public Optional<Path> mainFile(Path path) throws IOException {
    if (path.getFileName() == null) {
      return Optional.empty();
    }
    if (isMainFile(path)) {
      return Optional.of(path);
    }
    Path withSuffix = path.resolveSibling(path.getFileName() + SUFFIX);
    return isMainFile(withSuffix) ? Optional.of(withSuffix) : Optional.empty();
  }

  @Override
  public boolean isMainFile(Path file) throws IOException {
    return file.getFileName().toString().endsWith(SUFFIX)
        && Files.isRegularFile(file)
        && MatFile.isLevel5(file);
  }

  @Override
  public String recordingId(Path mainFile) {
    String name = mainFile.getFileName().toString();
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  @Override
  public Recording read(Path mainFile, RecordingProblems problems) throws IOException {
    if (!(MatFile.read(mainFile).get(VARIABLE) instanceof MatValue.Struct ecg)) {
      throw new RecordingFormatException(
          mainFile + ": no structure '" + VARIABLE + "' as in the files of CPSC2018");
    }
    Map<String, MatValue> fields = ecg.fields();
    if (!(fields.get("data") instanceof MatValue.Numbers data)
        || data.rows() != Lead.STANDARD.size()
        || data.columns() == 0) {
      throw new RecordingFormatException(
          mainFile
              + ": "
              + VARIABLE
              + ".data must be a matrix of "
              + Lead.STANDARD.size()
              + " rows and at least one column");
    }
    List<String> comments = new ArrayList<>();
    if (fields.get("age") instanceof MatValue.Numbers age && age.values().length == 1) {
      comments.add("Age: " + plain(age.values()[0]));
    }
    if (fields.get("sex") instanceof MatValue.Text sex) {
      comments.add("Sex: " + sex.text().strip());
    }
    return new Recording(
        recordingId(mainFile),
        SAMPLING_RATE_HZ,
        Optional.empty(),
        Lead.STANDARD,
        byLead(data),
        List.of(),
        comments);
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** The file runs sample by sample; a recording runs lead by lead. */
  private static float[][] byLead(MatValue.Numbers data) {
    float[][] millivolts = new float[data.rows()][data.columns()];
    for (int sample = 0, at = 0; sample < data.columns(); sample++) {
      for (int lead = 0; lead < data.rows(); lead++, at++) {
        millivolts[lead][sample] = (float) data.values()[at];
      }
    }
    return millivolts;
  }
}
