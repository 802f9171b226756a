// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import io.monolead.benchmarks.process.SystemCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The disk of the broker's log: of a size of its own where it is a file system of its own. */
final class LogDisk {
  private static final int SIZE_MIB = 512;
  private static final int LARGE_BYTES = 1 << 20;
  private static final int SMALL_BYTES = 1 << 12;
  private static final long AGAIN_MILLIS = 50;

  private final Path folder;

  private LogDisk(Path folder) {
    this.folder = folder;
  }

  /** A plain folder, which cannot be filled. */
  static LogDisk folder(Path folder) throws IOException {
    return new LogDisk(Files.createDirectories(folder));
  }

  /** A file system of its own, in a private mount namespace, with whose end it vanishes. */
  static LogDisk mounted(Path folder) throws IOException {
    Files.createDirectories(folder);
    SystemCommand.run(
        "mount", "-t", "tmpfs", "-o", "size=" + SIZE_MIB + "m", "tmpfs", folder.toString());
    return new LogDisk(folder);
  }

  Path folder() {
    return folder;
  }

  /** The folder for the log itself. */
  Path data() {
    return folder.resolve("data");
  }

  /** Leaves no byte free for a time, also none of what the broker itself sets free. */
  void fill(long millis) throws InterruptedException {
    Path filler = folder.resolve("filler");
    long end = System.nanoTime() + millis * 1_000_000;
    // Deleted on close, which gives the space back.
    try (FileChannel channel =
        FileChannel.open(
            filler,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      append(channel, LARGE_BYTES);
      while (System.nanoTime() < end) {
        append(channel, SMALL_BYTES);
        Thread.sleep(AGAIN_MILLIS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot fill " + folder, e);
    }
  }

  private static void append(FileChannel channel, int bytes) {
    ByteBuffer block = ByteBuffer.allocate(bytes);
    try {
      while (true) {
        block.clear();
        while (block.hasRemaining()) {
          channel.write(block);
        }
      }
    } catch (IOException e) {
      // The disk is full, which is what this is for.
    }
  }
}
