// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.download;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A publisher's {@code SHA256SUMS.txt}: a sum and a relative name per line.
 *
 * @param sums the sum of each file, in lower-case hexadecimal
 */
record ChecksumList(Map<String, String> sums) {
  private static final Pattern LINE = Pattern.compile("([0-9A-Fa-f]{64})[ \\t]+\\*?(\\S.*)");

  /**
   * Reads the list.
   *
   * @throws DownloadFailure if a line is something else, or a name leads out of the folder
   */
  static ChecksumList parse(String text, String from) throws DownloadFailure {
    Map<String, String> sums = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      String stripped = line.strip();
      if (stripped.isEmpty()) {
        continue;
      }
      Matcher matcher = LINE.matcher(stripped);
      if (!matcher.matches()) {
        throw new DownloadFailure(
            from
                + " is not a list of SHA-256 sums. Is it a page that asks to log in? Open it in a"
                + " browser, or choose a mirror with --base-url.");
      }
      String name = matcher.group(2);
      Path path = Path.of(name);
      if (path.isAbsolute()
          || !path.normalize().equals(path)
          || name.startsWith("..")
          || name.contains("\\")) {
        throw new DownloadFailure(
            from + " names '" + name + "', which leads out of the folder; nothing was downloaded");
      }
      sums.put(name, matcher.group(1).toLowerCase(Locale.ROOT));
    }
    if (sums.isEmpty()) {
      throw new DownloadFailure(from + " is empty");
    }
    return new ChecksumList(sums);
  }
}
