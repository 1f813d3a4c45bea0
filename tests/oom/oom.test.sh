#!/bin/sh
# Every allocation of a small run fails in turn: a clear message, exit status 2, the older result as it was.
. "$(dirname "$0")/../cli/library.sh"
cd "$tmp" || exit 2
shim=$BUILD/oom.so
[ -e "$shim" ] || { echo "skip - no $shim"; exit 0; }
case $(ldd "$reprint" 2>/dev/null) in *libasan*|*libtsan*|*libubsan*) echo "skip - a sanitizer has its own malloc"; exit 0 ;; esac

"$reprint" gen -q -n 40 --near .3 --exact .2 --words 30 -o c.jsonl
gzip -k c.jsonl
echo '{"text":"nested","a":{"b":[1,{"c":"d"}]}}' >>c.jsonl
echo example.org >outlets

command=dedup step=1
head -n 9 c.jsonl >ref.jsonl
"$reprint" dedup -q -n --contained .9 ref.jsonl --work-dir earlier
# in_turn NAME ARGUMENT...: $command with these arguments, once for every allocation it makes, or every $step-th
in_turn() {
    name=$1
    shift
    rm -f kept out/*
    OOM_COUNT=count LD_PRELOAD=$shim "$reprint" $command -q "$@" -o kept >/dev/null 2>&1
    n=$(cat count) bad=0
    cp kept want
    i=1
    while [ $i -le "$n" ]; do
        echo old >kept
        OOM_AT=$i LD_PRELOAD=$shim "$reprint" $command -q "$@" -o kept >/dev/null 2>err
        code=$?
        if [ $code -eq 0 ]; then
            # Something could be done without: then all must be there.
            cmp -s kept want || { not_ok "$name" "allocation $i of $n fails, success is claimed, the result is not whole"; bad=1; break; }
        elif [ $code -ne 2 ] || ! grep -q memory err || [ "$(cat kept)" != old ]; then
            not_ok "$name" "allocation $i of $n: exit status $code, $(head -n 1 err), kept: $(head -c 40 kept)"
            bad=1
            break
        fi
        i=$((i + step))
    done
    rest=$(find . -name '.kept.*' | wc -l)
    [ "$rest" -eq 0 ] || { not_ok "$name" "$rest temporary files are left"; bad=1; }
    [ $bad -eq 0 ] && ok "$name: each of $n allocations"
}

in_turn "JSON lines, one thread" -j1 c.jsonl
in_turn "gzip, all results" -j1 c.jsonl.gz --removed r --clusters cl --stats st --keep outlets
in_turn "two threads" -j2 c.jsonl
in_turn "contained, longest" -j1 --contained .8 --keep longest --format text c.jsonl
in_turn "SimHash" -j1 --sketch simhash c.jsonl
in_turn "compressed output" -j1 c.jsonl --removed r.gz --clusters c.zst
step=3
in_turn "references, every third" -j1 --contained .9 --against ref.jsonl --against earlier c.jsonl --removed r
"$reprint" dedup -q -n --contained .9 c.jsonl.gz --work-dir state
in_turn "--from, every third" -j1 --contained .9 --from state --keep outlets --removed r
command=audit step=1
in_turn "audit, two threads" -j2 --sample 20 --show 3 --plot plot.svg c.jsonl
in_turn "audit as JSON" -j1 --format json c.jsonl.gz

head -n 4 "$root/data/demo-news/pages.jsonl" >pages.jsonl
command="scan -f jsonl" step=11
in_turn "scan, every 11th" -j1 pages.jsonl
command=dedup step=31
in_turn "the news profile, every 31st" -j1 --profile news pages.jsonl --removed r --clusters cl --stats st
