/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-handler.h"

G_BEGIN_DECLS

/* What goes wrong with the next call. */
typedef enum {
  TROUBLE_NONE,
  TROUBLE_REFUSED,     /* nothing happened, and we are told */
  TROUBLE_LOST_BEFORE, /* nothing happened, and we aren't told */
  TROUBLE_LOST_AFTER,  /* it happened, and we aren't told */
  TROUBLE_CANCELLED,
  TROUBLE_KILLED_BEFORE,
  TROUBLE_KILLED_AFTER,
  TROUBLE_DISK_FULL, /* it happened, and from now on no file may grow */
} Trouble;

/*
 * A handler whose outside world is a file, so that it outlives a killed process: one thing a line, `MARKER PAYLOAD`,
 * the key being the line's number; `-` marks what a person made, `x` what was taken back, and %OUTSIDE_MOVED what
 * somebody put another thing in the place of, with that one's number as its payload.
 */
#define OUTSIDE_MOVED ">"
#define TYPE_OUTSIDE (outside_get_type ())
G_DECLARE_FINAL_TYPE (Outside, outside, TEST, OUTSIDE, GObject)

struct _Outside
{
  GObject parent_instance;

  char *path;
  guint lag;
  gboolean guarded;  /* of two requests it refuses the later one */
  gboolean blind;    /* find can't tell */
  gboolean offline;  /* every look fails */
  gboolean elsewhere; /* looks come from another place */
  gboolean sees_copies; /* a comparison finds what is the same beside it */
  const char *odd_name; /* (nullable): what follows in its keys */
  Trouble perform;
  Trouble amend;
  Trouble retract;
  gint64 since; /* from when on the last look was, 0 for ever */
  guint performed;
  guint amended;
};

Outside *outside_new    (const char *path);
void     outside_add    (Outside    *self,
                         const char *marker,
                         const char *payload);
void     outside_change (Outside    *self,
                         guint       line,
                         const char *marker,
                         const char *payload);
guint    outside_count  (Outside    *self,
                         const char *marker);

G_END_DECLS
