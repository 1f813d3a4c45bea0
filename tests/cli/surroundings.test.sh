#!/bin/sh
# What a caller may do to a program without meaning harm: close descriptors, set limits and locales, start it in a
# folder it may not write to, name files strangely.
. "$(dirname "$0")/library.sh"
cd "$tmp" || exit 2
"$reprint" gen -q -n 300 -o c.jsonl
"$reprint" dedup -q c.jsonl -o want
{ cat c.jsonl; echo '{bad'; } >bad.jsonl

gives() { # gives NAME WANTED_EXIT GOT_EXIT FILE: the exit status, and FILE as it should be
    if [ "$3" -ne "$2" ]; then not_ok "$1" "exit status $3, not $2"; else same "$1" want "$4"; fi
}

# --- descriptors ---
"$reprint" dedup bad.jsonl -o k1 --removed r1 <&- >&- 2>&-
gives "no descriptor is open" 2 $? k1
"$reprint" dedup -q bad.jsonl -o k --removed r 2>err
same "no descriptor is open: the other result" r r1
"$reprint" dedup bad.jsonl -o k2 2>&-
gives "stderr is closed: messages go nowhere, not into a result" 2 $? k2
"$reprint" dedup bad.jsonl --removed r2 >&- 2>err
[ $? -eq 2 ] && grep -q "standard output" err && [ ! -e r2 ] && ok "stdout is closed" || not_ok "stdout is closed" "$(cat err)"
"$reprint" dedup - <&- >out 2>err
[ $? -eq 2 ] && grep -q "standard input" err && ok "stdin is closed" || not_ok "stdin is closed" "$(cat err)"
python3 - "$reprint" >out 2>err <<'EOF'
import fcntl, os, subprocess, sys, threading, time
def slow_pipe():
    r, w = os.pipe()
    for fd in r, w:
        fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_NONBLOCK)
    return r, w
in_r, in_w = slow_pipe()
out_r, out_w = slow_pipe()
p = subprocess.Popen([sys.argv[1], "dedup", "-q", "-"], stdin=in_r, stdout=out_w)
os.close(in_r), os.close(out_w)
def feed():
    os.set_blocking(in_w, True)
    data = open("c.jsonl", "rb").read()
    time.sleep(.2)
    while data:
        data = data[os.write(in_w, data):]
    os.close(in_w)
threading.Thread(target=feed).start()
time.sleep(.6)
os.set_blocking(out_r, True)
got = b""
while piece := os.read(out_r, 1 << 16):
    got += piece
open("k3", "wb").write(got)
sys.exit(p.wait())
EOF
gives "pipes that do not block" 0 $? k3

# --- limits ---
(ulimit -f 100; "$reprint" dedup -q c.jsonl -o limited 2>err)
[ $? -eq 2 ] && grep -q "File too large" err && [ -z "$(ls -A | grep limited)" ] && ok "a limit on file size" ||
    not_ok "a limit on file size" "$(cat err; ls -A | grep limited)"
mkdir many
i=0
while [ $i -lt 60 ]; do split -n "l/$((i + 1))/60" c.jsonl >many/"$(printf %02d.jsonl $i)"; i=$((i + 1)); done
(ulimit -n 24; "$reprint" dedup -q many -o k4)
gives "a limit on open files" 0 $? k4
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
    chmod 711 "$tmp"
    chmod 644 c.jsonl
    mkdir closed
    cp c.jsonl closed/no.jsonl
    chmod 000 closed/no.jsonl
    as_nobody() { (cd closed && setpriv --reuid=65534 --regid=65534 --clear-groups "$@"); }
    if as_nobody "$reprint" --version >/dev/null 2>&1; then
        as_nobody "$reprint" dedup -q ../c.jsonl >k5
        gives "a folder one may not write to" 0 $? k5
        as_nobody "$reprint" dedup ../c.jsonl -o kept.jsonl >out 2>err
        [ $? -eq 2 ] && grep -q "'kept.jsonl': Permission denied" err && ok "no result there either" || not_ok "no result there either" "$(cat err)"
        as_nobody "$reprint" dedup no.jsonl ../c.jsonl >k6 2>err
        gives "a file one may not read" 2 $? k6
        says "a file one may not read: named" "no.jsonl: cannot open: Permission denied"
    else
        echo "skip - as another user: the program is where nobody may go"
    fi
else
    echo "skip - as another user: not root"
fi

# --- environment ---
for where in "$tmp/no/such" "$tmp/c.jsonl"; do
    cat c.jsonl | TMPDIR=$where "$reprint" dedup - >out 2>err
    [ $? -eq 2 ] && grep -q "temporary file in --work-dir, \$TMPDIR or /tmp" err && ok "TMPDIR that is no folder" || not_ok "TMPDIR that is no folder" "$(cat err)"
done
cat c.jsonl | TMPDIR= "$reprint" dedup -q - >k7
gives "an empty TMPDIR" 0 $? k7
cat c.jsonl | env -i "$reprint" dedup -q - >k8
gives "no environment at all" 0 $? k8
foreign=$(locale -a 2>/dev/null | grep -im 1 'de_.*utf' || echo de_DE.UTF-8)
for locale in C "$foreign" tr_TR.UTF-8; do
    LC_ALL=$locale TZ=Asia/Kathmandu "$reprint" dedup c.jsonl --keep earliest -o k --removed "r.$locale" --clusters "c.$locale" 2>/dev/null
    LC_ALL=$locale "$reprint" dedup --show-curve >"s.$locale"
done
for other in "$foreign" tr_TR.UTF-8; do
    same "numbers and order in $other: removed" r.C "r.$other"
    same "numbers and order in $other: clusters" c.C "c.$other"
    same "numbers in $other: curve" s.C "s.$other"
done

# --- names ---
strange=$(printf 'a\nreprint: all is well\033[2J\302\233 \377')
cp bad.jsonl "$strange.jsonl"
"$reprint" dedup "$strange.jsonl" -o k9 --removed r9 --clusters c9 2>err
gives "a strange name" 2 $? k9
if LC_ALL=C grep -q "^reprint: all is well" err || [ "$(tr -d '\n -~\377' <err | wc -c)" -ne 0 ]; then
    not_ok "a strange name: shown without harm" "$(od -c err | head -n 5)"
else
    ok "a strange name: shown without harm"
fi
python3 -c 'import json, sys
for line in open("r9", "rb").read().splitlines() + open("c9", "rb").read().splitlines(): json.loads(line.decode())' 2>err &&
    ok "a strange name: the rows are JSON" || not_ok "a strange name: the rows are JSON" "$(tail -n 1 err)"
printf 'caf\351 au lait, one two three four\n' >"$strange.txt"
"$reprint" dedup -q "$strange.txt" >k10 && python3 -c 'import json
row = json.loads(open("k10", "rb").read().decode()); assert row["text"].startswith("caf\ufffd au lait")' 2>err &&
    ok "a text that is no UTF-8 comes out as JSON" || not_ok "a text that is no UTF-8 comes out as JSON" "$(cat k10 err)"
cp c.jsonl ./-q
"$reprint" dedup -q -- -q >k11
gives "a file called like a flag, behind --" 0 $? k11
expect "-- once more is a name" 2 "$reprint" dedup -- -- && :
expect "an operand of no letters" 2 "$reprint" dedup "" && says "an operand of no letters: said" "cannot open"
for flag in --output --removed --key --work-dir --keep --threads --threshold --field; do
    expect "$flag of no letters" 2 "$reprint" dedup $flag "" c.jsonl
done
for value in 99999999999999999999 1e400 -1 nan inf 0x10 ' 5' '5 ' 1.5 '５'; do
    expect "--threads '$value'" 2 "$reprint" dedup --threads "$value" c.jsonl
    expect "--max-record '$value'" 2 "$reprint" dedup --max-record "$value" c.jsonl
done
for value in nan inf 1e999 -.7 1.0000001 0,7 0x1p-1; do
    expect "--threshold '$value'" 2 "$reprint" dedup --threshold "$value" c.jsonl
done

# --- the same file more than once ---
"$reprint" dedup -q c.jsonl ./c.jsonl >k12
gives "an input named twice" 0 $? k12
cp c.jsonl self.jsonl
"$reprint" dedup -q self.jsonl -o self.jsonl
gives "an output that is the input" 0 $? self.jsonl
cp c.jsonl self.jsonl
expect "standard output that is the input" 2 sh -c '"$1" dedup self.jsonl >>self.jsonl' sh "$reprint"
same "standard output that is the input: untouched" c.jsonl self.jsonl
: >o.jsonl
ln -s o.jsonl link.jsonl
expect "two outputs: one is a link to the other" 2 "$reprint" dedup c.jsonl -o o.jsonl --removed link.jsonl
for twin in o.jsonl ./o.jsonl "$PWD/o.jsonl" many/../o.jsonl; do
    expect "two outputs: o.jsonl and ${twin##*/..}" 2 "$reprint" dedup c.jsonl -o o.jsonl --removed "$twin"
    rm -f o.jsonl link.jsonl
    expect "the same, when there is none yet" 2 "$reprint" dedup c.jsonl --stats o.jsonl --clusters "$twin"
    [ -z "$(ls -A | grep '^\.')" ] || not_ok "two outputs: nothing is left behind" "$(ls -A | grep '^\.')"
    : >o.jsonl
done

# --- folders with other things in them ---
mkdir -p mixed/in other
cp c.jsonl mixed/in/c.jsonl
for f in mixed/make.py mixed/in/page.HTML mixed/in/again.py other/x.pdf; do cp c.jsonl $f; done
for command in "dedup -o k" "dedup --profile news -n" scan audit "dedup -n --against mixed"; do
    expect "$command: a folder with other files" 0 sh -c '"$1" $2 mixed' sh "$reprint" "$command"
    is "$command: said once" "$(grep -c 'left out [36] files .* \.py, . \.html)' err)" 1
done
expect "a folder with nothing to read" 2 "$reprint" dedup other -o none
says "a folder with nothing to read: said" "nothing to read: 1 file in"
[ ! -e none ] && ok "a folder with nothing to read: nothing is written" || not_ok "a folder with nothing to read: nothing is written" "$(ls -l none)"
"$reprint" dedup -q mixed -o k
gives "a folder with other files: what is read" 0 $? k
"$reprint" dedup -q other/x.pdf -o k
gives "a file that is named is read, whatever its ending" 0 $? k
printf '<p>one page</p>\n' >p.html
printf 'id,text\n1,a row\n' >t.csv.gz
expect "a page of HTML that is named" 0 "$reprint" dedup p.html
says "a page of HTML that is named: what becomes of it" "p.html: a page of HTML is read as one text"
expect "several" 0 "$reprint" scan t.csv.gz p.html
says "several: one message" "t.csv.gz and 1 more: a table is read as one text"
expect "with --input it is meant" 0 "$reprint" scan --input text p.html
grep -q "as one text" err && not_ok "with --input it is meant: nothing is said" "$(head -n 1 err)" || ok "with --input it is meant: nothing is said"
"$reprint" dedup -q other --input jsonl -o k
gives "--input has all of a folder read" 0 $? k

# --- a work directory among the inputs ---
mkdir among
cp c.jsonl among
"$reprint" dedup -q among --work-dir among -o k
gives "a work directory among the inputs" 0 $? k
"$reprint" dedup -q among --work-dir among -o k --resume
gives "and gone on with" 0 $? k
"$reprint" dedup -q among -o k
gives "and another run beside it" 0 $? k
