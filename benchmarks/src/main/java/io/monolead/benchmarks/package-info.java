// SPDX-License-Identifier: Apache-2.0
/**
 * Measurements of monolead, with peers side by side. Each has a launcher beside this module's POM
 * that says what it measures and where it writes; none is part of the build's tests.
 */
package io.monolead.benchmarks;
