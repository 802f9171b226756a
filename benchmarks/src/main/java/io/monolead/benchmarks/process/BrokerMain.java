// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.process;

import io.monolead.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A Kafka broker as a process: the node of the embedded module, with data that outlive it. */
public final class BrokerMain {
  private BrokerMain() {}

  /**
   * Runs until killed; where {@code monolead.benchmark.tied} is set, until the process that started
   * it is gone.
   *
   * @param arguments address to listen on, port for clients, port of the controller, folder of the
   *     log, then properties of the broker as {@code NAME=VALUE}
   */
  public static void main(String[] arguments) throws InterruptedException {
    String address = arguments[0];
    int clientPort = Integer.parseInt(arguments[1]);
    String controller = address + ":" + arguments[2];
    String listeners = "CLIENTS://" + address + ":" + clientPort + ",CONTROLLER://" + controller;
    ParentTie.ifAsked();
    EmbeddedKafka.Builder builder =
        EmbeddedKafka.builder()
            .optDataDirectory(Path.of(arguments[3]))
            .optPort(clientPort)
            .optBrokerProperty("listeners", listeners)
            .optBrokerProperty("advertised.listeners", listeners)
            .optBrokerProperty("controller.quorum.voters", "1@" + controller);
    for (int i = 4; i < arguments.length; i++) {
      String[] property = arguments[i].split("=", 2);
      builder.optBrokerProperty(property[0], property[1]);
    }
    EmbeddedKafka broker = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "close"));
    new CountDownLatch(1).await();
  }
}
