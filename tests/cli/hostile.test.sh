#!/bin/sh
# Input that means harm: a clear message or the right result, bounded memory, no crash.
. "$(dirname "$0")/library.sh"
cd "$tmp" || exit 2
MOST=$((300 << 20)) # bytes of memory anything here may take
# A sanitizer takes ten to thirty times the time, and what it looks for does not take gigabytes.
if instrumented; then line=128M bomb=128M texts=2000; else line=1G bomb=2G texts=20000; fi

bounded() { # bounded NAME: of the last `dedup`, measured from outside
    read -r peak seconds <used
    if instrumented; then echo "skip - $1: memory: instrumented build"; return; fi
    if [ "${peak:-0}" -gt 0 ] && [ "$peak" -lt $MOST ]; then ok "$1: memory"; else not_ok "$1: memory" "$peak bytes"; fi
}
counted() { # counted NAME KEY WANTED
    n=$(stat_of stats "$2")
    if [ "$n" = "$3" ]; then ok "$1"; else not_ok "$1" "$2 is $n, not $3"; fi
}
dedup() { measured used "$reprint" dedup --stats stats "$@"; }

# --- small ones ---
: >empty.jsonl
expect "empty file" 0 dedup empty.jsonl && counted "empty file: no documents" documents 0
printf '\n\n \n' >blank.jsonl
expect "blank lines" 0 dedup blank.jsonl && counted "blank lines: no documents" documents 0
printf '{"text":""}\n{"text":""}\n{"text":"one"}\n{"text":"one two three"}\n{"text":"One, two: three"}\n' >tiny.jsonl
expect "texts of no and few words" 0 dedup tiny.jsonl && counted "three words are compared as a whole" exact 1
printf '{"text":"a\\u0000b c"}\n{"text":"a\000b c d"}\n' >nul.jsonl
expect "NUL bytes" 2 dedup nul.jsonl && counted "NUL bytes: the escaped one is a record" documents 1
printf '{"text":"caf\351 \377\376 x"}\n{"text":"\\ud800 lone \\udc00 y"}\n{"text":"\355\240\200 z"}\n' >bytes.jsonl
expect "ill-formed UTF-8 and lone surrogates" 0 dedup bytes.jsonl && same "they come out as they went in" bytes.jsonl out
{ head -c 10000 /dev/zero | tr '\0' '['; head -c 10000 /dev/zero | tr '\0' ']'; echo; } >brackets
{ printf '{"a":'; tr -d '\n' <brackets; printf ',"text":"deep"}\n{"text":"after"}\n'; } >deep.jsonl
expect "nesting 10,000 deep" 2 dedup deep.jsonl
says "nesting 10,000 deep: named" "deep.jsonl:1:"
counted "nesting 10,000 deep: the next record is read" documents 1
head -c 100000 /dev/urandom >noise.jsonl
expect "noise called JSON" 2 dedup noise.jsonl
head -c 100000 /dev/urandom >noise
printf '\000\001' | cat - noise >noise2
expect "noise without a name" 2 dedup noise2
for i in 1 2 3; do echo '{"id":"same","text":"a text of its own number '$i' here"}'; done >ids.jsonl
expect "ids that repeat" 0 dedup ids.jsonl && counted "ids that repeat: all kept" kept 3

# --- files that are not what they seem ---
"$reprint" gen -q -n 300 -o c.jsonl
for z in gzip zstd; do
    $z -c c.jsonl 2>/dev/null | head -c 60000 >"cut.jsonl.$z"
    expect "truncated $z" 2 dedup "cut.jsonl.$z" tiny.jsonl
    says "truncated $z: named" "cut.jsonl.$z:"
    [ "$(wc -l <out)" -gt 20 ] && ok "truncated $z: what stands before is kept" || not_ok "truncated $z: what stands before is kept" "$(wc -l <out) lines"
    $z -c c.jsonl >"bad.$z" 2>/dev/null
    printf 'XXXXXXXX' | dd of="bad.$z" bs=1 seek=5000 conv=notrunc 2>/dev/null
    expect "damaged $z" 2 dedup "bad.$z"
done
mkdir -p d/e
cp tiny.jsonl d/e
ln -s .. d/e/up
expect "a folder in itself" 2 dedup d
counted "a folder in itself: read once" documents 5
ln -s nowhere dangling.jsonl
mkdir -p web/a web/b web/c
for from in a b c; do for to in a b c; do ln -s ../$to web/$from/$to; done; cp ids.jsonl web/$from; done
measured used timeout 60 "$reprint" dedup -q web --stats stats >out 2>err
[ $? -eq 2 ] && counted "folders in one another: each is read once" documents 9 || not_ok "folders in one another" "$(head -n 1 err)"
mkdir -p fan/0
for i in $(seq 1 40); do mkdir fan/$i; ln -s ../$i fan/$((i - 1))/left; ln -s ../$i fan/$((i - 1))/right; done
cp ids.jsonl fan/40
timeout 60 "$reprint" dedup -q fan/0 --stats stats >out 2>err
[ $? -eq 0 ] && counted "2^40 ways to one file: read once" documents 3 || not_ok "2^40 ways to one file" "$(head -n 1 err)"
expect "a link to nothing" 2 dedup dangling.jsonl tiny.jsonl && counted "a link to nothing: the next file is read" documents 5
expect "a file that cannot be read" 2 dedup /proc/self/mem tiny.jsonl && counted "the next file is read" documents 5

# --- large ones ---
long_line() { printf '{"text":"'; head -c "$1" /dev/zero | tr '\0' 'x'; printf '"}\n'; cat tiny.jsonl; }
long_line $line | dedup - >out 2>err
[ $? -eq 2 ] && ok "a line of $line" || not_ok "a line of $line" "$(head -n 1 err)"
counted "a line of $line: passed over" documents 5
bounded "a line of $line"
head -c 100M /dev/zero | tr '\0' 'x' | dedup --input jsonl - >out 2>err
[ $? -eq 2 ] && ok "100 MB without newline" || not_ok "100 MB without newline" "$(head -n 1 err)"
bounded "100 MB without newline"
long_line 100M | "$reprint" dedup --max-record 200M - --stats stats -q | wc -c >out
[ "$(cat out)" -gt 100000000 ] && ok "a record of 100 MB, if allowed" || not_ok "a record of 100 MB, if allowed" "$(cat out)"
head -c $bomb /dev/zero | zstd -q >bomb.jsonl.zst
expect "a bomb in zstd" 2 dedup --input jsonl bomb.jsonl.zst
bounded "a bomb in zstd"
head -c 300M /dev/zero | gzip -1 >bomb.jsonl.gz
expect "a bomb in gzip" 2 dedup --input jsonl bomb.jsonl.gz
bounded "a bomb in gzip"

# A bomb's worth of layers, and one of empty members: each must be passed at the speed of its bytes.
for i in $(seq 1 20000); do printf '\037\213\010\0\0\0\0\0\0\377\003\0\0\0\0\0\0\0\0\0'; done >hollow.jsonl.gz
cat hollow.jsonl.gz hollow.jsonl.gz hollow.jsonl.gz hollow.jsonl.gz >many-hollow.jsonl.gz
expect "80,000 empty gzip members" 0 timeout 60 "$reprint" dedup many-hollow.jsonl.gz
gzip -c c.jsonl | zstd -q | gzip -c >layers.jsonl.gz
expect "compressed three times over" 2 dedup --input jsonl layers.jsonl.gz

# --- hashes that collide ---
# Pairs of words with equal XXH3-64 under the unkeyed seed (tests/unit/test_collisions.c): any text of them has the
# digest and the sketch of any other.
awk -v n="$texts" 'BEGIN { split("cocailpmhodoknhc elhlpampjpjahgko pkjodchlpkmffhfo fojeikacfimkbiba klkhnnfkipgcckcn cmpaimoijckgjjlg bjledgkdeecpdpmf ccclhpkhcdcahdce", w)
    srand(7)
    for (d = 0; d < n; d++) {
        printf "{\"text\":\""
        for (i = 0; i < 60; i++) printf "%s ", w[2 * (i % 4) + 1 + (rand() < .5)]
        print "\"}"
    } }' >collide.jsonl
for how in "" --exact-only "--contained .9"; do
    expect "$texts texts of colliding words $how" 0 timeout 60 "$reprint" dedup -q $how collide.jsonl --stats stats &&
        counted "none is taken for another $how" kept $texts
done

# --- many ---
# No crowd may cost more a document than a crowd a tenth of its size. Processor time, the faster of two runs.
least_time() { # least_time SHAPE N: seconds into $seconds
    "$reprint" gen -q -n "$2" --words 40 --shape "$1" -o many.jsonl
    seconds=
    for try in 1 2; do
        measured used timeout 600 "$reprint" dedup -q -n -j 1 many.jsonl --stats stats || return 1
        seconds=$(awk -v had="$seconds" '{ print had != "" && had < $2 ? had : $2 }' used)
    done
    rm -f many.jsonl
}
many() { # many NAME SHAPE SMALL TIMES
    if instrumented; then
        "$reprint" gen -q -n 5000 --words 40 --shape "$2" -o many.jsonl
        expect "$1: 5,000" 0 "$reprint" dedup -q -n many.jsonl
        return
    fi
    if ! least_time "$2" "$3"; then not_ok "$1" "the small one fails"; return; fi
    small=$seconds
    if ! least_time "$2" $(($3 * $4)); then not_ok "$1" "the large one fails"; return; fi
    echo "$1: $(awk -v a="$small" -v b="$seconds" -v n="$3" -v t="$4" 'BEGIN {
        printf "%.0f ns/document of %d, %.0f of %d: ratio %.2f", a / n * 1e9, n, b / n / t * 1e9, n * t, b / a / t }')"
    if awk -v a="$small" -v b="$seconds" -v t="$4" 'BEGIN { exit !(b < 1.5 * a * t) }'; then
        ok "$1: linear"
    else
        not_ok "$1: linear" "$small s of $3, $seconds s of $4 times as many"
    fi
}
if [ -n "$HEAVY" ]; then
    many "a million times one text" identical 100000 10
    many "a million texts that share half" half 100000 10
else
    many "a crowd of one text" identical 20000 5
    many "a crowd that shares half" half 20000 5
fi
