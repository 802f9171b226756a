// SPDX-License-Identifier: Apache-2.0
/**
 * The contracts of every topic.
 *
 * <p>The records are generated from {@code src/main/avro}; {@link io.monolead.schemas.WireFormat}
 * turns them into the bytes that travel through Kafka and back, {@link
 * io.monolead.schemas.RecordEncoder} into those of the other formats, and {@link
 * io.monolead.schemas.SchemaCatalogue} knows every schema version ever published, so that bytes
 * written by any release can be read by this one.
 *
 * <p>Threading: the catalogue is immutable and may be shared; wire formats and encoders keep
 * reusable buffers and belong to one thread. Nothing here needs closing.
 */
package io.monolead.schemas;
