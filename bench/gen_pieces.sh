#!/bin/sh
# A large generated corpus as compressed pieces, several at once: the same documents as one run would give.
#   bench/gen_pieces.sh DOCUMENTS DIR [PIECES] [OPTION of reprint gen]...
# Prints where it wrote; truth stands beside each piece. REPRINT names the program, JOBS how many run at once.
[ $# -ge 2 ] || { sed -n '2,4s/^# *//p' "$0"; exit 2; }
documents=$1 dir=$2 pieces=${3:-8}
[ $# -ge 3 ] && shift 3 || shift 2
reprint=${REPRINT:-build/reprint} jobs=${JOBS:-$(nproc)}
mkdir -p "$dir" || exit 2
i=0 running=0
while [ "$i" -lt "$pieces" ]; do
    first=$((documents * i / pieces))
    count=$((documents * (i + 1) / pieces - first))
    name=$(printf '%s/piece-%03d' "$dir" "$i")
    i=$((i + 1))
    [ "$count" -gt 0 ] || continue
    "$reprint" gen -q --documents "$documents" --first "$first" --count "$count" -o "$name.jsonl.zst" --truth "$name.tsv" "$@" &
    running=$((running + 1))
    [ "$running" -lt "$jobs" ] || { wait; running=0; }
done
wait
ls -l "$dir"
