// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.board.Messages;
import io.monolead.evaluation.alert.Episode;
import io.monolead.evaluation.alert.EpisodeLedger;
import io.monolead.evaluation.truth.TimeSpan;
import io.monolead.schemas.AlertState;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EpisodeLedgerTest {
  private final EpisodeLedger ledger = new EpisodeLedger();

  @Test
  void raisedUpdatedAndClearedAreOneEpisode() {
    ledger.add(Messages.alert("a1", "sim-01", "AFIB", AlertState.RAISED, 10, 14, null));
    ledger.add(Messages.alert("a1", "sim-01", "AFIB", AlertState.UPDATED, 10, 20, null));
    ledger.add(Messages.alert("a1", "sim-01", "AFIB", AlertState.CLEARED, 10, 31, 30L));

    assertThat(ledger.episodes())
        .singleElement()
        .satisfies(
            episode -> {
              assertThat(episode.raisedMicros()).isEqualTo(14_000_000);
              assertThat(episode.endMicros()).isEqualTo(OptionalLong.of(30_000_000));
              assertThat(episode.span(99_000_000)).isEqualTo(new TimeSpan(10_000_000, 30_000_000));
            });
  }

  @Test
  void anEpisodeThatWasNeverClearedLastsToTheEndOfTheSignal() {
    ledger.add(Messages.alert("a1", "sim-01", "AFIB", AlertState.RAISED, 10, 14, null));

    assertThat(ledger.episodes("sim-01", "AFIB"))
        .singleElement()
        .extracting(episode -> episode.span(70_000_000).minutes())
        .isEqualTo(1.0);
  }

  @Test
  void aTransitionDeliveredTwiceChangesNothing() {
    ledger.add(Messages.alert("a1", "sim-01", "AFIB", AlertState.RAISED, 10, 14, null));
    ledger.add(Messages.alert("a1", "sim-01", "AFIB", AlertState.CLEARED, 10, 31, 30L));
    ledger.add(Messages.alert("a1", "sim-01", "AFIB", AlertState.RAISED, 10, 14, null));

    assertThat(ledger.episodes()).singleElement().matches(Episode::cleared);
  }
}
