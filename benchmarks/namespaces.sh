# SPDX-License-Identifier: Apache-2.0
#
# Read by chaos and cluster. Sets $isolate to what runs a command in namespaces of network, mounts
# and processes of its own, which end with it, whatever ends it, and take all with them: processes,
# mounts, interfaces, addresses. Where that cannot be, $isolate is empty and $lacking says why.
isolate=
lacking=
for tool in unshare ip mount; do
  command -v "$tool" >/dev/null 2>&1 || lacking="$lacking there is no '$tool' (packages util-linux, iproute2);"
done
if [ -z "$lacking" ]; then
  for try in "unshare --net --mount --pid" "unshare --user --map-root-user --net --mount --pid"; do
    if said=$($try --fork --mount-proc sh -c 'mount -t tmpfs tmpfs /run && ip netns add probe \
      && ip link add br0 type bridge && ip link add plug type veth peer name eth0 netns probe' 2>&1); then
      isolate="$try --fork --mount-proc --kill-child"
      break
    fi
    lacking="$lacking '$try': $(printf '%s' "$said" | tail -n 1);"
  done
fi
