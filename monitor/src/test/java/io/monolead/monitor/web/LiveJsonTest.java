// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.monitor.Samples;
import io.monolead.monitor.feed.FeedState;
import io.monolead.monitor.wall.Silence;
import io.monolead.monitor.wall.StreamRow;
import io.monolead.monitor.wall.StreamStatus;
import io.monolead.monitor.wall.WallSummary;
import io.monolead.monitor.wall.WindowScore;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class LiveJsonTest {
  private final LiveJson json = new LiveJson();
  private final ObjectMapper mapper = new ObjectMapper();

  private static StreamRow row(String device, String by) {
    return new StreamRow(
        3,
        device,
        "I",
        StreamStatus.LEAD_OFF,
        17,
        OptionalDouble.of(250),
        OptionalDouble.of(71.6),
        OptionalDouble.of(0.5),
        OptionalLong.of(99),
        Optional.of("monitoring 0.4.0"),
        Optional.of(AlertPriority.HIGH),
        List.of(Samples.alert("a1", device, AlertState.RAISED, 40_000_000)),
        List.of(
            Samples.technical("t1", device, TechnicalCondition.LEAD_OFF, TechnicalState.RAISED, 5)),
        List.of(new Silence("AFIB", 77, by), new Silence("", 88, by)));
  }

  @Property
  void anyNameIsAStringAndNothingElse(
      @ForAll @StringLength(max = 200) String device, @ForAll @StringLength(max = 50) String by)
      throws Exception {
    JsonNode message = mapper.readTree(json.wall(true, List.of(row(device, by)), List.of(9)));

    JsonNode row = message.path("streams").get(0);
    assertThat(row.path("device").asText()).isEqualTo(device);
    assertThat(row.path("alerts").get(0).path("device").asText()).isEqualTo(device);
    assertThat(row.path("technical").get(0).path("device").asText()).isEqualTo(device);
    assertThat(row.path("silences").get(0).path("by").asText()).isEqualTo(by);
    assertThat(row.path("n").asInt()).isEqualTo(3);
  }

  @Test
  void aRowSaysWhatTheProtocolSays() throws Exception {
    JsonNode row =
        mapper
            .readTree(json.wall(false, List.of(row("bed-7", "nurse 1")), List.of(4, 5)))
            .path("streams")
            .get(0);

    assertThat(row.path("status").asText()).isEqualTo("lead-off");
    assertThat(row.path("statusSince").asLong()).isEqualTo(17);
    assertThat(row.path("rateHz").asDouble()).isEqualTo(250);
    assertThat(row.path("heartRate").isInt()).isTrue();
    assertThat(row.path("heartRate").asInt()).isEqualTo(72);
    assertThat(row.path("quality").asDouble()).isEqualTo(0.5);
    assertThat(row.path("last").asLong()).isEqualTo(99);
    assertThat(row.path("model").asText()).isEqualTo("monitoring 0.4.0");
    assertThat(row.path("priority").asText()).isEqualTo("HIGH");
    assertThat(row.path("silences").get(0).path("label").asText()).isEqualTo("AFIB");
    assertThat(row.path("silences").get(1).path("label").isNull()).isTrue();
    JsonNode alert = row.path("alerts").get(0);
    assertThat(alert.path("state").asText()).isEqualTo("RAISED");
    assertThat(alert.path("onset").asLong()).isEqualTo(20_000_000);
    assertThat(alert.path("end").isNull()).isTrue();
    assertThat(alert.path("at").asLong()).isEqualTo(40_000_000);
    assertThat(alert.path("probability").asDouble()).isEqualTo(0.75);
    assertThat(alert.path("peak").asDouble()).isEqualTo(0.875);
    assertThat(alert.path("threshold").asDouble()).isEqualTo(0.5);
    assertThat(alert.path("windows").asInt()).isEqualTo(3);
    assertThat(alert.path("policy").asText()).isEqualTo("default");
    assertThat(alert.path("acknowledgedBy").isNull()).isTrue();
    assertThat(row.path("technical").get(0).path("condition").asText()).isEqualTo("LEAD_OFF");
  }

  @Test
  void whatIsNoNumberIsNull() throws Exception {
    EcgAlert alert =
        EcgAlert.newBuilder(Samples.alert("a", "d", AlertState.UPDATED, 7))
            .setCurrentProbability(Float.NaN)
            .setThreshold(Float.POSITIVE_INFINITY)
            .build();
    JsonNode told = mapper.readTree(json.alert(1, alert)).path("alert");
    assertThat(told.path("probability").isNull()).isTrue();
    assertThat(told.path("threshold").isNull()).isTrue();

    WindowScore score =
        new WindowScore(
            1, 2, "m 1", List.of("A\"B"), new float[] {Float.NaN}, Float.NaN, List.of("FLAT_LINE"));
    JsonNode scored = mapper.readTree(json.score(1, score)).path("score");
    assertThat(scored.path("probabilities").path("A\"B").isNull()).isTrue();
    assertThat(scored.path("quality").isNull()).isTrue();
    assertThat(scored.path("issues").get(0).asText()).isEqualTo("FLAT_LINE");
  }

  @Test
  void theFirstMessageNamesTheLabels() throws Exception {
    JsonNode hello =
        mapper.readTree(
            json.hello(new LiveFacts("ecg.", true, "abc"), null, true, 5, List.of("AFIB", "ZZZ")));

    assertThat(hello.path("type").asText()).isEqualTo("hello");
    assertThat(hello.path("protocol").asInt()).isEqualTo(1);
    assertThat(hello.path("user").isNull()).isTrue();
    assertThat(hello.path("labelNames").path("AFIB").asText()).isEqualTo("atrial fibrillation");
    assertThat(hello.path("labelNames").path("ZZZ").asText()).isEqualTo("ZZZ");
    assertThat(hello.path("resume").asText()).isEqualTo("abc");
  }

  @Test
  void theSummarySaysHowManyAndHowOld() throws Exception {
    WallSummary figures = new WallSummary(9, 5, 2, 1, 1, 1, 2, 3, 4, OptionalLong.of(120));
    JsonNode summary = mapper.readTree(json.summary(figures, FeedState.CATCHING_UP, 7));

    assertThat(summary.path("feed").asText()).isEqualTo("catching-up");
    assertThat(summary.path("live").asInt()).isEqualTo(5);
    assertThat(summary.path("leadOff").asInt()).isEqualTo(1);
    assertThat(summary.path("lagMillis").asInt()).isEqualTo(120);
    assertThat(summary.path("skipped").asInt()).isEqualTo(7);
    assertThat(summary.path("notShown").asInt()).isEqualTo(4);
  }
}
