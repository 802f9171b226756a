// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.monolead.monitor.feed.FeedState;
import io.monolead.monitor.feed.KafkaFeed;
import io.monolead.monitor.wall.Wall;
import io.monolead.monitor.wall.WallSummary;

/** How the monitor itself is. */
final class StatusRoutes {
  private final Wall wall;
  private final KafkaFeed feed;
  private final LiveHub hub;
  private final LiveJson json;
  private final Answers answers;

  StatusRoutes(Wall wall, KafkaFeed feed, LiveHub hub, LiveJson json, Answers answers) {
    this.wall = wall;
    this.feed = feed;
    this.hub = hub;
    this.json = json;
    this.answers = answers;
  }

  /** {@code GET /health}: for whoever watches the process, without signing in. */
  void health(Context context) {
    FeedState state = feed.state();
    WallSummary summary = hub.summary();
    answers.json(
        context,
        state == FeedState.RECONNECTING ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK,
        json.object(
            fields -> {
              fields.writeStringField("feed", state.text());
              fields.writeNumberField("streams", summary.streams());
              fields.writeNumberField("notShown", summary.notShown());
              fields.writeNumberField("clients", hub.clients());
            }));
  }

  /** {@code GET /metrics}: in Prometheus' text format. */
  void metrics(Context context) {
    WallSummary summary = hub.summary();
    StringBuilder text = new StringBuilder(2_000);
    metric(text, "feed_up", "gauge", feed.state() == FeedState.OK ? 1 : 0);
    metric(text, "records_total", "counter", feed.records());
    metric(text, "records_undecodable_total", "counter", feed.undecodable());
    metric(text, "records_refused_total", "counter", wall.refused());
    metric(text, "streams", "gauge", summary.streams());
    metric(text, "streams_live", "gauge", summary.live());
    metric(text, "streams_silent", "gauge", summary.silent());
    metric(text, "streams_not_shown", "gauge", summary.notShown());
    metric(text, "sample_bytes", "gauge", wall.sampleBytes());
    metric(text, "scores_kept", "gauge", wall.scoresKept());
    metric(text, "clients", "gauge", hub.clients());
    context.contentType("text/plain; version=0.0.4; charset=utf-8").result(text.toString());
  }

  private static void metric(StringBuilder text, String name, String type, long value) {
    String full = "monolead_monitor_" + name;
    text.append("# TYPE ").append(full).append(' ').append(type).append('\n');
    text.append(full).append(' ').append(value).append('\n');
  }
}
