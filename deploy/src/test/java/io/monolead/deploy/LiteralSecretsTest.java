// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No secret stands in what describes an installation, nor gets into an image with it. */
class LiteralSecretsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final List<Pattern> SECRETS =
      List.of(
          Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----"),
          Pattern.compile("\\b(AKIA|ASIA)[0-9A-Z]{16}\\b"),
          Pattern.compile("\\bgh[pousr]_[A-Za-z0-9]{36}"),
          Pattern.compile("\\bwhsec_[A-Za-z0-9+/=]{24,}"),
          Pattern.compile("://[^/\\s:@\"']+:[^/\\s@\"'$]+@"),
          Pattern.compile("(?i)\\b(basic|bearer) +[A-Za-z0-9+/=._-]{16,}"),
          // A value, in any of the ways of these files, that is no reference and no path.
          Pattern.compile(
              "(?i)(password|passwd|secret|secret[_.-]?key|token|api[_.-]?key)[\"']?"
                  + "\\s*[:=]\\s*[\"']?(?!\\$|/|file:|env:|\\{)[A-Za-z0-9+/=_.!-]{6,}"));

  /** Names of what is no secret although it is called so. */
  private static final Pattern NAMES_OF_SECRETS =
      Pattern.compile(
          "(?i)(secretName|secretFile|id-token|automountServiceAccountToken|secretKeyRef"
              + "|persist-credentials).*");

  private static final Set<String> KEY_FILES =
      Set.of(".pem", ".key", ".p12", ".jks", ".pfx", ".keystore", ".truststore");

  @Test
  void noFileOfAnInstallationHoldsOne() throws IOException {
    List<String> found = new ArrayList<>();
    List<Path> files = files();
    for (Path file : files) {
      String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
      if (KEY_FILES.stream().anyMatch(name::endsWith)) {
        found.add(file + " looks like a key");
      }
      int number = 0;
      // Whatever is no text is read byte by byte.
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      for (String line : text.lines().toList()) {
        number++;
        if (isSecret(line)) {
          found.add(file + ":" + number);
        }
      }
    }
    assertThat(files).hasSizeGreaterThan(30);
    assertThat(found).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: hunter22",
        "GF_SECURITY_ADMIN_PASSWORD=letmein1",
        "      secret-key: \"wJalrXUtnFEMI/K7MDENG\"",
        "-----BEGIN PRIVATE KEY-----",
        "AKIAIOSFODNN7EXAMPLE",
        "url: https://user:pa55word@registry.example.org",
        "authorization: Bearer abcdefghijklmnopqrstu",
        "  \"token\": \"0123456789abcdef\"",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
      })
  void oneThatWereThereWouldBeFound(String line) {
    assertThat(isSecret(line)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "valueFrom: {secretKeyRef: {name: monolead-object-storage, key: secret-key}}",
        "secret: {secretName: monolead-job, defaultMode: 0440}",
        "GF_SECURITY_ADMIN_PASSWORD: ${GRAFANA_PASSWORD:?set it}",
        "--token-file /etc/monolead/monitor-token/token",
        "GH_TOKEN: ${{ github.token }}",
        "ssl.keystore.key=${files:/etc/monolead/kafka-user:user.key}"
      })
  void aReferenceIsNone(String line) {
    assertThat(isSecret(line)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("io.monolead.deploy.Kustomize#installations")
  void noManifestIsASecretAndNoVariableHoldsOne(String installation) throws Exception {
    for (Manifest manifest : Kustomize.build(installation)) {
      assertThat(manifest.kind()).as(manifest.toString()).isNotEqualTo("Secret");
      for (JsonNode pod : manifest.pods()) {
        for (JsonNode container : pod.path("containers")) {
          for (JsonNode variable : container.path("env")) {
            String name = variable.path("name").asText().toUpperCase(Locale.ROOT);
            if (Stream.of("SECRET", "PASSWORD", "TOKEN", "ACCESS_KEY").anyMatch(name::contains)) {
              assertThat(variable.has("value")).as(manifest + " " + name).isFalse();
            }
          }
        }
      }
    }
  }

  @Test
  void imagesTakeWhatIsListedAndNothingElseOfTheCheckout() throws IOException {
    List<String> ignored =
        Files.readAllLines(ROOT.resolve(".dockerignore")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();

    assertThat(ignored.get(0)).isEqualTo("*");
    assertThat(ignored.subList(1, ignored.size())).allMatch(line -> line.startsWith("!"));
    for (Path file : files()) {
      String name = file.getFileName().toString();
      if (!name.endsWith("ockerfile")) {
        continue;
      }
      for (String line : Files.readAllLines(file)) {
        // Arguments and variables of a build stay in the image's history.
        assertThat(line)
            .as(file.toString())
            .doesNotContainPattern("(?i)^\\s*(ARG|ENV)\\b.*(password|secret|token|api_?key)");
      }
    }
  }

  private static boolean isSecret(String line) {
    String rest = NAMES_OF_SECRETS.matcher(line).replaceAll("");
    return SECRETS.stream().anyMatch(pattern -> pattern.matcher(rest).find());
  }

  /** Everything that describes an installation or a build. */
  private static List<Path> files() throws IOException {
    List<Path> all = new ArrayList<>();
    for (String place : List.of("deploy", ".github", ".ci", "docker-compose.yml", ".env")) {
      Path path = ROOT.resolve(place);
      if (!Files.exists(path)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(path)) {
        files
            .filter(Files::isRegularFile)
            .filter(file -> !ROOT.relativize(file).startsWith(Path.of("deploy", "target")))
            .filter(file -> !ROOT.relativize(file).startsWith(Path.of("deploy", "src")))
            .forEach(all::add);
      }
    }
    return all;
  }
}
