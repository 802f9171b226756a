// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import java.util.List;

/** A table or figure of the paper: the runs it needs, and what is made of them. */
public interface Experiment {
  /** The runs, in the order in which they are best carried out. */
  List<RunSpec> runs();
}
