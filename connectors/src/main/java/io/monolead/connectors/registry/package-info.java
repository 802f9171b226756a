// SPDX-License-Identifier: Apache-2.0
/**
 * A schema registry with Confluent's REST interface: Confluent's own, Apicurio's under {@code
 * /apis/ccompat/v7}, Karapace, Redpanda's.
 *
 * <p>{@link io.monolead.connectors.registry.RegistrySettings} say where it is and travel with a
 * job; each reader or writer opens a {@link io.monolead.connectors.registry.RegistryClient} of its
 * own. What the registry answered is kept for good, as ids never change their meaning; what it does
 * not know is asked again after a while.
 *
 * <p>Threading: settings are immutable; a client belongs to one thread. It holds no connection and
 * no thread, so nothing needs closing.
 */
package io.monolead.connectors.registry;
