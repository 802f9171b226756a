// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;

/**
 * One resource of Kubernetes as it stands in a file.
 *
 * @param origin where it stands
 * @param tree all of it
 */
record Manifest(String origin, JsonNode tree) {
  static final Path FOLDER = Path.of("kubernetes");

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** What the newest operator whose classes are published calls Flink; ours is newer. */
  private static final String NEWEST_PUBLISHED = "v1_20";

  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          Map.entry("kafka.strimzi.io/v1 Kafka", Kafka.class),
          Map.entry("kafka.strimzi.io/v1 KafkaNodePool", KafkaNodePool.class),
          Map.entry("kafka.strimzi.io/v1 KafkaTopic", KafkaTopic.class),
          Map.entry("kafka.strimzi.io/v1 KafkaUser", KafkaUser.class),
          Map.entry("flink.apache.org/v1beta1 FlinkDeployment", FlinkDeployment.class),
          Map.entry("monitoring.coreos.com/v1 PodMonitor", PodMonitor.class),
          Map.entry("monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class),
          Map.entry("v1 ConfigMap", ConfigMap.class),
          Map.entry("v1 Service", Service.class),
          Map.entry("v1 ServiceAccount", ServiceAccount.class),
          Map.entry("v1 PersistentVolumeClaim", PersistentVolumeClaim.class),
          Map.entry("apps/v1 Deployment", Deployment.class),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
          Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("rbac.authorization.k8s.io/v1 Role", Role.class),
          Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", RoleBinding.class));

  /** The operators keep fields that they do not know; here such a field is a mistake. */
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public JsonIgnoreProperties.Value findPropertyIgnoralByName(
                    MapperConfig<?> config, Annotated annotated) {
                  return super.findPropertyIgnoralByName(config, annotated).withoutIgnoreUnknown();
                }
              })
          .registerModule(
              new SimpleModule()
                  .setDeserializerModifier(
                      new BeanDeserializerModifier() {
                        @Override
                        public BeanDeserializerBuilder updateBuilder(
                            DeserializationConfig config,
                            com.fasterxml.jackson.databind.BeanDescription description,
                            BeanDeserializerBuilder builder) {
                          builder.setAnySetter(null);
                          return builder;
                        }

                        @Override
                        public List<BeanPropertyDefinition> updateProperties(
                            DeserializationConfig config,
                            com.fasterxml.jackson.databind.BeanDescription description,
                            List<BeanPropertyDefinition> properties) {
                          properties.removeIf(
                              each -> each.getName().equals("additionalProperties"));
                          return properties;
                        }
                      }));

  /** All resources of a file. */
  static List<Manifest> read(Path file) throws IOException {
    return parse(file.toString(), Files.readString(file));
  }

  /** All resources of a text. */
  static List<Manifest> parse(String origin, String text) throws IOException {
    List<Manifest> all = new ArrayList<>();
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      while (documents.hasNext()) {
        JsonNode tree = documents.next();
        if (tree != null && !tree.isNull() && !tree.isMissingNode()) {
          all.add(new Manifest(origin, tree));
        }
      }
    }
    return all;
  }

  /** All resources of the base, which stand there whole. */
  static List<Manifest> base() throws IOException {
    List<Manifest> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER.resolve("base"))) {
      for (Path file :
          files.filter(each -> !each.endsWith("kustomization.yaml")).sorted().toList()) {
        all.addAll(read(file));
      }
    }
    return all;
  }

  /**
   * The pods that a resource makes, as far as it describes them: their specification. Of a Flink
   * deployment it is what job and task managers have in common.
   */
  List<JsonNode> pods() {
    return switch (kind()) {
      case "Deployment" -> List.of(tree.at("/spec/template/spec"));
      case "FlinkDeployment" -> List.of(tree.at("/spec/podTemplate/spec"));
      default -> List.of();
    };
  }

  String kind() {
    return tree.path("kind").asText();
  }

  String name() {
    return tree.at("/metadata/name").asText();
  }

  /**
   * The resource as an object of its operator.
   *
   * @throws IOException if it has a field that its operator does not know, or a value of the wrong
   *     type
   */
  Object strict() throws IOException {
    String type = tree.path("apiVersion").asText() + " " + kind();
    Class<?> target = TYPES.get(type);
    if (target == null) {
      throw new IOException(origin + ": no operator has a " + type);
    }
    JsonNode known = tree;
    if (target == FlinkDeployment.class) {
      ObjectNode copy = tree.deepCopy();
      ((ObjectNode) copy.path("spec")).put("flinkVersion", NEWEST_PUBLISHED);
      known = copy;
    }
    return STRICT.treeToValue(known, target);
  }

  @Override
  public String toString() {
    return origin + ": " + kind() + " " + name();
  }
}
