// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page says of running one of its blocks, in a comment before it:
 *
 * <pre>
 * &lt;!-- not run: REASON --&gt;
 * &lt;!-- run with broker, topics --&gt;
 * &lt;!-- run with mitdb from ../shared/data/mitdb, program openssl; slowly --&gt;
 * &lt;!-- run with broker; in the background until "Ctrl-C stops it" --&gt;
 * &lt;!-- run slowly; then end "monolead run" --&gt;
 * </pre>
 *
 * <p>A block without one is run as it is. What one block asks for is there for the blocks below it
 * too.
 *
 * @param reason why it is not run; empty if it is
 * @param needs what must be there before it runs
 * @param slow whether only the run of all documents has time for it
 * @param until text whose appearance lets the next block start, while this one goes on; empty if
 *     the next waits for its end
 * @param ends text in a block in the background that is ended, as by Ctrl-C, once this one has run;
 *     empty if none is
 */
record RunMarker(
    Optional<String> reason,
    List<Need> needs,
    boolean slow,
    Optional<String> until,
    Optional<String> ends) {
  private static final Pattern NOT_RUN = Pattern.compile("not run: (.{8,})");
  private static final Pattern RUN = Pattern.compile("run (.+)");
  private static final Pattern WITH = Pattern.compile("with (.+)");
  private static final Pattern BACKGROUND = Pattern.compile("in the background until \"(.+)\"");
  private static final Pattern END = Pattern.compile("then end \"(.+)\"");
  private static final Pattern FILE = Pattern.compile("(\\S+) from (\\S+)");
  private static final Pattern NAMED = Pattern.compile("(program|python) (\\S+)");

  /**
   * Something that must be there.
   *
   * @param kind what it is
   * @param name of a file, a program or a Python module; empty for the others
   * @param source where a file is copied from, from the project's root; empty for the others
   */
  record Need(Kind kind, String name, String source) {}

  /** Kinds of needs. */
  enum Kind {
    /** A broker, at the address that the commands take by themselves. */
    BROKER,
    /** The topics of the shipped model, on that broker. */
    TOPICS,
    /** The job, in a process of its own. */
    JOB,
    /** A file or folder of the project or beside it. */
    FILE,
    /** A program on the path. */
    PROGRAM,
    /** A module of Python 3. */
    PYTHON
  }

  /** Whether a comment is meant to be one. */
  static boolean isOne(String comment) {
    return comment.startsWith("not run") || comment.startsWith("run ");
  }

  /**
   * Of a block.
   *
   * @throws IllegalArgumentException if its marker cannot be understood, with its place
   */
  static RunMarker of(CodeBlock block) {
    String comment = block.marker().filter(RunMarker::isOne).orElse("run quickly");
    Matcher not = NOT_RUN.matcher(comment);
    if (not.matches()) {
      return new RunMarker(
          Optional.of(not.group(1)), List.of(), false, Optional.empty(), Optional.empty());
    }
    Matcher run = RUN.matcher(comment);
    if (!run.matches()) {
      throw mistake(block, comment, "write 'not run: ' and a reason, or 'run with ...'");
    }
    List<Need> needs = new ArrayList<>();
    boolean slow = false;
    Optional<String> until = Optional.empty();
    Optional<String> ends = Optional.empty();
    for (String part : run.group(1).split("; *", -1)) {
      Matcher with = WITH.matcher(part);
      Matcher background = BACKGROUND.matcher(part);
      Matcher end = END.matcher(part);
      if (with.matches()) {
        for (String need : with.group(1).split(", *", -1)) {
          needs.add(need(block, need));
        }
      } else if (background.matches()) {
        until = Optional.of(background.group(1));
      } else if (end.matches()) {
        ends = Optional.of(end.group(1));
      } else if (part.equals("slowly")) {
        slow = true;
      } else if (!part.equals("quickly")) {
        throw mistake(
            block,
            part,
            "parts are 'with', 'slowly', 'in the background until \"\"' and 'then end \"\"'");
      }
    }
    return new RunMarker(Optional.empty(), List.copyOf(needs), slow, until, ends);
  }

  private static Need need(CodeBlock block, String text) {
    Matcher file = FILE.matcher(text);
    if (file.matches()) {
      return new Need(Kind.FILE, file.group(1), file.group(2));
    }
    Matcher named = NAMED.matcher(text);
    if (named.matches()) {
      return new Need(
          named.group(1).equals("program") ? Kind.PROGRAM : Kind.PYTHON, named.group(2), "");
    }
    return switch (text) {
      case "broker" -> new Need(Kind.BROKER, "", "");
      case "topics" -> new Need(Kind.TOPICS, "", "");
      case "job" -> new Need(Kind.JOB, "", "");
      default ->
          throw mistake(
              block,
              text,
              "needs are broker, topics, job, NAME from PATH, program NAME, python MODULE");
    };
  }

  private static IllegalArgumentException mistake(CodeBlock block, String text, String remedy) {
    return new IllegalArgumentException(block.place() + ": '" + text + "': " + remedy);
  }
}
