// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.profile;

import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.Machine;
import io.monolead.benchmarks.report.PerformancePage;
import io.monolead.benchmarks.report.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Makes the section on the performance page of what {@link ProfileRun} measured. */
public final class ProfilePage {
  private static final String PICTURE = "flame-path.svg";

  private ProfilePage() {}

  /**
   * Publishes a profile, beside that of an earlier revision if there is one.
   *
   * @param args the project's root, the folder of this revision's figures and, optional, the folder
   *     of the earlier one's and its name
   */
  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    Path now = Path.of(args[1]);
    Optional<Path> before = args.length > 2 ? Optional.of(Path.of(args[2])) : Optional.empty();
    Path folder = PerformancePage.folder(root);
    Files.createDirectories(folder);
    for (String picture : List.of(PICTURE, "flame-whole.svg")) {
      copy(now.resolve(picture), folder.resolve(picture));
    }
    if (before.isPresent()) {
      copy(before.get().resolve(PICTURE), folder.resolve("flame-path-before.svg"));
    }
    PerformancePage.publish(root, result(now, before, args.length > 3 ? args[3] : ""));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static BenchmarkResult result(Path nowFolder, Optional<Path> beforeFolder, String name)
      throws IOException {
    ProfileFigures now = ProfileFigures.read(nowFolder.resolve("figures.json"));
    ProfileFigures before =
        beforeFolder.isPresent()
            ? ProfileFigures.read(beforeFolder.get().resolve("figures.json"))
            : null;
    List<List<String>> costs = new ArrayList<>();
    cost(costs, "tasks, microseconds of processor", now, before, ProfileFigures.Round::taskMicros);
    cost(
        costs,
        "Kafka's clients' threads, microseconds of processor",
        now,
        before,
        ProfileFigures.Round::clientMicros);
    cost(costs, "allocated, bytes", now, before, ProfileFigures.Round::allocatedBytes);
    List<List<String>> shares = new ArrayList<>();
    now.shares()
        .forEach(
            (part, share) ->
                shares.add(
                    List.of(
                        part,
                        before == null ? "-" : percent(before.shares().getOrDefault(part, 0.0)),
                        percent(share))));
    Sample network = ProfileFigures.sample(now.whole(), ProfileFigures.Round::networkMicros);
    Sample path =
        ProfileFigures.sample(now.path(), round -> round.taskMicros() + round.clientMicros());
    List<String> notes = new ArrayList<>();
    notes.add(
        "With the network a window takes "
            + network.text()
            + " microseconds in the network by the clock, so the path around it is "
            + percent(path.median() / (path.median() + network.median()))
            + " of a window's cost. [Flame graph of the Java side of a run with the"
            + " network](results/performance/flame-whole.svg).");
    notes.add(
        before == null
            ? "The earlier revision was not at hand, so there is nothing to compare with."
            : "Before is revision "
                + name
                + ", measured in the same run of the command; its [flame"
                + " graph](results/performance/flame-path-before.svg).");
    return new BenchmarkResult(
        "profile",
        85,
        "Where the time around the network goes",
        "benchmarks/profile",
        LocalDate.now(ZoneId.systemDefault()).toString(),
        Machine.here(),
        "Segments of one second from simulated devices (250 Hz, lead I) lie in a topic of an"
            + " embedded broker; the job drains it in this process, at as many subtasks as there"
            + " are cores and at least once. Without the network everything runs but the model:"
            + " windows are cut, assessed and conditioned, scores and alerts are decided and"
            + " written. Costs are processor time and allocation of the job's own threads over"
            + " the windows scored, by the threads' counters, the start of the job included;"
            + " shares are samples of the flight recorder every 10 ms with the part on the stack.",
        List.of(
            BenchmarkResult.Table.of(
                "Cost of a window without the network.",
                List.of("", "before", "now", "now over before"),
                costs),
            new BenchmarkResult.Table(
                "Share of the samples without the network.",
                List.of("part", "before", "now"),
                shares,
                PICTURE)),
        List.of(),
        notes);
  }

  private static void cost(
      List<List<String>> rows,
      String name,
      ProfileFigures now,
      ProfileFigures before,
      ToDoubleFunction<ProfileFigures.Round> quantity) {
    Sample of = ProfileFigures.sample(now.path(), quantity);
    if (before == null) {
      rows.add(List.of(name, "-", of.text(), "-"));
      return;
    }
    Sample earlier = ProfileFigures.sample(before.path(), quantity);
    rows.add(List.of(name, earlier.text(), of.text(), Sample.text(of.median() / earlier.median())));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
