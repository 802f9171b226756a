// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

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

  private final Map<String, Entry> entries = new HashMap<>();

  /**
   * Opens the bundle's model, or joins those who have it open.
   *
   * @throws IOException as {@link Model#open(ModelBundle)} does
   */
  public synchronized Lease acquire(ModelBundle bundle) throws IOException {
    Entry entry = entries.get(bundle.sha256());
    if (entry == null) {
      entry = new Entry(Model.open(bundle));
      entries.put(bundle.sha256(), entry);
    }
    entry.leases++;
    return new Lease(entry);
  }

  /** Number of models that are open. */
  public synchronized int size() {
    return entries.size();
  }

  private synchronized void release(Entry entry) {
    entry.leases--;
    if (entry.leases == 0) {
      entries.remove(entry.model.sha256());
      entry.model.close();
    }
  }

  private static final class Entry {
    private final Model model;
    private int leases;

    Entry(Model model) {
      this.model = model;
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
