// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.job.serialize.ImmutableSerializer;
import io.monolead.job.serialize.StreamTypeInformation;
import io.monolead.signal.SignalQuality;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * Writes scored windows on their way from infer to alert.
 *
 * <p>What belongs to the model (its name, version, labels, thresholds) is the same in window after
 * window and far more than the rest. It is written as one block of bytes, made anew only when the
 * model is another, and read as the objects of the window before if its bytes are the same. Belongs
 * to one thread.
 */
public final class ScoredWindowSerializer extends ImmutableSerializer<ScoredWindow> {
  private static final long serialVersionUID = 1L;
  private static final SignalQuality.Issue[] ISSUES = SignalQuality.Issue.values();

  /** What a window says of its model. */
  private record OfModel(String id, String version, List<String> labels, float[] thresholds) {
    boolean isOf(ScoredWindow window) {
      // The lists and arrays of one model are the same objects in all of its windows.
      return labels == window.labels()
          && thresholds == window.thresholds()
          && id.equals(window.modelId())
          && version.equals(window.modelVersion());
    }
  }

  private transient OfModel written;
  private transient byte[] writtenBlock;
  private transient OfModel read;
  private transient byte[] readBlock;
  private transient byte[] nextBlock;

  /** The type of the stream between infer and alert. */
  public static TypeInformation<ScoredWindow> ofStream() {
    return new StreamTypeInformation<>(ScoredWindow.class, new ScoredWindowSerializer());
  }

  @Override
  public TypeSerializer<ScoredWindow> duplicate() {
    return new ScoredWindowSerializer();
  }

  @Override
  public void serialize(ScoredWindow window, DataOutputView target) throws IOException {
    if (written == null || !written.isOf(window)) {
      written =
          new OfModel(
              window.modelId(), window.modelVersion(), window.labels(), window.thresholds());
      writtenBlock = block(written);
    }
    target.writeInt(writtenBlock.length);
    target.write(writtenBlock);
    StringValue.writeString(window.deviceId(), target);
    StringValue.writeString(window.lead(), target);
    target.writeLong(window.startMicros());
    target.writeLong(window.endMicros());
    target.writeFloat(window.quality().usableShare());
    int issues = 0;
    if (!window.quality().issues().isEmpty()) {
      for (int i = 0; i < ISSUES.length; i++) {
        issues |= window.quality().issues().contains(ISSUES[i]) ? 1 << i : 0;
      }
    }
    target.writeByte(issues);
    writeFloats(window.probabilities(), target);
    StringValue.writeString(window.unscored(), target);
  }

  @Override
  public ScoredWindow deserialize(DataInputView source) throws IOException {
    OfModel model = readModel(source);
    String deviceId = StringValue.readString(source);
    String lead = StringValue.readString(source);
    long startMicros = source.readLong();
    long endMicros = source.readLong();
    SignalQuality quality = new SignalQuality(source.readFloat(), issues(source.readByte()));
    float[] probabilities = readFloats(source);
    return new ScoredWindow(
        deviceId,
        lead,
        startMicros,
        endMicros,
        quality,
        model.id(),
        model.version(),
        model.labels(),
        probabilities,
        model.thresholds(),
        StringValue.readString(source));
  }

  private static Set<SignalQuality.Issue> issues(int bits) {
    if (bits == 0) {
      return Set.of();
    }
    EnumSet<SignalQuality.Issue> issues = EnumSet.noneOf(SignalQuality.Issue.class);
    for (int i = 0; i < ISSUES.length; i++) {
      if ((bits & 1 << i) != 0) {
        issues.add(ISSUES[i]);
      }
    }
    return issues;
  }

  private static byte[] block(OfModel model) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    StringValue.writeString(model.id(), out);
    StringValue.writeString(model.version(), out);
    out.writeInt(model.labels().size());
    for (String label : model.labels()) {
      StringValue.writeString(label, out);
    }
    writeFloats(model.thresholds(), out);
    return out.getCopyOfBuffer();
  }

  private OfModel readModel(DataInputView source) throws IOException {
    int length = source.readInt();
    if (nextBlock == null || nextBlock.length != length) {
      nextBlock = new byte[length];
    }
    source.readFully(nextBlock);
    if (!Arrays.equals(nextBlock, readBlock)) {
      readBlock = nextBlock;
      nextBlock = null;
      DataInputDeserializer in = new DataInputDeserializer(readBlock);
      String id = StringValue.readString(in);
      String version = StringValue.readString(in);
      String[] labels = new String[in.readInt()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = StringValue.readString(in);
      }
      read = new OfModel(id, version, List.of(labels), readFloats(in));
    }
    return read;
  }

  private static void writeFloats(float[] values, DataOutputView target) throws IOException {
    target.writeInt(values.length);
    for (float value : values) {
      target.writeFloat(value);
    }
  }

  private static float[] readFloats(DataInputView source) throws IOException {
    float[] values = new float[source.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = source.readFloat();
    }
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoredWindowSerializer;
  }

  @Override
  public int hashCode() {
    return ScoredWindowSerializer.class.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<ScoredWindow> snapshotConfiguration() {
    return new Snapshot();
  }

  /** For Flink. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<ScoredWindow> {
    public Snapshot() {
      super(ScoredWindowSerializer::new);
    }
  }
}
