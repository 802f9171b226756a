// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

/** Bytes that are not the message they should be. The message says why, for people. */
public final class WireFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the bytes. */
  public enum Reason {
    /** There are no bytes at all: a record without value, or an empty one. */
    EMPTY,
    /** The bytes do not begin as any format does. */
    UNKNOWN_FORMAT,
    /**
     * No published schema has this fingerprint, or no registry knows this id: the writer is newer,
     * or not ours.
     */
    UNKNOWN_SCHEMA,
    /** The schema that a registry has under the id cannot be read as the record. */
    INCOMPATIBLE_SCHEMA,
    /** The bytes are a message of another record. */
    OTHER_RECORD,
    /** The body ends too early, states an impossible length, or breaks the schema; no JSON. */
    CORRUPT_BODY,
    /** A field of JSON is missing, or holds what does not belong there. */
    INVALID_FIELD,
    /** The message is larger than any record can be. */
    TOO_LARGE,
    /** A whole message is followed by bytes that do not belong to it. */
    TRAILING_BYTES
  }

  private final Reason reason;

  public WireFormatException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public WireFormatException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What is wrong with the bytes. */
  public Reason reason() {
    return reason;
  }
}
