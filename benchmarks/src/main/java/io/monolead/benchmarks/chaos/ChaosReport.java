// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a chaos run found, for reading.
 *
 * @param command the command that repeats it
 * @param seed the seed of the faults
 * @param input what was sent
 * @param faults what struck
 * @param notRun kinds of faults that could not be had here
 * @param disturbedMillis from the first segment to the end of the disturbed job
 * @param endedByThemselves per process how often it ended although nobody killed it
 * @param jobRestarts how often the job's tasks were restarted from a checkpoint
 * @param probeRestarts how often the liveness probe had the job manager restarted
 * @param restartsByHand how often, besides, a broker or job manager that lived and did nothing was
 *     restarted
 * @param topics the comparison
 * @param uncommitted records behind the last stable offset of the disturbed run, of transactions
 *     left open
 */
record ChaosReport(
    String command,
    long seed,
    String input,
    List<StruckFault> faults,
    Collection<FaultKind> notRun,
    long disturbedMillis,
    Map<String, Integer> endedByThemselves,
    long jobRestarts,
    int probeRestarts,
    int restartsByHand,
    List<TopicComparison> topics,
    long uncommitted) {

  /** Whether every topic is identical and no transaction was left open. */
  boolean identical() {
    return uncommitted == 0 && topics.stream().allMatch(TopicComparison::identical);
  }

  /** The comparison and the verdict, for the screen. */
  String comparison() {
    StringBuilder text = new StringBuilder();
    text.append(
        "| topic | disturbed | undisturbed | lost | surplus |\n|---|---:|---:|---:|---:|\n");
    for (TopicComparison topic : topics) {
      text.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %d | %d | %d | %d |%n",
              topic.topic(),
              topic.disturbed(),
              topic.undisturbed(),
              topic.lost(),
              topic.surplus()));
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "%nRecords left behind the last stable offset by open transactions: %d.%n%n"
                    + "**Result: %s.**%n",
                uncommitted,
                identical() ? "identical multisets in every topic" : "the runs differ"))
        .toString();
  }

  /** The whole report in Markdown. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("# Chaos: ").append(faults.size()).append(" faults, and the same run without\n\n");
    text.append(
        "Written by `"
            + command
            + "`. Broker, job manager (one job, ZooKeeper high availability), three task managers"
            + " with a slot each and ZooKeeper run as processes; the job (parallelism 2, shipped"
            + " bundle, exactly-once, a checkpoint every second) reads what devices send while"
            + " faults strike. Then the same segments go through the same job in an embedded broker"
            + " and cluster that nobody disturbs. Every topic is read with `read_committed` and"
            + " compared as a multiset of partition, timestamp, key and value.\n\n");
    text.append("Machine: ").append(machine()).append(".\n\n");
    text.append("Seed: ").append(seed).append(". Input: ").append(input).append(".\n\n");
    text.append(
        "Both runs set `monolead.time.wall-clock-in-silence` to `false` and"
            + " `monolead.time.idleness` to `1h`, so that records alone decide when a device is"
            + " silent: with the defaults an outage of the broker of more than half a minute is a"
            + " loss of signal, rightly, and no replay could repeat it.\n\n");
    text.append("## Faults\n\n");
    text.append(
        "Time to recovery: from the fault's beginning until scores of segments sent after its end"
            + " are committed, for all devices but the two that fall silent or lose their"
            + " electrode. One fault in four strikes before the system has recovered from the one"
            + " before; the recovery is then counted for the later one.\n\n");
    text.append(
        "| fault | what | struck | with recovery of its own | median s | 95 % s | most s |\n");
    text.append("|---|---|---:|---:|---:|---:|---:|\n");
    for (FaultKind kind : FaultKind.values()) {
      List<StruckFault> of = faults.stream().filter(each -> each.fault().kind() == kind).toList();
      if (!of.isEmpty()) {
        row(text, "`" + kind.label() + "`", kind.deed().description(), of);
      }
    }
    row(text, "all", "", faults);
    if (!notRun.isEmpty()) {
      text.append("\nNot run, because this machine lets us make no namespaces: ")
          .append(notRun.stream().map(FaultKind::label).collect(Collectors.joining(", ")))
          .append(".\n");
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%nThe disturbed run took %d min %02d s. The job's tasks were restarted from a"
                + " checkpoint %d times, besides the recoveries with a new job manager. Processes"
                + " that ended by themselves and were started again: %s. Job managers whose REST"
                + " interface knew of no cluster for 40 s and which this liveness probe restarted:"
                + " %d. Restarts by hand, of what"
                + " lived and did nothing: %d.%n%n",
            disturbedMillis / 60_000,
            disturbedMillis / 1000 % 60,
            jobRestarts,
            endedByThemselves.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", ")),
            probeRestarts,
            restartsByHand));
    text.append("## Results\n\n").append(comparison());
    return text.toString();
  }

  private static void row(
      StringBuilder text, String kind, String description, List<StruckFault> faults) {
    long[] recovery =
        faults.stream()
            .filter(each -> each.recoveryMillis().isPresent())
            .mapToLong(each -> each.recoveryMillis().getAsLong())
            .sorted()
            .toArray();
    text.append(
        String.format(
            Locale.ROOT,
            "| %s | %s | %d | %d | %s | %s | %s |%n",
            kind,
            description,
            faults.size(),
            recovery.length,
            seconds(recovery, 50),
            seconds(recovery, 95),
            seconds(recovery, 100)));
  }

  private static String seconds(long[] sortedMillis, int percent) {
    return sortedMillis.length == 0
        ? "–"
        : String.format(Locale.ROOT, "%.1f", percentile(sortedMillis, percent) / 1000.0);
  }

  /** By nearest rank: the least value that so many percent of all do not exceed. */
  static long percentile(long[] sorted, int percent) {
    int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }

  private static String machine() {
    String model = "unknown processor";
    try {
      model =
          Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
              .filter(line -> line.startsWith("model name"))
              .map(line -> Arrays.asList(line.split(":", 2)).get(1).strip())
              .findFirst()
              .orElse(model);
    } catch (IOException e) {
      // Not every system has this file.
    }
    return model + ", " + Runtime.getRuntime().availableProcessors() + " cores";
  }
}
