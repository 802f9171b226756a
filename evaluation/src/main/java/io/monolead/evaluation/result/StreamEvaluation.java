// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

import java.util.List;
import java.util.Optional;

/**
 * What a model, with its policies, told on recorded streams, set against the truth.
 *
 * @param format version of this tree; a reader refuses one that it does not know
 * @param run what ran
 * @param resamples bootstrap resamples behind every interval
 * @param seed of the draw
 * @param streams the streams, in order of device and lead
 * @param labels figures of each label of the model, in its order
 * @param episodes every true episode of the model's labels, by device and time
 * @param alerts every alert, by device and time
 * @param comparison a second run beside this one
 */
public record StreamEvaluation(
    int format,
    RunFacts run,
    int resamples,
    long seed,
    List<EvaluatedStream> streams,
    List<LabelEvaluation> labels,
    List<EpisodeFact> episodes,
    List<AlertFact> alerts,
    Optional<RunComparison> comparison) {
  /** The version that this release writes. */
  public static final int FORMAT = 1;

  public StreamEvaluation {
    streams = List.copyOf(streams);
    labels = List.copyOf(labels);
    episodes = List.copyOf(episodes);
    alerts = List.copyOf(alerts);
  }

  /** The true episodes that no alert found. */
  public List<EpisodeFact> missed() {
    return episodes.stream().filter(episode -> !episode.found()).toList();
  }

  /** The alerts that overlap no true episode. */
  public List<AlertFact> falseAlarms() {
    return alerts.stream().filter(alert -> alert.verdict() == AlertFact.Verdict.FALSE).toList();
  }
}
