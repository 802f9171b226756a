// SPDX-License-Identifier: Apache-2.0
/**
 * What is known of every device right now, and how it is shown: the live table and one line per
 * event.
 *
 * <p>A board belongs to one thread. Texts and tables are pure functions of what they are given.
 */
package io.monolead.cli.board;
