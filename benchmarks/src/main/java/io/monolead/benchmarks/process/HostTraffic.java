// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.process;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bytes that went through the link of a host, Ethernet headers included, since it was made.
 *
 * <p>Virtual links carry segments that nobody has cut to the size of a packet yet, so headers count
 * once for up to 64 KiB.
 *
 * @param sentBytes sent by the host
 * @param receivedBytes received by the host
 */
public record HostTraffic(double sentBytes, double receivedBytes) {
  private static final int HEADINGS = 2;
  private static final int RECEIVED = 0;
  private static final int SENT = 8;

  /**
   * Both directions of every interface, from the text of {@code /proc/net/dev}: after the name and
   * a colon come eight figures of what was received and eight of what was sent, bytes first, see
   * proc_pid_net(5).
   *
   * @return by the interface's name; sent and received as the interface sees it
   */
  static Map<String, HostTraffic> ofInterfaces(List<String> lines) {
    Map<String, HostTraffic> all = new HashMap<>();
    for (String line : lines.subList(Math.min(HEADINGS, lines.size()), lines.size())) {
      int colon = line.lastIndexOf(':');
      String[] figures = line.substring(colon + 1).strip().split(" +");
      all.put(
          line.substring(0, colon).strip(),
          new HostTraffic(
              Double.parseDouble(figures[SENT]), Double.parseDouble(figures[RECEIVED])));
    }
    return all;
  }

  /** What went through after an earlier look. */
  public HostTraffic since(HostTraffic earlier) {
    return new HostTraffic(
        sentBytes - earlier.sentBytes(), receivedBytes - earlier.receivedBytes());
  }

  /** The same bytes seen from the other end of the link. */
  HostTraffic fromOtherEnd() {
    return new HostTraffic(receivedBytes, sentBytes);
  }
}
