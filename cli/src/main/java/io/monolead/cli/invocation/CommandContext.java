// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.invocation;

import io.monolead.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a command knows of the process it runs in.
 *
 * @param terminal standard output
 * @param err standard error, for messages
 * @param home the folder monolead was installed or built in, where its model lies; empty if unknown
 * @param stateFolder where log files and the like are kept between runs
 * @param stop tells a command that runs on that it should come to an end
 */
public record CommandContext(
    Terminal terminal, PrintWriter err, Optional<Path> home, Path stateFolder, StopSignal stop) {}
