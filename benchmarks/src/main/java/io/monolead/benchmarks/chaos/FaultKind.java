// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is done to which kind of process. */
public enum FaultKind {
  KILL_BROKER(Deed.KILL, Role.BROKER),
  KILL_TASK_MANAGER(Deed.KILL, Role.TASK_MANAGER),
  KILL_JOB_MANAGER(Deed.KILL, Role.JOB_MANAGER),
  STOP_BROKER(Deed.STOP, Role.BROKER),
  STOP_TASK_MANAGER(Deed.STOP, Role.TASK_MANAGER),
  STOP_JOB_MANAGER(Deed.STOP, Role.JOB_MANAGER),
  FILL_DISK(Deed.FILL, Role.BROKER),
  CUT_BROKER(Deed.CUT, Role.BROKER),
  CUT_TASK_MANAGER(Deed.CUT, Role.TASK_MANAGER),
  CUT_JOB_MANAGER(Deed.CUT, Role.JOB_MANAGER);

  /** What is done, and for how long. */
  public enum Deed {
    /** SIGKILL; the process is down for the duration, then starts anew. */
    KILL(0, 3_000, "SIGKILL, started again"),
    /** SIGSTOP; SIGCONT after the duration. */
    STOP(1_000, 12_000, "SIGSTOP, SIGCONT"),
    /** No byte is left on the disk for the duration. */
    FILL(1_000, 6_000, "no byte left on the disk of the log, space again"),
    /** No packet passes between the process and all others for the duration. */
    CUT(1_000, 15_000, "its network namespace cut off, joined again");

    private final int leastMillis;
    private final int mostMillis;
    private final String description;

    Deed(int leastMillis, int mostMillis, String description) {
      this.leastMillis = leastMillis;
      this.mostMillis = mostMillis;
      this.description = description;
    }

    int leastMillis() {
      return leastMillis;
    }

    int mostMillis() {
      return mostMillis;
    }

    String description() {
      return description;
    }
  }

  /** What a process does in the system. */
  public enum Role {
    BROKER,
    TASK_MANAGER,
    JOB_MANAGER
  }

  private final Deed deed;
  private final Role role;

  FaultKind(Deed deed, Role role) {
    this.deed = deed;
    this.role = role;
  }

  /** What is done. */
  public Deed deed() {
    return deed;
  }

  /** To which kind of process. */
  public Role role() {
    return role;
  }

  /** The name on the command line and in the report, such as {@code kill-broker}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The kind of a name.
   *
   * @throws IllegalArgumentException if there is none, naming all that are
   */
  public static FaultKind parse(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no fault "
                        + label
                        + "; there are "
                        + Arrays.stream(values())
                            .map(FaultKind::label)
                            .collect(Collectors.joining(", "))));
  }
}
