// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import java.util.Arrays;

/**
 * The latest windows of one label, and the alert that is raised for it if one is. Public and
 * mutable for Flink's POJO serializer; arrays are replaced, never written to.
 */
public final class LabelEpisode {
  /** {@code [window]}, oldest first: starts of the windows considered. */
  public long[] startMicros = new long[0];

  /** {@code [window]}: their ends. */
  public long[] endMicros = new long[0];

  /** {@code [window]}: their probabilities. */
  public float[] probabilities = new float[0];

  /** Whether an alert is raised; the fields below hold then. */
  public boolean raised;

  /** Start of the first window in evidence. */
  public long onsetMicros;

  /** End of the latest window in evidence. */
  public long lastEvidenceMicros;

  /** End of the window of the latest RAISED or UPDATED. */
  public long transitionMicros;

  /** Highest probability since the onset. */
  public float peakProbability;

  /** Probability of the latest window. */
  public float currentProbability;

  /** Threshold in force at the latest window. */
  public float threshold;

  /** Windows at or above the threshold since the onset. */
  public int windowsInEvidence;

  /** Model of the latest window. */
  public String modelId = "";

  /** Its version. */
  public String modelVersion = "";

  /** No alert is raised by windows that end before this. */
  public long quietUntilMicros = LeadAlerts.NONE;

  /** Since when enough windows reach the threshold without an alert; or {@link LeadAlerts#NONE}. */
  public long conditionSinceMicros = LeadAlerts.NONE;

  /** End of the window that raised the alert. */
  public long raisedMicros = LeadAlerts.NONE;

  /** Who acknowledged the alert; empty while nobody has. */
  public String acknowledgedBy = "";

  /** Whether the alert has the escalated priority. */
  public boolean escalated;

  /** For Flink and for a label not seen before. */
  public LabelEpisode() {}

  /** Adds a window and keeps the latest ones only. */
  void consider(long start, long end, float probability, int windowsConsidered) {
    int keep = Math.min(startMicros.length, windowsConsidered - 1);
    startMicros = append(startMicros, keep, start);
    endMicros = append(endMicros, keep, end);
    float[] latest =
        Arrays.copyOfRange(probabilities, probabilities.length - keep, probabilities.length + 1);
    latest[keep] = probability;
    probabilities = latest;
  }

  private static long[] append(long[] values, int keep, long value) {
    long[] latest = Arrays.copyOfRange(values, values.length - keep, values.length + 1);
    latest[keep] = value;
    return latest;
  }

  /** Forgets the windows; a raised alert stays. */
  void forgetWindows() {
    startMicros = new long[0];
    endMicros = new long[0];
    probabilities = new float[0];
    conditionSinceMicros = LeadAlerts.NONE;
  }

  /** Start of the first window considered whose probability reaches a threshold. */
  long firstFrom(float least) {
    for (int i = 0; i < probabilities.length; i++) {
      if (probabilities[i] >= least) {
        return startMicros[i];
      }
    }
    throw new IllegalStateException("No window reaches " + least);
  }

  /** Windows considered whose probability reaches a threshold. */
  int countFrom(float least) {
    int count = 0;
    for (float probability : probabilities) {
      if (probability >= least) {
        count++;
      }
    }
    return count;
  }
}
