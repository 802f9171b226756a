// SPDX-License-Identifier: Apache-2.0
/**
 * The commands, one class each: options with their defaults and help, and the call into the module
 * that does the work.
 *
 * <p>A command runs on the main thread, closes what it opened, and writes results to its context's
 * terminal. It reports the user's mistakes as {@link picocli.CommandLine.ParameterException} or
 * {@link io.monolead.cli.invocation.CommandFailure}.
 */
package io.monolead.cli.command;
