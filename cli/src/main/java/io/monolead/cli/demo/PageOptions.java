// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

/**
 * The web page of a demo.
 *
 * @param served whether there is one
 * @param port its port on the loopback interface; 0 takes a free one
 * @param browser whether a browser is opened on it, where a person sits before a display
 */
public record PageOptions(boolean served, int port, boolean browser) {}
