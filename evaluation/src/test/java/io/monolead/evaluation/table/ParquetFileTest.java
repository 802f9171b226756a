// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.evaluation.table.Table.CellType;
import io.monolead.evaluation.table.Table.Column;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files decoded by the reader at the end, written from Parquet's and Thrift's specifications and
 * not from the writer. The tables of an evaluation were also read with pyarrow 25.0.1, cell by cell
 * against the CSV beside them (handcount/read_parquet.py in the test resources).
 */
class ParquetFileTest {
  @TempDir Path folder;

  @Test
  void everyTypeIsReadBackWithWhatIsMissing() throws IOException {
    Table table =
        new Table(
            "t",
            List.of(
                new Column("name", CellType.TEXT),
                new Column("count", CellType.WHOLE),
                new Column("at", CellType.TIME),
                new Column("value", CellType.NUMBER),
                new Column("there", CellType.TRUTH)));
    table.row("ä, \"b\"", 7, -1L, 0.1, true);
    table.row(null, null, null, Double.NaN, null);
    table.row("", Long.MIN_VALUE, 1L, -0.0, false);

    Decoded decoded = decode(table);

    assertThat(decoded.names).containsExactly("name", "count", "at", "value", "there");
    // Converted types: 0 is UTF8, 10 is a timestamp in microseconds.
    assertThat(decoded.converted).containsExactly(0L, null, 10L, null, null);
    assertThat(decoded.columns.get(0)).containsExactly("ä, \"b\"", null, "");
    assertThat(decoded.columns.get(1)).containsExactly(7L, null, Long.MIN_VALUE);
    assertThat(decoded.columns.get(2)).containsExactly(-1L, null, 1L);
    assertThat(decoded.columns.get(3)).containsExactly(0.1, null, -0.0);
    assertThat(decoded.columns.get(4)).containsExactly(true, null, false);
  }

  @Test
  void moreRowsThanOneGroupHoldsAreReadBack() throws IOException {
    List<Column> columns = new ArrayList<>();
    // More columns than a short list header of Thrift can count.
    for (int i = 0; i < 20; i++) {
      columns.add(new Column("c" + i, i % 2 == 0 ? CellType.TRUTH : CellType.WHOLE));
    }
    Table table = new Table("t", columns);
    int rows = (1 << 17) + 9;
    for (int row = 0; row < rows; row++) {
      Object[] cells = new Object[20];
      for (int i = 0; i < 20; i++) {
        Object cell = i % 2 == 0 ? (Object) (row % 3 == 0) : (Object) (row * 20 + i);
        cells[i] = row % 5 == i % 5 ? null : cell;
      }
      table.row(cells);
    }

    Decoded decoded = decode(table);

    assertThat(decoded.rows).isEqualTo(rows);
    assertThat(decoded.groups).isEqualTo(2);
    for (int i : new int[] {0, 1, 19}) {
      for (int row : new int[] {0, 1, 4, 131_071, 131_072, rows - 1}) {
        Object cell = decoded.columns.get(i).get(row);
        if (row % 5 == i % 5) {
          assertThat(cell).isNull();
        } else {
          assertThat(cell)
              .isEqualTo(i % 2 == 0 ? (Object) (row % 3 == 0) : (Object) (row * 20L + i));
        }
      }
    }
  }

  @Test
  void aTableWithoutRowsIsAFileToo() throws IOException {
    Decoded decoded = decode(new Table("t", List.of(new Column("name", CellType.TEXT))));

    assertThat(decoded.rows).isZero();
    assertThat(decoded.groups).isZero();
    assertThat(decoded.names).containsExactly("name");
  }

  private static final class Decoded {
    private final List<String> names = new ArrayList<>();
    private final List<Object> converted = new ArrayList<>();
    private final List<List<Object>> columns = new ArrayList<>();
    private long rows;
    private int groups;
  }

  private Decoded decode(Table table) throws IOException {
    Path path = folder.resolve("t.parquet");
    ParquetFile.write(table, path);
    byte[] file = Files.readAllBytes(path);
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(Arrays.copyOf(file, 4)).isEqualTo("PAR1".getBytes(StandardCharsets.US_ASCII));
    assertThat(Arrays.copyOfRange(file, file.length - 4, file.length))
        .isEqualTo("PAR1".getBytes(StandardCharsets.US_ASCII));
    int length = bytes.getInt(file.length - 8);
    Map<Integer, Object> footer = struct(bytes.position(file.length - 8 - length));
    assertThat(bytes.position()).isEqualTo(file.length - 8);
    Decoded decoded = new Decoded();
    List<Object> schema = list(footer.get(2));
    assertThat(fields(schema.get(0)).get(5)).isEqualTo((long) schema.size() - 1);
    for (Object element : schema.subList(1, schema.size())) {
      assertThat(fields(element).get(3)).as("optional").isEqualTo(1L);
      decoded.names.add((String) fields(element).get(4));
      decoded.converted.add(fields(element).get(6));
      decoded.columns.add(new ArrayList<>());
    }
    decoded.rows = (Long) footer.get(3);
    for (Object group : list(footer.get(4))) {
      decoded.groups++;
      List<Object> chunks = list(fields(group).get(1));
      for (int c = 0; c < chunks.size(); c++) {
        Map<Integer, Object> chunk = fields(fields(chunks.get(c)).get(3));
        assertThat(list(chunk.get(3))).containsExactly(decoded.names.get(c));
        assertThat(chunk.get(4)).as("gzip").isEqualTo(2L);
        decoded.columns.get(c).addAll(values(bytes, chunk));
      }
    }
    return decoded;
  }

  private static List<Object> values(ByteBuffer bytes, Map<Integer, Object> chunk)
      throws IOException {
    int begin = ((Long) chunk.get(9)).intValue();
    Map<Integer, Object> header = struct(bytes.position(begin));
    byte[] packed = new byte[((Long) header.get(3)).intValue()];
    bytes.get(packed);
    assertThat(bytes.position() - begin).isEqualTo(((Long) chunk.get(7)).intValue());
    byte[] page = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
    assertThat(page).hasSize(((Long) header.get(2)).intValue());
    int rows = ((Long) fields(header.get(5)).get(1)).intValue();
    ByteBuffer data = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    int levelsEnd = data.getInt() + 4;
    List<Boolean> there = new ArrayList<>();
    while (data.position() < levelsEnd) {
      long run = varint(data);
      assertThat(run & 1).as("a run, not packed bits").isZero();
      byte level = data.get();
      for (long i = 0; i < run >> 1; i++) {
        there.add(level == 1);
      }
    }
    assertThat(there).hasSize(rows);
    List<Object> values = new ArrayList<>();
    int bit = 0;
    int flags = 0;
    for (boolean present : there) {
      if (!present) {
        values.add(null);
        continue;
      }
      switch (((Long) chunk.get(1)).intValue()) {
        case 0 -> {
          flags = bit % 8 == 0 ? data.get() : flags >> 1;
          bit++;
          values.add((flags & 1) == 1);
        }
        case 2 -> values.add(data.getLong());
        case 5 -> values.add(data.getDouble());
        case 6 -> {
          byte[] text = new byte[data.getInt()];
          data.get(text);
          values.add(new String(text, StandardCharsets.UTF_8));
        }
        default -> throw new IOException("physical type " + chunk.get(1));
      }
    }
    assertThat(data.hasRemaining()).isFalse();
    return values;
  }

  @SuppressWarnings("unchecked")
  private static Map<Integer, Object> fields(Object struct) {
    return (Map<Integer, Object>) struct;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object list) {
    return (List<Object>) list;
  }

  private static Map<Integer, Object> struct(ByteBuffer in) {
    Map<Integer, Object> fields = new TreeMap<>();
    int field = 0;
    for (int header = in.get(); header != 0; header = in.get()) {
      field += (header >> 4) & 15;
      fields.put(field, value(in, header & 15));
    }
    return fields;
  }

  private static Object value(ByteBuffer in, int type) {
    return switch (type) {
      case 5, 6 -> {
        long raw = varint(in);
        yield (raw >>> 1) ^ -(raw & 1);
      }
      case 8 -> {
        byte[] text = new byte[(int) varint(in)];
        in.get(text);
        yield new String(text, StandardCharsets.UTF_8);
      }
      case 9 -> {
        int header = in.get();
        int size = (header >> 4) & 15;
        long count = size == 15 ? varint(in) : size;
        List<Object> list = new ArrayList<>();
        for (long i = 0; i < count; i++) {
          list.add(value(in, header & 15));
        }
        yield list;
      }
      case 12 -> struct(in);
      default -> throw new IllegalStateException("Thrift type " + type);
    };
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
