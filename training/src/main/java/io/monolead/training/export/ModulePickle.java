// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The pickle (protocol 2) in which TorchScript keeps a module's attributes: an object of the
 * module's class whose state is a dictionary of flags and tensors; tensors refer to their storage
 * by the name of a file.
 *
 * <p>Opcodes as in the documentation of Python's {@code pickletools}.
 */
final class ModulePickle {
  private static final int PROTOCOL = 0x80;
  private static final int GLOBAL = 'c';
  private static final int MARK = '(';
  private static final int TUPLE = 't';
  private static final int EMPTY_TUPLE = ')';
  private static final int EMPTY_DICT = '}';
  private static final int SET_ITEMS = 'u';
  private static final int NEW_OBJECT = 0x81;
  private static final int NEW_TRUE = 0x88;
  private static final int NEW_FALSE = 0x89;
  private static final int BUILD = 'b';
  private static final int REDUCE = 'R';
  private static final int UNICODE = 'X';
  private static final int INT = 'J';
  private static final int PERSISTENT_ID = 'Q';
  private static final int STOP = '.';

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private ModulePickle() {
    bytes.write(PROTOCOL);
    bytes.write(2);
  }

  /** The pickle of an empty tuple: a module without constants. */
  static byte[] emptyTuple() {
    ModulePickle pickle = new ModulePickle();
    pickle.bytes.write(EMPTY_TUPLE);
    return pickle.finish();
  }

  /** Starts a module of the class {@code __torch__.NAME} in evaluation mode. */
  static ModulePickle module(String className) {
    ModulePickle pickle = new ModulePickle();
    pickle.global("__torch__", className);
    pickle.bytes.write(EMPTY_TUPLE);
    pickle.bytes.write(NEW_OBJECT);
    pickle.bytes.write(EMPTY_DICT);
    pickle.bytes.write(MARK);
    pickle.string("training");
    pickle.bytes.write(NEW_FALSE);
    return pickle;
  }

  /**
   * Starts a module of the class {@code __torch__.NAME} that makes its attributes itself, in {@code
   * __setstate__}, of a tuple: add its tensors without names, then {@link #buildFromState}.
   */
  static ModulePickle stateful(String className) {
    ModulePickle pickle = new ModulePickle();
    pickle.global("__torch__", className);
    pickle.bytes.write(EMPTY_TUPLE);
    pickle.bytes.write(NEW_OBJECT);
    pickle.bytes.write(MARK);
    return pickle;
  }

  /** Ends a module that makes its attributes itself; the last item of its tuple is a flag. */
  byte[] buildFromState() {
    bytes.write(NEW_FALSE);
    bytes.write(TUPLE);
    bytes.write(BUILD);
    return finish();
  }

  /**
   * Adds a dense float tensor.
   *
   * @param name attribute of the module
   * @param storage name of the file in {@code data/}
   * @param dimensions outermost first
   */
  void tensor(String name, String storage, List<Integer> dimensions, boolean requiresGradient) {
    string(name);
    tensor(storage, dimensions, requiresGradient);
  }

  /** Adds a dense tensor of a type of storage, without gradient. */
  void tensorOf(String name, String type, String storage, List<Integer> dimensions) {
    string(name);
    tensorOf(type, storage, dimensions, false);
  }

  /** Adds a dense float tensor without a name. */
  void tensor(String storage, List<Integer> dimensions, boolean requiresGradient) {
    tensorOf("FloatStorage", storage, dimensions, requiresGradient);
  }

  /**
   * Adds a dense tensor without a name.
   *
   * @param type PyTorch's name for storages of its numbers, such as {@code CharStorage}
   */
  void tensorOf(String type, String storage, List<Integer> dimensions, boolean requiresGradient) {
    int size = dimensions.stream().reduce(1, Math::multiplyExact);
    global("torch._utils", "_rebuild_tensor_v2");
    bytes.write(MARK);

    bytes.write(MARK);
    string("storage");
    global("torch", type);
    string(storage);
    string("cpu");
    integer(size);
    bytes.write(TUPLE);
    bytes.write(PERSISTENT_ID);

    integer(0);
    tuple(dimensions);
    tuple(strides(dimensions));
    bytes.write(requiresGradient ? NEW_TRUE : NEW_FALSE);
    global("collections", "OrderedDict");
    bytes.write(EMPTY_TUPLE);
    bytes.write(REDUCE);

    bytes.write(TUPLE);
    bytes.write(REDUCE);
  }

  /** Ends a module. */
  byte[] build() {
    bytes.write(SET_ITEMS);
    bytes.write(BUILD);
    return finish();
  }

  private byte[] finish() {
    bytes.write(STOP);
    return bytes.toByteArray();
  }

  private static List<Integer> strides(List<Integer> dimensions) {
    Integer[] strides = new Integer[dimensions.size()];
    int stride = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dimensions.get(i);
    }
    return List.of(strides);
  }

  private void tuple(List<Integer> values) {
    bytes.write(MARK);
    values.forEach(this::integer);
    bytes.write(TUPLE);
  }

  private void global(String module, String name) {
    bytes.write(GLOBAL);
    bytes.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void string(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    bytes.write(UNICODE);
    bytes.writeBytes(littleEndian(encoded.length));
    bytes.writeBytes(encoded);
  }

  private void integer(int value) {
    bytes.write(INT);
    bytes.writeBytes(littleEndian(value));
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
