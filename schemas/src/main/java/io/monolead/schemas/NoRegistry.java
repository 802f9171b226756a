// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import org.apache.avro.Schema;

/** No registry was named. */
final class NoRegistry implements SchemaRegistry {
  @Override
  public String schema(int id) throws WireFormatException {
    throw new WireFormatException(
        WireFormatException.Reason.UNKNOWN_SCHEMA,
        "The message was written with schema "
            + id
            + " of a registry, and this reader was told of none; give the registry's address");
  }

  @Override
  public int id(String subject, Schema schema) {
    throw new RegistryException(
        "Messages for " + subject + " are to be written with a registry, and none was named");
  }
}
