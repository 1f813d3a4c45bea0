/*
 * audit_view.h - what an audit found, as its two reports show it: the ranges of similarity, and what is reckoned for
 * each.
 */
#ifndef CLI_AUDIT_VIEW_H
#define CLI_AUDIT_VIEW_H

#include "audit/shape_choice.h"
#include "cli/audit_job.h"

/* Ranges in the order they are shown; AUDIT_LOW, the last one, is about removals only. */
struct audit_row {
    int row; /* of a tally */
    double low, high;
};
extern const struct audit_row audit_rows[AUDIT_REMOVED_ROWS];

/* What one table is about: pairs with the other documents, or with the reference. */
struct audit_about {
    const struct audit_job *job;
    const struct audit_tally *tally;
    const char *title; /* of the table for people */
};
struct audit_about audit_about_others(const struct audit_job *job);
struct audit_about audit_about_reference(const struct audit_job *job);

/* The S-curve's word on the pairs of a range; not a number without any. */
double audit_expected(const struct audit_about *t, size_t range);

/* Pairs counted in the sample, times this, are those of the whole corpus. */
double audit_whole_corpus(const struct audit_job *job);

bool audit_is_minhash(const struct audit_job *job);
const struct audit_curve *audit_main_curve(const struct audit_job *job);

/* The bands the run has, and those that would reach the wanted recall, or the most that can be. */
struct audit_advice {
    struct shape_cost now, wanted;
    bool reached;
};
struct audit_advice audit_advise(const struct audit_job *job);

#endif
