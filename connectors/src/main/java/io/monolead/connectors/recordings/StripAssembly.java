// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import io.monolead.signal.Lead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts strips of leads that were recorded side by side, or one group after the other as on paper,
 * on one common time: where a lead was not recorded its samples are missing. For one thread.
 */
public final class StripAssembly {
  private static final long MOST_SAMPLES = 1L << 28;

  /** A printer has four groups of three leads; this leaves room for gaps. */
  private static final int MOST_TIMES_RECORDED = 16;

  private static final double MOST_MISSING_SECONDS = 60;

  private final String file;
  private final List<Strip> strips = new ArrayList<>();

  private record Strip(Lead lead, double startSeconds, double rateHz, float[] millivolts) {
    double endSeconds() {
      return startSeconds + millivolts.length / rateHz;
    }
  }

  /**
   * Leads on one time.
   *
   * @param rateHz the highest of the strips' rates
   * @param startSeconds of the first sample, on the clock of the strips
   * @param leads in the order in which they were first added
   * @param millivolts {@code [lead][sample]}
   */
  public record Assembled(
      double rateHz, double startSeconds, List<Lead> leads, float[][] millivolts) {}

  /**
   * An empty assembly.
   *
   * @param file for messages
   */
  public StripAssembly(String file) {
    this.file = file;
  }

  /**
   * Adds a strip.
   *
   * @param startSeconds of its first sample, on any clock that all strips share
   * @param rateHz its rate, above 0
   * @param millivolts at least one sample; given away
   */
  public void add(Lead lead, double startSeconds, double rateHz, float[] millivolts) {
    strips.add(new Strip(lead, startSeconds, rateHz, millivolts));
  }

  /** Whether there is no strip yet. */
  public boolean isEmpty() {
    return strips.isEmpty();
  }

  /**
   * Puts the strips together; they are gone afterwards.
   *
   * @throws RecordingFormatException if they are too far apart in time or rate, or one lead is
   *     there twice at the same time
   */
  public Assembled assemble() throws RecordingFormatException {
    double rate = CommonRate.highest(strips.stream().map(Strip::rateHz).toList());
    double begin = strips.stream().mapToDouble(Strip::startSeconds).min().orElseThrow();
    double end = strips.stream().mapToDouble(Strip::endSeconds).max().orElseThrow();
    List<Lead> leads = strips.stream().map(Strip::lead).distinct().toList();
    long recorded = strips.stream().mapToLong(strip -> strip.millivolts().length).sum();
    double longest =
        strips.stream().mapToDouble(strip -> strip.endSeconds() - strip.startSeconds()).sum();
    double samples = (end - begin) * rate * leads.size();
    for (Strip strip : strips) {
      CommonRate.plausible(strip.rateHz(), file);
      if (rate > strip.rateHz() * CommonRate.LARGEST_FACTOR) {
        throw new RecordingFormatException(
            file + ": leads at " + strip.rateHz() + " Hz and at " + rate + " Hz");
      }
    }
    if (!(end - begin <= longest + MOST_MISSING_SECONDS)
        || !(samples <= MOST_TIMES_RECORDED * (recorded + 1.0))
        || !(samples <= MOST_SAMPLES)) {
      throw new RecordingFormatException(
          file
              + ": its leads were recorded within "
              + (end - begin)
              + " s, but at most "
              + longest
              + " s of that; too far apart, or too long, for one recording");
    }
    int length = strips.stream().mapToInt(strip -> reach(strip, begin, rate)).max().orElseThrow();
    float[][] millivolts = new float[leads.size()][];
    for (int i = 0; i < strips.size(); i++) {
      Strip strip = strips.get(i);
      strips.set(i, null);
      int lead = leads.indexOf(strip.lead());
      int from = reach(strip, begin, rate) - samples(strip, rate);
      float[] raised =
          CommonRate.raise(strip.millivolts(), strip.rateHz(), rate, samples(strip, rate));
      if (from == 0 && raised.length == length && millivolts[lead] == null) {
        millivolts[lead] = raised;
        continue;
      }
      if (millivolts[lead] == null) {
        millivolts[lead] = new float[length];
        Arrays.fill(millivolts[lead], Float.NaN);
      }
      for (int s = 0; s < raised.length; s++) {
        if (!Float.isNaN(millivolts[lead][from + s])) {
          throw new RecordingFormatException(
              file + ": lead " + strip.lead() + " is there twice at the same time");
        }
        millivolts[lead][from + s] = raised[s];
      }
    }
    strips.clear();
    return new Assembled(rate, begin, leads, millivolts);
  }

  private static int samples(Strip strip, double rate) {
    return (int) Math.max(1, Math.round(strip.millivolts().length * (rate / strip.rateHz())));
  }

  private static int reach(Strip strip, double begin, double rate) {
    return (int) Math.round((strip.startSeconds() - begin) * rate) + samples(strip, rate);
  }
}
