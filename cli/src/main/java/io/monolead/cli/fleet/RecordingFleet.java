// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.fleet;

import io.monolead.cli.invocation.CommandFailure;
import io.monolead.connectors.archive.RecordingFolder;
import io.monolead.connectors.ptbxl.LabelledRecord;
import io.monolead.connectors.ptbxl.PtbXlCatalogue;
import io.monolead.connectors.ptbxl.PtbXlRate;
import io.monolead.connectors.ptbxl.PtbXlTask;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Finds recordings and makes devices of them. */
public final class RecordingFleet {
  private final RecordingReader reader;
  private final List<Lead> leads;
  private final Optional<Instant> start;
  private final int most;

  /**
   * A way to make devices.
   *
   * @param leads the leads to send, in order of preference: of each recording the first it has
   * @param start event time of all first samples; empty takes the recordings' own
   * @param most at most so many devices
   * @param problems told where a recording contradicts itself
   */
  public RecordingFleet(
      List<Lead> leads, Optional<Instant> start, int most, Consumer<String> problems) {
    this.reader = RecordingReader.lenient(problems);
    this.leads = List.copyOf(leads);
    this.start = start;
    this.most = most;
  }

  /**
   * Devices of single recordings and of all recordings in folders and archives.
   *
   * @throws CommandFailure if there is none, or one has none of the leads
   */
  public List<RecordingDevice> of(List<Path> paths) throws IOException {
    List<RecordingDevice> devices = new ArrayList<>();
    read(paths, (file, recording) -> devices.add(device(recording.id(), recording)));
    if (devices.isEmpty()) {
      throw new CommandFailure("No recordings in " + paths);
    }
    return devices;
  }

  /** Takes each recording, and what file it was read from; one in an archive is no file. */
  private interface Taking {
    void take(Path file, Recording recording);
  }

  /** What to call a file. */
  private interface Naming {
    String name(Path file);
  }

  private void read(List<Path> paths, Taking taking) throws IOException {
    int taken = 0;
    for (Path path : paths) {
      if (!RecordingFolder.isFolder(path)) {
        taken += read(List.of(path), Path::toString, most - taken, taking);
        continue;
      }
      try (RecordingFolder folder = RecordingFolder.open(path)) {
        taken += read(reader.list(folder.root()), folder::nameOf, most - taken, taking);
      }
    }
  }

  private int read(List<Path> files, Naming naming, int atMost, Taking taking) throws IOException {
    int count = Math.min(files.size(), atMost);
    for (Path file : files.subList(0, count)) {
      taking.take(Path.of(naming.name(file)), reader.read(file));
    }
    return count;
  }

  /**
   * Single recordings and all recordings in folders and archives, to be played as often as one
   * likes.
   *
   * @throws CommandFailure if there is none, or one has none of the leads
   */
  public List<RecordedStream> recorded(List<Path> paths) throws IOException {
    List<RecordedStream> streams = new ArrayList<>();
    read(
        paths,
        (file, recording) ->
            streams.add(new RecordedStream(file, recording, lead(recording), start)));
    if (streams.isEmpty()) {
      throw new CommandFailure("No recordings in " + paths);
    }
    return streams;
  }

  /**
   * Devices of some folds of PTB-XL at 100 Hz, as the task selects them, named after their number
   * in the catalogue.
   *
   * @param folder PTB-XL in its official layout
   * @throws CommandFailure if there is none
   */
  public List<RecordingDevice> ofPtbXl(Path folder, PtbXlTask task, Set<Integer> folds)
      throws IOException {
    List<RecordingDevice> devices = new ArrayList<>();
    for (LabelledRecord each :
        PtbXlCatalogue.read(folder).labelled(task, PtbXlRate.HZ_100).inFolds(folds)) {
      if (devices.size() < most) {
        devices.add(device(String.valueOf(each.record().ecgId()), reader.read(each.headerFile())));
      }
    }
    if (devices.isEmpty()) {
      throw new CommandFailure("No recordings of folds " + folds + " in " + folder);
    }
    return devices;
  }

  private RecordingDevice device(String id, Recording recording) {
    return RecordingDevice.of(id, recording, lead(recording), start);
  }

  private Lead lead(Recording recording) {
    return leads.stream()
        .filter(recording.leads()::contains)
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    "Recording "
                        + recording.id()
                        + " has no lead "
                        + leads
                        + ", it has "
                        + recording.leads()
                        + "; choose with --lead"));
  }
}
