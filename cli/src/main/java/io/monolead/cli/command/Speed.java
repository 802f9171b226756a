// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.connectors.replay.ReplayOptions;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the speed of a replay: {@code 1x}, {@code 10}, {@code 0.5x}, {@code max}. */
public final class Speed implements ITypeConverter<Double> {
  @Override
  public Double convert(String text) {
    String trimmed = text.strip().toLowerCase(Locale.ROOT);
    if (trimmed.equals("max")) {
      return ReplayOptions.FULL_SPEED;
    }
    try {
      double speed =
          Double.parseDouble(
              trimmed.endsWith("x") ? trimmed.substring(0, trimmed.length() - 1) : trimmed);
      if (speed > 0 && speed < Double.POSITIVE_INFINITY) {
        return speed;
      }
    } catch (NumberFormatException e) {
      throw new TypeConversionException(mistake(text));
    }
    throw new TypeConversionException(mistake(text));
  }

  private static String mistake(String text) {
    return "'" + text + "' is no speed; write 1x, 10x, 0.5x or max";
  }
}
