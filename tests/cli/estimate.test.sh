#!/bin/sh
# scan --estimate and dedup --estimate: what they say beforehand, against what a run then shows.
. "$(dirname "$0")/library.sh"
cd "$tmp" || exit 2

N=20000
"$reprint" gen -q --kind news -n $N --seed 5 -o local.jsonl # the copies of a story lie near one another
awk 'BEGIN { srand(3) } { printf "%.9f\t%s\n", rand(), $0 }' local.jsonl | sort -n | cut -f 2- >far.jsonl
mkdir folder
split -l 4000 -a 2 --additional-suffix=.jsonl local.jsonl folder/
gzip folder/ab.jsonl
head -n 100 far.jsonl >small.jsonl
"$reprint" dedup -q far.jsonl --contained .99 --threshold 1 -o apart.jsonl.zst # nobody needs to have zstd

# value WORD: the number of a line of the last estimate, in bytes if there are units
value() {
    sed -n "s/^$1  *//p" out | head -n 1 | awk '{
        x = $1; gsub(",", "", x)
        u = $2 == "kB" ? 1e3 : $2 == "MB" ? 1e6 : $2 == "GB" ? 1e9 : 1
        printf "%.0f\n", x * u }'
}

# near NAME IS SHOULD PERCENT
near() {
    if [ -n "$2" ] && [ -n "$3" ] && awk -v a="$2" -v b="$3" -v p="$4" 'BEGIN { exit !(a >= b * (1 - p / 100) && a <= b * (1 + p / 100)) }'
    then ok "$1"; else not_ok "$1" "says $2, seen $3"; fi
}

# seen WORD: of the last run
seen() {
    sed -n 's/.*"'"$1"'":\([0-9]*\).*/\1/p' summary
}

run() {
    measured used "$reprint" scan -q -j 2 -f jsonl "$1" -o rows.jsonl
    tail -n 1 rows.jsonl >summary
}

# against NAME INPUT: an estimate and the last run
against() {
    "$reprint" scan --estimate -j 2 "$2" >out 2>err || { not_ok "$1: an estimate" "$(head -n 1 err)"; return; }
    near "$1: documents" "$(value documents)" "$(seen documents)" 10
    near "$1: pairs" "$(value pairs)" "$(seen verified)" 40
    if instrumented; then echo "skip - $1: memory: it is the sanitizer's"; else
        near "$1: memory" "$(value memory)" "$(cut -d ' ' -f 1 used)" 35; fi
}

run local.jsonl
against "copies near one another" local.jsonl
against "a folder of lines and gzip" folder
run far.jsonl
against "copies anywhere" far.jsonl
run apart.jsonl.zst
against "compressed" apart.jsonl.zst

"$reprint" scan --estimate small.jsonl >out 2>err
"$reprint" scan -q -f jsonl small.jsonl | tail -n 1 >summary
[ "$(value pairs)" = "$(seen verified)" ] && ok "a small input is known, not guessed" || not_ok "a small input is known, not guessed" "$(cat out)"

"$reprint" scan --estimate -m 64M --work-dir work local.jsonl >out 2>err
held=$(value memory)
[ "$held" -le 67108864 ] && ok "with --memory, no more than that" || not_ok "with --memory, no more than that" "$held"
measured used "$reprint" scan -q -m 64M --work-dir work -f jsonl local.jsonl -o rows.jsonl & pid=$!
journal=0
while kill -0 $pid 2>/dev/null; do
    j=$(stat -c %s work/reprint-scan/journal 2>/dev/null) && [ "$j" -gt "$journal" ] && journal=$j
    sleep .02
done
wait $pid
if instrumented; then echo "skip - with --memory: instrumented build"; else near "with --memory" "$held" "$(cut -d ' ' -f 1 used)" 25; fi
near "the journal" "$(sed -n 's/.*arrays, \([0-9]*\)[0-9.]* MB of journal.*/\1000000/p' out)" "$journal" 25

# --- nothing is done, and what cannot be known is refused ---
ls -A | grep -v -e '^before$' -e '^after$' | sort >before
"$reprint" scan --estimate -f html small.jsonl --work-dir none -o none >/dev/null 2>&1
"$reprint" scan --estimate small.jsonl nowhere.jsonl >/dev/null 2>&1
ls -A | grep -v -e '^before$' -e '^after$' | sort >after
same "nothing is made or left" before after
expect "a file that is not there" 2 "$reprint" scan --estimate small.jsonl nowhere.jsonl
says "is counted" "1 file cannot be opened"
cat small.jsonl | "$reprint" scan --estimate - >out 2>err
[ $? -eq 2 ] && grep -q 'pipes cannot be estimated' err && ok "a pipe" || not_ok "a pipe" "$(cat out err)"

# --- a signal ends the trial too, and its folder goes ---
mkdir pilots
TMPDIR=$tmp/pilots "$reprint" scan --estimate far.jsonl --work-dir none >/dev/null 2>&1 &
pid=$!
while kill -0 $pid 2>/dev/null && [ -z "$(ls pilots)" ]; do sleep .01; done
kill -TERM $pid 2>/dev/null
wait $pid 2>/dev/null
[ $? -eq 143 ] && ok "a signal ends it" || not_ok "a signal ends it" "it was over before"
[ -z "$(ls pilots)" ] && ok "and nothing is left" || not_ok "and nothing is left" "$(ls pilots)"

# --- dedup: a corpus whose documents grow longer, compressed as one ---
awk 'BEGIN { srand(7); for (i = 0; i < 90000; i++) { printf "{\"text\":\""; n = i < 60000 ? 20 : 90
    for (k = 0; k < n; k++) printf "w%d ", rand() * 30000; print "\"}" } }' >grows.jsonl
"$reprint" dedup -q grows.jsonl --exact-only -o grows.jsonl.zst
for f in grows.jsonl grows.jsonl.zst; do
    "$reprint" dedup --estimate $f >out 2>err
    near "dedup: $f" "$(value documents)" 90000 10
done

# --- dedup: records that stay are not held for the file they are written to ---
"$reprint" dedup --estimate -j 2 local.jsonl -o none --removed none >out 2>err
[ ! -e none ] && ok "dedup: nothing is made" || not_ok "dedup: nothing is made"
measured used "$reprint" dedup -q -j 2 local.jsonl -o kept.jsonl
if instrumented; then echo "skip - dedup: memory: it is the sanitizer's"; else near "dedup: memory" "$(value memory)" "$(cut -d ' ' -f 1 used)" 35; fi
