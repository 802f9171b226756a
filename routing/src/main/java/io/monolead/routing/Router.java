// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.routing.alertmanager.AlertmanagerRoute;
import io.monolead.routing.config.TargetSettings;
import io.monolead.routing.delivery.GroupClients;
import io.monolead.routing.delivery.OrderedRoute;
import io.monolead.routing.delivery.OrderedRoute.Limits;
import io.monolead.routing.delivery.Route;
import io.monolead.routing.delivery.RouteStatus;
import io.monolead.routing.fhir.FhirMapping;
import io.monolead.routing.fhir.FhirRoute;
import io.monolead.routing.http.Backoff;
import io.monolead.routing.http.HttpSender;
import io.monolead.routing.webhook.WebhookDelivery;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the routes of some targets, each on a thread of its own.
 *
 * <p>A route that fails, as by a broker that is away for long, is opened again after a while, from
 * its committed position, for as long as the router runs.
 */
public final class Router implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
  private static final String ALERTS_PATH = "/api/v2/alerts";

  private final KafkaConnection connection;
  private final TopicNames topics;
  private final String groupPrefix;
  private final Backoff backoff;
  private final Clock clock;
  private final Map<TargetSettings, RouteStatus> statuses = new LinkedHashMap<>();
  private final List<Runner> runners = new ArrayList<>();

  /**
   * A router that does nothing yet.
   *
   * @param groupPrefix begins the names of the consumer groups; a hyphen and the target's follow
   * @param targets the targets, each with a name of its own
   * @param backoff how long to wait after failures
   */
  public Router(
      KafkaConnection connection,
      TopicNames topics,
      String groupPrefix,
      List<TargetSettings> targets,
      Backoff backoff,
      Clock clock) {
    this.connection = connection;
    this.topics = topics;
    this.groupPrefix = groupPrefix;
    this.backoff = backoff;
    this.clock = clock;
    for (TargetSettings target : targets) {
      statuses.put(target, new RouteStatus(target.name(), clock));
    }
  }

  /** How the routes fare, in the order of the targets. */
  public List<RouteStatus> statuses() {
    return List.copyOf(statuses.values());
  }

  /** The consumer group of a target. */
  public String group(TargetSettings target) {
    return groupPrefix + "-" + target.name();
  }

  /**
   * Makes sure that the topics are there, and starts the routes.
   *
   * @throws io.monolead.connectors.kafka.BrokerException if the broker does not answer, or a topic
   *     is missing
   */
  public void start() {
    Set<String> needed = new LinkedHashSet<>();
    needed.add(topics.technicalAlerts());
    needed.add(topics.undelivered());
    for (TargetSettings target : statuses.keySet()) {
      if (target instanceof TargetSettings.Fhir fhir) {
        needed.add(fhir.topic().orElse(topics.fhir()));
      }
    }
    new Topics(connection).requirePresent(needed);
    statuses.forEach(
        (target, status) -> {
          Runner runner = new Runner(target, status);
          runners.add(runner);
          runner.thread.start();
        });
  }

  private Optional<HttpSender> sender(TargetSettings target) {
    if (target instanceof TargetSettings.Webhook webhook) {
      return Optional.of(new HttpSender(webhook.http(), clock));
    }
    if (target instanceof TargetSettings.Alertmanager alertmanager) {
      return Optional.of(new HttpSender(alertmanager.http().at(ALERTS_PATH), clock));
    }
    return Optional.empty();
  }

  private Route open(TargetSettings target, Optional<HttpSender> sender, RouteStatus status)
      throws InterruptedException {
    GroupClients clients = new GroupClients(connection, topics, group(target), target.start());
    if (target instanceof TargetSettings.Fhir fhir) {
      return new FhirRoute(
          fhir.name(),
          clients,
          fhir.filter(),
          new FhirMapping(fhir.deviceSystem(), fhir.patients()),
          fhir.topic().orElse(topics.fhir()),
          topics.undelivered(),
          status);
    }
    if (target instanceof TargetSettings.Webhook webhook) {
      return new OrderedRoute(
          webhook.name(),
          clients,
          webhook.filter(),
          new WebhookDelivery(sender.orElseThrow(), webhook.secret(), clock),
          topics.undelivered(),
          new Limits(
              webhook.concurrency(),
              Limits.USUAL.waiting(),
              Limits.USUAL.span(),
              webhook.giveUpAfter(),
              backoff),
          status);
    }
    TargetSettings.Alertmanager alertmanager = (TargetSettings.Alertmanager) target;
    return new AlertmanagerRoute(
        alertmanager.name(),
        clients,
        alertmanager.filter(),
        sender.orElseThrow(),
        alertmanager.labels(),
        alertmanager.resend(),
        alertmanager.rebuild(),
        backoff,
        topics.undelivered(),
        status,
        clock);
  }

  /** Lets attempts under way come to their end, commits what was delivered, and stops. */
  @Override
  public void close() {
    runners.forEach(Runner::stop);
    long until = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
    for (Runner runner : runners) {
      try {
        runner.thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (runner.thread.isAlive()) {
        LOG.warn(
            "Route {} does not end; what it delivered last will be delivered again",
            runner.target.name());
        runner.thread.interrupt();
      }
    }
  }

  /** Opens one target's route again and again. */
  private final class Runner {
    private final TargetSettings target;
    private final RouteStatus status;

    /** One for all openings: its connections and threads are let go of late. */
    private final Optional<HttpSender> sender;

    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Route current;

    private Runner(TargetSettings target, RouteStatus status) {
      this.target = target;
      this.status = status;
      sender = Router.this.sender(target);
      thread = new Thread(this::run, "route-" + target.name());
      thread.setDaemon(true);
    }

    private void run() {
      int failures = 0;
      try {
        while (stopped.getCount() > 0) {
          long before = status.delivered();
          try (Route route = open(target, sender, status)) {
            if (begin(route)) {
              // What failed was the way to the broker; whether the target works will show.
              status.works();
              route.run();
            }
          } catch (RuntimeException | Error e) {
            failures = status.delivered() > before ? 1 : failures + 1;
            status.failed(e.getClass().getSimpleName() + ": " + e.getMessage());
            status.countRestart();
            LOG.warn("Route {} failed and will be opened again", target.name(), e);
            Duration wait = backoff.after(failures, RandomGenerator.getDefault());
            if (stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
              return;
            }
          }
        }
      } catch (InterruptedException e) {
        LOG.info("Route {} was interrupted", target.name());
      }
    }

    private synchronized boolean begin(Route route) {
      current = route;
      return stopped.getCount() > 0;
    }

    private synchronized void stop() {
      stopped.countDown();
      if (current != null) {
        current.stop();
      }
    }
  }
}
