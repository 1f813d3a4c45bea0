/* body_map.c: a body read by its map is the body the map was made of. */
#include "test.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/status.h"
#include "relation/body_map.h"

static uint8_t *map_of(const struct body *b)
{
    const size_t n = body_map_size(b);
    uint8_t *map = mem_alloc(n + 1, 1);
    assert_non_null(map);
    map[n] = 0xAA;
    body_map_write(b, map);
    assert_int_equal(map[n], 0xAA);
    return map;
}

static void same_body(const struct body *a, const struct body *b)
{
    assert_int_equal(a->n, b->n);
    assert_memory_equal(a->token, b->token, a->n * sizeof *a->token);
    assert_memory_equal(a->spelling, b->spelling, a->n * sizeof *a->spelling);
    assert_memory_equal(a->start, b->start, a->n * sizeof *a->start);
    assert_memory_equal(a->end, b->end, a->n * sizeof *a->end);
    assert_memory_equal(a->flags, b->flags, a->n);
    assert_int_equal(a->n_sentences, b->n_sentences);
    assert_memory_equal(a->sentence, b->sentence, a->n_sentences * sizeof *a->sentence);
    assert_int_equal(a->n_paragraphs, b->n_paragraphs);
    for (uint32_t i = 0; i < a->n_paragraphs; i++)
        assert_int_equal(a->paragraph[i].first, b->paragraph[i].first);
    assert_int_equal(a->fallback, b->fallback);
}

static void comes_back(struct span text)
{
    struct body a, b;
    uint8_t *map;
    body_init(&a);
    body_init(&b);
    assert_int_equal(body_read_text(&a, text), RP_OK);
    map = map_of(&a);
    assert_int_equal(body_map_read(&b, map, text), RP_OK);
    same_body(&a, &b);
    body_release(&a);
    body_release(&b);
    free(map);
}

static void bodies_come_back(void **state)
{
    (void)state;
    comes_back(span_of(""));
    comes_back(span_of("\n \n...\n"));
    comes_back(span_of("One paragraph only, of nine words and no more."));
    comes_back(span_of("\"We never\nclosed,\" Ms. Arden said.\n\n  The mill makes 1,400 tonnes a day; it was built in 1911\nand "
                       "re-\nbuilt after the fire of 12 May.\n\nEl señor Ibáñez llegó el martes.\n"));
}

/* Paragraphs far apart and long ones: numbers of several bytes. */
static void long_texts_come_back(void **state)
{
    enum { N = 300000 };
    char *text = mem_alloc(N, 1);
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < N; i++)
        text[i] = i % 70000 < 40000 ? (i % 7 == 6 ? ' ' : (char)('a' + i % 26)) : '\n';
    comes_back((struct span){text, N});
    free(text);
}

static void shorter_text_is_refused(void **state)
{
    const struct span text = span_of("The first paragraph stands here.\n\nThe second is cut off.");
    struct body a, b;
    uint8_t *map;
    (void)state;
    body_init(&a);
    body_init(&b);
    assert_int_equal(body_read_text(&a, text), RP_OK);
    map = map_of(&a);
    assert_int_equal(body_map_read(&b, map, (struct span){text.p, text.n - 1}), RP_ERR_FORMAT);
    body_release(&a);
    body_release(&b);
    free(map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bodies_come_back), cmocka_unit_test(long_texts_come_back),
                                       cmocka_unit_test(shorter_text_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
