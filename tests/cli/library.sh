# Sourced by the shell families here: where the program is, a folder of one's own, ok and not ok.
root=$(cd "$(dirname "$0")/../.." && pwd)
case ${BUILD:=$root/build} in /*) ;; *) BUILD=$root/$BUILD ;; esac
reprint=$BUILD/reprint
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
export LC_ALL=C TMPDIR="$tmp"

ok() { echo "ok - $1"; }
not_ok() { echo "not ok - $1: $2"; }

# expect NAME WANTED_EXIT COMMAND...: runs it with stdout and stderr in $tmp/out and $tmp/err.
expect() {
    name=$1 want=$2
    shift 2
    "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    got=$?
    if [ $got -ne "$want" ]; then
        head -n 5 "$tmp/err"
        not_ok "$name" "exit status $got, not $want"
        return 1
    fi
    ok "$name"
}

# same NAME FILE FILE
same() {
    if cmp -s "$2" "$3"; then ok "$1"; else not_ok "$1" "$(cmp "$2" "$3" 2>&1)"; fi
}

# says NAME TEXT: stderr of the last expect has it
says() {
    if grep -qF -- "$2" "$tmp/err"; then ok "$1"; else head -n 3 "$tmp/err"; not_ok "$1" "stderr does not say: $2"; fi
}

# measured FILE COMMAND...: runs it; peak memory in bytes and seconds of processor time into FILE
measured() {
    python3 -c 'import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[1], "w").write("%d %.3f\n" % (used.ru_maxrss << 10, used.ru_utime + used.ru_stime))
sys.exit(code)' "$@"
}

# Sanitizers take several times the memory and the time: what is measured means nothing under them.
instrumented() {
    case $(ldd "$reprint" 2>/dev/null) in *libasan*|*libtsan*|*libubsan*) true ;; *) false ;; esac
}

# is NAME GOT WANTED
is() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "$2, not $3"; fi; }

# stat_of FILE KEY: a number in a --stats file
stat_of() {
    sed -n 's/.*"'"$2"'":\([0-9]*\).*/\1/p' "$1"
}
