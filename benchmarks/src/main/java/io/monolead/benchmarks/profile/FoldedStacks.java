// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Sampled stacks of Java code, outermost frame first, and how often each was seen. Immutable.
 *
 * @param counts samples by stack, its frames separated by {@value #BETWEEN}
 */
record FoldedStacks(Map<String, Long> counts) {
  static final String BETWEEN = ";";

  /** The loop that every task of Flink turns in says nothing. */
  private static boolean isLoop(String frame) {
    return frame.equals("StreamTask.processInput")
        || frame.equals("MailboxProcessor.runMailboxStep");
  }

  FoldedStacks {
    counts = Collections.unmodifiableMap(new TreeMap<>(counts));
  }

  /**
   * Reads the samples of a recording.
   *
   * @param threads what to call a thread by its name; empty to leave it out
   */
  static FoldedStacks read(Path recording, Function<String, String> threads) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (!event.getEventType().getName().equals("jdk.ExecutionSample")
            || event.getStackTrace() == null) {
          continue;
        }
        RecordedThread thread = event.getThread("sampledThread");
        String name = thread == null || thread.getJavaName() == null ? "" : thread.getJavaName();
        String group = threads.apply(name);
        if (!group.isEmpty()) {
          counts.merge(
              String.join(BETWEEN, frames(group, event.getStackTrace().getFrames())),
              1L,
              Long::sum);
        }
      }
    }
    return new FoldedStacks(counts);
  }

  private static List<String> frames(String group, List<RecordedFrame> innermostFirst) {
    List<String> frames = new ArrayList<>();
    for (RecordedFrame frame : innermostFirst) {
      String name = name(frame.getMethod());
      if (isLoop(name)) {
        break;
      }
      frames.add(name);
    }
    frames.add(group);
    Collections.reverse(frames);
    return frames;
  }

  private static String name(RecordedMethod method) {
    String type = method.getType().getName();
    String simple = type.substring(type.lastIndexOf('.') + 1);
    // Hidden classes of lambdas have numbers that differ from run to run.
    return simple.replaceAll("(Lambda)[$\\d/x+a-f]*", "$1") + "." + method.getName();
  }

  /** All samples. */
  long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Samples with a frame that fits anywhere on the stack. */
  long with(Predicate<String> frame) {
    return counts.entrySet().stream()
        .filter(entry -> frames(entry.getKey()).stream().anyMatch(frame))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Samples with both frames, the first somewhere outside of the second. */
  long with(Predicate<String> outer, Predicate<String> inner) {
    long sum = 0;
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      boolean inside = false;
      for (String frame : frames(entry.getKey())) {
        if (inside && inner.test(frame)) {
          sum += entry.getValue();
          break;
        }
        inside |= outer.test(frame);
      }
    }
    return sum;
  }

  /** The frames of a stack, outermost first. */
  static List<String> frames(String stack) {
    return List.of(stack.split(BETWEEN));
  }
}
