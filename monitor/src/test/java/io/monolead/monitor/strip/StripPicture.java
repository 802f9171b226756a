// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.strip;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Looks at a picture of a strip: where its ink is, and its lines.
 *
 * @param image pixels of the canvas
 * @param darkest what is below this in red, green and blue is ink
 */
record StripPicture(BufferedImage image, int darkest) {
  private static final double MM = 96 / 25.4;

  /** Words and ticks are at the lower edge. */
  private static final int FOOT = 24;

  /** In the colours of {@link StripPage#COLOURS}. */
  StripPicture(BufferedImage image) {
    this(image, 120);
  }

  int width() {
    return image.getWidth();
  }

  /** Where the trace begins: a pulse of 200 ms and two millimetres on both of its sides. */
  int left(double speed, double ratio) {
    return (int) Math.ceil((0.2 * speed + 4) * MM * ratio);
  }

  private boolean isInk(int x, int y) {
    int rgb = image.getRGB(x, y);
    return (rgb >> 16 & 255) < darkest && (rgb >> 8 & 255) < darkest && (rgb & 255) < darkest;
  }

  /** Uppermost and lowest row of the trace in a column; null if it is not there. */
  int[] ink(int x) {
    int first = -1;
    int last = -1;
    for (int y = 22; y < image.getHeight() - 6; y++) {
      if (isInk(x, y)) {
        first = first < 0 ? y : first;
        last = y;
      }
    }
    return first < 0 ? null : new int[] {first, last};
  }

  /** The row of zero millivolts: the foot of the calibration pulse. */
  double zeroOfPulse() {
    for (int x = 0; x < 60; x++) {
      int[] ink = ink(x);
      if (ink != null) {
        return (ink[0] + ink[1]) / 2.0;
      }
    }
    throw new AssertionError("there is no calibration pulse");
  }

  /** The first stretch of columns whose trace lies at a height, within two pixels. */
  int[] plateau(int from, int to, double zero, double high) {
    int begin = -1;
    for (int x = Math.max(0, from); x < to; x++) {
      int[] ink = ink(x);
      boolean there = ink != null && Math.abs(zero - ink[0] - high) < 3;
      if (there && begin < 0) {
        begin = x;
      } else if (!there && begin >= 0) {
        return new int[] {begin, x - 1};
      }
    }
    throw new AssertionError("no trace at " + high + " pixels between " + from + " and " + to);
  }

  /** The middle of the line of a plateau. */
  double topOf(int[] plateau) {
    int x = (plateau[0] + plateau[1]) / 2;
    int first = ink(x)[0];
    int last = first;
    while (isInk(x, last + 1)) {
      last++;
    }
    return (first + last) / 2.0;
  }

  private boolean isSmall(int x, int y) {
    return (image.getRGB(x, y) & 0xffffff) == 0xffd8d8;
  }

  private boolean isLarge(int x, int y) {
    return (image.getRGB(x, y) & 0xffffff) == 0xff7070;
  }

  private boolean isPaper(int x, int y) {
    return (image.getRGB(x, y) & 0xffffff) == 0xffffff;
  }

  /** A row with more paper than lines. */
  int rowBetweenLines(int left) {
    for (int y = image.getHeight() / 2 + 30; y < image.getHeight() - FOOT; y++) {
      int paper = 0;
      for (int x = left; x < width(); x++) {
        paper += isPaper(x, y) ? 1 : 0;
      }
      if (paper > 0.5 * (width() - left)) {
        return y;
      }
    }
    throw new AssertionError("no row of paper");
  }

  int columnBetweenLines(int row) {
    for (int x = width() / 2; x < width(); x++) {
      if (isPaper(x, row) && isPaper(x + 1, row)) {
        return x;
      }
    }
    throw new AssertionError("no column of paper");
  }

  /** Where lines begin along a row (across) or a column. */
  List<Integer> lines(boolean across, int at, int left, boolean largeOnly) {
    List<Integer> lines = new ArrayList<>();
    boolean before = true;
    int from = across ? left + 2 : 40;
    int to = across ? width() : image.getHeight() - FOOT;
    for (int i = from; i < to; i++) {
      int x = across ? i : at;
      int y = across ? at : i;
      boolean line = isLarge(x, y) || (!largeOnly && isSmall(x, y));
      if (line && !before) {
        lines.add(i);
      }
      before = line;
    }
    return Collections.unmodifiableList(lines);
  }

  /** Share of pixels that are neither paper nor lines nor trace: hatching, blue over it. */
  double hatched(int from, int to) {
    int blue = 0;
    int all = 0;
    for (int y = 40; y < image.getHeight() - FOOT; y++) {
      for (int x = from; x < to; x++) {
        int rgb = image.getRGB(x, y);
        int red = rgb >> 16 & 255;
        blue += (rgb & 255) > red + 25 ? 1 : 0;
        all++;
      }
    }
    return (double) blue / all;
  }

  /** Pixels of letters. */
  int words(int from, int to) {
    int words = 0;
    for (int y = 30; y < image.getHeight() - FOOT; y++) {
      for (int x = from; x < to; x++) {
        int rgb = image.getRGB(x, y) & 0xffffff;
        words += (rgb >> 16) < 40 && (rgb >> 8 & 255) < 40 && (rgb & 255) > 215 ? 1 : 0;
      }
    }
    return words;
  }

  /** How green a pixel of paper became. */
  double green(int row, int x) {
    // The nearest column of plain paper: lines are red.
    double most = 0;
    int least = Integer.MAX_VALUE;
    for (int each = x - 2; each <= x + 2; each++) {
      int rgb = image.getRGB(each, row);
      int blue = rgb & 255;
      int green = rgb >> 8 & 255;
      if (green - (rgb >> 16 & 255) >= 0 && green >= blue && least == Integer.MAX_VALUE) {
        most = green - blue;
        least = blue;
      }
    }
    return most;
  }
}
