# SPDX-License-Identifier: Apache-2.0
#
# The command line: creates topics, simulates and replays devices, watches alerts. Without the
# engine's natives: what needs a network runs in the other image.
# Built from the root of the repository after ./mvnw -DskipTests verify.
ARG JRE_TAG=17-jre
FROM eclipse-temurin:${JRE_TAG}

RUN useradd --system --uid 10001 --create-home --home-dir /home/monolead --shell /usr/sbin/nologin monolead
COPY cli/target/image/ /opt/monolead/lib/

USER monolead
WORKDIR /home/monolead
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-Xmx192m", "-XX:TieredStopAtLevel=1", "-cp", "/opt/monolead/lib/*", "io.monolead.cli.Main"]
