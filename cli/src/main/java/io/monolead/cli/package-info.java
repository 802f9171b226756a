// SPDX-License-Identifier: Apache-2.0
/**
 * The one command {@code monolead}: reads options, runs a command, turns every failure into one
 * clear line and an exit code.
 *
 * <p>Only {@link io.monolead.cli.Main} looks at the process: environment, standard output, signals.
 * Everything below receives them in a {@link io.monolead.cli.invocation.CommandContext}.
 */
package io.monolead.cli;
