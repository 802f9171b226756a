// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a namespace with {@code pod-security.kubernetes.io/enforce: restricted} asks of a pod, after
 * Kubernetes' Pod Security Standards, and what we ask beyond that of our own.
 */
class PodSecurityTest {
  private static final Set<String> ALLOWED_VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");
  private static final List<String> OF_THE_HOST = List.of("hostNetwork", "hostPID", "hostIPC");

  /** Bits of a file's mode that let others read it. */
  private static final int OTHERS = 07;

  @ParameterizedTest
  @MethodSource("io.monolead.deploy.Kustomize#installations")
  void everyPodMayRunInARestrictedNamespace(String installation) throws Exception {
    List<String> found = new ArrayList<>();
    for (Manifest manifest : Kustomize.build(installation)) {
      for (JsonNode pod : manifest.pods()) {
        confined(manifest.toString(), pod.path("securityContext"), found);
        OF_THE_HOST.stream()
            .filter(field -> pod.path(field).asBoolean())
            .forEach(field -> found.add(manifest + " has " + field));
        for (JsonNode volume : pod.path("volumes")) {
          volume
              .fieldNames()
              .forEachRemaining(
                  type -> {
                    if (!type.equals("name") && !ALLOWED_VOLUMES.contains(type)) {
                      found.add(manifest + " has a volume of type " + type);
                    }
                  });
        }
        assertThat(pod.path("containers")).isNotEmpty();
        for (String kind : List.of("containers", "initContainers")) {
          for (JsonNode container : pod.path(kind)) {
            unprivileged(
                manifest + " " + container.path("name"), container.path("securityContext"), found);
          }
        }
      }
      if (manifest.kind().equals("KafkaNodePool")) {
        JsonNode template = manifest.tree().at("/spec/template");
        confined(manifest.toString(), template.at("/pod/securityContext"), found);
        unprivileged(manifest.toString(), template.at("/kafkaContainer/securityContext"), found);
      }
      if (manifest.kind().equals("Kafka")) {
        JsonNode template = manifest.tree().at("/spec/entityOperator/template");
        confined(manifest.toString(), template.at("/pod/securityContext"), found);
        for (String container : List.of("topicOperatorContainer", "userOperatorContainer")) {
          unprivileged(
              manifest + " " + container, template.path(container).path("securityContext"), found);
        }
      }
    }
    assertThat(found).isEmpty();
  }

  private static void confined(String where, JsonNode context, List<String> found) {
    if (!context.path("runAsNonRoot").asBoolean()) {
      found.add(where + " may run as root");
    }
    if (context.has("runAsUser") && context.path("runAsUser").asInt() == 0) {
      found.add(where + " runs as root");
    }
    if (!Set.of("RuntimeDefault", "Localhost")
        .contains(context.at("/seccompProfile/type").asText())) {
      found.add(where + " has no seccomp profile");
    }
  }

  private static void unprivileged(String where, JsonNode context, List<String> found) {
    if (context.path("allowPrivilegeEscalation").asBoolean(true)) {
      found.add(where + " may gain privileges");
    }
    if (context.path("privileged").asBoolean()) {
      found.add(where + " is privileged");
    }
    if (!texts(context.at("/capabilities/drop")).contains("ALL")) {
      found.add(where + " keeps capabilities");
    }
    if (!Set.of("NET_BIND_SERVICE").containsAll(texts(context.at("/capabilities/add")))) {
      found.add(where + " adds capabilities");
    }
  }

  @ParameterizedTest
  @MethodSource("io.monolead.deploy.Kustomize#installations")
  void ourOwnPodsWriteNothingButWhereTheyMustAndSayWhatTheyTake(String installation)
      throws Exception {
    for (Manifest manifest : Kustomize.build(installation)) {
      for (JsonNode pod : manifest.pods()) {
        for (JsonNode container : pod.path("containers")) {
          String where = manifest + " " + container.path("name").asText();
          assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
              .as(where)
              .isTrue();
          assertThat(mountedAt(container, "/tmp")).as(where).isTrue();
          // Of Flink's containers the operator sets these, from spec.*.resource.
          if (!manifest.kind().equals("FlinkDeployment")) {
            assertThat(container.at("/resources/requests/cpu").asText()).as(where).isNotEmpty();
            assertThat(container.at("/resources/requests/memory").asText()).as(where).isNotEmpty();
            assertThat(container.at("/resources/limits/memory").asText()).as(where).isNotEmpty();
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true))
                .as(where)
                .isFalse();
          }
        }
        for (JsonNode volume : pod.path("volumes")) {
          if (volume.has("emptyDir")) {
            assertThat(volume.at("/emptyDir/sizeLimit").asText())
                .as(manifest + " " + volume.path("name"))
                .isNotEmpty();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.monolead.deploy.Kustomize#installations")
  void secretsAreReadOnlyAndNotForOthers(String installation) throws Exception {
    int seen = 0;
    for (Manifest manifest : Kustomize.build(installation)) {
      for (JsonNode pod : manifest.pods()) {
        for (JsonNode volume : pod.path("volumes")) {
          JsonNode secret = volume.path("secret");
          // The authority's certificate is for everybody.
          if (secret.isMissingNode()
              || secret.path("secretName").asText().endsWith("-cluster-ca-cert")) {
            continue;
          }
          seen++;
          String where = manifest + " " + volume.path("name").asText();
          assertThat(secret.path("defaultMode").asInt(OTHERS) & OTHERS).as(where).isZero();
          for (JsonNode container : pod.path("containers")) {
            for (JsonNode mount : container.path("volumeMounts")) {
              if (mount.path("name").equals(volume.path("name"))) {
                assertThat(mount.path("readOnly").asBoolean()).as(where).isTrue();
              }
            }
          }
        }
      }
    }
    assertThat(seen).isPositive();
  }

  @Test
  void theLinkToThePluginIsMadeWhereSomethingCanBeWritten() throws Exception {
    JsonNode pod = ManifestsTest.find(Manifest.base(), "FlinkDeployment", "monolead").pods().get(0);
    JsonNode container = pod.path("containers").get(0);
    String plugin =
        StreamSupport.stream(container.path("env").spliterator(), false)
            .filter(each -> each.path("name").asText().equals("ENABLE_BUILT_IN_PLUGINS"))
            .findFirst()
            .orElseThrow()
            .path("value")
            .asText();

    assertThat(mountedAt(container, "/opt/flink/plugins/" + plugin.replace(".jar", ""))).isTrue();
    assertThat(plugin)
        .isEqualTo(
            "flink-s3-fs-hadoop-"
                + org.apache.flink.runtime.util.EnvironmentInformation.getVersion()
                + ".jar");
  }

  private static boolean mountedAt(JsonNode container, String path) {
    return StreamSupport.stream(container.path("volumeMounts").spliterator(), false)
        .anyMatch(mount -> mount.path("mountPath").asText().equals(path));
  }

  private static Set<String> texts(JsonNode list) {
    Set<String> texts = new TreeSet<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
