#!/bin/sh
# Commands of tests/cli/*.t.
exec "$(dirname "$0")/../cli/run.py"
