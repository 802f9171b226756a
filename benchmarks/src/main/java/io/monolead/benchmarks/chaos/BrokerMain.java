// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import io.monolead.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A Kafka broker as a process: the node of the embedded module, with data that outlive it. */
public final class BrokerMain {
  private BrokerMain() {}

  /**
   * Runs until killed.
   *
   * @param arguments address to listen on, port for clients, port of the controller, folder of the
   *     log
   */
  public static void main(String[] arguments) throws InterruptedException {
    String address = arguments[0];
    int clientPort = Integer.parseInt(arguments[1]);
    String controller = address + ":" + arguments[2];
    String listeners = "CLIENTS://" + address + ":" + clientPort + ",CONTROLLER://" + controller;
    EmbeddedKafka broker =
        EmbeddedKafka.builder()
            .optDataDirectory(Path.of(arguments[3]))
            .optPort(clientPort)
            .optBrokerProperty("listeners", listeners)
            .optBrokerProperty("advertised.listeners", listeners)
            .optBrokerProperty("controller.quorum.voters", "1@" + controller)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "close"));
    new CountDownLatch(1).await();
  }
}
