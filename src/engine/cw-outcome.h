/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Members of outcomes that more than their own handler reads. */

/* In an outcome that is to be verified: what became of its commit when another effect of ours brought it along. */
#define CW_OUTCOME_REPLAYED "replayed"
/* In an outcome that is to be brought up to date: names of the differences that a person took over and that
 * the update doesn't touch. What stands there stays. */
#define CW_OUTCOME_STAYS "stays"
/* In an outcome, for its handler: keys of what other effects of the journal have made: none of them is a copy. */
#define CW_OUTCOME_OTHERS "others"
/* In the outcome of an update: key of what was there before, where another was made and that one stays as well. */
#define CW_OUTCOME_BESIDE "beside"
/* A difference of a comparison: the thing itself is gone, and "theirs" are the keys of others that are as much ours. */
#define CW_DIFFERENCE_INSTEAD "instead"
/* A difference of a comparison: there are several, and "theirs" are their keys. */
#define CW_DIFFERENCE_NUMBER "number"
/* In the outcome of a branch that was never pushed, since somebody else has brought all of it to the base: the base's
 * name; and who did. */
#define CW_OUTCOME_ON "on"
#define CW_OUTCOME_BY "by"
/* In the outcome of a branch: our commit has other people's lines in its files, beside what was reviewed; and in what a
 * look sees of it: which. */
#define CW_OUTCOME_KEPT "kept"
