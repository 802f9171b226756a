// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Turns records of one type into bytes and back.
 *
 * <p>It writes Avro's single-object encoding: the marker {@code C3 01}, the CRC-64-AVRO fingerprint
 * of the writer's schema (8 bytes, little-endian), the record in Avro's binary encoding. See <a
 * href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">the
 * specification</a>. {@link RecordEncoder} writes the other formats.
 *
 * <p>It reads each message by how it begins, whatever the others of its topic are:
 *
 * <ul>
 *   <li>{@code C3 01}: the single-object encoding, of any published version;
 *   <li>{@code 00}: Confluent's framing, the id of the writer's schema in a registry (4 bytes,
 *       big-endian), then the record in Avro's binary encoding;
 *   <li>an opening brace, or white space before it: JSON, see {@link JsonFormat}.
 * </ul>
 *
 * <p>Decoding trusts nothing: whatever the bytes, it returns a record or throws {@link
 * WireFormatException}, and never allocates more than a small multiple of the bytes' own size.
 *
 * <p>Keeps reusable buffers and belongs to one thread. Nothing to close.
 *
 * @param <T> the generated class of the record
 */
public final class WireFormat<T extends SpecificRecord> {
  /** First byte of Confluent's framing. */
  static final byte FRAMED = 0;

  /** Bytes before the record in Confluent's framing. */
  static final int FRAME_BYTES = 1 + Integer.BYTES;

  private static final byte[] MARKER = {(byte) 0xC3, 0x01};
  private static final int HEADER_BYTES = MARKER.length + Long.BYTES;
  private static final int INITIAL_BUFFER_BYTES = 4096;

  /** Schemas of a registry that are kept ready; whoever may write to a topic may name any. */
  private static final int MOST_REGISTERED = 1000;

  private final SchemaCatalogue catalogue;
  private final SpecificData data = new GeneratedRecords();
  private final Schema readerSchema;
  private final Schema newestForm;
  private final byte[] header;
  private final Class<T> type;
  private final SpecificDatumWriter<T> writer;
  private final Map<Long, SpecificDatumReader<T>> readersByFingerprint = new HashMap<>();
  private final Map<Integer, Registered<T>> registeredById = new HashMap<>();
  private final SchemaRegistry registry;
  private JsonFormat<T> json;
  private final BoundedDecoder decoder = new BoundedDecoder();
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(INITIAL_BUFFER_BYTES);
  private BinaryEncoder encoder;

  private WireFormat(Class<T> type, SchemaCatalogue catalogue, SchemaRegistry registry) {
    this.type = type;
    this.catalogue = catalogue;
    this.registry = registry;
    readerSchema = data.getSchema(type);
    writer = new SpecificDatumWriter<>(readerSchema, data);
    newestForm = RegisteredSchema.parsingForm(readerSchema);
    long fingerprint = SchemaNormalization.parsingFingerprint64(readerSchema);
    header =
        ByteBuffer.allocate(HEADER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(MARKER)
            .putLong(fingerprint)
            .array();
    encoder = EncoderFactory.get().binaryEncoder(buffer, null);
  }

  /** The wire format of a record, able to read every published version of it, without registry. */
  public static <T extends SpecificRecord> WireFormat<T> of(Class<T> type) {
    return of(type, SchemaCatalogue.load());
  }

  /**
   * The wire format of a record.
   *
   * @param catalogue the versions that can be read
   */
  public static <T extends SpecificRecord> WireFormat<T> of(
      Class<T> type, SchemaCatalogue catalogue) {
    return new WireFormat<>(type, catalogue, SchemaRegistry.none());
  }

  /**
   * The wire format of a record, able to read every published version of it.
   *
   * @param registry where schemas are looked up that a message names by an id
   */
  public static <T extends SpecificRecord> WireFormat<T> of(
      Class<T> type, SchemaRegistry registry) {
    return new WireFormat<>(type, SchemaCatalogue.load(), registry);
  }

  /** The class of the records. */
  public Class<T> type() {
    return type;
  }

  /** Marker and fingerprint of the newest version; not to be written to. */
  byte[] header() {
    return header;
  }

  /**
   * Encodes one record in the single-object encoding.
   *
   * @return a new array, the caller's own
   * @throws IllegalArgumentException if a field that must not be null is null
   */
  public byte[] encode(T message) {
    return encode(header, message);
  }

  /** Encodes one record behind bytes that say how to read it. */
  byte[] encode(byte[] head, T message) {
    buffer.reset();
    buffer.writeBytes(head);
    boolean complete = false;
    try {
      writer.write(message, encoder);
      encoder.flush();
      complete = true;
      return buffer.toByteArray();
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "Cannot encode this " + type.getSimpleName() + ": " + e.getMessage(), e);
    } finally {
      if (!complete) {
        // Half a record may wait in the encoder; it must not lead the next one.
        encoder = EncoderFactory.get().binaryEncoder(buffer, null);
      }
    }
  }

  /**
   * Decodes one message, however it was written.
   *
   * @param bytes the whole message, not written to and not kept; may be null, as a Kafka value may
   * @throws WireFormatException if the bytes are anything else
   * @throws RegistryException if the schema stands in a registry, and that does not answer
   */
  public T decode(byte[] bytes) throws WireFormatException {
    if (bytes == null || bytes.length == 0) {
      throw new WireFormatException(
          WireFormatException.Reason.EMPTY,
          "There are no bytes where a " + type.getSimpleName() + " should be");
    }
    if (bytes.length >= HEADER_BYTES && bytes[0] == MARKER[0] && bytes[1] == MARKER[1]) {
      return decode(bytes, readerFor(fingerprint(bytes)), HEADER_BYTES);
    }
    if (bytes.length >= FRAME_BYTES && bytes[0] == FRAMED) {
      return decode(bytes, registered(registeredId(bytes)).reader(), FRAME_BYTES);
    }
    if (JsonFormat.mayBegin(bytes[0])) {
      if (json == null) {
        json = new JsonFormat<>(type);
      }
      return json.decode(bytes);
    }
    throw new WireFormatException(
        WireFormatException.Reason.UNKNOWN_FORMAT,
        "A message begins with c301 and 8 bytes of fingerprint, with 00 and 4 bytes of a schema's"
            + " id, or with the brace of JSON; these "
            + bytes.length
            + " bytes begin with "
            + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, HEADER_BYTES)));
  }

  private T decode(byte[] bytes, SpecificDatumReader<T> reader, int from)
      throws WireFormatException {
    decoder.reset(bytes, from);
    T message;
    try {
      message = reader.read(null, decoder);
      if (decoder.remaining() > 0) {
        throw new WireFormatException(
            WireFormatException.Reason.TRAILING_BYTES,
            decoder.remaining()
                + " bytes follow the "
                + type.getSimpleName()
                + " that ends at byte "
                + decoder.position());
      }
    } catch (IOException | RuntimeException e) {
      // Avro reports broken bytes by many runtime exceptions, some of them index errors.
      throw new WireFormatException(
          WireFormatException.Reason.CORRUPT_BODY,
          "The body of this "
              + type.getSimpleName()
              + " breaks at byte "
              + decoder.position()
              + " of "
              + bytes.length
              + ": "
              + e.getMessage(),
          e);
    } finally {
      decoder.release();
    }
    return message;
  }

  private static long fingerprint(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(MARKER.length);
  }

  private static int registeredId(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getInt(1);
  }

  /**
   * Whether a message is framed with the id of a schema whose bytes are those of the newest
   * version.
   *
   * @throws WireFormatException as {@link #decode} does for the same bytes
   */
  boolean isFramedAsNewest(byte[] bytes) throws WireFormatException {
    return bytes.length >= FRAME_BYTES
        && bytes[0] == FRAMED
        && registered(registeredId(bytes)).newest();
  }

  /**
   * What became of a schema of the registry.
   *
   * @param reader reads what was written with it; null if it is refused
   * @param newest whether its bytes are those of the newest version
   * @param refusal why it is refused; null if it is not
   */
  private record Registered<T>(
      SpecificDatumReader<T> reader, boolean newest, WireFormatException refusal) {}

  private Registered<T> registered(int id) throws WireFormatException {
    Registered<T> known = registeredById.get(id);
    if (known == null) {
      known = lookUp(id);
      if (registeredById.size() >= MOST_REGISTERED) {
        registeredById.clear();
      }
      registeredById.put(id, known);
    }
    if (known.refusal() != null) {
      throw new WireFormatException(
          known.refusal().reason(), known.refusal().getMessage(), known.refusal());
    }
    return known;
  }

  private Registered<T> lookUp(int id) throws WireFormatException {
    // A registry that does not know an id today may know it tomorrow, so that is not kept.
    String text = registry.schema(id);
    try {
      Schema writer = RegisteredSchema.of(id, text, readerSchema);
      return new Registered<>(
          new SpecificDatumReader<>(writer, readerSchema, data), writer.equals(newestForm), null);
    } catch (WireFormatException e) {
      return new Registered<>(null, false, e);
    }
  }

  private SpecificDatumReader<T> readerFor(long fingerprint) throws WireFormatException {
    SpecificDatumReader<T> known = readersByFingerprint.get(fingerprint);
    if (known != null) {
      return known;
    }
    PublishedSchema written =
        catalogue
            .byFingerprint(fingerprint)
            .orElseThrow(
                () ->
                    new WireFormatException(
                        WireFormatException.Reason.UNKNOWN_SCHEMA,
                        "No published schema has the fingerprint "
                            + HexFormat.of().toHexDigits(fingerprint)
                            + "; if the writer is newer, update this reader"));
    if (!written.name().equals(type.getSimpleName())) {
      throw new WireFormatException(
          WireFormatException.Reason.OTHER_RECORD,
          "These bytes are " + written + ", not a " + type.getSimpleName());
    }
    SpecificDatumReader<T> reader = new SpecificDatumReader<>(written.schema(), readerSchema, data);
    readersByFingerprint.put(fingerprint, reader);
    return reader;
  }
}
