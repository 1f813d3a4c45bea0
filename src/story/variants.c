#include "story/variants.h"

#include "variants_table.h"
