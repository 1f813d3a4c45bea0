#!/bin/sh
# Intervals of `reprint audit` against the truth on 50,000 real documents of ../shared/data, where that is, and
# on generated ones; writes tests/quality/audit.tsv. `make quality-audit` runs it: some two minutes, 3 GB.
cd "$(dirname "$0")/../.." || exit 2
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
data=../shared/data
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
status=0

# coverage NAME FILE SAMPLE THRESHOLD BANDS ROWS
coverage() {
    "$BUILD/tests/quality/audit_coverage" "$2" "$1" "$3" "$4" "$5" "$6" >"$tmp/rows" ||
        { echo "$1: an interval does not hold the truth often enough, or audit disagrees with itself"; status=1; }
    cat "$tmp/rows" >>"$tmp/table"
}

# same_truth NAME FILE THRESHOLD BANDS ROWS: what audit calls resolved when it compares everything is what the
# independent reference calls so, range by range.
same_truth() {
    "$BUILD/reprint" dedup -q -n "$2" --threshold "$3" --bands "$4" --rows "$5" --removed "$tmp/removed.jsonl" &&
        "$BUILD/tests/quality/reference" "$2" "$3" "$tmp/removed.jsonl" "$1" >"$tmp/reference" || { status=1; return; }
    awk -F'\t' -v name="$1" '
        FNR == NR { if ($2 == "resolved") truth[$3] = $4 "/" $5; next }
        $1 == name && $2 == "resolved" && $3 in truth && truth[$3] != $4 "/" $5 {
            print name ": " $3 ": audit has " $4 "/" $5 ", reference " truth[$3]; bad = 1 }
        $1 == name && $2 == "resolved" && $3 in truth { n++ }
        END { if (n != 5) { print name ": " n + 0 " ranges compared, not 5"; bad = 1 } exit bad }' \
        "$tmp/reference" "$tmp/table" || status=1
}

printf 'corpus\tmeasure\trange\ttruth\tpairs\tsample\theld of 100\tmean width\n' >"$tmp/table"
if [ -r "$data/reuters-2006-2010.jsonl.zst" ] && [ -r "$data/allsides.jsonl.zst" ] && command -v zstd >/dev/null; then
    { zstd -dcq "$data/reuters-2006-2010.jsonl.zst" | head -n 25000
      zstd -dcq "$data/allsides.jsonl.zst" | head -n 25000; } 2>/dev/null >"$tmp/real.jsonl"
    coverage real-50k "$tmp/real.jsonl" 5000 .7 20 5
    same_truth real-50k "$tmp/real.jsonl" .7 20 5
    coverage real-50k-few-bands "$tmp/real.jsonl" 5000 .5 6 8
    same_truth real-50k-few-bands "$tmp/real.jsonl" .5 6 8
else
    echo "skip - real text: $data or zstd is not here; generated text only"
fi
"$BUILD/reprint" gen -q --documents 20000 --seed 7 -o "$tmp/made.jsonl" && coverage made-20k "$tmp/made.jsonl" 1000 .7 4 10

cat "$tmp/table"
grep -q '^real-50k' "$tmp/table" && cp "$tmp/table" tests/quality/audit.tsv
exit $status
