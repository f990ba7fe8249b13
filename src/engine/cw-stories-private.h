/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-effect-record.h"
#include "cw-event.h"

G_BEGIN_DECLS

/* What a journal says of its effects: each as a record, once that is asked for. Belongs to one history, and thread. */
typedef struct _CwStories CwStories;

CwStories      *cw_stories_new            (void);
void            cw_stories_free           (CwStories  *self);
void            cw_stories_apply          (CwStories  *self,
                                           CwEvent    *event);
void            cw_stories_copy           (CwStories  *self,
                                           CwStories  *other);
GPtrArray      *cw_stories_get_ids        (CwStories  *self);
CwEffectRecord *cw_stories_get            (CwStories  *self,
                                           const char *id);
gboolean        cw_stories_is_plain       (CwStories  *self,
                                           const char *id);
char           *cw_stories_dup_kind       (CwStories  *self,
                                           const char *id);
gint64          cw_stories_get_unreadable (CwStories  *self);

G_END_DECLS
