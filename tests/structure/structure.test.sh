#!/bin/sh
# The rules of the house, as tests.
cd "$(dirname "$0")" || exit 2
if out=$(sh ./check-layers.sh 2>&1); then echo "ok - folders include only what src/LAYERS allows"; else echo "$out"; echo "not ok - folders include only what src/LAYERS allows"; fi
