// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes an evaluation as JSON and reads it back: the members are the components of the records,
 * and null stands for a number that is not defined. For any thread.
 */
public final class EvaluationJson {
  private final ObjectMapper mapper =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(
              new SimpleModule()
                  .addSerializer(double.class, new FiniteOrNull())
                  .addSerializer(Double.class, new FiniteOrNull())
                  .addDeserializer(double.class, new NumberOrNaN()))
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** As indented JSON. */
  public String text(StreamEvaluation evaluation) {
    try {
      return mapper.writeValueAsString(evaluation);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An evaluation is made of plain values", e);
    }
  }

  /** Writes a file. */
  public void write(StreamEvaluation evaluation, Path file) throws IOException {
    Files.writeString(file, text(evaluation) + "\n");
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read, is no evaluation, or is of another version; it says
   *     which
   */
  public StreamEvaluation read(Path file) throws IOException {
    StreamEvaluation evaluation;
    try {
      evaluation = mapper.readValue(file.toFile(), StreamEvaluation.class);
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is no evaluation of streams: " + e.getOriginalMessage(), e);
    }
    if (evaluation == null || evaluation.format() != StreamEvaluation.FORMAT) {
      throw new IOException(
          file
              + " has an evaluation of format "
              + (evaluation == null ? "none" : evaluation.format())
              + "; this release reads format "
              + StreamEvaluation.FORMAT);
    }
    return evaluation;
  }

  private static final class FiniteOrNull extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        out.writeNumber(value);
      } else {
        out.writeNull();
      }
    }
  }

  private static final class NumberOrNaN extends JsonDeserializer<Double> {
    @Override
    public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return in.getDoubleValue();
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }

    @Override
    public Double getAbsentValue(DeserializationContext context) {
      return Double.NaN;
    }
  }
}
