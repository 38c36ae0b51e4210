#!/bin/sh
# What a machine can check of the style.
exec "$(dirname "$0")/../../tools/lint"
