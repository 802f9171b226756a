// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.monolead.signal.Lead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The manifest as JSON; the same manifest gives the same bytes. */
final class ManifestJson {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .addMixIn(Lead.class, LeadAsText.class)
          .addMixIn(ModelManifest.class, ComputedManifest.class)
          .build();

  /** Line ends do not depend on the machine. */
  private static final ObjectWriter PRETTY =
      JSON.writer(
          new DefaultPrettyPrinter()
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultIndenter("  ", "\n")));

  private ManifestJson() {}

  private interface LeadAsText {
    @JsonValue
    String name();

    @JsonCreator
    static Lead parse(String text) {
      return Lead.parse(text);
    }
  }

  /** Leaves out what is computed from the rest. */
  @JsonIgnoreProperties({"windowValues"})
  private interface ComputedManifest {
    /** A bundle of format 1 does not know of forms. */
    @SuppressWarnings("UnusedMethod") // read by Jackson
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    List<FormCheck> forms();

    /** Nor does one of format 2 know of attention. */
    @SuppressWarnings("UnusedMethod") // read by Jackson
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    int attentionSteps();
  }

  private static final Set<Integer> FORMATS =
      Set.of(
          ModelManifest.FORMAT_VERSION,
          ModelManifest.FORMAT_VERSION_WITH_FORMS,
          ModelManifest.FORMAT_VERSION_WITH_ATTENTION);

  static byte[] encode(ModelManifest manifest) {
    try {
      return (PRETTY.writeValueAsString(manifest) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A manifest always has a JSON form", e);
    }
  }

  /**
   * @throws BundleException if the text is not JSON, of another format, or not a manifest
   */
  static ModelManifest decode(byte[] json) throws BundleException {
    try {
      JsonNode tree = JSON.readTree(json);
      // Before anything else: a newer format may have other fields.
      JsonNode format = tree == null ? null : tree.get("formatVersion");
      if (format == null || !FORMATS.contains(format.asInt())) {
        throw new BundleException(
            String.format(
                "manifest.json has formatVersion %s, but this version of monolead reads %d to"
                    + " %d; use the version that wrote the bundle, or export the model again",
                format, ModelManifest.FORMAT_VERSION, ModelManifest.FORMAT_VERSION_WITH_ATTENTION));
      }
      // What a format does not write down is not there.
      if (format.asInt() != ModelManifest.FORMAT_VERSION_WITH_FORMS && !tree.has("forms")) {
        ((ObjectNode) tree).putArray("forms");
      }
      if (format.asInt() != ModelManifest.FORMAT_VERSION_WITH_ATTENTION
          && !tree.has("attentionSteps")) {
        ((ObjectNode) tree).put("attentionSteps", 0);
      }
      return JSON.treeToValue(tree, ModelManifest.class);
    } catch (BundleException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new BundleException("manifest.json cannot be used: " + e.getMessage(), e);
    }
  }
}
