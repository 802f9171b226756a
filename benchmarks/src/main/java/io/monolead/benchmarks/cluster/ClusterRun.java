// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import io.monolead.benchmarks.load.LoadBench;
import io.monolead.benchmarks.load.Summary;
import io.monolead.benchmarks.process.HostNetwork;
import io.monolead.benchmarks.process.LinkLimits;
import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.PerformancePage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command: one part after the other, each with a result of its own. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Broker, job manager and one, two and four task managers, each in a network namespace of its"
          + " own on this machine; each part writes a result of its own below"
          + " docs/results/performance and draws docs/performance.md anew."
    })
public final class ClusterRun implements Callable<Integer> {
  /** What can be measured. */
  enum Part {
    spread,
    cut,
    all
  }

  @Parameters(
      arity = "1..*",
      paramLabel = "PART",
      description = "What to measure: ${COMPLETION-CANDIDATES}.")
  private List<Part> parts;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds in place of the part's own, for a smoke run.")
  private Integer rounds;

  @Option(
      names = "--windows",
      paramLabel = "N",
      description = "Windows that each arrangement reads, for a smoke run.")
  private Long windows;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "" + ClusterSettings.DEFAULT_DEVICES,
      description = "Devices that send (default: ${DEFAULT-VALUE}).")
  private int devices;

  @Option(
      names = "--megabits",
      paramLabel = "N",
      description = "One more arrangement: two task managers, all links limited to N Mbit/s.")
  private Integer megabits;

  @Option(
      names = "--delay",
      paramLabel = "MS",
      defaultValue = "0",
      description =
          "Delay of what leaves a host in that arrangement, milliseconds, if the kernel has netem.")
  private int delayMillis;

  @Option(names = "--no-page", description = "Print the figures and leave docs/ as it is.")
  private boolean noPage;

  @Option(names = "--root", paramLabel = "FOLDER", required = true, hidden = true)
  private Path root;

  @Option(
      names = "--namespaces",
      hidden = true,
      description = "This process has namespaces of its own and may change them.")
  private boolean namespaces;

  private ClusterRun() {}

  /** The command line; see {@code benchmarks/cluster --help}. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new ClusterRun())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (!namespaces) {
      throw new IllegalStateException(
          "Namespaces of network, mounts and processes are needed; start benchmarks/cluster");
    }
    ClusterSettings settings =
        new ClusterSettings(
            root,
            rounds == null ? OptionalInt.empty() : OptionalInt.of(rounds),
            windows == null ? OptionalLong.empty() : OptionalLong.of(windows),
            devices,
            megabits == null
                ? Optional.empty()
                : Optional.of(new LinkLimits(megabits, delayMillis)));
    Set<Part> wanted = new LinkedHashSet<>(parts);
    if (wanted.remove(Part.all)) {
      wanted.addAll(List.of(Part.spread, Part.cut));
    }
    HostNetwork network = HostNetwork.namespaces(Arrangement.hosts());
    List<BenchmarkResult.Goal> missed = new ArrayList<>();
    for (Part part : wanted) {
      LoadBench.say("%n== %s", part);
      BenchmarkResult result =
          part == Part.spread
              ? new SpreadPart(settings).measure(network)
              : new CutPart(settings).measure(network);
      if (!noPage) {
        PerformancePage.publish(root, result);
      }
      Summary.print(result);
      result.goals().stream().filter(goal -> !goal.isMet()).forEach(missed::add);
    }
    return missed.isEmpty() ? 0 : 2;
  }
}
