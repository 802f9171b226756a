// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.aecg;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The characters of an XML file in its own encoding (XML 1.0, appendix F).
 *
 * <p>The platform's parser gives a file up, and writes to the standard error, where one byte does
 * not fit the encoding, such as that of a name in Latin 1. Here it becomes a replacement character:
 * nothing that is read of a recording can hold it.
 */
final class XmlText {
  private static final int HEAD_BYTES = 256;
  private static final Pattern DECLARED =
      Pattern.compile("^<\\?xml[^>]{0,80}?encoding\\s*=\\s*[\"']([A-Za-z0-9._-]{1,40})[\"']");

  private XmlText() {}

  /** Opens a file; whoever asks closes the reader. */
  static Reader open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      in.mark(HEAD_BYTES);
      byte[] head = in.readNBytes(HEAD_BYTES);
      in.reset();
      String start = new String(head, StandardCharsets.ISO_8859_1);
      if (start.startsWith("\u00ef\u00bb\u00bf")) {
        in.skipNBytes(3);
        return new InputStreamReader(in, StandardCharsets.UTF_8);
      }
      if (start.startsWith("\u00fe\u00ff") || start.startsWith("\u00ff\u00fe")) {
        // Takes the mark itself.
        return new InputStreamReader(in, StandardCharsets.UTF_16);
      }
      return new InputStreamReader(in, declared(start));
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static Charset declared(String start) {
    Matcher matcher = DECLARED.matcher(start);
    if (matcher.find()) {
      try {
        Charset charset = Charset.forName(matcher.group(1));
        // The declaration itself was read byte by byte: it is no encoding of wide characters.
        return charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32")
            ? StandardCharsets.UTF_8
            : charset;
      } catch (IllegalArgumentException e) {
        return StandardCharsets.UTF_8;
      }
    }
    return StandardCharsets.UTF_8;
  }
}
