// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads a recording that may be anything and holds the reader to what it promises: a sound
 * recording or the documented exception with a message that people can read, at a cost that the
 * size of the files bounds.
 *
 * @param allocatedBytes what this thread allocated on the heap
 * @param cpu what this thread computed
 */
public record ReadingCost(long allocatedBytes, Duration cpu) {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Buffers for reading, of which each signal file needs its own. */
  private static final long BASE_BYTES = 4 << 20;

  /** A byte of a file may become a line of text, a number of eight bytes and a sample of four. */
  private static final long BYTES_PER_FILE_BYTE = 200;

  /** A sample is decoded, converted, brought to another rate, in arrays that grow. */
  private static final long BYTES_PER_SAMPLE = 24;

  /** So much text beside the path is enough to say what is wrong. */
  private static final int LONGEST_REASON = 400;

  private static final Duration MOST_CPU = Duration.ofSeconds(5);

  /** A way to read. */
  @FunctionalInterface
  public interface Reading {
    /** Returns a recording or says why not. */
    Recording read() throws IOException;
  }

  /**
   * Reads, and fails the test where the reader breaks its promises.
   *
   * @param file the recording's main file, which, or another of that name, a refusal must name
   * @param fileBytes bytes of all the recording's files
   * @return the recording; empty if it was refused
   */
  public static Optional<Recording> checked(Path file, long fileBytes, Reading reading)
      throws IOException {
    return checked(file, fileBytes, fileBytes, reading);
  }

  /**
   * As {@link #checked(Path, long, Reading)} for files that may hold more samples than bytes.
   *
   * @param mostSamples of all leads that the recording may have
   */
  public static Optional<Recording> checked(
      Path file, long fileBytes, long mostSamples, Reading reading) throws IOException {
    long most =
        BASE_BYTES + BYTES_PER_FILE_BYTE * fileBytes + BYTES_PER_SAMPLE * (mostSamples - fileBytes);
    Optional<Recording> recording = Optional.empty();
    ReadingCost cost = null;
    // What comes first loads classes too; whatever costs too much twice costs too much.
    for (int i = 0; i < 2 && (cost == null || cost.allocatedBytes > most); i++) {
      ReadingCost before = now();
      recording = readOrRefused(file, reading);
      cost = before.until(now());
    }
    assertThat(cost.allocatedBytes())
        .as("bytes allocated to read files of %d bytes", fileBytes)
        .isLessThanOrEqualTo(most);
    assertThat(cost.cpu()).as("time to read %d bytes", fileBytes).isLessThan(MOST_CPU);
    recording.ifPresent(read -> assertSound(read, mostSamples));
    return recording;
  }

  private static Optional<Recording> readOrRefused(Path file, Reading reading) throws IOException {
    try {
      return Optional.of(reading.read());
    } catch (RecordingFormatException refused) {
      String name = file.getFileName().toString();
      assertThat(refused).hasMessageContaining(name.substring(0, name.lastIndexOf('.') + 1));
      assertThat(refused.getMessage().length())
          .as("length of the message '%s'", refused.getMessage())
          .isLessThan(2 * file.toString().length() + LONGEST_REASON);
      assertThat(refused.getMessage().chars())
          .as("characters of the message '%s'", refused.getMessage())
          .noneMatch(Character::isISOControl);
      return Optional.empty();
    }
  }

  private static void assertSound(Recording recording, long mostSamples) {
    assertThat(recording.samplingRateHz()).isPositive().isFinite();
    assertThat(recording.leads()).isNotEmpty().hasSameSizeAs(recording.millivolts());
    assertThat((long) recording.length() * recording.leads().size())
        .as("samples of at most %d", mostSamples)
        .isBetween(1L, mostSamples);
    long before = 0;
    for (var annotation : recording.annotations()) {
      assertThat(annotation.sample()).as("annotations are in order").isGreaterThanOrEqualTo(before);
      before = annotation.sample();
    }
  }

  private static ReadingCost now() {
    return new ReadingCost(
        THREADS.getCurrentThreadAllocatedBytes(),
        Duration.ofNanos(THREADS.getCurrentThreadCpuTime()));
  }

  private ReadingCost until(ReadingCost later) {
    return new ReadingCost(later.allocatedBytes - allocatedBytes, later.cpu.minus(cpu));
  }
}
