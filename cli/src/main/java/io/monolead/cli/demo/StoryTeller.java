// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.kafka.OrderDesk;
import io.monolead.cli.terminal.DurationText;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.scenario.Story;
import io.monolead.connectors.scenario.Story.Acknowledgement;
import io.monolead.connectors.scenario.Story.Caption;
import io.monolead.connectors.scenario.Story.Deployment;
import io.monolead.inference.ModelBundle;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertActionKind;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.ModelAction;
import io.monolead.schemas.ModelCommand;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Tells a story while it plays: says its captions, gives its orders, and notes what the job makes
 * of it. For one thread.
 */
final class StoryTeller {
  private static final int CAPTIONS_SHOWN = 2;
  private static final double MICROS = 1e6;

  private final Story story;
  private final OrderDesk desk;
  private final TopicNames names;
  private final String lead;
  private final long startMicros;
  private final Consumer<Line> print;
  private final Deque<Caption> captions;
  private final List<Acknowledgement> acknowledgements;
  private final Deque<Deployment> deployments;
  private final Map<Deployment, NextModel> models = new HashMap<>();
  private final Deque<Line> shown = new ArrayDeque<>();
  private final List<StoryOutcome.Raised> raised = new ArrayList<>();
  private final List<String> acknowledged = new ArrayList<>();

  /** Alerts that are raised now, by device and label. */
  private final Map<String, EcgAlert> open = new HashMap<>();

  private final Map<String, StoryOutcome.ModelUse> uses = new HashMap<>();
  private final List<String> versions = new ArrayList<>();

  /**
   * @param running the bundle that the job begins with
   * @param lead lead of all devices
   * @param folder where bundles that the story deploys are written
   * @param startMicros event time of the story's begin
   * @param print where captions go
   * @throws CommandFailure if a bundle cannot be made
   */
  StoryTeller(
      Story story,
      ModelBundle running,
      KafkaConnection connection,
      TopicNames names,
      String lead,
      Path folder,
      long startMicros,
      Consumer<Line> print)
      throws IOException {
    this.story = story;
    this.desk = new OrderDesk(connection, names);
    this.names = names;
    this.lead = lead;
    this.startMicros = startMicros;
    this.print = print;
    this.captions = new ArrayDeque<>(story.captions());
    this.acknowledgements = new ArrayList<>(story.acknowledgements());
    this.deployments = new ArrayDeque<>(story.deployments());
    for (Deployment deployment : story.deployments()) {
      models.put(deployment, NextModel.make(running, deployment, folder));
    }
    versions.add(running.manifest().modelVersion());
  }

  /** Says and does what is due. */
  void tick(long nowMicros) throws InterruptedException {
    double at = seconds(nowMicros);
    while (!captions.isEmpty() && captions.peek().atSeconds() <= at) {
      Caption caption = captions.remove();
      say(caption.atSeconds(), caption.text());
    }
    while (!deployments.isEmpty() && deployments.peek().atSeconds() <= at) {
      deploy(models.get(deployments.remove()), nowMicros);
    }
    for (Iterator<Acknowledgement> all = acknowledgements.iterator(); all.hasNext(); ) {
      Acknowledgement next = all.next();
      EcgAlert alert = open.get(key(next.deviceId(), next.label()));
      if (next.atSeconds() <= at && alert != null) {
        all.remove();
        desk.send(
            AlertAction.class,
            names.alertActions(),
            next.deviceId(),
            AlertAction.newBuilder()
                .setDeviceId(next.deviceId())
                .setLead(lead)
                .setKind(AlertActionKind.ACKNOWLEDGE)
                .setAlertId(alert.getAlertId())
                .setBy(next.by())
                .build());
      }
    }
  }

  /** Notes a score. */
  void score(EcgScore score) {
    String version = score.getModelVersion();
    double end = seconds(score.getWindowEndMicros());
    StoryOutcome.ModelUse before = uses.get(version);
    if (before == null) {
      if (!versions.contains(version)) {
        versions.add(version);
      }
      uses.put(version, new StoryOutcome.ModelUse(version, 1, end, end));
      if (versions.indexOf(version) > 0) {
        say(end, "windows that end from here on are scored by version " + version);
      }
    } else {
      uses.put(version, before.and(end));
    }
  }

  /** Notes an alert. */
  void alert(EcgAlert alert) {
    String key = key(alert.getDeviceId(), alert.getLabel());
    if (alert.getState() == AlertState.CLEARED) {
      open.remove(key);
    } else {
      EcgAlert before = open.put(key, alert);
      if (alert.getAcknowledgedBy() != null
          && (before == null || before.getAcknowledgedBy() == null)) {
        acknowledged.add(alert.getAlertId());
      }
    }
    if (alert.getState() == AlertState.RAISED) {
      raised.add(
          new StoryOutcome.Raised(
              alert.getDeviceId(),
              alert.getLabel(),
              seconds(alert.getTransitionMicros()),
              alert.getModelVersion()));
    }
  }

  /** Notes a technical alert. */
  void technical(TechnicalAlert alert) {
    if (alert.getState() == TechnicalState.RAISED) {
      raised.add(
          new StoryOutcome.Raised(
              alert.getDeviceId(),
              alert.getCondition().name().toLowerCase(Locale.ROOT).replace('_', '-'),
              seconds(alert.getOnsetMicros()),
              ""));
    }
  }

  /** The latest captions. */
  List<Line> shown() {
    List<Line> lines = new ArrayList<>(shown);
    while (lines.size() < CAPTIONS_SHOWN) {
      lines.add(new Line());
    }
    return lines;
  }

  /**
   * How it went.
   *
   * @param nowMicros event time up to which it was played
   */
  StoryOutcome outcome(long nowMicros) {
    return StoryOutcome.of(
        story,
        seconds(nowMicros),
        raised,
        story.acknowledgements().size(),
        acknowledged.size(),
        versions.stream().map(uses::get).filter(Objects::nonNull).toList());
  }

  private void deploy(NextModel model, long nowMicros) throws InterruptedException {
    desk.send(
        ModelCommand.class,
        names.models(),
        lead,
        ModelCommand.newBuilder()
            .setAction(ModelAction.DEPLOY)
            .setLead(lead)
            .setBundleUri(model.file().toAbsolutePath().toString())
            .setBundleSha256(model.sha256())
            .setCanaryShare(0)
            .setEffectiveFromMicros(nowMicros)
            .build());
  }

  private void say(double atSeconds, String text) {
    Line line = new Line().add(clock(atSeconds), Style.CYAN).add("  ").add(text, Style.BOLD);
    shown.addLast(line);
    while (shown.size() > CAPTIONS_SHOWN) {
      shown.removeFirst();
    }
    print.accept(line);
  }

  static String clock(double seconds) {
    return DurationText.clock(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  private double seconds(long micros) {
    return (micros - startMicros) / MICROS;
  }

  private static String key(String deviceId, String label) {
    return deviceId + '\n' + label;
  }
}
