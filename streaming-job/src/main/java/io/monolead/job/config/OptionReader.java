// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.config;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.description.HtmlFormatter;

/** Reads options so that every failure names the option and its value. */
final class OptionReader {
  private final Configuration options;

  OptionReader(Configuration options) {
    this.options = options;
  }

  <T> T get(ConfigOption<T> option) {
    try {
      return options.get(option);
    } catch (IllegalArgumentException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new OptionException(
          option.key() + " is '" + options.toMap().get(option.key()) + "': " + cause.getMessage());
    }
  }

  <T> Optional<T> optional(ConfigOption<T> option) {
    return options.contains(option) ? Optional.of(get(option)) : Optional.empty();
  }

  <T> T required(ConfigOption<T> option) {
    T value = get(option);
    if (value == null || value.toString().isBlank()) {
      throw new OptionException("Set " + option.key() + ": " + description(option));
    }
    return value;
  }

  private static String description(ConfigOption<?> option) {
    return new HtmlFormatter().format(option.description());
  }

  /** A required option, made into something that checks it. */
  <T, R> R checked(ConfigOption<T> option, Function<T, R> make) {
    T value = option.hasDefaultValue() ? get(option) : required(option);
    try {
      return make.apply(value);
    } catch (OptionException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new OptionException(option.key() + " is '" + value + "': " + e.getMessage());
    }
  }

  /** Something made of several options that checks them. */
  <R> R together(String options, Supplier<R> make) {
    try {
      return make.get();
    } catch (OptionException e) {
      throw e;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new OptionException("An option under " + options + " does not fit: " + e.getMessage());
    }
  }

  Duration positive(ConfigOption<Duration> option) {
    Duration value = get(option);
    if (value.toMillis() <= 0) {
      throw new OptionException(
          option.key() + " is " + value.toMillis() + " ms; allowed: 1 ms or more");
    }
    return value;
  }

  Duration notNegative(ConfigOption<Duration> option) {
    Duration value = get(option);
    if (value.isNegative()) {
      throw new OptionException(
          option.key() + " is " + value.toMillis() + " ms; allowed: 0 or more");
    }
    return value;
  }
}
