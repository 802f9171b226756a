// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.table;

import io.monolead.evaluation.table.Table.CellType;
import io.monolead.evaluation.table.Table.Column;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a table as <a href="https://parquet.apache.org/docs/file-format/">Apache Parquet</a>: flat
 * optional columns, data pages of version 1 in plain encoding under gzip, one page per column and
 * row group.
 *
 * <p>That is the part of the format that every reader knows, and it needs no library: Parquet's own
 * brings Hadoop along.
 */
public final class ParquetFile {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int ROWS_PER_GROUP = 1 << 17;

  private static final int BOOLEAN = 0;
  private static final int INT64 = 2;
  private static final int DOUBLE = 5;
  private static final int BYTE_ARRAY = 6;

  private static final int OPTIONAL = 1;
  private static final int UTF8 = 0;
  private static final int TIMESTAMP_MICROS = 10;
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int GZIP = 2;
  private static final int DATA_PAGE = 0;

  private ParquetFile() {}

  /** A column of a row group in the file. */
  private record Chunk(long offset, long compressed, long uncompressed, int rows) {}

  /** Writes a file, over one that is there. */
  public static void write(Table table, Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(MAGIC);
      long position = MAGIC.length;
      List<List<Chunk>> groups = new ArrayList<>();
      for (int first = 0; first < table.size(); first += ROWS_PER_GROUP) {
        int rows = Math.min(ROWS_PER_GROUP, table.size() - first);
        List<Chunk> group = new ArrayList<>();
        for (int column = 0; column < table.columns().size(); column++) {
          byte[] page = page(table, column, first, rows);
          byte[] packed = gzip(page);
          byte[] header =
              new CompactThrift()
                  .i32(1, DATA_PAGE)
                  .i32(2, page.length)
                  .i32(3, packed.length)
                  .struct(5)
                  .i32(1, rows)
                  .i32(2, PLAIN)
                  .i32(3, RLE)
                  .i32(4, RLE)
                  .end()
                  .bytes();
          out.write(header);
          out.write(packed);
          group.add(
              new Chunk(
                  position,
                  (long) header.length + packed.length,
                  (long) header.length + page.length,
                  rows));
          position += header.length + packed.length;
        }
        groups.add(group);
      }
      byte[] footer = footer(table, groups);
      out.write(footer);
      out.write(little(Integer.BYTES).putInt(footer.length).array());
      out.write(MAGIC);
    }
  }

  private static byte[] footer(Table table, List<List<Chunk>> groups) {
    CompactThrift thrift = new CompactThrift().i32(1, 1);
    thrift.structs(2, table.columns().size() + 1);
    thrift.element().text(4, "table").i32(5, table.columns().size()).end();
    for (Column column : table.columns()) {
      thrift.element().i32(1, physical(column.type())).i32(3, OPTIONAL).text(4, column.name());
      if (column.type() == CellType.TEXT) {
        thrift.i32(6, UTF8);
      } else if (column.type() == CellType.TIME) {
        thrift.i32(6, TIMESTAMP_MICROS);
      }
      thrift.end();
    }
    thrift.i64(3, table.size()).structs(4, groups.size());
    for (List<Chunk> group : groups) {
      thrift.element().structs(1, group.size());
      for (int i = 0; i < group.size(); i++) {
        Column column = table.columns().get(i);
        Chunk chunk = group.get(i);
        thrift
            .element()
            .i64(2, chunk.offset())
            .struct(3)
            .i32(1, physical(column.type()))
            .i32s(2, PLAIN, RLE)
            .texts(3, column.name())
            .i32(4, GZIP)
            .i64(5, chunk.rows())
            .i64(6, chunk.uncompressed())
            .i64(7, chunk.compressed())
            .i64(9, chunk.offset())
            .end()
            .end();
      }
      thrift
          .i64(2, group.stream().mapToLong(Chunk::uncompressed).sum())
          .i64(3, group.isEmpty() ? 0 : group.get(0).rows())
          .end();
    }
    return thrift.text(6, "monolead").bytes();
  }

  private static int physical(CellType type) {
    return switch (type) {
      case TEXT -> BYTE_ARRAY;
      case WHOLE, TIME -> INT64;
      case NUMBER -> DOUBLE;
      case TRUTH -> BOOLEAN;
    };
  }

  /** Which rows have a value, and the values of those that have one. */
  private static byte[] page(Table table, int column, int first, int rows) {
    ByteArrayOutputStream levels = new ByteArrayOutputStream();
    for (int row = 0; row < rows; ) {
      boolean there = table.cell(first + row, column) != null;
      int end = row + 1;
      while (end < rows && (table.cell(first + end, column) != null) == there) {
        end++;
      }
      // A run of the hybrid encoding: twice its length as a varint, then the level in one byte.
      for (int rest = (end - row) << 1; ; rest >>>= 7) {
        if ((rest & ~0x7F) == 0) {
          levels.write(rest);
          break;
        }
        levels.write((rest & 0x7F) | 0x80);
      }
      levels.write(there ? 1 : 0);
      row = end;
    }
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    page.writeBytes(little(Integer.BYTES).putInt(levels.size()).array());
    page.writeBytes(levels.toByteArray());
    values(table, column, first, rows, page);
    return page.toByteArray();
  }

  private static void values(
      Table table, int column, int first, int rows, ByteArrayOutputStream page) {
    int bits = 0;
    int packed = 0;
    for (int row = first; row < first + rows; row++) {
      Object cell = table.cell(row, column);
      if (cell == null) {
        continue;
      }
      switch (table.columns().get(column).type()) {
        case TEXT -> {
          byte[] text = ((String) cell).getBytes(StandardCharsets.UTF_8);
          page.writeBytes(little(Integer.BYTES).putInt(text.length).array());
          page.writeBytes(text);
        }
        case WHOLE, TIME -> page.writeBytes(little(Long.BYTES).putLong((Long) cell).array());
        case NUMBER -> page.writeBytes(little(Double.BYTES).putDouble((Double) cell).array());
        case TRUTH -> {
          packed |= ((Boolean) cell ? 1 : 0) << bits;
          bits++;
          if (bits == Byte.SIZE) {
            page.write(packed);
            bits = 0;
            packed = 0;
          }
        }
      }
    }
    if (bits > 0) {
      page.write(packed);
    }
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
