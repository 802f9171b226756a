// SPDX-License-Identifier: Apache-2.0
/**
 * An evaluation as tables, in CSV and in Parquet, for those who prefer notebooks.
 *
 * <p>Writers take a file's path, write it whole and close it.
 */
package io.monolead.evaluation.table;
