/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-people-row"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-entry-draft.h"
#include "cw-people-row.h"

struct _CwPeopleRow
{
  AdwEntryRow parent_instance;

  CwDesk *desk;
  char *fact;
};

G_DEFINE_FINAL_TYPE (CwPeopleRow, cw_people_row, ADW_TYPE_ENTRY_ROW)

static void
cw_people_row_dispose (GObject *object)
{
  g_clear_object (&CW_PEOPLE_ROW (object)->desk);

  G_OBJECT_CLASS (cw_people_row_parent_class)->dispose (object);
}

static void
cw_people_row_finalize (GObject *object)
{
  g_free (CW_PEOPLE_ROW (object)->fact);

  G_OBJECT_CLASS (cw_people_row_parent_class)->finalize (object);
}

static void
cw_people_row_class_init (CwPeopleRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_people_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_people_row_finalize;
}

static void
applied (CwPeopleRow *self)
{
  cw_desk_set_text (self->desk, self->fact, gtk_editable_get_text (GTK_EDITABLE (self)));
}

static void
cw_people_row_init (CwPeopleRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  cw_entry_draft_show_apply (ADW_ENTRY_ROW (self));
  g_signal_connect (self, "apply", G_CALLBACK (applied), NULL);
}

/**
 * cw_people_row_new:
 * @desk: where the person is named
 * @person: the role; not kept
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
cw_people_row_new (CwDesk         *desk,
                   const CwPerson *person)
{
  CwPeopleRow *self = g_object_new (CW_TYPE_PEOPLE_ROW, NULL);
  g_autofree char *title = NULL;

  if (person->find != NULL)
    title = g_strdup_printf (_ ("%s; empty: “%s”"), person->title, person->find);
  else
    title = g_strdup_printf (_ ("%s; empty: whoever signs in to Jira"), person->title);
  self->desk = g_object_ref (desk);
  self->fact = g_strconcat ("person.", person->id, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  return GTK_WIDGET (self);
}

/**
 * cw_people_row_update:
 * @self: a row
 *
 * Shows whom the preparation names; what the person is typing stays.
 */
void
cw_people_row_update (CwPeopleRow *self)
{
  const char *text;

  g_return_if_fail (CW_IS_PEOPLE_ROW (self));

  text = cw_deployment_get_text (cw_view_get_deployment (cw_desk_get_view (self->desk)), "%s", self->fact);
  cw_entry_draft_show (GTK_WIDGET (self), cw_desk_get_drafts (self->desk), self->fact, text != NULL ? text : "");
}
