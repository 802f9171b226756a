// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Who may look and act: whoever knows the token, if there is one, and whoever a proxy in front
 * names, if it is asked to. Thread-safe.
 */
final class SignIn {
  /** Name of the cookie. */
  static final String COOKIE = "monolead_session";

  private static final String BEARER = "Bearer ";
  private static final int SESSION_BYTES = 32;
  private static final int MOST_SESSIONS = 1_000;
  private static final int MOST_ADDRESSES = 1_000;
  private static final int LONGEST_NAME = 128;
  private static final long SESSION_NANOS = 12L * 3600 * 1_000_000_000;
  private static final long WINDOW_NANOS = 60L * 1_000_000_000;
  private static final int MOST_FAILURES = 5;

  private final Optional<byte[]> tokenDigest;
  private final Optional<String> userHeader;
  private final LongSupplier nanoTime;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> sessions = new LinkedHashMap<>();
  private final Map<String, Failures> failures = new LinkedHashMap<>();

  private record Session(Optional<String> name, long untilNanos) {}

  private record Failures(int count, long sinceNanos) {}

  /** What a request says of who sends it; each may be null. */
  record Credentials(String authorization, String cookie, String userHeader, String address) {}

  /**
   * Who sends a request.
   *
   * @param signedIn whether it may go on
   * @param user who it is, as far as is known
   * @param byProxy whether a proxy says who it is
   */
  record Visitor(boolean signedIn, Optional<String> user, boolean byProxy) {}

  /** Too many wrong tokens came from one address. */
  static final class TooManyAttempts extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyAttempts() {
      super("Too many wrong tokens came from this address; try again in a minute");
    }
  }

  /**
   * @param token that opens the monitor; empty if it is open
   * @param userHeader header in which a proxy in front says who it let in; empty if there is none
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  SignIn(Optional<String> token, Optional<String> userHeader, LongSupplier nanoTime) {
    tokenDigest = token.map(SignIn::digest);
    this.userHeader = userHeader;
    this.nanoTime = nanoTime;
  }

  /** Whether a token is needed. */
  boolean tokenNeeded() {
    return tokenDigest.isPresent();
  }

  /** The header that is trusted. */
  Optional<String> userHeader() {
    return userHeader;
  }

  /**
   * Who sends a request.
   *
   * @throws TooManyAttempts if it brings a token, and too many wrong ones came from its address
   */
  Visitor visitor(Credentials given) {
    Optional<Session> session = session(given.cookie());
    boolean signedIn = tokenDigest.isEmpty() || session.isPresent();
    if (!signedIn && given.authorization() != null && given.authorization().startsWith(BEARER)) {
      signedIn = matches(given.authorization().substring(BEARER.length()), given.address());
    }
    if (userHeader.isPresent()) {
      Optional<String> named =
          Optional.ofNullable(given.userHeader())
              .map(String::strip)
              .filter(name -> !name.isEmpty() && name.length() <= LONGEST_NAME);
      return new Visitor(signedIn && named.isPresent(), named, true);
    }
    return new Visitor(signedIn, session.flatMap(Session::name), false);
  }

  /**
   * Opens a session.
   *
   * @param token what the visitor gave, perhaps null
   * @param name who it is, for what is written into alerts; may be blank
   * @return the cookie's value; empty if the token is wrong
   * @throws TooManyAttempts if too many wrong tokens came from the address
   * @throws IllegalArgumentException if the name is too long
   */
  Optional<String> logIn(String token, String name, String address) {
    String who = name == null ? "" : name.strip();
    if (who.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "A name has at most " + LONGEST_NAME + " characters, this one has " + who.length());
    }
    if (tokenDigest.isPresent() && !matches(token == null ? "" : token, address)) {
      return Optional.empty();
    }
    byte[] id = new byte[SESSION_BYTES];
    random.nextBytes(id);
    String cookie = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    synchronized (this) {
      sessions.put(
          cookie,
          new Session(
              who.isEmpty() ? Optional.empty() : Optional.of(who),
              nanoTime.getAsLong() + SESSION_NANOS));
      dropEldest(sessions, MOST_SESSIONS);
    }
    return Optional.of(cookie);
  }

  /** Ends a session. */
  synchronized void logOut(String cookie) {
    sessions.remove(cookie);
  }

  private synchronized Optional<Session> session(String cookie) {
    if (cookie == null) {
      return Optional.empty();
    }
    Session session = sessions.get(cookie);
    if (session != null && session.untilNanos() - nanoTime.getAsLong() < 0) {
      sessions.remove(cookie);
      return Optional.empty();
    }
    return Optional.ofNullable(session);
  }

  private synchronized boolean matches(String token, String address) {
    long now = nanoTime.getAsLong();
    Failures before = failures.get(address);
    if (before != null && now - before.sinceNanos() > WINDOW_NANOS) {
      failures.remove(address);
      before = null;
    }
    if (before != null && before.count() >= MOST_FAILURES) {
      throw new TooManyAttempts();
    }
    // Digests have one length, and are compared in a time that says nothing of where they differ.
    if (MessageDigest.isEqual(digest(token), tokenDigest.orElseThrow())) {
      return true;
    }
    failures.remove(address);
    failures.put(
        address,
        before == null
            ? new Failures(1, now)
            : new Failures(before.count() + 1, before.sinceNanos()));
    dropEldest(failures, MOST_ADDRESSES);
    return false;
  }

  private static <T> void dropEldest(Map<String, T> map, int most) {
    if (map.size() > most) {
      var eldest = map.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
