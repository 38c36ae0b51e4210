#!/bin/sh
# What is made from the rows is what the rows say.
. "$(dirname "$0")/common"
cd "$root"
passed=0 failed=0
same() { # FILE COMMAND…
    file=$1
    shift
    if "$@" | cmp -s - "$file"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $file is not what the program says now; run: $* > $file"
    fi
}
[ ! -f docs/api.md ] || same docs/api.md build/lianfang help --reference --lang en
[ ! -f docs/api.zh.md ] || same docs/api.zh.md build/lianfang help --reference --lang zh
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
