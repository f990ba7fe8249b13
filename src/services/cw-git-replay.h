/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cw-git-service.h"

G_BEGIN_DECLS

/**
 * CwGitReplayed:
 * @before: id of a commit of the branch
 * @after: (nullable): id of what becomes of it; %NULL where nothing of it is left to be done
 * @author: who wrote it
 * @date: when, seconds of the epoch
 * @subject: first line of its message
 *
 * One commit of a branch that is brought onto another base. Two commits that become one have the same @after.
 */
typedef struct {
  char  *before;
  char  *after;
  char  *author;
  gint64 date;
  char  *subject;
} CwGitReplayed;

/**
 * CwGitConflict:
 * @id: (nullable): what it is known by: `PATH:COMMIT@HASH`; other contents are another conflict; %NULL where nobody
 *   can settle it here
 * @commit: id of the commit that can't be replayed
 * @path: (nullable): the file; %NULL for a merge that holds more than its parents
 * @line: the line in the base's file, from 1; 0 for a whole file
 * @theirs: (nullable): what the commit makes of it; %NULL: nothing
 * @base: (nullable): what the new base has there; %NULL: nothing
 * @marked: (nullable): the file with both, between git's markers; %NULL where it has no lines
 * @before: (nullable): the file as the new base has it; %NULL: there is none, or nobody answered yet
 * @after: (nullable): the file as it was settled; %NULL: it goes, or nobody answered yet
 * @answer: (nullable): how a person settled it (cw-conflict-side.h); %NULL while nobody did
 *
 * Where a branch can't be brought onto another base without a person.
 */
typedef struct {
  char   *id;
  char   *commit;
  char   *path;
  guint   line;
  char   *theirs;
  char   *base;
  GBytes *marked;
  GBytes *before;
  GBytes *after;
  char   *answer;
} CwGitConflict;

/**
 * CwGitReplay:
 * @tip: (nullable): id of the branch's newest commit then; %NULL with conflicts
 * @commits: (element-type CwGitReplayed): the oldest first; with conflicts those before the first one
 * @conflicts: (element-type CwGitConflict): of the first commit that has any which nobody settled
 * @settled: (element-type CwGitConflict): those that a person settled
 *
 * A branch on another base.
 */
typedef struct {
  char      *tip;
  GPtrArray *commits;
  GPtrArray *conflicts;
  GPtrArray *settled;
} CwGitReplay;

CwGitReplay *cw_git_service_replay (CwGitService *self,
                                    const char   *url,
                                    const char   *tip,
                                    const char   *onto,
                                    const char   *trailer,
                                    JsonObject   *answers,
                                    GError      **error);
void         cw_git_replay_free    (CwGitReplay  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwGitReplay, cw_git_replay_free)

G_END_DECLS
