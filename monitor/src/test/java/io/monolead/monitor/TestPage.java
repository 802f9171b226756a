// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A page as the monitor sees one: a client of the live protocol that remembers what it was told.
 */
public final class TestPage implements AutoCloseable, WebSocket.Listener {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final WebSocket socket;
  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
  private final List<JsonNode> messages = new ArrayList<>();
  private final List<byte[]> frames = new ArrayList<>();
  private final Map<Integer, JsonNode> rows = new LinkedHashMap<>();
  private int closeCode = -1;

  private TestPage(URI address, Map<String, String> headers) {
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    headers.forEach(builder::header);
    socket =
        builder.buildAsync(URI.create("ws://" + address.getAuthority() + "/api/live"), this).join();
  }

  /** Opens the page of a monitor. */
  public static TestPage open(Monitor monitor) {
    return open(monitor, Map.of());
  }

  /** Opens the page of a monitor with further headers. */
  public static TestPage open(Monitor monitor, Map<String, String> headers) {
    return new TestPage(monitor.address(), headers);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      try {
        take(MAPPER.readTree(text.toString()));
      } catch (JsonProcessingException e) {
        throw new AssertionError("No JSON: " + text, e);
      }
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  private synchronized void take(JsonNode message) {
    messages.add(message);
    if (message.path("type").asText().equals("wall")) {
      if (message.path("replace").asBoolean()) {
        rows.clear();
      }
      message.path("streams").forEach(row -> rows.put(row.path("n").asInt(), row));
      message.path("removed").forEach(n -> rows.remove(n.asInt()));
    }
    notifyAll();
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    binary.writeBytes(bytes);
    if (last) {
      synchronized (this) {
        frames.add(binary.toByteArray());
        notifyAll();
      }
      binary.reset();
    }
    from.request(1);
    return null;
  }

  @Override
  public synchronized CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closeCode = code;
    notifyAll();
    return null;
  }

  /** Says something. */
  public void say(String json) {
    socket.sendText(json, true).join();
  }

  /** Waits for a message. */
  public synchronized JsonNode await(Predicate<JsonNode> wanted, Duration atMost)
      throws InterruptedException {
    return find(() -> messages.stream().filter(wanted).findFirst(), atMost);
  }

  /** Waits for the row of a device as it should be. */
  public synchronized JsonNode awaitRow(String device, Predicate<JsonNode> wanted, Duration atMost)
      throws InterruptedException {
    return find(
        () ->
            rows.values().stream()
                .filter(row -> row.path("device").asText().equals(device))
                .filter(wanted)
                .findFirst(),
        atMost);
  }

  /** Waits until there are so many rows. */
  public synchronized void awaitRows(int count, Duration atMost) throws InterruptedException {
    var unused = find(() -> rows.size() >= count ? Optional.of(count) : Optional.empty(), atMost);
  }

  /** Waits for so many frames. */
  public synchronized List<byte[]> awaitFrames(int count, Duration atMost)
      throws InterruptedException {
    return find(
        () -> frames.size() >= count ? Optional.of(List.copyOf(frames)) : Optional.empty(), atMost);
  }

  /** Waits for a goodbye. */
  public synchronized int awaitClose(Duration atMost) throws InterruptedException {
    return find(() -> closeCode < 0 ? Optional.empty() : Optional.of(closeCode), atMost);
  }

  /** What the page was told so far, of one type. */
  public synchronized List<JsonNode> told(String type) {
    return messages.stream().filter(one -> one.path("type").asText().equals(type)).toList();
  }

  private interface Look<T> {
    Optional<T> now();
  }

  private <T> T find(Look<T> look, Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (true) {
      Optional<T> found = look.now();
      if (found.isPresent()) {
        return found.get();
      }
      long left = until - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError(
            "Nothing of the kind within "
                + atMost
                + "; last messages: "
                + messages.subList(Math.max(0, messages.size() - 5), messages.size()));
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
