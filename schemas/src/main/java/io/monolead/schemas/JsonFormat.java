// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Turns records of one type into JSON (RFC 8259, in UTF-8) and back.
 *
 * <p>A record is an object with the fields of its Avro schema, in that order and without any left
 * out: strings and booleans as they are, enums by their symbol, numbers as numbers, nulls as nulls,
 * bytes in base64 (RFC 4648, section 4), arrays as arrays. The samples of a segment are an array of
 * integers, null for a missing one. Floating-point numbers have the fewest digits that give them
 * back exactly; those that JSON has no number for are the strings {@code NaN}, {@code Infinity} and
 * {@code -Infinity}. Equal records give equal bytes.
 *
 * <p>Reading is strict in what is there and lenient in what is not: a field that is left out takes
 * its schema's default, and a field that no schema has is skipped, so that a reader of this release
 * takes what a later one writes. An enum's unknown symbol becomes its default, as in Avro. All else
 * is refused with a JSON pointer (RFC 6901) to the place: a required field that is missing, a value
 * of another type, a number out of range, a name given twice, broken UTF-8, nesting of more than
 * {@value #DEEPEST} levels, more than {@value #LARGEST_BYTES} bytes. Messages never repeat a text
 * value.
 *
 * <p>Decoding trusts nothing: whatever the bytes, it returns a record or throws {@link
 * WireFormatException}. Keeps a reusable buffer and belongs to one thread; nothing to close.
 *
 * @param <T> the generated class of the record
 */
public final class JsonFormat<T extends SpecificRecord> {
  /** Largest message: a dead letter around the largest record that its topic takes. */
  static final int LARGEST_BYTES = 8 << 20;

  /** Deepest nesting; the records themselves need three levels. */
  static final int DEEPEST = 32;

  private static final int LONGEST_NUMBER = 100;
  private static final int LONGEST_NAME = 1000;
  private static final int LONGEST_COMPLAINT = 200;
  private static final int INITIAL_BUFFER_BYTES = 4096;
  private static final int INITIAL_SAMPLES = 512;
  private static final short MISSING = Short.MIN_VALUE;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(LONGEST_NUMBER)
                  .maxNameLength(LONGEST_NAME)
                  .maxStringLength(LARGEST_BYTES)
                  .maxDocumentLength(LARGEST_BYTES)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Names come from strangers: no table of them outlives a message.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          // Shortest digits; those of the JDK differ between its releases.
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .build();

  private final Class<T> type;
  private final SpecificData data = new GeneratedRecords();
  private final Schema schema;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(INITIAL_BUFFER_BYTES);

  /** The JSON of a record. */
  public JsonFormat(Class<T> type) {
    this.type = type;
    schema = data.getSchema(type);
  }

  /** Whether a message that begins so may be JSON. */
  static boolean mayBegin(byte first) {
    return first == '{' || first == ' ' || first == '\n' || first == '\r' || first == '\t';
  }

  /** Whether a field holds samples rather than any bytes. */
  static boolean isSamples(Schema record, Schema.Field field) {
    return record.getName().equals("EcgSegment") && field.name().equals("samples");
  }

  /**
   * Encodes one record.
   *
   * @return a new array, the caller's own
   * @throws IllegalArgumentException if a field that must not be null is null
   */
  public byte[] encode(T message) {
    buffer.reset();
    try (JsonGenerator out = JSON.createGenerator(buffer)) {
      write(out, schema, message);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "Cannot encode this " + type.getSimpleName() + ": " + e.getMessage(), e);
    }
    return buffer.toByteArray();
  }

  private void write(JsonGenerator out, Schema record, IndexedRecord value) throws IOException {
    out.writeStartObject();
    for (Schema.Field field : record.getFields()) {
      out.writeFieldName(field.name());
      Object content = value.get(field.pos());
      if (isSamples(record, field) && content instanceof ByteBuffer samples) {
        writeSamples(out, samples);
      } else if (content == null && !isNullable(field.schema())) {
        throw new IllegalArgumentException("the field " + field.name() + " is null");
      } else {
        writeValue(out, field.schema(), content);
      }
    }
    out.writeEndObject();
  }

  private void writeValue(JsonGenerator out, Schema of, Object value) throws IOException {
    if (value == null) {
      out.writeNull();
      return;
    }
    Schema content = content(of);
    switch (content.getType()) {
      case STRING -> out.writeString(wellFormed(value.toString()));
      case ENUM -> out.writeString(value.toString());
      case BOOLEAN -> out.writeBoolean((Boolean) value);
      case INT -> out.writeNumber((Integer) value);
      case LONG -> out.writeNumber((Long) value);
      case FLOAT -> out.writeNumber((Float) value);
      case DOUBLE -> out.writeNumber((Double) value);
      case BYTES -> out.writeString(base64((ByteBuffer) value));
      case RECORD -> write(out, content, (IndexedRecord) value);
      case ARRAY -> {
        out.writeStartArray();
        for (Object item : (Iterable<?>) value) {
          if (item == null) {
            throw new IllegalArgumentException("an item of an array is null");
          }
          writeValue(out, content.getElementType(), item);
        }
        out.writeEndArray();
      }
      default -> throw new IllegalStateException("No JSON for " + content.getType());
    }
  }

  private static void writeSamples(JsonGenerator out, ByteBuffer bytes) throws IOException {
    if (bytes.remaining() % Short.BYTES != 0) {
      // No samples, but a message can still carry it to whoever refuses it.
      out.writeString(base64(bytes));
      return;
    }
    ByteBuffer samples = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    out.writeStartArray();
    while (samples.hasRemaining()) {
      short sample = samples.getShort();
      if (sample == MISSING) {
        out.writeNull();
      } else {
        out.writeNumber(sample);
      }
    }
    out.writeEndArray();
  }

  private static String base64(ByteBuffer bytes) {
    ByteBuffer encoded = Base64.getEncoder().encode(bytes.duplicate());
    return StandardCharsets.US_ASCII.decode(encoded).toString();
  }

  /** Half a surrogate pair has no UTF-8; it becomes what Avro makes of it, a question mark. */
  private static String wellFormed(String text) {
    return hasLoneSurrogate(text)
        ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
        : text;
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /**
   * Decodes one message.
   *
   * @param bytes the whole message, not written to and not kept
   * @throws WireFormatException if the bytes are anything else
   */
  public T decode(byte[] bytes) throws WireFormatException {
    if (bytes.length > LARGEST_BYTES) {
      throw new WireFormatException(
          WireFormatException.Reason.TOO_LARGE,
          "The JSON has " + bytes.length + " bytes; allowed: " + LARGEST_BYTES);
    }
    try (JsonParser parser = JSON.createParser(utf8(bytes))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw invalid(parser, "an object belongs", parser.currentToken());
      }
      T message = type.cast(read(parser, schema));
      if (parser.nextToken() != null) {
        throw new WireFormatException(
            WireFormatException.Reason.TRAILING_BYTES,
            "Something follows the object of this " + type.getSimpleName());
      }
      return message;
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (IOException | RuntimeException e) {
      throw new WireFormatException(
          WireFormatException.Reason.CORRUPT_BODY,
          "The JSON of this " + type.getSimpleName() + " cannot be read: " + tame(e.getMessage()),
          e);
    }
  }

  private String utf8(byte[] bytes) throws WireFormatException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new WireFormatException(
          WireFormatException.Reason.CORRUPT_BODY,
          "The JSON of this " + type.getSimpleName() + " is not UTF-8",
          e);
    }
  }

  private IndexedRecord read(JsonParser parser, Schema record)
      throws IOException, WireFormatException {
    IndexedRecord value = (IndexedRecord) data.newRecord(null, record);
    boolean[] present = new boolean[record.getFields().size()];
    String at = pointer(parser);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Schema.Field field = record.getField(parser.currentName());
      parser.nextToken();
      if (field == null) {
        parser.skipChildren();
        continue;
      }
      value.put(
          field.pos(),
          isSamples(record, field) && parser.currentToken() == JsonToken.START_ARRAY
              ? readSamples(parser)
              : readValue(parser, field.schema()));
      present[field.pos()] = true;
    }
    List<String> missing = new ArrayList<>();
    for (Schema.Field field : record.getFields()) {
      if (present[field.pos()]) {
        continue;
      }
      if (field.hasDefaultValue()) {
        value.put(field.pos(), data.getDefaultValue(field));
      } else {
        missing.add(field.name());
      }
    }
    if (!missing.isEmpty()) {
      throw new WireFormatException(
          WireFormatException.Reason.INVALID_FIELD,
          (at.isEmpty() ? "The JSON" : "At " + at + " the JSON")
              + " lacks fields of "
              + record.getName()
              + ": "
              + String.join(", ", missing));
    }
    return value;
  }

  private Object readValue(JsonParser parser, Schema of) throws IOException, WireFormatException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL && isNullable(of)) {
      return null;
    }
    Schema content = content(of);
    return switch (content.getType()) {
      case STRING -> text(parser, "a string belongs");
      case ENUM -> {
        String allowed = "one of " + String.join(", ", content.getEnumSymbols()) + " belongs";
        String symbol = text(parser, allowed);
        if (content.hasEnumSymbol(symbol)) {
          yield data.createEnum(symbol, content);
        }
        if (content.getEnumDefault() == null) {
          throw new WireFormatException(
              WireFormatException.Reason.INVALID_FIELD,
              "At " + pointer(parser) + " of the JSON is another text where " + allowed);
        }
        yield data.createEnum(content.getEnumDefault(), content);
      }
      case BOOLEAN -> {
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
          throw invalid(parser, "true or false belongs", token);
        }
        yield token == JsonToken.VALUE_TRUE;
      }
      case INT -> (int) integer(parser, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> integer(parser, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT -> {
        float number = Float.parseFloat(number(parser));
        requireFinite(parser, Float.isInfinite(number));
        yield number;
      }
      case DOUBLE -> {
        double number = Double.parseDouble(number(parser));
        requireFinite(parser, Double.isInfinite(number));
        yield number;
      }
      case BYTES -> bytes(parser);
      case RECORD -> {
        if (token != JsonToken.START_OBJECT) {
          throw invalid(parser, "an object belongs", token);
        }
        yield read(parser, content);
      }
      case ARRAY -> {
        if (token != JsonToken.START_ARRAY) {
          throw invalid(parser, "an array belongs", token);
        }
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(readValue(parser, content.getElementType()));
        }
        yield items;
      }
      default -> throw new IllegalStateException("No JSON for " + content.getType());
    };
  }

  private static String text(JsonParser parser, String wanted)
      throws IOException, WireFormatException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw invalid(parser, wanted, parser.currentToken());
    }
    String text = parser.getText();
    if (hasLoneSurrogate(text)) {
      throw new WireFormatException(
          WireFormatException.Reason.INVALID_FIELD,
          "The string at " + pointer(parser) + " of the JSON holds half a surrogate pair");
    }
    return text;
  }

  private static long integer(JsonParser parser, long lowest, long highest)
      throws IOException, WireFormatException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw invalid(parser, "an integer belongs", parser.currentToken());
    }
    try {
      long value = Long.parseLong(parser.getText());
      if (value >= lowest && value <= highest) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Too large for 64 bits: said below.
    }
    throw new WireFormatException(
        WireFormatException.Reason.INVALID_FIELD,
        "The number at "
            + pointer(parser)
            + " of the JSON is out of range; allowed: "
            + lowest
            + " to "
            + highest);
  }

  /** The text of a number, which the parser checked, or one of the three names. */
  private static String number(JsonParser parser) throws IOException, WireFormatException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      return parser.getText();
    }
    if (token == JsonToken.VALUE_STRING) {
      String name = parser.getText();
      if (name.equals("NaN") || name.equals("Infinity") || name.equals("-Infinity")) {
        return name;
      }
    }
    throw invalid(parser, "a number belongs", token);
  }

  private static void requireFinite(JsonParser parser, boolean infinite)
      throws WireFormatException {
    if (infinite && parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new WireFormatException(
          WireFormatException.Reason.INVALID_FIELD,
          "The number at " + pointer(parser) + " of the JSON is too large for its field");
    }
  }

  private static ByteBuffer bytes(JsonParser parser) throws IOException, WireFormatException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw invalid(parser, "a string in base64 belongs", parser.currentToken());
    }
    try {
      return ByteBuffer.wrap(Base64.getDecoder().decode(parser.getText()));
    } catch (IllegalArgumentException e) {
      throw new WireFormatException(
          WireFormatException.Reason.INVALID_FIELD,
          "The string at " + pointer(parser) + " of the JSON is not base64",
          e);
    }
  }

  private static ByteBuffer readSamples(JsonParser parser) throws IOException, WireFormatException {
    short[] samples = new short[INITIAL_SAMPLES];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (count == samples.length) {
        samples = Arrays.copyOf(samples, 2 * count);
      }
      samples[count++] =
          parser.currentToken() == JsonToken.VALUE_NULL
              ? MISSING
              : (short) integer(parser, Short.MIN_VALUE, Short.MAX_VALUE);
    }
    ByteBuffer bytes = ByteBuffer.allocate(count * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(samples, 0, count);
    return bytes.order(ByteOrder.BIG_ENDIAN);
  }

  private static boolean isNullable(Schema of) {
    return of.getType() == Schema.Type.UNION;
  }

  /** What a value is when it is not null. Unions of these records are of null and one other. */
  private static Schema content(Schema of) {
    if (of.getType() != Schema.Type.UNION) {
      return of;
    }
    List<Schema> branches = of.getTypes();
    return branches.get(branches.get(0).getType() == Schema.Type.NULL ? 1 : 0);
  }

  private static String pointer(JsonParser parser) {
    return parser.getParsingContext().pathAsPointer().toString();
  }

  private static WireFormatException invalid(JsonParser parser, String wanted, JsonToken found) {
    String at = pointer(parser);
    return new WireFormatException(
        WireFormatException.Reason.INVALID_FIELD,
        (at.isEmpty() ? "The JSON" : "At " + at + " of the JSON")
            + " is "
            + name(found)
            + " where "
            + wanted);
  }

  private static String name(JsonToken token) {
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT -> "an integer";
      case VALUE_NUMBER_FLOAT -> "a number with a fraction or an exponent";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      default -> token.name().toLowerCase(Locale.ROOT);
    };
  }

  private WireFormatException malformed(JsonProcessingException e) {
    String where =
        e.getLocation() == null
            ? ""
            : " at line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr();
    return new WireFormatException(
        WireFormatException.Reason.CORRUPT_BODY,
        "The JSON of this "
            + type.getSimpleName()
            + " breaks"
            + where
            + ": "
            + tame(e.getOriginalMessage()),
        e);
  }

  /** The parser repeats what it read: no line breaks of strangers in a log, and not too much. */
  private static String tame(String complaint) {
    String text = String.valueOf(complaint);
    StringBuilder tame = new StringBuilder();
    text.codePoints()
        .limit(LONGEST_COMPLAINT)
        .forEach(c -> tame.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return text.length() > LONGEST_COMPLAINT ? tame.append("...").toString() : tame.toString();
  }
}
