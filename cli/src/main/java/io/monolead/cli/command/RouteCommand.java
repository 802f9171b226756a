// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.invocation.SecretFile;
import io.monolead.cli.terminal.DurationText;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.routing.Router;
import io.monolead.routing.config.RouteFile;
import io.monolead.routing.config.TargetSettings;
import io.monolead.routing.delivery.RouteStatus;
import io.monolead.routing.http.Backoff;
import io.monolead.routing.status.StatusServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code monolead route}. */
@Command(
    name = "route",
    description = {
      "Deliver alerts to systems that do not read our topics: FHIR resources on a topic, webhooks,"
          + " Alertmanager.",
      "FILE says where they go, docs/routing.md has its format. It runs until Ctrl-C; several"
          + " processes with the same file share the work. Positions are kept in Kafka, and nothing"
          + " counts as delivered before the target has taken it."
    },
    footer = {
      "  monolead route --bootstrap broker:9092 routes.json",
      "  monolead route --check routes.json",
      "  monolead route --group ward7 --status-port 9095 routes.json"
    })
public final class RouteCommand extends MonoleadCommand {
  private static final Duration GLANCE = Duration.ofSeconds(1);
  private static final int NO_PORT = -1;

  @Mixin private BrokerOptions broker;

  @Parameters(paramLabel = "FILE", description = "The targets, as JSON.")
  private Path file;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description =
          "What the names of the consumer groups begin with (default: monolead-route, after"
              + " --prefix if that is not the usual one). Another name delivers everything anew.")
  private String group;

  @Option(
      names = "--status-port",
      paramLabel = "PORT",
      defaultValue = "" + NO_PORT,
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description = "Serve /metrics and /health on this port, 0 for a free one (default: none).")
  private int statusPort;

  @Option(
      names = "--status-host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address of that port (default: ${DEFAULT-VALUE}). It asks nobody who they are: names of"
              + " targets and reasons of failures are there for whoever reaches it.")
  private InetAddress statusHost;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationText.class,
      description = "End after so long, such as 30s.")
  private Duration time;

  @Option(names = "--check", description = "Read the file, say what is in it, and end.")
  private boolean check;

  public RouteCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (group == null) {
      // Positions are kept per group: two prefixes must not share one.
      String prefix = broker.topics().prefix();
      group = (prefix.equals(TopicNames.DEFAULT_PREFIX) ? "" : prefix) + "monolead-route";
    }
    if (!group.matches("[A-Za-z0-9._-]{1,160}")) {
      throw usageMistake("--group takes letters, digits, '.', '_' and '-', not '" + group + "'");
    }
    if (statusPort < NO_PORT || statusPort > 65_535) {
      throw usageMistake("--status-port is 0 to 65535, not " + statusPort);
    }
    Set<Path> secretFiles = new TreeSet<>();
    List<TargetSettings> targets = RouteFile.read(file, secretFiles::add);
    for (Path secretFile : secretFiles) {
      SecretFile.warning(secretFile).ifPresent(context().err()::println);
    }
    targets.forEach(this::say);
    if (check) {
      return ExitCode.OK;
    }
    context().stop().listen();
    Clock clock = Clock.systemUTC();
    try (Router router =
        new Router(broker.connection(), broker.topics(), group, targets, Backoff.USUAL, clock)) {
      Optional<StatusServer> server =
          statusPort == NO_PORT
              ? Optional.empty()
              : Optional.of(new StatusServer(statusHost, statusPort, router.statuses(), clock));
      try {
        server.ifPresent(
            listening ->
                context()
                    .terminal()
                    .println(
                        "status at http://"
                            + statusHost.getHostAddress()
                            + ":"
                            + listening.port()
                            + "/health"));
        router.start();
        await(router);
      } finally {
        server.ifPresent(StatusServer::close);
      }
      router.close();
      router.statuses().forEach(this::sayOutcome);
    }
    return ExitCode.OK;
  }

  /** Waits for the end, and says when a target begins to fail and when it works again. */
  private void await(Router router) throws InterruptedException {
    long until = time == null ? Long.MAX_VALUE : System.nanoTime() + time.toNanos();
    List<RouteStatus> statuses = router.statuses();
    boolean[] failing = new boolean[statuses.size()];
    while (!context().stop().await(GLANCE) && (time == null || System.nanoTime() - until < 0)) {
      for (int i = 0; i < failing.length; i++) {
        RouteStatus status = statuses.get(i);
        boolean fails = status.failingSince().isPresent();
        if (fails != failing[i]) {
          failing[i] = fails;
          context()
              .terminal()
              .print(
                  fails
                      ? new Line()
                          .cell("failing", 9, Style.YELLOW)
                          .add(status.target() + ": " + status.latestFailure())
                      : new Line().cell("works", 9, Style.GREEN).add(status.target()));
        }
      }
    }
  }

  private void say(TargetSettings target) {
    String where;
    if (target instanceof TargetSettings.Fhir fhir) {
      where = "fhir, topic " + fhir.topic().orElse(broker.topics().fhir());
    } else if (target instanceof TargetSettings.Webhook webhook) {
      where =
          "webhook, "
              + webhook.http()
              + (webhook.secret().isPresent() ? ", signed" : ", not signed: name a secretFile");
    } else {
      where = "alertmanager, " + ((TargetSettings.Alertmanager) target).http();
    }
    context()
        .terminal()
        .print(
            new Line()
                .cell("target", 9, Style.GREEN)
                .add(target.name() + " (" + where + "), group " + group + "-" + target.name()));
  }

  private void sayOutcome(RouteStatus status) {
    context()
        .terminal()
        .println(
            status.target()
                + ": "
                + status.delivered()
                + " delivered, "
                + status.undelivered()
                + " put aside, "
                + status.filtered()
                + " not wanted");
  }
}
