// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The files of the page and of the library it draws with, from the class path. Thread-safe. */
final class PageFiles {
  private static final String PAGE = "io/monolead/monitor/page/";
  private static final String VENDOR = "/vendor/uplot/";
  private static final Pattern NAME = Pattern.compile("/[A-Za-z0-9_-][A-Za-z0-9._/-]*");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "woff2", "font/woff2",
          "webmanifest", "application/manifest+json");

  private final ClassLoader classPath = PageFiles.class.getClassLoader();
  private final String vendorFolder;
  private final Map<String, PageFile> files = new ConcurrentHashMap<>();

  /**
   * A file.
   *
   * @param type its media type
   * @param tag its entity tag, made of its bytes
   * @param bytes not to be written to
   */
  record PageFile(String type, String tag, byte[] bytes) {}

  PageFiles() {
    vendorFolder = "META-INF/resources/webjars/uplot/" + uplotVersion() + "/dist/";
  }

  private String uplotVersion() {
    String path = "META-INF/maven/org.webjars.npm/uplot/pom.properties";
    try (InputStream in = classPath.getResourceAsStream(path)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path, e);
    }
  }

  /** The file of a path; empty if there is none. */
  Optional<PageFile> find(String path) {
    String name = path.equals("/") ? "/index.html" : path;
    if (!NAME.matcher(name).matches() || name.contains("..") || name.contains("//")) {
      return Optional.empty();
    }
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      return Optional.empty();
    }
    PageFile known = files.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    String resource =
        name.startsWith(VENDOR)
            ? vendorFolder + name.substring(VENDOR.length())
            : PAGE + name.substring(1);
    try (InputStream in = classPath.getResourceAsStream(resource)) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] bytes = in.readAllBytes();
      PageFile file = new PageFile(type, tag(bytes), bytes);
      // Only what is there is kept, so this cannot grow by asking.
      files.put(name, file);
      return Optional.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource, e);
    }
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
