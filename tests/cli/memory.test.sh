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

# dedup: long texts and their near copies, on more threads than there is room for; words of six letters, and of one.
awk 'function text(n, width,    s, i) {
         for (i = 0; i < n; i++) s = s sprintf("%s", substr(sprintf("%c%05d", 97 + int(rand() * 26), rand() * 100000), 1, width)) " "
         return s
     }
     BEGIN {
         srand(7)
         for (k = 0; k < 12; k++) {
             t = text(k % 2 ? 100000 : 300000, k % 2 ? 6 : 1)
             for (c = 0; c < 4; c++) printf "{\"id\":\"%d.%d\",\"text\":\"%scopy %d\"}\n", k, c, t, c
         }
     }' >long.jsonl
gzip -1 -k long.jsonl
"$reprint" dedup -q -j1 long.jsonl -o want.long
[ "$(wc -l <want.long)" -eq 12 ] && ok "dedup of long texts: one of four copies stays" || not_ok "dedup of long texts: one of four copies stays" "$(wc -l <want.long)"
while read -r threads memory file; do
    rm -f got
    measured used "$reprint" dedup -q -j"$threads" --memory "$memory"M -o got "$file"
    same "dedup -j$threads --memory ${memory}M of long texts, $file: the same bytes" want.long got
    within "dedup -j$threads --memory ${memory}M of long texts, $file: within it" "$memory"
done <<.
2 64 long.jsonl
8 64 long.jsonl
8 96 long.jsonl.gz
16 128 long.jsonl
.

# Texts that do not fit at all.
awk 'BEGIN { for (c = 0; c < 2; c++) { printf "{\"text\":\""; for (i = 0; i < 500000; i++) printf "w%06d ", i; printf "%d\"}\n", c } }' >two.jsonl
expect "texts that do not fit the bound" 2 "$reprint" dedup -q -j4 --memory 64M -o none two.jsonl
says "texts that do not fit the bound: what they need is named" "--memory 67.1 MB is too little: texts of 4.00 MB need at least"
awk 'BEGIN { printf "{\"text\":\""; for (i = 0; i < 1400000; i++) printf "w%06d ", i; print "\"}" }' >one.jsonl
expect "a record that does not fit the bound" 2 "$reprint" dedup -q -j4 --memory 64M -o none one.jsonl
says "a record that does not fit the bound: it is named" "one.jsonl:1: --memory 67.1 MB is too little: it has room for records of at most"
[ -e none ] && not_ok "texts that do not fit the bound: nothing is written" "something is" || ok "texts that do not fit the bound: nothing is written"
