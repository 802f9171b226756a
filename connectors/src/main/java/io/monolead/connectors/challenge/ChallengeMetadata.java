// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.challenge;

import io.monolead.connectors.recordings.Sex;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What the PhysioNet/Computing in Cardiology Challenges 2020 and 2021 write into a header's
 * comments: {@code #Age: 74}, {@code #Sex: Male}, {@code #Dx: 59118001,426783006}.
 *
 * <p>Sources (CPSC2018, CPSC-Extra, Georgia, PTB, Chapman-Shaoxing, Ningbo) and codes: Perez Alday
 * et al., "Classification of 12-lead ECGs: the PhysioNet/Computing in Cardiology Challenge 2020",
 * Physiol. Meas. 41 (2020) 124003, <a
 * href="https://doi.org/10.1088/1361-6579/abc960">doi:10.1088/1361-6579/abc960</a>. Licence of the
 * data: Creative Commons Attribution 4.0. Quirks: the date in the record line is that of the file's
 * conversion; units are sometimes spelt {@code mv}; some record lines name the record with its
 * suffix; a code may stand twice in {@code Dx}; age may be {@code NaN} or {@code Unknown}.
 *
 * @param ageYears age, if known
 * @param sex sex, if known
 * @param diagnoses SNOMED CT codes in the order of the header, each once
 */
public record ChallengeMetadata(
    OptionalDouble ageYears, Optional<Sex> sex, List<String> diagnoses) {

  public ChallengeMetadata {
    diagnoses = List.copyOf(diagnoses);
  }

  /**
   * Reads the comments of a recording. Whatever is missing or not understood is empty; comments of
   * other data sets do no harm.
   *
   * @param comments comment lines without their {@code #}
   */
  public static ChallengeMetadata of(List<String> comments) {
    return new ChallengeMetadata(
        value(comments, "age").map(ChallengeMetadata::age).orElseGet(OptionalDouble::empty),
        value(comments, "sex").flatMap(Sex::parse),
        value(comments, "dx").map(ChallengeMetadata::codes).orElseGet(List::of));
  }

  private static Optional<String> value(List<String> comments, String key) {
    return comments.stream()
        .map(String::strip)
        .filter(comment -> comment.toLowerCase(Locale.ROOT).startsWith(key + ":"))
        .map(comment -> comment.substring(key.length() + 1).strip())
        .findFirst();
  }

  private static OptionalDouble age(String text) {
    return text.matches("\\d{1,3}(\\.\\d{1,6})?")
        ? OptionalDouble.of(Double.parseDouble(text))
        : OptionalDouble.empty();
  }

  private static List<String> codes(String text) {
    return Stream.of(text.split(",", -1))
        .map(String::strip)
        .filter(code -> code.matches("\\d{6,18}"))
        .distinct()
        .toList();
  }
}
