// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.dicom;

import static io.monolead.connectors.recordings.RecordingFormatException.quoted;

import io.monolead.connectors.dicom.DicomElements.Head;
import io.monolead.connectors.recordings.LeadLabel;
import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.connectors.recordings.StripAssembly;
import io.monolead.connectors.recordings.VoltageUnit;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one file; for one thread and one use. */
final class DicomReader {
  /** What stands behind the preamble of every file (PS3.10, section 7.1). */
  static final String MAGIC = "DICM";

  static final int PREAMBLE_BYTES = 128;

  private static final String IMPLICIT = "1.2.840.10008.1.2";
  private static final String EXPLICIT = "1.2.840.10008.1.2.1";

  private static final long MOST_SAMPLES = 1L << 28;
  private static final int DEEPEST = 16;
  private static final int MOST_ELEMENTS = 1_000_000;
  private static final int MOST_GROUPS = 64;
  private static final int MOST_CHANNELS = 512;
  private static final int CHUNK_BYTES = 1 << 16;

  private static final int TRANSFER_SYNTAX = 0x0002_0010;
  private static final int SOP_CLASS = 0x0008_0016;
  private static final int CONTENT_DATE = 0x0008_0023;
  private static final int ACQUISITION = 0x0008_002A;
  private static final int CONTENT_TIME = 0x0008_0033;
  private static final int CODE_VALUE = 0x0008_0100;
  private static final int CODE_SCHEME = 0x0008_0102;
  private static final int CODE_MEANING = 0x0008_0104;
  private static final int ZONE = 0x0008_0201;
  private static final int SEX = 0x0010_0040;
  private static final int AGE = 0x0010_1010;
  private static final int TIME_OFFSET = 0x0018_1068;
  private static final int ORIGINALITY = 0x003A_0004;
  private static final int CHANNELS = 0x003A_0005;
  private static final int SAMPLES = 0x003A_0010;
  private static final int FREQUENCY = 0x003A_001A;
  private static final int CHANNEL_DEFINITIONS = 0x003A_0200;
  private static final int LABEL = 0x003A_0203;
  private static final int SOURCES = 0x003A_0208;
  private static final int SENSITIVITY = 0x003A_0210;
  private static final int UNITS = 0x003A_0211;
  private static final int CORRECTION = 0x003A_0212;
  private static final int BASELINE = 0x003A_0213;
  private static final int TIME_SKEW = 0x003A_0214;
  private static final int SAMPLE_SKEW = 0x003A_0215;
  private static final int WAVEFORMS = 0x5400_0100;
  private static final int BITS = 0x5400_1004;
  private static final int INTERPRETATION = 0x5400_1006;
  private static final int PADDING = 0x5400_100A;
  private static final int DATA = 0x5400_1010;

  /** Leads of CID 3001 by the last number of their code in MDC (2:1) and SCPECG (5.6.3-9-1). */
  private static final Map<String, Lead> LEAD_NUMBERS =
      Map.ofEntries(
          Map.entry("1", Lead.I),
          Map.entry("2", Lead.II),
          Map.entry("61", Lead.III),
          Map.entry("62", Lead.AVR),
          Map.entry("63", Lead.AVL),
          Map.entry("64", Lead.AVF),
          Map.entry("3", Lead.V1),
          Map.entry("4", Lead.V2),
          Map.entry("5", Lead.V3),
          Map.entry("6", Lead.V4),
          Map.entry("7", Lead.V5),
          Map.entry("8", Lead.V6));

  private static final Pattern MDC = Pattern.compile("2:(\\d+)");
  private static final Pattern SCP = Pattern.compile("5\\.6\\.3-9-(\\d+)");
  private static final Pattern YEARS = Pattern.compile("(\\d{3})Y");
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)?(?:\\.(\\d{1,6}))?([+-]\\d{4})?");

  private final Path file;
  private final String id;
  private final RecordingProblems problems;

  private DicomElements elements;
  private int elementCount;
  private final List<MultiplexGroup> groups = new ArrayList<>();
  private String sopClass = "";
  private String acquisition = "";
  private String contentDate = "";
  private String contentTime = "";
  private String zone = "";
  private String sex = "";
  private String age = "";

  DicomReader(Path file, String id, RecordingProblems problems) {
    this.file = file;
    this.id = id;
    this.problems = problems;
  }

  /** What takes the elements of one data set. */
  @FunctionalInterface
  private interface Taker {
    /**
     * Takes an element of interest with its value.
     *
     * @return false if it is of none, and its value is still to be passed over
     */
    boolean take(Head head, boolean explicit, int depth) throws IOException;
  }

  Recording read() throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), CHUNK_BYTES)) {
      byte[] start = in.readNBytes(PREAMBLE_BYTES + MAGIC.length());
      if (start.length < PREAMBLE_BYTES + MAGIC.length()
          || !new String(start, PREAMBLE_BYTES, MAGIC.length(), StandardCharsets.ISO_8859_1)
              .equals(MAGIC)) {
        throw malformed("no DICOM file: 'DICM' is not at byte " + PREAMBLE_BYTES);
      }
      elements = new DicomElements(file.toString(), in, Files.size(file), start.length);
      boolean explicit = readMeta();
      dataSet(elements.position() + elements.left(), explicit, 0, this::takeTop);
    } catch (EOFException e) {
      throw new RecordingFormatException(file + ": ends inside an element", e);
    }
    return recording();
  }

  /** Reads the file meta information, which is always explicit; returns what the rest is. */
  private boolean readMeta() throws IOException {
    String syntax = "";
    Head head = elements.next(true);
    if (head.tag() != 0x0002_0000 || head.length() != 4) {
      throw malformed("does not begin with the length of its meta information (0002,0000)");
    }
    long end = elements.unsigned(head);
    end += elements.position();
    while (elements.position() < end) {
      head = elements.next(true);
      if (head.tag() == TRANSFER_SYNTAX) {
        syntax = elements.text(head);
      } else if (head.isUndefined()) {
        throw malformed("an element of its meta information has no length");
      } else {
        elements.skip(head.length());
      }
    }
    if (!syntax.equals(IMPLICIT) && !syntax.equals(EXPLICIT)) {
      throw malformed(
          "is encoded as "
              + quoted(syntax)
              + "; little endian is read, with ("
              + EXPLICIT
              + ") and without ("
              + IMPLICIT
              + ") value representations");
    }
    return syntax.equals(EXPLICIT);
  }

  /**
   * Reads elements up to an end.
   *
   * @param end the byte after the last; {@code Long.MAX_VALUE} reads up to the end of an item
   */
  private void dataSet(long end, boolean explicit, int depth, Taker taker) throws IOException {
    while (elements.position() < end) {
      if (++elementCount > MOST_ELEMENTS) {
        throw malformed("more than " + MOST_ELEMENTS + " elements are not read");
      }
      Head head = elements.next(explicit);
      if (head.tag() == DicomElements.ITEM_END && end == Long.MAX_VALUE) {
        return;
      }
      if (head.tag() >>> 16 == 0xFFFE) {
        throw malformed(
            DicomElements.name(head.tag())
                + " at byte "
                + elements.position()
                + " is not expected");
      }
      if (end != Long.MAX_VALUE
          && !head.isUndefined()
          && head.length() > end - elements.position()
          && head.tag() != DATA) {
        throw malformed(
            DicomElements.name(head.tag())
                + " has "
                + head.length()
                + " bytes, of which "
                + (end - elements.position())
                + " are there");
      }
      if (!taker.take(head, explicit, depth)) {
        passOver(head, explicit, depth);
      }
    }
    if (elements.position() > end) {
      throw malformed("an item ends inside an element, at byte " + end);
    }
  }

  private void passOver(Head head, boolean explicit, int depth) throws IOException {
    if (!head.isUndefined()) {
      elements.skip(head.length());
      return;
    }
    items(head, explicit, depth, () -> (nested, nestedExplicit, nestedDepth) -> false);
  }

  /** Makes a taker for each item of a sequence. */
  @FunctionalInterface
  private interface Takers {
    Taker next() throws IOException;
  }

  private void items(Head head, boolean around, int depth, Takers takers) throws IOException {
    if (depth == DEEPEST) {
      throw malformed("sequences more than " + DEEPEST + " deep");
    }
    // By PS3.5, section 6.2.2, a sequence that somebody did not know is implicit inside.
    boolean explicit = around && !head.representation().equals("UN");
    long end = head.isUndefined() ? Long.MAX_VALUE : elements.position() + head.length();
    while (elements.position() < end) {
      if (++elementCount > MOST_ELEMENTS) {
        throw malformed("more than " + MOST_ELEMENTS + " elements are not read");
      }
      Head item = elements.next(explicit);
      if (item.tag() == DicomElements.SEQUENCE_END && head.isUndefined()) {
        return;
      }
      if (item.tag() != DicomElements.ITEM) {
        throw malformed(
            "the sequence " + DicomElements.name(head.tag()) + " has something else than items");
      }
      if (!item.isUndefined() && item.length() > end - elements.position()) {
        throw malformed("an item of " + DicomElements.name(head.tag()) + " is longer than that");
      }
      dataSet(
          item.isUndefined() ? Long.MAX_VALUE : elements.position() + item.length(),
          explicit,
          depth + 1,
          takers.next());
    }
  }

  private boolean takeTop(Head head, boolean explicit, int depth) throws IOException {
    switch (head.tag()) {
      case SOP_CLASS -> sopClass = elements.text(head);
      case ACQUISITION -> acquisition = elements.text(head);
      case CONTENT_DATE -> contentDate = elements.text(head);
      case CONTENT_TIME -> contentTime = elements.text(head);
      case ZONE -> zone = elements.text(head);
      case SEX -> sex = elements.text(head);
      case AGE -> age = elements.text(head);
      case WAVEFORMS ->
          items(
              head,
              explicit,
              depth,
              () -> {
                if (groups.size() == MOST_GROUPS) {
                  throw malformed("more than " + MOST_GROUPS + " multiplex groups are not read");
                }
                MultiplexGroup group = new MultiplexGroup();
                groups.add(group);
                return (nested, inner, at) -> takeGroup(group, nested, inner, at);
              });
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean takeGroup(MultiplexGroup group, Head head, boolean explicit, int depth)
      throws IOException {
    switch (head.tag()) {
      case TIME_OFFSET -> group.timeOffset = elements.text(head);
      case ORIGINALITY -> group.originality = elements.text(head);
      case CHANNELS -> group.channelCount = elements.unsigned(head);
      case SAMPLES -> group.samples = elements.unsigned(head);
      case FREQUENCY -> group.samplingFrequency = elements.text(head);
      case BITS -> group.bitsAllocated = elements.unsigned(head);
      case INTERPRETATION -> group.interpretation = elements.text(head);
      case PADDING -> {
        byte[] value = elements.bytes((int) Math.min(head.length(), 4));
        elements.skip(head.length() - value.length);
        int bytes = (int) Math.min(group.bitsAllocated / 8, value.length);
        group.padding = bytes == 0 ? null : stored(value, 0, bytes, isSigned(group));
      }
      case CHANNEL_DEFINITIONS ->
          items(
              head,
              explicit,
              depth,
              () -> {
                if (group.channels.size() == MOST_CHANNELS) {
                  throw malformed("more than " + MOST_CHANNELS + " channels are not read");
                }
                MultiplexGroup.Channel channel = new MultiplexGroup.Channel();
                group.channels.add(channel);
                return (nested, inner, at) -> takeChannel(channel, nested, inner, at);
              });
      case DATA -> takeData(group, head);
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean takeChannel(
      MultiplexGroup.Channel channel, Head head, boolean explicit, int depth) throws IOException {
    switch (head.tag()) {
      case LABEL -> channel.label = elements.text(head);
      case SENSITIVITY -> channel.sensitivity = elements.text(head);
      case CORRECTION -> channel.correction = elements.text(head);
      case BASELINE -> channel.baseline = elements.text(head);
      case TIME_SKEW -> channel.timeSkew = elements.text(head);
      case SAMPLE_SKEW -> channel.sampleSkew = elements.text(head);
      case SOURCES ->
          items(
              head,
              explicit,
              depth,
              () ->
                  (nested, inner, at) -> {
                    switch (nested.tag()) {
                      case CODE_VALUE -> channel.sourceCode = elements.text(nested);
                      case CODE_SCHEME -> channel.sourceScheme = elements.text(nested);
                      case CODE_MEANING -> channel.sourceMeaning = elements.text(nested);
                      default -> {
                        return false;
                      }
                    }
                    return true;
                  });
      case UNITS ->
          items(
              head,
              explicit,
              depth,
              () ->
                  (nested, inner, at) -> {
                    if (nested.tag() != CODE_VALUE) {
                      return false;
                    }
                    channel.unit = elements.text(nested);
                    return true;
                  });
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean isSigned(MultiplexGroup group) {
    return group.interpretation.startsWith("S");
  }

  /** One stored value with its lowest byte first. */
  private static long stored(byte[] bytes, int at, int width, boolean signed) {
    long value = 0;
    for (int i = width - 1; i >= 0; i--) {
      value = (value << 8) | (bytes[at + i] & 0xff);
    }
    int unused = 64 - 8 * width;
    return signed ? value << unused >> unused : value;
  }

  private void takeData(MultiplexGroup group, Head head) throws IOException {
    if (!group.originality.equals("ORIGINAL")) {
      elements.skip(head.length());
      return;
    }
    int width =
        switch (group.interpretation) {
          case "SB", "UB" -> 1;
          case "SS", "US" -> 2;
          case "SL", "UL" -> 4;
          default ->
              throw malformed(
                  "samples of the kind "
                      + quoted(group.interpretation)
                      + "; SB, UB, SS, US, SL and UL are read");
        };
    int channels = group.channels.size();
    if (group.bitsAllocated != 8L * width || channels == 0 || group.channelCount != channels) {
      throw malformed(
          "a multiplex group of "
              + group.channelCount
              + " channels, "
              + channels
              + " of them defined, with "
              + group.bitsAllocated
              + " bits for samples of the kind "
              + group.interpretation);
    }
    long bytes = head.isUndefined() ? elements.left() : Math.min(head.length(), elements.left());
    long frames = Math.min(group.samples, bytes / ((long) width * channels));
    if (frames < group.samples) {
      problems.report(
          file
              + ": a multiplex group of "
              + group.samples
              + " samples, of which "
              + frames
              + " are there");
    }
    if (frames == 0) {
      throw malformed("a multiplex group holds no samples");
    }
    if (frames * channels > MOST_SAMPLES) {
      throw malformed("more than " + MOST_SAMPLES + " samples are not read");
    }
    group.stored = new float[channels][(int) frames];
    int frameBytes = width * channels;
    int chunkFrames = (int) Math.min(frames, Math.max(1L, CHUNK_BYTES / frameBytes));
    byte[] chunk = new byte[chunkFrames * frameBytes];
    boolean signed = isSigned(group);
    for (int frame = 0; frame < frames; ) {
      int count = (int) Math.min(chunkFrames, frames - frame);
      elements.bytes(chunk, count * frameBytes);
      for (int i = 0, at = 0; i < count; i++) {
        for (int channel = 0; channel < channels; channel++, at += width) {
          long value = stored(chunk, at, width, signed);
          boolean missing = group.padding != null && value == group.padding;
          group.stored[channel][frame + i] = missing ? Float.NaN : value;
        }
      }
      frame += count;
    }
    long rest = head.isUndefined() ? 0 : head.length() - frames * frameBytes;
    // A file cut short ends here.
    elements.skip(Math.min(rest, elements.left()));
  }

  private Recording recording() throws IOException {
    StripAssembly assembly = new StripAssembly(file.toString());
    int number = 0;
    for (MultiplexGroup group : groups) {
      if (group.stored == null) {
        continue;
      }
      double rate = number(group.samplingFrequency, "the sampling frequency");
      double offset = number(group.timeOffset, "the time offset of a multiplex group") / 1000;
      if (!(rate > 0)) {
        throw malformed("a sampling frequency of " + quoted(group.samplingFrequency) + " Hz");
      }
      for (int i = 0; i < group.stored.length; i++) {
        MultiplexGroup.Channel channel = group.channels.get(i);
        OptionalDouble unit = VoltageUnit.millivolts(channel.unit);
        if (unit.isPresent()) {
          // A skew that is stated is heeded to the next sample.
          double skew =
              number(channel.timeSkew, "a time skew")
                  + number(channel.sampleSkew, "a sample skew") / rate;
          scale(group.stored[i], channel, unit.getAsDouble());
          assembly.add(
              lead(channel, number++),
              offset + (Math.abs(skew) >= 0.5 / rate ? skew : 0),
              rate,
              group.stored[i]);
        }
        group.stored[i] = null;
      }
    }
    if (assembly.isEmpty()) {
      throw malformed(
          "has no waveform in volts among "
              + groups.size()
              + " multiplex groups; it is of the class "
              + quoted(sopClass));
    }
    StripAssembly.Assembled assembled = assembly.assemble();
    List<String> comments = new ArrayList<>();
    Matcher years = YEARS.matcher(age);
    if (years.matches()) {
      comments.add("Age: " + Integer.parseInt(years.group(1)));
    }
    if (sex.equals("M") || sex.equals("F")) {
      comments.add("Sex: " + (sex.equals("M") ? "Male" : "Female"));
    }
    return new Recording(
        id,
        assembled.rateHz(),
        start().map(time -> time.plusNanos(Math.round(assembled.startSeconds() * 1e9))),
        assembled.leads(),
        assembled.millivolts(),
        List.of(),
        comments);
  }

  /**
   * To millivolts (PS3.3, C.10.9.1.4.2): the stored value times the sensitivity, and the baseline.
   */
  private void scale(float[] stored, MultiplexGroup.Channel channel, double millivolts)
      throws RecordingFormatException {
    double scale =
        number(channel.sensitivity, "a channel's sensitivity")
            * number(channel.correction, "a channel's correction")
            * millivolts;
    double baseline = number(channel.baseline, "a channel's baseline") * millivolts;
    if (scale == 0) {
      throw malformed("a channel's sensitivity is 0");
    }
    for (int i = 0; i < stored.length; i++) {
      stored[i] = (float) (stored[i] * scale + baseline);
    }
  }

  private static Lead lead(MultiplexGroup.Channel channel, int index) {
    Matcher mdc = MDC.matcher(channel.sourceCode);
    Matcher scp = SCP.matcher(channel.sourceCode);
    Lead known =
        channel.sourceScheme.equals("MDC") && mdc.matches()
            ? LEAD_NUMBERS.get(mdc.group(1))
            : channel.sourceScheme.startsWith("SCPECG") && scp.matches()
                ? LEAD_NUMBERS.get(scp.group(1))
                : null;
    if (known != null) {
      return known;
    }
    return LeadLabel.parse(
        channel.sourceMeaning.isBlank() ? channel.label : channel.sourceMeaning, index);
  }

  /** A decimal string; empty stands for 0. */
  private double number(String text, String what) throws RecordingFormatException {
    double number = text.isEmpty() ? 0 : Double.NaN;
    if (!text.isEmpty()
        && text.length() <= 32
        && text.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0)) {
      try {
        number = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        // Said below.
      }
    }
    if (!Double.isFinite(number)) {
      throw malformed(what + " is " + quoted(text) + ", no number");
    }
    return number;
  }

  /** The acquisition's time, or else that of the content; in UTC where no zone is stated. */
  private Optional<Instant> start() {
    String text = acquisition.isEmpty() ? contentDate + contentTime : acquisition;
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String fraction = matcher.group(7) == null ? "" : matcher.group(7);
    String offset = matcher.group(8) == null ? zone : matcher.group(8);
    try {
      LocalDateTime time =
          LocalDateTime.of(
              Integer.parseInt(matcher.group(1)),
              Integer.parseInt(matcher.group(2)),
              Integer.parseInt(matcher.group(3)),
              Integer.parseInt(matcher.group(4)),
              Integer.parseInt(matcher.group(5)),
              matcher.group(6) == null ? 0 : Integer.parseInt(matcher.group(6)),
              Integer.parseInt((fraction + "000000000").substring(0, 9)));
      return Optional.of(time.toInstant(offset.isEmpty() ? ZoneOffset.UTC : ZoneOffset.of(offset)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private RecordingFormatException malformed(String what) {
    return new RecordingFormatException(file + ": " + what);
  }
}
