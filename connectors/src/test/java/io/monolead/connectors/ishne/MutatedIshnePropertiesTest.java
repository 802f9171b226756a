// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ishne;

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

class MutatedIshnePropertiesTest {

  private static final MutatedFiles FILES = new MutatedFiles(new IshneFormat(), 1);

  @AfterContainer
  static void someWereReadAndSomeRefused() throws IOException {
    FILES.finish();
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void aDamagedFileIsReadOrRefusedAtACostThatItsSizeBounds(
      @ForAll("names") String name, @ForAll("mutations") List<Mutation> mutations)
      throws IOException {
    FILES.read(Fixtures.file("ishne/holter.ecg"), Fixtures.file("ishne/" + name), mutations);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of("holter.ecg", "holter.ecg", "holter.ann");
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    return Mutation.some();
  }
}
