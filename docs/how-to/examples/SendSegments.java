// SPDX-License-Identifier: Apache-2.0

import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.WireFormat;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends millivolts, one per line of standard input, as segments of a second each.
 *
 * <p>SendSegments HOST:PORT DEVICE LEAD RATE. Needs kafka-clients and monolead-schemas.
 */
public final class SendSegments {
  private SendSegments() {}

  public static void main(String[] arguments) throws Exception {
    String device = arguments[1];
    int rate = Integer.parseInt(arguments[3]);
    double[] millivolts =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
            .lines()
            .mapToDouble(Double::parseDouble)
            .toArray();
    long start = System.currentTimeMillis() * 1000 - millivolts.length * 1_000_000L / rate;
    WireFormat<EcgSegment> format = WireFormat.of(EcgSegment.class);
    int sent = 0;
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", arguments[0],
                "acks", "all",
                "max.in.flight.requests.per.connection", "1"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int first = 0; first + rate <= millivolts.length; first += rate) {
        ByteBuffer samples = ByteBuffer.allocate(2 * rate).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = first; i < first + rate; i++) {
          samples.putShort((short) Math.round(millivolts[i] * 1000));
        }
        EcgSegment segment =
            EcgSegment.newBuilder()
                .setDeviceId(device)
                .setLead(arguments[2])
                .setSequenceNumber(sent++)
                .setStartTimeMicros(start + first * 1_000_000L / rate)
                .setSamplingRateHz(rate)
                .setResolutionNanovolts(1000)
                .setSamples(samples.flip())
                .setLeadOff(false)
                .build();
        // The future fails if the broker does not take it: a device would send it again.
        producer
            .send(
                new ProducerRecord<>(
                    "ecg.segments",
                    null,
                    segment.getStartTimeMicros() / 1000,
                    device.getBytes(StandardCharsets.UTF_8),
                    format.encode(segment)))
            .get();
      }
    }
    System.out.println(sent + " segments sent for " + device);
  }
}
