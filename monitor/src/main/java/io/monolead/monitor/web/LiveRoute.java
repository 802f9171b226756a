// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import io.monolead.monitor.web.SignIn.Credentials;
import io.monolead.monitor.web.SignIn.Visitor;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** {@code /api/live}: the live protocol over a WebSocket, for those who are signed in. */
final class LiveRoute implements Consumer<WsConfig> {
  private final LiveHub hub;
  private final SignIn signIn;
  private final boolean mayAct;
  private final Map<String, LiveHub.Member> bySocket = new ConcurrentHashMap<>();

  /**
   * @param mayAct whether who is signed in may act
   */
  LiveRoute(LiveHub hub, SignIn signIn, boolean mayAct) {
    this.hub = hub;
    this.signIn = signIn;
    this.mayAct = mayAct;
  }

  @Override
  public void accept(WsConfig socket) {
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
          hub.join(link, visitor.user().orElse(null), mayAct, () -> isStillSignedIn(given))
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
        context.session.getRemoteSocketAddress() instanceof InetSocketAddress address
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
}
