#!/bin/sh
# The pages' types, checked against the types made from the rows.
. "$(dirname "$0")/common"
cd "$root/web"
if npm run --silent check; then echo "1 passed, 0 failed"; else echo "0 passed, 1 failed"; fi
