// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Texts that nobody else may read, and the search for them, in the clear and in Base64. */
final class Secrets {
  private static final int BYTES = 16;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, List<String>> forms = new TreeMap<>();

  /** A new secret of letters and digits, 32 of them. */
  String make(String name) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return add(name, HexFormat.of().formatHex(bytes));
  }

  /** Another text that is to be looked for. */
  String add(String name, String secret) {
    List<String> all = new ArrayList<>(List.of(secret));
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    // In Base64 a text has three forms, by where it begins; its ends depend on its neighbours.
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, shifted, before, bytes.length);
      String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      all.add(encoded.substring(before == 0 ? 0 : before + 1, encoded.length() - 2));
    }
    forms.put(name, all);
    return secret;
  }

  /** Names of the secrets that a text holds. */
  List<String> in(String text) {
    return forms.entrySet().stream()
        .filter(secret -> secret.getValue().stream().anyMatch(text::contains))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Files below some folder, with the secrets that each holds; without those that hold none. */
  List<String> inFiles(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        in(text).forEach(name -> found.add(folder.relativize(file) + ": " + name));
      }
    }
    return found;
  }

  /**
   * Secrets on the command lines of a process and of all that it started, as everybody on the
   * machine sees them.
   */
  List<String> onCommandLines(ProcessHandle process) throws IOException {
    List<String> found = new ArrayList<>();
    for (ProcessHandle each : Stream.concat(Stream.of(process), process.descendants()).toList()) {
      Path arguments = Path.of("/proc", String.valueOf(each.pid()), "cmdline");
      String text =
          Files.exists(arguments)
              ? new String(Files.readAllBytes(arguments), StandardCharsets.UTF_8)
              : each.info().commandLine().orElse("")
                  + Arrays.toString(each.info().arguments().orElse(new String[0]));
      in(text).forEach(name -> found.add(arguments + ": " + name));
    }
    return found;
  }
}
