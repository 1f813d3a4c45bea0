#include "relation/variants.h"

#include "variants_table.h"
