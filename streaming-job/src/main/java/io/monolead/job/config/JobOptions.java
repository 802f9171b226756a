// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.config;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.monolead.connectors.registry.RegistrySettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** Every option of the job: key, type, default and description, in one place. */
public final class JobOptions {
  /** All keys of the job begin with it; other keys are Flink's own. */
  public static final String PREFIX = "monolead.";

  public static final ConfigOption<String> BOOTSTRAP_SERVERS =
      key("monolead.kafka.bootstrap-servers")
          .stringType()
          .noDefaultValue()
          .withDescription("Where Kafka is: host:port, several separated by commas. Required.");

  public static final ConfigOption<Map<String, String>> KAFKA_PROPERTIES =
      key("monolead.kafka.properties")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Further properties of every Kafka client, such as those of TLS and SASL; one by one"
                  + " as monolead.kafka.properties.NAME.");

  public static final ConfigOption<String> KAFKA_FORMAT =
      key("monolead.kafka.format")
          .stringType()
          .defaultValue("avro")
          .withDescription(
              "How results are written: avro (single-object encoding), registry (Avro with the id"
                  + " of its schema in a registry, as Confluent's serializers write it) or json."
                  + " What is read may come in any of them, mixed; see formats.md.");

  public static final ConfigOption<String> REGISTRY_URL =
      key("monolead.registry.url")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Schema registry with Confluent's REST interface, such as http://registry:8081, or"
                  + " Apicurio's http://registry:8080/apis/ccompat/v7. Needed to read and to write"
                  + " records that name their schema by an id.");

  public static final ConfigOption<Boolean> REGISTRY_AUTO_REGISTER =
      key("monolead.registry.auto-register")
          .booleanType()
          .defaultValue(true)
          .withDescription(
              "Add the schemas of results to the registry where they are not there, under the"
                  + " subject TOPIC-value. Off: a missing one is an error.");

  public static final ConfigOption<String> REGISTRY_CREDENTIALS =
      key("monolead.registry.credentials")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Where every task manager finds USER:PASSWORD or a bearer token for the registry:"
                  + " file:PATH or env:NAME. Read anew for each question.");

  public static final ConfigOption<Duration> REGISTRY_PATIENCE =
      key("monolead.registry.patience")
          .durationType()
          .defaultValue(RegistrySettings.DEFAULT_PATIENCE)
          .withDescription(
              "How long a registry that does not answer is asked again before the job fails and"
                  + " Flink restarts it from its last checkpoint; no record is given up.");

  public static final ConfigOption<String> TOPIC_PREFIX =
      key("monolead.kafka.topic-prefix")
          .stringType()
          .defaultValue("ecg.")
          .withDescription("Begins the name of every topic.");

  public static final ConfigOption<String> SOURCE_PREFIX =
      key("monolead.kafka.source-prefix")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Begins the names of the topics that are read: segments, orders, alert actions."
                  + " monolead.kafka.topic-prefix unless set; results are always under that one, so"
                  + " that a back-fill keeps them apart from the live ones.");

  public static final ConfigOption<String> GROUP_ID =
      key("monolead.kafka.group-id")
          .stringType()
          .defaultValue("monolead")
          .withDescription("Consumer group under which progress is committed at checkpoints.");

  public static final ConfigOption<String> START =
      key("monolead.kafka.start")
          .stringType()
          .defaultValue("committed")
          .withDescription(
              "Where to begin without state to resume from: earliest, latest, committed (where the"
                  + " group stopped, else the oldest record), an instant such as"
                  + " 2026-11-22T08:00:00Z, or, in a run with an end, offsets such as"
                  + " 0:1200,1:1180.");

  public static final ConfigOption<String> STOP =
      key("monolead.kafka.stop")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Makes a run end: latest (the records that exist when it starts), an instant (records"
                  + " whose Kafka timestamp is before it), or offsets such as 0:1200,1:1180, which"
                  + " are not read themselves. With an instant, leads that were silent then are"
                  + " reported lost at the end.");

  public static final ConfigOption<Duration> STOP_LATE =
      key("monolead.kafka.stop-late")
          .durationType()
          .defaultValue(Duration.ofHours(1))
          .withDescription(
              "With an instant to stop at: each partition is read on, for records of the time before"
                  + " it that were written late, until a record is later than it by this.");

  public static final ConfigOption<Boolean> BOUNDED =
      key("monolead.kafka.bounded")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "End at the records that exist when the job starts instead of waiting for more; as"
                  + " monolead.kafka.stop set to latest.");

  public static final ConfigOption<String> DELIVERY =
      key("monolead.delivery.guarantee")
          .stringType()
          .defaultValue("at-least-once")
          .withDescription(
              "at-least-once: alerts are visible at once, and after a failure a few come twice,"
                  + " recognisable by their ids. exactly-once: results become visible to"
                  + " read-committed consumers at the next checkpoint, each one time.");

  public static final ConfigOption<Duration> TRANSACTION_TIMEOUT =
      key("monolead.delivery.transaction-timeout")
          .durationType()
          .defaultValue(Duration.ofMinutes(15))
          .withDescription(
              "exactly-once: after this the broker gives an open transaction up. Longer than a"
                  + " checkpoint interval and a restart together; at most the broker's"
                  + " transaction.max.timeout.ms.");

  public static final ConfigOption<String> TRANSACTIONAL_ID_PREFIX =
      key("monolead.delivery.transactional-id-prefix")
          .stringType()
          .defaultValue("monolead")
          .withDescription("exactly-once: begins transactional ids; unique per job and broker.");

  public static final ConfigOption<String> BUNDLE =
      key("monolead.model.bundle")
          .stringType()
          .noDefaultValue()
          .withDescription("Path of the model bundle, the same on every task manager. Required.");

  public static final ConfigOption<Boolean> ANY_LEAD =
      key("monolead.model.any-lead")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Score leads that the model was not trained for. Off: their windows are reported as"
                  + " technical alerts instead.");

  public static final ConfigOption<String> DEVICE =
      key("monolead.model.device")
          .stringType()
          .defaultValue("auto")
          .withDescription(
              "Where networks are computed: cpu, gpu:N, or auto for the first GPU where the engine"
                  + " finds one and the CPU elsewhere.");

  public static final ConfigOption<String> PRECISION =
      key("monolead.model.precision")
          .stringType()
          .defaultValue("auto")
          .withDescription(
              "Form in which networks are computed, of those that the bundle holds: plain, float32,"
                  + " bfloat16 or int8 on CPUs, plain or half on GPUs. auto times those that the"
                  + " device computes well when the model is opened and takes the fastest; set it"
                  + " where task managers have processors of different kinds, or the same window"
                  + " may get another score after a failure.");

  public static final ConfigOption<Boolean> CONTROL =
      key("monolead.control.enabled")
          .booleanType()
          .defaultValue(true)
          .withDescription(
              "Follow the topics of model commands, alert policies and, in a run without end, alert"
                  + " actions. Off: this job's options hold, whatever those topics say.");

  public static final ConfigOption<List<String>> CONTROL_FOLLOW =
      key("monolead.control.follow")
          .stringType()
          .asList()
          .defaultValues("models", "policies")
          .withDescription(
              "Which orders are followed, separated by semicolons: models, policies. Of those left"
                  + " out this job's options hold.");

  public static final ConfigOption<Duration> CONTROL_NOTICE =
      key("monolead.control.notice")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription(
              "A model command or alert policy takes effect no earlier than its record's Kafka"
                  + " timestamp and this, so that every subtask knows it in time. 0 takes the"
                  + " effective time that it states, for streams whose event time is not the wall"
                  + " clock's.");

  public static final ConfigOption<List<String>> MODEL_TRUSTED_KEYS =
      key("monolead.model.trusted-keys")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Files with Ed25519 public keys (PEM), read where the job is started. If there are"
                  + " any, every bundle must be signed with one of them: BUNDLE.sig beside it,"
                  + " written by monolead model sign.");

  public static final ConfigOption<Integer> BATCH_SIZE =
      key("monolead.inference.batch-size")
          .intType()
          .defaultValue(32)
          .withDescription("Windows that fill a micro-batch, 1 to 1024.");

  public static final ConfigOption<Duration> BATCH_WAIT =
      key("monolead.inference.max-wait")
          .durationType()
          .defaultValue(Duration.ofMillis(50))
          .withDescription(
              "Longest time a window waits for its batch to fill, by the wall clock. It waits only"
                  + " while another window is expected sooner than the batch would take to score,"
                  + " so under low load not at all.");

  public static final ConfigOption<Duration> WINDOW_LENGTH =
      key("monolead.window.length")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("Length of a window; the model's.");

  public static final ConfigOption<Duration> WINDOW_HOP =
      key("monolead.window.hop")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("From the start of a window to the start of the next.");

  public static final ConfigOption<Duration> CLOCK_JITTER =
      key("monolead.window.clock-jitter")
          .durationType()
          .defaultValue(Duration.ofMillis(20))
          .withDescription(
              "A segment that starts this close to the end of the one before continues it without"
                  + " a gap; less than half the hop.");

  public static final ConfigOption<Duration> REORDER_TOLERANCE =
      key("monolead.reorder.tolerance")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription(
              "How long a segment waits for a missing one before it, by the start times of the"
                  + " device's own segments.");

  public static final ConfigOption<MemorySize> REORDER_BUFFER =
      key("monolead.reorder.buffer")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(1).divide(32))
          .withDescription("Bytes of waiting segments per lead; beyond it the wait ends.");

  public static final ConfigOption<Duration> SIGNAL_LOST =
      key("monolead.signal-lost.timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(30))
          .withDescription("Silence of a device's lead that raises the technical alert.");

  public static final ConfigOption<Duration> GAP =
      key("monolead.gap.reported")
          .durationType()
          .defaultValue(Duration.ofSeconds(1))
          .withDescription(
              "A hole in a lead's signal of at least this length is reported as a technical alert,"
                  + " raised and cleared when the signal goes on.");

  public static final ConfigOption<Float> POOR_QUALITY =
      key("monolead.quality.poor")
          .floatType()
          .defaultValue(0.5f)
          .withDescription(
              "A window of which a smaller share is usable raises the technical alert on poor"
                  + " quality, the next one of which more is usable clears it; 0 for no such alert.");

  public static final ConfigOption<Duration> EXPIRY =
      key("monolead.state.expiry")
          .durationType()
          .defaultValue(Duration.ofHours(24))
          .withDescription(
              "Silence after which a lead's alerts are cleared and its state is dropped.");

  public static final ConfigOption<Duration> MAX_CLOCK_AHEAD =
      key("monolead.time.max-clock-ahead")
          .durationType()
          .defaultValue(Duration.ofMinutes(5))
          .withDescription(
              "How far a device's clock may be ahead: of its record's Kafka timestamp, or the"
                  + " segment goes to the dead letters; of this machine's clock, or it moves no"
                  + " watermark.");

  public static final ConfigOption<Duration> OUT_OF_ORDERNESS =
      key("monolead.time.out-of-orderness")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("How far start times within one partition may fall back.");

  public static final ConfigOption<Duration> IDLENESS =
      key("monolead.time.idleness")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription(
              "A partition without valid segments for this long by the wall clock holds no"
                  + " watermark back.");

  public static final ConfigOption<Boolean> WALL_CLOCK_IN_SILENCE =
      key("monolead.time.wall-clock-in-silence")
          .booleanType()
          .defaultValue(true)
          .withDescription(
              "When every partition is silent, event time goes on with the wall clock, so that"
                  + " signal lost is raised even if all devices fall silent at once. Scores and"
                  + " alerts do not depend on it; bounded runs never do it.");

  public static final ConfigOption<List<String>> ALERT_DISABLED =
      key("monolead.alert.disabled-labels")
          .stringType()
          .asList()
          .defaultValues("NORM")
          .withDescription("Labels that raise no alert, separated by semicolons.");

  public static final ConfigOption<Map<String, String>> ALERT_THRESHOLDS =
      key("monolead.alert.thresholds")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Thresholds per label in place of the bundle's, such as AFIB:0.7,PVC:0.9.");

  public static final ConfigOption<Map<String, String>> ALERT_PRIORITIES =
      key("monolead.alert.priorities")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Priorities per label in place of the defaults, such as STD_:HIGH,PAC:LOW.");

  public static final ConfigOption<Integer> ALERT_REQUIRED =
      key("monolead.alert.windows-required")
          .intType()
          .defaultValue(2)
          .withDescription("k of n: windows at the threshold that raise an alert.");

  public static final ConfigOption<Integer> ALERT_CONSIDERED =
      key("monolead.alert.windows-considered")
          .intType()
          .defaultValue(3)
          .withDescription("k of n: the latest windows looked at, 1 to 64.");

  public static final ConfigOption<Float> ALERT_CLEAR_RATIO =
      key("monolead.alert.clear-ratio")
          .floatType()
          .defaultValue(0.8f)
          .withDescription(
              "Hysteresis: while raised, a window counts from the threshold times this ratio.");

  public static final ConfigOption<Duration> ALERT_UPDATE_EVERY =
      key("monolead.alert.update-every")
          .durationType()
          .defaultValue(Duration.ofMinutes(1))
          .withDescription("While raised, one update so often in event time.");

  public static final ConfigOption<Duration> ALERT_COOL_DOWN =
      key("monolead.alert.cool-down")
          .durationType()
          .defaultValue(Duration.ZERO)
          .withDescription("After an alert is cleared, none of its label for so long.");

  public static final ConfigOption<Float> ALERT_MINIMUM_QUALITY =
      key("monolead.alert.minimum-quality")
          .floatType()
          .defaultValue(0.5f)
          .withDescription("Windows of lower signal quality neither raise nor clear, 0 to 1.");

  public static final ConfigOption<Duration> ALERT_LONGEST_SILENCE =
      key("monolead.alert.longest-silence")
          .durationType()
          .defaultValue(Duration.ofHours(24))
          .withDescription(
              "How long after it was sent a silence may end; a longer one is a dead letter.");

  public static final ConfigOption<Duration> ALERT_EVIDENCE_GAP =
      key("monolead.alert.evidence-gap")
          .durationType()
          .defaultValue(Duration.ofMinutes(1))
          .withDescription("Windows further apart are no evidence of one episode.");

  public static final ConfigOption<Integer> PARALLELISM =
      key("monolead.parallelism")
          .intType()
          .noDefaultValue()
          .withDescription(
              "Subtasks of every operator; each has its own engine thread, so at most the cores."
                  + " Flink's parallelism.default unless set.");

  public static final ConfigOption<Integer> MAX_PARALLELISM =
      key("monolead.max-parallelism")
          .intType()
          .defaultValue(128)
          .withDescription("Key groups of the state; cannot change while state is to be kept.");

  /** Time between checkpoints where alerts wait for them. */
  public static final Duration EXACTLY_ONCE_CHECKPOINTS = Duration.ofMillis(500);

  /** Time between checkpoints where they only shorten what is done again after a failure. */
  public static final Duration AT_LEAST_ONCE_CHECKPOINTS = Duration.ofSeconds(10);

  public static final ConfigOption<Duration> CHECKPOINT_INTERVAL =
      key("monolead.checkpoint.interval")
          .durationType()
          .noDefaultValue()
          .withDescription(
              "Time between checkpoints; 500 ms with exactly-once delivery, 10 s with at-least-once."
                  + " With exactly-once alerts wait for the next checkpoint, half of it as a rule."
                  + " Every checkpoint writes the whole state: less than 46 KB a lead up to 500 Hz,"
                  + " in proportion above.");

  public static final ConfigOption<String> CHECKPOINT_DIRECTORY =
      key("monolead.checkpoint.directory")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "URI of a folder that job and task managers share. In the job manager's memory"
                  + " unless set: checkpoints die with it, and there is room for some hundred devices"
                  + " only.");

  private static final List<ConfigOption<?>> ALL =
      List.of(
          BOOTSTRAP_SERVERS,
          KAFKA_PROPERTIES,
          KAFKA_FORMAT,
          REGISTRY_URL,
          REGISTRY_AUTO_REGISTER,
          REGISTRY_CREDENTIALS,
          REGISTRY_PATIENCE,
          TOPIC_PREFIX,
          SOURCE_PREFIX,
          GROUP_ID,
          START,
          BOUNDED,
          STOP,
          STOP_LATE,
          DELIVERY,
          TRANSACTION_TIMEOUT,
          TRANSACTIONAL_ID_PREFIX,
          BUNDLE,
          ANY_LEAD,
          DEVICE,
          PRECISION,
          MODEL_TRUSTED_KEYS,
          CONTROL,
          CONTROL_FOLLOW,
          CONTROL_NOTICE,
          BATCH_SIZE,
          BATCH_WAIT,
          WINDOW_LENGTH,
          WINDOW_HOP,
          CLOCK_JITTER,
          REORDER_TOLERANCE,
          REORDER_BUFFER,
          GAP,
          POOR_QUALITY,
          SIGNAL_LOST,
          EXPIRY,
          MAX_CLOCK_AHEAD,
          OUT_OF_ORDERNESS,
          IDLENESS,
          WALL_CLOCK_IN_SILENCE,
          ALERT_DISABLED,
          ALERT_THRESHOLDS,
          ALERT_PRIORITIES,
          ALERT_REQUIRED,
          ALERT_CONSIDERED,
          ALERT_CLEAR_RATIO,
          ALERT_UPDATE_EVERY,
          ALERT_COOL_DOWN,
          ALERT_MINIMUM_QUALITY,
          ALERT_EVIDENCE_GAP,
          ALERT_LONGEST_SILENCE,
          PARALLELISM,
          MAX_PARALLELISM,
          CHECKPOINT_INTERVAL,
          CHECKPOINT_DIRECTORY);

  private JobOptions() {}

  /** All options, in the order in which they are documented. */
  public static List<ConfigOption<?>> all() {
    return ALL;
  }
}
