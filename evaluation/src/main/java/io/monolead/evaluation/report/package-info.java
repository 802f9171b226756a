// SPDX-License-Identifier: Apache-2.0
/**
 * The outcome of an evaluation as one HTML page that needs nothing else: {@link
 * io.monolead.evaluation.report.EvaluationPage} turns a {@link
 * io.monolead.evaluation.result.StreamEvaluation} into figures, plots, timelines and, for what went
 * wrong, the strips themselves, read again from a {@link io.monolead.evaluation.report.StripSource}
 * and shaded by a {@link io.monolead.evaluation.report.StripExplainer}.
 *
 * <p>The page runs no script and asks nobody for anything. Of a patient it holds the recordings'
 * names, times since the begin of a recording, and the strips; not the patient's name, no dates and
 * no path of a file. The same evaluation and strips give the same bytes.
 *
 * <p>Records are immutable. Pages and strip sources are for one thread; an explainer is
 * thread-safe, and whoever opened its attention closes it.
 */
package io.monolead.evaluation.report;
