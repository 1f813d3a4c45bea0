#!/bin/sh
# SIGKILL at random moments, --resume, the same bytes as a run that nobody disturbed. KILLS=200 for the full
# number; what was killed in which stage is printed at the end.
. "$(dirname "$0")/../cli/library.sh"
. "$(dirname "$0")/kills.sh"
cd "$tmp" || exit 2
KILLS=${KILLS:-20}

"$reprint" gen -q -n 8000 --near .2 --exact .1 --trimmed .05 -o plain.jsonl || exit 2
head -n 4000 plain.jsonl | zstd -q >a.jsonl.zst
tail -n +4001 plain.jsonl | gzip -1 >b.jsonl.gz
printf '%s\n' '{"text": broken' >c.jsonl
head -n 500 plain.jsonl >>c.jsonl
# references: one of files, one that is the state of an earlier run
"$reprint" gen -q -n 600 --seed 9 -o other.jsonl || exit 2
{ head -n 200 other.jsonl; tail -n 60 plain.jsonl; } | zstd -q >ref.jsonl.zst
{ head -n 300 other.jsonl; head -n 90 plain.jsonl; } >earlier.jsonl
"$reprint" dedup -q -n --contained .9 earlier.jsonl --work-dir earlier || exit 2

# program NAME [OPTION]...
program() {
    name=$1
    shift
    exec "$reprint" dedup -q --skip-bad --contained .9 --keep longest --against ref.jsonl.zst --against earlier a.jsonl.zst b.jsonl.gz c.jsonl \
        -o "$name.kept" --removed "$name.removed" --clusters "$name.clusters" "$@"
}

run() { (program "$@"); }

run want || exit 2
timed program timed --work-dir timed || exit 2
same "with a work directory: kept" want.kept timed.kept
same "with a work directory: removed" want.removed timed.removed
[ "$(grep -c '"reference":true' want.removed)" -gt 100 ] && ok "references remove something" ||
    not_ok "references remove something" "$(wc -l want.removed)"

# Where a killed run stood, by what its folder says.
stage() {
    if [ -e work/reprint-state/kept ]; then echo write
    elif [ -e work/reprint-state/overlaps ]; then echo verify
    elif [ -e work/reprint-state/exact ]; then echo fetch
    elif [ -e work/reprint-state/pairs ]; then echo merge
    elif [ -e work/reprint-state/corpus ]; then echo read
    else echo begin; fi
}

equal=0 killed=0
while [ $killed -lt "$KILLS" ]; do
    rm -rf work got.*
    # several kills on the way to one result, each some way further
    while :; do
        draw
        killed_after "$(drawn_moment $((nanoseconds * 5 / 3)))" got "-j$(drawn_threads)" --work-dir work --resume || break
        killed=$((killed + 1))
        stage >>stages
        [ "$(stage)" = write ] && break # or most kills would meet the last stage
    done
    run got --work-dir work --resume 2>err || { not_ok "resume after kill $killed" "$(cat err)"; break; }
    for part in kept removed clusters; do
        cmp -s want.$part got.$part || { not_ok "after kill $killed" "$part differs"; KILLS=0; }
    done
    ls .[!.]* >/dev/null 2>&1 && rm -f .[!.]* # outputs under temporary names: nothing can remove them but the next run
    equal=$killed
done
[ $equal -ge 1 ] && ok "$equal of $killed kills ended with the same bytes: $(sort stages | uniq -c | tr -s ' \n' ' ')"
