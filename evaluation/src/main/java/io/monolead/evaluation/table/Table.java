// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table with columns of one type each. Cells are {@link String}, {@link Long}, {@link Double} or
 * {@link Boolean} as the column says, or null where there is none; NaN counts as none. Filled by
 * one thread, then for any.
 */
public final class Table {
  /** What the cells of a column are. */
  public enum CellType {
    /** Text. */
    TEXT,
    /** A whole number. */
    WHOLE,
    /** Event time in microseconds since 1970-01-01T00:00:00Z. */
    TIME,
    /** A number. */
    NUMBER,
    /** Yes or no. */
    TRUTH
  }

  /**
   * A column.
   *
   * @param name its heading
   * @param type what its cells are
   */
  public record Column(String name, CellType type) {}

  private final String name;
  private final List<Column> columns;
  private final List<Object[]> rows = new ArrayList<>();

  /**
   * An empty table.
   *
   * @param name name of its files, without suffix
   */
  public Table(String name, List<Column> columns) {
    this.name = name;
    this.columns = List.copyOf(columns);
  }

  /**
   * Adds a row.
   *
   * @param cells one per column; whole numbers may be {@link Integer}
   * @throws IllegalArgumentException if there are too many or too few, or one is of another type
   */
  public void row(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "Table " + name + " has " + columns.size() + " columns, not " + cells.length);
    }
    Object[] row = new Object[cells.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = cell(columns.get(i), cells[i]);
    }
    rows.add(row);
  }

  private static Object cell(Column column, Object value) {
    if (value == null || value.equals(Double.NaN)) {
      return null;
    }
    return switch (column.type()) {
      case TEXT -> (String) value;
      case WHOLE, TIME -> ((Number) value).longValue();
      case NUMBER -> ((Number) value).doubleValue();
      case TRUTH -> (Boolean) value;
    };
  }

  /** Name of its files, without suffix. */
  public String name() {
    return name;
  }

  /** The columns. */
  public List<Column> columns() {
    return columns;
  }

  /** Number of rows. */
  public int size() {
    return rows.size();
  }

  /** A cell; null if there is none. */
  public Object cell(int row, int column) {
    return rows.get(row)[column];
  }

  @Override
  public String toString() {
    return name + Arrays.asList(columns.stream().map(Column::name).toArray()) + " x " + rows.size();
  }
}
