#!/bin/sh
# Feeds the seeds of each fuzz target, tests/fuzz/seeds/<target>/*, to the target: it must not crash.
cd "$(dirname "$0")/../.." || exit 2
out=$(mktemp) && log=$(mktemp) || exit 2
trap 'rm -f "$out" "$log"' EXIT

for source in tests/fuzz/fuzz_*.c; do
    target=$(basename "$source" .c)
    target=${target#fuzz_}
    program=${BUILD:-build}/tests/replay_$target
    if [ ! -x "$program" ]; then
        echo "not ok - $target: $program has not been built"
        continue
    fi
    "$program" tests/fuzz/seeds/"$target"/* >"$out" 2>"$log"
    code=$?
    sed "s/^ok - /ok - $target: /" "$out"
    [ $code -eq 0 ] || echo "not ok - $target: exit $code: $(tail -n 3 "$log" | tr '\n' ' ')"
done
