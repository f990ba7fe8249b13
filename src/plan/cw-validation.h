/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan.h"
#include "cw-procedure.h"

G_BEGIN_DECLS

/**
 * CwValidationState:
 * @CW_VALIDATION_HOLDS: it has nothing to say
 * @CW_VALIDATION_COMPLAINS: it complains of what the complaints say
 * @CW_VALIDATION_ABSENT: the program is not installed here
 * @CW_VALIDATION_FAILED: it gave no report
 *
 * What became of a validator.
 */
typedef enum {
  CW_VALIDATION_HOLDS,
  CW_VALIDATION_COMPLAINS,
  CW_VALIDATION_ABSENT,
  CW_VALIDATION_FAILED,
} CwValidationState;

/**
 * CwComplaint:
 * @path: the file; empty where it names none
 * @line: the line, from 1; 0 where it names none
 * @text: what it says
 */
typedef struct {
  char *path;
  guint line;
  char *text;
} CwComplaint;

/* The most complaints of one validator that are kept; nobody reads more. */
#define CW_VALIDATION_MAX_COMPLAINTS 100

/**
 * CwValidation:
 * @repository: id of the repository
 * @id: id of the validator
 * @name: what a person calls it
 * @tree: a hash of the files that it looked at
 * @state: what became of it
 * @n_files: how many files it looked at
 * @trouble: (nullable): why it gave no report
 * @complaints: (element-type CwComplaint): what it complains of
 * @n_more: how many complaints were too many to be kept
 *
 * The report of one validator on a repository's files as they will be.
 */
typedef struct {
  char             *repository;
  char             *id;
  char             *name;
  char             *tree;
  CwValidationState state;
  guint             n_files;
  char             *trouble;
  GPtrArray        *complaints;
  guint             n_more;
} CwValidation;

CwValidation *cw_validation_new        (const char         *repository,
                                        const CwValidator  *validator,
                                        const char         *tree,
                                        guint               n_files);
void          cw_validation_free       (CwValidation       *self);
void          cw_validation_read       (CwValidation       *self,
                                        const char         *root,
                                        const char         *output,
                                        const char         *errors);
void          cw_validation_drop_known (CwValidation       *self,
                                        const CwValidation *before);
void          cw_validation_fail       (CwValidation       *self,
                                        const char         *trouble);
char         *cw_validation_describe   (const CwValidation *self);
char         *cw_complaint_describe      (const CwComplaint    *self);
JsonObject   *cw_validation_to_json    (const CwValidation *self);
CwValidation *cw_validation_from_json  (JsonObject         *object);
char         *cw_validation_hash_tree  (const CwChangeSet  *changes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwValidation, cw_validation_free)

G_END_DECLS
