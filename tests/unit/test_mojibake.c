/* mojibake.c: damage is found wherever it stands and mended; sound text of any script is left alone. */
#include "test.h"

#include "text/mojibake.h"

static void mends(const char *damaged, const char *sound)
{
    char out[512];
    const size_t n = mojibake_mend(damaged, strlen(damaged), out);
    assert_int_equal(n, strlen(sound));
    assert_memory_equal(out, sound, n);
}

static void damage_is_mended(void **state)
{
    (void)state;
    mends("donâ€™t", "don’t");
    mends("rÃ©partir lâ€™annÃ©e", "répartir l’année");
    mends("â€œMÃ¼llerâ€\xC2\x9D", "“Müller”");
    mends("â‚¬ 5", "€ 5");
    mends("Ã©", "é");
    mends("å…±", "共");
    mends("ðŸ˜€", "😀");
}

static void sound_text_is_left_alone(void **state)
{
    (void)state;
    static const char *const sound[] = {"", "a", "plain words, nothing else, for more than thirty-two bytes in all", "créée à Liège",
                                        "“Über” — naïve’s ‘Ångström’ Ã", "据新华社报道，还有三件事没有谈妥", "Ã", "Â", "é’", "\xC3"};
    for (size_t i = 0; i < ARRAY_LEN(sound); i++) {
        assert_int_equal(mojibake_find(sound[i], strlen(sound[i])), strlen(sound[i]));
        mends(sound[i], sound[i]);
    }
}

/* Steps of sixteen bytes must not step over it, nor read behind the end. */
static void damage_is_found_at_every_place(void **state)
{
    (void)state;
    for (size_t n = 4; n < 80; n++)
        for (size_t at = 0; at + 4 <= n; at++) {
            char *text = malloc(n), out[80];
            memset(text, 'x', n);
            memcpy(text + at, "Ã©", 4);
            assert_int_equal(mojibake_find(text, n), at);
            assert_int_equal(mojibake_mend(text, n, out), n - 2);
            assert_memory_equal(out + at, "é", 2);
            free(text);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damage_is_mended),
        cmocka_unit_test(sound_text_is_left_alone),
        cmocka_unit_test(damage_is_found_at_every_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
