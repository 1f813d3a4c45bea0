#!/bin/sh
# Quality of dedup against brute force; writes tests/quality/dedup.tsv. `make quality` runs it.
# Real text is 20,000 documents of ../shared/data where that is; generated text is measured in any case.
cd "$(dirname "$0")/../.." || exit 2
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
data=../shared/data
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
status=0

# measure NAME FILE THRESHOLD [OPTION]...
measure() {
    name=$1 file=$2 threshold=$3
    shift 3
    "$BUILD/reprint" dedup -q "$file" --threshold "$threshold" --removed "$tmp/removed.jsonl" -o "$tmp/kept.jsonl" "$@" || { status=1; return; }
    "$BUILD/tests/quality/reference" "$file" "$threshold" "$tmp/removed.jsonl" "$name" >>"$tmp/table" || status=1
}

printf 'corpus\tmeasure\trange\tvalue\tcount\n' >"$tmp/table"
if [ -r "$data/reuters-2006-2010.jsonl.zst" ] && [ -r "$data/allsides.jsonl.zst" ] && command -v zstd >/dev/null; then
    { zstd -dcq "$data/reuters-2006-2010.jsonl.zst" | head -n 10000
      zstd -dcq "$data/allsides.jsonl.zst" | head -n 10000; } 2>/dev/null >"$tmp/real.jsonl"
    measure real-20k "$tmp/real.jsonl" .7
    measure real-20k-t.8 "$tmp/real.jsonl" .8
    zstd -dcq "$data/crisis-es-fr-it.jsonl.zst" "$data/crawl-2019.jsonl.zst" >"$tmp/web.jsonl" 2>/dev/null &&
        measure web-4k "$tmp/web.jsonl" .7
else
    echo "skip - real text: $data or zstd is not here; generated text only"
fi
"$BUILD/reprint" gen -q --documents 20000 --seed 7 -o "$tmp/made.jsonl" && measure made-20k "$tmp/made.jsonl" .7
"$BUILD/reprint" gen -q --documents 5000 --seed 8 --shape scripts -o "$tmp/scripts.jsonl" && measure scripts-5k "$tmp/scripts.jsonl" .7

awk -F'\t' 'NR == 1 || $2 !~ /simhash/ || $3 ~ /<=(0|1|2|3|4|6|8|10|12|16)$/' "$tmp/table" >"$tmp/short"
awk -F'\t' '$2 == "resolved" || $2 == "precision" { printf "%-14s %-10s %-8s %9.5f of %d\n", $1, $2, $3, $4, $5 }' "$tmp/short"
if grep -q '^real-20k' "$tmp/short"; then
    cp "$tmp/short" tests/quality/dedup.tsv
    awk -F'\t' '$1 == "real-20k" && $2 == "resolved" && (($3 == ">=.8" && $4 < .999) || ($3 == ".7-.8" && $4 < .97)) { bad = 1 }
                END { exit bad }' "$tmp/short" || { echo "recall is below what was promised"; status=1; }
fi
exit $status
