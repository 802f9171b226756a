// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may talk to whom, worked out from the network policies as Kubernetes' documentation defines
 * them: a pod that any policy of a direction selects may do what one of them allows, and a
 * connection needs both ends' consent.
 */
class NetworkRulesTest {
  private static final Map<String, String> OURS = Map.of("kubernetes.io/metadata.name", "monolead");

  private static final Pod JOB =
      ours("job", Map.of("app", "monolead", "type", "flink-native-kubernetes"));
  private static final Pod MONITOR = ours("monitor", named("monolead-monitor"));
  private static final Pod ROUTE = ours("route", named("monolead-route"));
  private static final Pod DEVICES = ours("devices", named("monolead-devices"));
  private static final Pod BROKER =
      ours(
          "broker",
          Map.of(
              "strimzi.io/cluster",
              "monolead",
              "strimzi.io/kind",
              "Kafka",
              "strimzi.io/name",
              "monolead-kafka"));
  private static final Pod ENTITY_OPERATOR =
      ours(
          "entity operator",
          Map.of(
              "strimzi.io/cluster",
              "monolead",
              "strimzi.io/kind",
              "Kafka",
              "strimzi.io/name",
              "monolead-entity-operator"));
  private static final Pod FLINK_OPERATOR =
      elsewhere("Flink's operator", named("flink-kubernetes-operator"), Map.of());
  private static final Pod PROMETHEUS = elsewhere("Prometheus", named("prometheus"), Map.of());
  private static final Pod INGRESS =
      elsewhere("ingress", Map.of(), Map.of("monolead.io/ingress", "true"));
  private static final Pod GATEWAY =
      elsewhere("gateway", Map.of(), Map.of("monolead.io/kafka-clients", "true"));
  private static final Pod STRANGER = elsewhere("stranger", Map.of(), Map.of());
  private static final Pod DNS =
      elsewhere(
          "DNS",
          Map.of("k8s-app", "kube-dns"),
          Map.of("kubernetes.io/metadata.name", "kube-system"));

  /** No pod: the object storage, the Kubernetes interface, whoever is told of alerts. */
  private static final Pod OUTSIDE = new Pod("outside", null, null);

  private static final int KAFKA = 9093;
  private static final int BETWEEN_BROKERS = 9091;
  private static final int FLINK_REST = 8081;
  private static final int FLINK_RPC = 6123;
  private static final int METRICS = 9249;
  private static final int PAGE = 8080;
  private static final int STATUS = 9095;
  private static final int HTTPS = 443;
  private static final int NAMES = 53;

  /** Either end of a connection; without labels it is no pod. */
  private record Pod(String name, Map<String, String> labels, Map<String, String> namespace) {}

  private record Flow(Pod from, Pod to, int port) {
    @Override
    public String toString() {
      return from.name() + " to " + to.name() + ":" + port;
    }
  }

  private static Pod ours(String name, Map<String, String> labels) {
    return new Pod(name, labels, OURS);
  }

  private static Pod elsewhere(
      String name, Map<String, String> labels, Map<String, String> namespace) {
    return new Pod(name, labels, namespace);
  }

  private static Map<String, String> named(String name) {
    return Map.of("app.kubernetes.io/name", name);
  }

  @ParameterizedTest
  @MethodSource("io.monolead.deploy.Kustomize#installations")
  void whatIsNeededIsAllowedAndNothingElse(String installation) throws Exception {
    List<JsonNode> policies = policies(Kustomize.build(installation));
    boolean routes = installation.contains("route");
    boolean devices = installation.endsWith("dev");
    List<Flow> needed =
        new ArrayList<>(
            List.of(
                new Flow(JOB, BROKER, KAFKA),
                new Flow(JOB, JOB, FLINK_RPC),
                new Flow(JOB, JOB, FLINK_REST),
                new Flow(JOB, JOB, METRICS),
                new Flow(JOB, OUTSIDE, HTTPS),
                new Flow(FLINK_OPERATOR, JOB, FLINK_REST),
                new Flow(PROMETHEUS, JOB, METRICS),
                new Flow(PROMETHEUS, MONITOR, PAGE),
                new Flow(INGRESS, MONITOR, PAGE),
                new Flow(MONITOR, BROKER, KAFKA),
                new Flow(GATEWAY, BROKER, KAFKA),
                new Flow(BROKER, BROKER, BETWEEN_BROKERS),
                new Flow(ENTITY_OPERATOR, BROKER, BETWEEN_BROKERS),
                new Flow(ENTITY_OPERATOR, OUTSIDE, HTTPS)));
    for (Pod pod : List.of(JOB, MONITOR, BROKER, ENTITY_OPERATOR)) {
      needed.add(new Flow(pod, DNS, NAMES));
    }
    if (routes) {
      needed.add(new Flow(ROUTE, BROKER, KAFKA));
      needed.add(new Flow(ROUTE, OUTSIDE, HTTPS));
      needed.add(new Flow(ROUTE, DNS, NAMES));
      needed.add(new Flow(PROMETHEUS, ROUTE, STATUS));
    }
    if (devices) {
      needed.add(new Flow(DEVICES, BROKER, KAFKA));
      needed.add(new Flow(DEVICES, DNS, NAMES));
    }

    List<Pod> here = new ArrayList<>(List.of(JOB, MONITOR, BROKER, ENTITY_OPERATOR));
    if (routes) {
      here.add(ROUTE);
    }
    if (devices) {
      here.add(DEVICES);
    }
    List<Pod> everybody = new ArrayList<>(here);
    everybody.addAll(List.of(FLINK_OPERATOR, PROMETHEUS, INGRESS, GATEWAY, STRANGER, DNS, OUTSIDE));
    List<Flow> allowed = new ArrayList<>();
    for (Pod from : everybody) {
      for (Pod to : everybody) {
        if (!here.contains(from) && !here.contains(to)) {
          continue;
        }
        for (int port :
            List.of(
                KAFKA,
                BETWEEN_BROKERS,
                FLINK_REST,
                FLINK_RPC,
                METRICS,
                PAGE,
                STATUS,
                HTTPS,
                NAMES)) {
          Flow flow = new Flow(from, to, port);
          if (allows(policies, flow)) {
            allowed.add(flow);
          }
        }
      }
    }

    assertThat(allowed).containsAll(needed);
    // Job and task managers choose ports among themselves, so that all are open between them.
    allowed.removeIf(flow -> flow.from().equals(JOB) && flow.to().equals(JOB));
    needed.removeIf(flow -> flow.from().equals(JOB) && flow.to().equals(JOB));
    // The operators of topics and users are selected with the brokers: they listen to nothing.
    allowed.removeIf(flow -> flow.to().equals(ENTITY_OPERATOR));
    // Brokers and operators are of one label, so a broker's certificate is asked at 9093 too.
    allowed.remove(new Flow(BROKER, BROKER, KAFKA));
    allowed.remove(new Flow(ENTITY_OPERATOR, BROKER, KAFKA));
    assertThat(allowed).containsExactlyInAnyOrderElementsOf(needed);
  }

  /** Ours, and those that Strimzi makes of the listeners, after its documentation. */
  private static List<JsonNode> policies(List<Manifest> all) throws Exception {
    List<JsonNode> policies = new ArrayList<>();
    for (Manifest manifest : all) {
      if (manifest.kind().equals("NetworkPolicy")) {
        policies.add(manifest.tree().path("spec"));
      }
    }
    JsonNode listener =
        ManifestsTest.find(all, "Kafka", "monolead").tree().at("/spec/kafka/listeners/0");
    policies.add(
        Manifest.parse(
                "Strimzi",
                """
                podSelector: {matchLabels: {strimzi.io/name: monolead-kafka}}
                policyTypes: [Ingress]
                ingress:
                  - from: [{podSelector: {matchLabels: {strimzi.io/cluster: monolead}}}]
                    ports: [{port: 9090}, {port: 9091}]
                  - from: %s
                    ports: [{port: %d}]
                """
                    .formatted(listener.path("networkPolicyPeers"), listener.path("port").asInt()))
            .get(0)
            .tree());
    return policies;
  }

  private static boolean allows(List<JsonNode> policies, Flow flow) {
    return allows(policies, "Egress", flow.from(), flow.to(), flow.port())
        && allows(policies, "Ingress", flow.to(), flow.from(), flow.port());
  }

  private static boolean allows(
      List<JsonNode> policies, String direction, Pod selected, Pod other, int port) {
    boolean isolated = false;
    for (JsonNode policy : policies) {
      boolean applies = false;
      for (JsonNode type : policy.path("policyTypes")) {
        applies |= type.asText().equals(direction);
      }
      if (!applies || !OURS.equals(selected.namespace())) {
        continue;
      }
      if (!matches(policy.path("podSelector"), selected.labels())) {
        continue;
      }
      isolated = true;
      String peers = direction.equals("Egress") ? "to" : "from";
      for (JsonNode rule : policy.path(direction.equals("Egress") ? "egress" : "ingress")) {
        if (opens(rule.path("ports"), port) && admits(rule.path(peers), other)) {
          return true;
        }
      }
    }
    return !isolated;
  }

  private static boolean opens(JsonNode ports, int port) {
    if (ports.isEmpty()) {
      return true;
    }
    for (JsonNode each : ports) {
      if (each.path("port").asInt() == port) {
        return true;
      }
    }
    return false;
  }

  private static boolean admits(JsonNode peers, Pod other) {
    if (peers.isEmpty()) {
      return true;
    }
    for (JsonNode peer : peers) {
      if (peer.has("ipBlock")) {
        // What an address block says of pods depends on the network's plugin: it is for the rest.
        if (other.labels() == null && peer.at("/ipBlock/cidr").asText().equals("0.0.0.0/0")) {
          return true;
        }
      } else if (other.labels() != null) {
        boolean namespace =
            peer.has("namespaceSelector")
                ? matches(peer.path("namespaceSelector"), other.namespace())
                : OURS.equals(other.namespace());
        if (namespace
            && (!peer.has("podSelector") || matches(peer.path("podSelector"), other.labels()))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean matches(JsonNode selector, Map<String, String> labels) {
    assertThat(selector.has("matchExpressions")).isFalse();
    for (Map.Entry<String, JsonNode> label : selector.path("matchLabels").properties()) {
      if (!label.getValue().asText().equals(labels.get(label.getKey()))) {
        return false;
      }
    }
    return true;
  }
}
