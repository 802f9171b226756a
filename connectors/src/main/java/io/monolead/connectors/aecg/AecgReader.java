// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.aecg;

import static io.monolead.connectors.recordings.RecordingFormatException.quoted;

import io.monolead.connectors.recordings.LeadLabel;
import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.connectors.recordings.StripAssembly;
import io.monolead.connectors.recordings.VoltageUnit;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads one file; for one thread and one use. */
final class AecgReader {
  private static final String ROOT = "AnnotatedECG";
  private static final long MOST_SAMPLES = 1L << 28;
  private static final int DEEPEST = 64;
  private static final int MOST_SEQUENCES = 1024;
  private static final int LONGEST_DIGIT = 32;

  private final Path file;
  private final String id;
  private final RecordingProblems problems;

  private final Deque<String> path = new ArrayDeque<>();
  private final List<List<AecgSequence>> sets = new ArrayList<>();
  private int sequences;
  private AecgSequence sequence;
  private boolean rhythm;
  private boolean done;
  private int furtherSeries;
  private Optional<Instant> seriesStart = Optional.empty();
  private Optional<LocalDate> birth = Optional.empty();
  private Optional<String> sex = Optional.empty();
  private final StringBuilder digit = new StringBuilder();
  private long digits;

  AecgReader(Path file, String id, RecordingProblems problems) {
    this.file = file;
    this.id = id;
    this.problems = problems;
  }

  /**
   * Leads that were recorded together.
   *
   * @param startSeconds of the first sample, after that of the first set
   */
  private record LeadSet(double startSeconds, double rateHz, List<AecgSequence> leads) {}

  /** Whether the first element of a file is that of an annotated ECG. */
  static boolean isAecg(Path file) throws IOException {
    try (Reader in = XmlText.open(file)) {
      XMLStreamReader xml = factory().createXMLStreamReader(in);
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT) {
          return xml.getLocalName().equals(ROOT);
        }
      }
      return false;
    } catch (XMLStreamException | RuntimeException e) {
      return false;
    }
  }

  /** The platform's own parser, whatever else is on the class path, and nothing from outside. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("nothing outside the file is read");
        });
    return factory;
  }

  Recording read() throws IOException {
    try (Reader in = XmlText.open(file)) {
      XMLStreamReader xml = factory().createXMLStreamReader(in);
      try {
        while (xml.hasNext()) {
          event(xml, xml.next());
        }
      } finally {
        xml.close();
      }
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
      throw new RecordingFormatException(
          file + ": no sound XML" + (line > 0 ? ", line " + line : ""), e);
    } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
      // The platform's parser lets some damages through to its own checks.
      throw new RecordingFormatException(file + ": no sound XML", e);
    }
    return recording();
  }

  private void event(XMLStreamReader xml, int event) throws IOException {
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> start(xml);
      case XMLStreamConstants.END_ELEMENT -> end();
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
        if (sequence != null && "digits".equals(path.peek())) {
          takeDigits(xml);
        }
      }
      case XMLStreamConstants.DTD -> throw malformed("has a document type, which is not read");
      case XMLStreamConstants.ENTITY_REFERENCE ->
          throw malformed("refers to an entity, which is not read");
      default -> {
        // Comments and the like.
      }
    }
  }

  private void start(XMLStreamReader xml) throws IOException {
    String name = xml.getLocalName();
    if (path.isEmpty() && !name.equals(ROOT)) {
      throw malformed("no annotated ECG: its root is " + quoted(name));
    }
    if (path.size() == DEEPEST) {
      throw malformed("elements more than " + DEEPEST + " deep");
    }
    String parent = path.isEmpty() ? "" : path.peek();
    path.push(name);
    switch (name) {
      case "series" -> rhythm = false;
      case "code" -> {
        if (parent.equals("series")) {
          rhythm = attribute(xml, "code").equals("RHYTHM");
          if (rhythm && done) {
            furtherSeries++;
          }
        } else if (parent.equals("sequence") && sequence != null) {
          sequence.code = attribute(xml, "code");
        }
      }
      case "low", "center" -> {
        // Where a series begins; a moment has only a center.
        if (parent.equals("effectiveTime") && reading() && under("series", 2)) {
          seriesStart = seriesStart.or(() -> Timestamp.instant(attribute(xml, "value")));
        }
      }
      case "sequenceSet" -> {
        if (reading()) {
          sets.add(new ArrayList<>());
        }
      }
      case "sequence" -> {
        if (reading() && !sets.isEmpty()) {
          sequence = new AecgSequence();
          sequences++;
          if (sequences > MOST_SEQUENCES) {
            throw malformed("more than " + MOST_SEQUENCES + " sequences are not read");
          }
        }
      }
      case "origin", "scale", "head", "increment" -> {
        if (sequence != null && parent.equals("value")) {
          takeQuantity(name, attribute(xml, "value"), attribute(xml, "unit"));
        }
      }
      case "administrativeGenderCode" ->
          sex =
              switch (attribute(xml, "code")) {
                case "M" -> Optional.of("Male");
                case "F" -> Optional.of("Female");
                default -> Optional.empty();
              };
      case "birthTime" -> birth = Timestamp.day(attribute(xml, "value"));
      default -> {
        // Of no interest.
      }
    }
  }

  private void takeQuantity(String name, String value, String unit) {
    switch (name) {
      case "origin" -> {
        sequence.originValue = value;
        sequence.originUnit = unit;
      }
      case "scale" -> {
        sequence.scaleValue = value;
        sequence.scaleUnit = unit;
      }
      case "head" -> {
        sequence.headValue = value;
        sequence.headUnit = unit;
      }
      default -> {
        sequence.incrementValue = value;
        sequence.incrementUnit = unit;
      }
    }
  }

  /** Inside the rhythm series that is read, and not in what was derived from it. */
  private boolean reading() {
    return rhythm && !done && !path.contains("derivedSeries");
  }

  private boolean under(String name, int levelsUp) {
    Iterator<String> upwards = path.iterator();
    for (int i = 0; i < levelsUp && upwards.hasNext(); i++) {
      upwards.next();
    }
    return upwards.hasNext() && upwards.next().equals(name);
  }

  private void end() throws IOException {
    String name = path.pop();
    switch (name) {
      case "digits" -> endDigit();
      case "sequence" -> {
        if (sequence != null) {
          if (sequence.isTime() || sequence.isLead()) {
            sets.get(sets.size() - 1).add(sequence);
          }
          sequence = null;
        }
      }
      case "series" -> {
        done |= rhythm && !sets.isEmpty();
        rhythm = false;
      }
      default -> {
        // Of no interest.
      }
    }
  }

  private static String attribute(XMLStreamReader xml, String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value.strip();
  }

  /** Numbers between blanks, which may come in pieces. */
  private void takeDigits(XMLStreamReader xml) throws IOException {
    char[] text = xml.getTextCharacters();
    int from = xml.getTextStart();
    for (int i = from; i < from + xml.getTextLength(); i++) {
      char c = text[i];
      if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',') {
        endDigit();
      } else {
        digit.append(c);
        if (digit.length() > LONGEST_DIGIT) {
          throw malformed("a sample of " + quoted(digit.toString()));
        }
      }
    }
  }

  private void endDigit() throws IOException {
    if (digit.isEmpty() || sequence == null) {
      digit.setLength(0);
      return;
    }
    double value = number(digit.toString());
    if (Double.isNaN(value) && !digit.toString().equals("NaN")) {
      throw malformed(
          "sample "
              + (sequence.count() + 1)
              + " of "
              + quoted(sequence.code)
              + " is "
              + quoted(digit.toString()));
    }
    sequence.add((float) value);
    digit.setLength(0);
    if (++digits > MOST_SAMPLES) {
      throw malformed("more than " + MOST_SAMPLES + " samples are not read");
    }
  }

  /** A decimal number; NaN if it is none. */
  private static double number(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return Double.NaN;
      }
    }
    try {
      double number = Double.parseDouble(text);
      return Double.isInfinite(number) ? Double.NaN : number;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private Recording recording() throws IOException {
    if (furtherSeries > 0) {
      problems.report(
          file + ": has " + (furtherSeries + 1) + " rhythm series, of which the first is read");
    }
    List<LeadSet> leadSets = new ArrayList<>();
    Optional<Instant> start = Optional.empty();
    Optional<Instant> firstAbsolute = Optional.empty();
    for (List<AecgSequence> set : sets) {
      List<AecgSequence> leads =
          set.stream().filter(each -> each.isLead() && each.count() > 0).toList();
      if (leads.isEmpty()) {
        continue;
      }
      AecgSequence time =
          set.stream()
              .filter(AecgSequence::isTime)
              .findFirst()
              .orElseThrow(() -> malformed("a set of leads does not say when they were sampled"));
      double offset;
      if (time.code.equals("TIME_ABSOLUTE")) {
        Optional<Instant> head = Timestamp.instant(time.headValue);
        if (leadSets.isEmpty()) {
          firstAbsolute = head;
          start = head;
        }
        if (!leadSets.isEmpty() && (head.isEmpty() || firstAbsolute.isEmpty())) {
          throw malformed("several sets of leads, of which one does not say when it begins");
        }
        offset =
            leadSets.isEmpty()
                ? 0
                : Duration.between(firstAbsolute.get(), head.get()).toMillis() / 1e3;
      } else {
        double head = time.headValue.isEmpty() ? 0 : number(time.headValue);
        offset = head * seconds(time.headUnit, "the head of a time").orElse(1);
      }
      leadSets.add(new LeadSet(offset, rate(time), leads));
    }
    if (leadSets.isEmpty()) {
      throw malformed("has no rhythm series with leads");
    }
    for (LeadSet set : leadSets) {
      if (!Double.isFinite(set.startSeconds())) {
        throw malformed("a set of leads does not say when it begins");
      }
    }
    return placed(leadSets, start.or(() -> seriesStart));
  }

  private Recording placed(List<LeadSet> leadSets, Optional<Instant> start) throws IOException {
    StripAssembly assembly = new StripAssembly(file.toString());
    int number = 0;
    for (LeadSet set : leadSets) {
      int most = set.leads().stream().mapToInt(AecgSequence::count).max().orElseThrow();
      int fewest = set.leads().stream().mapToInt(AecgSequence::count).min().orElseThrow();
      if (most != fewest) {
        problems.report(file + ": leads of one set have " + fewest + " to " + most + " samples");
      }
      for (AecgSequence each : set.leads()) {
        Lead lead = LeadLabel.parse(each.leadName(), number++);
        assembly.add(lead, set.startSeconds(), set.rateHz(), millivolts(each, lead));
      }
    }
    StripAssembly.Assembled assembled = assembly.assemble();
    List<String> comments = new ArrayList<>();
    start
        .flatMap(time -> birth.map(born -> age(born, time)))
        .filter(years -> years >= 0)
        .ifPresent(age -> comments.add("Age: " + age));
    sex.ifPresent(each -> comments.add("Sex: " + each));
    return new Recording(
        id,
        assembled.rateHz(),
        start,
        assembled.leads(),
        assembled.millivolts(),
        List.of(),
        comments);
  }

  private static int age(LocalDate born, Instant time) {
    return Period.between(born, time.atZone(ZoneOffset.UTC).toLocalDate()).getYears();
  }

  private float[] millivolts(AecgSequence sequence, Lead lead) throws RecordingFormatException {
    double scale = millivolts(sequence.scaleValue, sequence.scaleUnit, "scale", lead);
    double origin =
        sequence.originValue.isEmpty() || number(sequence.originValue) == 0
            ? 0
            : millivolts(sequence.originValue, sequence.originUnit, "origin", lead);
    float[] values = sequence.digits();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (origin + values[i] * scale);
    }
    return values;
  }

  private double millivolts(String value, String unit, String what, Lead lead)
      throws RecordingFormatException {
    double number = value.isEmpty() ? Double.NaN : number(value);
    OptionalDouble factor = VoltageUnit.millivolts(unit);
    if (Double.isNaN(number) || factor.isEmpty()) {
      throw malformed(
          "the "
              + what
              + " of lead "
              + quoted(lead.name())
              + " is "
              + quoted(value)
              + " in "
              + quoted(unit)
              + ", no voltage");
    }
    return number * factor.getAsDouble();
  }

  private double rate(AecgSequence time) throws RecordingFormatException {
    double increment = time.incrementValue.isEmpty() ? Double.NaN : number(time.incrementValue);
    double unit = seconds(time.incrementUnit, "the increment of a time").orElse(1);
    double rate = 1 / (increment * unit);
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw malformed("the increment of a time is " + quoted(time.incrementValue));
    }
    // 0.00277778 s is 1/360 s in eight decimals.
    double whole = Math.rint(rate);
    int point = time.incrementValue.indexOf('.');
    boolean plain = time.incrementValue.toLowerCase(Locale.ROOT).indexOf('e') < 0;
    int decimals = point < 0 || !plain ? 0 : time.incrementValue.length() - point - 1;
    double rounding = Math.pow(10, -decimals) * unit;
    boolean precise = rounding * rate < 5e-3;
    return whole > 0 && precise && Math.abs(1 / whole - increment * unit) <= rounding
        ? whole
        : rate;
  }

  private OptionalDouble seconds(String unit, String what) throws RecordingFormatException {
    return switch (unit) {
      case "" -> OptionalDouble.empty();
      case "s" -> OptionalDouble.of(1);
      case "ms" -> OptionalDouble.of(1e-3);
      case "us" -> OptionalDouble.of(1e-6);
      default -> throw malformed(what + " is in " + quoted(unit) + "; s, ms and us are read");
    };
  }

  private RecordingFormatException malformed(String what) {
    return new RecordingFormatException(file + ": " + what);
  }
}
