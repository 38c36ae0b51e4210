#!/bin/sh
# Every parser with random input: 60 s each, ten minutes each in the long tests.
. "$(dirname "$0")/common"
cd "$root"
seconds=60
[ -z "${LIANFANG_LONG:-}" ] || seconds=600
FUZZ_BUILD="$root/build-fuzz" exec nice tests/fuzz/run "$seconds"
