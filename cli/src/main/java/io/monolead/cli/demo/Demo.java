// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import io.monolead.cli.board.DeviceBoard;
import io.monolead.cli.board.Event;
import io.monolead.cli.board.Truth;
import io.monolead.cli.fleet.FleetPlayer;
import io.monolead.cli.fleet.Player;
import io.monolead.cli.fleet.Player.DeviceName;
import io.monolead.cli.fleet.RecordingFleet;
import io.monolead.cli.fleet.RecordingPlayer;
import io.monolead.cli.fleet.SimulatedDevice;
import io.monolead.cli.fleet.SimulatedFleet;
import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.FailureText;
import io.monolead.cli.job.JobSubmission;
import io.monolead.cli.kafka.EventFeed;
import io.monolead.cli.report.AlertAudit;
import io.monolead.cli.terminal.DurationText;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.LiveScreen;
import io.monolead.cli.terminal.Style;
import io.monolead.cli.terminal.Terminal;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader.From;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.replay.ReplayOptions;
import io.monolead.connectors.scenario.Story;
import io.monolead.evaluation.alert.EpisodeLedger;
import io.monolead.evaluation.truth.LabelSpan;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalState;
import io.monolead.signal.Lead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;

/** Runs broker, cluster, job and devices in this process and watches them. For one run. */
public final class Demo {
  /** Devices have so much signal when they start: the first window comes at once. */
  private static final Duration BACKLOG = Duration.ofSeconds(10);

  private static final Duration LONGEST_CAST = Duration.ofHours(12);
  private static final Duration FOREVER = Duration.ofDays(36_500);
  private static final Duration REDRAW = Duration.ofMillis(250);

  /** What was sent last may take so long to come out as a score. */
  private static final Duration DRAIN = Duration.ofSeconds(3);

  private final DemoOptions options;
  private final CommandContext context;
  private final Terminal terminal;
  private final long startNanos = System.nanoTime();
  private final DeviceBoard board = new DeviceBoard();
  private final EpisodeLedger ledger = new EpisodeLedger();
  private final Map<String, Integer> technical = new TreeMap<>();
  private final Map<String, String> rhythms = new HashMap<>();
  private Optional<Duration> firstScore = Optional.empty();
  private Optional<String> page = Optional.empty();
  private Optional<StoryTeller> teller = Optional.empty();

  public Demo(DemoOptions options, CommandContext context) {
    this.options = options;
    this.context = context;
    this.terminal = context.terminal();
  }

  /**
   * Runs until the time is over, the recordings have ended, or a stop is asked for.
   *
   * @throws CommandFailure if some part does not start or fails on the way
   */
  public DemoOutcome run() throws Exception {
    ModelBundle bundle = ModelBundle.read(options.model());
    List<String> labels = bundle.manifest().labelSpace().labels();
    TopicNames names = TopicNames.DEFAULT;
    context.stop().listen();
    progress("starting a Kafka broker and a Flink cluster ...");
    int slots = Math.max(1, Math.min(2, Runtime.getRuntime().availableProcessors()));
    try (EmbeddedSystem system =
        EmbeddedSystem.start(options.kafkaPort(), options.flinkPort(), slots)) {
      KafkaConnection connection = system.connection();
      system.createTopics(names, labels);
      progress("broker " + connection + ", Flink " + system.flinkAddress());
      JobClient job =
          system.submit(
              JobSubmission.of(connection, names, options.model())
                  .forDemo()
                  .with(options.jobArguments()));
      Path workplace = Files.createTempDirectory("monolead-demo-");
      // The page starts beside the job's first windows and keeps nobody waiting.
      try (DemoPage monitor = DemoPage.start(connection, names, explained(bundle), options.page());
          EventFeed feed = new EventFeed(connection, names, labels, true, From.EARLIEST);
          Player player = play(connection, names, bundle, workplace)) {
        return watch(system, job, feed, player, monitor);
      } finally {
        cancel(job);
        delete(workplace);
      }
    }
  }

  /** The bundle, if it can show where in a window a score comes from. */
  private Optional<Path> explained(ModelBundle bundle) {
    return bundle.manifest().hasAttention() ? Optional.of(options.model()) : Optional.empty();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private Player play(
      KafkaConnection connection, TopicNames names, ModelBundle bundle, Path workplace)
      throws IOException {
    ModelManifest model = bundle.manifest();
    String topic = names.segments();
    List<Lead> leads = options.leads().isEmpty() ? model.leads() : options.leads();
    if (options.story().isPresent()) {
      Story story = options.story().get();
      List<SimulatedDevice> devices =
          SimulatedFleet.of(story, leads.get(0), BACKLOG, options.seed());
      long startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
      teller =
          Optional.of(
              new StoryTeller(
                  story,
                  bundle,
                  connection,
                  names,
                  leads.get(0).name(),
                  workplace,
                  startMicros,
                  this::caption));
      return FleetPlayer.start(
          devices,
          model.labelSpace().labels(),
          BACKLOG,
          options.duration().orElse(FOREVER),
          connection,
          topic);
    }
    if (options.recordings().isEmpty()) {
      Duration time = options.duration().orElse(FOREVER);
      Duration cast = time.compareTo(LONGEST_CAST) < 0 ? time : LONGEST_CAST;
      return FleetPlayer.start(
          SimulatedFleet.cast(options.devices(), leads.get(0), cast, options.seed()),
          model.labelSpace().labels(),
          BACKLOG,
          time,
          connection,
          topic);
    }
    List<Lead> preferred = new ArrayList<>(leads);
    if (options.leads().isEmpty()) {
      preferred.addAll(List.of(Lead.I, Lead.II, new Lead("MLII")));
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return RecordingPlayer.start(
        new RecordingFleet(preferred, Optional.of(now), options.devices(), this::progress)
            .of(options.recordings()),
        new ReplayOptions(1, options.speed()),
        connection,
        topic);
  }

  private DemoOutcome watch(
      EmbeddedSystem system, JobClient job, EventFeed feed, Player player, DemoPage monitor)
      throws Exception {
    for (DeviceName device : player.devices()) {
      board.expect(device.deviceId(), device.lead());
    }
    DemoView view =
        new DemoView(
            system.connection().toString(),
            system.flinkAddress(),
            description(player),
            ZoneId.systemDefault());
    EventFeed.Listener listener = new Listener(view.zone());
    long played = System.nanoTime();
    Duration elapsed = Duration.ZERO;
    try (Screen screen = new Screen(view)) {
      while (!context.stop().requested()
          && !player.finished()
          && options.duration().map(elapsed::compareTo).orElse(-1) < 0) {
        feed.poll(REDRAW, listener);
        announce(monitor);
        truths(player, view.zone());
        if (teller.isPresent()) {
          teller.get().tick(nowMicros(player));
        }
        elapsed = since(played);
        screen.draw(elapsed);
        checkJob(job);
      }
      player.close();
      long drained = System.nanoTime();
      while (since(drained).compareTo(DRAIN) < 0) {
        feed.poll(REDRAW, listener);
        screen.draw(elapsed);
      }
    }
    long endMicros = nowMicros(player);
    List<LabelSpan> truth = player.truth();
    return new DemoOutcome(
        elapsed,
        firstScore,
        board.scores(),
        sent(player),
        ledger.episodes(),
        technical,
        AlertAudit.of(ledger.episodes(), truth, player.knownLabels(), endMicros),
        teller.map(told -> told.outcome(endMicros)));
  }

  private static long nowMicros(Player player) {
    return player.devices().stream()
        .mapToLong(device -> player.nowMicros(device.deviceId()))
        .max()
        .orElse(0);
  }

  private String description(Player player) {
    return options
        .story()
        .map(story -> "the story of " + story.name() + ", " + player.description())
        .orElseGet(player::description);
  }

  /** Says where the page is, or why there is none, once that is known. */
  private void announce(DemoPage monitor) throws InterruptedException {
    Optional<DemoPage.News> news = monitor.news();
    if (news.isEmpty()) {
      return;
    }
    if (news.get() instanceof DemoPage.Ready ready) {
      page = Optional.of(ready.address().toString());
      if (terminal.interactive()) {
        if (options.page().browser()) {
          DemoPage.open(ready.address());
        }
      } else {
        terminal.print(
            new Line().add("monitor", Style.GREEN).add("  " + ready.address(), Style.BOLD));
      }
    } else if (news.get() instanceof DemoPage.Missing missing && !terminal.interactive()) {
      progress("no monitor: " + missing.reason());
    }
  }

  private void caption(Line line) {
    if (!terminal.interactive()) {
      terminal.print(line);
    }
  }

  private static long sent(Player player) throws InterruptedException {
    try {
      return player.await().segments();
    } catch (ExecutionException e) {
      throw new CommandFailure(
          "The devices could not send: " + FailureText.of(e.getCause()), e.getCause());
    }
  }

  private static void checkJob(JobClient job) throws InterruptedException {
    try {
      if (job.getJobStatus().get().isGloballyTerminalState()) {
        job.getJobExecutionResult().get();
      }
    } catch (ExecutionException e) {
      Throwable root = JobSubmission.rootCause(e);
      throw new CommandFailure("The job failed: " + FailureText.of(root), e);
    }
  }

  private static void cancel(JobClient job) throws InterruptedException {
    try {
      job.cancel().get();
    } catch (ExecutionException e) {
      // It has ended by itself, or failed and was reported; the cluster goes down next.
      return;
    }
  }

  private void truths(Player player, ZoneId zone) {
    for (DeviceName device : player.devices()) {
      Truth truth = player.truth(device.deviceId());
      board.truth(device.deviceId(), device.lead(), truth);
      String before = rhythms.put(device.deviceId(), truth.rhythm());
      if (!terminal.interactive() && before != null && !before.equals(truth.rhythm())) {
        terminal.print(
            Event.rhythm(
                    player.nowMicros(device.deviceId()), device.deviceId(), device.lead(), truth)
                .line(zone));
      }
    }
  }

  private void progress(String text) {
    terminal.print(new Line().add(text, Style.FAINT));
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /** Notes what the feed brings. */
  private final class Listener implements EventFeed.Listener {
    private final ZoneId zone;

    Listener(ZoneId zone) {
      this.zone = zone;
    }

    @Override
    public void score(EcgScore score) {
      if (firstScore.isEmpty()) {
        firstScore = Optional.of(since(startNanos));
        if (!terminal.interactive()) {
          progress("first score after " + DurationText.seconds(firstScore.get()));
        }
      }
      board.add(score);
      teller.ifPresent(told -> told.score(score));
    }

    @Override
    public void alert(EcgAlert alert) {
      board.add(alert);
      ledger.add(alert);
      teller.ifPresent(told -> told.alert(alert));
      show(Event.of(alert));
    }

    @Override
    public void technical(TechnicalAlert alert) {
      board.add(alert);
      if (alert.getState() == TechnicalState.RAISED) {
        String condition = alert.getCondition().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        technical.merge(condition, 1, Integer::sum);
      }
      teller.ifPresent(told -> told.technical(alert));
      show(Event.of(alert));
    }

    private void show(Event event) {
      if (!terminal.interactive()) {
        terminal.print(event.line(zone));
      }
    }
  }

  /** Draws the view on a terminal, and nothing elsewhere. */
  private final class Screen implements AutoCloseable {
    private final DemoView view;
    private final Optional<LiveScreen> live;

    Screen(DemoView view) {
      this.view = view;
      this.live = terminal.interactive() ? Optional.of(new LiveScreen(terminal)) : Optional.empty();
    }

    void draw(Duration elapsed) {
      live.ifPresent(
          screen ->
              screen.draw(
                  view.lines(
                      board,
                      elapsed,
                      options.duration(),
                      page,
                      teller.map(StoryTeller::shown).orElse(List.of()),
                      firstScore,
                      terminal.columns(),
                      terminal.rows())));
    }

    @Override
    public void close() {
      live.ifPresent(LiveScreen::close);
    }
  }
}
