// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.invocation.SecretFile;
import io.monolead.cli.terminal.DurationText;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.inference.ModelBundle;
import io.monolead.monitor.Monitor;
import io.monolead.monitor.MonitorOptions;
import io.monolead.monitor.feed.FeedHistory;
import io.monolead.monitor.feed.FeedState;
import io.monolead.monitor.wall.WallLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monolead monitor}: the live web page. */
@Command(
    name = "monitor",
    description = {
      "Show devices, strips and alerts live on a web page, until Ctrl-C.",
      "",
      "It listens on this machine alone unless --host says otherwise, and then asks for a token:"
          + " the first line of --token-file, or of the environment variable"
          + " MONOLEAD_MONITOR_TOKEN. It speaks plain HTTP; put a proxy that speaks TLS in front of"
          + " it."
    },
    footer = {
      "  monolead monitor --bootstrap broker:9092",
      "  monolead monitor --model models/monitoring-lead-i.mlb --history 72h --wait 5m",
      "  monolead monitor --host 0.0.0.0 --token-file /run/secrets/monitor --public-address"
          + " https://monitor.example.org"
    })
public final class MonitorCommand extends MonoleadCommand {
  /** System property that hands the token of the environment to this command. */
  public static final String TOKEN_PROPERTY = "monolead.monitor.token";

  private static final Duration GLANCE = Duration.ofMillis(500);
  private static final long BYTES_PER_MEBIBYTE = 1 << 20;

  @Mixin private BrokerOptions broker;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = MonitorOptions.LOOPBACK,
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "" + MonitorOptions.DEFAULT_PORT,
      description = "Port to listen on, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File whose first line is the token that opens the page.")
  private Path tokenFile;

  @Option(
      names = "--user-header",
      paramLabel = "NAME",
      description =
          "Header in which a proxy in front says who it let in, such as X-Forwarded-User. Whoever"
              + " reaches the port past the proxy can be anybody: keep it from them.")
  private String userHeader;

  @Option(
      names = "--public-address",
      paramLabel = "URL",
      description =
          "Address under which a proxy makes the page known, such as https://monitor.example.org;"
              + " may be given several times.")
  private List<URI> publicAddresses = List.of();

  @Option(
      names = "--insecure",
      description = "Listen beyond this machine without a token: something else keeps others out.")
  private boolean insecure;

  @Option(names = "--read-only", description = "Only show: nobody can acknowledge or silence.")
  private boolean readOnly;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      description =
          "Bundle with attention, to show which parts of a window a score comes from (default: the"
              + " shipped one, if it is there).")
  private Path model;

  @Option(
      names = "--history",
      paramLabel = "TIME",
      defaultValue = "24h",
      converter = DurationText.class,
      description = "Alerts are read back so far at the start (default: ${DEFAULT-VALUE}).")
  private Duration history;

  @Option(
      names = "--streams",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Leads that are shown at most (default: ${DEFAULT-VALUE}).")
  private int streams;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      defaultValue = "256",
      description =
          "Mebibytes for the latest samples of all leads; older ones are read from Kafka when"
              + " somebody looks (default: ${DEFAULT-VALUE}).")
  private int memoryMebibytes;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = DurationText.class,
      defaultValue = "0s",
      description =
          "Wait so long for a broker and topics that are not there (default: ${DEFAULT-VALUE}).")
  private Duration patience;

  public MonitorCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    MonitorOptions options = options();
    context().stop().listen();
    try (Monitor monitor = Monitor.start(options)) {
      context()
          .terminal()
          .print(new Line().add("monitor", Style.GREEN).add("  " + monitor.address()));
      if (options.token().isEmpty() && options.userHeader().isEmpty()) {
        context()
            .terminal()
            .println(
                "Whoever can reach this address can look"
                    + (readOnly ? "" : " and act")
                    + "; --token-file asks for a token. Ctrl-C ends it.");
      }
      FeedState before = FeedState.OK;
      while (!context().stop().await(GLANCE)) {
        FeedState now = monitor.feed();
        if (now == FeedState.RECONNECTING && before != now) {
          context().err().println("No broker answers; the monitor goes on when one does.");
          context().err().flush();
        }
        before = now;
      }
    }
    return ExitCode.OK;
  }

  private MonitorOptions options() throws IOException {
    if (streams < 1 || memoryMebibytes < 1) {
      throw usageMistake("--streams and --memory are at least 1");
    }
    MonitorOptions.Builder options =
        MonitorOptions.builder(broker.connection(), broker.topics())
            .optHost(host)
            .optPort(port)
            .optInsecure(insecure)
            .optReadOnly(readOnly)
            .optHistory(
                new FeedHistory(
                    history, FeedHistory.DEFAULT.scores(), FeedHistory.DEFAULT.segments()))
            .optLimits(
                WallLimits.DEFAULT
                    .withStreams(streams)
                    .withSampleBytes(memoryMebibytes * BYTES_PER_MEBIBYTE))
            .optPatience(patience);
    token().ifPresent(options::optToken);
    Optional.ofNullable(userHeader).ifPresent(options::optUserHeader);
    publicAddresses.forEach(options::optPublicAddress);
    explainer().ifPresent(options::optModel);
    try {
      return options.build();
    } catch (IllegalArgumentException e) {
      throw usageMistake(e.getMessage());
    }
  }

  private Optional<String> token() throws IOException {
    if (tokenFile != null) {
      String token =
          Files.readString(tokenFile, StandardCharsets.UTF_8)
              .lines()
              .findFirst()
              .orElse("")
              .strip();
      if (token.isEmpty()) {
        throw new CommandFailure("The first line of " + tokenFile + " is empty, it is the token");
      }
      SecretFile.warning(tokenFile).ifPresent(context().err()::println);
      return Optional.of(token);
    }
    return Optional.ofNullable(System.getProperty(TOKEN_PROPERTY)).filter(text -> !text.isBlank());
  }

  /** The bundle that was named, or the shipped one if it can explain. */
  private Optional<Path> explainer() throws IOException {
    if (model != null) {
      if (!Files.isRegularFile(model)) {
        throw new CommandFailure("No model bundle at " + model);
      }
      return Optional.of(model);
    }
    Optional<Path> shipped =
        context()
            .home()
            .map(home -> home.resolve(ModelOption.SHIPPED))
            .filter(Files::isRegularFile);
    return shipped.isPresent() && ModelBundle.read(shipped.get()).attention().isPresent()
        ? shipped
        : Optional.empty();
  }
}
