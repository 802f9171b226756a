// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.connectors.kafka.BrokerException;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.MissingTopicException;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.inference.BundleException;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.ServingOptions;
import io.monolead.inference.SharedModels;
import io.monolead.job.control.ModelRef;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Prepares bundles that commands name: the file is the one that was meant, signed where signatures
 * are asked for, takes the job's windows and the lead, reproduces its golden windows on this
 * machine, and every alert it may raise has a topic.
 */
public final class BundleModels implements CommandedModels {
  private static final long serialVersionUID = 1L;
  private static final Duration BROKER_ANSWERS_WITHIN = Duration.ofSeconds(10);

  private final BundleRules rules;
  private final ServingOptions serving;
  private final KafkaConnection kafka;
  private final String topicPrefix;

  /**
   * @param rules what a bundle must fulfil
   * @param serving where and in which form networks are computed
   * @param kafka where the alert topics are
   * @param topics their names
   */
  public BundleModels(
      BundleRules rules, ServingOptions serving, KafkaConnection kafka, TopicNames topics) {
    this.rules = rules;
    this.serving = serving;
    this.kafka = kafka;
    this.topicPrefix = topics.prefix();
  }

  @Override
  public PreparedModel prepare(ModelRef model) throws IOException {
    Path path = path(model.uri());
    ModelBundle bundle;
    try {
      // A pipe or a device would be waited for without end.
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new BundleException(path + " is no file");
      }
      bundle = ModelBundle.read(path);
    } catch (NoSuchFileException e) {
      throw new BundleException("there is no file " + path + " on this task manager", e);
    } catch (BundleException e) {
      throw e;
    } catch (IOException e) {
      throw new ModelUnavailableException(path + " cannot be read now: " + e, e);
    }
    if (!bundle.sha256().equals(model.sha256())) {
      throw new BundleException(
          path
              + " has SHA-256 "
              + bundle.sha256()
              + ", but the command says "
              + model.sha256()
              + "; it is another file than was meant");
    }
    rules.check(path, bundle);
    ModelManifest manifest = bundle.manifest();
    String lead = manifest.leads().get(0).name();
    if (!rules.anyLead() && !lead.equals(model.lead())) {
      throw new BundleException(
          manifest.modelId() + " was trained for lead " + lead + ", not " + model.lead());
    }
    try {
      new Topics(kafka, BROKER_ANSWERS_WITHIN)
          .requirePresent(
              new TopicNames(topicPrefix).alerts(manifest.labelSpace().labels()).values());
    } catch (MissingTopicException | IllegalArgumentException e) {
      throw new BundleException(
          "the labels of " + manifest.modelId() + " need alert topics: " + e.getMessage(), e);
    } catch (BrokerException e) {
      throw new ModelUnavailableException(
          "whether the labels of "
              + manifest.modelId()
              + " have alert topics is not known now: "
              + e.getMessage(),
          e);
    }
    return new Prepared(
        bundle, SharedModels.OF_PROCESS.acquire(bundle, serving), serving, rules.anyLead());
  }

  private static Path path(String uri) throws BundleException {
    try {
      return uri.startsWith("file:") ? Path.of(URI.create(uri)) : Path.of(uri);
    } catch (IllegalArgumentException e) {
      throw new BundleException("'" + uri + "' is neither a path nor a file: URI", e);
    }
  }

  private static final class Prepared implements PreparedModel {
    private final ModelBundle bundle;
    private final SharedModels.Lease lease;
    private final ServingOptions serving;
    private final boolean anyLead;

    Prepared(
        ModelBundle bundle, SharedModels.Lease lease, ServingOptions serving, boolean anyLead) {
      this.bundle = bundle;
      this.lease = lease;
      this.serving = serving;
      this.anyLead = anyLead;
    }

    @Override
    public String modelId() {
      return bundle.manifest().modelId();
    }

    @Override
    public String modelVersion() {
      return bundle.manifest().modelVersion();
    }

    @Override
    public WindowScorer newScorer(int batchSize) {
      try {
        // The model is open: this is another share in it.
        return new BundleScorer(
            SharedModels.OF_PROCESS.acquire(bundle, serving), batchSize, anyLead);
      } catch (IOException e) {
        throw new IllegalStateException("An open model cannot fail to open", e);
      }
    }

    @Override
    public void close() {
      lease.close();
    }
  }
}
