/* own_names.c: a name of the outlet, in words or in its host name, that the other text has nowhere. */
#include "test.h"

#include "relation/own_names.h"

static struct body own, other;

static bool names(const char *outlet, const char *text, const char *without)
{
    static struct own_names o;
    bool says;
    body_init(&own);
    body_init(&other);
    assert_ok(body_read_text(&own, span_of(text)));
    assert_ok(body_read_text(&other, span_of(without)));
    own_names_of(span_of(outlet), &o);
    says = own_names_in(&o, &own, 0, own.n, &other);
    body_release(&own);
    body_release(&other);
    return says;
}

static const char wire[] = "The port of Veldhaven stood still on Tuesday.";

static void towns_and_names(void **state)
{
    (void)state;
    static const char local[] = "It was quiet, said a baker who told the Echo that in Millbrook nobody had noticed.";
    assert_true(names("The Millbrook Echo", local, wire));
    assert_true(names("millbrookecho.example", local, wire));
    assert_true(names("news.millbrookecho.co.example", local, wire));
    assert_false(names("The Ashdown Star", local, wire));
    assert_false(names("ashdownstar.example", local, wire));
}

static void what_is_no_carriers_own(void **state)
{
    (void)state;
    assert_false(names("Veldhaven Post", "The mayor of the Veldhaven harbour left.", wire)); /* the wire names it too */
    assert_false(names("The Daily Bridge", "They met on the bridge, and the daily talk went on.", wire)); /* no names */
    assert_false(names("lima.example", "She came from Lima to see it.", wire)); /* short: any host has such letters */
    assert_false(names("", "In Millbrook nobody had noticed.", wire));
    assert_false(names("...", "In Millbrook nobody had noticed.", wire));
}

/* The host may be anything. */
static void long_hosts(void **state)
{
    (void)state;
    char host[4096];
    static struct own_names o;
    memset(host, 'a', sizeof host);
    for (size_t n = 1; n < sizeof host; n += n < 80 ? 1 : 500) {
        host[n] = '.';
        own_names_of((struct span){host, n + 1}, &o);
        assert_true(o.n <= OWN_NAMES_MAX);
        host[n] = 'a';
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(towns_and_names),
        cmocka_unit_test(what_is_no_carriers_own),
        cmocka_unit_test(long_hosts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
