#!/bin/sh
# Input that means harm: a clear message or the right result, bounded memory, no crash.
. "$(dirname "$0")/library.sh"
cd "$tmp" || exit 2
MOST=$((300 << 20)) # bytes of memory anything here may take

bounded() {
    peak=$(stat_of "$1" peak_bytes)
    if [ "${peak:-0}" -gt 0 ] && [ "$peak" -lt $MOST ]; then ok "$2: memory"; else not_ok "$2: memory" "$peak bytes"; fi
}
counted() { # counted NAME KEY WANTED
    n=$(stat_of stats "$2")
    if [ "$n" = "$3" ]; then ok "$1"; else not_ok "$1" "$2 is $n, not $3"; fi
}
dedup() { "$reprint" dedup --stats stats "$@"; }

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
expect "a link to nothing" 2 dedup dangling.jsonl tiny.jsonl && counted "a link to nothing: the next file is read" documents 5
expect "a file that cannot be read" 2 dedup /proc/self/mem tiny.jsonl && counted "the next file is read" documents 5

# --- large ones ---
long_line() { printf '{"text":"'; head -c "$1" /dev/zero | tr '\0' 'x'; printf '"}\n'; cat tiny.jsonl; }
long_line 1G | dedup - >out 2>err
[ $? -eq 2 ] && ok "a line of 1 GB" || not_ok "a line of 1 GB" "$(head -n 1 err)"
counted "a line of 1 GB: passed over" documents 5
bounded stats "a line of 1 GB"
head -c 100M /dev/zero | tr '\0' 'x' | dedup --input jsonl - >out 2>err
[ $? -eq 2 ] && ok "100 MB without newline" || not_ok "100 MB without newline" "$(head -n 1 err)"
bounded stats "100 MB without newline"
long_line 100M | "$reprint" dedup --max-record 200M - --stats stats -q | wc -c >out
[ "$(cat out)" -gt 100000000 ] && ok "a record of 100 MB, if allowed" || not_ok "a record of 100 MB, if allowed" "$(cat out)"
head -c 2G /dev/zero | zstd -q >bomb.jsonl.zst
expect "a bomb in zstd" 2 dedup --input jsonl bomb.jsonl.zst
bounded stats "a bomb in zstd"
head -c 300M /dev/zero | gzip -1 >bomb.jsonl.gz
expect "a bomb in gzip" 2 dedup --input jsonl bomb.jsonl.gz
bounded stats "a bomb in gzip"

# --- many ---
many() { # many NAME SHAPE SECONDS
    "$reprint" gen -q -n 1M --words 40 --shape "$2" -o many.jsonl
    timeout "$3" "$reprint" dedup -q -n many.jsonl --stats stats 2>err
    code=$?
    rm -f many.jsonl
    [ $code -eq 0 ] && ok "$1" || not_ok "$1" "exit status $code: $(head -n 1 err)"
}
many "a million times one text" identical 30 && counted "a million times one text: kept once" kept 1
many "a million texts that share half" half 60
