// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationJsonTest {
  private static final Estimate HALF = new Estimate(0.5, 0.25, 0.75);

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Path file = folder.resolve("evaluation.json");
    StreamEvaluation evaluation = evaluation();

    new EvaluationJson().write(evaluation, file);

    assertThat(new EvaluationJson().read(file)).isEqualTo(evaluation);
  }

  @Test
  void anUndefinedFigureIsNullForThoseWhoReadItElsewhere() {
    assertThat(new EvaluationJson().text(evaluation()))
        .contains("\"timeToAlert95\" : {\n")
        .contains("\"value\" : null")
        .doesNotContain("NaN");
  }

  @Test
  void anotherFormatIsRefused() throws IOException {
    Path file = folder.resolve("evaluation.json");
    Files.writeString(
        file, new EvaluationJson().text(evaluation()).replace("\"format\" : 1", "\"format\" : 2"));

    assertThatThrownBy(() -> new EvaluationJson().read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("format 2");
  }

  @Test
  void aFileThatIsNoEvaluationIsNamed() throws IOException {
    Path file = folder.resolve("evaluation.json");
    Files.writeString(file, "{\"format\": 1, \"colour\": \"red\"}");

    assertThatThrownBy(() -> new EvaluationJson().read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("evaluation.json is no evaluation");
  }

  private static StreamEvaluation evaluation() {
    WindowFigures windows =
        new WindowFigures(
            4,
            2,
            1,
            1,
            1,
            1,
            HALF,
            HALF,
            HALF,
            HALF,
            HALF,
            HALF,
            Estimate.UNDEFINED,
            List.of(new CalibrationBin(0, 0.1, 0, Double.NaN, Double.NaN)));
    EpisodeFigures episodes =
        new EpisodeFigures(1, 1, 2, 1, 60, 70, 55, HALF, HALF, HALF, HALF, HALF, HALF, HALF, HALF);
    AlarmFigures alarms =
        new AlarmFigures(
            1, 0.5, 2, 1, 0.5, HALF, 9.5, HALF, HALF, HALF, Estimate.UNDEFINED, 10, HALF, 0);
    Figures figures = new Figures(1, windows, Optional.of(episodes), Optional.of(alarms));
    RunFacts run =
        new RunFacts(
            "A",
            "model",
            "1",
            "0.1.0",
            List.of(new PolicyFacts("AFIB", "default", true, 0.4, 0.8, 2, 3, 0.5, 0, 0)),
            Map.of("bundle sha256", "00"));
    return new StreamEvaluation(
        StreamEvaluation.FORMAT,
        run,
        1000,
        7,
        List.of(
            new EvaluatedStream(
                "d",
                "II",
                Optional.of("d.hea"),
                0,
                60_000_000,
                "p",
                Optional.empty(),
                OptionalDouble.of(69),
                List.of("AFIB"),
                12,
                0.99)),
        List.of(
            new LabelEvaluation(
                "AFIB",
                0.4,
                true,
                figures,
                List.of(
                    new GroupFigures(
                        GroupFigures.Dimension.WINDOW_QUALITY,
                        "1",
                        new Figures(1, windows, Optional.empty(), Optional.empty()))))),
        List.of(
            new EpisodeFact("d", "II", "AFIB", 0, 60, true, 55, OptionalDouble.empty(), 0.9, 10)),
        List.of(
            new AlertFact(
                "id", "d", "II", "AFIB", 0, 10, 60, true, AlertFact.Verdict.TRUE, 0.9, 10)),
        Optional.of(
            new RunComparison(
                run,
                List.of(
                    new LabelComparison(
                        "AFIB", List.of(new FigureDifference("window AUC", 0.5, 0.6, HALF)))),
                List.of(new Change(Change.Kind.FOUND, "d", "II", "AFIB", 0, 1, 0.1, 0.9, 0)))));
  }
}
