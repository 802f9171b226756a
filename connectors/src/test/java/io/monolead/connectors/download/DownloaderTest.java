// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on the loopback interface that can be made to misbehave. */
class DownloaderTest {
  private static final byte[] SIGNAL =
      "0123456789".repeat(1000).getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;
  private HttpServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private final List<String> retries = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Misbehaviour misbehaviour = (exchange, number) -> false;

  /** Answers in place of the server, if it returns true. */
  @FunctionalInterface
  private interface Misbehaviour {
    boolean answers(HttpExchange exchange, int number) throws IOException;
  }

  @BeforeEach
  void startServer() throws Exception {
    files.put("a.dat", SIGNAL);
    files.put("records/b 1.dat", "second".getBytes(StandardCharsets.US_ASCII));
    files.put("other/c.dat", "third".getBytes(StandardCharsets.US_ASCII));
    StringBuilder list = new StringBuilder();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      list.append(sum(file.getValue())).append(' ').append(file.getKey()).append('\n');
    }
    files.put("SHA256SUMS.txt", list.toString().getBytes(StandardCharsets.US_ASCII));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/set/", this::handle);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private static String sum(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String name = exchange.getRequestURI().getPath().substring("/set/".length());
      boolean isList = name.equals("SHA256SUMS.txt");
      if (!isList && misbehaviour.answers(exchange, requests.incrementAndGet())) {
        return;
      }
      byte[] body = files.get(name);
      if (body == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      String range = exchange.getRequestHeaders().getFirst("Range");
      int from = 0;
      if (range != null) {
        ranges.add(range);
        from = Integer.parseInt(range.replaceAll("\\D", ""));
      }
      if (from >= body.length) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      exchange.sendResponseHeaders(range == null ? 200 : 206, body.length - from);
      exchange.getResponseBody().write(body, from, body.length - from);
    }
  }

  private Downloader downloader() {
    return new Downloader(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/set/"),
        2,
        Duration.ofMillis(5),
        new DownloadListener() {
          @Override
          public void started(int count, int present) {}

          @Override
          public void fileDone(String name) {}

          @Override
          public void retrying(String name, String why) {
            retries.add(why);
          }
        });
  }

  private void assertWhole() throws IOException {
    assertThat(folder.resolve("a.dat")).hasBinaryContent(SIGNAL);
    assertThat(folder.resolve("records/b 1.dat")).hasContent("second");
    assertThat(folder.resolve("a.dat" + Downloader.PARTIAL)).doesNotExist();
  }

  @Test
  void everyWantedFileArrivesAndNoOther() throws Exception {
    downloader().download(name -> !name.startsWith("other/"), folder);

    assertWhole();
    assertThat(folder.resolve("other")).doesNotExist();
  }

  @Test
  void whatIsThereAlreadyIsNotFetchedAgain() throws Exception {
    downloader().download(name -> true, folder);
    int before = requests.get();

    downloader().download(name -> true, folder);

    assertThat(requests.get()).isEqualTo(before);
  }

  @Test
  void aHalfFileGoesOnWhereItEnded() throws Exception {
    Files.write(folder.resolve("a.dat" + Downloader.PARTIAL), Arrays.copyOf(SIGNAL, 4000));

    downloader().download(name -> true, folder);

    assertWhole();
    assertThat(ranges).containsExactly("bytes=4000-");
  }

  @Test
  void aHalfFileOfOtherContentIsBegunAfresh() throws Exception {
    Files.write(folder.resolve("a.dat" + Downloader.PARTIAL), new byte[4000]);

    downloader().download(name -> true, folder);

    assertWhole();
    assertThat(retries).singleElement().asString().contains("SHA-256");
  }

  @Test
  void aServerThatHangsUpInTheMiddleIsAskedForTheRest() throws Exception {
    misbehaviour =
        (exchange, number) -> {
          if (number > 1 || !exchange.getRequestURI().getPath().endsWith("a.dat")) {
            return false;
          }
          exchange.sendResponseHeaders(200, SIGNAL.length);
          exchange.getResponseBody().write(SIGNAL, 0, 3000);
          exchange.getResponseBody().flush();
          return true;
        };

    downloader().download(name -> name.equals("a.dat") || name.startsWith("records/"), folder);

    assertWhole();
  }

  @Test
  void aServerThatIsBusyIsAskedAgain() throws Exception {
    misbehaviour =
        (exchange, number) -> {
          if (number > 2) {
            return false;
          }
          exchange.sendResponseHeaders(503, -1);
          return true;
        };

    downloader().download(name -> true, folder);

    assertWhole();
    assertThat(retries).isNotEmpty().allMatch(why -> why.contains("503"));
  }

  @Test
  void aFileThatIsNeverWhatTheListSaysIsNotKeptUnderItsName() {
    files.put("a.dat", "something else".getBytes(StandardCharsets.US_ASCII));

    assertThatThrownBy(() -> downloader().download(name -> true, folder))
        .isInstanceOf(DownloadFailure.class)
        .hasMessageContaining("a.dat")
        .hasMessageContaining("SHA-256");
    assertThat(folder.resolve("a.dat")).doesNotExist();
  }

  @Test
  void aLicenceInTheWaySaysWhatToDo() {
    misbehaviour =
        (exchange, number) -> {
          exchange.sendResponseHeaders(403, -1);
          return true;
        };

    assertThatThrownBy(() -> downloader().download(name -> true, folder))
        .isInstanceOf(DownloadFailure.class)
        .hasMessageContaining("403")
        .hasMessageContaining("licence");
  }

  @Test
  void aFileThatIsGoneSaysWhichAndWhatToDo() {
    files.remove("a.dat");

    assertThatThrownBy(() -> downloader().download(name -> true, folder))
        .isInstanceOf(DownloadFailure.class)
        .hasMessageContaining("a.dat answers 404")
        .hasMessageContaining("--base-url");
  }

  @Test
  void aListThatLeadsOutOfTheFolderIsRefusedBeforeAnythingIsFetched() throws Exception {
    for (String hostile : List.of("../../etc/x", "/etc/x", "a/../../x")) {
      files.put(
          "SHA256SUMS.txt",
          (sum(SIGNAL) + " " + hostile + "\n").getBytes(StandardCharsets.US_ASCII));

      assertThatThrownBy(() -> downloader().download(name -> true, folder))
          .isInstanceOf(DownloadFailure.class)
          .hasMessageContaining("leads out of the folder");
    }
    assertThat(requests.get()).isZero();
  }

  @Test
  void aLoginPageInPlaceOfTheListIsRecognised() {
    files.put("SHA256SUMS.txt", "<html>Log in</html>".getBytes(StandardCharsets.US_ASCII));

    assertThatThrownBy(() -> downloader().download(name -> true, folder))
        .isInstanceOf(DownloadFailure.class)
        .hasMessageContaining("log in");
  }

  @Test
  void withoutANetworkItSaysSo() {
    server.stop(0);

    assertThatThrownBy(() -> downloader().download(name -> true, folder))
        .isInstanceOf(DownloadFailure.class)
        .hasMessageContaining("cannot be reached")
        .hasMessageContaining("--base-url");
  }

  @Test
  void dataSetsAreFoundByNameAndTakeWhatIsNeeded() {
    assertThat(PublicDataSet.named("ptb-xl").wanted(false).test("records100/00000/00001_lr.dat"))
        .isTrue();
    assertThat(PublicDataSet.named("ptb-xl").wanted(false).test("records500/00000/00001_hr.dat"))
        .isFalse();
    assertThat(PublicDataSet.named("ptb-xl").wanted(true).test("records500/00000/00001_hr.dat"))
        .isTrue();
    assertThatThrownBy(() -> PublicDataSet.named("ptbxl"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ptb-xl, icbeb2018, mitdb, cpsc2021");
  }
}
