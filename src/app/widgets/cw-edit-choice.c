/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-edit-choice"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-dialogs.h"
#include "cw-edit-choice.h"

/* Edits that are to be left out, once the person said why. */
typedef struct {
  CwDesk *desk;
  GStrv edits;
} LeaveOut;

static void
leave_out_free (gpointer data)
{
  LeaveOut *leave_out = data;

  g_object_unref (leave_out->desk);
  g_strfreev (leave_out->edits);
  g_free (leave_out);
}

static void
set_edits (CwDesk     *desk,
           char      **edits,
           const char *reason)
{
  JsonObject *facts = json_object_new ();

  for (guint i = 0; edits[i] != NULL; i++)
    {
      g_autofree char *fact = g_strconcat ("left-out.", edits[i], NULL);

      if (reason != NULL)
        json_object_set_string_member (facts, fact, reason);
      else
        json_object_set_null_member (facts, fact);
    }
  cw_desk_set_all (desk, facts);
}

static void
take_reason (const char *const *texts,
             gpointer           data)
{
  LeaveOut *leave_out = data;

  set_edits (leave_out->desk, leave_out->edits, texts[0]);
}

/**
 * cw_edit_choice_leave_out:
 * @parent: the widget that asks
 * @desk: where they are left out
 * @edits: (array zero-terminated=1): the edits' ids; at least one
 * @what: what they change, in words
 *
 * Asks why, and leaves them out.
 */
void
cw_edit_choice_leave_out (GtkWidget  *parent,
                          CwDesk     *desk,
                          char      **edits,
                          const char *what)
{
  const CwDialogField fields[] = { { _ ("Why"), NULL }, { NULL } };
  LeaveOut *leave_out = g_new0 (LeaveOut, 1);
  g_autofree char *body = g_strdup_printf (_ ("%s. The file stays as it is there, and what was approved must be "
                                              "reviewed anew. It can be taken back."), what);

  leave_out->desk = g_object_ref (desk);
  leave_out->edits = g_strdupv (edits);
  cw_dialogs_ask (parent, _ ("Leave This Edit Out?"), body, _ ("_Leave Out"), FALSE, fields, take_reason, leave_out,
                  leave_out_free);
}

/**
 * cw_edit_choice_take_back:
 * @desk: where they were left out
 * @edits: (array zero-terminated=1): the edits' ids; at least one
 */
void
cw_edit_choice_take_back (CwDesk *desk,
                          char  **edits)
{
  set_edits (desk, edits, NULL);
}
