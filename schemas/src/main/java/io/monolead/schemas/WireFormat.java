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
 * <p>The bytes are Avro's single-object encoding: the marker {@code C3 01}, the CRC-64-AVRO
 * fingerprint of the writer's schema (8 bytes, little-endian), the record in Avro's binary
 * encoding. See <a
 * href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">the
 * specification</a>.
 *
 * <p>Decoding trusts nothing: whatever the bytes, it returns a record or throws {@link
 * WireFormatException}, and never allocates more than a small multiple of the bytes' own size.
 *
 * <p>Keeps reusable buffers and belongs to one thread. Nothing to close.
 *
 * @param <T> the generated class of the record
 */
public final class WireFormat<T extends SpecificRecord> {
  private static final byte[] MARKER = {(byte) 0xC3, 0x01};
  private static final int HEADER_BYTES = MARKER.length + Long.BYTES;
  private static final int INITIAL_BUFFER_BYTES = 4096;

  private final SchemaCatalogue catalogue;
  private final SpecificData data = new GeneratedRecords();
  private final Schema readerSchema;
  private final byte[] header;
  private final Class<T> type;
  private final SpecificDatumWriter<T> writer;
  private final Map<Long, SpecificDatumReader<T>> readersByFingerprint = new HashMap<>();
  private final BoundedDecoder decoder = new BoundedDecoder();
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(INITIAL_BUFFER_BYTES);
  private BinaryEncoder encoder;

  private WireFormat(Class<T> type, SchemaCatalogue catalogue) {
    this.type = type;
    this.catalogue = catalogue;
    readerSchema = data.getSchema(type);
    writer = new SpecificDatumWriter<>(readerSchema, data);
    long fingerprint = SchemaNormalization.parsingFingerprint64(readerSchema);
    header =
        ByteBuffer.allocate(HEADER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(MARKER)
            .putLong(fingerprint)
            .array();
    encoder = EncoderFactory.get().binaryEncoder(buffer, null);
  }

  /** The wire format of a record, able to read every published version of it. */
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
    return new WireFormat<>(type, catalogue);
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
   * Encodes one record.
   *
   * @return a new array, the caller's own
   * @throws IllegalArgumentException if a field that must not be null is null
   */
  public byte[] encode(T message) {
    buffer.reset();
    buffer.writeBytes(header);
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
   * Decodes one message written with any published version of the record.
   *
   * @param bytes the whole message, not written to and not kept; may be null, as a Kafka value may
   * @throws WireFormatException if the bytes are anything else
   */
  public T decode(byte[] bytes) throws WireFormatException {
    SpecificDatumReader<T> reader = readerFor(fingerprint(bytes));
    decoder.reset(bytes, HEADER_BYTES);
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

  private long fingerprint(byte[] bytes) throws WireFormatException {
    if (bytes == null || bytes.length == 0) {
      throw new WireFormatException(
          WireFormatException.Reason.EMPTY,
          "There are no bytes where a " + type.getSimpleName() + " should be");
    }
    if (bytes.length < HEADER_BYTES || bytes[0] != MARKER[0] || bytes[1] != MARKER[1]) {
      throw new WireFormatException(
          WireFormatException.Reason.NOT_SINGLE_OBJECT,
          "A message begins with c301 and 8 bytes of fingerprint; these "
              + bytes.length
              + " bytes begin with "
              + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, HEADER_BYTES)));
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(MARKER.length);
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
