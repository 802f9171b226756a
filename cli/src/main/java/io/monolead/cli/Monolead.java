// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.FailureText;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.invocation.StandardOptions;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code monolead} with all that can follow it. */
@Command(
    name = "monolead",
    description = "Twelve-lead knowledge, one lead, in real time: ECG from Kafka to alerts.",
    versionProvider = Monolead.Version.class,
    footer = {
      "  monolead demo --duration 60s",
      "  monolead recording inspect recordings/100.hea",
      "  monolead COMMAND --help",
      "  monolead completion bash > ~/.local/share/bash-completion/completions/monolead"
    })
public final class Monolead extends MonoleadCommand {
  private static final String LOG_FILE = "monolead.log";

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      order = 103,
      description = "Show the version and end.")
  @SuppressWarnings("UnusedVariable") // picocli reads and acts upon it
  private boolean version;

  private Monolead(CommandContext context) {
    super(context);
  }

  /** The command line with all commands, ready to parse and execute. */
  public static CommandLine commandLine(CommandContext context) {
    CommandLine line = new CommandLine(new Monolead(context));
    Commands.addAll(line, context);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setErr(context.err());
    line.setExecutionStrategy(parsed -> execute(parsed, context));
    line.setParameterExceptionHandler(
        (mistake, args) -> {
          report(mistake.getCommandLine(), mistake);
          return ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler(
        (failure, failed, parsed) -> {
          report(failed, failure, options(parsed).debug());
          return ExitCode.FAILED;
        });
    return line;
  }

  @Override
  public Integer call() {
    throw usageMistake("Which command?");
  }

  private static int execute(ParseResult parsed, CommandContext context) {
    if (CommandLine.executeHelpRequest(parsed) == null) {
      StandardOptions options = options(parsed);
      try {
        LogSettings.settle(
            options.logFile(context.stateFolder().resolve(LOG_FILE)), options.debug());
      } catch (CommandFailure failure) {
        context.err().println("monolead: " + failure.getMessage());
        return ExitCode.FAILED;
      }
      try {
        return new RunLast().execute(parsed);
      } catch (Error fault) {
        // picocli hands on exceptions only; a missing library or too little memory is an error.
        ParseResult innermost = innermost(parsed);
        report(innermost.commandSpec().commandLine(), fault, options.debug());
        return ExitCode.FAILED;
      }
    }
    return ExitCode.OK;
  }

  private static StandardOptions options(ParseResult parsed) {
    return (StandardOptions)
        innermost(parsed).commandSpec().mixins().get("standardOptions").userObject();
  }

  private static ParseResult innermost(ParseResult parsed) {
    ParseResult innermost = parsed;
    while (innermost.hasSubcommand()) {
      innermost = innermost.subcommand();
    }
    return innermost;
  }

  private static void report(CommandLine failed, ParameterException mistake) {
    String name = failed.getCommandSpec().qualifiedName();
    failed.getErr().println(name + ": " + FailureText.of(mistake));
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      UnmatchedArgumentException.printSuggestions(unmatched, failed.getErr());
    }
    failed.getErr().println("Try '" + name + " --help'.");
    failed.getErr().flush();
  }

  private static void report(CommandLine failed, Throwable failure, boolean debug) {
    String name = failed.getCommandSpec().qualifiedName();
    LoggerFactory.getLogger(Monolead.class).error("{} failed", name, failure);
    failed.getErr().println(name + ": " + FailureText.of(failure));
    if (debug) {
      failure.printStackTrace(failed.getErr());
    }
    failed.getErr().flush();
  }

  /** Reads the version that the build wrote beside this class. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream file = Monolead.class.getResourceAsStream("version.properties")) {
        properties.load(file);
      }
      return new String[] {"monolead " + properties.getProperty("version")};
    }
  }
}
