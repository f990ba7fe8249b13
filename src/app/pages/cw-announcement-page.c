/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-announcement-page"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-announcement-page.h"
#include "cw-effect-row.h"
#include "cw-message-card.h"
#include "cw-show.h"
#include "cw-site-switcher.h"

struct _CwAnnouncementPage
{
  CwStagePage parent_instance;

  char *shown;       /* what the cards and rows are for: only when that changes are they made anew */
  GPtrArray *cards;  /* CwMessageCard, the page's */
  GPtrArray *rows;   /* CwEffectRow, the page's */

  gboolean changing;  /* what is shown goes, which keeps what was typed in it, which is news */
  GHashTable *boxes; /* site id → what stands there for it, owned; a site's is made when it is shown first */

  GtkWidget *tabs;
  GtkWidget *shown_site; /* the box of the one that is shown */
  GtkWidget *others;
};

G_DEFINE_FINAL_TYPE (CwAnnouncementPage, cw_announcement_page, CW_TYPE_STAGE_PAGE)

static CwDesk *
get_desk (CwAnnouncementPage *self)
{
  return cw_stage_page_get_desk (CW_STAGE_PAGE (self));
}

/* Channel and instant, in the observatory's time and the person's. */
static char *
describe_message (CwDeployment            *deployment,
                  const CwSite            *site,
                  const CwMessageTemplate *message)
{
  CwProcedure *procedure = cw_deployment_get_procedure (deployment);
  g_autoptr (GDateTime) instant = cw_deployment_get_instant (deployment, site->id, message);
  g_autofree char *when = NULL;

  if (instant == NULL || site->channel == NULL || *site->channel == '\0')
    return NULL;
  when = cw_show_instant (procedure, g_date_time_to_unix (instant));
  return g_strdup_printf ("%s · %s", site->channel, when);
}

/* Where and when it goes out, for an announcement; %NULL for every other effect. */
static char *
describe_item (CwDeployment     *deployment,
               const CwViewItem *item)
{
  GPtrArray *messages = cw_procedure_get_announcements (cw_deployment_get_procedure (deployment));
  const char *id = cw_effect_get_id (item->effect);
  const char *site_id = cw_effect_get_site (item->effect);
  const CwSite *site =
    site_id != NULL ? cw_procedure_get_site (cw_deployment_get_procedure (deployment), site_id) : NULL;
  g_auto (GStrv) parts = g_strsplit (id, "/", -1);

  for (guint i = 0; site != NULL && g_strv_length (parts) > 3 && i < messages->len; i++)
    {
      const CwMessageTemplate *message = g_ptr_array_index (messages, i);

      if (g_str_equal (message->id, parts[3]))
        return describe_message (deployment, site, message);
    }
  return NULL;
}

/* Whose text can be written; what was sent for a site that isn't prepared here any more has none, nor what still
 * lacks a value that its text needs. */
static gboolean
has_text (const CwViewItem *item)
{
  return g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_MESSAGE)
         && cw_effect_get_preview (item->effect) != NULL;
}

static char *
describe (GPtrArray         *sites,
          const CwViewStage *stage,
          CwDeployment      *deployment)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < sites->len; i++)
    g_string_append_printf (text, "%s\n", ((const CwSite *) g_ptr_array_index (sites, i))->id);
  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);
      g_autofree char *detail = describe_item (deployment, item);

      g_string_append_printf (text, "%s\t%s\t%d\n", cw_effect_get_id (item->effect), detail != NULL ? detail : "",
                              has_text (item));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
make_nothing (void)
{
  GtkWidget *label = gtk_label_new (_ ("Nothing is announced for this site"));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

/* Messages as cards, one under the other; tasks and whom else it concerns as rows below them. */
static GtkWidget *
make_site (CwAnnouncementPage *self,
           const CwViewStage  *stage,
           CwDeployment       *deployment,
           const char         *site)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *group = adw_preferences_group_new ();
  guint n_rows = 0;

  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);
      const char *id = cw_effect_get_id (item->effect);
      g_autofree char *detail = NULL;
      GtkWidget *widget;

      if (g_strcmp0 (cw_effect_get_site (item->effect), site) != 0)
        continue;
      detail = describe_item (deployment, item);
      if (has_text (item))
        {
          widget = cw_message_card_new (get_desk (self), id, detail);
          g_signal_connect_object (widget, "edited", G_CALLBACK (cw_stage_page_deed_changed), self,
                                   G_CONNECT_SWAPPED);
          gtk_box_append (GTK_BOX (box), widget);
          g_ptr_array_add (self->cards, widget);
          continue;
        }
      widget = cw_effect_row_new (get_desk (self), id);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), widget);
      g_ptr_array_add (self->rows, widget);
      n_rows++;
      if (g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_TASK))
        adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("By hand"));
    }
  if (site != NULL && n_rows == 0 && gtk_widget_get_first_child (box) == NULL)
    gtk_box_append (GTK_BOX (box), make_nothing ());
  gtk_widget_set_visible (group, n_rows > 0);
  gtk_box_append (GTK_BOX (box), group);
  return box;
}

static void
clear (CwAnnouncementPage *self)
{
  g_ptr_array_set_size (self->cards, 0);
  g_ptr_array_set_size (self->rows, 0);
  adw_bin_set_child (ADW_BIN (self->shown_site), NULL);
  g_hash_table_remove_all (self->boxes);
  adw_bin_set_child (ADW_BIN (self->others), NULL);
}

/* Those of all sites would keep the first visit waiting. */
static void
show_site (CwAnnouncementPage *self,
           const CwViewStage  *stage,
           CwDeployment       *deployment,
           const char         *site)
{
  GtkWidget *box = g_hash_table_lookup (self->boxes, site);

  if (box == NULL)
    {
      box = g_object_ref_sink (make_site (self, stage, deployment, site));
      g_hash_table_insert (self->boxes, g_strdup (site), box);
    }
  adw_bin_set_child (ADW_BIN (self->shown_site), box);
}

static void
cw_announcement_page_update (CwStagePage       *page,
                             const CwViewStage *stage)
{
  CwAnnouncementPage *self = CW_ANNOUNCEMENT_PAGE (page);
  CwView *view = cw_desk_get_view (get_desk (self));
  g_autoptr (GPtrArray) sites = NULL;
  g_autofree char *text = NULL;
  const char *site;

  if (stage == NULL || self->changing)
    return;
  self->changing = TRUE;
  cw_site_switcher_update (CW_SITE_SWITCHER (self->tabs), view, stage);
  sites = cw_view_list_sites (view, stage);
  text = describe (sites, stage, cw_view_get_deployment (view));
  if (g_strcmp0 (text, self->shown) != 0)
    {
      g_free (self->shown);
      self->shown = g_steal_pointer (&text);
      clear (self);
      adw_bin_set_child (ADW_BIN (self->others), make_site (self, stage, cw_view_get_deployment (view), NULL));
    }
  site = cw_stage_page_get_site (page);
  if (site != NULL)
    show_site (self, stage, cw_view_get_deployment (view), site);
  self->changing = FALSE;
  for (guint i = 0; i < self->cards->len; i++)
    cw_message_card_update (g_ptr_array_index (self->cards, i));
  for (guint i = 0; i < self->rows->len; i++)
    cw_effect_row_update (g_ptr_array_index (self->rows, i));
}

static void
site_chosen (CwAnnouncementPage *self)
{
  cw_stage_page_set_site (CW_STAGE_PAGE (self), cw_site_switcher_get_site (CW_SITE_SWITCHER (self->tabs)));
}

/* The first message that could be sent for the shown site, had it a text. */
static CwMessageCard *
find_blank (CwAnnouncementPage *self)
{
  CwView *view = cw_desk_get_view (get_desk (self));
  const char *shown = cw_stage_page_get_site (CW_STAGE_PAGE (self));

  for (guint i = 0; view != NULL && i < self->cards->len; i++)
    {
      CwMessageCard *card = g_ptr_array_index (self->cards, i);
      const CwViewItem *item = cw_view_find (view, cw_message_card_get_id (card));

      if (item != NULL && g_strcmp0 (cw_effect_get_site (item->effect), shown) == 0 && cw_show_can_send (item)
          && cw_message_card_is_blank (card))
        return card;
    }
  return NULL;
}

static char *
cw_announcement_page_get_deed (CwStagePage  *page,
                               char        **reason)
{
  CwAnnouncementPage *self = CW_ANNOUNCEMENT_PAGE (page);
  CwMessageCard *blank = find_blank (self);

  if (blank != NULL)
    {
      const CwViewItem *item = cw_view_find (cw_desk_get_view (get_desk (self)), cw_message_card_get_id (blank));
      g_autofree char *unused = NULL;

      /* Translators: %s is the title of a message */
      *reason = g_strdup_printf (_ ("There is no text in “%s”"), cw_effect_get_title (item->effect));
      return CW_STAGE_PAGE_CLASS (cw_announcement_page_parent_class)->get_deed (page, &unused);
    }
  return CW_STAGE_PAGE_CLASS (cw_announcement_page_parent_class)->get_deed (page, reason);
}

/* What stands in a card is what is reviewed, also where it was typed a moment ago; one without a text comes first. */
static void
cw_announcement_page_perform (CwStagePage *page)
{
  CwAnnouncementPage *self = CW_ANNOUNCEMENT_PAGE (page);
  CwMessageCard *blank = find_blank (self);

  for (guint i = 0; i < self->cards->len; i++)
    cw_message_card_keep (g_ptr_array_index (self->cards, i));
  if (blank == NULL)
    CW_STAGE_PAGE_CLASS (cw_announcement_page_parent_class)->perform (page);
  else
    cw_message_card_focus (blank);
}

static void
cw_announcement_page_finalize (GObject *object)
{
  CwAnnouncementPage *self = CW_ANNOUNCEMENT_PAGE (object);

  g_free (self->shown);
  g_hash_table_unref (self->boxes);
  g_ptr_array_unref (self->cards);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (cw_announcement_page_parent_class)->finalize (object);
}

static void
cw_announcement_page_class_init (CwAnnouncementPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_announcement_page_finalize;
  CW_STAGE_PAGE_CLASS (klass)->update = cw_announcement_page_update;
  CW_STAGE_PAGE_CLASS (klass)->get_deed = cw_announcement_page_get_deed;
  CW_STAGE_PAGE_CLASS (klass)->perform = cw_announcement_page_perform;
  CW_STAGE_PAGE_CLASS (klass)->own_effects = TRUE;
}

static void
cw_announcement_page_init (CwAnnouncementPage *self)
{
  self->cards = g_ptr_array_new ();
  self->rows = g_ptr_array_new ();
  self->boxes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  /* No stack: GTK's asks how narrow its child can be for its height, which tries a dozen widths of every text in it. */
  self->shown_site = adw_bin_new ();
  self->tabs = cw_site_switcher_new ();
  gtk_widget_set_halign (self->tabs, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->tabs, "notify::site", G_CALLBACK (site_chosen), self, G_CONNECT_SWAPPED);
  self->others = adw_bin_new ();
  cw_stage_page_add_between (CW_STAGE_PAGE (self), self->tabs);
  cw_stage_page_add_between (CW_STAGE_PAGE (self), self->shown_site);
  cw_stage_page_add_below (CW_STAGE_PAGE (self), self->others);
}
