// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import io.monolead.cli.fleet.RecordedStream;
import io.monolead.cli.fleet.RecordingDevice;
import io.monolead.evaluation.ObservedStream;
import io.monolead.evaluation.alert.StreamName;
import io.monolead.evaluation.truth.DeviceTruth;
import io.monolead.evaluation.truth.PtbXlTruth;
import io.monolead.evaluation.truth.RecordingTruth;
import io.monolead.evaluation.truth.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the truth of recordings: their annotations, the catalogue of PTB-XL, and what somebody
 * wrote down.
 *
 * @param task task of the model
 * @param flutterCounts whether atrial flutter is AFIB
 * @param annotated labels that are known throughout: where they are not annotated, they are not
 *     there
 * @param written what is known of each device beside that
 */
public record RecordedTruth(
    String task, boolean flutterCounts, Set<String> annotated, Map<String, DeviceTruth> written) {
  public RecordedTruth {
    annotated = Set.copyOf(annotated);
    written = Map.copyOf(written);
  }

  /** The streams with what is known of them. */
  public List<ObservedStream> of(List<RecordedStream> recorded) throws IOException {
    Map<Path, PtbXlTruth> catalogues = new HashMap<>();
    RecordingTruth truths = new RecordingTruth(flutterCounts);
    List<ObservedStream> streams = new ArrayList<>();
    for (RecordedStream each : recorded) {
      RecordingDevice device = each.device();
      DeviceTruth truth = truths.of(each.recording(), device.span().fromMicros());
      Subject subject = RecordingTruth.subject(each.recording());
      Optional<Path> folder = PtbXlTruth.folderOf(each.file());
      if (folder.isPresent()) {
        PtbXlTruth catalogue = catalogues.get(folder.get());
        if (catalogue == null) {
          catalogue = PtbXlTruth.read(folder.get(), task);
          catalogues.put(folder.get(), catalogue);
        }
        truth = catalogue.of(each.file(), device.span()).map(truth::and).orElse(truth);
        subject = catalogue.subject(each.file()).orElse(subject);
      }
      String id = device.device().id();
      truth = truth.and(written.getOrDefault(id, DeviceTruth.UNKNOWN)).knowing(annotated);
      streams.add(
          new ObservedStream(
              new StreamName(id, each.lead().name()),
              Optional.of(each.file().toString()),
              device.span(),
              subject,
              truth));
    }
    return streams;
  }
}
