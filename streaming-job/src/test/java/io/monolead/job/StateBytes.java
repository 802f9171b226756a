// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import io.monolead.job.identity.LeadKey;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/**
 * Weighs the state that a function keeps for a key, by the serializer that checkpoints use.
 *
 * @param <S> type of the state
 */
public final class StateBytes<S> {
  private final ValueStateDescriptor<S> descriptor;
  private final TypeSerializer<S> states;
  private final TypeSerializer<LeadKey> keys;

  /**
   * @param name name of the state within its function
   * @param type class of its value
   */
  public StateBytes(String name, Class<S> type) {
    TypeInformation<S> stateType = TypeInformation.of(type);
    descriptor = new ValueStateDescriptor<>(name, stateType);
    states = stateType.createSerializer(new SerializerConfigImpl());
    keys = TypeInformation.of(LeadKey.class).createSerializer(new SerializerConfigImpl());
  }

  /** Bytes of a value as a checkpoint holds it. */
  public int of(S state) throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(1 << 12);
    states.serialize(state, out);
    return out.length();
  }

  /** Bytes of a key and its value as a checkpoint holds them; 0 where the key has no state. */
  int of(AbstractStreamOperatorTestHarness<?> harness, LeadKey key) throws Exception {
    KeyedStateBackend<LeadKey> backend =
        ((AbstractStreamOperator<?>) harness.getOperator()).<LeadKey>getKeyedStateBackend();
    backend.setCurrentKey(key);
    ValueState<S> state =
        backend.getPartitionedState(
            VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor);
    S value = state.value();
    if (value == null) {
      return 0;
    }
    DataOutputSerializer out = new DataOutputSerializer(1 << 10);
    keys.serialize(key, out);
    return out.length() + of(value);
  }

  /** Bytes of a snapshot: values, keys, timers, and the descriptions of their types. */
  static long ofSnapshot(AbstractStreamOperatorTestHarness<?> harness) throws Exception {
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    return snapshot.getStateSize();
  }
}
