#!/bin/sh
# The main jobs on the corpora in data/demo: what was kept, what was removed and why; what looks alike and
# stays; whether all of it is as data/source/expected.tsv says; stories and their reprints.
cd "$(dirname "$0")/.." || exit 2
reprint=${BUILD:-build}/reprint
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

show() { printf '\n$ reprint %s\n\n' "$*"; "$reprint" "$@"; }

show dedup data/demo/articles.jsonl --contained .9 --removed "$tmp/removed.jsonl" --format text || exit 2

printf '\nlook alike and stay, for they say something else:\n'
awk -F'\t' '$3 == "different" && $2 != "-" { printf "  %-18s beside %s\n", $1, $2 }' data/source/expected.tsv

sed 's/^{"id":"\([^"]*\)".*"kept":"\([^"]*\)".*/\1/' "$tmp/removed.jsonl" | sort >"$tmp/removed"
awk -F'\t' 'NR > 1 && $3 != "different" { print $1 }' data/source/expected.tsv | sort >"$tmp/expected"
if ! cmp -s "$tmp/removed" "$tmp/expected"; then
    printf '\nnot as data/source/expected.tsv says:\n'
    diff "$tmp/expected" "$tmp/removed"
    exit 1
fi
printf '\nall %s removals are those of data/source/expected.tsv, and no others\n' "$(wc -l <"$tmp/expected")"

printf '\nscraped pages, and the wire stories in them (the first of these):\n'
show scan -q data/demo/archive.jsonl --min-outlets 3 | head -n 30

printf '\nand a corpus as large as one likes, with copies planted in it:\n'
cd "$tmp" && case $reprint in /*) ;; *) reprint=$OLDPWD/$reprint ;; esac
show gen -n 400 -o corpus.jsonl.zst --truth truth.tsv &&
    show dedup corpus.jsonl.zst --contained .9 -o kept.jsonl.zst --removed removed.jsonl
