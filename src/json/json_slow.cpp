/* simdjson reports by error code here; nothing it could throw (memory) leaves this file. */
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <cstring>
#include <new>
#include <utility>

extern "C" {
#include "base/alloc.h"
#include "base/cpu.h"
#include "base/status.h"
#include "json/json_text.h"
}
#include "json/json_slow.h"

using namespace simdjson;

/* A parser grown by a huge line is given back: it holds some six times the line. */
static const size_t keep_capacity = 1 << 20;

struct json_slow {
    ondemand::parser parser{}; /* its constructor is explicit: clang needs the braces */
    json_string_fn *string_end;
    char *copy; /* the line, padded, bytes above 0x7f replaced */
    size_t cap;
};

namespace {

struct walk {
    const char *line, *copy;
    size_t n;
    json_string_fn *string_end;
    json_visit_fn *visit;
    void *ctx;
    const char *what; /* the first thing wrong */
    const char *at;   /* in copy */
    char path[JSON_PATH_MAX];
};

/* path_n of a value that nobody can ask for */
const size_t no_path = SIZE_MAX;

bool refuse(walk &w, const char *what, const char *at)
{
    w.what = what;
    w.at = at;
    return false;
}

size_t path_append(walk &w, size_t n, const char *p, size_t more)
{
    if (n == no_path || more > sizeof w.path - n)
        return no_path;
    memcpy(w.path + n, p, more);
    return n + more;
}

bool only_space(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
        p++;
    return p == end;
}

/* A value without brackets: where its token ends, NULL if it is not what it begins as. */
const char *token_end(walk &w, const char *p, json_member &m)
{
    bool escaped = false;
    const char *e = nullptr;

    if (m.kind == JSON_STRING) {
        e = w.string_end(p + 1, &escaped);
        e += e != nullptr;
    } else if (m.kind == JSON_NUMBER) {
        e = json_number_end(p);
    } else {
        const char *word = m.kind == JSON_NULL ? "null" : *p == 't' ? "true" : "false";
        size_t n = strlen(word);
        m.kind = m.kind == JSON_NULL ? JSON_NULL : *p == 't' ? JSON_TRUE : JSON_FALSE;
        e = strncmp(p, word, n) == 0 ? p + n : nullptr;
    }
    m.value_escaped = escaped;
    return e;
}

void give(walk &w, json_member &m, size_t path_n)
{
    if (path_n == no_path)
        return;
    m.key = w.path;
    m.key_n = (uint32_t)path_n;
    m.key_escaped = memchr(w.path, '\\', path_n) != nullptr;
    w.visit(w.ctx, &m);
}

bool walk_scalar(walk &w, ondemand::value v, uint8_t kind, size_t path_n)
{
    std::string_view token = v.raw_json_token();
    const char *p = token.data(), *e;
    json_member m = {};

    m.kind = kind;
    if (!(e = token_end(w, p, m)))
        return refuse(w, kind == JSON_STRING ? "bad escape in a string" : "not a JSON value", p);
    /* The token reaches to the next one. simdjson, skipping a string before a colon, takes it for a key. */
    const char next = p[token.size()];
    if (!only_space(e, p + token.size()) || (next != ',' && next != '}' && next != ']'))
        return refuse(w, "not a JSON value", e);
    m.value = w.line + (p - w.copy) + (kind == JSON_STRING);
    m.value_n = (uint32_t)(e - p) - (kind == JSON_STRING ? 2 : 0);
    give(w, m, path_n);
    return true;
}

bool walk_value(walk &w, ondemand::value v, size_t path_n, int depth);

bool walk_object(walk &w, ondemand::object o, size_t path_n, int depth)
{
    for (auto result : o) {
        ondemand::field field;
        if (std::move(result).get(field) != SUCCESS)
            return refuse(w, "not a JSON object", nullptr);
        const char *key = field.key().raw();
        bool escaped;
        const char *e = w.string_end(key, &escaped);
        if (!e)
            return refuse(w, "bad escape in a key", key);
        size_t n = depth > 1 ? path_append(w, path_n, ".", 1) : path_n;
        n = path_append(w, n, w.line + (key - w.copy), (size_t)(e - key));
        if (!walk_value(w, field.value(), n, depth))
            return false;
    }
    return true;
}

bool walk_array(walk &w, ondemand::array a, size_t path_n, int depth)
{
    size_t n = path_append(w, path_n, "[0]", 3);

    for (auto result : a) {
        ondemand::value v;
        if (std::move(result).get(v) != SUCCESS)
            return refuse(w, "not a JSON array", nullptr);
        if (!walk_value(w, v, n, depth))
            return false;
        n = no_path;
    }
    return true;
}

/* depth counts the containers around the value. */
bool walk_container(walk &w, ondemand::value v, bool array, size_t path_n, int depth)
{
    json_member m = {};
    std::string_view token = v.raw_json_token();

    if (depth >= JSON_DEPTH)
        return refuse(w, "nested deeper than 1000", token.data());
    m.kind = array ? JSON_ARRAY : JSON_OBJECT;
    m.value = w.line + (token.data() - w.copy);
    give(w, m, path_n);
    if (array) {
        ondemand::array a;
        if (v.get_array().get(a) != SUCCESS)
            return refuse(w, "not a JSON array", token.data());
        return walk_array(w, a, path_n, depth + 1);
    }
    ondemand::object o;
    if (v.get_object().get(o) != SUCCESS)
        return refuse(w, "not a JSON object", token.data());
    return walk_object(w, o, path_n, depth + 1);
}

bool walk_value(walk &w, ondemand::value v, size_t path_n, int depth)
{
    ondemand::json_type type;

    if (v.type().get(type) != SUCCESS)
        return refuse(w, "not a JSON value", nullptr);
    switch (type) {
    case ondemand::json_type::array: return walk_container(w, v, true, path_n, depth);
    case ondemand::json_type::object: return walk_container(w, v, false, path_n, depth);
    case ondemand::json_type::string: return walk_scalar(w, v, JSON_STRING, path_n);
    case ondemand::json_type::number: return walk_scalar(w, v, JSON_NUMBER, path_n);
    case ondemand::json_type::boolean: return walk_scalar(w, v, JSON_TRUE, path_n);
    default: return walk_scalar(w, v, JSON_NULL, path_n);
    }
}

/* Says of a line whose strings are not in order what is wrong and where. */
bool refuse_strings(walk &w)
{
    const char *p = w.copy, *end = w.copy + w.n;

    for (bool inside = false; p < end; p++) {
        if (inside && (unsigned char)*p < 0x20)
            return refuse(w, *p ? "raw control character in a string" : "NUL byte in a string", p);
        if (*p == '"')
            inside = !inside;
        else if (inside && *p == '\\' && p + 1 < end && (unsigned char)p[1] >= 0x20)
            p++;
    }
    return refuse(w, "the line ends inside a string", end);
}

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Many files named .json are one array, or an object on many lines: what to do about it is known. */
bool refuse_root(walk &w)
{
    const char *p = w.copy, *end = w.copy + w.n;

    while (p < end && is_space(*p))
        p++;
    while (p < end && is_space(end[-1]))
        end--;
    if (p < end && *p == '[')
        return refuse(w, "an array, not an object; jq -c '.[]' FILE makes lines of one", w.copy);
    if (p < end && *p == '{' && end[-1] != '}')
        return refuse(w, "the object does not end on its line; jq -c . FILE puts each on one", w.copy);
    return refuse(w, "not a JSON object", w.copy);
}

bool walk_line(walk &w, ondemand::parser &parser)
{
    ondemand::document doc;
    ondemand::object root;
    error_code e = parser.iterate(w.copy, w.n, w.n + SIMDJSON_PADDING).get(doc);

    if (e == UNCLOSED_STRING || e == UNESCAPED_CHARS)
        return refuse_strings(w);
    if (e != SUCCESS)
        return refuse(w, e == MEMALLOC ? nullptr : "not JSON", w.copy);
    if (doc.get_object().get(root) != SUCCESS)
        return refuse_root(w);
    if (!walk_object(w, root, 0, 1)) {
        const char *here;
        if (!w.at && doc.current_location().get(here) == SUCCESS)
            w.at = here;
        return false;
    }
    const char *behind;
    if (doc.current_location().get(behind) == SUCCESS)
        return refuse(w, "more behind the object", behind);
    return true;
}

/* simdjson checks UTF-8 and would refuse the whole line for one byte. Bytes above 0x7f mean nothing to
 * the structure, inside strings or outside, so a letter that is in no escape changes no verdict in their place. */
void copy_ascii(char *dst, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        dst[i] = (signed char)p[i] < 0 ? 'x' : p[i];
    memset(dst + n, 0, SIMDJSON_PADDING);
}

/* simdjson looks for its best kernel at first use, in a function that may not throw and allocates. Done before
 * main(), it cannot end a program that runs short of memory later. */
const bool kernel_found = simdjson::get_active_implementation()->name().size() > 0;

} // namespace

int json_slow_create(struct json_slow **out)
{
    json_slow *s = new (std::nothrow) json_slow{};
    if (!s)
        return RP_ERR_NOMEM;
    s->string_end = json_string_get(cpu_kernel());
    *out = s;
    return RP_OK;
}

void json_slow_free(struct json_slow *s)
{
    if (s)
        free(s->copy);
    delete s;
}

static int read_line(struct json_slow *s, const char *line, size_t n, json_visit_fn *visit, void *ctx,
                     struct record_error *err)
{
    int rc = mem_grow_kernel(&s->copy, &s->cap, n + SIMDJSON_PADDING, 1);
    if (rc < 0)
        return rc;
    copy_ascii(s->copy, line, n);
    walk w = {line, s->copy, n, s->string_end, visit, ctx, nullptr, nullptr, {}};
    *err = {};
    if (!walk_line(w, s->parser)) {
        if (!w.what)
            return RP_ERR_NOMEM;
        size_t at = w.at && w.at >= w.copy ? (size_t)(w.at - w.copy) : n;
        *err = {w.what, (uint32_t)(at < n ? at : n)};
    }
    return RP_OK;
}

int json_slow_read(struct json_slow *s, const char *line, size_t n, json_visit_fn *visit, void *ctx,
                   struct record_error *err)
{
    int rc;

    try {
        rc = read_line(s, line, n, visit, ctx, err);
        if (n > keep_capacity) {
            s->parser = ondemand::parser();
            free(s->copy);
            s->copy = nullptr;
            s->cap = 0;
        }
    } catch (...) {
        rc = RP_ERR_NOMEM;
    }
    return rc;
}
