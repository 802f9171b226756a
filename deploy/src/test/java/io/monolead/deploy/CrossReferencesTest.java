// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import io.monolead.cli.Monolead;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionSources;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What one manifest names exists on the other side. */
class CrossReferencesTest {
  private static final Path PAGE = Path.of("..", "docs", "how-to", "kubernetes.md");

  /** {@code ${files:/folder:file}} of Kafka's clients. */
  private static final Pattern FILE_OF_CONFIG = Pattern.compile("\\$\\{files:([^:}]+):([^}]+)}");

  private static final Set<String> FILES_OF_USER = Set.of("user.crt", "user.key", "ca.crt");

  private static List<Manifest> all(String folder) throws Exception {
    return folder.equals("base") ? Manifest.base() : Kustomize.build(folder);
  }

  @ParameterizedTest
  @MethodSource("io.monolead.deploy.Kustomize#installations")
  void everyMountHasAVolumeAndEveryVolumeASource(String folder) throws Exception {
    List<Manifest> all = all(folder);
    for (JsonNode pod : pods(all)) {
      Set<String> volumes = texts(pod.path("volumes"), "name");
      for (JsonNode container : pod.path("containers")) {
        Set<String> mounts = texts(container.path("volumeMounts"), "name");
        assertThat(volumes).containsAll(mounts);
      }
      for (JsonNode volume : pod.path("volumes")) {
        secretExists(all, volume.at("/secret/secretName"));
        exists(all, "ConfigMap", volume.at("/configMap/name"));
        exists(all, "PersistentVolumeClaim", volume.at("/persistentVolumeClaim/claimName"));
      }
      for (JsonNode variable : pod.findValues("secretKeyRef")) {
        secretExists(all, variable.path("name"));
        assertThat(Files.readString(PAGE)).contains(variable.path("key").asText());
      }
      exists(all, "ServiceAccount", pod.path("serviceAccountName"));
    }
    Manifest flink = ManifestsTest.find(all, "FlinkDeployment", "monolead");
    exists(all, "ServiceAccount", flink.tree().at("/spec/serviceAccount"));
  }

  @ParameterizedTest
  @MethodSource("io.monolead.deploy.Kustomize#installations")
  void theJobTakesItsArguments(String folder) throws Exception {
    List<Manifest> all = all(folder);
    JsonNode spec = ManifestsTest.find(all, "FlinkDeployment", "monolead").tree().path("spec");
    List<String> arguments = new ArrayList<>();
    spec.at("/job/args").forEach(each -> arguments.add(each.asText()));

    JobSettings settings =
        JobSettings.of(OptionSources.fromArguments(arguments.toArray(String[]::new)));

    assertThat(
            StreamSupport.stream(
                    ManifestsTest.find(all, "KafkaUser", "monolead-job")
                        .tree()
                        .at("/spec/authorization/acls")
                        .spliterator(),
                    false)
                .map(rule -> rule.path("resource"))
                .filter(resource -> resource.path("type").asText().equals("group"))
                .map(resource -> resource.path("name").asText()))
        .as("consumer groups that the job may join")
        .containsExactlyInAnyOrder(settings.groupId(), settings.actionsGroupId());
    assertThat(arguments).contains(bootstrap(all));
    filesAreMounted(String.join("\n", arguments), spec.at("/podTemplate/spec"));
    Class.forName(spec.at("/job/entryClass").asText());
    assertThat(Path.of("docker", "Dockerfile"))
        .content()
        .contains(spec.at("/job/jarURI").asText().replace("local://", ""))
        .contains("/opt/monolead/models/");
    int parallelism = spec.at("/job/parallelism").asInt();
    all.stream()
        .filter(each -> each.name().equals("ecg-segments"))
        .forEach(
            topic ->
                assertThat(topic.tree().at("/spec/partitions").asInt())
                    .isGreaterThanOrEqualTo(parallelism));
    // No more threads of the engine than cores.
    assertThat(spec.at("/taskManager/resource/cpu").asDouble())
        .isGreaterThanOrEqualTo(
            spec.at("/flinkConfiguration/taskmanager.numberOfTaskSlots").asInt());
  }

  @ParameterizedTest
  @MethodSource("io.monolead.deploy.Kustomize#installations")
  void theCommandLineTakesTheArgumentsOfItsPods(String folder) throws Exception {
    List<Manifest> all = all(folder);
    CommandLine line = Monolead.commandLine(CommandContexts.quiet());
    for (Manifest deployment :
        all.stream().filter(each -> each.kind().equals("Deployment")).toList()) {
      JsonNode pod = deployment.tree().at("/spec/template/spec");
      for (JsonNode container : pod.path("containers")) {
        List<String> arguments = new ArrayList<>();
        container.path("args").forEach(each -> arguments.add(each.asText()));

        assertThatCode(() -> line.parseArgs(arguments.toArray(String[]::new)))
            .as(deployment.toString())
            .doesNotThrowAnyException();
        assertThat(arguments).contains(bootstrap(all));
        arguments.stream()
            .filter(each -> each.startsWith("/"))
            .forEach(file -> assertThat(mounts(pod)).anyMatch(file::startsWith));
        filesAreMounted(clientProperties(all), pod);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.monolead.deploy.Kustomize#installations")
  void whatIsGrantedIsGrantedOnTopicsThatThereAre(String folder) throws Exception {
    List<Manifest> all = all(folder);
    Set<String> topics = new TreeSet<>();
    all.stream()
        .filter(each -> each.kind().equals("KafkaTopic"))
        .forEach(each -> topics.add(each.tree().at("/spec/topicName").asText()));
    List<Manifest> users = all.stream().filter(each -> each.kind().equals("KafkaUser")).toList();

    assertThat(users).isNotEmpty();
    for (Manifest user : users) {
      for (JsonNode rule : user.tree().at("/spec/authorization/acls")) {
        JsonNode resource = rule.path("resource");
        String name = resource.path("name").asText();
        if (resource.path("type").asText().equals("topic")) {
          boolean prefix = resource.path("patternType").asText().equals("prefix");
          assertThat(topics)
              .as(user.name())
              .anyMatch(topic -> prefix ? topic.startsWith(name) : topic.equals(name));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.monolead.deploy.Kustomize#installations")
  void everySelectorFindsAPod(String folder) throws Exception {
    List<Manifest> all = all(folder);
    // What the operators give their pods, after their documentation.
    List<Set<String>> labels = new ArrayList<>();
    for (String component : List.of("jobmanager", "taskmanager")) {
      labels.add(Set.of("app=monolead", "component=" + component, "type=flink-native-kubernetes"));
    }
    labels.add(
        Set.of(
            "strimzi.io/cluster=monolead",
            "strimzi.io/kind=Kafka",
            "strimzi.io/pool-name=brokers"));
    labels.add(
        Set.of(
            "strimzi.io/cluster=monolead",
            "strimzi.io/kind=Kafka",
            "strimzi.io/name=monolead-entity-operator"));
    all.stream()
        .filter(each -> each.kind().equals("Deployment"))
        .forEach(each -> labels.add(pairs(each.tree().at("/spec/template/metadata/labels"))));
    for (Manifest manifest : all) {
      if (!Set.of("NetworkPolicy", "PodDisruptionBudget", "PodMonitor", "Service")
          .contains(manifest.kind())) {
        continue;
      }
      JsonNode spec = manifest.tree().path("spec");
      JsonNode selector =
          manifest.kind().equals("Service")
              ? spec.path("selector")
              : spec.path(manifest.kind().equals("NetworkPolicy") ? "podSelector" : "selector")
                  .path("matchLabels");
      assertThat(labels)
          .as(manifest.toString())
          .anyMatch(each -> each.containsAll(pairs(selector)));
    }
  }

  @ParameterizedTest
  @MethodSource("io.monolead.deploy.Kustomize#installations")
  void prometheusAsksPortsThatPodsOpenAndHasTheirToken(String folder) throws Exception {
    List<Manifest> all = all(folder);
    // Strimzi's name for the port of a broker's metrics.
    Set<String> ports = new TreeSet<>(Set.of("tcp-prometheus"));
    for (JsonNode pod : pods(all)) {
      pod.path("containers")
          .forEach(container -> ports.addAll(texts(container.path("ports"), "name")));
    }
    for (Manifest manifest : all) {
      if (manifest.kind().equals("PodMonitor")) {
        for (JsonNode endpoint : manifest.tree().at("/spec/podMetricsEndpoints")) {
          assertThat(ports).as(manifest.toString()).contains(endpoint.path("port").asText());
          JsonNode token = endpoint.at("/authorization/credentials");
          secretExists(all, token.path("name"));
          if (!token.isMissingNode()) {
            assertThat(Files.readString(PAGE))
                .contains("--from-file=" + token.path("key").asText());
          }
        }
      }
    }
  }

  private static String bootstrap(List<Manifest> all) {
    Manifest kafka =
        all.stream().filter(each -> each.kind().equals("Kafka")).findFirst().orElseThrow();
    // The name of the service is Strimzi's rule.
    return kafka.name()
        + "-kafka-bootstrap:"
        + kafka.tree().at("/spec/kafka/listeners/0/port").asText();
  }

  private static String clientProperties(List<Manifest> all) throws Exception {
    String text =
        ManifestsTest.find(all, "ConfigMap", "monolead-kafka-client")
            .tree()
            .at("/data/client.properties")
            .asText();
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    assertThat(properties).containsKey("config.providers.files.class");
    Class.forName(properties.getProperty("config.providers.files.class"));
    return text;
  }

  private static void filesAreMounted(String text, JsonNode pod) {
    Matcher file = FILE_OF_CONFIG.matcher(text);
    int found = 0;
    while (file.find()) {
      assertThat(mounts(pod)).contains(file.group(1));
      assertThat(FILES_OF_USER).contains(file.group(2));
      found++;
    }
    assertThat(found).isEqualTo(FILES_OF_USER.size());
  }

  private static Set<String> mounts(JsonNode pod) {
    Set<String> paths = new HashSet<>();
    pod.path("containers")
        .forEach(container -> paths.addAll(texts(container.path("volumeMounts"), "mountPath")));
    return paths;
  }

  private static List<JsonNode> pods(List<Manifest> all) {
    List<JsonNode> pods = all.stream().flatMap(each -> each.pods().stream()).toList();
    assertThat(pods).isNotEmpty();
    return pods;
  }

  /** A user's secret is made by Strimzi, as is the authority's; the page names all others. */
  private static void secretExists(List<Manifest> all, JsonNode name) throws Exception {
    if (name.isMissingNode()) {
      return;
    }
    boolean made =
        name.asText().equals("monolead-cluster-ca-cert")
            || all.stream()
                .anyMatch(
                    each -> each.kind().equals("KafkaUser") && each.name().equals(name.asText()));
    assertThat(made || Files.readString(PAGE).contains("secret generic " + name.asText()))
        .as("secret " + name.asText())
        .isTrue();
  }

  private static void exists(List<Manifest> all, String kind, JsonNode name) {
    if (!name.isMissingNode()) {
      ManifestsTest.find(all, kind, name.asText());
    }
  }

  private static Set<String> texts(JsonNode list, String field) {
    Set<String> texts = new TreeSet<>();
    list.forEach(each -> texts.add(each.path(field).asText()));
    return texts;
  }

  private static Set<String> pairs(JsonNode labels) {
    Set<String> pairs = new TreeSet<>();
    stream(labels.fieldNames()).forEach(name -> pairs.add(name + "=" + labels.path(name).asText()));
    return pairs;
  }

  private static Stream<String> stream(java.util.Iterator<String> names) {
    Iterable<String> all = () -> names;
    return StreamSupport.stream(all.spliterator(), false);
  }
}
