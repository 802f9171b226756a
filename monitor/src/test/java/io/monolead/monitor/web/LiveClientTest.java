// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import static io.monolead.monitor.Samples.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.monitor.Samples;
import io.monolead.monitor.feed.FeedState;
import io.monolead.monitor.wall.HeartRateMeter;
import io.monolead.monitor.wall.HeldSegment;
import io.monolead.monitor.wall.Wall;
import io.monolead.monitor.wall.WallLimits;
import io.monolead.schemas.AlertState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LiveClientTest {
  private static final long START = 1_800_000_000L * SECOND;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Wall wall = new Wall(WallLimits.DEFAULT, () -> START, HeartRateMeter.none());
  private final FakeLink link = new FakeLink();
  private long nanos;
  private final LiveClient client =
      new LiveClient(link, wall, new LiveJson(), Runnable::run, () -> nanos);

  /** A connection whose other end takes messages when the test says so. */
  private static final class FakeLink implements LiveClient.Link {
    private final List<Object> sent = new ArrayList<>();
    private boolean takes = true;
    private Runnable pending = () -> {};
    private int closeCode;
    private boolean isCut;

    @Override
    public void text(String text, Runnable done, Runnable failed) {
      sent.add(text);
      finish(done);
    }

    @Override
    public void binary(ByteBuffer bytes, Runnable done, Runnable failed) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      sent.add(copy);
      finish(done);
    }

    private void finish(Runnable done) {
      if (takes) {
        done.run();
      } else {
        pending = done;
      }
    }

    void takeAgain() {
      takes = true;
      pending.run();
    }

    @Override
    public void close(int code, String reason) {
      closeCode = code;
    }

    @Override
    public void cut() {
      isCut = true;
    }

    List<JsonNode> texts() throws Exception {
      List<JsonNode> nodes = new ArrayList<>();
      for (Object one : sent) {
        if (one instanceof String text) {
          nodes.add(MAPPER.readTree(text));
        }
      }
      return nodes;
    }

    List<String> types() throws Exception {
      return texts().stream().map(node -> node.path("type").asText()).toList();
    }

    List<byte[]> frames() {
      return sent.stream().filter(byte[].class::isInstance).map(byte[].class::cast).toList();
    }
  }

  private void devices(int count) {
    for (int i = 0; i < count; i++) {
      wall.segment(Samples.segment("d" + i, 0, START), 0, i, true);
    }
  }

  private int number(String device) {
    return wall.find(device, "I").orElseThrow().n();
  }

  @Test
  void theWholeWallComesInPiecesOfWhichOnlyTheFirstReplaces() throws Exception {
    devices(1_234);
    client.begin("{\"type\":\"hello\"}");

    assertThat(link.types()).containsExactly("hello", "wall", "wall", "wall");
    Set<Integer> told = new HashSet<>();
    for (JsonNode message : link.texts().subList(1, 4)) {
      assertThat(message.path("streams").size()).isLessThanOrEqualTo(500);
      message.path("streams").forEach(row -> told.add(row.path("n").asInt()));
    }
    assertThat(told).hasSize(1_234);
    assertThat(link.texts().subList(1, 4))
        .extracting(message -> message.path("replace").asBoolean())
        .containsExactly(true, false, false);
  }

  @Test
  void nothingGoesOutBeforeTheFirstMessage() throws Exception {
    devices(1);
    client.rows(Set.of(number("d0")), Set.of());
    client.second(wall.summary(), FeedState.OK);
    assertThat(link.sent).isEmpty();
    client.begin("{\"type\":\"hello\"}");

    assertThat(link.types()).containsExactly("hello", "wall", "summary");
  }

  @Test
  void anEmptyWallIsToldTooSoThatAPageForgetsTheOneBefore() throws Exception {
    client.begin("{\"type\":\"hello\"}");

    assertThat(link.types()).containsExactly("hello", "wall");
    assertThat(link.texts().get(1).path("replace").asBoolean()).isTrue();
  }

  @Test
  void rowsAreToldAsTheyAreWhenTheirTurnComes() throws Exception {
    devices(3);
    client.begin("{\"type\":\"hello\"}");
    link.sent.clear();
    link.takes = false;
    client.reply("{\"type\":\"pong\"}");
    int n = number("d1");
    for (int i = 0; i < 100; i++) {
      wall.alert(Samples.alert("x" + i, "d1", AlertState.RAISED, START + i), true);
      client.rows(Set.of(n), Set.of());
    }
    link.takeAgain();

    assertThat(link.types()).containsExactly("pong", "wall");
    JsonNode row = link.texts().get(1).path("streams").get(0);
    assertThat(row.path("n").asInt()).isEqualTo(n);
    assertThat(row.path("alerts").size()).isEqualTo(100);
  }

  @Test
  void noAlertIsLostToASlowClientAndOnlyItsLatestTransitionIsTold() throws Exception {
    devices(1);
    client.begin("{\"type\":\"hello\"}");
    link.sent.clear();
    link.takes = false;
    client.reply("{\"type\":\"pong\"}");
    int n = number("d0");
    for (int i = 0; i < 5_000; i++) {
      client.transition(n, "a" + i, "{\"type\":\"alert\",\"id\":\"a" + i + "\",\"at\":1}");
      client.transition(n, "a" + i, "{\"type\":\"alert\",\"id\":\"a" + i + "\",\"at\":2}");
      client.strip(n, new byte[10_000]);
    }
    link.takeAgain();

    List<JsonNode> alerts =
        link.texts().stream().filter(node -> node.path("type").asText().equals("alert")).toList();
    assertThat(alerts).hasSize(5_000).allMatch(alert -> alert.path("at").asInt() == 2);
  }

  @Test
  void aPageHearsOfAStreamBeforeItHearsOfItsAlert() throws Exception {
    client.begin("{\"type\":\"hello\"}");
    link.sent.clear();
    wall.alert(Samples.alert("x", "new", AlertState.RAISED, START), true);
    client.transition(number("new"), "x", "{\"type\":\"alert\"}");

    assertThat(link.types()).containsExactly("wall", "alert");
    client.transition(number("new"), "y", "{\"type\":\"alert\"}");
    assertThat(link.types()).containsExactly("wall", "alert", "alert");
  }

  @Test
  void stripsOfASlowClientAreLeftOutOldestFirstAndTheNextSaysSo() throws Exception {
    devices(1);
    client.begin("{\"type\":\"hello\"}");
    link.sent.clear();
    link.takes = false;
    client.reply("{\"type\":\"pong\"}");
    byte[] samples = new byte[100_000];
    for (int i = 0; i < 60; i++) {
      client.strip(7, new HeldSegment(i, 10_000, 1, false, false, samples).frame(7));
    }
    client.strip(8, new HeldSegment(99, 10_000, 1, false, false, new byte[2]).frame(8));
    assertThat(client.skipped()).isEqualTo(60 - (LiveClient.MOST_STRIP_BYTES - 34) / 100_032);
    link.takeAgain();

    List<byte[]> frames = link.frames();
    assertThat(frames).hasSize((LiveClient.MOST_STRIP_BYTES - 34) / 100_032 + 1);
    assertThat(frames.get(0)[1] & HeldSegment.GAP_BEFORE).isEqualTo(HeldSegment.GAP_BEFORE);
    assertThat(frames.subList(1, frames.size()))
        .allMatch(frame -> (frame[1] & HeldSegment.GAP_BEFORE) == 0);
    client.second(wall.summary(), FeedState.OK);
    assertThat(link.texts().get(link.texts().size() - 1).path("skipped").asLong())
        .isEqualTo(client.skipped());
  }

  @Test
  void oneMessageIsInFlightAndAStuckOneIsSeen() {
    link.takes = false;
    client.begin("{\"type\":\"hello\"}");
    client.reply("{\"type\":\"pong\"}");
    assertThat(link.sent).hasSize(1);
    nanos = 31_000_000_000L;
    assertThat(client.stuckNanos()).isEqualTo(31_000_000_000L);

    client.close(LiveHub.TOO_SLOW, "took nothing");
    client.close(1000, "again");
    assertThat(link.closeCode).isEqualTo(4008);
    client.strip(1, new byte[9]);
    link.takeAgain();
    assertThat(link.sent).as("nothing follows a goodbye").hasSize(1);
    client.cut();
    assertThat(link.isCut).isTrue();
  }

  @Test
  void aLongQueueIsSentWithoutALongStack() {
    devices(1);
    client.begin("{\"type\":\"hello\"}");
    link.takes = false;
    client.reply("{\"type\":\"pong\"}");
    for (int i = 0; i < 50_000; i++) {
      client.strip(1, new byte[40]);
    }
    link.takeAgain();

    assertThat(link.frames()).hasSize(50_000);
    assertThat(client.waitingStrips()).isZero();
  }

  @Test
  void stripsThatAreNotWantedAnyMoreAreWithdrawn() {
    devices(1);
    client.begin("{\"type\":\"hello\"}");
    link.takes = false;
    client.reply("{\"type\":\"pong\"}");
    client.strip(1, new byte[40]);
    client.strip(2, new byte[40]);
    client.withdrawStrips(Set.of(2));
    link.takeAgain();

    assertThat(link.frames()).hasSize(1);
  }
}
