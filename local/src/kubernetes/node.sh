#!/usr/bin/env bash
# The first process inside the namespaces of the native cluster: it makes the node ready, runs all of Kubernetes below
# itself and stays. Started by native-cluster.ts, which wrote the configuration that is named here (node-files.ts).
# Whatever ends it ends everything in the namespaces.
# Usage: node.sh DIRECTORY PROGRAMS NODE_ADDRESS HOST_ADDRESS
set -uo pipefail

readonly directory=$1 programs=$2 node_address=$3 host_address=$4
readonly config="$directory/config" logs="$directory/logs"
readonly api_ready=/run/cluster/api-ready
readonly interface_wait_ms=10000
export PATH="$programs:/usr/sbin:/usr/bin:/sbin:/bin"

main() {
  trap 'exit 0' TERM INT
  mount_directories
  keep_host_settings
  set_up_network
  forget_containers
  start_everything
  # Reaps what lost its parent, and lets a signal through at once.
  while :; do
    wait
    sleep 1
  done
}

# Sockets and the node's directories get short, usual paths, which exist in this mount namespace alone.
mount_directories() {
  mount --make-rshared /
  mount -t tmpfs -o mode=0755 tmpfs /run
  local name
  for name in etcd kubelet containerd; do
    mkdir -p "/run/cluster/$name"
    mount --bind "$directory/$name" "/run/cluster/$name"
  done
  mount --bind "$logs/pods" /var/log
}

# The kubelet sets these for the whole machine unless it finds them as it wants them: here it finds them so.
keep_host_settings() {
  local setting
  for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
    kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
    mkdir -p "/run/cluster/sysctl/${setting%/*}"
    echo "${setting#*=}" >"/run/cluster/sysctl/${setting%=*}"
    mount --bind "/run/cluster/sysctl/${setting%=*}" "/proc/sys/${setting%=*}"
  done
}

# The host puts the other end of a veth pair here once it knows this process.
set_up_network() {
  local waited_ms=0
  until ip link show eth0 >/dev/null 2>&1; do
    if [ "$waited_ms" -ge "$interface_wait_ms" ]; then
      echo "node.sh: no network interface came" >&2
      exit 1
    fi
    waited_ms=$((waited_ms + 50))
    sleep 0.05
  done
  ip link set lo up
  ip address add "$node_address/30" dev eth0
  ip link set eth0 up
  ip route add default via "$host_address"
  echo 1 >/proc/sys/net/ipv4/ip_forward
}

# containerd's directory outlives a cluster for its images; the containers in it belong to one that is gone.
forget_containers() {
  local container containerd
  containerd --config "$config/containerd-alone.toml" >>"$logs/containerd.log" 2>&1 </dev/null &
  containerd=$!
  until ctr version >/dev/null 2>&1; do
    kill -0 "$containerd" 2>/dev/null || return # its log says why, and so will the next one's
    sleep 0.05
  done
  for container in $(ctr -n k8s.io containers list -q); do
    ctr -n k8s.io containers delete "$container" >>"$logs/containerd.log" 2>&1
  done
  kill "$containerd"
  wait "$containerd"
}

start_everything() {
  keep etcd etcd --data-dir /run/cluster/etcd --unsafe-no-fsync --log-level warn
  keep kube-apiserver kube-apiserver --etcd-servers=http://127.0.0.1:2379 \
    --bind-address="$node_address" --advertise-address="$node_address" --cert-dir="$config/serving" \
    --service-cluster-ip-range=10.96.0.0/16 --allow-privileged --authorization-mode=Node,RBAC \
    --enable-admission-plugins=NodeRestriction --token-auth-file="$config/tokens.csv" --anonymous-auth=false \
    --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$config/service-account.key" \
    --service-account-signing-key-file="$config/service-account.key" --kubelet-preferred-address-types=InternalIP \
    --kubelet-client-certificate="$config/kubelet-client.crt" --kubelet-client-key="$config/kubelet-client.key"
  keep containerd containerd --config "$config/containerd.toml"
  keep kube-controller-manager after_api kube-controller-manager --kubeconfig="$config/kube-controller-manager.yaml" \
    --leader-elect=false --use-service-account-credentials --root-ca-file="$config/serving/apiserver.crt" \
    --service-account-private-key-file="$config/service-account.key" --bind-address=127.0.0.1 \
    --pvclaimbinder-sync-period=2s
  keep kube-scheduler after_api kube-scheduler --kubeconfig="$config/kube-scheduler.yaml" --leader-elect=false \
    --bind-address=127.0.0.1
  keep kubelet after_api kubelet --kubeconfig="$config/kubelet.yaml" --config="$config/kubelet-configuration.yaml" \
    --root-dir=/run/cluster/kubelet --cert-dir=/run/cluster/kubelet/pki --hostname-override=node \
    --node-ip="$node_address"
  keep kube-proxy after_api kube-proxy --config="$config/kube-proxy-configuration.yaml" --hostname-override=node
  keep coredns after_api coredns -conf "$config/corefile"
  keep node-volumes after_api node-volumes "$config/admin.yaml" node "$directory/volumes"
  keep node-policies after_api node-policies "$config/admin.yaml"
  until kubectl --kubeconfig "$config/admin.yaml" --request-timeout=2s get --raw /readyz >/dev/null 2>&1; do
    sleep 0.2
  done
  : >"$api_ready"
}

# Runs a program, and again whenever it ends. $1: its name, and that of its log.
keep() {
  local name=$1
  shift
  while :; do
    "$@"
    echo "node.sh: $name ended with $?"
    sleep 1
  done >>"$logs/$name.log" 2>&1 </dev/null &
}

# Runs a program once the API server is ready: earlier it would only fail and wait.
after_api() {
  until [ -e "$api_ready" ]; do sleep 0.1; done
  "$@"
}

main
