#!/bin/sh
# The demonstration corpus is removed as the changes written beside its texts say.
cd "$(dirname "$0")/../.." || exit 2
reprint=${BUILD:-build}/reprint
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
say() { if [ "$1" -eq 0 ]; then echo "ok - $2"; else cat "$tmp/why" 2>/dev/null; echo "not ok - $2"; fi; }

"$reprint" dedup -q data/demo/articles.jsonl -o "$tmp/kept.jsonl" --removed "$tmp/removed.jsonl" || exit 1
sed 's/.*"id":"\([^"]*\)".*"relation":"\([^"]*\)".*/\1\t\2/' "$tmp/removed.jsonl" >"$tmp/removed"
# A copy of which little is left is no near-duplicate: "contained" ones stay.
awk -F'\t' 'NR == FNR { said[$1] = $2; next }
    FNR > 1 { want = $3 == "same" ? "exact" : $3 == "near" ? "near" : ""
              if (said[$1] != want) print $1 ": expected " $3 ", removed as \"" said[$1] "\"" }' \
    "$tmp/removed" data/source/expected.tsv >"$tmp/why"
[ ! -s "$tmp/why" ]
say $? "every document of the demonstration corpus is judged as written"

sh bench/demo.sh >"$tmp/why" 2>&1
say $? "make demo shows what expected.tsv says"

"$reprint" gen -q --kind news --documents 160 --seed 2024 -o "$tmp/archive.jsonl" --truth "$tmp/truth.tsv"
cmp "$tmp/archive.jsonl" data/demo/archive.jsonl >"$tmp/why" 2>&1 && cmp "$tmp/truth.tsv" data/source/archive-truth.tsv >>"$tmp/why" 2>&1
say $? "the generated pages are what the seed gives"
