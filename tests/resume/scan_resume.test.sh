#!/bin/sh
# scan in a work directory: SIGKILL at random moments and --resume give the bytes of a run that nobody disturbed; what is
# damaged or of another run is refused by name. KILLS=200 for the full number.
. "$(dirname "$0")/../cli/library.sh"
cd "$tmp" || exit 2
KILLS=${KILLS:-20}

"$reprint" gen -q --kind news -n 4000 --seed 5 -o plain.jsonl || exit 2
head -n 2500 plain.jsonl | zstd -q >a.jsonl.zst
tail -n +2501 plain.jsonl >b.jsonl
scan() { "$reprint" scan -q -f jsonl a.jsonl.zst b.jsonl "$@"; }
# takes the place of its shell, so that $! is the program
run() { exec "$reprint" scan -q -f jsonl a.jsonl.zst b.jsonl "$@"; }

start=$(date +%s%N)
(run -o want) || exit 2
took=$(($(date +%s%N) - start))
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
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    run -o got -j$((seed / 65536 % 3 + 1)) --work-dir work --resume "$@" 2>err &
    pid=$!
    sleep "$(awk -v r=$((seed / 8 % 1000)) -v t=$took 'BEGIN { printf "%.4f", t / 1.1e9 * r / 1000 }')"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    [ $? -eq 137 ]
}

killed=0 bad=0 seed=${SEED:-1}
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
while [ ! -e work/reprint-scan/journal-end ] || [ ! -s work/reprint-scan/journal ]; do
    rm -rf work
    (run -o got --work-dir work --resume) &
    pid=$!
    while kill -0 $pid 2>/dev/null && [ ! -e work/reprint-scan/journal-end ]; do sleep .002; done
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
done
cp -r work stopped
for file in inputs journal journal-end; do
    rm -rf work && cp -r stopped work
    size=$(wc -c <work/reprint-scan/$file)
    python3 - work/reprint-scan/$file $((size / 3)) <<'PY'
import sys
with open(sys.argv[1], "r+b") as f:
    f.seek(int(sys.argv[2]))
    byte = f.read(1)[0]
    f.seek(int(sys.argv[2]))
    f.write(bytes([byte ^ 4]))
PY
    expect "a flipped bit in $file" 2 scan -o got --work-dir work --resume
    says "and it is named" "cannot go on with 'work/reprint-scan': ${file%-end}"
done
rm -rf work && cp -r stopped work
truncate -s -1 work/reprint-scan/journal
expect "a journal cut short" 2 scan -o got --work-dir work --resume
rm -rf work && cp -r stopped work
head -c 100000 /dev/urandom >>work/reprint-scan/journal
(run -o got --work-dir work --resume) && same "what was torn is done again" want got || not_ok "what was torn is done again" "it failed"

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
run -o got2 --work-dir work 2>err &
pid=$!
while kill -0 $pid 2>/dev/null && [ ! -s work/reprint-scan/journal ]; do sleep .002; done
kill -TERM $pid 2>/dev/null
wait $pid 2>/dev/null
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
