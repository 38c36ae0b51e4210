#!/bin/sh
# The same requests and answers on PostgreSQL.
LIANFANG_PG=1
export LIANFANG_PG
exec "$(dirname "$0")/../api/run.py"
