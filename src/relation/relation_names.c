#include "relation/relation.h"

static const struct {
    const char *name, *condition;
    uint8_t membership, rule;
} relations[RELATIONS] = {
#define X(name, text, membership, rule, condition) {text, condition, MEMBER_##membership, rule},
    RELATION_MAP(X)
#undef X
};

static const struct {
    const char *name, *meaning;
} flags[RELATION_FLAGS] = {
#define X(name, text, meaning) {text, meaning},
    RELATION_FLAG_MAP(X)
#undef X
};

const char *relation_name(enum relation r)
{
    return relations[r].name;
}

enum membership relation_membership(enum relation r)
{
    return (enum membership)relations[r].membership;
}

const char *relation_condition(enum relation r)
{
    return relations[r].condition;
}

unsigned relation_rule(enum relation r)
{
    return relations[r].rule;
}

const char *relation_flag_name(unsigned i)
{
    return flags[i].name;
}

const char *relation_flag_meaning(unsigned i)
{
    return flags[i].meaning;
}
