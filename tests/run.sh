#!/bin/sh
# Runs the suite: every cmocka program given, then every tests/*/*.test.sh. A shell test prints lines
# "ok - name", "not ok - name: why" or "skip - name: why". The last line is "N passed, N failed".
# A test that takes longer than TEST_SECONDS is ended and counts as failed.
cd "$(dirname "$0")/.." || exit 2
passed=0 failed=0 skipped=0
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT
limit=${TEST_SECONDS:-1200}

unit() {
    timeout -k 10 "$limit" "$1" >"$log" 2>&1
    code=$?
    [ $code -eq 124 ] && echo "took longer than $limit s" >>"$log"
    ok=$(grep -c '^\[       OK \]' "$log")
    bad=$(grep -c '^\[  FAILED  \] [A-Za-z0-9_]*$' "$log")
    sk=$(grep -c '^\[  SKIPPED \] [A-Za-z0-9_]*$' "$log")
    [ $code -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + sk))
    printf '%-44s %4d ok' "$(basename "$1")" "$ok"
    [ "$sk" -gt 0 ] && printf ', %d skipped' "$sk"
    if [ "$bad" -gt 0 ]; then printf ', %d FAILED\n' "$bad"; tail -n 60 "$log"; else echo; fi
}

script() {
    timeout -k 10 "$limit" sh "$1" >"$log" 2>&1
    code=$?
    [ $code -eq 124 ] && echo "not ok - the whole file: took longer than $limit s" >>"$log"
    ok=$(grep -c '^ok - ' "$log")
    bad=$(grep -c '^not ok - ' "$log")
    sk=$(grep -c '^skip - ' "$log")
    [ $code -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
    [ $((ok + bad + sk)) -eq 0 ] && bad=1
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + sk))
    printf '%-44s %4d ok' "${1#tests/}" "$ok"
    [ "$sk" -gt 0 ] && printf ', %d skipped' "$sk"
    if [ "$bad" -gt 0 ]; then printf ', %d FAILED\n' "$bad"; grep -v '^ok - ' "$log" | tail -n 60; else echo; fi
}

for t in "$@"; do unit "$t"; done
for t in tests/*/*.test.sh; do [ -e "$t" ] && script "$t"; done
[ $skipped -gt 0 ] && echo "$skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
