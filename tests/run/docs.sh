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
same docs/api.md build/lianfang help --reference --lang en
same docs/api.zh.md build/lianfang help --reference --lang zh
# A row for each system, and every file that a document names as proof is there.
rows=$(grep -cE '^\| [A-K][0-9]+ \|' docs/mission.md)
gone=$(grep -ohE '`(tests|src|plans|tools|docs|web)/[A-Za-z0-9_./-]+`' docs/*.md README.md README.zh.md |
    tr -d '`' | sort -u | while read -r file; do [ -e "$file" ] || echo "$file"; done)
if [ "$rows" = 71 ] && [ -z "$gone" ]; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    echo "FAIL docs/mission.md has $rows rows of 71; named, but not there: $gone"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
