// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.inference.LabelOperatingPoint;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.NonFiniteScoreException;
import io.monolead.inference.Predictor;
import io.monolead.inference.SharedModels;
import io.monolead.job.assemble.Window;
import io.monolead.signal.Conditioner;
import io.monolead.signal.Lead;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Scores with a predictor of a shared model. Belongs to one thread; closing it ends its lease. */
final class BundleScorer implements WindowScorer {
  /**
   * Prepared conditioners kept: fleets have a handful of rates, hostile devices any number. Between
   * two rates without a simple ratio one holds 4 MB of taps.
   */
  private static final int CONDITIONERS = 16;

  private record SourceForm(double samplingRateHz, int samples) {}

  private record Prepared(Conditioner conditioner, Conditioner.Scratch scratch) {}

  private final SharedModels.Lease lease;
  private final Predictor predictor;
  private final ModelManifest manifest;
  private final String lead;
  private final boolean anyLead;
  private final List<String> labels;
  private final float[] thresholds;
  private final float[] rows;
  private final Map<SourceForm, Prepared> conditioners =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SourceForm, Prepared> eldest) {
          return size() > CONDITIONERS;
        }
      };

  BundleScorer(SharedModels.Lease lease, int batchSize, boolean anyLead) {
    this.lease = lease;
    this.anyLead = anyLead;
    try {
      manifest = lease.model().manifest();
      Lead only = manifest.leads().get(0);
      lead = only.name();
      labels = manifest.labelSpace().labels();
      thresholds = new float[labels.size()];
      for (int i = 0; i < thresholds.length; i++) {
        LabelOperatingPoint point = manifest.operatingPoints().get(i);
        thresholds[i] = point.threshold();
      }
      rows = new float[Math.multiplyExact(batchSize, manifest.windowSamples())];
      predictor = lease.model().newPredictor(batchSize);
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  @Override
  public String modelId() {
    return manifest.modelId();
  }

  @Override
  public String modelVersion() {
    return manifest.modelVersion();
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public float[] thresholds() {
    return thresholds;
  }

  @Override
  public void put(int row, Window window) throws UnscorableWindowException {
    if (!anyLead && !window.lead().equals(lead)) {
      throw new UnscorableWindowException(
          "the model was trained for lead "
              + lead
              + ", not "
              + window.lead()
              + " (monolead.model.any-lead scores it all the same)");
    }
    Prepared prepared =
        prepared(new SourceForm(window.samplingRateHz(), window.millivolts().length));
    prepared
        .conditioner()
        .apply(window.millivolts(), 0, rows, row * manifest.windowSamples(), prepared.scratch());
  }

  private Prepared prepared(SourceForm form) throws UnscorableWindowException {
    Prepared known = conditioners.get(form);
    if (known != null) {
      return known;
    }
    try {
      Conditioner conditioner =
          manifest
              .conditioning()
              .forSource(form.samplingRateHz(), form.samples(), manifest.windowSamples());
      Prepared made = new Prepared(conditioner, conditioner.newScratch());
      conditioners.put(form, made);
      return made;
    } catch (IllegalArgumentException e) {
      throw new UnscorableWindowException(e.getMessage());
    }
  }

  @Override
  public void score(int count, float[] probabilities) {
    try {
      predictor.predict(rows, count, probabilities);
    } catch (NonFiniteScoreException e) {
      // Their probabilities are NaN, which the operator reports window by window.
    }
  }

  @Override
  public void close() {
    try {
      predictor.close();
    } finally {
      lease.close();
    }
  }
}
