#!/bin/sh
# scan in a work directory: SIGKILL at random moments and --resume give the bytes of a run that nobody disturbed; what is
# damaged or of another run is refused by name. KILLS=200 for the full number.
. "$(dirname "$0")/../cli/library.sh"
. "$(dirname "$0")/kills.sh"
cd "$tmp" || exit 2
KILLS=${KILLS:-20}

"$reprint" gen -q --kind news -n 4000 --seed 5 -o plain.jsonl || exit 2
head -n 2500 plain.jsonl | zstd -q >a.jsonl.zst
tail -n +2501 plain.jsonl >b.jsonl
scan() { "$reprint" scan -q -f jsonl a.jsonl.zst b.jsonl "$@"; }
program() { exec "$reprint" scan -q -f jsonl a.jsonl.zst b.jsonl "$@"; }
run() { (program "$@"); }

timed program -o want || exit 2
(run -o got --work-dir work) && same "with a work directory" want got || not_ok "with a work directory" "it failed"
[ -z "$(ls work)" ] && ok "which has nothing left in it" || not_ok "which has nothing left in it" "$(ls work)"

# Where a killed run stood, by what its folder says.
stage() {
    if [ ! -s work/reprint-scan/inputs ]; then echo begin
    elif [ ! -s work/reprint-scan/journal ]; then echo read
    elif [ ! -e work/reprint-scan/journal-end ]; then echo records
    else echo pairs; fi
}

# kill_one: 1 when the run was over before
kill_one() {
    draw
    killed_after "$(drawn_moment $((nanoseconds * 10 / 11)))" -o got "-j$(drawn_threads)" --work-dir work --resume
}

killed=0 bad=0
while [ $killed -lt "$KILLS" ] && [ $bad -eq 0 ]; do
    rm -rf work got
    while kill_one; do
        killed=$((killed + 1))
        stage >>stages
        [ "$(stage)" = pairs ] && break # or most kills would meet the last stage
    done
    memory=$([ $((seed / 4096 % 2)) -eq 0 ] && echo --memory=64M) # whatever it was before
    (run -o got --work-dir work --resume $memory 2>err) && cmp -s want got || bad=1
done
[ $bad -eq 0 ] && ok "$killed of $killed kills ended with the same bytes: $(sort stages | uniq -c | tr -s ' \n' ' ')" ||
    not_ok "the same bytes after kill $killed" "$(head -n 3 err)"

# --- a stopped run, to be damaged ---
rm -rf work
until killed_when '[ -s work/reprint-scan/journal ] && [ -e work/reprint-scan/journal-end ]' KILL -o got --work-dir work --resume; do
    rm -rf work
done
cp -r work stopped
for file in inputs journal journal-end; do
    rm -rf work && cp -r stopped work
    flip_bit work/reprint-scan/$file
    expect "a flipped bit in $file" 2 scan -o got --work-dir work --resume
    says "and it is named" "cannot go on with 'work/reprint-scan': ${file%-end}"
done
rm -rf work && cp -r stopped work
truncate -s -1 work/reprint-scan/journal
expect "a journal cut short" 2 scan -o got --work-dir work --resume
rm -rf work && cp -r stopped work
head -c 100000 /dev/urandom >>work/reprint-scan/journal
(run -o got --work-dir work --resume) && same "what was torn is done again" want got || not_ok "what was torn is done again" "it failed"

# --- --show-furniture: the lines are noted with the records, which are not made again ---
rm -rf work
largest work/reprint-scan/journal -o want2 --show-furniture lines --work-dir work && same "with the lines shown" want want2
whole=$largest
[ "$(wc -l <lines)" -gt 20 ] && ok "there are lines to show" || not_ok "there are lines to show" "$(wc -l <lines)"
stop() { killed_when "[ \"\$(wc -c 2>/dev/null <work/reprint-scan/journal || echo 0)\" -gt $((whole / 2)) ]" KILL "$@"; }
rm -rf work
until stop -o got --show-furniture got.lines --work-dir work --resume; do rm -rf work; done
largest work/reprint-scan/journal -o got --show-furniture got.lines -j3 --work-dir work --resume
same "resumed with the lines shown" want got
same "and the lines" lines got.lines
[ "$largest" -le $((whole + whole / 10)) ] && ok "no record is made again" || not_ok "no record is made again" "the journal grew to $largest, in one go to $whole"
rm -rf work
until stop -o got --work-dir work --resume; do rm -rf work; done
run -o got --show-furniture got.lines --work-dir work --resume && same "lines that nobody had asked for" lines got.lines || not_ok "lines that nobody had asked for" "it failed"
rm -rf work
until stop -o got --show-furniture got.lines --work-dir work --resume; do rm -rf work; done
run -o got --work-dir work --resume && same "lines that nobody asks for any more" want got || not_ok "lines that nobody asks for any more" "it failed"

# --- of another run ---
rm -rf work && cp -r stopped work
expect "a state without --resume" 2 scan -o got --work-dir work
says "which is said" "go on with it by --resume"
expect "another threshold" 2 scan -o got --work-dir work --resume --preset strict
says "and which" "--preset"
cp b.jsonl b.keep && touch b.jsonl
expect "a file that changed" 2 scan -o got --work-dir work --resume
says "and which file" "b.jsonl"
expect "--resume without a folder" 2 scan -o got --resume
cat plain.jsonl | "$reprint" scan -q -f jsonl --work-dir w-in -o got - && ok "standard input with a work directory" || not_ok "standard input with a work directory" "it failed"

# --- signals, a full disk ---
rm -rf work
killed_when '[ -s work/reprint-scan/journal ]' TERM -o got2 --work-dir work
if [ -e got2 ]; then echo "skip - a signal: the run was over before"; else
    grep -q "stopped; the same command with --resume goes on" err && ok "a signal says how to go on" || not_ok "a signal says how to go on" "$(cat err)"
    (run -o got2 --work-dir work --resume) && same "and it does" want got2 || not_ok "and it does" "it failed"
fi
mkdir small
if mount -t tmpfs -o size=64k tmpfs small 2>/dev/null; then
    trap 'umount "$tmp/small"; rm -rf "$tmp"' EXIT
    for size in 100k 200k 300k 400k 550k 700k 850k 1000k 1150k 1300k 1500k 1700k 1900k 2100k 2300k 2500k 2700k 2900k 3200k 3500k; do
        mount -o remount,size=$size small
        if (run -o got --work-dir small --resume 2>err); then
            same "enough room at $size" want got
            break
        fi
        grep -qi "no space left" err && grep -q -- "--resume goes on" err && ok "full at $size" || not_ok "full at $size" "$(cat err)"
    done
    mount -o remount,size=200m small
    (run -o got --work-dir small --resume) && same "resumed when there is room" want got || not_ok "resumed when there is room" "it failed"
fi
