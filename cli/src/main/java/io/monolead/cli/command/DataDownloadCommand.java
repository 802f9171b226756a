// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.connectors.download.DownloadFailure;
import io.monolead.connectors.download.DownloadListener;
import io.monolead.connectors.download.Downloader;
import io.monolead.connectors.download.PublicDataSet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code monolead data download}. */
@Command(
    name = "download",
    description = {
      "Download a data set from its publisher, every file checked against the publisher's SHA-256.",
      "The same command goes on where it was broken off."
    },
    footer = {
      "  monolead data download ptb-xl --to ptb-xl",
      "  monolead data download mitdb --base-url https://mirror.example/mitdb/1.0.0/"
    })
public final class DataDownloadCommand extends MonoleadCommand {
  @Parameters(paramLabel = "NAME", description = "ptb-xl, icbeb2018, mitdb or cpsc2021.")
  private String name;

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description = "Where it goes (default: a folder with the data set's name).")
  private Path folder;

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description = "A mirror's folder, or another version's (default: the publisher's).")
  private String baseUrl;

  @Option(
      names = "--everything",
      description = "Also what monolead does not need by default, such as PTB-XL's 500 Hz signals.")
  private boolean everything;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "4",
      description = "Files at a time (default: ${DEFAULT-VALUE}).")
  private int connections;

  public DataDownloadCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PublicDataSet set;
    try {
      set = PublicDataSet.named(name);
    } catch (IllegalArgumentException e) {
      throw usageMistake(e.getMessage());
    }
    String address = baseUrl == null ? set.address() : baseUrl;
    URI base = URI.create(address.endsWith("/") ? address : address + "/");
    Path target = folder == null ? Path.of(set.id()) : folder;
    context().terminal().println(set.title() + ", " + set.licence() + "; cite " + set.citation());
    try (Progress progress = new Progress()) {
      new Downloader(base, connections, Duration.ofSeconds(1), progress)
          .download(set.wanted(everything), target);
    } catch (DownloadFailure e) {
      throw new CommandFailure(e.getMessage(), e);
    }
    context().terminal().print(new Line().add("complete  ", Style.GREEN).add(target.toString()));
    return ExitCode.OK;
  }

  /** Shows files as a bar on a terminal, and a line at the start elsewhere. */
  private final class Progress implements DownloadListener, AutoCloseable {
    private ProgressBar bar;

    @Override
    public synchronized void started(int files, int present) {
      context()
          .terminal()
          .println(files + " files, " + present + " of them there and checked already");
      if (context().terminal().interactive()) {
        bar =
            new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(files)
                .setStyle(ProgressBarStyle.ASCII)
                .build();
        bar.stepTo(present);
      }
    }

    @Override
    public synchronized void fileDone(String file) {
      if (bar != null) {
        bar.step();
      }
    }

    @Override
    public synchronized void retrying(String file, String why) {
      if (bar != null) {
        bar.setExtraMessage("again: " + file);
      } else {
        context().terminal().println("again: " + file + ": " + why);
      }
    }

    @Override
    public synchronized void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
