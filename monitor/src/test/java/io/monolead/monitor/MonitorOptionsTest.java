// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicNames;
import java.net.URI;
import org.junit.jupiter.api.Test;

class MonitorOptionsTest {
  private static MonitorOptions.Builder options() {
    return MonitorOptions.builder(KafkaConnection.toLoopback(), TopicNames.DEFAULT);
  }

  @Test
  void withoutATokenItStaysOnThisMachineUnlessTold() {
    assertThat(options().build().host()).isEqualTo("127.0.0.1");
    assertThat(options().optHost("localhost").build().token()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options().optHost("0.0.0.0").build())
        .withMessageContaining("--token-file")
        .withMessageContaining("--insecure");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options().optHost("0.0.0.0").optUserHeader("X-User").build());
    assertThat(options().optHost("0.0.0.0").optInsecure(true).build().insecure()).isTrue();
    assertThat(options().optHost("0.0.0.0").optToken("0123456789abcdef").build().token())
        .isPresent();
  }

  @Test
  void aShortTokenIsRefusedAndNoTokenIsEverPrinted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options().optToken("hunter2").build())
        .withMessageContaining("16")
        .withMessageNotContaining("hunter2");
    assertThat(options().optToken("0123456789abcdef").build().toString())
        .doesNotContain("0123456789abcdef");
  }

  @Test
  void aPublicAddressHasASchemeAndAHost() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options().optPublicAddress(URI.create("monitor.example.org")).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options().optPublicAddress(URI.create("ftp://x")).build());
  }
}
