// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.serialize;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.job.TestSegments;
import io.monolead.job.alert.LeadAlerts;
import io.monolead.job.assemble.LeadState;
import io.monolead.job.assemble.Window;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.decode.IncomingSegmentSerializer;
import io.monolead.job.identity.AlertId;
import io.monolead.job.identity.LeadKey;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.job.infer.ScoredWindowSerializer;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.LabelProbability;
import io.monolead.schemas.QualityIssue;
import io.monolead.signal.SignalQuality;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerializationTest {
  private static <T> TypeSerializer<T> withoutKryo(TypeInformation<T> type) {
    SerializerConfigImpl config = new SerializerConfigImpl();
    config.setGenericTypes(false);
    return type.createSerializer(config);
  }

  private static <T> T roundTrip(TypeSerializer<T> serializer, T value) throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    serializer.serialize(value, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    DataOutputSerializer copied = new DataOutputSerializer(64);
    serializer.copy(in, copied);
    T again = serializer.deserialize(in);
    assertThat(in.available()).isZero();
    assertThat(serializer.deserialize(new DataInputDeserializer(copied.getCopyOfBuffer())))
        .usingRecursiveComparison()
        .isEqualTo(value);
    return again;
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        IncomingSegment.class,
        LeadKey.class,
        Window.class,
        ScoredWindow.class,
        LeadState.class,
        LeadAlerts.class
      })
  void noTypeOfTheJobFallsBackToKryo(Class<?> type) {
    assertThat(withoutKryo(TypeInformation.of(type)).getClass().getSimpleName())
        .isEqualTo("PojoSerializer");
  }

  @Test
  void recordsSurviveTheirSerializers() throws Exception {
    IncomingSegment segment =
        new IncomingSegment("t", 1, 2, 3, null, new byte[] {1, 2}, "device", "I");
    assertThat(roundTrip(withoutKryo(TypeInformation.of(IncomingSegment.class)), segment))
        .usingRecursiveComparison()
        .isEqualTo(segment);
    SignalQuality quality =
        new SignalQuality(
            0.5f, Set.of(SignalQuality.Issue.FLAT_LINE, SignalQuality.Issue.SATURATION));
    Window window = new Window("d", "I", 1, 2, 100, new float[] {1, -2}, quality);
    assertThat(roundTrip(withoutKryo(TypeInformation.of(Window.class)), window))
        .usingRecursiveComparison()
        .isEqualTo(window);
    LeadState state = new LeadState();
    state.samples = new short[] {1, 2};
    state.waiting.add(new LeadState.WaitingSegment(4, 5, 6, segment));
    assertThat(roundTrip(withoutKryo(TypeInformation.of(LeadState.class)), state))
        .usingRecursiveComparison()
        .isEqualTo(state);
  }

  private static <T> void assertSurvives(TypeInformation<T> type, T value) throws Exception {
    assertThat(roundTrip(withoutKryo(type), value)).usingRecursiveComparison().isEqualTo(value);
    assertThat(roundTrip(withoutKryo(TypeInformation.of(type.getTypeClass())), value))
        .as("as Flink's own serializer has it")
        .usingRecursiveComparison()
        .isEqualTo(value);
  }

  @Test
  void recordsSurviveTheSerializersOfStreams() throws Exception {
    for (byte[] key : new byte[][] {null, {}, {7}}) {
      assertSurvives(
          IncomingSegmentSerializer.ofStream(),
          new IncomingSegment("t", 1, -2, 3, key, new byte[] {1, 2}, "Ger\u00e4t", "I"));
    }
    SignalQuality good = new SignalQuality(1, Set.of());
    SignalQuality bad = new SignalQuality(0.25f, Set.of(SignalQuality.Issue.values()));
    assertSurvives(
        ScoredWindowSerializer.ofStream(),
        new ScoredWindow(
            "d",
            "I",
            1,
            2,
            good,
            "m",
            "1",
            List.of("A", "B"),
            new float[] {0.5f, Float.MIN_VALUE},
            new float[] {0.1f, 0.2f}));
    assertSurvives(
        ScoredWindowSerializer.ofStream(),
        new ScoredWindow(
            "d", "I", -1, 2, bad, "m", "1", List.of(), new float[0], new float[0], "why"));
  }

  @Test
  void windowsOfTwoModelsInTurnsKeepTheirOwn() throws Exception {
    TypeSerializer<ScoredWindow> serializer = withoutKryo(ScoredWindowSerializer.ofStream());
    SignalQuality good = new SignalQuality(1, Set.of());
    List<ScoredWindow> windows = new ArrayList<>();
    List<String> labels = List.of("A", "B");
    float[] thresholds = {0.1f, 0.2f};
    for (int i = 0; i < 6; i++) {
      windows.add(
          i % 3 == 2
              ? new ScoredWindow(
                  "d" + i,
                  "I",
                  i,
                  2,
                  good,
                  "other",
                  "2",
                  List.of("C"),
                  new float[] {i},
                  new float[] {0.9f})
              : new ScoredWindow(
                  "d" + i, "I", i, 2, good, "m", "1", labels, new float[] {i, 1}, thresholds));
    }
    DataOutputSerializer out = new DataOutputSerializer(64);
    for (ScoredWindow window : windows) {
      serializer.serialize(window, out);
    }
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    TypeSerializer<ScoredWindow> reader = serializer.duplicate();
    for (ScoredWindow window : windows) {
      assertThat(reader.deserialize(in)).usingRecursiveComparison().isEqualTo(window);
    }
    assertThat(in.available()).isZero();
  }

  @Test
  void messagesSurviveTheirSerializerAndItsSnapshot() throws Exception {
    EcgScore score =
        new EcgScore(
            "d",
            "I",
            1L,
            2L,
            "m",
            "1",
            List.of(new LabelProbability("AFIB", 0.5f)),
            0.5f,
            List.of(QualityIssue.FLAT_LINE));
    TypeSerializer<EcgScore> serializer =
        withoutKryo(MessageTypeInformation.forMessage(EcgScore.class));
    assertThat(roundTrip(serializer, score)).isEqualTo(score);

    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    TypeSerializerSnapshot<EcgScore> restored =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
    assertThat(restored.restoreSerializer()).isEqualTo(serializer);
    assertThat(
            serializer
                .snapshotConfiguration()
                .resolveSchemaCompatibility(restored)
                .isCompatibleAsIs())
        .isTrue();
  }

  @Test
  void keysStayInTheirKeyGroups() {
    // Worked by hand: 31 * "device-1".hashCode() + "I".hashCode(). A change would tear saved state
    // from its keys.
    LeadKey key = new LeadKey(TestSegments.DEVICE, TestSegments.LEAD);
    assertThat(key.hashCode()).isEqualTo(25159951);
    assertThat(KeyGroupRangeAssignment.assignToKeyGroup(key, 128)).isBetween(0, 127);
  }

  @Test
  void alertIdsAreHalfTheSha256OfWhatTheAlertIsAbout() {
    // printf '\0\0\0\010device-1\0\0\0\001I\0\0\0\004AFIB\0\0\0\0\0\0\0\001' | sha256sum
    assertThat(AlertId.of(new LeadKey("device-1", "I"), "AFIB", 1))
        .isEqualTo("851b26a7a4925afd5512f3d682294f6f");
  }
}
