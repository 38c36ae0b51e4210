#!/bin/sh
# Commands of tests/cli/*.t, and figures of imported books (also those of a folder that
# LIANFANG_FIXTURES names).
here=$(dirname "$0")/../cli
bin=${LIANFANG_BIN:-$here/../../build/lianfang}
status=0
{
    "$here/run.py"
    "$here/figures.py" "$bin"
    [ -z "${LIANFANG_FIXTURES:-}" ] || "$here/figures.py" "$bin" "$LIANFANG_FIXTURES"
} > /tmp/lianfang-cli.$$ || status=1
grep -vE '^[0-9]+ passed, [0-9]+ failed$' /tmp/lianfang-cli.$$
awk '/^[0-9]+ passed, [0-9]+ failed$/ {p += $1; f += $3}
    END {printf "%d passed, %d failed\n", p, f; exit f > 0}' /tmp/lianfang-cli.$$ || status=1
rm -f /tmp/lianfang-cli.$$
exit $status
