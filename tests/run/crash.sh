#!/bin/sh
# Killed processes and full disks, with the release build.
. "$(dirname "$0")/common"
ninja -C "$build" --quiet >&2 || fault "the release build failed"
count_meson "$build" --suite crash
