// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.edf;

import io.monolead.connectors.recordings.Fixtures;
import io.monolead.connectors.recordings.MutatedFiles;
import io.monolead.connectors.recordings.Mutation;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

class MutatedEdfPropertiesTest {
  /** A gap takes room that the file does not fill, for a minute at most. */
  private static final int SAMPLES_PER_BYTE = 16;

  private static final MutatedFiles FILES = new MutatedFiles(new EdfFormat(), SAMPLES_PER_BYTE);

  @AfterContainer
  static void someWereReadAndSomeRefused() throws IOException {
    FILES.finish();
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  void aDamagedFileIsReadOrRefusedAtACostThatItsSizeBounds(
      @ForAll("names") String name, @ForAll("mutations") List<Mutation> mutations)
      throws IOException {
    FILES.read(Fixtures.file("edf/" + name), mutations);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of("biosig.edf", "three.edf", "edflib.edf", "gaps.edf");
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    return Mutation.some();
  }
}
