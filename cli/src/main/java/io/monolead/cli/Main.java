// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli;

import io.monolead.cli.command.MonitorCommand;
import io.monolead.cli.demo.BrowserCommand;
import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.StopSignal;
import io.monolead.cli.terminal.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The entry point: the only place that looks at the process's environment. */
public final class Main {
  /** System property with the folder monolead was installed or built in; the launcher sets it. */
  private static final String HOME_PROPERTY = "monolead.home";

  private static final String MONITOR_TOKEN = "MONOLEAD_MONITOR_TOKEN";

  private Main() {}

  public static void main(String[] args) {
    Map<String, String> environment = System.getenv();
    // The natives are artefacts of the build; nothing is fetched at run time.
    System.setProperty("ai.djl.offline", "true");
    // A secret is no argument: everybody on the machine sees those.
    Optional.ofNullable(environment.get(MONITOR_TOKEN))
        .ifPresent(token -> System.setProperty(MonitorCommand.TOKEN_PROPERTY, token));
    boolean display =
        List.of("DISPLAY", "WAYLAND_DISPLAY").stream()
            .anyMatch(name -> !environment.getOrDefault(name, "").isEmpty());
    System.setProperty(BrowserCommand.DISPLAY_PROPERTY, String.valueOf(display));
    PrintWriter out =
        new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    PrintWriter err =
        new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    CommandContext context =
        new CommandContext(
            Terminal.ofProcess(out, environment),
            err,
            Optional.ofNullable(System.getProperty(HOME_PROPERTY)).map(Path::of),
            stateFolder(environment, System.getProperty("user.home", ".")),
            new StopSignal());
    int code = Monolead.commandLine(context).setOut(out).execute(args);
    out.flush();
    err.flush();
    // Threads of the engine and of Kafka need not keep a finished command alive.
    System.exit(code);
  }

  /** The folder for state after the XDG base directory specification. */
  static Path stateFolder(Map<String, String> environment, String userHome) {
    String stateHome = environment.getOrDefault("XDG_STATE_HOME", "");
    Path base = stateHome.isEmpty() ? Path.of(userHome, ".local", "state") : Path.of(stateHome);
    return base.resolve("monolead");
  }
}
