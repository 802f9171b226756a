// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * A training between two epochs, complete: from it the rest of the run follows.
 *
 * <p>What is random follows from seed and epoch, so there is no random state beside them.
 *
 * @param options how the run trains, as JSON; a run continues only under the same
 * @param epochs epochs finished
 * @param steps steps the optimiser has taken
 * @param weights all weights
 * @param statistics all running statistics
 * @param first the optimiser's first moments
 * @param second the optimiser's second moments
 * @param average moving average of the weights; empty if none is kept
 * @param objective what the objective keeps from step to step
 * @param bestEpoch epoch of highest validation macro AUC, counted from 1; 0 if none was ranked
 * @param bestMacroAuc its validation macro AUC
 * @param bestWeights the weights after it
 * @param bestStatistics the running statistics after it
 */
record Checkpoint(
    String options,
    int epochs,
    long steps,
    float[] weights,
    float[] statistics,
    float[] first,
    float[] second,
    float[] average,
    float[] objective,
    int bestEpoch,
    double bestMacroAuc,
    float[] bestWeights,
    float[] bestStatistics) {
  private static final int MAGIC = 0x4D4C_4350; // "MLCP"
  private static final int FORMAT = 2;

  /** Writes the checkpoint; a crash at any moment leaves the old one or the new one. */
  void write(Path file) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    CRC32 sum = new CRC32();
    try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(partial));
        DataOutputStream out = new DataOutputStream(new CheckedOutputStream(raw, sum))) {
      out.writeInt(MAGIC);
      out.writeInt(FORMAT);
      out.writeUTF(options);
      out.writeInt(epochs);
      out.writeLong(steps);
      out.writeInt(bestEpoch);
      out.writeDouble(bestMacroAuc);
      for (float[] array :
          new float[][] {
            weights, statistics, first, second, average, objective, bestWeights, bestStatistics
          }) {
        ByteBuffer bytes = ByteBuffer.allocate(array.length * Float.BYTES);
        bytes.asFloatBuffer().put(array);
        out.writeInt(array.length);
        out.write(bytes.array());
      }
      out.writeLong(sum.getValue());
    }
    try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads a checkpoint.
   *
   * @throws TrainingFailure if the file is not a checkpoint or is damaged
   */
  static Checkpoint read(Path file) throws IOException {
    CRC32 sum = new CRC32();
    try (DataInputStream in =
        new DataInputStream(
            new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file)), sum))) {
      if (in.readInt() != MAGIC || in.readInt() != FORMAT) {
        throw damaged(file, "it is not a checkpoint of this version", null);
      }
      String options = in.readUTF();
      int epochs = in.readInt();
      long steps = in.readLong();
      int bestEpoch = in.readInt();
      double bestMacroAuc = in.readDouble();
      long left = Files.size(file);
      float[][] arrays = new float[8][];
      for (int i = 0; i < arrays.length; i++) {
        int length = in.readInt();
        if (length < 0 || (long) length * Float.BYTES > left) {
          throw damaged(file, "it states an array of " + length + " numbers", null);
        }
        byte[] bytes = new byte[length * Float.BYTES];
        in.readFully(bytes);
        arrays[i] = new float[length];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(arrays[i]);
      }
      long expected = sum.getValue();
      if (in.readLong() != expected) {
        throw damaged(file, "its checksum does not match", null);
      }
      return new Checkpoint(
          options,
          epochs,
          steps,
          arrays[0],
          arrays[1],
          arrays[2],
          arrays[3],
          arrays[4],
          arrays[5],
          bestEpoch,
          bestMacroAuc,
          arrays[6],
          arrays[7]);
    } catch (EOFException e) {
      throw damaged(file, "it ends early", e);
    }
  }

  private static TrainingFailure damaged(Path file, String why, Throwable cause) {
    return new TrainingFailure(
        "Checkpoint "
            + file
            + " cannot be used: "
            + why
            + ". Delete it to start this run from the beginning.",
        cause);
  }
}
