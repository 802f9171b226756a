// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.monolead.cli.Monolead;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.TopicSpec;
import io.monolead.inference.ModelBundle;
import io.monolead.job.config.JobOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The manifests, read into the operators' own classes. */
class ManifestsTest {
  static List<Manifest> base() throws Exception {
    return Manifest.base();
  }

  @ParameterizedTest
  @MethodSource("base")
  void everyResourceIsOneThatItsOperatorKnowsToTheLastField(Manifest manifest) throws Exception {
    assertThat(manifest.strict()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("io.monolead.deploy.Kustomize#installations")
  void everyOverlayRendersToResourcesThatTheirOperatorsKnow(String folder) throws Exception {
    List<Manifest> all = Kustomize.build(folder);

    assertThat(all).extracting(Manifest::kind).contains("FlinkDeployment", "Kafka", "KafkaTopic");
    for (Manifest manifest : all) {
      assertThat(manifest.strict()).as(manifest.toString()).isNotNull();
      assertThat(manifest.tree().at("/metadata/namespace").asText())
          .as(manifest.toString())
          .isEqualTo("monolead");
    }
  }

  @Test
  void aFieldThatNobodyKnowsIsRefusedAtAnyDepth() throws Exception {
    for (Manifest manifest : Manifest.base()) {
      if (!manifest.tree().has("spec")) {
        continue;
      }
      Manifest wrong = new Manifest(manifest.origin(), manifest.tree().deepCopy());
      ((ObjectNode) wrong.tree().path("spec")).put("replcias", 2);
      assertThat(catchThrowable(wrong::strict))
          .as(wrong.toString())
          .isNotNull()
          .hasMessageContaining("replcias");
    }
    Manifest deep = find(Manifest.base(), "Deployment", "monolead-monitor");
    ((ObjectNode) deep.tree().at("/spec/template/spec/containers/0")).put("imagePolicy", "Never");
    assertThatThrownBy(deep::strict).hasMessageContaining("imagePolicy");
  }

  @Test
  void theTopicsAreThoseThatTheCommandWouldMakeForTheShippedModel() throws Exception {
    List<String> labels =
        ModelBundle.read(Path.of("..", "models", "monitoring-lead-i.mlb"))
            .manifest()
            .labelSpace()
            .labels();
    Map<String, TopicSpec> expected = new HashMap<>();
    for (TopicSpec topic :
        new TopicLayout(16, Optional.of((short) 3), Optional.empty(), Optional.of(4L << 30))
            .topics(TopicNames.DEFAULT, labels)) {
      expected.put(topic.name(), topic);
    }
    List<Manifest> topics =
        Manifest.base().stream().filter(each -> each.kind().equals("KafkaTopic")).toList();

    assertThat(topics)
        .extracting(each -> each.tree().at("/spec/topicName").asText())
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    for (Manifest topic : topics) {
      JsonNode spec = topic.tree().path("spec");
      TopicSpec same = expected.get(spec.path("topicName").asText());
      assertThat(spec.path("partitions").asInt()).as(topic.name()).isEqualTo(same.partitions());
      assertThat(spec.path("replicas").asInt()).as(topic.name()).isEqualTo(3);
      Map<String, String> settings = new HashMap<>();
      spec.path("config")
          .properties()
          .forEach(setting -> settings.put(setting.getKey(), setting.getValue().asText()));
      assertThat(settings).as(topic.name()).isEqualTo(same.settings());
    }
  }

  @Test
  void theRulesOfPrometheusAreThoseThatAreTested() throws Exception {
    List<Manifest> tested =
        Manifest.read(Path.of("observability", "prometheus", "rules", "monolead.yml"));

    assertThat(find(Manifest.base(), "PrometheusRule", "monolead").tree().path("spec"))
        .isEqualTo(tested.get(0).tree());
  }

  @Test
  void theAutoscalerPlansAsThePlannerDoesAndStaysWithinThePartitions() throws Exception {
    List<Manifest> all = Manifest.base();
    JsonNode flink = find(all, "FlinkDeployment", "monolead").tree().path("spec");
    JsonNode options = flink.path("flinkConfiguration");
    CommandLine plan = Monolead.commandLine(CommandContexts.quiet()).getSubcommands().get("plan");

    assertThat(options.path("job.autoscaler.utilization.target").asDouble())
        .isEqualTo(
            Double.parseDouble(plan.getCommandSpec().findOption("--utilisation").defaultValue()));
    assertThat(options.path("job.autoscaler.vertex.max-parallelism").asInt())
        .isEqualTo(find(all, "KafkaTopic", "ecg-segments").tree().at("/spec/partitions").asInt());
    assertThat(options.path("pipeline.max-parallelism").asText())
        .isEqualTo(String.valueOf(JobOptions.MAX_PARALLELISM.defaultValue()));
    assertThat(options.path("taskmanager.numberOfTaskSlots").asInt())
        .isEqualTo(flink.at("/taskManager/resource/cpu").asInt());
  }

  @Test
  void noTwoResourcesOfAKindHaveOneName() throws Exception {
    List<String> names = new ArrayList<>();
    Manifest.base().forEach(each -> names.add(each.kind() + " " + each.name()));

    assertThat(names).doesNotHaveDuplicates();
  }

  static Manifest find(List<Manifest> all, String kind, String name) {
    return all.stream()
        .filter(each -> each.kind().equals(kind) && each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("There is no " + kind + " " + name));
  }
}
