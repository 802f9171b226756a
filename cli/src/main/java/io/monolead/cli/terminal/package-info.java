// SPDX-License-Identifier: Apache-2.0
/**
 * Text for people: styles, tables, sparklines, durations, and a screen that is drawn again in
 * place.
 *
 * <p>Everything but {@link io.monolead.cli.terminal.Terminal} and {@link
 * io.monolead.cli.terminal.LiveScreen} is an immutable value or a pure function. A live screen
 * belongs to one thread, which closes it; closing gives the cursor back.
 */
package io.monolead.cli.terminal;
