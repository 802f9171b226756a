// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A library of somebody else that the command line is shipped with, as Maven's cache holds it.
 *
 * @param jar the file
 * @param group who publishes it
 * @param artifact its name
 * @param version its version
 */
record ShippedJar(Path jar, String group, String artifact, String version) {
  /** Where the build writes what the command line runs with. */
  static final Path CLASS_PATH = Path.of("..", "cli", "target", "class-path");

  /** All of them; our own modules are left out. Empty if nothing was packaged yet. */
  static List<ShippedJar> all() throws Exception {
    List<ShippedJar> all = new ArrayList<>();
    if (!Files.exists(CLASS_PATH)) {
      return all;
    }
    for (String entry :
        Files.readString(CLASS_PATH).strip().split(java.io.File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      Path version = jar.getParent();
      Path artifact = version.getParent();
      Path pom = version.resolve(artifact.getFileName() + "-" + version.getFileName() + ".pom");
      if (Files.exists(pom)) {
        Element project = project(pom);
        String group =
            text(project, "groupId")
                .or(() -> child(project, "parent").flatMap(parent -> text(parent, "groupId")))
                .orElseThrow();
        all.add(
            new ShippedJar(
                jar, group, artifact.getFileName().toString(), version.getFileName().toString()));
      }
    }
    return all;
  }

  /** Its licences as it names them, or as the nearest of its parents does that names any. */
  List<String> licences() throws Exception {
    Path folder = jar.getParent();
    int depth = group.split("\\.", -1).length + 2;
    Path repository = folder;
    for (int i = 0; i < depth; i++) {
      repository = repository.getParent();
    }
    Optional<Path> pom = Optional.of(folder.resolve(artifact + "-" + version + ".pom"));
    while (pom.isPresent() && Files.exists(pom.get())) {
      Element project = project(pom.get());
      List<String> names = new ArrayList<>();
      child(project, "licenses")
          .ifPresent(
              licences -> {
                for (Node node = licences.getFirstChild();
                    node != null;
                    node = node.getNextSibling()) {
                  if (node instanceof Element licence) {
                    text(licence, "name").ifPresent(names::add);
                  }
                }
              });
      if (!names.isEmpty()) {
        return names;
      }
      Path root = repository;
      pom =
          child(project, "parent")
              .map(
                  parent -> {
                    String name = text(parent, "artifactId").orElseThrow();
                    String number = text(parent, "version").orElseThrow();
                    return root.resolve(text(parent, "groupId").orElseThrow().replace('.', '/'))
                        .resolve(name)
                        .resolve(number)
                        .resolve(name + "-" + number + ".pom");
                  });
    }
    return List.of();
  }

  /** Whether the version is at least another: numbers by their value, what follows them ignored. */
  boolean atLeast(String least) {
    String[] mine = version.split("[.-]", -1);
    String[] other = least.split("[.-]", -1);
    for (int i = 0; i < other.length; i++) {
      int difference = number(mine, i) - number(other, i);
      if (difference != 0) {
        return difference > 0;
      }
    }
    return true;
  }

  private static int number(String[] parts, int index) {
    return index < parts.length && parts[index].matches("\\d{1,9}")
        ? Integer.parseInt(parts[index])
        : 0;
  }

  private static Element project(Path pom) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    try {
      return factory.newDocumentBuilder().parse(pom.toFile()).getDocumentElement();
    } catch (org.xml.sax.SAXException e) {
      throw new IOException("Cannot read " + pom, e);
    }
  }

  private static Optional<Element> child(Element element, String name) {
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child && child.getTagName().equals(name)) {
        return Optional.of(child);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> text(Element element, String name) {
    return child(element, name).map(Node::getTextContent).map(String::strip);
  }

  @Override
  public String toString() {
    return (group + ":" + artifact + ":" + version).toLowerCase(Locale.ROOT);
  }
}
