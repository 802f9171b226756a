// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.strip;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.monolead.monitor.Chromium;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * The scripts of the page alone in a real Chromium: no server of ours, no Kafka, colours that are
 * told apart easily. What is drawn is read back as pixels.
 */
final class StripPage implements AutoCloseable {
  /** Black, as nothing else in these pictures is. */
  static final String COLOURS =
      "--strip-paper:#ffffff;--strip-grid-small:#ffd8d8;--strip-grid-large:#ff7070;"
          + "--strip-trace:#000000;--strip-attention:#00b000;--strip-text:#0000ff;";

  private static final String SCRIPTS = "/io/monolead/monitor/page";
  private static final String RIG =
      """
      import {createStrip, setPixelsPerMm} from '/js/strip.js';
      import {decodeFrames} from '/js/frames.js';
      import {Playout} from '/js/playout.js';
      import {Samples} from '/js/samples.js';
      const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
      const frames = (times) => new Promise((done) => {
        const next = (left) => (left === 0 ? done() : requestAnimationFrame(() => next(left - 1)));
        next(times);
      });
      let strip = null;
      let canvas = null;
      window.rig = {
        Playout, Samples, frames, setPixelsPerMm,
        decode: (text) => decodeFrames(bytes(text)).map((f) => ({...f, samples: [...f.samples]})),
        async make(options, width, height) {
          strip?.destroy();
          canvas?.remove();
          canvas = document.createElement('canvas');
          canvas.style.width = `${width}px`;
          canvas.style.height = `${height}px`;
          canvas.style.display = 'block';
          document.body.append(canvas);
          strip = createStrip(canvas, options);
          window.strip = strip;
          await frames(3);
        },
        async still(end, text) {
          strip.setWindow(end, decodeFrames(bytes(text)));
          await frames(3);
        },
        async attention(value) {
          strip.setAttention(value);
          await frames(3);
        },
        push(text) {
          decodeFrames(bytes(text)).forEach((frame) => strip.push(frame));
        },
        picture: () => canvas.toDataURL('image/png').split(',')[1],
      };
      window.ready = true;
      """;

  private final HttpServer server;
  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new ArrayList<>();
  private Page page;

  private StripPage(HttpServer server, Playwright playwright, Browser browser) {
    this.server = server;
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Starts a browser; skips the test, visibly, where there is none. */
  static StripPage start(Class<?> test) throws IOException {
    Chromium.assumePresent(test);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", StripPage::answer);
    server.start();
    Playwright playwright = Chromium.playwright();
    Browser browser = Chromium.launch(playwright);
    return new StripPage(server, playwright, browser);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body;
    String type;
    if (path.equals("/")) {
      type = "text/html";
      body =
          ("<!doctype html><html lang=en><title>strips</title><style>:root{"
                  + COLOURS
                  + "}body{margin:0}</style><body><script type=module>"
                  + RIG
                  + "</script>")
              .getBytes(StandardCharsets.UTF_8);
    } else {
      type = "text/javascript";
      try (InputStream in = StripPage.class.getResourceAsStream(SCRIPTS + path)) {
        body = in == null ? null : in.readAllBytes();
      }
    }
    if (body == null) {
      exchange.sendResponseHeaders(404, -1);
    } else {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  /**
   * Opens an empty page.
   *
   * @param ratio device pixels of a CSS pixel
   */
  void open(double ratio) {
    if (page != null) {
      page.context().close();
    }
    complaints.clear();
    page =
        browser
            .newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(1280, 800)
                    .setDeviceScaleFactor(ratio)
                    .setTimezoneId("UTC"))
            .newPage();
    page.onPageError(complaints::add);
    page.navigate("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    page.waitForFunction("window.ready === true");
  }

  /** Errors that scripts of the page did not catch. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** What a function of JavaScript says. */
  Object evaluate(String function, Object argument) {
    return page.evaluate(function, argument);
  }

  /** What an expression of JavaScript says. */
  Object evaluate(String expression) {
    return page.evaluate(expression);
  }

  /**
   * Makes a strip, in place of the one before.
   *
   * @param options as strip.js documents them
   * @param width CSS pixels
   * @param height CSS pixels
   */
  void make(Map<String, Object> options, int width, int height) {
    evaluate("([o, w, h]) => rig.make(o, w, h)", List.of(options, width, height));
  }

  /** Shows frames on a strip that stands still. */
  void still(long endMicros, byte[] frames) {
    evaluate(
        "([end, frames]) => rig.still(end, frames)", List.of((double) endMicros, base64(frames)));
  }

  /** Gives frames to the live strip. */
  void push(byte[] frames) {
    evaluate("(frames) => rig.push(frames)", base64(frames));
  }

  /** Lets the browser draw so many frames. */
  void drawn(int frames) {
    evaluate("(n) => rig.frames(n)", frames);
  }

  /** What the strip says of itself. */
  @SuppressWarnings("unchecked")
  Map<String, Object> describe() {
    return (Map<String, Object>) evaluate("strip.describe()");
  }

  /** What is on the canvas. */
  BufferedImage picture() {
    byte[] png = Base64.getDecoder().decode((String) evaluate("rig.picture()"));
    try {
      return ImageIO.read(new ByteArrayInputStream(png));
    } catch (IOException e) {
      throw new IllegalStateException("Chromium wrote no PNG", e);
    }
  }

  static String base64(byte[] frames) {
    return Base64.getEncoder().encodeToString(frames);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
    server.stop(0);
  }
}
