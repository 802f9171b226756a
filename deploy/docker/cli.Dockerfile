# SPDX-License-Identifier: Apache-2.0
#
# The command line and the live page: topics, simulate, replay, watch, monitor, route, and orders to
# a running job. Without Flink, a broker and the engine's natives: what runs a job or a network is in
# the other image or in the release's archive.
# Built from the root of the repository after ./mvnw -DskipTests verify.
ARG JRE_TAG=17-jre
ARG JRE_IMAGE=eclipse-temurin:${JRE_TAG}

FROM ${JRE_IMAGE} AS laid-out
ARG SOURCE_DATE_EPOCH=0
COPY cli/target/image/ /in/
COPY deploy/docker/cli-without /cli-without
COPY deploy/docker/monolead deploy/docker/cli-health /out/opt/monolead/bin/
# The bill of materials is there where deploy/bill-of-materials ran before.
COPY LICENSE NOTICE [t]arget/bom.json /out/opt/monolead/
RUN set -eu; \
    mkdir -p /out/opt/monolead/lib; \
    for jar in /in/*.jar; do \
      left=no; \
      for start in $(grep -v '^#' /cli-without); do \
        case "${jar#/in/}" in "$start"*) left=yes ;; esac; \
      done; \
      [ "$left" = yes ] || cp "$jar" /out/opt/monolead/lib/; \
    done; \
    if [ -e /out/opt/monolead/bom.json ]; then mv /out/opt/monolead/bom.json /out/opt/monolead/sbom.cdx.json; fi; \
    chmod -R u=rwX,go=rX /out; \
    chmod 755 /out/opt/monolead/bin/*; \
    find /out -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

FROM ${JRE_IMAGE}
ARG JRE_IMAGE
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="monolead-cli" \
      org.opencontainers.image.description="The command monolead: topics, simulated devices, alerts as they come, and the live page" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${JRE_IMAGE}"

RUN useradd --system --uid 10001 --create-home --home-dir /home/monolead --shell /usr/sbin/nologin monolead
# Owned by root: the process can read what it runs and change none of it.
COPY --from=laid-out /out/ /

# The log goes where a read-only container can write, too.
ENV XDG_STATE_HOME=/tmp
USER monolead
WORKDIR /home/monolead
ENTRYPOINT ["/opt/monolead/bin/monolead"]
CMD ["--help"]
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 CMD ["/opt/monolead/bin/cli-health"]
