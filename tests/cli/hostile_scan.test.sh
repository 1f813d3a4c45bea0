#!/bin/sh
# The hostile inputs of hostile.test.sh through scan: a clear message or the right result, bounded memory, no crash,
# and every document that could be read told once.
. "$(dirname "$0")/library.sh"
cd "$tmp" || exit 2
MOST=$((400 << 20)) # bytes of memory anything here may take
if instrumented; then line=128M bomb=128M; else line=1G bomb=2G; fi # as in hostile.test.sh
demo=$root/data/demo-news/pages.jsonl

scan() { measured used "$reprint" scan -q -f jsonl "$@"; }
bounded() { # bounded NAME: of the last scan, measured from outside
    read -r peak seconds <used
    if instrumented; then echo "skip - $1: memory: instrumented build"; return; fi
    if [ "${peak:-0}" -gt 0 ] && [ "$peak" -lt $MOST ]; then ok "$1: memory"; else not_ok "$1: memory" "$peak bytes"; fi
}
# told NAME DOCUMENTS: so many, each one copy or one single, and all of it JSON
told() {
    if why=$(python3 -c 'import json, sys
rows = [json.loads(line) for line in open(sys.argv[1], "rb")]
n = sum(r["type"] in ("copy", "single") for r in rows)
last = rows[-1]
assert last["type"] == "summary" and last["documents"] == n == last["copies"] + last["singles"], "%d rows, %s" % (n, last)
assert n == int(sys.argv[2]), "%d documents" % n' out "$2" 2>&1); then ok "$1"; else not_ok "$1" "$(echo "$why" | tail -n 1)"; fi
}

# --- small ones ---
: >empty.jsonl
expect "empty file" 0 scan empty.jsonl && told "empty file: no documents" 0
printf '\n\n \n' >blank.jsonl
expect "blank lines" 0 scan blank.jsonl && told "blank lines: no documents" 0
printf '{"text":""}\n{"text":""}\n{"text":"one"}\n{"text":"one two three"}\n{"text":"One, two: three"}\n' >tiny.jsonl
expect "texts of no and few words" 0 scan tiny.jsonl && told "texts of no and few words: all told" 5
grep -q '"copies":[2-9]' out && not_ok "three words are no story" "$(grep -m1 '"copies":[2-9]' out)" || ok "three words are no story"
printf '{"text":"a\\u0000b c","id":"n\\u0000l","title":"\\u0000"}\n{"text":"a\000b c d"}\n' >nul.jsonl
expect "NUL bytes" 2 scan nul.jsonl && told "NUL bytes: the escaped one is a record" 1
printf '{"text":"caf\351 \377\376 x","title":"\355\240\200","url":"http://\377/","date":"\376"}\n{"text":"\\ud800 lone \\udc00 y","author":"\\udfff"}\n' >bytes.jsonl
expect "ill-formed UTF-8 and lone surrogates" 0 scan bytes.jsonl && told "ill-formed UTF-8: told as JSON" 2
for format in text csv; do expect "ill-formed UTF-8 as $format" 0 "$reprint" scan -q -f $format bytes.jsonl; done
{ head -c 10000 /dev/zero | tr '\0' '['; head -c 10000 /dev/zero | tr '\0' ']'; echo; } >brackets
{ printf '{"a":'; tr -d '\n' <brackets; printf ',"text":"deep"}\n{"text":"after"}\n'; } >deep.jsonl
expect "nesting 10,000 deep" 2 scan deep.jsonl
says "nesting 10,000 deep: named" "deep.jsonl:1:"
told "nesting 10,000 deep: the next record is read" 1
printf '{"text":17}\n{"text":["a","b"]}\n{"text":{"x":1}}\n{"text":null}\n{"text":"right","date":{"y":1},"source":[[]],"id":true,"author":[1,2],"title":false}\n[1]\n"x"\n7\n' >types.jsonl
expect "wrong types" 2 scan types.jsonl
says "wrong types: an array is named" "types.jsonl:6: an array, not an object"
grep -q '"documents":[1-5],' out && ok "wrong types: what has a text is read" || not_ok "wrong types: what has a text is read" "$(tail -n 1 out)"
head -c 100000 /dev/urandom >noise.jsonl
expect "noise called JSON" 2 scan noise.jsonl
head -c 100000 /dev/urandom | tr -d '\000' >noise.txt
expect "noise called text" 0 scan noise.txt && told "noise called text: a document" 1
head -n 3 "$demo" >once.jsonl
cat once.jsonl once.jsonl >ids.jsonl
expect "ids that repeat" 0 scan ids.jsonl && told "ids that repeat: all told" 6
[ "$(sed -n 's/^{"type":"copy".*"id":"\([^"]*\)","file".*/\1/p' out | sort -u | wc -l)" -eq 6 ] && ok "ids that repeat: by six names" || not_ok "ids that repeat: by six names" ""

# --- names of files need not be text ---
odd=$(printf 'o\377d\001d.jsonl')
cp "$demo" "$odd"
for format in jsonl csv text; do
    "$reprint" scan -q -f $format "$odd" -o odd.$format && iconv -f utf-8 -t utf-8 odd.$format >/dev/null 2>&1 && ok "a file name that is no UTF-8: $format is" ||
        not_ok "a file name that is no UTF-8: $format is" "$(iconv -f utf-8 -t utf-8 odd.$format 2>&1 | tail -n 1)"
done
[ "$(grep -c "$(printf 'o\357\277\275d')" odd.csv)" -gt 1 ] && ok "a file name that is no UTF-8: told in csv" || not_ok "a file name that is no UTF-8: told in csv" "$(sed -n 2p odd.csv)"

# --- fields that mean harm ---
long=$(head -c 100000 /dev/zero | tr '\0' 'y')
printf '{"id":"%s","url":"http://%s/%s","title":"%s","author":"%s","date":"%s","source":"%s","text":"short text here"}\n' "$long" "$long" "$long" "$long" "$long" "$long" "$long" >fields.jsonl
expect "fields of 100,000 bytes" 0 scan fields.jsonl && told "fields of 100,000 bytes: told" 1
for format in text csv; do expect "fields of 100,000 bytes as $format" 0 "$reprint" scan -q -f $format fields.jsonl; done
python3 -c 'import json
lines = ["(AP) - ", "By ", "© 2025 ", "Copyright ", "UPDATE 1-", "Comments", "Related stories", "(Reporting by ", "With files from ", "https://a.b/"]
print(json.dumps({"id": "lines", "text": "\n".join(lines[i % 10] * (1 + i % 40) for i in range(60000))}))
print(json.dumps({"id": "spaces", "text": " \u00a0\t" * 300000 + "end"}))
print(json.dumps({"id": "same", "text": "the same line of words again\n" * 100000}))
print(json.dumps({"id": "commas", "text": "By " + "Ann Lee, " * 50000}))
print(json.dumps({"id": "quotes", "text": "\"" * 500000}))
print(json.dumps({"id": "date", "text": "1 2 3 4 5 6 7 8 9 " * 60000, "date": "2025-" * 20000}))' >patterns.jsonl
expect "texts made against the patterns" 0 timeout 120 "$reprint" scan -q -f jsonl patterns.jsonl && told "texts made against the patterns: told" 6

# --- files that are not what they seem ---
"$reprint" gen -q --kind news -n 300 -o c.jsonl
for z in gzip zstd; do
    $z -c c.jsonl 2>/dev/null | head -c 60000 >"cut.jsonl.$z"
    expect "truncated $z" 2 scan "cut.jsonl.$z" tiny.jsonl
    says "truncated $z: named" "cut.jsonl.$z:"
    [ "$(grep -c -e '"type":"copy"' -e '"type":"single"' out)" -gt 20 ] && ok "truncated $z: what stands before is told" || not_ok "truncated $z: what stands before is told" "$(tail -n 1 out)"
    $z -c c.jsonl >"bad.$z" 2>/dev/null
    printf 'XXXXXXXX' | dd of="bad.$z" bs=1 seek=5000 conv=notrunc 2>/dev/null
    expect "damaged $z" 2 scan "bad.$z"
done
mkdir -p d/e
cp tiny.jsonl d/e
ln -s .. d/e/up
expect "a folder in itself" 2 scan d && told "a folder in itself: read once" 5
ln -s nowhere dangling.jsonl
expect "a link to nothing" 2 scan dangling.jsonl tiny.jsonl && told "a link to nothing: the next file is read" 5
expect "a file that cannot be read" 2 scan /proc/self/mem tiny.jsonl && told "a file that cannot be read: the next is" 5

# --- outputs that fail ---
expect "a full device" 2 scan c.jsonl -o /dev/full
says "a full device: said" "No space left"
(ulimit -f 8; trap '' XFSZ; "$reprint" scan -q -f jsonl c.jsonl -o small) >log 2>&1
[ $? -eq 2 ] && [ ! -e small ] && [ -z "$(ls .small* small.* 2>/dev/null)" ] && ok "a disk that fills up: nothing is left" || not_ok "a disk that fills up: nothing is left" "$(head -n 1 log) $(ls -a | grep small)"
(ulimit -f 8; "$reprint" scan -q -f html c.jsonl -o site) >log 2>&1
[ $? -eq 2 ] && [ -z "$(ls -d site* 2>/dev/null)" ] && ok "and with pages: no folder is left" || not_ok "and with pages: no folder is left" "$(head -n 1 log) $(ls -d site*)"
"$reprint" scan -q -f jsonl c.jsonl 2>err | head -n 1 >first
grep -q '"type":"run"' first && [ ! -s err ] && ok "a closed pipe" || not_ok "a closed pipe" "$(cat err)"

# --- large ones ---
long_line() { printf '{"text":"'; head -c "$1" /dev/zero | tr '\0' 'x'; printf '"}\n'; cat tiny.jsonl; }
long_line $line | scan - >out 2>err
[ $? -eq 2 ] && ok "a line of $line" || not_ok "a line of $line" "$(head -n 1 err)"
told "a line of $line: passed over" 5
bounded "a line of $line"
head -c 100M /dev/zero | tr '\0' 'x' | scan --input jsonl - >out 2>err
[ $? -eq 2 ] && ok "100 MB without newline" || not_ok "100 MB without newline" "$(head -n 1 err)"
bounded "100 MB without newline"
long_line 100M | "$reprint" scan -q -f jsonl --max-record 200M - >out 2>err
[ $? -eq 0 ] && told "a record of 100 MB in one word, if allowed" 6 || not_ok "a record of 100 MB, if allowed" "$(head -n 1 err)"
head -c $bomb /dev/zero | zstd -q >bomb.jsonl.zst
expect "a bomb in zstd" 2 scan --input jsonl bomb.jsonl.zst
bounded "a bomb in zstd"
head -c 300M /dev/zero | gzip -1 >bomb.jsonl.gz
expect "a bomb in gzip" 2 scan --input jsonl bomb.jsonl.gz
bounded "a bomb in gzip"

# --- many: no crowd may cost more a document than one a fifth of its size ---
story=$(sed -n '1s/.*"text": *"\(\([^"\\]\|\\.\)*\)".*/\1/p' "$demo")
[ ${#story} -gt 1000 ] && ok "a story is found to be copied" || not_ok "a story is found to be copied" "${#story}"
crowd() { # crowd N: one story N times over, each on a site of its own, every tenth with a paragraph of its own
    awk -v n="$1" -v text="$(printf '%s' "$story" | sed 's/\\/\\\\/g')" 'BEGIN { for (i = 0; i < n; i++)
        printf "{\"id\":\"%d\",\"url\":\"https://site-%d.example/a\",\"text\":\"%s%s\"}\n", i, i, text,
            i % 10 ? "" : "\\n\\nMayor " i " of town number " i " said that street " i " would be closed for " i " days." }'
}
least_time() { # seconds of processor time of the faster of two runs over $1 documents
    crowd "$1" >many.jsonl
    seconds=
    for try in 1 2; do
        measured used timeout 600 "$reprint" scan -q -f jsonl -j1 many.jsonl >out || return 1
        seconds=$(awk -v had="$seconds" '{ print had != "" && had < $2 ? had : $2 }' used)
    done
    told "$1 times one story: told" "$1"
    [ "$(grep -c '"type":"story"' out)" -eq 1 ] && ok "$1 times one story: one" || not_ok "$1 times one story: one" "$(grep -c '"type":"story"' out)"
}
if instrumented; then few=200 times=2; elif [ -n "$HEAVY" ]; then few=100000 times=10; else few=2000 times=5; fi
if least_time $few && small=$seconds && least_time $((few * times)); then
    if instrumented || awk -v a="$small" -v b="$seconds" -v t=$times 'BEGIN { exit !(b < 1.5 * a * t) }'; then
        ok "a crowd of one story: linear"
    else
        not_ok "a crowd of one story: linear" "$small s of $few, $seconds s of $times times as many"
    fi
else
    not_ok "a crowd of one story" "it fails"
fi
