// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Unpacks the engine's natives once, when an image is built, so that no start writes them anew and
 * the image may be read-only.
 *
 * <p>The engine finds the folder by the environment variable {@code PYTORCH_LIBRARY_PATH}, and
 * needs neither {@code pytorch-native-*.jar} nor {@code pytorch-jni.jar} on its class path then.
 */
public final class EngineNatives {
  /** What {@code pytorch-native-*.jar} says of itself: flavour, platform, names of its files. */
  private static final String DESCRIPTION = "native/lib/pytorch.properties";

  private static final String JNI = "libdjl_torch.so";

  private EngineNatives() {}

  /**
   * Unpacks natives from the class path.
   *
   * @param args the folder to unpack to, and the flavour that it must be, such as {@code cpu} or
   *     {@code cu124}
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("Give a folder and a flavour, such as: natives cpu");
    }
    unpack(EngineNatives.class.getClassLoader(), Path.of(args[0]), args[1]);
  }

  /**
   * Unpacks PyTorch's libraries and the one that binds them to Java, side by side.
   *
   * @param source where {@code pytorch-native-*.jar} and {@code pytorch-jni.jar} are found
   * @param folder where the files go; it is made if it is missing
   * @param flavour what is expected: {@code cpu} or a CUDA version such as {@code cu124}
   * @return the files that were written
   * @throws IllegalStateException if what is found is of another flavour, for another platform than
   *     Linux, or incomplete; it says what to put on the class path
   */
  public static List<Path> unpack(ClassLoader source, Path folder, String flavour)
      throws IOException {
    Properties described = new Properties();
    try (InputStream file = resource(source, DESCRIPTION)) {
      described.load(file);
    }
    String found = described.getProperty("flavor", "");
    if (!found.equals(flavour)) {
      throw new IllegalStateException(
          "The natives on the class path are of flavour '"
              + found
              + "', not '"
              + flavour
              + "'; put pytorch-native-"
              + flavour
              + " there, or ask for '"
              + found
              + "'");
    }
    String platform = described.getProperty("classifier", "");
    if (!platform.startsWith("linux-")) {
      throw new IllegalStateException(
          "The natives are for '" + platform + "'; an image needs Linux");
    }
    Files.createDirectories(folder);
    List<Path> written = new ArrayList<>();
    for (String library : described.getProperty("libraries", "").split(",")) {
      String path = "pytorch/" + flavour + "/" + platform + "/" + library;
      written.add(copied(source, path, folder.resolve(library)));
    }
    String path = "jnilib/" + platform + "/" + flavour + "/" + JNI;
    written.add(copied(source, path, folder.resolve(JNI)));
    return written;
  }

  private static Path copied(ClassLoader source, String path, Path target) throws IOException {
    try (InputStream file = resource(source, path)) {
      Files.copy(file, target);
    }
    return target;
  }

  private static InputStream resource(ClassLoader source, String path) {
    InputStream found = source.getResourceAsStream(path);
    if (found == null) {
      throw new IllegalStateException(
          "There is no "
              + path
              + " on the class path; it needs pytorch-native and pytorch-jni of one version of"
              + " PyTorch and one flavour");
    }
    return found;
  }
}
