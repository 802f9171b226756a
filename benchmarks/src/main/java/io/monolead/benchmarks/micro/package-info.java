// SPDX-License-Identifier: Apache-2.0
/** What each step of a segment's and a window's way costs by itself, measured with JMH. */
package io.monolead.benchmarks.micro;
