#include "json/fields.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/status.h"
#include "json/field_pick.h"
#include "json/json_text.h"

/* Names, best first, separated by blanks. "!" before a name: what it holds decides between url and
 * outlet. Where producers give an object or a list instead of a string, its usual member is named. */
static const char *const standard_names[SLOT_COUNT] = {
    [SLOT_ID] = "id uuid _id uri guid article_id stories_id story_id doc_id docid filename",
    [SLOT_URL] = "url link original_url !source_url WARC-Target-URI page_url web_url mainEntityOfPage "
                 "mainEntityOfPage.@id href",
    [SLOT_CANONICAL] = "canonical_url canonical_link canonical normalized_url og:url og_url",
    [SLOT_HEADLINE] = "title headline article_title hl1 headlines[0].value title_page title_rss name "
                      "og:title thread.title_full",
    [SLOT_TEXT] = "text maintext text_content articleBody body body_text bodies[0].value content "
                  "raw_text content:encoded cleaned_text full_text raw_content page_content article",
    [SLOT_HTML] = "html body_html body_xhtml",
    [SLOT_SUMMARY] = "excerpt description summary snippet standfirst",
    [SLOT_DATE] = "date published datePublished date_publish publish_date pubDate published_at "
                  "publishedAt publication_date dateTimePub versioncreated firstcreated "
                  "article:published_time",
    [SLOT_MODIFIED] = "dateModified date_modify modified updated article:modified_time",
    [SLOT_CRAWLED] = "crawled date_download indexed_date filedate dateTime retrieved WARC-Date",
    [SLOT_OUTLET] = "!source sitename source-hostname source_domain hostname site publisher "
                    "publisher.name source.title source.name media_name thread.site_full "
                    "thread.site og:site_name site_name source_name provider domain series outlet "
                    "publication publication.name newspaper",
    [SLOT_BYLINE] = "author author.name author[0] author[0].name authors authors[0] authors[0].name "
                    "byline by creator dc:creator",
    [SLOT_CREDIT] = "copyrightholder copyrightHolder.name copyrightnotice creditText creditline "
                    "sourceOrganization sourceOrganization.name infosource syndication-source "
                    "original-source isBasedOn usageterms license dateline",
    [SLOT_STATUS] = "pubstatus signal correction isDuplicate ap_syndicated",
};

/* One name in one slot. A name that serves two slots has two entries, linked. */
struct entry {
    char *name; /* lower case */
    uint8_t n;
    uint8_t slot;
    uint16_t rank;
    bool ambiguous;
    int same; /* the next entry with this name, or FIELD_NONE */
    int next; /* the next entry of the bucket with another name, or FIELD_NONE */
};

enum { BUCKETS = 512 };

struct fields {
    struct entry *entry;
    size_t n, cap;
    bool text_overridden;
    int bucket[BUCKETS];
};

const char *fields_slot_name(enum record_slot slot)
{
    static const char *const names[] = {
#define X(name, text) text,
        RECORD_SLOT_MAP(X)
#undef X
    };
    return (unsigned)slot < SLOT_COUNT ? names[slot] : NULL;
}

static void lower_case(char *dst, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        dst[i] = (char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] + 32 : p[i]);
}

static unsigned bucket_of(const char *lower, size_t n)
{
    return (unsigned)hash_bytes(lower, n, 0) % BUCKETS;
}

static int find_lower(const struct fields *f, const char *lower, size_t n)
{
    for (int i = f->bucket[bucket_of(lower, n)]; i != FIELD_NONE; i = f->entry[i].next)
        if (f->entry[i].n == n && memcmp(f->entry[i].name, lower, n) == 0)
            return i;
    return FIELD_NONE;
}

int fields_find(const struct fields *f, const char *name, size_t n, bool escaped)
{
    char plain[FIELD_NAME_MAX * 6], lower[FIELD_NAME_MAX];

    if (escaped && n <= sizeof plain) {
        n = json_unescape_into(plain, name, n);
        name = plain;
    }
    if (n > FIELD_NAME_MAX || n == 0)
        return FIELD_NONE;
    lower_case(lower, name, n);
    return find_lower(f, lower, n);
}

/* --- building the table --- */

static void link_entry(struct fields *f, int i)
{
    struct entry *e = &f->entry[i];
    int first = find_lower(f, e->name, e->n);

    if (first == FIELD_NONE) {
        int *b = &f->bucket[bucket_of(e->name, e->n)];
        e->next = *b;
        *b = i;
    } else {
        e->same = f->entry[first].same;
        f->entry[first].same = i;
    }
}

static void link_all(struct fields *f)
{
    for (size_t i = 0; i < BUCKETS; i++)
        f->bucket[i] = FIELD_NONE;
    for (size_t i = 0; i < f->n; i++)
        f->entry[i].same = f->entry[i].next = FIELD_NONE;
    for (size_t i = 0; i < f->n; i++)
        link_entry(f, (int)i);
}

static int add_name(struct fields *f, enum record_slot slot, uint16_t rank, const char *name, size_t n)
{
    struct entry e = {.slot = (uint8_t)slot, .rank = rank, .ambiguous = *name == '!'};
    int rc;

    if (e.ambiguous)
        name++, n--;
    if ((rc = mem_grow(&f->entry, &f->cap, f->n + 1, sizeof *f->entry)) < 0)
        return rc;
    if (!(e.name = mem_alloc(n, 1)))
        return RP_ERR_NOMEM;
    lower_case(e.name, name, n);
    e.n = (uint8_t)n;
    f->entry[f->n++] = e;
    return RP_OK;
}

/* Names separated by any of `blanks`. */
static int add_names(struct fields *f, enum record_slot slot, const char *names, const char *blanks)
{
    uint16_t rank = 0;
    int rc = RP_OK;

    for (size_t n; rc == RP_OK && *(names += strspn(names, blanks)); names += n) {
        n = strcspn(names, blanks);
        if (n > FIELD_NAME_MAX)
            return RP_ERR_INVALID;
        rc = add_name(f, slot, rank++, names, n);
    }
    return rc;
}

int fields_create(struct fields **out)
{
    struct fields *f = mem_zalloc(1, sizeof *f);
    int rc = f ? RP_OK : RP_ERR_NOMEM;

    for (int s = 0; rc == RP_OK && s < SLOT_COUNT; s++)
        rc = add_names(f, (enum record_slot)s, standard_names[s], " ");
    if (rc == RP_OK) {
        link_all(f);
        *out = f;
    } else {
        fields_free(f);
    }
    return rc;
}

void fields_free(struct fields *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->n; i++)
        free(f->entry[i].name);
    free(f->entry);
    free(f);
}

static void remove_slot(struct fields *f, enum record_slot slot)
{
    size_t kept = 0;

    for (size_t i = 0; i < f->n; i++) {
        if (f->entry[i].slot == slot)
            free(f->entry[i].name);
        else
            f->entry[kept++] = f->entry[i];
    }
    f->n = kept;
}

static int slot_named(const char *name, size_t n)
{
    for (int s = 0; s < SLOT_COUNT; s++)
        if (strlen(fields_slot_name(s)) == n && memcmp(fields_slot_name(s), name, n) == 0)
            return s;
    return FIELD_NONE;
}

/* Nothing is changed by a specification that cannot be used. */
static bool names_are_usable(const char *names)
{
    bool any = false;

    for (size_t n; *(names += strspn(names, ",")); names += n) {
        n = strcspn(names, ",");
        if (n > FIELD_NAME_MAX || *names == '!')
            return false;
        any = true;
    }
    return any;
}

int fields_override(struct fields *f, const char *spec)
{
    const char *eq = strchr(spec, '=');
    int slot = eq ? slot_named(spec, (size_t)(eq - spec)) : FIELD_NONE;
    int rc;

    if (slot == FIELD_NONE || !names_are_usable(eq + 1))
        return RP_ERR_INVALID;
    remove_slot(f, (enum record_slot)slot);
    rc = add_names(f, (enum record_slot)slot, eq + 1, ",");
    f->text_overridden |= slot == SLOT_TEXT;
    link_all(f);
    return rc;
}

/* --- picking --- */

enum { RANK_NONE = UINT16_MAX, RANK_LAST = UINT16_MAX - 1, RANK_EMPTY = 0x4000 };

void field_pick_begin(struct field_pick *k, struct input_record *r)
{
    for (int s = 0; s < SLOT_COUNT; s++)
        k->rank[s] = RANK_NONE;
    k->source = (struct record_field){0};
    k->not_text = NULL;
    memset(r->field, 0, sizeof r->field);
    r->text = (struct record_field){0};
    r->text_from = SLOT_TEXT;
    r->error = (struct record_error){0};
}

static bool is_prose(unsigned slot)
{
    return slot == SLOT_TEXT || slot == SLOT_HTML || slot == SLOT_SUMMARY;
}

enum address { ADDRESS_NONE, ADDRESS_SITE, ADDRESS_PAGE };

/* http(s)://host is a site, with anything behind the host's slash a page. The value may have its
 * slashes escaped (PHP does that), hence the passing over of backslashes. */
static enum address address_kind(struct record_field v)
{
    char head[128];
    size_t n = 0, host;

    for (uint32_t i = 0; i < v.n && n < sizeof head; i++)
        if (v.p[i] != '\\')
            head[n++] = (char)(v.p[i] >= 'A' && v.p[i] <= 'Z' ? v.p[i] + 32 : v.p[i]);
    if (n >= 7 && memcmp(head, "http://", 7) == 0)
        host = 7;
    else if (n >= 8 && memcmp(head, "https://", 8) == 0)
        host = 8;
    else
        return ADDRESS_NONE;
    for (; host < n && head[host] != '/'; host++)
        ;
    return host + 1 < n ? ADDRESS_PAGE : ADDRESS_SITE;
}

static void keep_best(struct field_pick *k, struct input_record *r, unsigned slot, uint16_t rank, struct record_field v)
{
    if (v.n == 0)
        rank = (uint16_t)(rank + RANK_EMPTY);
    if (rank < k->rank[slot]) {
        k->rank[slot] = rank;
        r->field[slot] = v;
    }
}

static void put_ambiguous(struct field_pick *k, struct input_record *r, const struct entry *e, struct record_field v)
{
    switch (address_kind(v)) {
    case ADDRESS_PAGE:
        if (!k->source.p)
            k->source = v;
        break;
    case ADDRESS_SITE:
        keep_best(k, r, SLOT_OUTLET, e->slot == SLOT_OUTLET ? e->rank : RANK_EMPTY - 1, v);
        break;
    case ADDRESS_NONE:
        keep_best(k, r, e->slot, e->rank, v);
        break;
    }
}

static void put_one(struct field_pick *k, struct input_record *r, const struct entry *e, const struct json_member *m)
{
    const struct record_field v = {m->value, m->value_n, m->value_escaped};

    if (m->kind == JSON_NULL)
        return;
    if (is_prose(e->slot) && m->kind != JSON_STRING) {
        if (e->slot == SLOT_TEXT && !k->not_text)
            k->not_text = m->value;
    } else if (m->kind == JSON_ARRAY || m->kind == JSON_OBJECT || (m->value_n == 0 && !is_prose(e->slot))) {
        return;
    } else if (e->ambiguous) {
        put_ambiguous(k, r, e, v);
    } else {
        keep_best(k, r, e->slot, e->rank, v);
    }
}

void field_pick_put(const struct fields *f, struct field_pick *k, int entry, const struct json_member *m,
                    struct input_record *r)
{
    for (; entry != FIELD_NONE; entry = f->entry[entry].same)
        put_one(k, r, &f->entry[entry], m);
}

/* text, else html, else summary: the first that is not empty; an empty text if there is nothing. */
static void pick_text(const struct fields *f, struct input_record *r)
{
    static const enum record_slot order[] = {SLOT_TEXT, SLOT_HTML, SLOT_SUMMARY};
    size_t n = f->text_overridden ? 1 : ARRAY_LEN(order);

    for (size_t i = 0; i < n; i++) {
        if (r->field[order[i]].n) {
            r->text = r->field[order[i]];
            r->text_from = order[i];
            return;
        }
    }
    r->text = r->field[SLOT_TEXT];
}

void field_pick_end(const struct fields *f, const struct field_pick *k, const char *line, struct input_record *r)
{
    if (k->source.p && k->rank[SLOT_URL] == RANK_NONE)
        r->field[SLOT_URL] = k->source;
    pick_text(f, r);
    if (r->text.p)
        return;
    if (k->not_text)
        r->error = (struct record_error){"the text field is not a string; --field text=NAME names another",
                                         (uint32_t)(k->not_text - line)};
    else
        r->error = (struct record_error){"no text field; --field text=NAME names one", 0};
}
