#!/bin/sh
# Requests and answers of tests/api/*.http on a server of its own.
exec "$(dirname "$0")/../api/run.py"
