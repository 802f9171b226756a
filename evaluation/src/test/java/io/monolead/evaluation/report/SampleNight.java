// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.evaluation.result.AlarmFigures;
import io.monolead.evaluation.result.AlertFact;
import io.monolead.evaluation.result.CalibrationBin;
import io.monolead.evaluation.result.Change;
import io.monolead.evaluation.result.EpisodeFact;
import io.monolead.evaluation.result.EpisodeFigures;
import io.monolead.evaluation.result.Estimate;
import io.monolead.evaluation.result.EvaluatedStream;
import io.monolead.evaluation.result.FigureDifference;
import io.monolead.evaluation.result.Figures;
import io.monolead.evaluation.result.GroupFigures;
import io.monolead.evaluation.result.LabelComparison;
import io.monolead.evaluation.result.LabelEvaluation;
import io.monolead.evaluation.result.PolicyFacts;
import io.monolead.evaluation.result.RunComparison;
import io.monolead.evaluation.result.RunFacts;
import io.monolead.evaluation.result.StreamEvaluation;
import io.monolead.evaluation.result.WindowFigures;
import io.monolead.signal.Lead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/** Devices over eight hours with three episodes of AF each, as an evaluation would tell of them. */
final class SampleNight {
  static final long BEGIN = 1_600_000_000_000_000L;
  private static final long MINUTE = 60_000_000L;
  private static final int MINUTES = 480;
  private static final String LEAD = "I";
  private static final double RATE_HZ = 250;

  private SampleNight() {}

  /**
   * @param names of the devices
   * @param missedEach of how many episodes one is missed, and one alert false
   */
  static StreamEvaluation of(List<String> names, int missedEach) {
    List<EvaluatedStream> streams = new ArrayList<>();
    List<EpisodeFact> episodes = new ArrayList<>();
    List<AlertFact> alerts = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    Random random = new Random(4);
    int number = 0;
    for (String name : names) {
      streams.add(
          new EvaluatedStream(
              name,
              LEAD,
              Optional.of("/home/someone/Jane Doe 1948-03-02/" + streams.size() + ".hea"),
              BEGIN,
              BEGIN + MINUTES * MINUTE,
              "Jane Doe " + streams.size(),
              Optional.of(streams.size() % 2 == 0 ? "female" : "male"),
              OptionalDouble.of(60 + streams.size() % 30),
              List.of("AFIB", "NORM"),
              5760,
              0.97));
      for (int i = 0; i < 3; i++) {
        number++;
        long from = BEGIN + (20 + 150L * i + random.nextInt(60)) * MINUTE;
        long to = from + (4 + random.nextInt(60)) * MINUTE;
        boolean found = number % missedEach != 0;
        episodes.add(
            new EpisodeFact(
                name,
                LEAD,
                "AFIB",
                from,
                to,
                found,
                found ? (to - from) / 1e6 - 20 : 0,
                found ? OptionalDouble.of(20) : OptionalDouble.empty(),
                found ? 0.97 : 0.21,
                from + MINUTE));
        if (found) {
          alerts.add(alert(name, number, from, to, AlertFact.Verdict.TRUE, 0.97));
        } else {
          long wrong = from - 15 * MINUTE;
          alerts.add(alert(name, number, wrong, wrong + 2 * MINUTE, AlertFact.Verdict.FALSE, 0.55));
          changes.add(
              new Change(
                  number % 2 == 0 ? Change.Kind.FOUND : Change.Kind.FALSE_ALARM_NEW,
                  name,
                  LEAD,
                  "AFIB",
                  from,
                  to,
                  0.21,
                  0.66,
                  from + MINUTE));
        }
      }
    }
    RunFacts run =
        new RunFacts(
            "A",
            "monitoring-lead-i",
            "0.4.0",
            "0.1.0",
            List.of(
                new PolicyFacts("AFIB", "default", true, 0.28, 0.8, 3, 4, 0.5, 0, 60),
                new PolicyFacts("NORM", "default", false, 0.51, 0.8, 1, 1, 0.5, 0, 0)),
            Map.of("bundle sha-256", "9b1d4e0c"));
    return new StreamEvaluation(
        StreamEvaluation.FORMAT,
        run,
        2000,
        1,
        streams,
        List.of(label("AFIB", 0.28, episodes, alerts), silent("NORM")),
        episodes,
        alerts,
        Optional.of(
            new RunComparison(
                new RunFacts("B", "monitoring-lead-i", "0.3.0", "0.1.0", List.of(), Map.of()),
                List.of(
                    new LabelComparison(
                        "AFIB",
                        List.of(
                            new FigureDifference(
                                "window AUC", 0.981, 0.985, new Estimate(0.004, -0.002, 0.009)),
                            new FigureDifference(
                                "sensitivity by episode",
                                0.87,
                                0.94,
                                new Estimate(0.07, 0.02, 0.11))))),
                changes)));
  }

  /** The same with a policy that raises no alerts of a label. */
  static StreamEvaluation withoutAlertsOf(String label, StreamEvaluation night) {
    RunFacts run = night.run();
    RunFacts silenced =
        new RunFacts(
            run.name(),
            run.modelId(),
            run.modelVersion(),
            run.codeVersion(),
            List.of(new PolicyFacts(label, "off", false, 0.28, 0.8, 3, 4, 0.5, 0, 60)),
            run.facts());
    return new StreamEvaluation(
        night.format(),
        silenced,
        night.resamples(),
        night.seed(),
        night.streams(),
        night.labels(),
        night.episodes(),
        night.alerts(),
        night.comparison());
  }

  private static AlertFact alert(
      String device, int number, long from, long to, AlertFact.Verdict verdict, double peak) {
    return new AlertFact(
        "alert-" + number,
        device,
        LEAD,
        "AFIB",
        from,
        from + MINUTE / 3,
        to,
        true,
        verdict,
        peak,
        from + MINUTE / 2);
  }

  private static Estimate about(double value) {
    return new Estimate(value, value * 0.94, value > 1 ? value * 1.03 : Math.min(1, value * 1.03));
  }

  private static LabelEvaluation label(
      String name, double threshold, List<EpisodeFact> episodes, List<AlertFact> alerts) {
    List<CalibrationBin> bins = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      double middle = (i + 0.5) / 10;
      bins.add(
          new CalibrationBin(
              i / 10.0,
              (i + 1) / 10.0,
              i == 4 ? 0 : 5000 / (1 + i * (9 - i)),
              i == 4 ? Double.NaN : middle,
              i == 4 ? Double.NaN : Math.pow(middle, 1.3)));
    }
    WindowFigures windows =
        new WindowFigures(
            20_000,
            4_000,
            3_700,
            200,
            300,
            15_800,
            about(0.98),
            about(0.93),
            about(0.9),
            about(0.92),
            about(0.97),
            about(0.94),
            about(0.03),
            bins);
    int found = (int) episodes.stream().filter(EpisodeFact::found).count();
    double share = (double) found / episodes.size();
    int wrong =
        (int) alerts.stream().filter(each -> each.verdict() == AlertFact.Verdict.FALSE).count();
    Figures figures =
        new Figures(
            30,
            windows,
            Optional.of(
                new EpisodeFigures(
                    episodes.size(),
                    found,
                    alerts.size(),
                    alerts.size() - wrong,
                    90_000,
                    84_000,
                    80_000,
                    about(share),
                    about(0.9),
                    about(0.88),
                    about(0.95),
                    about(share),
                    about(0.9),
                    about(0.88),
                    about(0.95))),
            Optional.of(
                new AlarmFigures(
                    30,
                    10,
                    alerts.size(),
                    wrong,
                    10,
                    about(wrong / 10.0),
                    0.9,
                    about(0.4),
                    about(0.12),
                    about(22),
                    new Estimate(64, 50, 90),
                    400,
                    about(0.01),
                    0)));
    return new LabelEvaluation(
        name,
        threshold,
        true,
        figures,
        List.of(
            new GroupFigures(GroupFigures.Dimension.SEX, "female", figures),
            new GroupFigures(GroupFigures.Dimension.AGE, "60 to 79", figures)));
  }

  private static LabelEvaluation silent(String name) {
    Estimate none = Estimate.UNDEFINED;
    return new LabelEvaluation(
        name,
        0.51,
        false,
        new Figures(
            0,
            new WindowFigures(
                0, 0, 0, 0, 0, 0, none, none, none, none, none, none, none, List.of()),
            Optional.empty(),
            Optional.empty()),
        List.of());
  }

  /** Hearts that fool the model: AF where an alert was false, sinus rhythm elsewhere. */
  static StripSource strips(StreamEvaluation evaluation) {
    return (device, lead, fromMicros, seconds) -> {
      boolean fibrillating =
          evaluation.falseAlarms().stream()
              .anyMatch(
                  each ->
                      each.device().equals(device)
                          && each.fromMicros() <= fromMicros
                          && fromMicros < each.toMicros());
      SimulatedHeart heart =
          new SimulatedHeart(
              HeartScenario.of(
                  new Episode(fibrillating ? Rhythm.ATRIAL_FIBRILLATION : Rhythm.SINUS, 120)),
              Lead.I,
              RATE_HZ,
              fromMicros / MINUTE);
      heart.next((int) (5 * RATE_HZ));
      return Optional.of(
          new Strip(device, lead, fromMicros, RATE_HZ, heart.next((int) (seconds * RATE_HZ))));
    };
  }
}
