/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-stage-private.h"

G_BEGIN_DECLS

/* What the stages' branches share: the payload of a branch to push, and the way back. */

/**
 * CwBranchPayload:
 * @site: the site
 * @repository: the repository
 * @changes: what changes, and on which base
 * @branch: the branch's name
 * @subject: template of the commit's subject
 * @tip: (nullable): the commit that the branch has now; %NULL or empty where there is none
 * @parent: (nullable): the commit that goes on top instead, where the base has all of the branch
 * @name: the effect's name
 *
 * What a branch to push is made of.
 */
typedef struct {
  const CwSite       *site;
  const CwRepository *repository;
  const CwChangeSet  *changes;
  const char         *branch;
  const char         *subject;
  const char         *tip;
  const char         *parent;
  const char         *name;
} CwBranchPayload;

void          cw_branch_give_payload (const CwStageInput    *input,
                                      CwStageResult         *result,
                                      CwEffect              *effect,
                                      const CwBranchPayload *payload);

void          cw_branch_keep_approved (const CwStageInput   *input,
                                       const CwSite         *site,
                                       const char           *name,
                                       const char           *effect_id,
                                       JsonObject           *payload);
void          cw_branch_name_moves   (const CwStageInput    *input,
                                      CwStageResult         *result,
                                      const CwSite          *site,
                                      const char            *name,
                                      CwEffect              *effect);
char         *cw_branch_describe_move (JsonObject            *move);
char         *cw_branch_list_touched (JsonObject             *move);
char         *cw_branch_list_contested(JsonObject             *move);
void          cw_branch_name_joined  (const CwStageInput    *input,
                                      CwStageResult         *result,
                                      const CwSite          *site,
                                      const char            *name,
                                      gboolean               back);

const CwBack *cw_branch_find_back    (const CwStageInput    *input,
                                      const CwSite          *site,
                                      const CwRepository    *repository);
void          cw_branch_add_back     (const CwStageInput    *input,
                                      CwStageResult         *result,
                                      const CwSite          *site,
                                      const CwRepository    *repository);
void          cw_branch_add_rebase   (const CwStageInput    *input,
                                      CwStageResult         *result,
                                      const CwSite          *site,
                                      const CwRepository    *repository);
char         *cw_branch_name_back    (const CwStageInput    *input,
                                      CwStageResult         *result,
                                      const CwSite          *site);

G_END_DECLS
