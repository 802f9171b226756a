// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import io.monolead.evaluation.result.RunComparison;
import io.monolead.evaluation.result.RunFacts;
import io.monolead.evaluation.result.StreamEvaluation;
import io.monolead.inference.Attention;
import io.monolead.inference.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Makes the page of an evaluation with everything it needs, and puts it into a file: opens the
 * attention of the bundles that hold it, and closes it. For one thread.
 *
 * @param evaluation what is told
 * @param source where strips are read again
 * @param bundle of the run's model; empty to draw strips without attention
 * @param other of the second run's model, if there is a comparison and it is another one
 * @param curves other operating points, if any were tried
 * @param limits how much the page holds
 */
public record StreamReport(
    StreamEvaluation evaluation,
    StripSource source,
    Optional<ModelBundle> bundle,
    Optional<ModelBundle> other,
    List<OperatingCurve> curves,
    ReportLimits limits) {
  /** Name of the page in the folder of an evaluation. */
  public static final String FILE = "report.html";

  /**
   * @throws IllegalArgumentException if a bundle is not the one that the run is of
   */
  public StreamReport {
    curves = List.copyOf(curves);
    bundle.ifPresent(each -> require(evaluation.run(), each));
    if (other.isPresent()) {
      RunComparison comparison =
          evaluation
              .comparison()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException("The evaluation has no second run to explain"));
      require(comparison.against(), other.get());
    }
  }

  private static void require(RunFacts run, ModelBundle bundle) {
    String wanted = run.modelId() + " " + run.modelVersion();
    String given = bundle.manifest().modelId() + " " + bundle.manifest().modelVersion();
    if (!wanted.equals(given)) {
      throw new IllegalArgumentException(
          "The run is of "
              + wanted
              + ", but the bundle holds "
              + given
              + "; name the run's bundle");
    }
  }

  /**
   * Writes the page.
   *
   * @throws IOException if a bundle's attention does not prove itself, a strip cannot be read or
   *     the file not be written
   */
  public void write(Path file) throws IOException {
    Optional<ModelBundle> first = bundle.filter(each -> each.manifest().hasAttention());
    Optional<ModelBundle> second = second(first);
    try (Opened opened = Opened.of(first);
        Opened alsoOpened = Opened.of(second)) {
      Optional<StripExplainer> explainer = opened.explainer();
      // Two policies of one model: what it sees in a strip is the same.
      boolean same = evaluation.comparison().isPresent() && second.isEmpty() && isOneModel();
      Files.writeString(
          file,
          new EvaluationPage(
                  evaluation,
                  source,
                  explainer,
                  same ? explainer : alsoOpened.explainer(),
                  curves,
                  limits)
              .html());
    }
  }

  private Optional<ModelBundle> second(Optional<ModelBundle> first) {
    return other
        .filter(each -> each.manifest().hasAttention())
        .filter(each -> first.isEmpty() || !first.get().sha256().equals(each.sha256()));
  }

  private boolean isOneModel() {
    RunFacts second = evaluation.comparison().orElseThrow().against();
    return second.modelId().equals(evaluation.run().modelId())
        && second.modelVersion().equals(evaluation.run().modelVersion());
  }

  /** Attention that is closed after use, if there is any. */
  private record Opened(Optional<Attention> attention) implements AutoCloseable {
    static Opened of(Optional<ModelBundle> bundle) throws IOException {
      return new Opened(
          bundle.isPresent() ? Optional.of(Attention.open(bundle.get())) : Optional.empty());
    }

    Optional<StripExplainer> explainer() {
      return attention.map(StripExplainer::new);
    }

    @Override
    public void close() {
      attention.ifPresent(Attention::close);
    }
  }
}
