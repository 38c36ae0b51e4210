#!/bin/sh
# Unit tests with address and undefined-behaviour sanitizers. One executable counts as one.
. "$(dirname "$0")/common"
debug_build
count_meson "$build_test" --no-suite crash
