#!/bin/sh
# One corpus in memory, in scratch files and in a work directory; what is refused; full disks; signals.
. "$(dirname "$0")/../cli/library.sh"
. "$(dirname "$0")/kills.sh"
cd "$tmp" || exit 2

"$reprint" gen -q -n 12000 --near .2 --exact .1 --trimmed .05 -o c.jsonl || exit 2
split -l 5000 c.jsonl part- && zstd -q --rm part-ab
inputs='part-aa part-ab.zst part-ac'
dedup() { "$reprint" dedup -q --contained .9 $inputs "$@"; }

all_same() {
    for part in kept removed clusters; do
        cmp -s "want.$part" "$1.$part" || { not_ok "$2" "$part differs"; return; }
    done
    ok "$2"
}
outputs() { echo "-o $1.kept --removed $1.removed --clusters $1.clusters"; }

dedup -j1 $(outputs want) || exit 2
for j in 1 2 7; do
    for m in 64M 200M 4G; do
        dedup -j$j --memory $m $(outputs got) && all_same got "$j threads, --memory $m" || not_ok "$j threads, --memory $m" "it failed"
    done
    dedup -j$j --memory 64M --work-dir w$j $(outputs got) && all_same got "$j threads, a work directory" || not_ok "$j threads, a work directory" "it failed"
done
cat c.jsonl | "$reprint" dedup -q --contained .9 --memory 64M -o got.kept && same "a pipe, in scratch files" want.kept got.kept || not_ok "a pipe, in scratch files" "it failed"
[ -z "$(find . -name 'reprint-??????')" ] && ok "scratch files leave nothing" || not_ok "scratch files leave nothing" "$(ls)"

# --- what does not fit is said, not done ---
"$reprint" gen -q -n 2000000 --words 20 --shape tens -o many.jsonl.zst || exit 2
expect "more candidates than fit" 2 "$reprint" dedup -q --memory 64M --work-dir w-many -o got.kept many.jsonl.zst
says "and how much they need" "candidates from compressed files, need at least"
"$reprint" dedup -q --memory 128M --work-dir w-many --resume --threshold .7 -o got.kept many.jsonl.zst
"$reprint" dedup -q -o want.all many.jsonl.zst
same "goes on with more memory" want.all got.kept
rm -rf w-many many.jsonl.zst want.all

# --- what is refused ---
expect "state without --resume" 2 dedup --work-dir w1 -o got.kept
says "and said so" "w1/reprint-state' holds the state of a run"
expect "--resume without --work-dir" 2 dedup --resume -o got.kept
expect "a finished run resumes" 0 dedup --work-dir w1 --resume $(outputs got)
all_same got "a finished run writes again"
expect "another --keep" 2 dedup --work-dir w1 --resume --keep longest -o got.kept
says "and said so" "had '--keep first'"
expect "another threshold" 2 dedup --work-dir w1 --resume -t .8 -o got.kept
says "and said so" "made with another threshold"
head -c 32 /dev/urandom >key
expect "a key" 2 dedup --work-dir w1 --resume --key key -o got.kept
says "and said so" "made with another key"
inputs='part-aa part-ab.zst' expect "another input" 2 dedup --work-dir w1 --resume -o got.kept
cp -p part-ac same
touch part-ac
expect "a changed input" 2 dedup --work-dir w1 --resume -o got.kept
says "and said so" "file 'part-ac'"
touch -r same part-ac
"$reprint" dedup -q --work-dir w-in -o got.kept <c.jsonl && ok "standard input with a work directory" || not_ok "standard input with a work directory" "it failed"
expect "standard input the second time" 2 "$reprint" dedup -q --work-dir w-in --resume - -o got.kept

# --- asking again ---
"$reprint" dedup -q -t .85 $inputs -o high.kept && "$reprint" dedup -q --from w1 -t .85 -o got.kept
fewer=$(($(wc -l <high.kept) - $(wc -l <got.kept)))
[ $fewer -ge 0 ] && [ $fewer -le 12 ] && ok "--from at a higher threshold" || not_ok "--from at a higher threshold" "$fewer"
"$reprint" dedup -q --contained .9 --from w1 $(outputs got) && all_same got "--from at the same thresholds" || not_ok "--from at the same thresholds" "it failed"
expect "--from at a lower threshold" 0 "$reprint" dedup -n --from w1 -t .5
says "and the recall is said" "% of the pairs"
expect "--from with files" 2 "$reprint" dedup -n --from w1 part-aa
expect "--from with --against" 2 "$reprint" dedup -n --from w1 --against part-aa
expect "--from nowhere" 2 "$reprint" dedup -n --from nowhere

# --- estimates: documents and disk within a quarter of what there is then ---
near() { # NAME ESTIMATE TRUTH
    awk -v e="$2" -v t="$3" 'BEGIN { exit !(e > .75 * t && e < 1.25 * t) }' && ok "$1" || not_ok "$1" "$2 for $3"
}
"$reprint" dedup --estimate --contained .9 $inputs --work-dir w-none >said
peak() { "$reprint" dedup -q -n $inputs --stats stats "$@" && stat_of stats peak_bytes | awk '{ print $1 / 1e6 }'; }
near "estimated documents" "$(sed -n 's/^documents *//p' said | tr -d ,)" 12000
near "estimated disk" "$(sed -n 's/^disk *\([0-9.]*\) MB.*/\1/p' said)" "$(du -sk --apparent-size w2 | awk '{ print $1 * 1024 / 1e6 }')"
near "estimated text" "$(sed -n 's/^text *\([0-9.]*\) MB.*/\1/p' said)" "$(awk -v n=$(wc -c <c.jsonl) 'BEGIN { print n / 1e6 }')"
"$reprint" dedup --estimate -j2 $inputs >said
if echo '{"text":"a"}' | "$reprint" dedup -q -n --stats stats && [ "$(stat_of stats peak_bytes)" -lt 15000000 ]; then
    near "estimated memory" "$(sed -n 's/^memory *\([0-9.]*\) MB.*/\1/p' said)" "$(peak -j2)"
else
    echo "skip - estimated memory: this build holds more, for its checks"
fi
[ ! -e w-none ] && ok "an estimate starts nothing" || not_ok "an estimate starts nothing" "$(ls w-none)"

# --- flipped bits: of every file of a state at the end, by name ---
for f in inputs sources facts names corpus digest band-000 band-007 payload size posting owner pairs containers measured exact kept overlaps; do
    size=$(wc -c <w2/reprint-state/$f)
    [ "$size" -gt 0 ] || { not_ok "a flipped bit in $f" "there is none"; continue; }
    cp -r w2 flipped
    flip_bit flipped/reprint-state/$f
    expect "a flipped bit in $f" 2 dedup --work-dir flipped --resume -o got.kept
    says "and it is named" ": $f: "
    rm -rf flipped
done

# --- signals ---
program() { exec "$reprint" dedup -q --contained .9 $inputs "$@"; }
if ! killed_when '[ -e w-int/reprint-state/corpus ]' TERM -j1 --work-dir w-int $(outputs got2); then
    echo "skip - SIGTERM: the run was over before"
else
    [ $status -eq 143 ] && grep -q -- '--resume goes on' err && ok "SIGTERM says how to go on" || not_ok "SIGTERM says how to go on" "$status $(cat err)"
    [ -z "$(ls -A | grep got2)" ] && ok "and leaves no output" || not_ok "and leaves no output" "$(ls -A)"
fi
dedup --work-dir w-int --resume $(outputs got) && all_same got "resumed after a signal" || not_ok "resumed after a signal" "it failed"
(exec "$reprint" dedup -q $inputs --work-dir w-busy --memory 64M -o /dev/null) &
pid=$!
while [ ! -e w-busy/reprint-state/corpus ] && kill -0 $pid 2>/dev/null; do sleep .01; done
kill -STOP $pid 2>/dev/null && {
    expect "two runs in one directory" 2 "$reprint" dedup -q $inputs --work-dir w-busy --resume -o got.kept
    says "and said so" "in use by another run"
    kill -CONT $pid
}
wait $pid

# --- a full disk, at several moments ---
full() { # NAME: the run that has just failed
    grep -qi "no space left\|file too large" err || { not_ok "$1" "$(cat err)"; return; }
    grep -q -- "--resume goes on" err && ok "$1" || not_ok "$1" "$(cat err)"
}
mkdir small
if mount -t tmpfs -o size=64k tmpfs small 2>/dev/null; then
    trap 'umount "$tmp/small"; rm -rf "$tmp"' EXIT
    for size in 200k 500k 1m 1500k 2m 2500k 3m 3500k 4m 4500k 5m 5500k 6m 7m 8m 9m 11m 14m 17m 20m 24m; do
        mount -o remount,size=$size small
        if dedup --work-dir small --resume $(outputs got) 2>err; then
            all_same got "enough room at $size"
        elif [ -e small/reprint-state/corpus ]; then
            full "full at $size"
        else
            grep -qi "no space left" err && ok "full at $size" || not_ok "full at $size" "$(cat err)"
        fi
    done
    mount -o remount,size=200m small
    dedup --work-dir small --resume $(outputs got) && all_same got "resumed when there is room" || not_ok "resumed when there is room" "it failed"
else
    for blocks in 100 200 400 600; do
        (ulimit -f $blocks && dedup -n --work-dir small --resume 2>err)
        [ $? -eq 0 ] || full "files of at most $blocks blocks"
    done
    dedup --work-dir small --resume $(outputs got) && all_same got "resumed when there is room" || not_ok "resumed when there is room" "it failed"
fi
