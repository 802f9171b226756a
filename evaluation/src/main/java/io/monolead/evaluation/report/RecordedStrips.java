// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.evaluation.result.EvaluatedStream;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Strips of recordings, from the files that the streams name. Keeps the recording that was read
 * last, whole, so that strips of one device should be asked for one after the other. For one
 * thread.
 */
public final class RecordedStrips implements StripSource {
  private static final double MICROS = 1e6;

  private record Key(String device, String lead) {}

  /** Finds recordings again. */
  @FunctionalInterface
  public interface Recordings {
    /**
     * A recording.
     *
     * @param path what the stream names, see {@link EvaluatedStream#recording}
     * @return empty if it is not there any more
     * @throws IOException if it is there and cannot be read
     */
    Optional<Recording> read(String path) throws IOException;
  }

  private final Recordings recordings;
  private final Map<Key, EvaluatedStream> streams = new HashMap<>();
  private String latestPath = "";
  private Recording latest;

  /**
   * @param reader reads the files that are still there
   * @param streams those whose strips are asked for; one without a recording has none
   */
  public RecordedStrips(RecordingReader reader, List<EvaluatedStream> streams) {
    this(
        path ->
            Files.exists(Path.of(path))
                ? Optional.of(reader.read(Path.of(path)))
                : Optional.empty(),
        streams);
  }

  /**
   * @param recordings where recordings are
   * @param streams those whose strips are asked for; one without a recording has none
   */
  public RecordedStrips(Recordings recordings, List<EvaluatedStream> streams) {
    this.recordings = recordings;
    streams.forEach(each -> this.streams.put(new Key(each.device(), each.lead()), each));
  }

  @Override
  public Optional<Strip> read(String device, String lead, long fromMicros, double seconds)
      throws IOException {
    EvaluatedStream stream = streams.get(new Key(device, lead));
    if (stream == null || stream.recording().isEmpty()) {
      return Optional.empty();
    }
    Recording recording = recording(stream.recording().get());
    if (recording == null) {
      return Optional.empty();
    }
    Optional<float[]> signal = recording.signal(Lead.parse(lead));
    if (signal.isEmpty()) {
      return Optional.empty();
    }
    double rate = recording.samplingRateHz();
    long first = Math.round((fromMicros - stream.fromMicros()) / MICROS * rate);
    int count = Math.max(1, (int) Math.round(seconds * rate));
    float[] strip = new float[count];
    Arrays.fill(strip, Float.NaN);
    long from = Math.max(0, first);
    long to = Math.min(signal.get().length, first + count);
    if (from >= to) {
      return Optional.empty();
    }
    System.arraycopy(signal.get(), (int) from, strip, (int) (from - first), (int) (to - from));
    return Optional.of(new Strip(device, lead, fromMicros, rate, strip));
  }

  /** The recording, or null if it is not there any more. */
  private Recording recording(String path) throws IOException {
    if (!latestPath.equals(path)) {
      // The one before it is given up first: two may not fit into memory.
      latest = null;
      latest = recordings.read(path).orElse(null);
      latestPath = path;
    }
    return latest;
  }
}
