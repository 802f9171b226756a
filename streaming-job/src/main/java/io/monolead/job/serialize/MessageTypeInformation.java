// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.serialize;

import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * Flink's view of a message of {@code io.monolead.schemas}: between operators it is written in the
 * same encoding as on its topic.
 */
public final class MessageTypeInformation {
  private MessageTypeInformation() {}

  /** The type information of a message. */
  public static <T extends SpecificRecord> TypeInformation<T> forMessage(Class<T> type) {
    return new StreamTypeInformation<>(type, new MessageSerializer<>(type));
  }
}
