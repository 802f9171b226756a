// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.invocation;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine.ParameterException;

/** One line for the user from whatever was thrown. */
public final class FailureText {
  private FailureText() {}

  /**
   * What to tell the user.
   *
   * @param failure what ended the command
   * @return one line, without the name of a class unless the failure is a fault of the program
   */
  public static String of(Throwable failure) {
    return text(unwrap(failure)).replaceAll("\\s*\\R\\s*", " ");
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable inner = failure;
    while (inner.getCause() != null
        && (inner instanceof ExecutionException
            || inner instanceof CompletionException
            || inner instanceof UncheckedIOException)) {
      inner = inner.getCause();
    }
    return inner;
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof OutOfMemoryError) {
      return "Out of memory ("
          + message
          + "). Give Java more, for example MONOLEAD_JAVA_OPTIONS=-Xmx4g.";
    }
    if (failure instanceof FileSystemException fileFailure) {
      return fileFailure.getFile() == null ? String.valueOf(message) : ofFile(fileFailure);
    }
    if (failure instanceof FileNotFoundException) {
      return "No such file, or not to be opened: " + message;
    }
    if (failure instanceof UnknownHostException) {
      return "Unknown host: " + message;
    }
    if (failure instanceof BindException) {
      return "The port is taken: " + message + ". Choose another.";
    }
    if (failure instanceof ConnectException) {
      return "Nobody answers: " + message;
    }
    if (failure instanceof TimeoutException) {
      return "Kafka did not answer in time: " + message;
    }
    if (message == null || message.isBlank()) {
      return "Unexpected " + failure.getClass().getName() + "; the log file has the details";
    }
    // The project's own exceptions and these are written for readers; the rest are faults.
    if (failure.getClass().getName().startsWith("io.monolead.")
        || failure instanceof ParameterException
        || failure instanceof IOException
        || failure instanceof IllegalArgumentException
        || failure instanceof IllegalStateException
        || failure instanceof KafkaException) {
      return message;
    }
    return failure.getClass().getSimpleName() + ": " + message;
  }

  private static String ofFile(FileSystemException failure) {
    String file = failure.getFile();
    if (failure instanceof NoSuchFileException) {
      return "No such file or folder: " + file;
    }
    if (failure instanceof NotDirectoryException) {
      return "Not a folder: " + file;
    }
    if (failure instanceof AccessDeniedException) {
      return "No permission for " + file;
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "Already there: " + file;
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "Not empty: " + file;
    }
    return file + ": " + (failure.getReason() == null ? "cannot be used" : failure.getReason());
  }
}
