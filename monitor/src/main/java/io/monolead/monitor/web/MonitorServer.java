// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import io.monolead.connectors.kafka.BrokerException;
import io.monolead.monitor.attention.AttentionSource;
import io.monolead.monitor.feed.AlertDesk;
import io.monolead.monitor.feed.Archive;
import io.monolead.monitor.feed.FeedState;
import io.monolead.monitor.feed.KafkaFeed;
import io.monolead.monitor.wall.HeldSegment;
import io.monolead.monitor.wall.LeadStream;
import io.monolead.monitor.wall.Wall;
import io.monolead.monitor.wall.WallSummary;
import io.monolead.monitor.wall.WindowScore;
import io.monolead.monitor.web.PageFiles.PageFile;
import io.monolead.monitor.web.SignIn.Credentials;
import io.monolead.monitor.web.SignIn.Visitor;
import io.monolead.schemas.AlertAction;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the page, the live protocol and the questions; see {@code docs/monitor.md}. */
public final class MonitorServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MonitorServer.class);

  /** Nothing from elsewhere, nothing inline, in nobody's frame. */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src"
          + " 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private static final String JSON = "application/json";
  private static final int MOST_THREADS = 48;
  private static final int FEWEST_THREADS = 6;
  private static final int LARGEST_REQUEST = 64 << 10;
  private static final Duration IDLE = Duration.ofMinutes(2);
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int UNAVAILABLE = 503;
  private static final int SESSION_SECONDS = 12 * 3600;
  private static final long LONGEST_STRIP_MICROS = 120_000_000;
  private static final long LONGEST_HISTORY_MICROS = 7L * 24 * 3600 * 1_000_000;
  private static final int MOST_ALERTS = 2_000;
  private static final int DEFAULT_ALERTS = 200;

  private final ServerSettings settings;
  private final Wall wall;
  private final KafkaFeed feed;
  private final Archive archive;
  private final AlertDesk desk;
  private final Optional<AttentionSource> attention;
  private final LongSupplier nowMicros;
  private final LiveJson json = new LiveJson();
  private final ObjectMapper mapper = new ObjectMapper();
  private final PageFiles files = new PageFiles();
  private final AccessRules access;
  private final SignIn signIn;
  private final LiveHub hub;
  private final Map<String, LiveHub.Member> bySocket = new ConcurrentHashMap<>();
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
    this.wall = wall;
    this.feed = feed;
    this.archive = archive;
    this.desk = desk;
    this.attention = attention;
    this.nowMicros = nowMicros;
    access = new AccessRules(settings.publicAddresses());
    signIn = new SignIn(settings.token(), settings.userHeader(), System::nanoTime);
    hub =
        new LiveHub(
            wall,
            json,
            new LiveFacts(settings.prefix(), attention.isPresent(), UUID.randomUUID().toString()),
            feed::state,
            nowMicros,
            settings.clients());
    server = Javalin.create(this::configure);
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
    config.jetty.modifyWebSocketServletFactory(
        sockets -> {
          sockets.setMaxTextMessageSize(LARGEST_REQUEST);
          sockets.setMaxBinaryMessageSize(LARGEST_REQUEST);
          sockets.setIdleTimeout(IDLE);
        });
    config.routes.before(this::guard);
    config.routes.wsBeforeUpgrade(this::guard);
    config.routes.exception(Exception.class, this::fail);
    // Without this Javalin would answer these in a form of its own.
    config.routes.exception(HttpResponseException.class, this::fail);
    config.routes.get("/health", this::health);
    config.routes.get("/metrics", signedIn(this::metrics));
    config.routes.get("/api/session", this::session);
    config.routes.post("/api/login", this::logIn);
    config.routes.post("/api/logout", this::logOut);
    config.routes.get("/api/strip", signedIn(this::strip));
    config.routes.get("/api/history", signedIn(this::history));
    config.routes.get("/api/alerts", signedIn(this::alerts));
    config.routes.get("/api/attention", signedIn(this::explain));
    config.routes.post("/api/actions", signedIn(this::act));
    config.routes.ws("/api/live", this::live);
    config.routes.get("/", this::page);
    config.routes.get("/<path>", this::page);
  }

  /** What every answer carries, and who is not answered. */
  private void guard(Context context) {
    context.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "no-referrer");
    context.header("X-Frame-Options", "DENY");
    context.header("Cross-Origin-Opener-Policy", "same-origin");
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    context.header("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    context.header("Cache-Control", "no-store");
    Optional<String> refusal = access.refusal(context.header("Host"), context.header("Origin"));
    if (refusal.isPresent()) {
      throw new HttpResponseException(FORBIDDEN, refusal.get());
    }
  }

  private void fail(Exception failure, Context context) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    int status;
    String message = cause.getMessage();
    if (cause instanceof HttpResponseException response) {
      status = response.getStatus();
    } else if (cause instanceof IllegalArgumentException) {
      status = BAD_REQUEST;
    } else if (cause instanceof SignIn.TooManyAttempts) {
      status = TOO_MANY;
    } else if (cause instanceof BrokerException) {
      status = UNAVAILABLE;
    } else if (cause instanceof RejectedExecutionException) {
      status = UNAVAILABLE;
      message = "Too many questions wait already; ask again in a moment";
    } else {
      status = SERVER_ERROR;
      // Its message may name a device.
      LOG.error("The monitor could not answer {}: {}", context.path(), cause.getClass().getName());
      message = "The monitor failed to answer; its log says where";
    }
    answer(context, status, json.error(message));
  }

  private static void answer(Context context, int status, String body) {
    context.status(status).contentType(JSON).result(body);
  }

  private io.javalin.http.Handler signedIn(io.javalin.http.Handler handler) {
    return context -> {
      if (!visitor(context).signedIn()) {
        answer(
            context,
            UNAUTHORIZED,
            json.error(
                "Sign in first: POST /api/login with the monitor's token, or send it as"
                    + " 'Authorization: Bearer TOKEN'"));
      } else {
        handler.handle(context);
      }
    };
  }

  private Visitor visitor(Context context) {
    return signIn.visitor(
        new Credentials(
            context.header("Authorization"),
            context.cookie(SignIn.COOKIE),
            signIn.userHeader().map(context::header).orElse(null),
            context.ip()));
  }

  private void page(Context context) {
    Optional<PageFile> found = files.find(context.path());
    if (found.isEmpty()) {
      answer(context, NOT_FOUND, json.error("There is nothing here; the page is at /"));
      return;
    }
    PageFile file = found.get();
    context.header("ETag", file.tag());
    // Kept, and asked for each time whether it is still the same: a new release is seen at once.
    context.header("Cache-Control", "no-cache");
    if (file.tag().equals(context.header("If-None-Match"))) {
      context.status(HttpStatus.NOT_MODIFIED);
      return;
    }
    context.contentType(file.type()).result(file.bytes());
  }

  private void health(Context context) {
    FeedState state = feed.state();
    WallSummary summary = hub.summary();
    answer(
        context,
        state == FeedState.RECONNECTING ? UNAVAILABLE : HttpStatus.OK.getCode(),
        json.object(
            fields -> {
              fields.writeStringField("feed", state.text());
              fields.writeNumberField("streams", summary.streams());
              fields.writeNumberField("notShown", summary.notShown());
              fields.writeNumberField("clients", hub.clients());
            }));
  }

  private void metrics(Context context) {
    WallSummary summary = hub.summary();
    StringBuilder text = new StringBuilder(2_000);
    metric(text, "feed_up", "gauge", feed.state() == FeedState.OK ? 1 : 0);
    metric(text, "records_total", "counter", feed.records());
    metric(text, "records_undecodable_total", "counter", feed.undecodable());
    metric(text, "records_refused_total", "counter", wall.refused());
    metric(text, "streams", "gauge", summary.streams());
    metric(text, "streams_live", "gauge", summary.live());
    metric(text, "streams_silent", "gauge", summary.silent());
    metric(text, "streams_not_shown", "gauge", summary.notShown());
    metric(text, "sample_bytes", "gauge", wall.sampleBytes());
    metric(text, "scores_kept", "gauge", wall.scoresKept());
    metric(text, "clients", "gauge", hub.clients());
    context.contentType("text/plain; version=0.0.4; charset=utf-8").result(text.toString());
  }

  private static void metric(StringBuilder text, String name, String type, long value) {
    String full = "monolead_monitor_" + name;
    text.append("# TYPE ").append(full).append(' ').append(type).append('\n');
    text.append(full).append(' ').append(value).append('\n');
  }

  private void session(Context context) {
    Visitor visitor = visitor(context);
    answer(
        context,
        HttpStatus.OK.getCode(),
        json.object(
            fields -> {
              fields.writeBooleanField("signedIn", visitor.signedIn());
              fields.writeBooleanField("tokenNeeded", signIn.tokenNeeded());
              fields.writeStringField("user", visitor.user().orElse(null));
              fields.writeBooleanField("mayAct", !settings.readOnly());
            }));
  }

  private void logIn(Context context) {
    JsonNode body = body(context);
    Optional<String> cookie =
        signIn.logIn(body.path("token").asText(null), body.path("name").asText(null), context.ip());
    if (cookie.isEmpty()) {
      answer(context, UNAUTHORIZED, json.error("This is not the monitor's token"));
      return;
    }
    setCookie(context, cookie.get(), SESSION_SECONDS);
    answer(
        context,
        HttpStatus.OK.getCode(),
        json.object(fields -> fields.writeBooleanField("signedIn", true)));
  }

  private void logOut(Context context) {
    String cookie = context.cookie(SignIn.COOKIE);
    if (cookie != null) {
      signIn.logOut(cookie);
    }
    setCookie(context, "", 0);
    answer(
        context,
        HttpStatus.OK.getCode(),
        json.object(fields -> fields.writeBooleanField("signedIn", false)));
  }

  private void setCookie(Context context, String value, int seconds) {
    context.header(
        "Set-Cookie",
        SignIn.COOKIE
            + "="
            + value
            + "; Path=/; HttpOnly; SameSite=Strict; Max-Age="
            + seconds
            + (access.isSecure(context.header("Host")) ? "; Secure" : ""));
  }

  private JsonNode body(Context context) {
    try {
      JsonNode body = mapper.readTree(context.bodyAsBytes());
      if (body == null || !body.isObject()) {
        throw new IllegalArgumentException("The body of this request is to be a JSON object");
      }
      return body;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The body of this request is no JSON", e);
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException("The body of this request broke off", e);
    }
  }

  private LeadStream stream(Context context) {
    String device = parameter(context, "device");
    String lead = parameter(context, "lead");
    return wall.find(device, lead)
        .orElseThrow(
            () ->
                new HttpResponseException(
                    NOT_FOUND,
                    "The monitor knows no such lead of such a device; the wall lists them"));
  }

  private static String parameter(Context context, String name) {
    String value = context.queryParam(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("The question lacks the parameter \"" + name + "\"");
    }
    return value;
  }

  private static long micros(Context context, String name) {
    try {
      return Long.parseLong(parameter(context, name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is a time in microseconds since 1970, a whole number", e);
    }
  }

  private static void checkSpan(long from, long to, long most) {
    // The difference of two longs may not fit; compared as doubles it does.
    double span = (double) to - from;
    if (!(span > 0) || span > most) {
      throw new IllegalArgumentException(
          "\"to\" is to be after \"from\", by at most " + most / 1_000_000 + " s");
    }
  }

  private <T> void later(Context context, CompletableFuture<T> answer, Consumer<T> write) {
    context.future(
        () ->
            answer.handle(
                (value, failure) -> {
                  if (failure == null) {
                    write.accept(value);
                  } else {
                    fail(
                        failure instanceof Exception exception
                            ? exception
                            : new IllegalStateException(failure),
                        context);
                  }
                  return null;
                }));
  }

  private void strip(Context context) {
    LeadStream stream = stream(context);
    long from = micros(context, "from");
    long to = micros(context, "to");
    checkSpan(from, to, LONGEST_STRIP_MICROS);
    later(
        context,
        archive.strip(stream, from, to),
        segments -> {
          if (segments.isEmpty()) {
            answer(
                context,
                NOT_FOUND,
                json.error("There are no samples of this time, or Kafka no longer holds them"));
            return;
          }
          ByteArrayOutputStream frames = new ByteArrayOutputStream();
          segments.forEach(segment -> frames.writeBytes(segment.frame(stream.n())));
          context.contentType("application/octet-stream").result(frames.toByteArray());
        });
  }

  private void history(Context context) {
    LeadStream stream = stream(context);
    long from = micros(context, "from");
    long to = micros(context, "to");
    checkSpan(from, to, LONGEST_HISTORY_MICROS);
    later(
        context,
        archive.scores(stream, from, to),
        scores -> {
          OptionalLong oldest = scores.stream().mapToLong(WindowScore::startMicros).min();
          answer(
              context,
              HttpStatus.OK.getCode(),
              json.history(
                  scores,
                  wall.alerts(stream, from, to, MOST_ALERTS),
                  wall.technical(stream, from, to, MOST_ALERTS),
                  oldest));
        });
  }

  private void alerts(Context context) {
    String limit = context.queryParam("limit");
    int most = DEFAULT_ALERTS;
    if (limit != null) {
      try {
        most = Math.max(1, Math.min(MOST_ALERTS, Integer.parseInt(limit)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("\"limit\" is a whole number up to " + MOST_ALERTS, e);
      }
    }
    answer(context, HttpStatus.OK.getCode(), json.alerts(wall.newestAlerts(most)));
  }

  private void explain(Context context) {
    if (attention.isEmpty()) {
      answer(
          context,
          NOT_IMPLEMENTED,
          json.error(
              "The monitor has no network to explain scores with; start it with --model FILE"));
      return;
    }
    LeadStream stream = stream(context);
    String label = parameter(context, "label");
    long start = micros(context, "start");
    long end = micros(context, "end");
    checkSpan(start, end, LONGEST_STRIP_MICROS);
    CompletableFuture<AttentionSource.Explanation> explained =
        archive
            .strip(stream, start, end)
            .thenCompose(
                (List<HeldSegment> segments) ->
                    attention.get().explain(segments, start, end, label));
    later(
        context,
        explained,
        found ->
            answer(
                context,
                HttpStatus.OK.getCode(),
                json.object(
                    fields -> {
                      fields.writeNumberField("start", start);
                      fields.writeNumberField("end", end);
                      fields.writeStringField("label", found.label());
                      LiveJson.number(fields, "probability", (float) found.probability());
                      fields.writeArrayFieldStart("weights");
                      for (float weight : found.weights()) {
                        fields.writeNumber(weight);
                      }
                      fields.writeEndArray();
                    })));
  }

  private void act(Context context) {
    if (settings.readOnly()) {
      answer(
          context,
          FORBIDDEN,
          json.error("This monitor only shows; it was started with --read-only"));
      return;
    }
    // A page of another site cannot send this header without asking, and is never told yes.
    if (!"action".equals(context.header("X-Monolead"))) {
      answer(context, FORBIDDEN, json.error("An action needs the header 'X-Monolead: action'"));
      return;
    }
    Visitor visitor = visitor(context);
    AlertAction action =
        ActionRequest.read(
            body(context), visitor.user(), visitor.byProxy(), wall, nowMicros.getAsLong());
    later(
        context,
        desk.send(action),
        sent ->
            answer(
                context,
                HttpStatus.ACCEPTED.getCode(),
                json.object(
                    fields -> {
                      fields.writeStringField("topic", sent.topic());
                      fields.writeNumberField("partition", sent.partition());
                      fields.writeNumberField("offset", sent.offset());
                    })));
  }

  private void live(WsConfig socket) {
    socket.onConnect(
        context -> {
          JettyLink link = new JettyLink(context.session);
          Credentials given = credentials(context);
          Visitor visitor;
          try {
            visitor = signIn.visitor(given);
          } catch (SignIn.TooManyAttempts e) {
            link.close(LiveHub.NOT_SIGNED_IN, "too many wrong tokens");
            return;
          }
          if (!visitor.signedIn()) {
            link.close(LiveHub.NOT_SIGNED_IN, "sign in first");
            return;
          }
          hub.join(
                  link,
                  visitor.user().orElse(null),
                  !settings.readOnly(),
                  () -> isStillSignedIn(given))
              .ifPresent(member -> bySocket.put(context.sessionId(), member));
        });
    socket.onMessage(
        context -> {
          LiveHub.Member member = bySocket.get(context.sessionId());
          if (member != null) {
            member.hear(context.message());
          }
        });
    socket.onClose(context -> leave(context));
    socket.onError(context -> leave(context));
  }

  private boolean isStillSignedIn(Credentials given) {
    try {
      return signIn.visitor(given).signedIn();
    } catch (SignIn.TooManyAttempts e) {
      // Somebody else behind the same address guessed; this client came with a right token.
      return true;
    }
  }

  private Credentials credentials(WsContext context) {
    return new Credentials(
        context.header("Authorization"),
        context.cookie(SignIn.COOKIE),
        signIn.userHeader().map(context::header).orElse(null),
        context.session.getRemoteSocketAddress() instanceof java.net.InetSocketAddress address
            ? address.getAddress().getHostAddress()
            : "");
  }

  private void leave(WsContext context) {
    LiveHub.Member member = bySocket.remove(context.sessionId());
    if (member != null) {
      member.leave();
    }
  }

  /** A connection of Jetty's. */
  private record JettyLink(Session session) implements LiveClient.Link {
    @Override
    public void text(String text, Runnable done, Runnable failed) {
      session.sendText(text, Callback.from(done, failure -> failed.run()));
    }

    @Override
    public void binary(ByteBuffer bytes, Runnable done, Runnable failed) {
      session.sendBinary(bytes, Callback.from(done, failure -> failed.run()));
    }

    @Override
    public void close(int code, String reason) {
      session.close(code, reason, Callback.NOOP);
    }

    @Override
    public void cut() {
      session.disconnect();
    }
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
