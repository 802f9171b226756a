// SPDX-License-Identifier: Apache-2.0
/**
 * What every command gets and gives: the context of its process, the options all have, exit codes,
 * and failures told in one line.
 *
 * <p>Commands run on the main thread; a stop signal arrives on another one and only sets a flag.
 */
package io.monolead.cli.invocation;
