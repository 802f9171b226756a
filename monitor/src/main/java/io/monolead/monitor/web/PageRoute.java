// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import io.monolead.monitor.web.PageFiles.PageFile;
import java.util.Optional;

/** The page and its files. */
final class PageRoute implements Handler {
  private final PageFiles files = new PageFiles();
  private final Answers answers;

  PageRoute(Answers answers) {
    this.answers = answers;
  }

  @Override
  public void handle(Context context) {
    Optional<PageFile> found = files.find(context.path());
    if (found.isEmpty()) {
      answers.error(context, HttpStatus.NOT_FOUND, "There is nothing here; the page is at /");
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
}
