/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-tickets-page"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-people-row.h"
#include "cw-tickets-page.h"

struct _CwTicketsPage
{
  CwStagePage parent_instance;

  GtkWidget *people;
  GPtrArray *rows;   /* CwPeopleRow, one for each role */
};

G_DEFINE_FINAL_TYPE (CwTicketsPage, cw_tickets_page, CW_TYPE_STAGE_PAGE)

static void
cw_tickets_page_set_up (CwStagePage *page)
{
  CwTicketsPage *self = CW_TICKETS_PAGE (page);
  CwDesk *desk = cw_stage_page_get_desk (page);
  GPtrArray *people = cw_procedure_get_people (cw_desk_get_procedure (desk));

  for (guint i = 0; i < people->len; i++)
    {
      GtkWidget *row = cw_people_row_new (desk, g_ptr_array_index (people, i));

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->people), row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (self->people, people->len > 0);
}

static void
cw_tickets_page_update (CwStagePage       *page,
                        const CwViewStage *stage)
{
  CwTicketsPage *self = CW_TICKETS_PAGE (page);

  for (guint i = 0; stage != NULL && i < self->rows->len; i++)
    cw_people_row_update (g_ptr_array_index (self->rows, i));
}

static void
cw_tickets_page_finalize (GObject *object)
{
  g_ptr_array_unref (CW_TICKETS_PAGE (object)->rows);

  G_OBJECT_CLASS (cw_tickets_page_parent_class)->finalize (object);
}

static void
cw_tickets_page_class_init (CwTicketsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_tickets_page_finalize;
  CW_STAGE_PAGE_CLASS (klass)->set_up = cw_tickets_page_set_up;
  CW_STAGE_PAGE_CLASS (klass)->update = cw_tickets_page_update;
}

static void
cw_tickets_page_init (CwTicketsPage *self)
{
  self->rows = g_ptr_array_new ();
  self->people = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->people), _ ("People in the Tickets"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->people),
                                         _ ("An e-mail address, a name or an account’s id, which Jira looks up; "
                                            "“nobody” leaves the place empty"));
  cw_stage_page_add_below (CW_STAGE_PAGE (self), self->people);
  cw_stage_page_add_input (CW_STAGE_PAGE (self), self->people);
}
