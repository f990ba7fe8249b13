/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-history.h"
#include "story.h"

G_BEGIN_DECLS

/*
 * Verdict:
 * @scene: what it is about
 * @journal: the name of the journal
 * @twins: whether two machines did the same at once, where the service takes it twice
 * @strange: how often somebody changed what was being updated; a branch has their commits then
 * @others: how many another person made, who named one of them
 * @removed: whether somebody took away what stood there
 * @taken: whether the person, asked, takes what somebody else made of it, else sets it right
 * @heard: (element-type gint64): the events that any life was told to be on the disk
 * @wrong: (nullable): the first thing that isn't as it must be
 *
 * What must hold, however the program died.
 */
typedef struct {
  Scene      *scene;
  const char *journal;
  gboolean    twins;
  guint       strange;
  guint       others;
  gboolean    removed;
  gboolean    taken;
  GArray     *heard;
  char       *wrong;
} Verdict;

void            verdict_init               (Verdict    *self,
                                            Scene      *scene,
                                            const char *journal);
void            verdict_clear              (Verdict    *self);
void            verdict_hear               (Verdict    *self,
                                            const Tap  *tap);
void            verdict_forget             (Verdict    *self);
CwEffectRecord *verdict_read_record        (Verdict    *self);
gboolean        verdict_is_settled         (Verdict    *self,
                                            StoryKind   story);
void            verdict_check_untouched    (Verdict    *self,
                                            StoryKind   story);
gboolean        verdict_check_decided      (Verdict    *self,
                                            StoryKind   story);
void            verdict_check_nothing_left (Verdict    *self);
void            verdict_check_twin         (Verdict    *self,
                                            StoryKind   story);
void            verdict_check_gone         (Verdict    *self);
void            verdict_check_kept         (Verdict    *self);
void            verdict_check_partial      (Verdict    *self,
                                            CwEffectRecord *record);
void            verdict_complain           (Verdict    *self,
                                            const char *format,
                                            ...) G_GNUC_PRINTF (2, 3);
CwHistory      *verdict_read_history       (Verdict    *self);
void            verdict_check_end          (Verdict    *self,
                                            StoryKind   story,
                                            gboolean    asked,
                                            gboolean    beside);

G_END_DECLS
