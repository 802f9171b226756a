// SPDX-License-Identifier: Apache-2.0
/**
 * The contracts of every topic.
 *
 * <p>The records are generated from {@code src/main/avro}; {@link io.monolead.schemas.WireFormat}
 * turns them into the bytes that travel through Kafka and back, and {@link
 * io.monolead.schemas.SchemaCatalogue} knows every schema version ever published, so that bytes
 * written by any release can be read by this one.
 *
 * <p>Threading: the catalogue is immutable and may be shared; a wire format keeps reusable buffers
 * and belongs to one thread. Nothing here needs closing.
 */
package io.monolead.schemas;
