# Sourced by the families here, after tests/cli/library.sh: runs that are killed at moments drawn from SEED, or when
# something has happened; files that are damaged.
#
# The family defines program ARGUMENT...: it ends in exec, so that what is killed is the program and not its shell.

seed=${SEED:-1}

# The next number of the same sequence everywhere, below 2^31; its lower bits are poor.
draw() { seed=$(((seed * 1103515245 + 12345) % 2147483648)); }
# From the last number: so many threads, 1 to 3.
drawn_threads() { echo $((seed / 65536 % 3 + 1)); }
# A moment of a run that takes so many nanoseconds, in seconds.
drawn_moment() { awk -v r=$((seed / 8 % 1000)) -v t="$1" 'BEGIN { printf "%.4f", t / 1e9 * r / 1000 }'; }

# timed COMMAND...: runs it; nanoseconds into $nanoseconds
timed() {
    start=$(date +%s%N)
    ("$@") || return 1
    nanoseconds=$(($(date +%s%N) - start))
}

kill_it() {
    kill "-${1:-9}" $pid 2>/dev/null
    wait $pid 2>/dev/null
    status=$?
}

# killed_after SECONDS ARGUMENT...: false when the run was over before. Its stderr is in ./err.
killed_after() {
    moment=$1
    shift
    program "$@" 2>err &
    pid=$!
    sleep "$moment"
    kill_it
    [ $status -eq 137 ]
}

# killed_when CONDITION SIGNAL ARGUMENT...: as soon as the condition, a command, holds. False when it never did.
killed_when() {
    condition=$1 signal=$2
    shift 2
    program "$@" 2>err &
    pid=$!
    until eval "$condition" || ! kill -0 $pid 2>/dev/null; do sleep .002; done
    kill_it "$signal"
    [ $status -gt 128 ]
}

# largest FILE ARGUMENT...: runs the program to its end; the largest that the file was seen to be, into $largest
largest() {
    watched=$1 largest=0
    shift
    program "$@" 2>err &
    pid=$!
    while kill -0 $pid 2>/dev/null; do
        size=$(wc -c 2>/dev/null <"$watched") && [ "${size:-0}" -gt "$largest" ] && largest=$size
        sleep .002
    done
    wait $pid
}

# flip_bit FILE: one, two thirds of the way
flip_bit() {
    python3 - "$1" $(($(wc -c <"$1") * 2 / 3)) <<'PY'
import sys
with open(sys.argv[1], "r+b") as f:
    f.seek(int(sys.argv[2]))
    byte = f.read(1)[0]
    f.seek(int(sys.argv[2]))
    f.write(bytes([byte ^ 4]))
PY
}
