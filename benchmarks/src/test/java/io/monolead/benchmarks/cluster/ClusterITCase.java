// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole benchmark, small. It takes minutes, so it runs only with {@code
 * -Dmonolead.cluster=true}, and where namespaces can be made.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ClusterITCase {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static String run(String... arguments) throws Exception {
    boolean wanted = Boolean.getBoolean("monolead.cluster");
    if (!wanted) {
      System.err.println("ClusterITCase is skipped: it runs with -Dmonolead.cluster=true");
    }
    assumeTrue(wanted, "it runs with -Dmonolead.cluster=true");
    List<String> command = new ArrayList<>(Namespaces.javaOrSkip(ClusterITCase.class));
    command.addAll(
        List.of(
            "-Xmx512m",
            "-Dai.djl.offline=true",
            "-Dlog4j2.configurationFile=classpath:io/monolead/benchmarks/load/log4j2.xml",
            "-cp",
            System.getProperty("java.class.path"),
            ClusterRun.class.getName(),
            "--namespaces",
            "--no-page",
            "--root",
            ROOT.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // 2 tells of a goal that does not hold, which a small run on a busy machine may well find.
    assertThat(process.waitFor()).as(said).isIn(0, 2);
    return said;
  }

  @Test
  void spreadOverTaskManagersEveryWindowIsScoredAndSegmentsGoBetweenThem() throws Exception {
    String said = run("spread", "--windows", "4000", "--devices", "200", "--rounds", "1");

    assertThat(between(said, "1 task manager of 2 slots:")).isLessThan(100);
    double two = between(said, "2 task managers of 1 slot:");
    double four = between(said, "4 task managers of 1 slot:");
    // Half of five segments of 500 bytes of samples and some, and three quarters of them.
    assertThat(two).isBetween(1250.0, 2200.0);
    assertThat(four).isBetween(1875.0, 3300.0);
    assertThat(said)
        .containsPattern(
            "Share of segments of the busiest subtask, measured and reckoned differ by: .*holds\\R");
  }

  @Test
  void aTaskManagerThatLosesItsNetworkCostsNoScoreAndDoublesNone() throws Exception {
    String said = run("cut", "--devices", "100");

    assertThat(said)
        .contains(
            "Windows lost when a task manager is cut off, exactly-once: 0.0000, asked at most"
                + " 0.0000: holds",
            "Windows scored twice when a task manager is cut off, exactly-once: 0.0000, asked at"
                + " most 0.0000: holds");
  }

  private static double between(String said, String arrangement) {
    Matcher matcher =
        Pattern.compile(Pattern.quote(arrangement) + ".* on the wire (-?\\d+) bytes between")
            .matcher(said);
    assertThat(matcher.find()).as(said).isTrue();
    return Double.parseDouble(matcher.group(1));
  }
}
