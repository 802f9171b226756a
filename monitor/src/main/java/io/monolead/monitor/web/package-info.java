// SPDX-License-Identifier: Apache-2.0
/**
 * The web server: the page, the live protocol over a WebSocket, the questions and actions over
 * HTTP, and who may ask.
 *
 * <p>Threading: handlers run on the web server's threads. Each client has a bounded outbox that one
 * of two sending threads empties, one message in flight; what reads Kafka never waits for a client.
 * {@link io.monolead.monitor.web.MonitorServer} owns everything here and closes it.
 */
package io.monolead.monitor.web;
