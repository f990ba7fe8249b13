/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-session.h"

G_BEGIN_DECLS

typedef enum {
  CW_DESK_SET,
  CW_DESK_SET_ALL,
  CW_DESK_ROUND,
  CW_DESK_GO_BACK,
  CW_DESK_STAY,
  CW_DESK_REBASE,
  CW_DESK_UNREBASE,
  CW_DESK_NOTE,
  CW_DESK_GIVE_UP,
  CW_DESK_TAKE_UP,
  CW_DESK_REFRESH,
  CW_DESK_APPROVE,
  CW_DESK_SEND,
  CW_DESK_RUN,
  CW_DESK_WITHDRAW,
  CW_DESK_RESTORE,
  CW_DESK_RETRACT,
  CW_DESK_SEND_AGAIN,
  CW_DESK_ADOPT,
  CW_DESK_BY_HAND,
  CW_DESK_LEAVE_OUT,
} CwDeedKind;

/**
 * CwDeed:
 * @kind: what is done
 * @about: (nullable): an effect's id, a fact's key, or the first of several; troubles are kept under it
 * @hash: (nullable): of the payload that the person reviewed
 * @text: (nullable): a reason, a note, the person's word, or a message's text as it was on screen
 * @key: (nullable): key of what was done by hand; id of the site of a round, whose repository is @text
 * @url: (nullable): its link
 * @value: (nullable): a fact's value; an object of several facts
 * @seen: (nullable): what was on screen when a person approved a text of their own
 * @number: which candidate
 *
 * One thing that a person asked for, on its way into the session's worker. Immutable there.
 */
typedef struct {
  CwDeedKind kind;
  char      *about;
  char      *hash;
  char      *text;
  char      *key;
  char      *url;
  JsonNode  *value;
  CwView    *seen;
  guint      number;
} CwDeed;

CwDeed   *cw_deed_new      (CwDeedKind    kind,
                            const char   *about);
void      cw_deed_free     (CwDeed       *self);
gboolean  cw_deed_sends    (const CwDeed *self);
gboolean  cw_deed_goes_out (const CwDeed *self);
gboolean  cw_deed_do       (CwSession    *session,
                            gpointer      deed,
                            GCancellable *cancellable,
                            GError      **error);

G_END_DECLS
