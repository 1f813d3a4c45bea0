#!/bin/sh
# The rules of the house, as tests.
cd "$(dirname "$0")" || exit 2
if out=$(sh ./check-layers.sh 2>&1); then echo "ok - folders include only what src/LAYERS allows"; else echo "$out"; echo "not ok - folders include only what src/LAYERS allows"; fi

# An include, an object file or a talk about "output.c" must mean one file. Data of tests goes by its folder.
twice=$(cd ../.. && find .ci bench data include src tests -type f ! -path 'tests/cli/cases/*' ! -path 'tests/fuzz/seeds/*' \
    ! -path 'bench/runs/*' ! -name '*.pyc' ! -name README.md ! -name run.sh | sed 's|.*/||' | sort | uniq -d)
if [ -z "$twice" ]; then echo "ok - file names are unique"; else echo "not ok - file names are unique: $(echo "$twice" | head -n 3 | tr '\n' ' ')"; fi
