// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.table;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes structures in Thrift's compact protocol, as far as Parquet's metadata need it: <a
 * href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md">Thrift
 * compact protocol</a>. Fields of a structure come in ascending order. For one thread.
 */
final class CompactThrift {
  private static final int TYPE_I32 = 5;
  private static final int TYPE_I64 = 6;
  private static final int TYPE_BINARY = 8;
  private static final int TYPE_LIST = 9;
  private static final int TYPE_STRUCT = 12;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Deque<Integer> outer = new ArrayDeque<>();
  private int last;

  CompactThrift i32(int field, int value) {
    header(field, TYPE_I32);
    return varint(zigzag(value));
  }

  CompactThrift i64(int field, long value) {
    header(field, TYPE_I64);
    return varint(zigzag(value));
  }

  CompactThrift text(int field, String value) {
    header(field, TYPE_BINARY);
    return text(value);
  }

  /** Begins a list of structures; each is then begun by {@link #element()}. */
  CompactThrift structs(int field, int size) {
    return list(field, size, TYPE_STRUCT);
  }

  CompactThrift i32s(int field, int... values) {
    list(field, values.length, TYPE_I32);
    for (int value : values) {
      varint(zigzag(value));
    }
    return this;
  }

  CompactThrift texts(int field, String... values) {
    list(field, values.length, TYPE_BINARY);
    for (String value : values) {
      text(value);
    }
    return this;
  }

  /** Begins a structure that is a field. */
  CompactThrift struct(int field) {
    header(field, TYPE_STRUCT);
    return element();
  }

  /** Begins a structure that is an element of a list. */
  CompactThrift element() {
    outer.push(last);
    last = 0;
    return this;
  }

  /** Ends the structure that was begun last. */
  CompactThrift end() {
    out.write(0);
    last = outer.pop();
    return this;
  }

  /** Ends the outermost structure. */
  byte[] bytes() {
    if (!outer.isEmpty()) {
      throw new IllegalStateException(outer.size() + " structures were not ended");
    }
    out.write(0);
    return out.toByteArray();
  }

  private CompactThrift list(int field, int size, int type) {
    header(field, TYPE_LIST);
    if (size < 15) {
      out.write((size << 4) | type);
      return this;
    }
    out.write(0xF0 | type);
    return varint(size);
  }

  private void header(int field, int type) {
    int delta = field - last;
    if (delta < 1 || delta > 15) {
      throw new IllegalStateException("Field " + field + " after " + last);
    }
    out.write((delta << 4) | type);
    last = field;
  }

  private CompactThrift text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    varint(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  private static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  private CompactThrift varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }
}
