#!/usr/bin/env bash
# Generates the codec in src/generated from proto/cellwire.proto. The comments that pbts needs to
# derive the declarations are dropped from the code that ships.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-src/generated}
bin=../node_modules/.bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flags=(-t static-module -w es6 --no-create --no-verify --no-convert --no-delimited --no-typeurl --no-service --force-number)
"$bin/pbjs" "${flags[@]}" -o "$work/commented.js" proto/cellwire.proto
"$bin/pbts" -o "$out/cellwire.d.ts" "$work/commented.js"
"$bin/pbjs" "${flags[@]}" --no-comments -o "$out/cellwire.js" proto/cellwire.proto
# 64-bit fields are numbers (the largest is far below 2^53), also where the package `long` happens to be installed.
sed -i '0,/^import \$protobuf/s//import "..\/integers.ts";\nimport $protobuf/' "$out/cellwire.js"
