#!/bin/sh
# The NEON kernels equal the scalar ones: built by a cross compiler, run by an emulator. Each stage is
# one line at the end: its self-check in this folder, and the sources that takes.
cd "$(dirname "$0")/../.." || exit 2
CROSS=${CROSS:-aarch64-linux-gnu-gcc}
EMULATOR=${EMULATOR:-qemu-aarch64-static}

if ! command -v "$CROSS" >/dev/null || ! command -v "$EMULATOR" >/dev/null; then
    echo "skip - NEON kernels equal scalar: needs $CROSS and $EMULATOR"
    exit 0
fi
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

# Headers only, and no others of this machine: its own would be of the wrong architecture.
mkdir "$tmp/include"
for h in /usr/include/xxhash.h /usr/include/xxh3.h; do
    [ -e "$h" ] && cp "$h" "$tmp/include/"
done

check() { # name, sources...
    name=$1
    shift
    if ! "$CROSS" -std=gnu11 -O2 -static -Iinclude -Isrc -I"${BUILD:-build}/gen" -I"$tmp/include" -Itests/kernels \
        "tests/kernels/${name}_check.c" "$@" -o "$tmp/$name" >"$tmp/log" 2>&1; then
        echo "not ok - NEON kernels of $name equal scalar: does not build"
        cat "$tmp/log"
    elif ! "$EMULATOR" "$tmp/$name" >"$tmp/log" 2>&1; then
        echo "not ok - NEON kernels of $name equal scalar: $(head -n 1 "$tmp/log")"
        cat "$tmp/log"
    else
        echo "ok - NEON kernels of $name equal scalar ($(tail -n 1 "$tmp/log"))"
    fi
}

check sketch src/base/cpu.c src/sketch/sketch_kernel*.c
check json src/base/cpu.c src/json/json_kernel_*.c src/json/json_scan.c src/json/json_text.c src/base/alloc.c
check text src/base/cpu.c src/base/alloc.c src/text/fold.c src/text/words.c src/text/tokens.c src/text/tokens_kernel_*.c
