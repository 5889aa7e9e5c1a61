#!/usr/bin/env bash
# Makes or removes the control group NAME, below which the native cluster's pods run, in every hierarchy of the
# machine. They outlive namespaces, so someone outside must remove them. Usage: cgroups.sh make|remove NAME
set -euo pipefail

readonly action=$1 name=$2
readonly tries_max=50
# A group counts as one process however many it holds: as eight, so that pods do not starve on a busy machine.
readonly cpu_shares=8192 cpu_weight=800

hierarchies() {
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then # version 2: one for all
    echo /sys/fs/cgroup
    return
  fi
  find /sys/fs/cgroup -mindepth 1 -maxdepth 1 -type d
}

make_in() {
  mkdir -p "$1/$name"
  # Version 1: a cpuset takes no process before it has processors and memory.
  local file
  for file in cpuset.cpus cpuset.mems; do
    if [ -e "$1/$file" ] && [ ! -e /sys/fs/cgroup/cgroup.controllers ]; then cat "$1/$file" >"$1/$name/$file"; fi
  done
  if [ -e "$1/$name/cpu.shares" ]; then echo "$cpu_shares" >"$1/$name/cpu.shares"; fi
  if [ -e "$1/$name/cpu.weight" ]; then echo "$cpu_weight" >"$1/$name/cpu.weight"; fi
}

# Killed processes leave their group a moment after they are gone from elsewhere.
remove_from() {
  local try
  for ((try = 0; try < tries_max; try++)); do
    [ -d "$1/$name" ] || return 0
    find "$1/$name" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.1
  done
  echo "cgroups.sh: $1/$name is still in use" >&2
  return 1
}

while read -r hierarchy; do
  if [ "$action" = make ]; then make_in "$hierarchy"; else remove_from "$hierarchy"; fi
done < <(hierarchies)
