// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Writes one recording in WFDB format, block by block: signals in format 16 (<a
 * href="https://physionet.org/physiotools/wag/signal-5.htm">signal(5)</a>), annotations in MIT
 * format (<a href="https://physionet.org/physiotools/wag/annot-5.htm">annot(5)</a>), and at last
 * the header (<a href="https://physionet.org/physiotools/wag/header-5.htm">header(5)</a>). A
 * recording without its header is one that was not finished.
 *
 * <p>Memory does not grow with the length of the signal. Not thread-safe; whoever opens a writer
 * closes it.
 */
public final class WfdbWriter implements Closeable {
  /** Units of the converter per millivolt: a unit is a microvolt. */
  private static final int GAIN = 1000;

  /** The value that stands for a missing sample in format 16. */
  private static final short MISSING = Short.MIN_VALUE;

  private static final int RESOLUTION_BITS = 16;
  private static final int LARGEST_INTERVAL = 1023;
  private static final int SKIP = 59;
  private static final int AUX = 63;
  private static final int LONGEST_TEXT = 255;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final DateTimeFormatter BASE_TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS dd/MM/yyyy", Locale.ROOT);
  private static final Map<String, Integer> CODES = codes();

  private final Path folder;
  private final String name;
  private final List<Lead> leads;
  private final double samplingRateHz;
  private final Optional<Instant> start;
  private final OutputStream signals;
  private final short[] first;
  private final short[] checksums;
  private final List<Annotation> annotations = new ArrayList<>();
  private final List<String> comments = new ArrayList<>();
  private long samples;
  private boolean finished;

  /**
   * Begins a recording; files of the same name are overwritten.
   *
   * @param folder where the files go, made if missing
   * @param name name of the recording: letters, digits, underscores and hyphens, 1 to 64
   * @param leads the leads, at least one
   * @param samplingRateHz samples per second and lead, above 0
   * @param start time of the first sample, written in UTC to the millisecond, for WFDB knows no
   *     time zones
   */
  public static WfdbWriter create(
      Path folder, String name, List<Lead> leads, double samplingRateHz, Optional<Instant> start)
      throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The name of a WFDB recording has 1 to 64 letters, digits, underscores and hyphens, not '"
              + name
              + "'");
    }
    if (leads.isEmpty() || !(samplingRateHz > 0) || Double.isInfinite(samplingRateHz)) {
      throw new IllegalArgumentException(
          "Recording "
              + name
              + " needs a lead and a rate above 0 Hz, not "
              + leads
              + " at "
              + samplingRateHz
              + " Hz");
    }
    Files.createDirectories(folder);
    // What is left of an earlier recording would be taken for this one's header.
    Files.deleteIfExists(folder.resolve(name + ".hea"));
    return new WfdbWriter(folder, name, leads, samplingRateHz, start);
  }

  private WfdbWriter(
      Path folder, String name, List<Lead> leads, double samplingRateHz, Optional<Instant> start)
      throws IOException {
    this.folder = folder;
    this.name = name;
    this.leads = List.copyOf(leads);
    this.samplingRateHz = samplingRateHz;
    this.start = start;
    this.first = new short[leads.size()];
    this.checksums = new short[leads.size()];
    this.signals =
        new BufferedOutputStream(Files.newOutputStream(folder.resolve(name + ".dat")), 1 << 16);
  }

  /**
   * Adds samples to all leads. Values are rounded to microvolts and kept within ±32.767 mV.
   *
   * @param millivolts {@code [lead][sample]}, at least {@code count} of each; NaN stands for a
   *     missing sample
   */
  public void write(double[][] millivolts, int count) throws IOException {
    byte[] frame = new byte[2 * leads.size()];
    for (int i = 0; i < count; i++) {
      for (int lead = 0; lead < checksums.length; lead++) {
        short value = digital(millivolts[lead][i]);
        if (samples == 0) {
          first[lead] = value;
        }
        checksums[lead] += value;
        frame[2 * lead] = (byte) value;
        frame[2 * lead + 1] = (byte) (value >> 8);
      }
      signals.write(frame);
      samples++;
    }
  }

  private static short digital(double millivolts) {
    if (Double.isNaN(millivolts)) {
      return MISSING;
    }
    return (short)
        Math.max(-Short.MAX_VALUE, Math.min(Short.MAX_VALUE, Math.rint(millivolts * GAIN)));
  }

  /**
   * Adds a mark; marks come in order.
   *
   * @throws IllegalArgumentException if the sample is before that of the last mark, the code is no
   *     mnemonic of WFDB, or the text has more than 255 bytes
   */
  public void annotate(Annotation annotation) {
    long last = annotations.isEmpty() ? 0 : annotations.get(annotations.size() - 1).sample();
    if (annotation.sample() < last) {
      throw new IllegalArgumentException(
          "A mark at sample " + annotation.sample() + " after one at sample " + last);
    }
    if (!CODES.containsKey(annotation.code())) {
      throw new IllegalArgumentException("WFDB has no annotation code '" + annotation.code() + "'");
    }
    if (annotation.text().getBytes(StandardCharsets.UTF_8).length > LONGEST_TEXT) {
      throw new IllegalArgumentException(
          "The text of a mark has at most 255 bytes, not those of '" + annotation.text() + "'");
    }
    annotations.add(annotation);
  }

  /** Adds a comment to the header: one line. */
  public void comment(String line) {
    if (line.contains("\n") || line.contains("\r")) {
      throw new IllegalArgumentException("A comment is one line, not '" + line + "'");
    }
    comments.add(line);
  }

  /**
   * Writes annotations and header, which makes the recording whole.
   *
   * @return the header file
   */
  public Path finish() throws IOException {
    signals.close();
    writeAnnotations();
    Path header = folder.resolve(name + ".hea");
    Files.writeString(header, header());
    finished = true;
    return header;
  }

  /** Closes the files; a recording that was not finished has no header and is none. */
  @Override
  public void close() throws IOException {
    if (!finished) {
      signals.close();
    }
  }

  private String header() {
    StringBuilder text = new StringBuilder();
    text.append(name).append(' ').append(leads.size()).append(' ');
    text.append(number(samplingRateHz)).append(' ').append(samples);
    start.ifPresent(
        instant ->
            text.append(' ')
                .append(BASE_TIME.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC))));
    text.append('\n');
    for (int lead = 0; lead < checksums.length; lead++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s.dat 16 %d/mV %d 0 %d %d 0 %s\n",
              name,
              GAIN,
              RESOLUTION_BITS,
              first[lead],
              checksums[lead],
              leads.get(lead)));
    }
    comments.forEach(line -> text.append("# ").append(line).append('\n'));
    return text.toString();
  }

  private static String number(double value) {
    return value == Math.rint(value) && value < 1e9
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  private void writeAnnotations() throws IOException {
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(folder.resolve(name + ".atr")))) {
      long last = 0;
      for (Annotation each : annotations) {
        long interval = each.sample() - last;
        last = each.sample();
        while (interval > LARGEST_INTERVAL) {
          // High word first, as on the PDP-11.
          int skipped = (int) Math.min(Integer.MAX_VALUE, interval);
          word(out, SKIP << 10);
          word(out, skipped >>> 16);
          word(out, skipped & 0xffff);
          interval -= skipped;
        }
        word(out, CODES.get(each.code()) << 10 | (int) interval);
        byte[] text = each.text().getBytes(StandardCharsets.UTF_8);
        if (text.length > 0) {
          word(out, AUX << 10 | text.length);
          out.write(text);
          if (text.length % 2 == 1) {
            out.write(0);
          }
        }
      }
      word(out, 0);
    }
  }

  private static void word(OutputStream out, int word) throws IOException {
    out.write(word);
    out.write(word >> 8);
  }

  private static Map<String, Integer> codes() {
    Map<String, Integer> codes = new HashMap<>();
    for (int code = 1; code <= AnnotationCodes.LAST; code++) {
      codes.put(AnnotationCodes.mnemonic(code), code);
    }
    return Map.copyOf(codes);
  }
}
