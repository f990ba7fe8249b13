/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cycle-page"

#include "config.h"

#include "cw-application.h"
#include "cw-cycle-page-private.h"
#include "cw-json.h"
#include "cw-preparations.h"
#include "cw-show.h"
#include "cw-site-card.h"

static CwDesk *
get_desk (CwCyclePage *self)
{
  return cw_stage_page_get_desk (CW_STAGE_PAGE (self));
}

gboolean
cw_cycle_page_read_cycle (CwCyclePage  *self,
                          CwCycle      *cycle,
                          GError      **error)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->cycle)));

  return cw_cycle_parse (g_strstrip (text), cycle, error);
}

void
cw_cycle_page_keep_draft (CwCyclePage *self)
{
  JsonObject *draft, *sites;

  if (self->draft == NULL || self->exists || self->filling)
    return;
  draft = cw_json_object ("cycle", gtk_editable_get_text (GTK_EDITABLE (self->cycle)), "components",
                          gtk_editable_get_text (GTK_EDITABLE (self->components)), NULL);
  sites = json_object_new ();
  for (guint i = 0; i < self->cards->len; i++)
    {
      CwSiteCard *card = g_ptr_array_index (self->cards, i);

      json_object_set_object_member (sites, cw_site_card_get_site (card)->id, cw_site_card_get_draft (card));
    }
  json_object_set_object_member (draft, "sites", sites);
  cw_beginning_draft_keep (self->draft, draft);
}

static void
add_text (GHashTable *facts,
          const char *fact,
          const char *text)
{
  g_hash_table_replace (facts, g_strdup (fact), json_node_init_string (json_node_alloc (), text));
}

void
cw_cycle_page_begin (CwCyclePage *self)
{
  g_autoptr (GHashTable) facts =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  const char *components = gtk_editable_get_text (GTK_EDITABLE (self->components));
  g_autofree char *tag = NULL;
  CwCycle cycle;

  if (!cw_cycle_page_read_cycle (self, &cycle, NULL))
    return;
  tag = cw_cycle_to_tag (&cycle);
  add_text (facts, "cycle", tag);
  if (cw_cycle_is_incremental (&cycle) && *components != '\0')
    add_text (facts, "components", components);
  for (guint i = 0; i < self->cards->len; i++)
    {
      CwSiteCard *card = g_ptr_array_index (self->cards, i);
      const char *site = cw_site_card_get_site (card)->id;

      if (!cw_site_card_is_wanted (card))
        continue;
      g_hash_table_replace (facts, g_strconcat ("site.", site, NULL), cw_site_card_read (card));
      if (cw_site_card_get_principals (card))
        g_hash_table_replace (facts, g_strconcat ("principals.", site, NULL),
                              json_node_init_boolean (json_node_alloc (), TRUE));
    }
  if (CW_IS_APPLICATION (g_application_get_default ()) && !cw_desk_is_rehearsal (get_desk (self)))
    cw_application_add_author (CW_APPLICATION (g_application_get_default ()), facts);
  cw_beginning_start (self->beginning, get_desk (self), facts, GTK_WIDGET (self));
}

/* Of sites that the procedure no longer has nothing is shown. */
static void
draft_loaded (CwCyclePage *self,
              JsonObject  *draft)
{
  JsonObject *sites = cw_json_get_object (draft, "sites");

  if (self->exists)
    return;
  self->filling = TRUE;
  for (guint i = 0; i < self->cards->len; i++)
    {
      CwSiteCard *card = g_ptr_array_index (self->cards, i);
      JsonObject *site = sites != NULL ? cw_json_get_object (sites, cw_site_card_get_site (card)->id) : NULL;

      if (site != NULL)
        cw_site_card_put_draft (card, site);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->components), cw_json_get_string (draft, "components", ""));
  gtk_editable_set_text (GTK_EDITABLE (self->cycle), cw_json_get_string (draft, "cycle", ""));
  cw_cycle_page_cycle_changed (self);
  self->filling = FALSE;
}

static void
draft_failed (CwCyclePage *self,
              const char  *reason)
{
  cw_show_text (self->trouble, reason);
}

/**
 * cw_cycle_page_suggest:
 * @self: a page on which a preparation is to be begun
 * @cycle: (nullable): what the entry says at first
 *
 * What was typed here before and didn't become a preparation comes back in place of it.
 */
void
cw_cycle_page_suggest (CwCyclePage *self,
                       const char  *cycle)
{
  CwDesk *desk;
  g_autofree char *folder = NULL, *name = NULL, *path = NULL;

  g_return_if_fail (CW_IS_CYCLE_PAGE (self) && self->draft == NULL);

  desk = get_desk (self);
  folder = cw_preparations_get_folder (cw_desk_get_data_dir (desk), cw_desk_is_rehearsal (desk));
  name = g_strdup_printf ("new-%s.json", cw_procedure_get_id (cw_desk_get_procedure (desk)));
  path = g_build_filename (folder, name, NULL);
  if (cycle != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->cycle), cycle);
  self->draft = cw_beginning_draft_new (path);
  g_signal_connect_object (self->draft, "loaded", G_CALLBACK (draft_loaded), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->draft, "failed", G_CALLBACK (draft_failed), self, G_CONNECT_SWAPPED);
  cw_beginning_draft_load (self->draft);
}
