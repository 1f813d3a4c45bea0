#!/bin/sh
# The golden cases.
exec sh "$(dirname "$0")/run.sh"
