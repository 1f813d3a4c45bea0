#!/bin/sh
# What happens when the output cannot take it.
. "$(dirname "$0")/library.sh"
cd "$tmp" || exit 2
"$reprint" gen -q -n 3000 -o c.jsonl

expect "a full device" 2 "$reprint" dedup c.jsonl -o /dev/full
says "a full device: said" "/dev/full"
"$reprint" dedup -q c.jsonl >/dev/full 2>err
[ $? -eq 2 ] && grep -q 'No space left' err && ok "stdout is full" || not_ok "stdout is full" "$(cat err)"

"$reprint" dedup -q c.jsonl 2>err | head -n 1 >one
[ -s one ] && [ ! -s err ] && ok "a closed pipe is quiet" || not_ok "a closed pipe is quiet" "$(cat err)"
{ "$reprint" dedup -q c.jsonl --removed r; echo $? >code; } 2>err | true
[ "$(cat code)" = 0 ] && [ -s r ] && ok "and the other results are whole" || not_ok "and the other results are whole" "$(cat code err)"
"$reprint" dedup --help | head -n 1 >one 2>err
[ -s one ] && [ ! -s err ] && ok "help into a closed pipe" || not_ok "help into a closed pipe" "$(cat err)"

expect "no such folder" 2 "$reprint" dedup c.jsonl -o no/such/kept.jsonl
says "no such folder: said" "no/such/kept.jsonl"
mkdir folder
expect "a folder for a file" 2 "$reprint" dedup c.jsonl -o folder

# A disk of 1 MB, which root may mount.
if [ "$(id -u)" -eq 0 ] && mkdir disk && mount -t tmpfs -o size=1m none disk 2>/dev/null; then
    echo old >disk/kept.jsonl
    expect "the disk fills up" 2 "$reprint" dedup c.jsonl -o disk/kept.jsonl --removed removed
    says "the disk fills up: said" "No space left on device"
    [ "$(cat disk/kept.jsonl)" = old ] && ok "the older file is as it was" || not_ok "the older file is as it was" "$(ls -la disk)"
    [ "$(ls -A disk)" = kept.jsonl ] && [ ! -e removed ] && ok "nothing half-written is left" || not_ok "nothing half-written is left" "$(ls -A disk)"
    cat c.jsonl | TMPDIR=disk "$reprint" dedup - >out 2>err
    [ $? -eq 2 ] && grep -q "cannot keep a copy of a pipe .*: No space left" err && ok "no room to keep a pipe" || not_ok "no room to keep a pipe" "$(cat err)"
    "$reprint" gen -q -n 3000 --exact .9 --near 0 -o copies.jsonl.zst
    expect "no room for what is decompressed and asked for again" 2 env TMPDIR=disk "$reprint" dedup -o all copies.jsonl.zst --removed rows
    says "no room for what is decompressed: said" "No space left"
    [ "$(ls -A disk)" = kept.jsonl ] && ok "and none is taken for long" || not_ok "and none is taken for long" "$(ls -A disk)"
    umount disk
else
    echo "skip - the disk fills up: no right to mount"
fi

# Ended from outside while writing.
mkfifo slow
mkdir ended
"$reprint" dedup --progress slow -o ended/kept.jsonl 2>talk &
pid=$!
exec 3<>slow
{ head -n 1000 c.jsonl; sleep .5; tail -n +1001 c.jsonl; } >&3 &
sleep 1
ls -A ended >there
kill -TERM $pid
wait $pid
code=$?
exec 3>&-
if [ -s there ] && [ -z "$(ls -A ended)" ] && [ $code -eq 143 ]; then
    ok "SIGTERM leaves nothing behind"
else
    not_ok "SIGTERM leaves nothing behind" "$code $(ls -A ended)"
fi
if grep -q reading talk && [ "$(tail -c 4 talk)" = "$(printf '\r\033[K')" ]; then ok "nor a line of progress"
else not_ok "nor a line of progress" "$(tail -c 200 talk | od -c | tail -n 3)"; fi

# A terminal of 80 columns: no row of a story is wider, and no word is cut by its edge.
if command -v script >/dev/null; then
    cd "$tmp" || exit 2
    script -qec "stty cols 80; '$reprint' scan -q '$root/data/demo-news/pages.jsonl'" /dev/null </dev/null 2>&1 | sed 's/\x1b\[[0-9;]*m//g; s/\r//g' >narrow
    [ "$(wc -l <narrow)" -gt 40 ] && [ -z "$(LC_ALL=C.UTF-8 grep -E '^.{81}' narrow)" ] && ok "a terminal of 80 columns" || not_ok "a terminal of 80 columns" "$(LC_ALL=C.UTF-8 grep -E '^.{81}' narrow | head -n 2)"
    for command in "dedup -q -t .5 -f text" "dedup -q --profile news -f text" "explain -q reuters skarvik"; do
        for to in "" "| cat"; do # a pager stands in the same terminal
            script -qec "stty cols 80; '$reprint' $command '$root/data/demo-news/pages.jsonl' $to" /dev/null </dev/null 2>&1 | sed 's/\x1b\[[0-9;]*m//g; s/\r//g' >narrow
            [ "$(wc -l <narrow)" -gt 8 ] && [ -z "$(LC_ALL=C.UTF-8 grep -E '^.{81}' narrow)" ] && ok "80 columns: ${command%% *} $to" || not_ok "80 columns: ${command%% *} $to" "$(LC_ALL=C.UTF-8 grep -E '^.{81}' narrow | head -n 2)"
        done
    done
    for command in dedup audit scan explain patterns eval gen bench; do
        for help in -h --help; do
            script -qec "stty cols 80; '$reprint' $command $help" /dev/null </dev/null | sed 's/\r//g' >narrow
            [ "$(tr '\n' ' ' <narrow | tr -s ' ')" = "$("$reprint" $command $help | tr '\n' ' ' | tr -s ' ')" ] && ! grep -qE '^.{81}' narrow || echo "$command $help: $(grep -E '^.{81}' narrow | head -n 1)"
        done
    done >wide
    [ ! -s wide ] && ok "80 columns: help" || not_ok "80 columns: help" "$(head -n 1 wide)"
    head -n 1 "$root/data/demo-news/pages.jsonl" >page
    script -qec "'$reprint' scan -q -" /dev/null <page >out 2>&1
    grep -q 'in 1 document' out && ok "what is typed into a terminal is read" || not_ok "what is typed into a terminal is read" "$(tail -n 1 out)"
else
    echo "skip - a terminal: no script(1)"
fi
