// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/** A network's weights in a file of their own: name, length and numbers of each array. */
public final class WeightsFile {
  private static final int MAGIC = 0x4D4C_5754; // "MLWT"

  private WeightsFile() {}

  /** Writes weights; a crash leaves no half file under the final name. */
  public static void write(NetworkWeights weights, Path file) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    CRC32 sum = new CRC32();
    try (DataOutputStream out =
        new DataOutputStream(
            new CheckedOutputStream(
                new BufferedOutputStream(Files.newOutputStream(partial)), sum))) {
      out.writeInt(MAGIC);
      out.writeInt(weights.arrays().size());
      for (Map.Entry<String, float[]> entry : weights.arrays().entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeInt(entry.getValue().length);
        ByteBuffer bytes = ByteBuffer.allocate(entry.getValue().length * Float.BYTES);
        bytes.asFloatBuffer().put(entry.getValue());
        out.write(bytes.array());
      }
      out.writeLong(sum.getValue());
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads the weights of a network.
   *
   * @throws IOException if the file is damaged
   * @throws IllegalArgumentException if it holds the weights of another network
   */
  public static NetworkWeights read(NetworkDescription network, Path file) throws IOException {
    return NetworkWeights.of(network, arrays(file));
  }

  /**
   * Reads the arrays, of whatever network they are.
   *
   * @throws IOException if the file is damaged
   */
  public static Map<String, float[]> arrays(Path file) throws IOException {
    CRC32 sum = new CRC32();
    try (DataInputStream in =
        new DataInputStream(
            new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file)), sum))) {
      if (in.readInt() != MAGIC) {
        throw new IOException(file + " does not hold weights");
      }
      int count = in.readInt();
      long size = Files.size(file);
      Map<String, float[]> arrays = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        String key = in.readUTF();
        int length = in.readInt();
        if (length < 0 || (long) length * Float.BYTES > size) {
          throw new IOException(file + " states " + length + " numbers for " + key);
        }
        byte[] bytes = new byte[length * Float.BYTES];
        in.readFully(bytes);
        float[] array = new float[length];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(array);
        arrays.put(key, array);
      }
      long expected = sum.getValue();
      if (in.readLong() != expected) {
        throw new IOException(
            "The checksum of " + file + " does not match; delete its run folder and run it again");
      }
      return arrays;
    } catch (EOFException e) {
      throw new IOException(file + " ends early; delete its run folder and run it again", e);
    }
  }
}
