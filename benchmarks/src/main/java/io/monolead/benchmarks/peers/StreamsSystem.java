// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import ai.onnxruntime.OrtException;
import io.monolead.inference.ModelManifest;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.WireFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Kafka Streams with ONNX Runtime: two stream threads, the samples of each device in a cached
 * in-memory store with its changelog, windows of one task in micro-batches of 32 or 50 ms, at least
 * once, commits every second. Each task has a session of one thread.
 */
public final class StreamsSystem {
  private static final String STORE = "samples";
  private static final int THREADS = 2;
  private static final int CACHE_BYTES = 64 << 20;

  private StreamsSystem() {}

  /** Assembles, batches and scores the devices of one task. */
  private static final class Scorer implements Processor<byte[], byte[], byte[], byte[]> {
    private final ModelManifest manifest;
    private final PeerWindows windows;
    private final OnnxPredictor predictor;
    private final float[] rows;
    private final List<PeerWindows.Window> pending = new ArrayList<>();
    private ProcessorContext<byte[], byte[]> context;
    private KeyValueStore<String, byte[]> samples;

    Scorer(ModelManifest manifest, byte[] network) {
      this.manifest = manifest;
      windows = new PeerWindows(manifest);
      rows = new float[PeerSetup.BATCH * manifest.windowSamples()];
      try {
        predictor = new OnnxPredictor(network, 1, 1, manifest.windowSamples(), PeerSetup.BATCH);
        predictor.logits(rows, PeerSetup.BATCH);
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> given) {
      context = given;
      samples = given.getStateStore(STORE);
      given.schedule(
          Duration.ofMillis(PeerSetup.WAIT_MILLIS),
          PunctuationType.WALL_CLOCK_TIME,
          time -> score());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      try {
        EcgSegment segment = windows.decode(record.value());
        samples.put(
            segment.getDeviceId(),
            windows.append(samples.get(segment.getDeviceId()), segment, this::add));
      } catch (WireFormatException e) {
        throw new IllegalStateException(e);
      }
    }

    private void add(PeerWindows.Window window) {
      pending.add(window);
      if (pending.size() == PeerSetup.BATCH) {
        score();
      }
    }

    private void score() {
      if (pending.isEmpty()) {
        return;
      }
      for (int i = 0; i < pending.size(); i++) {
        System.arraycopy(
            pending.get(i).conditioned(),
            0,
            rows,
            i * manifest.windowSamples(),
            manifest.windowSamples());
      }
      try {
        float[][] logits = predictor.logits(rows, pending.size());
        for (int i = 0; i < pending.size(); i++) {
          PeerWindows.Window window = pending.get(i);
          context.forward(
              new Record<>(
                  windows.key(window),
                  windows.score(window, logits[i]),
                  window.startMicros() / 1000));
        }
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
      pending.clear();
    }

    @Override
    public void close() {
      try {
        predictor.close();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Runs until killed.
   *
   * @param arguments of {@link PeerSetup}; the last is the ONNX file
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    PeerSetup setup = PeerSetup.of(arguments);
    ModelManifest manifest = setup.manifest();
    byte[] network = Files.readAllBytes(Path.of(setup.extra()));
    StoreBuilder<KeyValueStore<String, byte[]>> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
            .withCachingEnabled();
    Topology topology =
        new Topology()
            .addSource("segments", setup.segments())
            .addProcessor("score", () -> new Scorer(manifest, network), "segments")
            .addStateStore(store, "score")
            .addSink("scores", setup.scores(), "score");
    KafkaStreams streams = new KafkaStreams(topology, properties(setup));
    streams.setUncaughtExceptionHandler(
        failure -> {
          failure.printStackTrace();
          return StreamThreadExceptionResponse.SHUTDOWN_APPLICATION;
        });
    streams.start();
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close, "close"));
    new CountDownLatch(1).await();
  }

  private static Properties properties(PeerSetup setup) throws IOException {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, setup.group());
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, setup.bootstrapServers());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, THREADS);
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, PeerSetup.COMMIT_MILLIS);
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, Files.createTempDirectory("streams").toString());
    properties.put(
        StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class.getName());
    properties.put(
        StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class.getName());
    properties.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    return properties;
  }
}
