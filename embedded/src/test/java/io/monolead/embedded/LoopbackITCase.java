// SPDX-License-Identifier: Apache-2.0
package io.monolead.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the operating system says of the sockets of this process. */
class LoopbackITCase {
  private static final String LISTENING = "0A";

  /** 127.0.0.1 and its forms in IPv6, as the kernel writes them: words of 32 bits, byte-swapped. */
  private static final Set<String> LOOPBACK =
      Set.of("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000");

  @Test
  void brokerAndClusterListenOnTheLoopbackInterfaceOnly() throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/net")), "needs Linux's /proc");
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        EmbeddedFlink flink = EmbeddedFlink.start(1)) {
      List<String> addresses = listeningAddresses();

      assertThat(addresses)
          .as("broker %s, cluster %s", kafka.bootstrapServers(), flink.restAddress())
          .hasSizeGreaterThanOrEqualTo(3)
          .allMatch(LOOPBACK::contains);
    }
  }

  private static List<String> listeningAddresses() throws IOException {
    Set<String> ours;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      ours =
          descriptors
              .map(LoopbackITCase::target)
              .filter(target -> target.startsWith("socket:["))
              .map(target -> target.substring("socket:[".length(), target.length() - 1))
              .collect(Collectors.toSet());
    }
    List<String> addresses = new ArrayList<>();
    for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
      Path file = Path.of(table);
      if (!Files.exists(file)) {
        continue;
      }
      for (String line : Files.readAllLines(file)) {
        // Number, local address:port, remote, state, queues, timer, retransmits, user, time-out,
        // inode.
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 9 && fields[3].equals(LISTENING) && ours.contains(fields[9])) {
          addresses.add(fields[1].substring(0, fields[1].indexOf(':')));
        }
      }
    }
    return addresses;
  }

  /** Where a descriptor leads; nowhere if it was closed in between. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
