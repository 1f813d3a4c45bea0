#!/bin/sh
# --memory is what the whole process holds, pages of files it has mapped among it; a bound that cannot be held is refused.
. "$(dirname "$0")/library.sh"
cd "$tmp" || exit 2
instrumented && { echo "skip - a sanitizer holds memory of its own"; exit 0; }

within() { # within NAME BOUND: of the last command that was measured
    read -r peak seconds <used
    if [ "$peak" -le $(($2 << 20)) ]; then ok "$1"; else not_ok "$1" "$peak bytes of $(($2 << 20))"; fi
}

"$reprint" gen -q --kind news -n 30000 --seed 41 -o news.jsonl
"$reprint" scan -q -f jsonl -j2 -o want news.jsonl
while read -r threads memory; do
    rm -f got
    measured used "$reprint" scan -q -f jsonl -j"$threads" --memory "$memory"M --stats stats -o got news.jsonl
    same "scan -j$threads --memory ${memory}M: the same bytes" want got
    grep -q '"on_disk":true' stats && ok "scan -j$threads --memory ${memory}M: not all in memory" || not_ok "scan -j$threads --memory ${memory}M: not all in memory" "it is"
    within "scan -j$threads --memory ${memory}M: within it" "$memory"
done <<.
1 64
2 64
4 96
.

# Rows are made as stories lie and put in order afterwards: whatever is shown, in every format.
for shown in "csv" "csv --min-outlets 4" "text --min-outlets 4 --relation trimmed"; do
    # shellcheck disable=SC2086 # a format and options
    "$reprint" scan -q -j2 -o want.shown -f $shown news.jsonl
    # shellcheck disable=SC2086
    "$reprint" scan -q -j2 --memory 64M -o got -f $shown news.jsonl
    [ -s want.shown ] && same "scan -f $shown: the same bytes" want.shown got || not_ok "scan -f $shown: the same bytes" "nothing to compare"
done

# Many short documents: what is kept of each is more than its text.
awk 'BEGIN { for (i = 0; i < 130000; i++) printf "{\"text\":\"alpha%d beta%d gamma%d\"}\n", i, i * 7, i % 1000 }' >short.jsonl
expect "too many documents" 2 "$reprint" scan -q -f jsonl -j1 --memory 64M -o none short.jsonl
says "too many documents: what they need is named" "--memory 64M is too little: 130,000 articles on 1 thread need at least 70M"
[ -e none ] && not_ok "too many documents: nothing is written" "something is" || ok "too many documents: nothing is written"
measured used "$reprint" scan -q -f jsonl -j1 --memory 70M -o got short.jsonl && within "and with that, it is held" 70 || not_ok "and with that, it is held" "it fails"
"$reprint" scan -q -f jsonl -j1 -o want short.jsonl
same "and with that: the same bytes" want got
