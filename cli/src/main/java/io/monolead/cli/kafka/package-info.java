// SPDX-License-Identifier: Apache-2.0
/**
 * What the commands read from Kafka: whether a broker is there, and scores and alerts as they come.
 *
 * <p>Every class here belongs to the thread that made it, which also closes it.
 */
package io.monolead.cli.kafka;
