// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.scenario;

import io.monolead.connectors.generator.Beat;
import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.HeartTruth;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.connectors.wfdb.WfdbWriter;
import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A simulated heart as a WFDB recording with its truth: beats and rhythms as annotations, labels,
 * conduction and electrodes as comments.
 *
 * @param name name of the recording
 * @param heart what happens
 * @param leads the leads to record
 * @param samplingRateHz samples per second, 50 to 10,000
 * @param seed decides on the patient and on every chance event
 * @param seconds how long the recording is; whole samples of it are written
 * @param start time of the first sample, if it is to have one
 */
public record SimulatedRecording(
    String name,
    HeartScenario heart,
    List<Lead> leads,
    double samplingRateHz,
    long seed,
    double seconds,
    Optional<Instant> start) {
  private static final int BLOCK = 4096;

  public SimulatedRecording {
    leads = List.copyOf(leads);
    if (!(seconds * samplingRateHz >= 1) || Double.isInfinite(seconds)) {
      throw new IllegalArgumentException(
          "A recording has at least one sample and an end, not " + seconds + " s");
    }
  }

  /**
   * Writes header, signals and annotations; files of the same name are overwritten.
   *
   * @return the header file
   */
  public Path write(Path folder) throws IOException {
    SimulatedHeart simulated = new SimulatedHeart(heart, leads, samplingRateHz, seed);
    long samples = (long) Math.floor(seconds * samplingRateHz);
    HeartTruth truth = new HeartTruth();
    double[][] block = new double[leads.size()][BLOCK];
    try (WfdbWriter writer = WfdbWriter.create(folder, name, leads, samplingRateHz, start)) {
      Rhythm rhythm = null;
      long done = 0;
      while (done < samples) {
        int count = (int) Math.min(BLOCK, samples - done);
        simulated.read(block, 0, count, truth);
        writer.write(block, count);
        int beat = 0;
        for (int i = 0; i < count; i++) {
          if (truth.rhythm(i) != rhythm) {
            boolean named =
                rhythm == null || !rhythm.annotation().equals(truth.rhythm(i).annotation());
            rhythm = truth.rhythm(i);
            if (named) {
              writer.annotate(
                  new Annotation(done + i, Annotation.RHYTHM_CHANGE, "(" + rhythm.annotation()));
            }
          }
          for (;
              beat < truth.beats().size() && truth.beats().get(beat).sample() == done + i;
              beat++) {
            Beat each = truth.beats().get(beat);
            writer.annotate(new Annotation(each.sample(), each.code(), ""));
          }
        }
        done += count;
      }
      comments().forEach(writer::comment);
      return writer.finish();
    }
  }

  /** What the annotations cannot say, one span of time a line, in seconds. */
  private List<String> comments() {
    List<String> lines = new ArrayList<>();
    lines.add(LabelledTime.mark(seed));
    double from = 0;
    for (int i = 0; i < heart.episodes().size() && from < seconds; i++) {
      Episode episode = heart.episodes().get(i);
      boolean last = i == heart.episodes().size() - 1;
      double to = last ? seconds : Math.min(seconds, from + episode.durationSeconds());
      for (String label : episode.labels()) {
        lines.add(new LabelledTime(label, from, to).comment());
      }
      from = to;
    }
    for (HeartScenario.LeadOff off : heart.leadOff()) {
      if (off.startSeconds() < seconds) {
        lines.add(
            LabelledTime.span(
                "lead-off " + electrodes(off),
                off.startSeconds(),
                Math.min(seconds, off.startSeconds() + off.durationSeconds())));
      }
    }
    return lines;
  }

  private static String electrodes(HeartScenario.LeadOff off) {
    return String.join(",", off.electrodes().stream().sorted().map(Enum::name).toList());
  }
}
