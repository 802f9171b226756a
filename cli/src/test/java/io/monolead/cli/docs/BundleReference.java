// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.NetworkForm;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The parts of a bundle and the fields of its manifest, from the classes that read them. */
final class BundleReference {
  private BundleReference() {}

  /** What is in the file. */
  static String parts() {
    return SourceComments.of(ModelBundle.class).text() + "\n";
  }

  /** The forms of a network. */
  static String forms() {
    SourceComments comments = SourceComments.of(NetworkForm.class);
    Markdown table = Markdown.table("Form", "Part", "What it is");
    for (NetworkForm form : NetworkForm.values()) {
      table.row(Markdown.code(form.name()), Markdown.code(form.part()), comments.text(form.name()));
    }
    return table.toString();
  }

  /** Every field of the manifest, with the objects inside it. */
  static String manifest() {
    StringBuilder page = new StringBuilder();
    List<Class<?>> open = new ArrayList<>(List.of(ModelManifest.class));
    for (int i = 0; i < open.size(); i++) {
      Class<?> type = open.get(i);
      page.append("### ").append(type.getSimpleName()).append("\n\n");
      SourceComments comments = SourceComments.of(type);
      page.append(comments.summary()).append("\n\n");
      if (type.isRecord()) {
        page.append(fields(type, comments, open)).append('\n');
      } else {
        page.append(kinds(type)).append('\n');
      }
    }
    return page.toString().strip() + "\n";
  }

  private static Markdown fields(Class<?> type, SourceComments comments, List<Class<?>> open) {
    Markdown table = Markdown.table("Field", "Type", "What it is");
    for (RecordComponent component : type.getRecordComponents()) {
      table.row(
          Markdown.code(component.getName()),
          typeText(component.getGenericType(), open),
          comments.component(component.getName()));
    }
    return table;
  }

  /** The alternatives of an object of which a property names the kind. */
  private static Markdown kinds(Class<?> type) {
    Markdown table = Markdown.table("`kind`", "Fields", "What it is");
    for (JsonSubTypes.Type kind : type.getAnnotation(JsonSubTypes.class).value()) {
      SourceComments comments = SourceComments.of(kind.value());
      List<String> fields = new ArrayList<>();
      for (RecordComponent component : kind.value().getRecordComponents()) {
        fields.add(
            Markdown.code(component.getName()) + ": " + comments.component(component.getName()));
      }
      table.row(Markdown.code(kind.name()), String.join("; ", fields), comments.summary());
    }
    return table;
  }

  private static String typeText(Type type, List<Class<?>> open) {
    if (type instanceof ParameterizedType generic) {
      List<String> arguments = new ArrayList<>();
      for (Type argument : generic.getActualTypeArguments()) {
        arguments.add(typeText(argument, open));
      }
      return generic.getRawType() == List.class
          ? "list of " + arguments.get(0)
          : "object: " + arguments.get(0) + " to " + arguments.get(1);
    }
    Class<?> plain = (Class<?>) type;
    boolean object =
        (plain.isRecord() && plain.getRecordComponents().length > 1)
            || plain.isAnnotationPresent(JsonSubTypes.class);
    if (object && plain.getName().startsWith("io.monolead.")) {
      if (!open.contains(plain)) {
        open.add(plain);
      }
      String name = plain.getSimpleName();
      return "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")";
    }
    if (plain.isPrimitive()) {
      return plain == boolean.class ? "true or false" : "number";
    }
    return "text";
  }
}
