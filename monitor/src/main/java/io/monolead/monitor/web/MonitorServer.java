// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.monolead.monitor.attention.AttentionSource;
import io.monolead.monitor.feed.AlertDesk;
import io.monolead.monitor.feed.Archive;
import io.monolead.monitor.feed.KafkaFeed;
import io.monolead.monitor.wall.Wall;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves the page, the live protocol and the questions; see {@code docs/monitor.md}. */
public final class MonitorServer implements AutoCloseable {
  private static final int MOST_THREADS = 48;
  private static final int FEWEST_THREADS = 6;
  private static final int LARGEST_REQUEST = 64 << 10;
  private static final Duration IDLE = Duration.ofMinutes(2);

  private final ServerSettings settings;
  private final LiveHub hub;
  private final Javalin server;

  /**
   * Starts to listen.
   *
   * @throws IllegalStateException if the port is taken; the message says so
   */
  public MonitorServer(
      ServerSettings settings,
      Wall wall,
      KafkaFeed feed,
      Archive archive,
      AlertDesk desk,
      Optional<AttentionSource> attention,
      LongSupplier nowMicros) {
    this.settings = settings;
    LiveJson json = new LiveJson();
    Answers answers = new Answers(json);
    AccessRules access = new AccessRules(settings.publicAddresses());
    SignIn signIn = new SignIn(settings.token(), settings.userHeader(), System::nanoTime);
    boolean mayAct = !settings.readOnly();
    hub =
        new LiveHub(
            wall,
            json,
            new LiveFacts(settings.prefix(), attention.isPresent(), UUID.randomUUID().toString()),
            feed::state,
            nowMicros,
            settings.clients());
    SignInRoutes signInRoutes = new SignInRoutes(signIn, access, mayAct, json, answers);
    StatusRoutes status = new StatusRoutes(wall, feed, hub, json, answers);
    QuestionRoutes questions = new QuestionRoutes(wall, archive, attention, json, answers);
    ActionRoute action =
        new ActionRoute(wall, desk, signInRoutes, mayAct, nowMicros, json, answers);
    PageRoute page = new PageRoute(answers);
    server =
        Javalin.create(
            config -> {
              configure(config);
              RoutesConfig routes = config.routes;
              SiteGuard guard = new SiteGuard(access);
              routes.before(guard);
              routes.wsBeforeUpgrade(guard);
              routes.exception(Exception.class, answers::fail);
              // Without this Javalin would answer these in a form of its own.
              routes.exception(HttpResponseException.class, answers::fail);
              routes.get("/health", status::health);
              routes.get("/metrics", signInRoutes.needed(status::metrics));
              routes.get("/api/session", signInRoutes::session);
              routes.post("/api/login", signInRoutes::logIn);
              routes.post("/api/logout", signInRoutes::logOut);
              routes.get("/api/strip", signInRoutes.needed(questions::strip));
              routes.get("/api/history", signInRoutes.needed(questions::history));
              routes.get("/api/alerts", signInRoutes.needed(questions::alerts));
              routes.get("/api/attention", signInRoutes.needed(questions::explain));
              routes.post("/api/actions", signInRoutes.needed(action));
              routes.ws("/api/live", new LiveRoute(hub, signIn, mayAct));
              routes.get("/", page);
              routes.get("/<path>", page);
            });
    boolean started = false;
    try {
      var unused = server.start();
      started = true;
    } catch (JavalinBindException e) {
      throw new IllegalStateException(
          "The monitor cannot listen on "
              + settings.host()
              + ":"
              + settings.port()
              + ": "
              + (e.getCause() == null ? e.getMessage() : e.getCause().getMessage())
              + "; choose another port, or 0 for any that is free",
          e);
    } finally {
      if (!started) {
        hub.close();
      }
    }
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.maxRequestSize = LARGEST_REQUEST;
    config.jetty.host = settings.host();
    config.jetty.port = settings.port();
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, FEWEST_THREADS);
    threads.setName("monitor-web");
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setSendXPoweredBy(false);
        });
    // The web server's own sessions, one for each WebSocket, are of no use: signing in has a
    // cookie.
    config.jetty.modifyServletContextHandler(
        context -> context.getSessionHandler().setUsingCookies(false));
    config.jetty.modifyWebSocketServletFactory(
        sockets -> {
          sockets.setMaxTextMessageSize(LARGEST_REQUEST);
          sockets.setMaxBinaryMessageSize(LARGEST_REQUEST);
          sockets.setIdleTimeout(IDLE);
        });
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    hub.close();
    server.stop();
  }
}
