// SPDX-License-Identifier: Apache-2.0
package io.monolead.embedded;

import java.net.URI;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink cluster in this process: one job manager, one task manager with a number of slots, REST
 * interface and web page on the loopback interface.
 */
public final class EmbeddedFlink implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final MiniCluster cluster;
  private final URI restAddress;
  private final int slots;
  private final TemporaryDirectory directory;
  private boolean closed;

  private EmbeddedFlink(
      MiniCluster cluster, URI restAddress, int slots, TemporaryDirectory directory) {
    this.cluster = cluster;
    this.restAddress = restAddress;
    this.slots = slots;
    this.directory = directory;
  }

  /** Starts a cluster with this many slots on a free port. */
  public static EmbeddedFlink start(int slots) {
    return builder().optSlots(slots).start();
  }

  /** A cluster with options. */
  public static Builder builder() {
    return new Builder();
  }

  /** Address of the REST interface and the web page. */
  public URI restAddress() {
    return restAddress;
  }

  /** Slots of the cluster, the greatest parallelism of a job. */
  public int slots() {
    return slots;
  }

  /** A new environment whose jobs run on this cluster, with the parallelism of all its slots. */
  public StreamExecutionEnvironment newEnvironment() {
    return newEnvironment(new Configuration());
  }

  /**
   * A new environment whose jobs run on this cluster.
   *
   * @param job settings of the job, such as checkpointing or {@code pipeline.*}
   */
  public StreamExecutionEnvironment newEnvironment(Configuration job) {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createRemoteEnvironment(
            restAddress.getHost(), restAddress.getPort(), new Configuration(job));
    if (!job.contains(CoreOptions.DEFAULT_PARALLELISM)) {
      environment.setParallelism(slots);
    }
    return environment;
  }

  /**
   * A new client of the REST interface: list, cancel, stop with savepoint. The caller closes it.
   */
  public RestClusterClient<String> newClient() {
    Configuration configuration = new Configuration();
    configuration.set(DeploymentOptions.TARGET, "remote");
    configuration.set(RestOptions.ADDRESS, restAddress.getHost());
    configuration.set(RestOptions.PORT, restAddress.getPort());
    try {
      return new RestClusterClient<>(configuration, "embedded");
    } catch (Exception e) {
      throw new IllegalStateException("Cannot open a client of " + restAddress, e);
    }
  }

  /** The cluster itself. */
  public MiniCluster cluster() {
    return cluster;
  }

  /** Stops all jobs and the cluster, and waits until it is down. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      cluster.close();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot stop the Flink cluster at " + restAddress, e);
    } finally {
      directory.close();
    }
  }

  /** Collects the options of a cluster. */
  public static final class Builder {
    private final Configuration given = new Configuration();
    private int slots = 1;
    private int restPort;

    private Builder() {}

    /** Slots of the one task manager, at least 1; 1 unless set. */
    public Builder optSlots(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("A cluster needs at least 1 slot, not " + count);
      }
      slots = count;
      return this;
    }

    /** Port of the REST interface and web page; 0, the default, takes a free one. */
    public Builder optRestPort(int port) {
      restPort = port;
      return this;
    }

    /** Settings of the cluster over the defaults of this class. */
    public Builder optConfiguration(Configuration configuration) {
      given.addAll(configuration);
      return this;
    }

    /**
     * Starts the cluster; returns when it accepts jobs.
     *
     * @throws IllegalStateException if it cannot start, for instance because the port is in use
     */
    public EmbeddedFlink start() {
      TemporaryDirectory directory = TemporaryDirectory.create("monolead-flink-");
      MiniCluster cluster = null;
      try {
        cluster =
            new MiniCluster(
                new MiniClusterConfiguration.Builder()
                    .setConfiguration(configuration(directory))
                    .setNumTaskManagers(1)
                    .setNumSlotsPerTaskManager(slots)
                    .setCommonBindAddress(HOST)
                    .build());
        cluster.start();
        return new EmbeddedFlink(cluster, cluster.getRestAddress().get(), slots, directory);
      } catch (Exception e) {
        try (directory) {
          if (cluster != null) {
            cluster.close();
          }
        } catch (Exception suppressed) {
          e.addSuppressed(suppressed);
        }
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        throw new IllegalStateException(
            "Cannot start a Flink cluster with its REST interface on "
                + (restPort == 0 ? "a free port" : "port " + restPort)
                + ": "
                + deepest(e).getMessage(),
            e);
      }
    }

    /** Flink wraps what went wrong, such as a port that is taken, many times over. */
    private static Throwable deepest(Throwable failure) {
      Throwable cause = failure;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return cause;
    }

    private Configuration configuration(TemporaryDirectory directory) {
      Configuration configuration = new Configuration();
      configuration.set(RestOptions.ADDRESS, HOST);
      configuration.set(RestOptions.BIND_ADDRESS, HOST);
      configuration.set(RestOptions.BIND_PORT, Integer.toString(restPort));
      // Flink's server for jars listens on every interface unless told, even inside one process.
      configuration.set(JobManagerOptions.BIND_HOST, HOST);
      configuration.set(TaskManagerOptions.BIND_HOST, HOST);
      // Jobs come from this process; nobody shall upload others.
      configuration.set(WebOptions.SUBMIT_ENABLE, false);
      String folder = directory.path().toString();
      configuration.set(CoreOptions.TMP_DIRS, folder);
      configuration.set(WebOptions.TMP_DIR, folder);
      configuration.set(BlobServerOptions.STORAGE_DIRECTORY, folder);
      configuration.set(ClusterOptions.PROCESS_WORKING_DIR_BASE, folder);
      configuration.addAll(given);
      return configuration;
    }
  }
}
