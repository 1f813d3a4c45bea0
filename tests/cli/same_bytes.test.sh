#!/bin/sh
# Results are the same bytes whatever threads, kernel, coding of the input or way in.
. "$(dirname "$0")/library.sh"
cd "$tmp" || exit 2
"$reprint" gen -q -n 6000 --near .2 --exact .1 --trimmed .05 --other-script .2 --escaped .3 -o c.jsonl || exit 2

# run NAME [OPTION]...: kept, removed and clusters under that name
run() {
    name=$1
    shift
    "$reprint" dedup -q --contained .9 "$@" -o "$name.kept" --removed "$name.removed" --clusters "$name.clusters" ||
        not_ok "$name" "exit status $?"
}
all_same() {
    for part in kept removed clusters; do
        cmp -s "plain.$part" "$1.$part" || { not_ok "$2" "$part differs"; return; }
    done
    ok "$2"
}

run plain -j1 c.jsonl
[ -s plain.kept ] && [ "$(wc -l <plain.removed)" -gt 500 ] && ok "something is removed" || not_ok "something is removed" "$(wc -l plain.*)"
for j in 2 3 7; do run "j$j" -j$j c.jsonl; all_same "j$j" "$j threads"; done
for k in scalar avx2 avx512 neon; do
    REPRINT_KERNEL=$k run "k$k" -j2 c.jsonl
    all_same "k$k" "kernel $k"
done

for m in 64M 256M; do
    for k in scalar avx2 avx512; do
        for j in 1 2 7; do
            REPRINT_KERNEL=$k run grid -j$j --memory $m --work-dir "w-$m-$k-$j" c.jsonl
            all_same grid "$m in a work directory, $k, $j threads"
        done
    done
done

# The file's name stands in the rows: each other way in goes through a copy of that name.
mkdir gz zst pipe
gzip -1 <c.jsonl >gz/c.jsonl
zstd -q -1 <c.jsonl >zst/c.jsonl
(cd gz && run ../gz -j2 c.jsonl)
all_same gz "gzip"
(cd zst && run ../zst -j2 c.jsonl)
all_same zst "zstd"
{ head -n 2500 c.jsonl | gzip; tail -n +2501 c.jsonl | gzip; } >gz/c.jsonl
(cd gz && run ../members -j2 c.jsonl)
all_same members "gzip of two members"

"$reprint" dedup -q --contained .9 -o pipe.kept <c.jsonl
same "standard input" plain.kept pipe.kept
"$reprint" dedup -q --contained .9 c.jsonl >stdout.kept
same "standard output" plain.kept stdout.kept
"$reprint" dedup -q --contained .9 c.jsonl -o z.jsonl.zst && zstd -dcq z.jsonl.zst >z.kept
same "zstd out" plain.kept z.kept
"$reprint" dedup -q --contained .9 c.jsonl -o z.jsonl.gz && gzip -dc z.jsonl.gz >z.kept
same "gzip out" plain.kept z.kept
"$reprint" dedup -q --contained .9 plain.kept -o again.kept
same "what was kept is kept" plain.kept again.kept

# Copies of one template: threads wait for each other all the time.
for shape in sixty tens hot; do
    "$reprint" gen -q -n 8000 --shape $shape -o shape.jsonl
    for j in 1 2 5; do
        "$reprint" dedup -q --threshold .6 -n -j$j shape.jsonl --removed shape.$j --stats stats.$j
        [ $j -eq 1 ] && continue
        same "shape $shape, $j threads" shape.1 shape.$j
        is "shape $shape, $j threads: as many pairs verified" "$(stat_of stats.$j verified)" "$(stat_of stats.1 verified)"
    done
done

mkdir parts
split -l 1000 c.jsonl parts/p
"$reprint" dedup -q --contained .9 parts -o parts.kept
same "the same corpus in six files" plain.kept parts.kept
# Where the rule does not ask which came first, the order of the files says nothing.
"$reprint" dedup -q --keep earliest parts/paa parts/pab parts/pac parts/pad parts/pae parts/paf -o one.kept
"$reprint" dedup -q --keep earliest parts/pae parts/pab parts/paf parts/pad parts/paa parts/pac -o other.kept
sort one.kept >one.sorted
sort other.kept >other.sorted
same "files in another order, by date: the same are kept" one.sorted other.sorted
sort c.jsonl | uniq | wc -l >all.n
sort plain.kept c.jsonl | uniq -d | sort >both
sort plain.kept | uniq >kept.sorted
same "kept records are records of the input" kept.sorted both
