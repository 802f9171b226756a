// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.job.metrics.JobMetric;
import io.monolead.job.metrics.OperatorMetrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Tells which models score which lead, and since when: those that the schedule names at the newest
 * window of the lead, once they have scored. Belongs to the operator's thread; gauges are read by
 * others.
 */
final class ModelsInUse {
  private static final long NOT_IN_USE = Long.MIN_VALUE;

  private record Model(String id, String version) {}

  /** One model on one lead. */
  private static final class Use {
    private volatile long sinceMillis = NOT_IN_USE;
  }

  private static final class OfLead {
    private final Map<Model, Use> uses = new HashMap<>();
    private long newestMicros = Long.MIN_VALUE;
    private List<Lane> current = List.of();
  }

  private final OperatorMetrics metrics;
  private final LongSupplier clockMillis;
  private final Map<String, OfLead> leads = new HashMap<>();

  /**
   * @param metrics of the operator
   * @param clockMillis the wall clock
   */
  ModelsInUse(OperatorMetrics metrics, LongSupplier clockMillis) {
    this.metrics = metrics;
    this.clockMillis = clockMillis;
  }

  /** A window of a lead was put into a batch. */
  void window(String lead, long endMicros) {
    OfLead known = leads.get(lead);
    if (known == null) {
      known = new OfLead();
      leads.put(lead, known);
    }
    known.newestMicros = Math.max(known.newestMicros, endMicros);
  }

  /** A batch was scored. */
  void batch(ModelLineup lineup) {
    leads.forEach(
        (lead, known) -> {
          List<Lane> now = lineup.champions(lead, known.newestMicros);
          if (!now.equals(known.current)) {
            known.current = now;
            change(lead, known);
          }
        });
  }

  private void change(String lead, OfLead known) {
    Map<Model, Use> before = new HashMap<>(known.uses);
    for (Lane lane : known.current) {
      Model model = new Model(lane.modelId(), lane.modelVersion());
      before.remove(model);
      Use use = known.uses.computeIfAbsent(model, any -> register(model, lead));
      if (use.sinceMillis == NOT_IN_USE) {
        use.sinceMillis = clockMillis.getAsLong();
      }
    }
    before.values().forEach(use -> use.sinceMillis = NOT_IN_USE);
  }

  private Use register(Model model, String lead) {
    Use use = new Use();
    metrics.gauge(
        JobMetric.MODEL_INFO,
        () -> use.sinceMillis == NOT_IN_USE ? 0 : 1,
        model.id(),
        model.version(),
        lead);
    metrics.gauge(
        JobMetric.MODEL_AGE,
        () -> {
          long since = use.sinceMillis;
          return since == NOT_IN_USE ? Double.NaN : (clockMillis.getAsLong() - since) / 1e3;
        },
        model.id(),
        model.version(),
        lead);
    return use;
  }
}
