// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.FailureText;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.monitor.Monitor;
import io.monolead.monitor.MonitorOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The monitor of a demo, started on a thread of its own so that nothing waits for it. For one
 * thread, which closes it.
 */
final class DemoPage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DemoPage.class);

  private final PageOptions options;
  private final FutureTask<Monitor> task;
  private final Thread thread;
  private boolean told;

  private DemoPage(PageOptions options, FutureTask<Monitor> task) {
    this.options = options;
    this.task = task;
    this.thread = new Thread(task, "demo-page");
    thread.setDaemon(true);
  }

  /**
   * Starts it.
   *
   * @param model bundle whose attention the page shows, if it holds any
   */
  static DemoPage start(
      KafkaConnection connection, TopicNames names, Optional<Path> model, PageOptions options) {
    FutureTask<Monitor> task =
        new FutureTask<>(
            () -> {
              MonitorOptions.Builder monitor =
                  MonitorOptions.builder(connection, names).optPort(options.port());
              model.ifPresent(monitor::optModel);
              return Monitor.start(monitor.build());
            });
    DemoPage page = new DemoPage(options, task);
    if (options.served()) {
      page.thread.start();
    }
    return page;
  }

  /** What there is to say of it. */
  sealed interface News permits Ready, Missing {}

  /** It is there. */
  record Ready(URI address) implements News {}

  /** It is not, and will not be. */
  record Missing(String reason) implements News {}

  /**
   * What has become of it since this was last asked; once only.
   *
   * @throws CommandFailure if it cannot listen on the port that was asked for
   */
  Optional<News> news() throws InterruptedException {
    if (told || !task.isDone()) {
      return Optional.empty();
    }
    told = true;
    try {
      return Optional.of(new Ready(task.get().address()));
    } catch (ExecutionException e) {
      if (options.port() > 0) {
        throw new CommandFailure(
            "The monitor cannot be served: " + FailureText.of(e.getCause()), e.getCause());
      }
      LOG.warn("No monitor in this demo", e.getCause());
      return Optional.of(new Missing(FailureText.of(e.getCause())));
    }
  }

  /** Opens a browser of this machine on an address, if there is one; never fails. */
  static void open(URI address) {
    for (String[] command : BrowserCommand.here(address)) {
      try {
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
        return;
      } catch (IOException e) {
        LOG.info("No browser was opened by {}: {}", command[0], e.getMessage());
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    if (!options.served()) {
      return;
    }
    thread.join();
    try {
      task.get().close();
    } catch (ExecutionException e) {
      // It never was there, which has been told.
      LOG.debug("No monitor to close", e);
    }
  }
}
