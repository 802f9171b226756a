// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is given away with the command line, which holds all that the job's jar and the images do:
 * its licences, that nothing of the tests is in it, and that nothing is older than what mended a
 * weakness that we know of.
 */
class ShippedDependenciesTest {
  /** Licences under which something may be given away with a program under Apache-2.0. */
  private static final Map<String, Pattern> ALLOWED = new TreeMap<>();

  static {
    allow("Apache-2.0", "(the )?apache.*\\b2(\\.0)?\\b.*");
    allow("MIT", "(the )?mit( license)?");
    allow("BSD-2-Clause", "bsd[ -]2-clause.*");
    allow("BSD-3-Clause", "bsd[ -]3-clause.*|3-clause bsd license|new bsd license|the bsd license");
    // Go's own licence is BSD with three clauses.
    allow("BSD-3-Clause (Go)", "go license");
    allow("CC0-1.0", ".*\\bcc0\\b.*");
    allow("Unicode-3.0", "unicode.*");
    // As a library that nobody changed.
    allow("EPL-2.0", "epl[ -]2\\.0|eclipse public license v?[ -]?2\\.0");
    allow("MPL-2.0", "mozilla public license version 2\\.0|mpl-2\\.0");
  }

  /** Licensed, but not in words that Maven's cache holds. */
  private static final Map<String, String> SAID_ELSEWHERE =
      Map.of("org.apache.yetus:audience-annotations", "Apache-2.0");

  /** Least versions, and what each mended. */
  private static final Map<String, Map.Entry<String, String>> MENDED =
      Map.ofEntries(
          mended("org.apache.logging.log4j:log4j-core", "2.25.4", "CVE-2026-34477"),
          mended("com.fasterxml.jackson.core:jackson-databind", "2.21.4", "CVE-2026-54513"),
          mended("org.apache.kafka:kafka-clients", "4.2.0", "CVE-2026-35554"),
          mended("at.yawk.lz4:lz4-java", "1.10.1", "CVE-2025-66566"),
          mended("org.xerial.snappy:snappy-java", "1.1.10.4", "CVE-2023-43642"),
          mended("org.apache.avro:avro", "1.12.1", "CVE-2025-33042"),
          mended("org.apache.commons:commons-lang3", "3.18.0", "CVE-2025-48924"),
          mended("org.apache.commons:commons-text", "1.10.0", "CVE-2022-42889"),
          mended("org.apache.commons:commons-compress", "1.26.0", "CVE-2024-25710"),
          mended("commons-io:commons-io", "2.14.0", "CVE-2024-47554"),
          mended("commons-beanutils:commons-beanutils", "1.11.0", "CVE-2025-48734"),
          mended("commons-collections:commons-collections", "3.2.2", "CVE-2015-7501"),
          mended("org.eclipse.jetty:jetty-server", "12.1.0", "CVE-2025-5115"),
          mended("org.yaml:snakeyaml", "2.0", "CVE-2022-1471"),
          mended("com.google.guava:guava", "32.0.1", "CVE-2023-2976"),
          mended("com.google.protobuf:protobuf-java", "4.28.2", "CVE-2024-7254"),
          mended("org.apache.zookeeper:zookeeper", "3.9.3", "CVE-2024-51504"),
          mended("io.netty:netty-codec", "4.1.125", "CVE-2025-58057"),
          mended("ai.djl:api", "0.31.1", "CVE-2025-0851"));

  private static void allow(String name, String pattern) {
    ALLOWED.put(name, Pattern.compile(pattern, Pattern.CASE_INSENSITIVE));
  }

  private static Map.Entry<String, Map.Entry<String, String>> mended(
      String artifact, String least, String weakness) {
    return Map.entry(artifact, Map.entry(least, weakness));
  }

  private static List<ShippedJar> shipped() throws Exception {
    List<ShippedJar> all = ShippedJar.all();
    if (all.isEmpty()) {
      System.err.println("SKIPPED ShippedDependenciesTest: the command line was not packaged yet");
    }
    assumeTrue(!all.isEmpty(), "the command line was not packaged yet");
    assertThat(all).hasSizeGreaterThan(80);
    return all;
  }

  @Test
  void everyLibraryHasALicenceThatAllowsToGiveItAway() throws Exception {
    Set<String> refused = new TreeSet<>();
    for (ShippedJar each : shipped()) {
      if (SAID_ELSEWHERE.containsKey(each.group() + ":" + each.artifact())) {
        continue;
      }
      // Of several licences the user may choose.
      if (each.licences().stream().noneMatch(ShippedDependenciesTest::isAllowed)) {
        refused.add(each + " " + each.licences());
      }
    }
    assertThat(refused).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'The Apache Software License, Version 2.0', true",
    "'Apache License 2.0', true",
    "MIT, true",
    "EPL-2.0, true",
    "'GNU General Public License, version 2', false",
    "'LGPL-2.1-or-later', false",
    "'Apache Software License, Version 1.1', false",
    "'Server Side Public License', false"
  })
  void aLicenceIsKnownByItsName(String name, boolean allowed) {
    assertThat(isAllowed(name)).isEqualTo(allowed);
  }

  private static boolean isAllowed(String licence) {
    return ALLOWED.values().stream().anyMatch(pattern -> pattern.matcher(licence).matches());
  }

  @Test
  void nothingThatIsForTestsOrForMeasurementsIsGivenAway() throws Exception {
    assertThat(shipped())
        .extracting(ShippedJar::toString)
        .noneMatch(
            name ->
                name.matches(
                    "(org\\.junit|junit|org\\.testcontainers|com\\.github\\.docker-java"
                        + "|org\\.apache\\.curator|org\\.openjdk\\.jmh|com\\.microsoft\\.(onnxruntime"
                        + "|playwright)|org\\.assertj|net\\.jqwik)[.:].*|.*:flink-test-.*"));
  }

  @Test
  void nothingIsOlderThanWhatMendedAWeaknessThatWeKnowOf() throws Exception {
    List<String> old = new ArrayList<>();
    int looked = 0;
    for (ShippedJar each : shipped()) {
      Map.Entry<String, String> least = MENDED.get(each.group() + ":" + each.artifact());
      if (least != null) {
        looked++;
        if (!each.atLeast(least.getKey())) {
          old.add(each + " has " + least.getValue() + ", mended in " + least.getKey());
        }
      }
    }
    assertThat(looked).isGreaterThan(10);
    assertThat(old).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2.25.4, 2.25.4, true",
    "2.26.1, 2.25.4, true",
    "2.25.10, 2.25.4, true",
    "2.24.3, 2.25.4, false",
    "31.1-jre, 32.0.1, false",
    "33.4.0-jre, 32.0.1, true",
    "4.1.76.Final, 4.1.125, false",
    "3.0, 2.0.1, true"
  })
  void versionsAreComparedByTheirNumbers(String version, String least, boolean enough) {
    assertThat(new ShippedJar(Path.of("a.jar"), "g", "a", version).atLeast(least))
        .isEqualTo(enough);
  }
}
