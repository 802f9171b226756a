// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

/** A step with its coefficients worked out for one rate and one length; immutable. */
interface PreparedStep {

  /** Doubles of working memory that {@link #apply} needs. */
  default int workSamples() {
    return 0;
  }

  /** Conditions samples in place. */
  void apply(float[] signal, int from, int length, double[] work);

  static PreparedStep of(ConditioningStep step, double samplingRateHz, int length) {
    if (step instanceof ConditioningStep.RemoveMean) {
      return (signal, from, count, work) ->
          scale(signal, from, count, mean(signal, from, count), 1);
    } else if (step instanceof ConditioningStep.Scale scale) {
      return (signal, from, count, work) ->
          scale(signal, from, count, scale.mean(), scale.deviation());
    } else if (step instanceof ConditioningStep.Standardise standardise) {
      return (signal, from, count, work) -> {
        double mean = mean(signal, from, count);
        double deviation = deviation(signal, from, count, mean);
        scale(signal, from, count, mean, Math.max(deviation, standardise.floor()));
      };
    } else if (step instanceof ConditioningStep.Clip clip) {
      float low = (float) clip.low();
      float high = (float) clip.high();
      return (signal, from, count, work) -> {
        for (int i = from; i < from + count; i++) {
          signal[i] = Math.max(low, Math.min(high, signal[i]));
        }
      };
    } else if (step instanceof ConditioningStep.HighPass highPass) {
      return filter(
          "high-pass",
          ButterworthFilter.highPass(highPass.order(), highPass.cutoffHz(), samplingRateHz),
          highPass.zeroPhase(),
          length);
    } else if (step instanceof ConditioningStep.LowPass lowPass) {
      return filter(
          "low-pass",
          ButterworthFilter.lowPass(lowPass.order(), lowPass.cutoffHz(), samplingRateHz),
          lowPass.zeroPhase(),
          length);
    }
    throw new IllegalArgumentException("No way to run the conditioning step " + step);
  }

  private static PreparedStep filter(
      String kind, ButterworthFilter filter, boolean zeroPhase, int length) {
    if (zeroPhase && length <= filter.extension()) {
      throw new IllegalArgumentException(
          kind
              + ": a window of "
              + length
              + " samples is too short to run the filter both ways, it takes more than "
              + filter.extension());
    }
    return new PreparedStep() {
      @Override
      public int workSamples() {
        return zeroPhase ? length + 2 * filter.extension() : length;
      }

      @Override
      public void apply(float[] signal, int from, int count, double[] work) {
        if (zeroPhase) {
          filter.zeroPhase(signal, from, count, work);
        } else {
          filter.causal(signal, from, count, work);
        }
      }
    };
  }

  /** Four sums, so that one addition need not wait for the one before. */
  static double mean(float[] signal, int from, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int end = from + count;
    int i = from;
    for (; i + 3 < end; i += 4) {
      a += signal[i];
      b += signal[i + 1];
      c += signal[i + 2];
      d += signal[i + 3];
    }
    for (; i < end; i++) {
      a += signal[i];
    }
    return ((a + b) + (c + d)) / count;
  }

  private static double deviation(float[] signal, int from, int count, double mean) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += (signal[i] - mean) * (signal[i] - mean);
    }
    return Math.sqrt(sum / count);
  }

  private static void scale(float[] signal, int from, int count, double mean, double deviation) {
    for (int i = from; i < from + count; i++) {
      signal[i] = (float) ((signal[i] - mean) / deviation);
    }
  }
}
