// SPDX-License-Identifier: Apache-2.0
/**
 * Transitions as FHIR R4 resources on a topic of their own.
 *
 * <p>Threading: {@link io.monolead.routing.fhir.FhirMapping} may be used from any thread; a {@link
 * io.monolead.routing.fhir.FhirRoute} belongs to the thread that runs it, and whoever opens one
 * closes it.
 */
package io.monolead.routing.fhir;
