// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * One message of ONNX's protobuf, field by field in the order of the calls. The numbers of the
 * fields are those of {@code onnx.proto3}.
 */
final class OnnxMessage {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  /** Something that writes and may fail, which memory does not. */
  @FunctionalInterface
  private interface Write {
    void run() throws IOException;
  }

  OnnxMessage number(int field, long value) {
    return write(() -> out.writeInt64(field, value));
  }

  OnnxMessage real(int field, float value) {
    return write(() -> out.writeFloat(field, value));
  }

  OnnxMessage text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  OnnxMessage bytes(int field, byte[] value) {
    return write(() -> out.writeBytes(field, ByteString.copyFrom(value)));
  }

  OnnxMessage message(int field, OnnxMessage value) {
    return bytes(field, value.encode());
  }

  byte[] encode() {
    write(out::flush);
    return bytes.toByteArray();
  }

  private OnnxMessage write(Write write) {
    try {
      write.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
