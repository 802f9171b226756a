// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.signal.Annotation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an annotation file in MIT format (<a
 * href="https://physionet.org/physiotools/wag/annot-5.htm">annot(5)</a>).
 *
 * <p>Each annotation is a little-endian word of a code (6 bits) and the samples since the one
 * before (10 bits), followed by instructions that add to it. Subtype, channel and number are passed
 * over.
 */
final class AnnotationFile {
  /** Eight million annotations; a day of beats is 0.1 million. */
  private static final int LARGEST_BYTES = 1 << 24;

  private static final int SKIP = 59;
  private static final int NUM = 60;
  private static final int SUB = 61;
  private static final int CHN = 62;
  private static final int AUX = 63;

  private static final Pattern TIME_RESOLUTION =
      Pattern.compile("## time resolution:\\s{0,10}(\\d{1,12}(?:\\.\\d{1,12})?)");

  private final Path file;
  private final byte[] bytes;

  /** Samples per second of the recording whose samples the annotations are to count. */
  private final double samplingRateHz;

  private final RecordingProblems problems;
  private final List<Annotation> annotations = new ArrayList<>();

  private int at;
  private long sample;
  private double ticksPerSecond;
  private boolean defining;

  // The annotation whose instructions may still follow.
  private int code = -1;
  private String text = "";

  private AnnotationFile(
      Path file,
      byte[] bytes,
      double frameRateHz,
      double samplingRateHz,
      RecordingProblems problems) {
    this.file = file;
    this.bytes = bytes;
    this.samplingRateHz = samplingRateHz;
    this.ticksPerSecond = frameRateHz;
    this.problems = problems;
  }

  /**
   * Reads annotations.
   *
   * @param frameRateHz what the file counts in if it does not say so itself
   * @param samplingRateHz of the samples to count
   */
  static List<Annotation> read(
      Path file, double frameRateHz, double samplingRateHz, RecordingProblems problems)
      throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LARGEST_BYTES + 1);
    }
    if (bytes.length > LARGEST_BYTES) {
      throw new RecordingFormatException(
          file + ": an annotation file has at most " + LARGEST_BYTES + " bytes, this has more");
    }
    return new AnnotationFile(file, bytes, frameRateHz, samplingRateHz, problems).read();
  }

  private List<Annotation> read() throws RecordingFormatException {
    boolean ended = false;
    while (!ended && at + 2 <= bytes.length) {
      int word = word();
      int instruction = word >> 10;
      int value = word & 0x3ff;
      switch (instruction) {
        case SKIP -> skip();
        // Subtype, channel and number have no place in an Annotation.
        case NUM, SUB, CHN -> {}
        case AUX -> aux(value);
        default -> {
          if (instruction > AnnotationCodes.LAST) {
            throw malformed("unknown code " + instruction);
          }
          finish();
          ended = word == 0;
          if (!ended) {
            code = instruction;
            advance(value);
          }
        }
      }
    }
    finish();
    if (!ended) {
      problems.report(file + ": the annotations end at byte " + at + " without the end mark");
    }
    // Annotators may write out of order; readers of a recording may rely on it.
    annotations.sort(Comparator.comparingLong(Annotation::sample));
    return annotations;
  }

  private int word() {
    int word = (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
    at += 2;
    return word;
  }

  /** The interval to the next annotation, as a long in the PDP-11's order: high word first. */
  private void skip() throws RecordingFormatException {
    if (at + 4 > bytes.length) {
      throw malformed("cut short inside a long interval");
    }
    int high = word();
    // It belongs to the annotation that follows: the one before is complete.
    finish();
    advance(high << 16 | word());
  }

  private void advance(int ticks) throws RecordingFormatException {
    sample += ticks;
    if (sample < 0) {
      throw malformed("an annotation " + -sample + " samples before the recording begins");
    }
  }

  private void aux(int length) throws RecordingFormatException {
    if (at + length > bytes.length) {
      throw malformed("cut short inside a text of " + length + " bytes");
    }
    int end = length;
    while (end > 0 && bytes[at + end - 1] == 0) {
      end--;
    }
    text = new String(bytes, at, end, StandardCharsets.UTF_8);
    at = Math.min(bytes.length, at + length + length % 2);
  }

  /** Keeps the annotation read last, now that all its instructions have been seen. */
  private void finish() throws RecordingFormatException {
    if (code >= 0 && !isDefinition()) {
      annotations.add(new Annotation(inSamples(), AnnotationCodes.mnemonic(code), text));
    }
    code = -1;
    text = "";
  }

  private long inSamples() {
    return ticksPerSecond == samplingRateHz
        ? sample
        : Math.round(sample * samplingRateHz / ticksPerSecond);
  }

  /** Remarks at sample 0 that begin with "##" speak to the reader, not of the signal. */
  private boolean isDefinition() throws RecordingFormatException {
    if (code != AnnotationCodes.NOTE || sample != 0) {
      return false;
    }
    Matcher resolution = TIME_RESOLUTION.matcher(text);
    if (resolution.lookingAt()) {
      ticksPerSecond = Double.parseDouble(resolution.group(1));
      if (!(ticksPerSecond > 0)) {
        throw malformed("a time resolution of 0");
      }
    } else if (text.startsWith("## annotation type definitions")) {
      defining = true;
    } else if (text.startsWith("## end of definitions")) {
      defining = false;
    } else {
      return defining || text.startsWith("##");
    }
    return true;
  }

  private RecordingFormatException malformed(String message) {
    return new RecordingFormatException(file + ", near byte " + at + ": " + message);
  }
}
