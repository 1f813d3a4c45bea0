#!/bin/sh
# dedup --from: a state asked again with other thresholds and rules gives the bytes of a run of its own with its bands,
# and reads a text only for a pair that is new.
. "$(dirname "$0")/../cli/library.sh"
cd "$tmp" || exit 2

"$reprint" gen -q -n 5000 --near .3 --exact .1 --trimmed .1 -o c.jsonl || exit 2
split -l 2000 c.jsonl part- && zstd -q --rm part-ab && gzip part-ac
inputs='part-aa part-ab.zst part-ac.gz'
sed 's/.*"outlet":"\([^"]*\)".*/\1/' c.jsonl | sort | uniq -c | sort -n | awk 'NR % 2 { $1 = ""; print substr($0, 2) }' >outlets
[ "$(wc -l <outlets)" -gt 2 ] || not_ok "there are outlets" "$(head -n 1 c.jsonl | cut -c 1-300)"
outputs() { echo "-o $1.kept --removed $1.removed --clusters $1.clusters"; }
all_same() {
    for part in kept removed; do
        cmp -s "want.$part" "$1.$part" || { not_ok "$2" "$part differs"; return; }
    done
    # the first line names the parameters, and a wanted recall that the state had
    tail -n +2 want.clusters >want.groups
    tail -n +2 "$1.clusters" | cmp -s want.groups - && ok "$2" || not_ok "$2" "clusters differ"
}

"$reprint" dedup -q --contained .85 $inputs -n --work-dir state --stats first || exit 2
bands="--bands $(stat_of first bands) --rows $(stat_of first rows)"
for keep in first longest earliest outlets; do
    for t in .5 .7 .8 .95; do
        for c in 0 .85 .95; do
            "$reprint" dedup -q $bands -t $t --contained $c --keep $keep $inputs $(outputs want)
            "$reprint" dedup -q --from state -t $t --contained $c --keep $keep $(outputs got) --stats stats -j3 2>err
            all_same got "--keep $keep, threshold $t, contained $c"
            [ "$(stat_of stats remembered)" -gt 0 ] || not_ok "$keep $t $c: it remembers" "$(cat stats)"
        done
    done
done 2>&1
"$reprint" dedup -q --contained .85 $inputs -n --work-dir ranked --keep longest
"$reprint" dedup -q $bands --contained .85 --keep first $inputs $(outputs want)
"$reprint" dedup -q --from ranked --contained .85 $(outputs got)
all_same got "from one rule to none"
"$reprint" dedup -q --memory 64M --from ranked --contained .85 $(outputs got)
all_same got "in little memory"

# --- without the corpus ---
mkdir away && mv part-* away
expect "the same question without its inputs" 0 "$reprint" dedup -q -n --from state --contained .85 --stats stats
for j in 3 4 5 6 7 8; do # threads that wait for each other ask for no text either
    expect "and with $j threads" 0 "$reprint" dedup -q -n -j$j --from state --contained .85
done
[ "$(stat_of stats remembered)" = "$(stat_of stats verified)" ] && [ "$(stat_of stats kept)" = "$(stat_of first kept)" ] &&
    ok "measures nothing" || not_ok "measures nothing" "$(cat stats)"
expect "kept records without inputs" 2 "$reprint" dedup -q --from state --contained .85 -o got.kept
says "are an error" "part-aa"
expect "a new pair without inputs" 2 "$reprint" dedup -q -n --from state --keep longest
says "is an error" "part-a"
mv away/* .
touch part-aa
expect "changed inputs" 2 "$reprint" dedup -q -n --from state
says "are an error" "made from 'part-aa', which has changed since"
