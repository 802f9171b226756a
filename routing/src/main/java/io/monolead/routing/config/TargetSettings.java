// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.config;

import io.monolead.routing.delivery.GroupClients.Start;
import io.monolead.routing.fhir.PatientReference;
import io.monolead.routing.http.HttpTarget;
import io.monolead.routing.transition.TransitionFilter;
import io.monolead.routing.webhook.WebhookSecret;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** One target: who it is, what it wants, and how it gets it. */
public sealed interface TargetSettings {
  /** Its name, of letters, digits, underscores and hyphens; part of its consumer group's. */
  String name();

  /** Which transitions it wants. */
  TransitionFilter filter();

  /** Where it begins when it is new. */
  Start start();

  /**
   * FHIR resources on a topic.
   *
   * @param topic where they go; empty for {@code fhir} under the prefix
   * @param deviceSystem whose identifiers the devices' ids are, a URI; empty for our own
   * @param patients who wears which device, by the device's id
   */
  record Fhir(
      String name,
      TransitionFilter filter,
      Start start,
      Optional<String> topic,
      Optional<String> deviceSystem,
      Map<String, PatientReference> patients)
      implements TargetSettings {
    public Fhir {
      patients = Map.copyOf(patients);
    }

    @Override
    public String toString() {
      // The map would put devices and patients into a log.
      return "fhir " + name;
    }
  }

  /**
   * A request per transition.
   *
   * @param http where to
   * @param secret signs the requests
   * @param concurrency how many devices are served at a time, at least 1
   * @param giveUpAfter how long a transition is attempted; empty for ever
   */
  record Webhook(
      String name,
      TransitionFilter filter,
      Start start,
      HttpTarget http,
      Optional<WebhookSecret> secret,
      int concurrency,
      Optional<Duration> giveUpAfter)
      implements TargetSettings {}

  /**
   * An Alertmanager.
   *
   * @param http its address, without the interface's path
   * @param labels labels that every alert carries
   * @param resend how often what lasts is sent again
   * @param rebuild how far back, by event time, alerts are looked for that may still last
   */
  record Alertmanager(
      String name,
      TransitionFilter filter,
      Start start,
      HttpTarget http,
      Map<String, String> labels,
      Duration resend,
      Duration rebuild)
      implements TargetSettings {
    public Alertmanager {
      labels = Map.copyOf(labels);
    }
  }
}
