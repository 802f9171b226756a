// SPDX-License-Identifier: Apache-2.0
/**
 * A real Kafka broker and a real Flink cluster inside this process, for the demo and for tests.
 *
 * <p>{@link io.monolead.embedded.EmbeddedKafka} is one KRaft node, broker and controller at once;
 * {@link io.monolead.embedded.EmbeddedFlink} a MiniCluster with REST interface and web page; {@link
 * io.monolead.embedded.EmbeddedRegistry} a schema registry for tests. All listen on the loopback
 * interface alone, and may be started as often as one likes, one after the other or side by side.
 *
 * <p>Threading: start and close from one thread; everything else may be called from any. Whoever
 * starts one closes it; closing stops its threads and deletes the directories it made.
 */
package io.monolead.embedded;
