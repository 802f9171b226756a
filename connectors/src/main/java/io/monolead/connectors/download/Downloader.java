// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Downloads the files of a publisher's list into a folder, several at a time.
 *
 * <p>A file is fetched under a name that ends in {@value #PARTIAL}, continued from where it ended
 * if the server can, checked, and only then given its name: whatever carries a final name is whole.
 */
public final class Downloader {
  /** Suffix of files that are not complete. */
  static final String PARTIAL = ".partial";

  private static final String LIST = "SHA256SUMS.txt";
  private static final int ATTEMPTS = 5;
  private static final int BUFFER = 1 << 16;
  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;
  private static final int UNAUTHORISED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FIRST_SERVER_ERROR = 500;

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(20))
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  private final URI base;
  private final int connections;
  private final Duration pause;
  private final DownloadListener listener;

  /**
   * A downloader.
   *
   * @param base address of the publisher's folder; ends in a slash
   * @param connections files at a time, at least 1
   * @param pause before the second attempt at a file; doubled for each further one
   * @param listener told of progress
   */
  public Downloader(URI base, int connections, Duration pause, DownloadListener listener) {
    if (connections < 1 || !base.toString().endsWith("/")) {
      throw new IllegalArgumentException(
          "A download needs at least one connection and an address that ends in a slash, not "
              + connections
              + " and "
              + base);
    }
    this.base = base;
    this.connections = connections;
    this.pause = pause;
    this.listener = listener;
  }

  /** A file's content cannot be had now, but perhaps later. */
  private static final class Retryable extends IOException {
    private static final long serialVersionUID = 1L;

    Retryable(String message) {
      super(message);
    }
  }

  /**
   * Downloads what is missing.
   *
   * @param wanted which names of the publisher's list
   * @param folder created if it is not there
   * @throws DownloadFailure if the network, the server, the licence or the disk is in the way, or a
   *     file is not what the publisher says
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void download(Predicate<String> wanted, Path folder)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Map<String, String> sums =
        ChecksumList.parse(list(), base.resolve(LIST).toString()).sums().entrySet().stream()
            .filter(entry -> wanted.test(entry.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    if (sums.isEmpty()) {
      throw new DownloadFailure(base.resolve(LIST) + " names none of the files that are wanted");
    }
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, String> entry : sums.entrySet()) {
      Path file = folder.resolve(entry.getKey());
      if (!Files.exists(file) || !sum(file).equals(entry.getValue())) {
        missing.add(entry.getKey());
      }
    }
    missing.sort(null);
    listener.started(sums.size(), sums.size() - missing.size());
    ExecutorService workers = Executors.newFixedThreadPool(connections);
    try {
      List<Future<?>> results = new ArrayList<>();
      for (String name : missing) {
        results.add(
            workers.submit(
                () -> {
                  fetch(name, sums.get(name), folder);
                  listener.fileDone(name);
                  return null;
                }));
      }
      for (Future<?> result : results) {
        result.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  private String list() throws IOException, InterruptedException {
    Path file = Files.createTempFile("monolead-sums", ".txt");
    try {
      attempt(LIST, () -> transfer(LIST, file));
      return Files.readString(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private void fetch(String name, String sum, Path folder)
      throws IOException, InterruptedException {
    Path file = folder.resolve(name);
    Path partial = file.resolveSibling(file.getFileName() + PARTIAL);
    Files.createDirectories(file.getParent());
    attempt(
        name,
        () -> {
          transfer(name, partial);
          String found = sum(partial);
          if (!found.equals(sum)) {
            // A file of another day that was continued, or damage on the way: begin afresh.
            Files.delete(partial);
            throw new Retryable(
                "its SHA-256 is " + found + ", but the publisher's list says " + sum);
          }
        });
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private void attempt(String name, Step step) throws IOException, InterruptedException {
    Duration wait = pause;
    for (int attempt = 1; ; attempt++) {
      try {
        step.run();
        return;
      } catch (DownloadFailure e) {
        throw e;
      } catch (ConnectException | UnresolvedAddressException e) {
        throw noNetwork(e);
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new DownloadFailure(
              address(name)
                  + " failed "
                  + ATTEMPTS
                  + " times: "
                  + e.getMessage()
                  + ". Run the command again to go on with what is missing.",
              e);
        }
        listener.retrying(name, String.valueOf(e.getMessage()));
        Thread.sleep(wait.toMillis());
        wait = wait.multipliedBy(2);
      }
    }
  }

  private DownloadFailure noNetwork(Exception e) {
    return new DownloadFailure(
        base
            + " cannot be reached. Is there a network here? Behind a proxy, set"
            + " MONOLEAD_JAVA_OPTIONS=-Dhttps.proxyHost=...; a mirror goes with --base-url; or"
            + " download it elsewhere and copy the folder.",
        e);
  }

  /** Appends to the target what it lacks. */
  private void transfer(String name, Path target) throws IOException, InterruptedException {
    long have = Files.exists(target) ? Files.size(target) : 0;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(name)).timeout(Duration.ofMinutes(10)).GET();
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      if (status == RANGE_NOT_SATISFIABLE) {
        return; // There is nothing after what we have; the sum will tell whether it is right.
      }
      refuse(name, status);
      long room = Files.getFileStore(target.toAbsolutePath().getParent()).getUsableSpace();
      long length = response.headers().firstValueAsLong("Content-Length").orElse(0);
      if (length > room) {
        throw new DownloadFailure(
            String.format(
                "The disk of %s has room for %d MB, but %s needs %d MB more. Make room, or choose"
                    + " another folder with --to.",
                target.getParent(), room >> 20, name, length >> 20));
      }
      long written = 0;
      try (OutputStream out =
          status == PARTIAL_CONTENT
              ? Files.newOutputStream(target, StandardOpenOption.APPEND)
              : Files.newOutputStream(target)) {
        byte[] buffer = new byte[BUFFER];
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
          out.write(buffer, 0, count);
          written += count;
        }
      }
      if (length > 0 && written < length) {
        throw new Retryable("it ended after " + written + " of " + length + " bytes");
      }
    }
  }

  private void refuse(String name, int status) throws IOException {
    if (status == OK || status == PARTIAL_CONTENT) {
      return;
    }
    String where = address(name) + " answers " + status;
    if (status == UNAUTHORISED || status == FORBIDDEN) {
      throw new DownloadFailure(
          where
              + ": the publisher asks for a login or for consent to a licence. Open the address in"
              + " a browser, do what it asks, download there, and give the folder with --data.");
    }
    if (status == NOT_FOUND) {
      throw new DownloadFailure(
          where
              + ": it is not there (any more). Choose a mirror or another version with --base-url.");
    }
    if (status >= FIRST_SERVER_ERROR || status == TOO_MANY_REQUESTS) {
      throw new Retryable("the server answers " + status);
    }
    throw new DownloadFailure(where + ", which is no answer to a download");
  }

  private URI address(String name) {
    String encoded =
        Stream.of(name.split("/", -1))
            .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("/"));
    return base.resolve(encoded);
  }

  private static String sum(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
