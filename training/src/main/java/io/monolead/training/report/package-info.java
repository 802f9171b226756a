// SPDX-License-Identifier: Apache-2.0
/**
 * Reports as values, and what they become: Markdown, CSV, SVG charts, one HTML page; and the
 * pictures of features that experiments draw.
 *
 * <p>Everything is a pure function of its arguments: the same report gives the same bytes on every
 * machine, so that a committed report changes only if its figures do. Nothing needs closing.
 */
package io.monolead.training.report;
