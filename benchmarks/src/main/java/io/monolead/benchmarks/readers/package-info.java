// SPDX-License-Identifier: Apache-2.0
/** How fast recordings are read, beside the operating system's own tools. */
package io.monolead.benchmarks.readers;
