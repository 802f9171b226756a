// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.matlab;

import java.util.Map;

/** A value in a MATLAB file. */
sealed interface MatValue {
  /**
   * A matrix of real numbers.
   *
   * @param rows number of rows
   * @param columns number of columns
   * @param values column after column, {@code rows * columns} of them
   */
  record Numbers(int rows, int columns, double[] values) implements MatValue {}

  /**
   * A row of characters.
   *
   * @param text the characters
   */
  record Text(String text) implements MatValue {}

  /**
   * A structure.
   *
   * @param fields its fields by name
   */
  record Struct(Map<String, MatValue> fields) implements MatValue {}

  /** A value of a kind that no recording needs; its content was not looked at. */
  record Unread() implements MatValue {}
}
