// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ishne;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Reads one recording; for one thread and one use. */
final class IshneReader {
  /** 12 leads of 250 Hz over 24 hours; as samples of a lead's array, 1 GiB. */
  private static final long MOST_SAMPLES = 1L << 28;

  /** What recorders write while a lead has no contact. */
  private static final int NO_CONTACT = Short.MIN_VALUE;

  private static final double MILLIVOLTS_PER_NANOVOLT = 1e-6;
  private static final int CHUNK_FRAMES = 4096;
  private static final String NOTE = "\"";

  /** By code; the first five are no standard leads (table 2). */
  private static final List<String> LEAD_NAMES =
      List.of(
          "", "bipolar", "X", "Y", "Z", "I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3",
          "V4", "V5", "V6", "ES", "AS", "AI");

  private final Path file;
  private final String id;
  private final RecordingProblems problems;

  IshneReader(Path file, String id, RecordingProblems problems) {
    this.file = file;
    this.id = id;
    this.problems = problems;
  }

  Recording read() throws IOException {
    IshneHeader header;
    float[][] millivolts;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      header = IshneHeader.read(in, IshneHeader.SIGNALS, file.toString(), problems);
      millivolts = signals(in, header);
    }
    List<String> comments = new ArrayList<>();
    header.age().ifPresent(age -> comments.add("Age: " + age));
    header.sex().ifPresent(sex -> comments.add("Sex: " + sex));
    return new Recording(
        id,
        header.samplingRateHz(),
        header.start().map(time -> time.toInstant(ZoneOffset.UTC)),
        leads(header.leadCodes()),
        millivolts,
        annotations(),
        comments);
  }

  private static List<Lead> leads(List<Integer> codes) {
    List<Lead> leads = new ArrayList<>();
    for (int i = 0; i < codes.size(); i++) {
      int code = codes.get(i);
      String name = code > 0 && code < LEAD_NAMES.size() ? LEAD_NAMES.get(code) : "";
      // Several leads may be of no name or generic: each must be one that can be asked for.
      leads.add(
          Lead.parse(name.isEmpty() || code == 1 ? (name + " lead " + (i + 1)).strip() : name));
    }
    return leads;
  }

  private float[][] signals(InputStream in, IshneHeader header) throws IOException {
    int leads = header.leadCodes().size();
    for (int i = 0; i < leads; i++) {
      if (header.nanovolts().get(i) <= 0) {
        throw malformed(
            "lead " + (i + 1) + " has a resolution of " + header.nanovolts().get(i) + " nV");
      }
    }
    long bytes = Files.size(file) - header.dataOffset();
    long frames = bytes / (2L * leads);
    if (frames == 0) {
      throw malformed("holds no samples");
    }
    if (frames * leads > MOST_SAMPLES) {
      throw malformed("more than " + MOST_SAMPLES + " samples are not read");
    }
    // The standard counts "samples" and does not say whose; files of both kinds are about.
    boolean perLead = header.samples() == frames;
    boolean together = header.samples() == frames * leads;
    if (!perLead && !together) {
      problems.report(
          file
              + ": the header says "
              + header.samples()
              + " samples, the file holds "
              + frames
              + " of each of "
              + leads
              + " leads");
    } else if (bytes != frames * leads * 2) {
      problems.report(file + ": ends inside a sample of its leads");
    }
    float[][] millivolts = new float[leads][(int) frames];
    byte[] chunk = new byte[(int) Math.min(frames, CHUNK_FRAMES) * leads * 2];
    for (int frame = 0; frame < frames; ) {
      int count = (int) Math.min(CHUNK_FRAMES, frames - frame);
      if (in.readNBytes(chunk, 0, count * leads * 2) < count * leads * 2) {
        throw malformed("ends before its sample " + frames);
      }
      for (int lead = 0; lead < leads; lead++) {
        double scale = header.nanovolts().get(lead) * MILLIVOLTS_PER_NANOVOLT;
        float[] target = millivolts[lead];
        for (int i = 0, from = 2 * lead; i < count; i++, from += 2 * leads) {
          int sample = (chunk[from] & 0xff) | (chunk[from + 1] << 8);
          target[frame + i] = sample == NO_CONTACT ? Float.NaN : (float) (sample * scale);
        }
      }
      frame += count;
    }
    return millivolts;
  }

  /**
   * The beats of the file beside, if there is one: after the header the number of a sample, and for
   * each beat a label, a byte for internal use, and the samples since the label before.
   */
  private List<Annotation> annotations() throws IOException {
    Path beats = file.resolveSibling(id + ".ann");
    if (!Files.isRegularFile(beats)) {
      return List.of();
    }
    List<Annotation> annotations = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(beats), 1 << 16)) {
      IshneHeader.read(in, IshneHeader.ANNOTATIONS, beats.toString(), problems);
      byte[] four = in.readNBytes(4);
      if (four.length < 4) {
        throw new RecordingFormatException(beats + ": ends before its first beat");
      }
      long sample =
          Integer.toUnsignedLong(ByteBuffer.wrap(four).order(ByteOrder.LITTLE_ENDIAN).getInt());
      while (in.readNBytes(four, 0, 4) == 4) {
        sample += (four[2] & 0xff) + 256 * (four[3] & 0xff);
        Annotation annotation = annotation(sample, (char) (four[0] & 0xff));
        if (annotation != null) {
          annotations.add(annotation);
        }
      }
    }
    return annotations;
  }

  /** In WFDB's codes; null for a label that only says that the next beat is far away. */
  private static Annotation annotation(long sample, char label) {
    return switch (label) {
      case '!' -> null;
      case 'N', 'V', 'S', 'B' -> new Annotation(sample, String.valueOf(label), "");
      case 'P' -> new Annotation(sample, "/", "");
      case 'U' -> new Annotation(sample, "Q", "");
      case 'X' -> new Annotation(sample, "|", "");
      case 'C' -> new Annotation(sample, NOTE, "calibration pulse");
      default ->
          new Annotation(
              sample,
              NOTE,
              label > ' ' && label < 127 ? "label " + label : "label of code " + (int) label);
    };
  }

  private RecordingFormatException malformed(String what) {
    return new RecordingFormatException(file + ": " + what);
  }
}
