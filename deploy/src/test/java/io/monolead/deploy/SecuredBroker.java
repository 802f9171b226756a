// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.embedded.EmbeddedKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A real broker that speaks TLS, knows its clients by SCRAM or by their certificates, and lets
 * nobody do what was not granted. The certificates are made for the run, by keytool and openssl.
 */
final class SecuredBroker implements AutoCloseable {
  private static final String STORE_PASSWORD = "store-password";
  private static final String ADMIN_PASSWORD = "admin-password";
  private static final int ITERATIONS = 4096;

  private final Path folder;
  private final boolean byCertificate;
  private final EmbeddedKafka kafka;

  private SecuredBroker(Path folder, boolean byCertificate, EmbeddedKafka kafka) {
    this.folder = folder;
    this.byCertificate = byCertificate;
    this.kafka = kafka;
  }

  /** A broker whose clients prove who they are by SCRAM-SHA-512 over TLS. */
  static SecuredBroker byPassword(Path folder) throws Exception {
    authority(folder);
    certificate(folder, "broker");
    Map<String, String> properties = tls(folder);
    properties.put("listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT");
    properties.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN");
    properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    properties.put(
        "listener.name.clients.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    properties.put(
        "listener.name.clients.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\""
            + " password=\""
            + ADMIN_PASSWORD
            + "\" user_admin=\""
            + ADMIN_PASSWORD
            + "\";");
    return start(folder, false, properties);
  }

  /** A broker whose clients prove who they are by a certificate of its authority, as Strimzi's. */
  static SecuredBroker byCertificate(Path folder) throws Exception {
    authority(folder);
    certificate(folder, "broker");
    certificate(folder, "admin");
    Map<String, String> properties = tls(folder);
    properties.put("listener.security.protocol.map", "CLIENTS:SSL,CONTROLLER:PLAINTEXT");
    properties.put("ssl.client.auth", "required");
    return start(folder, true, properties);
  }

  private static SecuredBroker start(
      Path folder, boolean byCertificate, Map<String, String> properties) {
    EmbeddedKafka.Builder builder =
        EmbeddedKafka.builder().optDataDirectory(folder.resolve("data"));
    properties.forEach(builder::optBrokerProperty);
    return new SecuredBroker(folder, byCertificate, builder.start());
  }

  private static Map<String, String> tls(Path folder) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("ssl.keystore.type", "PKCS12");
    properties.put("ssl.keystore.location", folder.resolve("broker.p12").toString());
    properties.put("ssl.keystore.password", STORE_PASSWORD);
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.location", folder.resolve("ca.crt").toString());
    properties.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // The node's own requests to its controller come without a name.
    properties.put("super.users", "User:admin;User:CN=admin;User:CN=broker;User:ANONYMOUS");
    return properties;
  }

  private static void authority(Path folder) throws Exception {
    Files.createDirectories(folder);
    run(
        folder,
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 2 -subj /CN=ca");
  }

  private static void certificate(Path folder, String name) throws Exception {
    run(
        folder,
        "openssl req -newkey rsa:2048 -nodes -keyout NAME.key -out NAME.csr -subj /CN=NAME"
            .replace("NAME", name));
    Files.writeString(folder.resolve("names.ext"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
    run(
        folder,
        ("openssl x509 -req -in NAME.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out NAME.crt"
                + " -days 2 -extfile names.ext")
            .replace("NAME", name));
    run(
        folder,
        ("openssl pkcs12 -export -in NAME.crt -inkey NAME.key -out NAME.p12 -name NAME -passout"
                + " pass:"
                + STORE_PASSWORD)
            .replace("NAME", name));
  }

  private static void run(Path folder, String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command.split(" ", -1))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + said);
    }
  }

  /** Where clients find it. */
  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** A connection that may do everything. */
  KafkaConnection admin() throws Exception {
    return byCertificate
        ? connection("admin")
        : new KafkaConnection(
            kafka.bootstrapServers(),
            Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                    + " username=\"admin\" password=\""
                    + ADMIN_PASSWORD
                    + "\";",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                folder.resolve("ca.crt").toString()));
  }

  /**
   * The connection of a user whose password, or certificate, lies in files that the client itself
   * reads, as the manifests do it.
   */
  KafkaConnection connection(String user) throws Exception {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("config.providers", "files");
    properties.put(
        "config.providers.files.class",
        "org.apache.kafka.common.config.provider.DirectoryConfigProvider");
    properties.put("config.providers.files.param.allowed.paths", folder.toString());
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.certificates", "${files:" + folder + ":ca.crt}");
    Path own = folder.resolve("user-" + user);
    if (byCertificate) {
      if (!Files.exists(own)) {
        certificate(folder, user);
        Files.createDirectories(own);
        Files.copy(folder.resolve(user + ".crt"), own.resolve("user.crt"));
        Files.copy(folder.resolve(user + ".key"), own.resolve("user.key"));
      }
      properties.put("security.protocol", "SSL");
      properties.put("ssl.keystore.type", "PEM");
      properties.put("ssl.keystore.certificate.chain", "${files:" + own + ":user.crt}");
      properties.put("ssl.keystore.key", "${files:" + own + ":user.key}");
    } else {
      properties.put("security.protocol", "SASL_SSL");
      properties.put("sasl.mechanism", "SCRAM-SHA-512");
      properties.put("sasl.jaas.config", "${files:" + own + ":jaas}");
    }
    return new KafkaConnection(kafka.bootstrapServers(), properties);
  }

  /** Makes a user with a password; of a broker by certificate the certificate is enough. */
  void addUser(String name, String password) throws Exception {
    if (byCertificate) {
      return;
    }
    try (Admin admin = adminClient()) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      name,
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                      password)))
          .all()
          .get();
    }
    writePassword(name, password);
  }

  /** Writes the file that the user's clients read; with another password they are refused. */
  void writePassword(String name, String password) throws IOException {
    Path own = Files.createDirectories(folder.resolve("user-" + name));
    Files.writeString(
        own.resolve("jaas"),
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
            + name
            + "\" password=\""
            + password
            + "\";");
  }

  /** Grants a user what its manifest says. */
  void grant(Manifest user) throws Exception {
    String principal = "User:" + (byCertificate ? "CN=" : "") + user.name();
    List<AclBinding> bindings = new ArrayList<>();
    for (var rule : user.tree().at("/spec/authorization/acls")) {
      var resource = rule.path("resource");
      String type = resource.path("type").asText();
      ResourcePattern pattern =
          new ResourcePattern(
              ResourceType.fromString(type.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT)),
              type.equals("cluster") ? Resource.CLUSTER_NAME : resource.path("name").asText(),
              resource.path("patternType").asText().equals("prefix")
                  ? PatternType.PREFIXED
                  : PatternType.LITERAL);
      for (var operation : rule.path("operations")) {
        bindings.add(
            new AclBinding(
                pattern,
                new AccessControlEntry(
                    principal,
                    "*",
                    AclOperation.fromString(
                        operation
                            .asText()
                            .replaceAll("(?<=[a-z])([A-Z])", "_$1")
                            .toUpperCase(Locale.ROOT)),
                    AclPermissionType.ALLOW)));
      }
    }
    try (Admin admin = adminClient()) {
      admin.createAcls(bindings).all().get();
    }
  }

  private Admin adminClient() throws Exception {
    Map<String, Object> properties = new LinkedHashMap<>(admin().clientProperties());
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    return Admin.create(properties);
  }

  @Override
  public void close() {
    kafka.close();
  }
}
