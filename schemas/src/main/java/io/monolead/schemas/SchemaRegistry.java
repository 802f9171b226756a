// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import org.apache.avro.Schema;

/**
 * What a schema registry knows.
 *
 * <p>An implementation answers from memory what it was asked before. It belongs to one thread.
 */
public interface SchemaRegistry {
  /**
   * The schema that a message was written with.
   *
   * @param id as it stands in the message
   * @return the text of the Avro schema, complete in itself
   * @throws WireFormatException if the registry answers that there is no such Avro schema
   * @throws RegistryException if there is no answer
   */
  String schema(int id) throws WireFormatException;

  /**
   * The id under which a message on a topic is written.
   *
   * @param subject name of the registry's list of versions; {@code TOPIC-value} for the values of a
   *     topic
   * @param schema the writer's
   * @throws RegistryException if there is no answer, or the registry does not take the schema
   */
  int id(String subject, Schema schema);

  /** Stands where no registry is set: every message that needs one is refused, with what to do. */
  static SchemaRegistry none() {
    return new NoRegistry();
  }
}
