// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.monolead.inference.ModelManifest;
import io.monolead.schemas.EcgSegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/**
 * The plain way: a Kafka consumer per core that assembles windows in a map, calls DJL for each
 * window as it completes, and sends the score. Commits once a second what has been sent.
 */
public final class ConsumerSystem {
  private static final int THREADS = 2;

  private ConsumerSystem() {}

  /** One conditioned window in, its logits out. */
  private record WindowTranslator(int samples) implements Translator<float[], float[]> {
    @Override
    public NDList processInput(TranslatorContext context, float[] window) {
      return new NDList(context.getNDManager().create(window, new Shape(1, 1, samples)));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList logits) {
      return logits.singletonOrThrow().toFloatArray();
    }

    @Override
    public Batchifier getBatchifier() {
      return null;
    }
  }

  /**
   * Runs until killed.
   *
   * @param arguments of {@link PeerSetup}; the last is the file of the network
   */
  public static void main(String[] arguments) throws Exception {
    PeerSetup setup = PeerSetup.of(arguments);
    ModelManifest manifest = setup.manifest();
    ZooModel<float[], float[]> model =
        Criteria.builder()
            .setTypes(float[].class, float[].class)
            .optEngine("PyTorch")
            .optModelPath(Path.of(setup.extra()))
            .optTranslator(new WindowTranslator(manifest.windowSamples()))
            .build()
            .loadModel();
    CountDownLatch warm = new CountDownLatch(THREADS);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      Thread thread =
          new Thread(() -> consume(setup, manifest, model, number, warm), "consumer-" + i);
      // Without one of them the others would go on at half the speed.
      thread.setUncaughtExceptionHandler(
          (failed, e) -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
          });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void consume(
      PeerSetup setup,
      ModelManifest manifest,
      ZooModel<float[], float[]> model,
      int number,
      CountDownLatch warm) {
    PeerWindows windows = new PeerWindows(manifest);
    Map<String, byte[]> devices = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = setup.consumer();
        KafkaProducer<byte[], byte[]> producer = setup.producer();
        Predictor<float[], float[]> predictor = model.newPredictor()) {
      for (int i = 0; i < PeerSetup.BATCH; i++) {
        predictor.predict(new float[manifest.windowSamples()]);
      }
      warm.countDown();
      warm.await();
      // Each thread owns its partitions: the samples of a device never move between threads.
      consumer.assign(
          consumer.partitionsFor(setup.segments()).stream()
              .filter(info -> info.partition() % THREADS == number)
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList());
      List<PeerWindows.Window> complete = new ArrayList<>();
      long committed = System.nanoTime();
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          EcgSegment segment = windows.decode(record.value());
          devices.put(
              segment.getDeviceId(),
              windows.append(devices.get(segment.getDeviceId()), segment, complete::add));
          for (PeerWindows.Window window : complete) {
            var unused =
                producer.send(
                    windows.record(
                        setup.scores(), window, predictor.predict(window.conditioned())));
          }
          complete.clear();
        }
        if (System.nanoTime() - committed > PeerSetup.COMMIT_MILLIS * 1_000_000) {
          producer.flush();
          consumer.commitSync();
          committed = System.nanoTime();
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException("The consumer failed", e);
    }
  }
}
