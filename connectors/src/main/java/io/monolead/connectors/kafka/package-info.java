// SPDX-License-Identifier: Apache-2.0
/**
 * Kafka: names and creation of the topics, sources and sinks for Flink, a producer and a reader for
 * everything that is not Flink.
 *
 * <p>The key of a record is the device id in UTF-8, so that all of one device stays in order in one
 * partition; the value is in one of {@link io.monolead.schemas.TopicFormat}, read by its first
 * byte; the record's timestamp is event time in milliseconds. Whatever reads, reads committed
 * records only.
 *
 * <p>Threading: builders and values may be used from any thread; {@link
 * io.monolead.connectors.kafka.SegmentProducer} and {@link
 * io.monolead.connectors.kafka.RecordReader} belong to one thread, and whoever makes one closes it.
 */
package io.monolead.connectors.kafka;
