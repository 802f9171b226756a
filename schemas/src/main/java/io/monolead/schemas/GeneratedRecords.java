// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * Finds the generated classes of this package and no other class.
 *
 * <p>Avro itself would load whatever class a schema names, and since 1.12.2 asks a list of trusted
 * classes, global to the process, first. Schemas here come from the catalogue, so the answer is
 * known: the generated classes, from the class loader that loaded them (in a Flink cluster Avro may
 * come from another).
 */
final class GeneratedRecords extends SpecificData {
  private static final String PACKAGE = GeneratedRecords.class.getPackageName();

  GeneratedRecords() {
    super(GeneratedRecords.class.getClassLoader());
    setCustomCoders(true);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Class getClass(Schema schema) {
    boolean named = schema.getType() == Schema.Type.RECORD || schema.getType() == Schema.Type.ENUM;
    if (!named || !PACKAGE.equals(schema.getNamespace())) {
      return super.getClass(schema);
    }
    return generatedClass(schema.getName());
  }

  private static Class<?> generatedClass(String name) {
    try {
      return Class.forName(PACKAGE + "." + name, true, GeneratedRecords.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      // A record or enum of another release, without a class in this one: read generically.
      return null;
    }
  }
}
