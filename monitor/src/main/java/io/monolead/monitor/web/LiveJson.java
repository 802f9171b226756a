// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SegmentedStringWriter;
import com.fasterxml.jackson.core.util.BufferRecycler;
import io.monolead.monitor.feed.FeedState;
import io.monolead.monitor.wall.LeadStream;
import io.monolead.monitor.wall.Silence;
import io.monolead.monitor.wall.StreamRow;
import io.monolead.monitor.wall.WallSummary;
import io.monolead.monitor.wall.WindowScore;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalAlert;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The messages of the live protocol and the answers over HTTP, as JSON. Whatever a device's name
 * is, it is a JSON string here and nothing else. Thread-safe.
 */
final class LiveJson {
  private static final int PROTOCOL = 1;
  private final JsonFactory factory = new JsonFactory();

  /** Writes the fields of an object. */
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /** An object. */
  String object(Fields fields) {
    SegmentedStringWriter text = new SegmentedStringWriter(new BufferRecycler());
    try (JsonGenerator json = factory.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A string cannot be written", e);
    }
    try {
      return text.getAndClear();
    } catch (IOException e) {
      throw new UncheckedIOException("A string cannot be read", e);
    }
  }

  /** A failure, for people. */
  String error(String what) {
    return object(json -> json.writeStringField("error", what));
  }

  /** The first message. */
  String hello(LiveFacts facts, String user, boolean mayAct, long nowMicros, List<String> labels) {
    return object(
        json -> {
          json.writeStringField("type", "hello");
          json.writeNumberField("protocol", PROTOCOL);
          json.writeNumberField("now", nowMicros);
          json.writeStringField("prefix", facts.prefix());
          json.writeStringField("user", user);
          json.writeBooleanField("mayAct", mayAct);
          json.writeBooleanField("attention", facts.attention());
          json.writeArrayFieldStart("labels");
          for (String label : labels) {
            json.writeString(label);
          }
          json.writeEndArray();
          json.writeObjectFieldStart("labelNames");
          for (String label : labels) {
            json.writeStringField(label, LabelName.of(label));
          }
          json.writeEndObject();
          json.writeStringField("leadOffPriority", "MEDIUM");
          json.writeStringField("resume", facts.instance());
        });
  }

  String pong(long nowMicros) {
    return object(
        json -> {
          json.writeStringField("type", "pong");
          json.writeNumberField("now", nowMicros);
        });
  }

  /** Rows of the wall. */
  String wall(boolean replace, List<StreamRow> rows, Collection<Integer> removed) {
    return object(
        json -> {
          json.writeStringField("type", "wall");
          json.writeBooleanField("replace", replace);
          json.writeArrayFieldStart("streams");
          for (StreamRow row : rows) {
            row(json, row);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("removed");
          for (int n : removed) {
            json.writeNumber(n);
          }
          json.writeEndArray();
        });
  }

  private static void row(JsonGenerator json, StreamRow row) throws IOException {
    json.writeStartObject();
    json.writeNumberField("n", row.n());
    json.writeStringField("device", row.device());
    json.writeStringField("lead", row.lead());
    json.writeStringField("status", row.status().text());
    json.writeNumberField("statusSince", row.sinceMicros());
    number(json, "rateHz", row.rateHz());
    heartRate(json, "heartRate", row.heartRate());
    number(json, "quality", row.quality());
    number(json, "last", row.lastMicros());
    json.writeStringField("model", row.model().orElse(null));
    json.writeStringField("priority", row.priority().map(Enum::name).orElse(null));
    json.writeArrayFieldStart("alerts");
    for (EcgAlert alert : row.alerts()) {
      alert(json, alert);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("technical");
    for (TechnicalAlert alert : row.technical()) {
      technical(json, alert);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("silences");
    for (Silence silence : row.silences()) {
      json.writeStartObject();
      json.writeStringField("label", silence.label().isEmpty() ? null : silence.label());
      json.writeNumberField("until", silence.untilMicros());
      json.writeStringField("by", silence.by());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Figures of the streams that a client sees. */
  String vitals(List<LeadStream> streams) {
    return object(
        json -> {
          json.writeStringField("type", "vitals");
          json.writeArrayFieldStart("rows");
          for (LeadStream stream : streams) {
            json.writeStartArray();
            json.writeNumber(stream.n());
            OptionalDouble rate = stream.heartRate();
            if (rate.isPresent()) {
              json.writeNumber(Math.round(rate.getAsDouble()));
            } else {
              json.writeNull();
            }
            OptionalDouble quality = stream.quality();
            if (quality.isPresent()) {
              json.writeNumber((float) quality.getAsDouble());
            } else {
              json.writeNull();
            }
            OptionalLong last = stream.lastMicros();
            if (last.isPresent()) {
              json.writeNumber(last.getAsLong());
            } else {
              json.writeNull();
            }
            json.writeEndArray();
          }
          json.writeEndArray();
        });
  }

  /** A transition of an alert. */
  String alert(int n, EcgAlert alert) {
    return object(
        json -> {
          json.writeStringField("type", "alert");
          json.writeNumberField("n", n);
          json.writeFieldName("alert");
          alert(json, alert);
        });
  }

  /** A transition of a technical alert. */
  String technical(int n, TechnicalAlert alert) {
    return object(
        json -> {
          json.writeStringField("type", "technical");
          json.writeNumberField("n", n);
          json.writeFieldName("technical");
          technical(json, alert);
        });
  }

  /** A score. */
  String score(int n, WindowScore score) {
    return object(
        json -> {
          json.writeStringField("type", "score");
          json.writeNumberField("n", n);
          json.writeFieldName("score");
          score(json, score);
        });
  }

  /** All in figures. */
  String summary(WallSummary summary, FeedState feed, long skipped) {
    return object(
        json -> {
          json.writeStringField("type", "summary");
          json.writeNumberField("streams", summary.streams());
          json.writeNumberField("live", summary.live());
          json.writeNumberField("silent", summary.silent());
          json.writeNumberField("leadOff", summary.leadOff());
          json.writeNumberField("poor", summary.poor());
          json.writeNumberField("high", summary.high());
          json.writeNumberField("medium", summary.medium());
          json.writeNumberField("low", summary.low());
          json.writeStringField("feed", feed.text());
          number(json, "lagMillis", summary.lagMillis());
          json.writeNumberField("skipped", skipped);
          json.writeNumberField("notShown", summary.notShown());
        });
  }

  /** What happened to a stream. */
  String history(
      List<WindowScore> scores,
      List<EcgAlert> alerts,
      List<TechnicalAlert> technical,
      OptionalLong oldestMicros) {
    return object(
        json -> {
          json.writeArrayFieldStart("scores");
          for (WindowScore score : scores) {
            score(json, score);
          }
          json.writeEndArray();
          alerts(json, alerts);
          json.writeArrayFieldStart("technical");
          for (TechnicalAlert alert : technical) {
            technical(json, alert);
          }
          json.writeEndArray();
          number(json, "oldest", oldestMicros);
        });
  }

  /** Alerts. */
  String alerts(List<EcgAlert> alerts) {
    return object(json -> alerts(json, alerts));
  }

  private static void alerts(JsonGenerator json, List<EcgAlert> alerts) throws IOException {
    json.writeArrayFieldStart("alerts");
    for (EcgAlert alert : alerts) {
      alert(json, alert);
    }
    json.writeEndArray();
  }

  private static void alert(JsonGenerator json, EcgAlert alert) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", alert.getAlertId());
    json.writeStringField("device", alert.getDeviceId());
    json.writeStringField("lead", alert.getLead());
    json.writeStringField("label", alert.getLabel());
    json.writeStringField("state", alert.getState().name());
    json.writeStringField("priority", alert.getPriority().name());
    json.writeNumberField("onset", alert.getOnsetMicros());
    if (alert.getEndMicros() == null) {
      json.writeNullField("end");
    } else {
      json.writeNumberField("end", alert.getEndMicros());
    }
    json.writeNumberField("at", alert.getTransitionMicros());
    number(json, "probability", alert.getCurrentProbability());
    number(json, "peak", alert.getPeakProbability());
    number(json, "threshold", alert.getThreshold());
    json.writeNumberField("windows", alert.getWindowsInEvidence());
    json.writeStringField("model", alert.getModelId() + " " + alert.getModelVersion());
    json.writeStringField("policy", alert.getPolicyVersion());
    json.writeStringField("acknowledgedBy", alert.getAcknowledgedBy());
    json.writeEndObject();
  }

  private static void technical(JsonGenerator json, TechnicalAlert alert) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", alert.getAlertId());
    json.writeStringField("device", alert.getDeviceId());
    json.writeStringField("lead", alert.getLead());
    json.writeStringField("condition", alert.getCondition().name());
    json.writeStringField("state", alert.getState().name());
    json.writeStringField("priority", alert.getPriority().name());
    json.writeNumberField("onset", alert.getOnsetMicros());
    if (alert.getEndMicros() == null) {
      json.writeNullField("end");
    } else {
      json.writeNumberField("end", alert.getEndMicros());
    }
    json.writeStringField("detail", alert.getDetail());
    json.writeEndObject();
  }

  private static void score(JsonGenerator json, WindowScore score) throws IOException {
    json.writeStartObject();
    json.writeNumberField("start", score.startMicros());
    json.writeNumberField("end", score.endMicros());
    json.writeStringField("model", score.model());
    json.writeObjectFieldStart("probabilities");
    for (int i = 0; i < score.probabilities().length; i++) {
      number(json, score.labels().get(i), score.probabilities()[i]);
    }
    json.writeEndObject();
    number(json, "quality", score.quality());
    json.writeArrayFieldStart("issues");
    for (String issue : score.issues()) {
      json.writeString(issue);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void heartRate(JsonGenerator json, String name, OptionalDouble value)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, Math.round(value.getAsDouble()));
    } else {
      json.writeNullField(name);
    }
  }

  private static void number(JsonGenerator json, String name, OptionalLong value)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, value.getAsLong());
    } else {
      json.writeNullField(name);
    }
  }

  private static void number(JsonGenerator json, String name, OptionalDouble value)
      throws IOException {
    number(json, name, value.isPresent() ? (float) value.getAsDouble() : Float.NaN);
  }

  /** JSON has no NaN and no infinity. */
  static void number(JsonGenerator json, String name, float value) throws IOException {
    if (Float.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }
}
