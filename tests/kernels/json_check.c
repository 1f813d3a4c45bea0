/* Every JSON scanner of this machine against the scalar one: the same verdict, the same members. */
#include "check.h"

#include <string.h>

#include "json/json_scan.h"

enum { MAX = 700 };

static struct json_line want, got;

/* An object of strings whose insides are dense in what means something there; some end early. */
static size_t make_line(char *p, uint64_t *state)
{
    static const char bytes[] = "\\\\\\\"u09afAFxn/ :,{}\x1f\xc3";
    const size_t limit = 10 + check_random(state) % (MAX - 200);
    size_t n = 0;

    p[n++] = '{';
    for (int member = 0; n < limit; member++) {
        memcpy(p + n, member ? ", \"k\": \"" : "\"k\": \"", member ? 8 : 6);
        n += member ? 8 : 6;
        for (size_t i = check_random(state) % 150; i > 0; i--)
            p[n++] = check_random(state) % 16 ? 'a' : bytes[check_random(state) % (sizeof bytes - 1)];
        p[n++] = '"';
    }
    p[n++] = '}';
    memset(p + n, '\n', 66);
    return n;
}

static int same(void)
{
    if (want.n != got.n || want.next != got.next)
        return 0;
    for (uint32_t i = 0; i < want.n; i++) {
        const struct json_member *a = &want.member[i], *b = &got.member[i];
        if (a->key != b->key || a->key_n != b->key_n || a->value != b->value || a->value_n != b->value_n ||
            a->kind != b->kind || a->key_escaped != b->key_escaped || a->value_escaped != b->value_escaped)
            return 0;
    }
    return 1;
}

int main(void)
{
    static char p[2 * MAX];
    unsigned compared = 0, accepted = 0;
    uint64_t state = 1;

    for (int which = CPU_SCALAR + 1; which < CPU_KERNELS; which++) {
        json_scan_fn *scan = json_scan_get((enum cpu_kernel)which);
        if (!scan || !cpu_can((enum cpu_kernel)which))
            continue;
        for (int t = 0; t < 40000; t++, compared++) {
            const size_t n = make_line(p, &state);
            const int ok = json_scan_scalar(p, p + n, &want);
            accepted += ok;
            check(scan(p, p + n, &got) == ok && (!ok || same()), "line", cpu_kernel_name((enum cpu_kernel)which), n);
        }
    }
    printf("%u compared, %u of them accepted\n", compared, accepted);
    return check_failures > 0 || accepted == 0 || accepted == compared;
}
