// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;

/** Records of every kind with arbitrary content, drawn by Avro's own generator. */
final class Records {
  static final List<Class<? extends SpecificRecord>> TYPES =
      List.of(
          EcgSegment.class,
          EcgScore.class,
          EcgAlert.class,
          TechnicalAlert.class,
          DeadLetter.class,
          ModelCommand.class,
          AlertPolicy.class,
          AlertAction.class,
          ControlReport.class,
          RunRecord.class);

  private Records() {}

  static Schema schemaOf(Class<? extends SpecificRecord> type) {
    return SpecificData.get().getSchema(type);
  }

  static <T extends SpecificRecord> T arbitrary(Class<T> type, long seed) {
    return type.cast(arbitrary(new GeneratedRecords(), schemaOf(type), seed));
  }

  static Object arbitrary(GenericData data, Schema schema, long seed) {
    return new RandomData(data, schema, 1, seed, false).iterator().next();
  }
}
