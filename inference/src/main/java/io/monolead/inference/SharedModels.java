// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open models, one for each bundle however many ask for it: the subtasks of a job that share a
 * process share the weights as well. A bundle is the same as another if its SHA-256 is.
 *
 * <p>Thread-safe. Each {@link Lease} is closed by whoever acquired it; the last one closes the
 * model.
 */
public final class SharedModels {
  /** The models of this process. */
  public static final SharedModels OF_PROCESS = new SharedModels();

  private static final Logger LOG = LoggerFactory.getLogger(SharedModels.class);

  private record Key(String sha256, ServingOptions options) {}

  private final Map<Key, Entry> entries = new HashMap<>();

  /**
   * Opens the bundle's model, or joins those who have it open.
   *
   * @param options where and in which form; other options are another model
   * @throws IOException as {@link Model#open(ModelBundle, ServingOptions)} does
   */
  public Lease acquire(ModelBundle bundle, ServingOptions options) throws IOException {
    Key key = new Key(bundle.sha256(), options);
    Entry entry;
    int leases;
    synchronized (this) {
      entry = entries.computeIfAbsent(key, Entry::new);
      entry.leases++;
      leases = entry.leases;
    }
    boolean opened = false;
    try {
      // Opening takes seconds; those who hold or give back other models do not wait for it.
      entry.open(bundle, options);
      opened = true;
      if (entry.model.device().kind() != ComputeDevice.Kind.GPU) {
        crowding(leases, InferenceEngine.threads(), Runtime.getRuntime().availableProcessors())
            .ifPresent(LOG::warn);
      }
      return new Lease(entry);
    } finally {
      if (!opened) {
        release(entry);
      }
    }
  }

  /**
   * What to tell an operator whose process was given more threads of the engine than it has cores;
   * empty if it was not.
   */
  static Optional<String> crowding(int subtasks, int threads, int cores) {
    long wanted = (long) subtasks * threads;
    if (wanted <= cores) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            "%d subtasks of this process score with %s each, but it has %s: they take turns and"
                + " every window waits longer. Give the process at most as many slots"
                + " (taskmanager.numberOfTaskSlots) as it has cores, or more cores",
            subtasks, count(threads, "thread"), count(cores, "core")));
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /** Number of models that are open. */
  public synchronized int size() {
    return entries.size();
  }

  private void release(Entry entry) {
    Model last = null;
    synchronized (this) {
      entry.leases--;
      if (entry.leases == 0) {
        entries.remove(entry.key);
        last = entry.model;
      }
    }
    if (last != null) {
      last.close();
    }
  }

  private static final class Entry {
    private final Key key;

    /** Guarded by the shared models. */
    private int leases;

    private volatile Model model;

    Entry(Key key) {
      this.key = key;
    }

    /** Who comes while another opens waits for it; who comes after it failed tries again. */
    synchronized void open(ModelBundle bundle, ServingOptions options) throws IOException {
      if (model == null) {
        model = Model.open(bundle, options);
      }
    }
  }

  /** A share in an open model. */
  public final class Lease implements AutoCloseable {
    private final Entry entry;
    private boolean closed;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    /**
     * The model; not to be closed but by closing the lease.
     *
     * @throws IllegalStateException if the lease is closed
     */
    public synchronized Model model() {
      if (closed) {
        throw new IllegalStateException("The lease of this model is closed");
      }
      return entry.model;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        release(entry);
      }
    }
  }
}
