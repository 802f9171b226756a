// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * One damage to a file.
 *
 * @param kind what is done
 * @param place where, as a share of the file or of its head
 * @param inHead whether the place is in the first kilobyte, where most formats keep what matters
 * @param value what is written, or how many bytes are moved
 */
public record Mutation(Kind kind, double place, boolean inHead, int value) {
  /** What is done to a file. */
  public enum Kind {
    FLIP,
    SET,
    DIGIT,
    WORD,
    CUT_OUT,
    REPEAT,
    TRUNCATE
  }

  private static final int HEAD = 1024;

  /** Bytes that mean something in one format or the other. */
  private static final byte[] MEANINGFUL = {
    0, 1, 20, 21, 9, 10, 13, 32, 34, 38, 43, 44, 45, 46, 47, 59, 60, 62, 69, -1, 127, -128
  };

  private static final int[] WORDS = {
    0, 1, -1, 2, 255, 256, 32767, 32768, 65535, 1 << 30, Integer.MAX_VALUE, Integer.MIN_VALUE
  };

  /** One to four damages. */
  public static Arbitrary<List<Mutation>> some() {
    return Combinators.combine(
            Arbitraries.of(Kind.values()),
            Arbitraries.doubles().between(0, 1).withSpecialValue(0.5),
            Arbitraries.of(true, true, false),
            Arbitraries.integers().between(0, 1 << 20))
        .as(Mutation::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  /** The file with some damages, one after the other. */
  public static byte[] apply(byte[] file, List<Mutation> mutations) {
    byte[] damaged = file.clone();
    for (Mutation mutation : mutations) {
      damaged = mutation.applied(damaged);
    }
    return damaged;
  }

  private byte[] applied(byte[] file) {
    if (file.length == 0) {
      return file;
    }
    int reach = inHead ? Math.min(HEAD, file.length) : file.length;
    int at = Math.min(reach - 1, (int) (place * reach));
    int count = Math.min(value % 300, file.length - at);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, at);
    switch (kind) {
      case FLIP -> {
        out.write(file[at] ^ (1 << value % 8));
        out.write(file, at + 1, file.length - at - 1);
      }
      case SET -> {
        out.write(MEANINGFUL[value % MEANINGFUL.length]);
        out.write(file, at + 1, file.length - at - 1);
      }
      case DIGIT -> {
        out.write('0' + value % 10);
        out.write(file, at + 1, file.length - at - 1);
      }
      case WORD -> {
        int word = WORDS[value % WORDS.length];
        int bytes = Math.min(value % 2 == 0 ? 4 : 2, file.length - at);
        for (int i = 0; i < bytes; i++) {
          out.write(word >> (8 * i));
        }
        out.write(file, at + bytes, file.length - at - bytes);
      }
      case CUT_OUT -> out.write(file, at + count, file.length - at - count);
      case REPEAT -> {
        out.write(file, at, count);
        out.write(file, at, file.length - at);
      }
      case TRUNCATE -> {
        // Nothing after the place.
      }
    }
    return out.toByteArray();
  }
}
