// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.job.assemble.Window;
import io.monolead.job.control.ControlEntry;
import io.monolead.job.control.ControlLog;
import io.monolead.job.control.ControlReports;
import io.monolead.job.control.ModelRef;
import io.monolead.job.control.ModelSchedule;
import io.monolead.schemas.ControlReport;
import io.monolead.schemas.ControlVerdict;
import io.monolead.schemas.ModelCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of one subtask: which of them scores a window, and each of them ready in time.
 *
 * <p>A command's bundle is prepared by a thread of its own as soon as the command is known. Only if
 * a window needs a model that is still being prepared does it wait, because another model's score
 * would not be the one that a replay gives; how long is told in the report that the model is in
 * use. A bundle that cannot be used changes nothing but the reports.
 *
 * <p>Belongs to one thread; closing it closes all models.
 */
final class ModelLineup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelLineup.class);

  /** Champion, canary and challenger of two leads, or the last few champions of one. */
  private static final int MOST_LANES = 6;

  private static final long LAST_LOADING_SECONDS = 60;
  private static final long LONGEST_WAIT_SECONDS = 120;

  private final WindowScorerFactory ofOptions;
  private final CommandedModels models;
  private final ControlLog<ModelCommand> log;
  private final long noticeMicros;
  private final int batchSize;
  private final int subtask;
  private final Map<ModelRef, Lane> lanes = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<ModelRef, Future<Ready>> preparing = new HashMap<>();
  private final Map<String, String> badBundles = new HashMap<>();
  private final List<ControlReport> reports = new ArrayList<>();
  private final ExecutorService loader;

  /** A model and its scorer, both opened by the loader's thread. */
  private record Ready(PreparedModel model, WindowScorer scorer) {
    void close() {
      scorer.close();
      model.close();
    }
  }

  private List<ControlEntry<ModelCommand>> entries = List.of();
  private ModelSchedule schedule;

  /** Entries of the log before this place have been reported by the first subtask. */
  private int reported;

  /** Entries that the log had when the subtask started; -1 until it has been read. */
  private int historical = -1;

  private long longestPauseNanos;
  private long newestEndMicros = Long.MIN_VALUE;
  private volatile boolean closed;

  /**
   * Opens the model of the options.
   *
   * @param ofOptions its scorer
   * @param models prepares those of commands
   * @param log the commands; closed with this
   * @param noticeMicros see {@link ModelSchedule#of}
   * @param batchSize most windows of a batch
   * @param subtask number of the subtask; the first one reports on every command
   */
  ModelLineup(
      WindowScorerFactory ofOptions,
      CommandedModels models,
      ControlLog<ModelCommand> log,
      long noticeMicros,
      int batchSize,
      int subtask)
      throws IOException {
    this.ofOptions = ofOptions;
    this.models = models;
    this.log = log;
    this.noticeMicros = noticeMicros;
    this.batchSize = batchSize;
    this.subtask = subtask;
    loader =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "model loader " + subtask);
              thread.setDaemon(true);
              return thread;
            });
    schedule = ModelSchedule.of(entries, noticeMicros, badBundles);
    try {
      lanes.put(ModelRef.OF_OPTIONS, openOfOptions());
    } catch (IOException | RuntimeException e) {
      loader.shutdown();
      log.close();
      throw e;
    }
  }

  private Lane openOfOptions() throws IOException {
    return new Lane(ofOptions.open(batchSize), batchSize, () -> {});
  }

  /** Looks whether there are new commands, and begins to prepare what they need. */
  void refresh() {
    List<ControlEntry<ModelCommand>> now = log.entries();
    if (now != entries) {
      // What was there before the subtask started and is not in force is prepared when needed.
      List<ControlEntry<ModelCommand>> added =
          historical < 0 ? List.of() : now.subList(entries.size(), now.size());
      entries = now;
      reschedule();
      releaseUnneeded();
      added.forEach(entry -> ModelSchedule.bundle(entry).ifPresent(this::begin));
      schedule.latest().forEach(this::begin);
    }
    if (historical < 0) {
      historical = entries.size();
    }
    report(false);
  }

  private void reschedule() {
    schedule = ModelSchedule.of(entries, noticeMicros, badBundles);
  }

  private Future<Ready> prepare(ModelRef model) {
    return preparing.computeIfAbsent(
        model, ref -> CompletableFuture.supplyAsync(() -> prepared(ref), loader));
  }

  /** Closes what was prepared, was not needed in its time here, and is not in force any more. */
  private void releaseUnneeded() {
    Set<ModelRef> latest = schedule.latest();
    for (ModelSchedule.Verdict verdict : schedule.verdicts()) {
      if (verdict.effectiveFromMicros() <= newestEndMicros) {
        ModelSchedule.bundle(verdict.entry())
            .filter(model -> !latest.contains(model))
            .ifPresent(this::release);
      }
    }
  }

  private void begin(ModelRef model) {
    if (!lanes.containsKey(model)) {
      var unused = prepare(model);
    }
  }

  private Ready prepared(ModelRef ref) {
    try {
      PreparedModel model = models.prepare(ref);
      try {
        if (closed) {
          throw new IllegalStateException("the subtask has ended");
        }
        return new Ready(model, model.newScorer(batchSize));
      } catch (RuntimeException e) {
        model.close();
        throw e;
      }
    } catch (Exception e) {
      throw new UnusableModelException(e);
    }
  }

  /** Carries what was wrong with a bundle from the loader's thread to the subtask's. */
  private static final class UnusableModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableModelException(Exception cause) {
      super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
    }
  }

  /** The champion of a window; waits for it if it is still being prepared. */
  Lane champion(Window window) throws IOException, InterruptedException {
    newestEndMicros = Math.max(newestEndMicros, window.endMicros());
    while (true) {
      ModelRef champion = assignment(window).champion();
      Optional<Lane> lane = lane(champion);
      if (lane.isPresent()) {
        return lane.get();
      }
    }
  }

  /** The challenger of a window; waits for it if it is still being prepared. */
  Optional<Lane> challenger(Window window) throws IOException, InterruptedException {
    while (true) {
      Optional<ModelRef> challenger = assignment(window).challenger();
      if (challenger.isEmpty()) {
        return Optional.empty();
      }
      Optional<Lane> lane = lane(challenger.get());
      if (lane.isPresent()) {
        return lane;
      }
    }
  }

  private ModelSchedule.Assignment assignment(Window window) {
    return schedule.at(window.lead(), window.deviceId(), window.endMicros());
  }

  /** The lane of a model; empty if its bundle turned out to be of no use. */
  private Optional<Lane> lane(ModelRef model) throws IOException, InterruptedException {
    Lane open = lanes.get(model);
    if (open != null) {
      return Optional.of(open);
    }
    long start = System.nanoTime();
    if (model.equals(ModelRef.OF_OPTIONS)) {
      Lane lane = openOfOptions();
      lanes.put(model, lane);
      return Optional.of(lane);
    }
    Ready ready;
    try {
      ready = prepare(model).get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (isUnavailable(e)) {
        preparing.remove(model);
        // Another model's scores would not be those of a replay: better tried again by a restart.
        throw new IOException(
            "Model command " + model.command() + ": " + e.getCause().getMessage(), e);
      }
      refuse(model, e.getCause().getMessage());
      return Optional.empty();
    } catch (TimeoutException e) {
      throw new IOException(
          "Model command "
              + model.command()
              + ": "
              + model.uri()
              + " was not ready within "
              + LONGEST_WAIT_SECONDS
              + " s",
          e);
    }
    preparing.remove(model);
    Lane lane = new Lane(ready.scorer(), batchSize, ready.model()::close);
    lanes.put(model, lane);
    inUse(model, ready.model(), System.nanoTime() - start);
    return Optional.of(lane);
  }

  private static boolean isUnavailable(ExecutionException e) {
    return e.getCause() instanceof UnusableModelException unusable
        && unusable.getCause() instanceof ModelUnavailableException;
  }

  private void refuse(ModelRef model, String why) {
    if (badBundles.putIfAbsent(model.command(), why) != null) {
      return;
    }
    LOG.warn("Model command {} changes nothing: {}", model.command(), why);
    reschedule();
    for (int i = 0; i < entries.size(); i++) {
      // The first subtask reports in order what it has not reported yet.
      if (entries.get(i).origin().equals(model.command()) && (subtask != 0 || i < reported)) {
        reports.add(report(schedule.verdicts().get(i), ControlVerdict.REFUSED, why));
      }
    }
  }

  private void inUse(ModelRef model, PreparedModel prepared, long pauseNanos) {
    longestPauseNanos = Math.max(longestPauseNanos, pauseNanos);
    schedule.verdicts().stream()
        .filter(verdict -> verdict.entry().origin().equals(model.command()))
        .forEach(
            verdict ->
                reports.add(
                    ControlReport.newBuilder(
                            report(
                                verdict,
                                ControlVerdict.IN_USE,
                                "windows waited "
                                    + TimeUnit.NANOSECONDS.toMillis(pauseNanos)
                                    + " ms for it"))
                        .setModelId(prepared.modelId())
                        .setModelVersion(prepared.modelVersion())
                        .setPauseMicros(TimeUnit.NANOSECONDS.toMicros(pauseNanos))
                        .build()));
  }

  private ControlReport report(ModelSchedule.Verdict verdict, ControlVerdict what, String detail) {
    return ControlReports.of(
        verdict.entry(),
        verdict.entry().record().map(ModelCommand::getLead).orElse(""),
        what,
        detail,
        verdict.effectiveFromMicros(),
        subtask);
  }

  /** The first subtask says of each command, in the order of the log, what becomes of it. */
  private void report(boolean waiting) {
    if (subtask != 0) {
      return;
    }
    while (reported < entries.size()) {
      ControlEntry<ModelCommand> entry = entries.get(reported);
      Optional<ModelRef> bundle = ModelSchedule.bundle(entry);
      if (bundle.isPresent()
          && !badBundles.containsKey(entry.origin())
          && !lanes.containsKey(bundle.get())) {
        Future<Ready> trial = prepare(bundle.get());
        if (!trial.isDone() && !waiting) {
          return;
        }
        try {
          trial.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          if (isUnavailable(e)) {
            // Tried again at the next look.
            preparing.remove(bundle.get());
            return;
          }
          refuse(bundle.get(), e.getCause().getMessage());
        } catch (TimeoutException e) {
          return;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
      ModelSchedule.Verdict verdict = schedule.verdicts().get(reported);
      reports.add(
          verdict.refusal().isPresent()
              ? report(verdict, ControlVerdict.REFUSED, verdict.refusal().get())
              : report(
                  verdict,
                  ControlVerdict.ACCEPTED,
                  ModelSchedule.describe(entry.record().orElseThrow())));
      if (reported++ < historical) {
        bundle.filter(model -> !schedule.latest().contains(model)).ifPresent(this::release);
      }
    }
  }

  /** A bundle of the past that was tried for the report alone need not stay in memory. */
  private void release(ModelRef model) {
    Future<Ready> tried = preparing.remove(model);
    if (tried != null) {
      closePrepared(tried);
    }
  }

  /** Waits for what is being prepared, so that at the end of a run every command is reported. */
  void finishReports() {
    refresh();
    report(true);
  }

  /** What is to be reported since the last call. */
  List<ControlReport> takeReports() {
    List<ControlReport> taken = List.copyOf(reports);
    reports.clear();
    return taken;
  }

  /** The number of log entries that have been reported. */
  int reported() {
    return reported;
  }

  /** Goes on after so many entries that an earlier attempt has reported. */
  void restoreReported(int entriesReported) {
    reported = entriesReported;
  }

  /** Longest time that windows waited for a model, nanoseconds. */
  long longestPauseNanos() {
    return longestPauseNanos;
  }

  /**
   * The lanes whose scores raise alerts of a lead at a time; without those that no window has
   * needed yet.
   */
  List<Lane> champions(String lead, long endMicros) {
    List<ModelRef> champions = schedule.champions(lead, endMicros);
    List<Lane> open = new ArrayList<>(champions.size());
    lanes.forEach(
        (model, lane) -> {
          if (champions.contains(model)) {
            open.add(lane);
          }
        });
    return open;
  }

  /** The lanes that are open. */
  Iterable<Lane> lanes() {
    return lanes.values();
  }

  /**
   * Closes models of the past that have not scored for longest, if there are many. Not within a
   * batch.
   */
  void trim() {
    if (lanes.size() <= MOST_LANES) {
      return;
    }
    Set<ModelRef> inForce = schedule.latest();
    Iterator<Map.Entry<ModelRef, Lane>> eldest = lanes.entrySet().iterator();
    while (lanes.size() > MOST_LANES && eldest.hasNext()) {
      Map.Entry<ModelRef, Lane> one = eldest.next();
      if (!one.getKey().equals(ModelRef.OF_OPTIONS) && !inForce.contains(one.getKey())) {
        eldest.remove();
        one.getValue().close();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    log.close();
    // What waits to be loaded is dropped.
    loader.shutdownNow();
    try {
      // An engine that loads cannot be interrupted; what it loaded must be freed.
      if (!loader.awaitTermination(LAST_LOADING_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("A model is still being loaded and will not be closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    preparing.values().forEach(ModelLineup::closePrepared);
    lanes.values().forEach(Lane::close);
    lanes.clear();
  }

  private static void closePrepared(Future<Ready> future) {
    if (future.isDone()) {
      try {
        future.get().close();
      } catch (ExecutionException | InterruptedException e) {
        LOG.debug("There is nothing to close of a model that was refused", e);
      }
    }
  }
}
