// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small jars laid out like those of Maven Central; the image's own test unpacks the real ones. */
class EngineNativesTest {
  private static final String FLAVOUR = "cu124";
  private static final String DESCRIPTION = "native/lib/pytorch.properties";
  private static final String JNI = "jnilib/linux-x86_64/cu124/libdjl_torch.so";

  @TempDir private Path folder;
  private final Map<String, String> natives = new TreeMap<>();
  private final Map<String, String> binding = new TreeMap<>();

  @BeforeEach
  void layOut() {
    natives.put(
        DESCRIPTION,
        """
        version=2.5.1-20241101
        flavor=cu124
        classifier=linux-x86_64
        libraries=libc10.so,libtorch.so
        """);
    natives.put("pytorch/cu124/linux-x86_64/libc10.so", "c10");
    natives.put("pytorch/cu124/linux-x86_64/libtorch.so", "torch");
    binding.put(JNI, "binding for CUDA");
    binding.put("jnilib/linux-x86_64/cpu/libdjl_torch.so", "binding for processors");
  }

  private List<Path> unpack(String flavour) throws IOException {
    URL[] jars = {jar("natives.jar", natives), jar("binding.jar", binding)};
    try (URLClassLoader loader = new URLClassLoader(jars, null)) {
      return EngineNatives.unpack(loader, folder.resolve("out/natives"), flavour);
    }
  }

  private URL jar(String name, Map<String, String> contents) throws IOException {
    Path file = folder.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> entry : contents.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(UTF_8));
      }
    }
    return file.toUri().toURL();
  }

  @Test
  void librariesAndTheBindingOfTheirFlavourLieSideBySide() throws IOException {
    List<Path> written = unpack(FLAVOUR);

    assertThat(written)
        .extracting(file -> file.getFileName().toString())
        .containsExactly("libc10.so", "libtorch.so", "libdjl_torch.so");
    assertThat(folder.resolve("out/natives/libc10.so")).hasContent("c10");
    assertThat(folder.resolve("out/natives/libtorch.so")).hasContent("torch");
    assertThat(folder.resolve("out/natives/libdjl_torch.so")).hasContent("binding for CUDA");
  }

  @Test
  void nativesOfAnotherFlavourThanAskedForAreRefusedByName() {
    assertThatThrownBy(() -> unpack("cpu"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'cu124', not 'cpu'")
        .hasMessageContaining("pytorch-native-cpu");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void nativesOfAnotherSystemAreRefused() {
    natives.replace(DESCRIPTION, "flavor=cu124\nclassifier=win-x86_64\nlibraries=torch.dll\n");

    assertThatThrownBy(() -> unpack(FLAVOUR)).hasMessageContaining("'win-x86_64'");
  }

  @Test
  void aBindingThatIsMissingForTheFlavourIsNamed() {
    binding.remove(JNI);

    assertThatThrownBy(() -> unpack(FLAVOUR))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(JNI)
        .hasMessageContaining("pytorch-jni");
  }

  @Test
  void aClassPathWithoutNativesSaysWhatItNeeds() {
    natives.clear();
    natives.put("other", "file");

    assertThatThrownBy(() -> unpack(FLAVOUR))
        .hasMessageContaining(DESCRIPTION)
        .hasMessageContaining("pytorch-native");
  }
}
