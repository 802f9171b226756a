// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real Chromium without a window, driven by its DevTools protocol: opens files, runs scripts in
 * them, and keeps what the console said and what the page asked the network for.
 */
final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final long SECONDS = 60;

  private final ObjectMapper json = new ObjectMapper();
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Process process;
  private final WebSocket socket;
  private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();

  private Browser(Process process, String page) throws Exception {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(page), new Listener())
            .get(SECONDS, TimeUnit.SECONDS);
  }

  /** Starts a browser; skips the test, visibly, where there is none. */
  static Browser start(Class<?> test, Path folder) throws Exception {
    String path = System.getenv().getOrDefault("PATH", "");
    Path program =
        Stream.of(path.split(java.io.File.pathSeparator))
            .flatMap(each -> NAMES.stream().map(name -> Path.of(each, name)))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    String message =
        "SKIPPED " + test.getSimpleName() + ": none of " + NAMES + " is on the PATH here";
    if (program == null) {
      System.err.println(message);
    }
    assumeTrue(program != null, message);
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder.resolve("browser"),
                "about:blank")
            .redirectErrorStream(true)
            .start();
    try {
      return new Browser(process, pageOf(process));
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static String pageOf(Process process) throws Exception {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    while (line != null && !line.startsWith("DevTools listening on ")) {
      line = output.readLine();
    }
    if (line == null) {
      throw new IOException("Chromium ended before it listened");
    }
    Thread rest = new Thread(() -> output.lines().forEach(each -> {}), "chromium-output");
    rest.setDaemon(true);
    rest.start();
    int port = URI.create(line.substring(line.indexOf("ws://"))).getPort();
    HttpResponse<String> pages =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new"))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    return new ObjectMapper().readTree(pages.body()).get("webSocketDebuggerUrl").asText();
  }

  /**
   * Opens a file in a window of this size.
   *
   * @param dark whether the reader prefers dark pages
   */
  void open(Path file, int width, int height, double scale, boolean dark) throws Exception {
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", json.createObjectNode());
    }
    call(
        "Emulation.setDeviceMetricsOverride",
        json.createObjectNode()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", scale)
            .put("mobile", width < 600));
    ObjectNode media = json.createObjectNode();
    media
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", dark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", media);
    complaints.clear();
    requests.clear();
    loaded = new CompletableFuture<>();
    call("Page.navigate", json.createObjectNode().put("url", file.toUri().toString()));
    loaded.get(SECONDS, TimeUnit.SECONDS);
  }

  /** The value of an expression of JavaScript in the page. */
  JsonNode evaluate(String expression) throws Exception {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            json.createObjectNode()
                .put("expression", expression)
                .put("returnByValue", true)
                .put("awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.get("result").path("value");
  }

  /** A picture of a part of the page. */
  void picture(Path file, double x, double y, double width, double height) throws Exception {
    ObjectNode options = json.createObjectNode();
    options.put("format", "png").put("captureBeyondViewport", true);
    options
        .putObject("clip")
        .put("x", x)
        .put("y", y)
        .put("width", width)
        .put("height", height)
        .put("scale", 1);
    JsonNode answer = call("Page.captureScreenshot", options);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, Base64.getDecoder().decode(answer.get("data").asText()));
  }

  /** What the console, the log and exceptions said since the page was opened. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Addresses that the page asked for since it was opened, its own included. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private JsonNode call(String method, ObjectNode parameters) throws Exception {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    ObjectNode message = json.createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    socket.sendText(message.toString(), true).get(SECONDS, TimeUnit.SECONDS);
    JsonNode result = answer.get(SECONDS, TimeUnit.SECONDS);
    if (result.has("error")) {
      throw new IOException(method + ": " + result.get("error"));
    }
    return result.get("result");
  }

  private void took(JsonNode message) {
    if (message.has("id")) {
      waiting.remove(message.get("id").asInt()).complete(message);
      return;
    }
    JsonNode told = message.path("params");
    switch (message.path("method").asText()) {
      case "Page.loadEventFired" -> loaded.complete(null);
      case "Network.requestWillBeSent" -> requests.add(told.path("request").path("url").asText());
      case "Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled" ->
          complaints.add(told.toString());
      default -> {}
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          took(json.readTree(text.toString()));
        } catch (IOException e) {
          complaints.add(e.toString());
        }
        text.setLength(0);
      }
      webSocket.request(1);
      return null;
    }
  }

  @Override
  public void close() throws Exception {
    socket.abort();
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
  }
}
