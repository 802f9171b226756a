// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a figure was measured on.
 *
 * @param processor name of the processor
 * @param cores processors that the process may use
 * @param memoryGib memory, GiB
 * @param features those instruction sets of the processor that decide about the engine's speed
 * @param java version of the Java machine
 */
public record Machine(
    String processor, int cores, int memoryGib, List<String> features, String java) {
  private static final List<String> DECISIVE =
      List.of("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "avx512_fp16", "amx_bf16");

  public Machine {
    features = List.copyOf(features);
  }

  /** This machine, as far as Linux tells. */
  public static Machine here() {
    List<String> flags = List.of(field("/proc/cpuinfo", "flags").split(" "));
    String memory = field("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "");
    return new Machine(
        field("/proc/cpuinfo", "model name"),
        Runtime.getRuntime().availableProcessors(),
        memory.isEmpty() ? 0 : (int) Math.round(Long.parseLong(memory) / 1024.0 / 1024.0),
        DECISIVE.stream().filter(flags::contains).toList(),
        Runtime.version().toString());
  }

  private static String field(String file, String name) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** One line for a page. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%s, %d core%s, %d GiB, %s; Java %s",
        processor,
        cores,
        cores == 1 ? "" : "s",
        memoryGib,
        String.join(" ", features),
        java);
  }
}
