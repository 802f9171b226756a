// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import static io.monolead.job.JobHarness.SECONDS;
import static io.monolead.job.JobHarness.WINDOWS;
import static io.monolead.job.JobHarness.arithmetic;
import static io.monolead.job.JobHarness.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.job.metrics.JobMetric;
import io.monolead.job.metrics.MetricKind;
import io.monolead.job.observability.ExportedMetrics;
import io.monolead.job.observability.ObservabilityFiles;
import io.monolead.schemas.EcgScore;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The job as Prometheus sees it: Flink's own reporter, asked over HTTP while the job runs. */
class MetricsITCase {
  private static final Pattern LINE = Pattern.compile("([a-zA-Z0-9_:]+)\\{(.*)} (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_A-Z0-9]+)=\"([^\"]*)\"");

  /** Six devices, one silent for 50 s, one that sends everything twice. */
  private static final int SEGMENTS = 6 * SECONDS - 50 + SECONDS;

  private static JobHarness harness;
  private static JobClient job;
  private static URI page;
  private static List<Sample> samples;

  /** One line of the page. */
  private record Sample(String name, Map<String, String> labels, double value) {
    boolean has(String... labelsAndValues) {
      for (int i = 0; i < labelsAndValues.length; i += 2) {
        if (!labelsAndValues[i + 1].equals(labels.get(labelsAndValues[i]))) {
          return false;
        }
      }
      return true;
    }
  }

  @BeforeAll
  static void runTheJobUntilEveryWindowIsScored() throws Exception {
    int port = freePort();
    page = URI.create("http://127.0.0.1:" + port + "/metrics");
    Configuration cluster = new Configuration();
    cluster.setString(
        "metrics.reporter.prom.factory.class",
        "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
    cluster.setString("metrics.reporter.prom.port", Integer.toString(port));
    cluster.setString("metrics.reporter.prom.filterLabelValueCharacters", "false");
    harness = JobHarness.start(2, cluster);
    harness.createTopics("ecg.");
    harness.produce("ecg.segments", 0, SECONDS);
    job =
        harness
            .environment(
                "ecg.segments", false, "metrics.", arithmetic(), "--alert.thresholds", "AFIB:0.4")
            .executeAsync();
    awaitTrue(() -> scores() >= WINDOWS);
    // A score is on its topic before its subtask has done with the window, and after the
    // last window there are segments of the next.
    awaitTrue(
        () -> {
          samples = scrape();
          return sum(JobMetric.ALERTS, "label", "AFIB", "state", "CLEARED") == 1
              && sum(JobMetric.SEGMENTS) >= SEGMENTS
              && sum(JobMetric.SEGMENTS_DUPLICATE) >= SECONDS
              && sum(JobMetric.BATCH_IN_FLIGHT) == 0;
        });
  }

  @AfterAll
  static void stop() throws Exception {
    if (job != null) {
      job.cancel().get();
    }
    harness.close();
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static int scores() {
    return harness.records(EcgScore.class, "metrics.scores").size();
  }

  private static List<Sample> scrape() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    // For whoever writes a dashboard: all that Prometheus is told.
    Files.writeString(Path.of("target", "prometheus-page.txt"), answer.body());
    List<Sample> all = new ArrayList<>();
    for (String line : answer.body().lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!line.startsWith("#") && matcher.matches()) {
        Map<String, String> labels = new HashMap<>();
        Matcher label = LABEL.matcher(matcher.group(2));
        while (label.find()) {
          labels.put(label.group(1), label.group(2));
        }
        all.add(new Sample(matcher.group(1), labels, number(matcher.group(3))));
      }
    }
    return all;
  }

  private static double number(String text) {
    return text.endsWith("Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  private static List<Sample> of(JobMetric metric, String... labelsAndValues) {
    String name =
        metric.kind() == MetricKind.HISTOGRAM
            ? metric.prometheusName() + "_count"
            : metric.prometheusName();
    return samples.stream()
        .filter(sample -> sample.name().equals(name) && sample.has(labelsAndValues))
        .toList();
  }

  private static double sum(JobMetric metric, String... labelsAndValues) {
    return of(metric, labelsAndValues).stream().mapToDouble(Sample::value).sum();
  }

  @Test
  void everyMetricOfTheCatalogueIsThereUnderItsNameAndWithItsLabels() {
    for (JobMetric metric : JobMetric.values()) {
      assertThat(of(metric)).as(metric.prometheusName()).isNotEmpty();
      assertThat(of(metric))
          .as(metric.prometheusName())
          .allSatisfy(sample -> assertThat(sample.labels().keySet()).containsAll(metric.labels()));
    }
  }

  @Test
  void nothingOfTheJobIsThereThatIsNotInTheCatalogue() {
    List<String> names =
        Arrays.stream(JobMetric.values())
            .flatMap(
                metric ->
                    metric.kind() == MetricKind.HISTOGRAM
                        ? List.of(metric.prometheusName(), metric.prometheusName() + "_count")
                            .stream()
                        : List.of(metric.prometheusName()).stream())
            .toList();
    assertThat(samples)
        .extracting(Sample::name)
        .filteredOn(name -> name.contains("monolead"))
        .isNotEmpty()
        .isSubsetOf(names);
  }

  @Test
  void metricsAreOnTheOperatorsThatThePageNames() {
    for (JobMetric metric : JobMetric.values()) {
      List<String> operators =
          of(metric).stream()
              .map(sample -> sample.labels().get("operator_name"))
              .distinct()
              .toList();
      assertThat(operators.stream().map(name -> name.replace('_', ' ')))
          .as(metric.prometheusName())
          .containsExactlyInAnyOrder(metric.operators().split(", "));
    }
  }

  @Test
  void theCountsAreThoseOfTheTopics() {
    assertThat(sum(JobMetric.WINDOWS_SCORED)).isEqualTo(WINDOWS).isEqualTo(scores());
    assertThat(sum(JobMetric.WINDOWS_ASSEMBLED)).isEqualTo(WINDOWS);
    assertThat(sum(JobMetric.SCORES, "label", "AFIB")).isEqualTo(WINDOWS);
    assertThat(sum(JobMetric.WINDOWS_UNSCORED)).isZero();
    assertThat(sum(JobMetric.BATCHES)).isEqualTo(sum(JobMetric.BATCH_SIZE)).isPositive();
    assertThat(sum(JobMetric.SEGMENTS)).isEqualTo(SEGMENTS);
    assertThat(sum(JobMetric.SEGMENTS_DUPLICATE)).isEqualTo(SECONDS);
    assertThat(sum(JobMetric.SEGMENTS_LATE)).isEqualTo(SECONDS / 2.0);
    assertThat(sum(JobMetric.DEAD_LETTERS)).isEqualTo(9);
    assertThat(sum(JobMetric.DEAD_LETTERS, "reason", "UNDECODABLE")).isEqualTo(6);
    assertThat(sum(JobMetric.DEAD_LETTERS, "reason", "INVALID_RATE")).isEqualTo(3);
    assertThat(sum(JobMetric.ALERTS, "label", "AFIB", "state", "RAISED")).isEqualTo(1);
    assertThat(sum(JobMetric.ALERTS, "label", "NORM")).isZero();
    assertThat(sum(JobMetric.TECHNICAL_ALERTS, "condition", "LEAD_OFF", "state", "RAISED"))
        .isEqualTo(1);
  }

  @Test
  void theGaugesSayWhatIs() {
    assertThat(sum(JobMetric.DEVICES_LIVE) + sum(JobMetric.DEVICES_SILENT)).isEqualTo(6);
    assertThat(of(JobMetric.STATE_ENTRIES, "operator_name", "alert"))
        .extracting(Sample::value)
        .satisfies(values -> assertThat(values.stream().mapToDouble(v -> v).sum()).isEqualTo(6));
    assertThat(sum(JobMetric.BATCH_IN_FLIGHT)).isZero();
    assertThat(of(JobMetric.MODEL_INFO))
        .isNotEmpty()
        .allSatisfy(
            sample -> {
              assertThat(sample.has("model", "mean", "version", "1", "lead", "I")).isTrue();
              assertThat(sample.value()).isEqualTo(1);
            });
    assertThat(of(JobMetric.MODEL_AGE))
        .allSatisfy(sample -> assertThat(sample.value()).isBetween(0.0, 300.0));
    double sinceEpoch = System.currentTimeMillis() / 1e3 - TestSegments.EPOCH / 1e6;
    assertThat(of(JobMetric.EVENT_TIME_LAG))
        .anySatisfy(sample -> assertThat(sample.value()).isBetween(sinceEpoch - 300, sinceEpoch));
  }

  @Test
  void theMetricsOfFlinkThatThePageNamesAreThere() {
    assertThat(samples)
        .extracting(Sample::name)
        .contains(
            "flink_jobmanager_job_numRestarts",
            "flink_jobmanager_job_lastCheckpointDuration",
            "flink_jobmanager_job_lastCheckpointSize");
  }

  @Test
  void everythingThatDashboardsAndAlertsAskForIsThere() {
    ExportedMetrics exported = new ExportedMetrics();
    samples.forEach(sample -> exported.add(sample.name(), sample.labels()));

    assertThat(exported.problems(ObservabilityFiles.questions())).isEmpty();
  }

  @Test
  void noDeviceIsNamed() {
    assertThat(samples)
        .filteredOn(sample -> sample.name().contains("monolead"))
        .allSatisfy(
            sample ->
                assertThat(sample.labels().values()).noneMatch(value -> value.contains("device-")));
  }
}
