#!/bin/sh
# The pages in a real Chromium.
. "$(dirname "$0")/common"
cd "$root"
exec node tests/browser/run.mjs
