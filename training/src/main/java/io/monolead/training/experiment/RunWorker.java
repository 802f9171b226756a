// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.inference.InferenceEngine;
import io.monolead.training.trainer.EpochResult;
import io.monolead.training.trainer.TrainingListener;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * A process of its own for one run: the engine records gradients globally, so runs in parallel need
 * processes. Progress goes to standard output, one line per epoch.
 */
public final class RunWorker {
  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private RunWorker() {}

  /**
   * Carries out one run.
   *
   * @param args store folder, data folder, and the file with the run's specification
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      throw new IllegalArgumentException("A worker needs a store, a data folder and a run");
    }
    RunStore store = new RunStore(Path.of(args[0]));
    RunSpec spec = RunSpec.parse(Files.readString(Path.of(args[2])));
    InferenceEngine.start(1);
    Files.createDirectories(store.folderOf(spec));
    // Another experiment may be at the same run: the one who comes second waits, and finds it done.
    try (FileChannel channel =
            FileChannel.open(
                store.folderOf(spec).resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && !store.knows(spec)) {
        new RunExecution(store, DataSets.open(spec, Path.of(args[1])))
            .carryOut(spec, new EpochLines(spec));
      }
    }
  }

  private record EpochLines(RunSpec spec) implements TrainingListener {
    @Override
    public void epochEnded(EpochResult result) {
      OUT.printf(
          Locale.ROOT,
          "%s epoch %d/%d loss %.4f%s %.1f s%n",
          spec.id(),
          result.epoch(),
          spec.options().epochs(),
          result.trainingLoss(),
          result.validated()
              ? String.format(Locale.ROOT, " validation AUC %.4f", result.validationMacroAuc())
              : "",
          result.seconds());
    }
  }
}
