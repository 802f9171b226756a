// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.SchemaRegistry;
import java.time.Duration;

/** The job's own judgement of an action, for tests of others that write them. */
public final class ActionsOfTheJob {
  private ActionsOfTheJob() {}

  /** Decodes and checks as a job does by its default options. */
  public static AlertAction decode(SourceRecord source) {
    try {
      return new ActionDecoder(Duration.ofHours(24), SchemaRegistry.none()).decode(source);
    } catch (RejectedActionException e) {
      throw new AssertionError("The job refuses the action: " + e.getMessage(), e);
    }
  }
}
