// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.io.IOException;

/** What a request asks for, checked. */
final class RequestParameters {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private RequestParameters() {}

  /**
   * A parameter that has to be there.
   *
   * @throws IllegalArgumentException if it is not
   */
  static String text(Context context, String name) {
    String value = context.queryParam(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("The question lacks the parameter \"" + name + "\"");
    }
    return value;
  }

  /**
   * A time in microseconds since 1970.
   *
   * @throws IllegalArgumentException if it is missing or no whole number
   */
  static long micros(Context context, String name) {
    try {
      return Long.parseLong(text(context, name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is a time in microseconds since 1970, a whole number", e);
    }
  }

  /**
   * Refuses a stretch of time that is empty or longer than the most, all in microseconds.
   *
   * @throws IllegalArgumentException if it is
   */
  static void checkSpan(long from, long to, long most) {
    // The difference of two longs may not fit; compared as doubles it does.
    double span = (double) to - from;
    if (!(span > 0) || span > most) {
      throw new IllegalArgumentException(
          "\"to\" is to be after \"from\", by at most " + most / 1_000_000 + " s");
    }
  }

  /**
   * The body, a JSON object.
   *
   * @throws IllegalArgumentException if it is none
   */
  static JsonNode body(Context context) {
    try {
      JsonNode body = MAPPER.readTree(context.bodyAsBytes());
      if (body == null || !body.isObject()) {
        throw new IllegalArgumentException("The body of this request is to be a JSON object");
      }
      return body;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The body of this request is no JSON", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("The body of this request broke off", e);
    }
  }
}
