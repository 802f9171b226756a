// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.job.control.ModelRef;
import java.io.Serializable;

/** Prepares the models that commands name, where the job runs. Travels there with the job. */
@FunctionalInterface
public interface CommandedModels extends Serializable {
  /**
   * Reads, checks and tries out a bundle; takes seconds, and is not called on the job's own
   * threads.
   *
   * @throws Exception if the bundle cannot be used; the message says why, for people
   */
  PreparedModel prepare(ModelRef model) throws Exception;

  /** For jobs that take no commands. */
  static CommandedModels none() {
    return model -> {
      throw new IllegalStateException("this job takes no model commands");
    };
  }
}
