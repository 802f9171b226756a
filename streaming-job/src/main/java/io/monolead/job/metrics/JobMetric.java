// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.metrics;

import java.util.List;

/**
 * Every metric of the job.
 *
 * <p>Names follow Prometheus: counters end in {@code _total}, units are seconds and bytes and stand
 * in the name. What a metric is broken down by is a label, never part of a name; Flink's Prometheus
 * reporter puts the labels' names, not their values, before the metric's.
 */
public enum JobMetric {
  SEGMENTS(
      "segments_total",
      MetricKind.COUNTER,
      "segments",
      "decode",
      List.of(),
      "Segments that passed the decoder."),
  EVENT_TIME_LAG(
      "event_time_lag_seconds",
      MetricKind.GAUGE,
      "seconds",
      "decode",
      List.of(),
      "Wall clock less the latest end of any segment of this subtask: what devices, network and"
          + " Kafka take together. Grows while nothing comes; in a replay the age of the"
          + " recordings; NaN before the first segment."),
  DEAD_LETTERS(
      "dead_letters_total",
      MetricKind.COUNTER,
      "records",
      "decode, assemble, decode actions, alert",
      List.of("reason"),
      "Records that could not be used, by the reason in the dead letter. TOO_LATE: a segment whose"
          + " place was used or given up."),
  WATERMARK_LAG(
      "watermark_lag_seconds",
      MetricKind.GAUGE,
      "seconds",
      "assemble",
      List.of(),
      "Wall clock less event time as the timers of silence see it; NaN before the first"
          + " watermark."),
  WINDOWS_ASSEMBLED(
      "windows_assembled_total",
      MetricKind.COUNTER,
      "windows",
      "assemble",
      List.of(),
      "Windows that were complete."),
  SEGMENTS_DUPLICATE(
      "segments_duplicate_total",
      MetricKind.COUNTER,
      "segments",
      "assemble",
      List.of(),
      "Segments that came a second time and were dropped."),
  SEGMENTS_LATE(
      "segments_late_total",
      MetricKind.COUNTER,
      "segments",
      "assemble",
      List.of(),
      "Segments that were taken although one that starts later came before. Those that came too"
          + " late are dead letters."),
  SEGMENT_LATENESS(
      "segment_lateness_seconds",
      MetricKind.HISTOGRAM,
      "seconds",
      "assemble",
      List.of(),
      "Of those late ones: how far each starts before the newest segment of its device and lead."),
  TECHNICAL_ALERTS(
      "technical_alerts_total",
      MetricKind.COUNTER,
      "alerts",
      "assemble, alert",
      List.of("condition", "state"),
      "Transitions of technical alerts: RAISED, CLEARED. Those of alert are leads whose windows are"
          + " not scored."),
  DEVICES_LIVE(
      "devices_live",
      MetricKind.GAUGE,
      "leads of devices",
      "assemble",
      List.of(),
      "Leads of devices that are remembered and not silent. A device with one lead counts one."),
  DEVICES_SILENT(
      "devices_silent",
      MetricKind.GAUGE,
      "leads of devices",
      "assemble",
      List.of(),
      "Leads of devices whose alert on signal lost is raised, until they send again or are"
          + " forgotten."),
  STATE_ENTRIES(
      "state_entries",
      MetricKind.GAUGE,
      "entries",
      "assemble, alert",
      List.of(),
      "Entries of keyed state, one per device and lead."),
  STATE_ENTRY_BYTES(
      "state_entry_bytes",
      MetricKind.HISTOGRAM,
      "bytes",
      "assemble, alert",
      List.of(),
      "An entry as a checkpoint writes it, without its key: the first that is touched after a start,"
          + " then every "
          + StateEntries.SAMPLED_EVERY
          + "th."),
  STATE_BYTES(
      "state_estimated_bytes",
      MetricKind.GAUGE,
      "bytes",
      "assemble, alert",
      List.of(),
      "Entries times the mean of the latest sampled ones; NaN before the first."),
  WINDOWS_SCORED(
      "windows_scored_total",
      MetricKind.COUNTER,
      "windows",
      "infer",
      List.of(),
      "Windows with scores."),
  WINDOWS_UNSCORED(
      "windows_unscored_total",
      MetricKind.COUNTER,
      "windows",
      "infer",
      List.of(),
      "Windows that the model could not take, or of which its output was not finite."),
  WINDOWS_SHADOW_SCORED(
      "windows_shadow_scored_total",
      MetricKind.COUNTER,
      "windows",
      "infer",
      List.of(),
      "Windows that a challenger scored beside the model in use."),
  SCORES(
      "scores_total",
      MetricKind.COUNTER,
      "windows",
      "infer",
      List.of("label"),
      "Windows with a score of the label; a challenger's do not count."),
  SCORES_AT_THRESHOLD(
      "scores_at_threshold_total",
      MetricKind.COUNTER,
      "windows",
      "infer",
      List.of("label"),
      "Of those, windows that reached the label's operating point in the model's bundle, whatever"
          + " the alert policy says."),
  BATCHES("batches_total", MetricKind.COUNTER, "batches", "infer", List.of(), "Batches scored."),
  BATCH_SIZE(
      "batch_size_windows",
      MetricKind.HISTOGRAM,
      "windows",
      "infer",
      List.of(),
      "Windows of a batch."),
  BATCH_WAIT(
      "batch_wait_seconds",
      MetricKind.HISTOGRAM,
      "seconds",
      "infer",
      List.of(),
      "From the first window of a batch until it is scored."),
  BATCH_DURATION(
      "batch_duration_seconds",
      MetricKind.HISTOGRAM,
      "seconds",
      "infer",
      List.of(),
      "Time the networks took for a batch."),
  SCORE_AGE(
      "score_age_seconds",
      MetricKind.HISTOGRAM,
      "seconds",
      "infer",
      List.of(),
      "From the end of a window, by its device's clock, until its scores are there: of each batch"
          + " the window that ended first. What people wait, less the alert policy. In a replay the"
          + " age of the recordings."),
  BATCH_IN_FLIGHT(
      "batch_in_flight_windows",
      MetricKind.GAUGE,
      "windows",
      "infer",
      List.of(),
      "Windows that wait in the batch, or are being scored."),
  MODEL_INFO(
      "model_info",
      MetricKind.GAUGE,
      "1 or 0",
      "infer",
      List.of("model", "version", "lead"),
      "1 for the champion and the canary of a lead at the newest window of that lead in this"
          + " subtask, 0 for those that were before."),
  MODEL_AGE(
      "model_age_seconds",
      MetricKind.GAUGE,
      "seconds",
      "infer",
      List.of("model", "version", "lead"),
      "Since the model came into use in this subtask, by the wall clock; a restart begins anew; NaN"
          + " while it is not in use."),
  MODEL_COMMANDS(
      "model_commands_total",
      MetricKind.COUNTER,
      "reports",
      "infer",
      List.of("verdict"),
      "What became of model commands. The first subtask counts each ACCEPTED or REFUSED, another"
          + " one REFUSED where it alone cannot use the bundle; every subtask counts IN_USE."),
  MODEL_PAUSE(
      "model_pause_max_seconds",
      MetricKind.GAUGE,
      "seconds",
      "infer",
      List.of(),
      "Longest time that windows waited for a model that was still being prepared."),
  PROCESS_RESIDENT(
      "process_resident_bytes",
      MetricKind.GAUGE,
      "bytes",
      "infer",
      List.of(),
      "Memory of the process that is in RAM: Java heap, engine, everything, the mapped files of the"
          + " engine included. Every subtask of a task manager says the same; NaN where Linux does"
          + " not tell."),
  PROCESS_ANONYMOUS(
      "process_anonymous_bytes",
      MetricKind.GAUGE,
      "bytes",
      "infer",
      List.of(),
      "Of that, what belongs to no file and so cannot be given back: a container that lets it grow to"
          + " its limit is killed. Every subtask of a task manager says the same."),
  PROCESS_LIMIT(
      "process_limit_bytes",
      MetricKind.GAUGE,
      "bytes",
      "infer",
      List.of(),
      "The most memory that the process may take: the limit of its container, or the machine's"
          + " memory, whichever is less. Every subtask of a task manager says the same."),
  ALERTS(
      "alerts_total",
      MetricKind.COUNTER,
      "alerts",
      "alert",
      List.of("label", "state"),
      "Transitions of alerts: RAISED, UPDATED, CLEARED."),
  ALERTS_BY_PRIORITY(
      "alerts_total",
      MetricKind.COUNTER,
      "alerts",
      "alert",
      List.of("priority", "state"),
      "The same transitions by the alert's priority when it made them: HIGH, MEDIUM, LOW."),
  POLICIES(
      "policies_total",
      MetricKind.COUNTER,
      "policies",
      "alert",
      List.of("verdict"),
      "What became of alert policies sent to the running job: ACCEPTED, REFUSED. The first subtask"
          + " counts.");

  /** The group of Flink that holds all metrics of the job. */
  static final String GROUP = "monolead";

  /** What Flink's Prometheus reporter puts before metrics of an operator. */
  private static final String REPORTER_SCOPE = "flink_taskmanager_job_task_operator_";

  private final String flinkName;
  private final MetricKind kind;
  private final String unit;
  private final String operators;

  // List.of cannot be changed, which its type does not say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> labels;

  private final String description;

  JobMetric(
      String flinkName,
      MetricKind kind,
      String unit,
      String operators,
      List<String> labels,
      String description) {
    this.flinkName = flinkName;
    this.kind = kind;
    this.unit = unit;
    this.operators = operators;
    this.labels = labels;
    this.description = description;
  }

  /** Name of the metric within its group of Flink. */
  public String flinkName() {
    return flinkName;
  }

  /** Name on the page of Flink's Prometheus reporter. */
  public String prometheusName() {
    StringBuilder name = new StringBuilder(REPORTER_SCOPE).append(GROUP).append('_');
    labels.forEach(label -> name.append(label).append('_'));
    return name.append(flinkName).toString();
  }

  /** How it moves. */
  public MetricKind kind() {
    return kind;
  }

  /** What it is counted or measured in. */
  public String unit() {
    return unit;
  }

  /** Names of the operators that have it, for people; Prometheus's label operator_name. */
  public String operators() {
    return operators;
  }

  /** Names of its own labels, beside those that Flink gives every metric. */
  public List<String> labels() {
    return labels;
  }

  /** What it says, for people. */
  public String description() {
    return description;
  }
}
