// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import io.monolead.benchmarks.process.LinkLimits;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How the job's processes are spread.
 *
 * @param taskManagers number of task managers, 1 to {@link #MOST_TASK_MANAGERS}
 * @param slots slots of each, at least 1; the job has a subtask of each operator in each slot
 * @param apart whether job manager and task managers have a namespace each; else they share the
 *     command's, and the loopback interface
 * @param limits of the links; empty for as fast as the machine copies
 */
record Arrangement(int taskManagers, int slots, boolean apart, Optional<LinkLimits> limits) {
  static final String BROKER = "broker";
  static final String JOB_MANAGER = "job-manager";

  /** So many hosts for task managers the network has. */
  static final int MOST_TASK_MANAGERS = 4;

  private static final String TASK_MANAGER = "task-manager-";

  Arrangement {
    if (taskManagers < 1 || taskManagers > MOST_TASK_MANAGERS || slots < 1) {
      throw new IllegalArgumentException(
          "There are 1 to "
              + MOST_TASK_MANAGERS
              + " task managers of at least 1 slot, not "
              + taskManagers
              + " of "
              + slots);
    }
  }

  /** Task managers in namespaces of their own, with links that nobody limits. */
  static Arrangement apart(int taskManagers, int slots) {
    return new Arrangement(taskManagers, slots, true, Optional.empty());
  }

  /** All hosts that the network has to have. */
  static List<String> hosts() {
    return IntStream.rangeClosed(-1, MOST_TASK_MANAGERS)
        .mapToObj(i -> i == -1 ? BROKER : i == 0 ? JOB_MANAGER : TASK_MANAGER + i)
        .toList();
  }

  /** Names of its task managers. */
  List<String> taskManagerNames() {
    return IntStream.rangeClosed(1, taskManagers).mapToObj(i -> TASK_MANAGER + i).toList();
  }

  /** Subtasks of each operator. */
  int parallelism() {
    return taskManagers * slots;
  }

  /** Such as {@code 2 task managers of 1 slot}. */
  String text() {
    return taskManagers
        + (taskManagers == 1 ? " task manager of " : " task managers of ")
        + slots
        + (slots == 1 ? " slot" : " slots")
        + (apart ? "" : ", no network between")
        + limits.map(link -> ", " + link.text()).orElse("");
  }
}
