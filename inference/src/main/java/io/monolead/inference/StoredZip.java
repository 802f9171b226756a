// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Zip files without compression in one canonical form: same parts, same bytes, on every machine and
 * Java version (what {@code java.util.zip} writes differs between versions in the header fields it
 * chooses).
 *
 * <p>Any zip program opens them. This reader accepts nothing but the canonical form, so that not
 * one byte can change unseen, and it extracts nothing by name, so that a hostile name leads
 * nowhere.
 */
public final class StoredZip {
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int LOCAL_BYTES = 30;
  private static final int LOCAL_SIZE_OFFSET = 22;
  private static final int LOCAL_NAME_SIZE_OFFSET = 26;
  private static final int CENTRAL_BYTES = 46;
  private static final int END_BYTES = 22;

  /** Version 1.0 of the zip specification: stored files need no more. */
  private static final short VERSION = 10;

  /** 1 January 1980, the first day a zip file can name. */
  private static final short DATE = 1 << 5 | 1;

  private StoredZip() {}

  /**
   * Encodes parts in the order of the map.
   *
   * @param parts contents by name; names are ASCII, folders within them end in a slash
   */
  public static byte[] encode(Map<String, byte[]> parts) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    List<Integer> offsets = new ArrayList<>();
    parts.forEach(
        (name, content) -> {
          offsets.add(file.size());
          file.writeBytes(localHeader(name, content));
          file.writeBytes(content);
        });
    file.writeBytes(directory(parts, offsets, file.size()));
    return file.toByteArray();
  }

  /**
   * Decodes the first part of a file, whatever follows it.
   *
   * @param file the whole file
   * @param name what the first part must be named
   * @throws DamagedPartException if the file does not begin with it
   */
  static byte[] first(byte[] file, String name) throws DamagedPartException {
    return part(file, 0, name);
  }

  /**
   * Decodes a file whatever its parts are named; no name is used for anything.
   *
   * @param file the whole file
   * @return contents by name, in order
   * @throws DamagedPartException if the file is not what {@link #encode} makes of any parts
   */
  static Map<String, byte[]> decode(byte[] file) throws DamagedPartException {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<String> names = new ArrayList<>();
    int position = 0;
    while (position + LOCAL_BYTES <= file.length && buffer.getInt(position) == LOCAL_SIGNATURE) {
      int size = Short.toUnsignedInt(buffer.getShort(position + LOCAL_NAME_SIZE_OFFSET));
      int end = Math.min(file.length, position + LOCAL_BYTES + size);
      String name =
          new String(
              file,
              position + LOCAL_BYTES,
              end - position - LOCAL_BYTES,
              StandardCharsets.US_ASCII);
      names.add(name);
      position = end + part(file, position, name).length;
    }
    return decode(file, names);
  }

  /**
   * Decodes a file that must hold exactly the given parts, in this order.
   *
   * @param file the whole file
   * @param names the parts
   * @return contents by name, in order
   * @throws DamagedPartException if the file is not what {@link #encode} makes of such parts
   */
  public static Map<String, byte[]> decode(byte[] file, List<String> names)
      throws DamagedPartException {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    List<Integer> offsets = new ArrayList<>();
    int position = 0;
    for (String name : names) {
      byte[] content = part(file, position, name);
      offsets.add(position);
      parts.put(name, content);
      position += LOCAL_BYTES + name.length() + content.length;
    }
    byte[] expected = directory(parts, offsets, position);
    byte[] directory = Arrays.copyOfRange(file, position, file.length);
    int mismatch = Arrays.mismatch(expected, directory);
    if (mismatch >= 0) {
      throw new DamagedPartException(
          "zip directory", "differs from its parts at byte " + (position + mismatch));
    }
    return parts;
  }

  private static byte[] part(byte[] file, int position, String name) throws DamagedPartException {
    int start = position + LOCAL_BYTES + name.length();
    if (start > file.length) {
      throw new DamagedPartException(name, "is missing: the file ends at byte " + file.length);
    }
    int size =
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(position + LOCAL_SIZE_OFFSET);
    if (size < 0 || size > file.length - start) {
      throw new DamagedPartException(
          name,
          "claims "
              + Integer.toUnsignedString(size)
              + " bytes where "
              + (file.length - start)
              + " are left");
    }
    byte[] content = Arrays.copyOfRange(file, start, start + size);
    if (!Arrays.equals(localHeader(name, content), Arrays.copyOfRange(file, position, start))) {
      throw new DamagedPartException(name, "does not match its header at byte " + position);
    }
    return content;
  }

  private static byte[] localHeader(String name, byte[] content) {
    ByteBuffer header =
        ByteBuffer.allocate(LOCAL_BYTES + name.length()).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(LOCAL_SIGNATURE);
    putCommon(header, name, content);
    header.put(ascii(name));
    return header.array();
  }

  private static byte[] directory(
      Map<String, byte[]> parts, List<Integer> offsets, int directoryOffset) {
    int size = parts.keySet().stream().mapToInt(name -> CENTRAL_BYTES + name.length()).sum();
    ByteBuffer directory = ByteBuffer.allocate(size + END_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int index = 0;
    for (Map.Entry<String, byte[]> part : parts.entrySet()) {
      directory.putInt(CENTRAL_SIGNATURE).putShort(VERSION);
      putCommon(directory, part.getKey(), part.getValue());
      // No comment, first disk, no attributes.
      directory.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
      directory.putInt(offsets.get(index)).put(ascii(part.getKey()));
      index++;
    }
    directory.putInt(END_SIGNATURE).putInt(0);
    directory.putShort((short) parts.size()).putShort((short) parts.size());
    directory.putInt(size).putInt(directoryOffset).putShort((short) 0);
    return directory.array();
  }

  /** The fields that local and central headers share, from the version on. */
  private static void putCommon(ByteBuffer header, String name, byte[] content) {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    // No flags, method "stored", midnight.
    header.putShort(VERSION).putShort((short) 0).putShort((short) 0).putShort((short) 0);
    header.putShort(DATE).putInt((int) checksum.getValue());
    header.putInt(content.length).putInt(content.length);
    header.putShort((short) name.length()).putShort((short) 0);
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  /** A part of a file is not as it was written. */
  public static final class DamagedPartException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedPartException(String part, String problem) {
      super("part '" + part + "' " + problem);
    }
  }
}
