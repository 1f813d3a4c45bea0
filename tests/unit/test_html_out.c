/* Text from outside into HTML and JSON: what it may not become. */
#include "report/html_out.h"

#include "test.h"

static void gives(void (*put)(struct text_out *, struct span), struct span in, const char *want)
{
    struct text_out t = {0};
    put(&t, in);
    tout_string(&t, "");
    assert_int_equal(t.n, strlen(want));
    assert_memory_equal(t.p ? t.p : "", want, t.n);
    tout_release(&t);
}

static void markup_is_text(void **state)
{
    (void)state;
    gives(html_text, span_of("a < b & \"c\" > 'd'"), "a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;");
    gives(html_text, span_of("</script><script>x"), "&lt;/script&gt;&lt;script&gt;x");
    gives(html_json, span_of("</script> \"&\" \\ \n"), "\"\\u003c/script\\u003e \\\"\\u0026\\\" \\\\ \\n\"");
}

static void bytes_that_are_no_text_become_one_sign(void **state)
{
    static const char *const bad[] = {"\xff", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"};
    static const size_t signs[] = {1, 2, 3, 3, 4, 2};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        char want[32] = "";
        for (size_t k = 0; k < signs[i]; k++)
            memcpy(want + 3 * k, "\xef\xbf\xbd", 4);
        gives(html_text, span_of(bad[i]), want);
    }
    gives(html_text, (struct span){"a\0b\x1b", 4}, "a\xef\xbf\xbd" "b\xef\xbf\xbd");
    gives(html_text, span_of("caf\xc3\xa9 \xe6\x96\xb0 \xf0\x9f\x9a\xa2"), "caf\xc3\xa9 \xe6\x96\xb0 \xf0\x9f\x9a\xa2");
}

static void link(struct text_out *t, struct span url)
{
    html_link(t, url, span_of("text"));
}

static void only_web_addresses_are_links(void **state)
{
    (void)state;
    gives(link, span_of("https://a.example/?a=1&b=\"x"),
          "<a rel=\"noreferrer noopener\" href=\"https://a.example/?a=1&amp;b=&quot;x\">text</a>");
    gives(link, span_of("javascript:alert(1)"), "text");
    gives(link, span_of("data:text/html,x"), "text");
    gives(link, span_of("//a.example"), "text");
    gives(link, (struct span){0}, "text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup_is_text),
        cmocka_unit_test(bytes_that_are_no_text_become_one_sign),
        cmocka_unit_test(only_web_addresses_are_links),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
