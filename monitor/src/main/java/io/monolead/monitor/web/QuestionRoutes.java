// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.monolead.monitor.attention.AttentionSource;
import io.monolead.monitor.feed.Archive;
import io.monolead.monitor.wall.HeldSegment;
import io.monolead.monitor.wall.LeadStream;
import io.monolead.monitor.wall.Wall;
import io.monolead.monitor.wall.WindowScore;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Questions about what was: strips, scores, alerts, and where the network looked. */
final class QuestionRoutes {
  private static final long LONGEST_STRIP_MICROS = 120_000_000;
  private static final long LONGEST_HISTORY_MICROS = 7L * 24 * 3600 * 1_000_000;
  private static final int MOST_ALERTS = 2_000;
  private static final int DEFAULT_ALERTS = 200;

  /**
   * A stretch of time of a lead.
   *
   * @param from microseconds since 1970
   * @param to microseconds since 1970
   */
  private record Stretch(LeadStream stream, long from, long to) {}

  private final Wall wall;
  private final Archive archive;
  private final Optional<AttentionSource> attention;
  private final LiveJson json;
  private final Answers answers;

  QuestionRoutes(
      Wall wall,
      Archive archive,
      Optional<AttentionSource> attention,
      LiveJson json,
      Answers answers) {
    this.wall = wall;
    this.archive = archive;
    this.attention = attention;
    this.json = json;
    this.answers = answers;
  }

  /** {@code GET /api/strip}: the segments of a lead in a stretch of time, as frames. */
  void strip(Context context) {
    Stretch asked = stretch(context, "from", "to", LONGEST_STRIP_MICROS);
    answers.later(
        context,
        archive.strip(asked.stream(), asked.from(), asked.to()),
        segments -> {
          if (segments.isEmpty()) {
            answers.error(
                context,
                HttpStatus.NOT_FOUND,
                "There are no samples of this time, or Kafka no longer holds them");
            return;
          }
          ByteArrayOutputStream frames = new ByteArrayOutputStream();
          segments.forEach(segment -> frames.writeBytes(segment.frame(asked.stream().n())));
          context.contentType("application/octet-stream").result(frames.toByteArray());
        });
  }

  /** {@code GET /api/history}: scores and alerts of a lead in a stretch of time. */
  void history(Context context) {
    Stretch asked = stretch(context, "from", "to", LONGEST_HISTORY_MICROS);
    answers.later(
        context,
        archive.scores(asked.stream(), asked.from(), asked.to()),
        scores -> {
          OptionalLong oldest = scores.stream().mapToLong(WindowScore::startMicros).min();
          answers.json(
              context,
              HttpStatus.OK,
              json.history(
                  scores,
                  wall.alerts(asked.stream(), asked.from(), asked.to(), MOST_ALERTS),
                  wall.technical(asked.stream(), asked.from(), asked.to(), MOST_ALERTS),
                  oldest));
        });
  }

  /** {@code GET /api/alerts}: the newest of all devices. */
  void alerts(Context context) {
    String limit = context.queryParam("limit");
    int most = DEFAULT_ALERTS;
    if (limit != null) {
      try {
        most = Math.max(1, Math.min(MOST_ALERTS, Integer.parseInt(limit)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("\"limit\" is a whole number up to " + MOST_ALERTS, e);
      }
    }
    answers.json(context, HttpStatus.OK, json.alerts(wall.newestAlerts(most)));
  }

  /** {@code GET /api/attention}: where in a window the network looked for a label. */
  void explain(Context context) {
    if (attention.isEmpty()) {
      answers.error(
          context,
          HttpStatus.NOT_IMPLEMENTED,
          "The monitor has no network to explain scores with; start it with --model FILE");
      return;
    }
    Stretch window = stretch(context, "start", "end", LONGEST_STRIP_MICROS);
    String label = RequestParameters.text(context, "label");
    CompletableFuture<AttentionSource.Explanation> explained =
        archive
            .strip(window.stream(), window.from(), window.to())
            .thenCompose(
                (List<HeldSegment> segments) ->
                    attention.get().explain(segments, window.from(), window.to(), label));
    answers.later(
        context,
        explained,
        found ->
            answers.json(
                context,
                HttpStatus.OK,
                json.object(
                    fields -> {
                      fields.writeNumberField("start", window.from());
                      fields.writeNumberField("end", window.to());
                      fields.writeStringField("label", found.label());
                      LiveJson.number(fields, "probability", (float) found.probability());
                      fields.writeArrayFieldStart("weights");
                      for (float weight : found.weights()) {
                        fields.writeNumber(weight);
                      }
                      fields.writeEndArray();
                    })));
  }

  /** The lead and the time that a question is about. */
  private Stretch stretch(Context context, String from, String to, long longestMicros) {
    Stretch asked =
        new Stretch(
            stream(context),
            RequestParameters.micros(context, from),
            RequestParameters.micros(context, to));
    RequestParameters.checkSpan(asked.from(), asked.to(), longestMicros);
    return asked;
  }

  private LeadStream stream(Context context) {
    String device = RequestParameters.text(context, "device");
    String lead = RequestParameters.text(context, "lead");
    return wall.find(device, lead)
        .orElseThrow(
            () ->
                new HttpResponseException(
                    HttpStatus.NOT_FOUND.getCode(),
                    "The monitor knows no such lead of such a device; the wall lists them"));
  }
}
