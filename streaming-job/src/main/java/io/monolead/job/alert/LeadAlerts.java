// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import java.util.HashMap;
import java.util.Map;

/**
 * What the alert policies remember of one lead of one device. One state entry per key; public and
 * mutable for Flink's POJO serializer, touched by {@link AlertRules} and {@link AlertFunction}
 * alone.
 */
public final class LeadAlerts {
  /** Stands for a time that is not there. */
  public static final long NONE = Long.MIN_VALUE;

  /** End of the latest window. */
  public long lastEndMicros = NONE;

  /** Per label. */
  public Map<String, LabelEpisode> labels = new HashMap<>();

  /** Per label, or "" for all: windows that end before this raise no alert. */
  public Map<String, Long> silencedUntilMicros = new HashMap<>();

  /** Start of the first of the windows that no model could score; or {@link #NONE}. */
  public long unscoredSinceMicros = NONE;

  /** End of the latest of them. */
  public long unscoredEndMicros = NONE;

  /** Watermark at which the lead is forgotten, milliseconds. */
  public long expiryDueMillis;

  /** The one timer that is registered, milliseconds, or {@link #NONE}. */
  public long timerMillis = NONE;

  /** For Flink and for a lead not seen before. */
  public LeadAlerts() {}
}
