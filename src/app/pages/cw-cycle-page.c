/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cycle-page"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-cycle-number.h"
#include "cw-cycle-page-private.h"
#include "cw-present.h"
#include "cw-schedule-list.h"
#include "cw-show.h"
#include "cw-site-card.h"

G_DEFINE_FINAL_TYPE (CwCyclePage, cw_cycle_page, CW_TYPE_STAGE_PAGE)

static CwDesk *
get_desk (CwCyclePage *self)
{
  return cw_stage_page_get_desk (CW_STAGE_PAGE (self));
}

/* A preparation can't begin in the past; of one that is there the day may have come. */
static GDateTime *
get_start (CwCyclePage  *self,
           CwSiteCard   *card,
           GError      **error)
{
  g_autoptr (GDateTime) now = self->exists ? NULL : cw_desk_dup_now (get_desk (self));

  return cw_site_card_is_wanted (card) ? cw_site_card_get_start (card, now, error) : NULL;
}

static GHashTable *
read_starts (CwCyclePage *self)
{
  g_autoptr (GHashTable) starts =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_date_time_unref);

  for (guint i = 0; i < self->cards->len; i++)
    {
      CwSiteCard *card = g_ptr_array_index (self->cards, i);
      const CwSite *site = cw_site_card_get_site (card);
      g_autoptr (GError) error = NULL;
      GDateTime *start = get_start (self, card, &error);

      cw_site_card_show_trouble (card, error != NULL ? error->message : NULL);
      if (start != NULL)
        g_hash_table_replace (starts, site->id, start);
    }
  return g_steal_pointer (&starts);
}

/* What is wrong with a date as it is typed, in one line. */
static char *
find_wrong (CwCyclePage *self)
{
  for (guint i = 0; i < self->cards->len; i++)
    {
      CwSiteCard *card = g_ptr_array_index (self->cards, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GDateTime) start = get_start (self, card, &error);

      if (error != NULL)
        return g_strdup_printf ("%s: %s", cw_site_card_get_site (card)->name, error->message);
    }
  return NULL;
}

/* (nullable): the first site that is part of it */
static CwSiteCard *
find_wanted (CwCyclePage *self)
{
  for (guint i = 0; i < self->cards->len; i++)
    if (cw_site_card_is_wanted (g_ptr_array_index (self->cards, i)))
      return g_ptr_array_index (self->cards, i);
  return NULL;
}

/* The cards stand in the order in which the sites are deployed; not while a date is typed. */
static void
order_cards (CwCyclePage *self,
             GHashTable  *starts)
{
  g_autoptr (GPtrArray) sites = cw_procedure_order_sites (cw_desk_get_procedure (get_desk (self)), starts);

  for (guint i = sites->len; i > 0; i--)
    for (guint k = 0; k < self->cards->len; k++)
      if (cw_site_card_get_site (g_ptr_array_index (self->cards, k)) == g_ptr_array_index (sites, i - 1))
        gtk_box_reorder_child_after (GTK_BOX (self->sites), g_ptr_array_index (self->cards, k), NULL);
}

static void
show_schedule (CwCyclePage *self,
               GHashTable  *starts)
{
  CwView *view = self->exists ? cw_desk_get_view (get_desk (self)) : NULL;
  CwDeployment *deployment = view != NULL ? cw_view_get_deployment (view) : NULL;
  g_autoptr (GDateTime) now = cw_desk_dup_now (get_desk (self));
  g_autoptr (CwSchedule) schedule = NULL;
  CwCycle cycle;

  if (cw_cycle_page_read_cycle (self, &cycle, NULL))
    schedule = cw_schedule_new (cw_desk_get_procedure (get_desk (self)), &cycle, starts, now);
  for (guint i = 0; i < self->cards->len; i++)
    cw_site_card_show_warnings (g_ptr_array_index (self->cards, i), schedule, deployment);
  if (schedule != NULL)
    cw_schedule_list_show (CW_SCHEDULE_LIST (self->schedule), schedule, !self->exists);
}

/* Every keystroke: what is wrong stands beside it, and the schedule follows. */
static void
input_changed (CwCyclePage *self)
{
  g_autoptr (GHashTable) starts = read_starts (self);
  g_autoptr (GError) error = NULL;
  CwCycle cycle;
  gboolean valid = cw_cycle_page_read_cycle (self, &cycle, &error);

  cw_show_text (self->trouble, valid ? NULL : error->message);
  cw_cycle_number_show (CW_CYCLE_NUMBER (self->number), valid ? &cycle : NULL,
                        gtk_editable_get_text (GTK_EDITABLE (self->components)));
  gtk_widget_set_visible (self->components, valid && cw_cycle_is_incremental (&cycle));
  show_schedule (self, starts);
  cw_cycle_page_keep_draft (self);
  /* Why it couldn't be begun was said of what stood here before. */
  if (!self->exists)
    cw_desk_forget_trouble (get_desk (self), "");
  cw_stage_page_deed_changed (CW_STAGE_PAGE (self));
}

static void
propose_dates (CwCyclePage *self)
{
  CwProcedure *procedure = cw_desk_get_procedure (get_desk (self));
  g_autoptr (GDateTime) now = cw_desk_dup_now (get_desk (self));
  g_autoptr (GDateTime) anchor = NULL;
  g_autoptr (GHashTable) starts = NULL;
  CwCycle cycle;

  if (self->exists || !cw_cycle_page_read_cycle (self, &cycle, NULL))
    return;
  starts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_date_time_unref);
  anchor = cw_schedule_propose (procedure, &cycle, now);
  for (guint i = 0; i < self->cards->len; i++)
    {
      CwSiteCard *card = g_ptr_array_index (self->cards, i);
      const CwSite *site = cw_site_card_get_site (card);
      GDateTime *start = cw_schedule_propose_for_site (procedure, &cycle, site, anchor);

      if (start == NULL)
        continue;
      cw_site_card_propose (card, start);
      g_hash_table_insert (starts, site->id, start);
    }
  order_cards (self, starts);
}

void
cw_cycle_page_cycle_changed (CwCyclePage *self)
{
  propose_dates (self);
  input_changed (self);
}

static void
site_applied (CwCyclePage *self,
              CwSiteCard  *card)
{
  g_autofree char *fact = g_strconcat ("site.", cw_site_card_get_site (card)->id, NULL);

  if (self->exists)
    cw_desk_set (get_desk (self), fact, cw_site_card_read (card));
}

static void
fate_chosen (CwCyclePage *self,
             CwSiteCard  *card)
{
  const char *fate = cw_site_card_get_fate (card);
  g_autofree char *fact = g_strconcat ("fate.", cw_site_card_get_site (card)->id, NULL);
  g_autoptr (GDateTime) start = cw_site_card_get_start (card, NULL, NULL);

  if (!self->exists)
    return;
  cw_desk_set_text (get_desk (self), fact, fate != NULL ? fate : "");
  if (fate != NULL)
    cw_stage_page_tell_what_stays (CW_STAGE_PAGE (self), cw_site_card_get_site (card));
  else if (start != NULL)
    site_applied (self, card);
}

static void
principals_chosen (CwCyclePage *self,
                   CwSiteCard  *card)
{
  g_autofree char *fact = g_strconcat ("principals.", cw_site_card_get_site (card)->id, NULL);

  if (self->exists)
    cw_desk_set_flag (get_desk (self), fact, cw_site_card_get_principals (card));
}

static void
make_cards (CwCyclePage *self)
{
  CwProcedure *procedure = cw_desk_get_procedure (get_desk (self));
  GPtrArray *sites = cw_procedure_get_sites (procedure);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->sites)) != NULL)
    gtk_box_remove (GTK_BOX (self->sites), child);
  g_ptr_array_set_size (self->cards, 0);
  for (guint i = 0; i < sites->len; i++)
    {
      GtkWidget *card = cw_site_card_new (procedure, g_ptr_array_index (sites, i), self->exists);

      g_signal_connect_object (card, "changed", G_CALLBACK (input_changed), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (card, "applied", G_CALLBACK (site_applied), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (card, "fate-chosen", G_CALLBACK (fate_chosen), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (card, "principals-chosen", G_CALLBACK (principals_chosen), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (self->sites), card);
      g_ptr_array_add (self->cards, card);
    }
}

static void
cw_cycle_page_set_up (CwStagePage *page)
{
  CwCyclePage *self = CW_CYCLE_PAGE (page);

  make_cards (self);
  cw_cycle_page_cycle_changed (self);
}

static void
show_presents (CwCyclePage *self,
               CwView      *view)
{
  for (guint i = 0; i < self->cards->len; i++)
    {
      CwSiteCard *card = g_ptr_array_index (self->cards, i);
      CwPlan *plan = cw_view_get_plan (view, cw_site_card_get_site (card)->id);
      g_autofree char *text = plan != NULL ? cw_present_describe (plan) : NULL;

      cw_site_card_show_present (card, text);
    }
}

/* Whoever lets a site come late begins with a date that fits the others. */
static void
propose_late (CwCyclePage   *self,
              CwDeployment  *deployment,
              const CwCycle *cycle,
              GHashTable    *starts)
{
  CwProcedure *procedure = cw_desk_get_procedure (get_desk (self));
  g_autoptr (GDateTime) now = cw_desk_dup_now (get_desk (self));

  for (guint i = 0; i < self->cards->len; i++)
    {
      CwSiteCard *card = g_ptr_array_index (self->cards, i);
      const CwSite *site = cw_site_card_get_site (card);
      g_autoptr (GDateTime) start = NULL;

      if (cw_deployment_get_object (deployment, "site.%s", site->id) != NULL)
        continue;
      start = cw_schedule_propose_beside (procedure, cycle, site, starts, now);
      cw_site_card_propose (card, start);
    }
}

static void
show_existing (CwCyclePage *self,
               CwView      *view)
{
  CwDeployment *deployment = cw_view_get_deployment (view);
  g_autoptr (GHashTable) starts = cw_deployment_list_starts (deployment);
  const char *components = cw_deployment_get_text (deployment, "components");
  g_autofree char *text = NULL;
  CwCycle cycle;

  if (!self->exists)
    {
      self->exists = TRUE;
      /* What was typed became a preparation. */
      if (self->draft != NULL)
        cw_beginning_draft_forget (self->draft);
      make_cards (self);
      /* Who went elsewhere and comes back sees the schedule of what counts. */
      g_signal_connect (self, "map", G_CALLBACK (input_changed), NULL);
    }
  if (cw_deployment_get_cycle (deployment, &cycle))
    {
      text = cw_cycle_to_tag (&cycle);
      propose_late (self, deployment, &cycle, starts);
    }
  gtk_widget_set_visible (self->entries, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->cycle), text != NULL ? text : "");
  gtk_editable_set_text (GTK_EDITABLE (self->components), components != NULL ? components : "");
  show_presents (self, view);
  for (guint i = 0; i < self->cards->len; i++)
    cw_site_card_show (g_ptr_array_index (self->cards, i), deployment, cw_desk_get_drafts (get_desk (self)),
                       !cw_desk_is_busy (get_desk (self)));
  order_cards (self, starts);
  input_changed (self);
}

static void
show_troubles (CwCyclePage *self)
{
  for (guint i = 0; i < self->cards->len; i++)
    {
      CwSiteCard *card = g_ptr_array_index (self->cards, i);
      g_autofree char *fact = g_strconcat ("site.", cw_site_card_get_site (card)->id, NULL);
      const char *trouble = cw_desk_get_trouble (get_desk (self), fact);

      if (trouble != NULL)
        cw_site_card_show_trouble (card, trouble);
    }
}

static void
cw_cycle_page_update (CwStagePage       *page,
                      const CwViewStage *stage)
{
  CwCyclePage *self = CW_CYCLE_PAGE (page);

  if (stage != NULL)
    show_existing (self, cw_desk_get_view (get_desk (self)));
  show_troubles (self);
}

/* Why it can't be begun as it stands. */
static char *
find_fault (CwCyclePage *self)
{
  g_autoptr (GError) error = NULL;
  char *wrong;
  CwCycle cycle;

  if (!cw_cycle_page_read_cycle (self, &cycle, &error))
    {
      const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->cycle));

      return g_strdup (*typed != '\0' ? error->message : _ ("A cycle is needed"));
    }
  wrong = find_wrong (self);
  if (wrong == NULL && find_wanted (self) == NULL)
    return g_strdup (_ ("A site is needed"));
  return wrong;
}

static char *
cw_cycle_page_get_deed (CwStagePage  *page,
                        char        **reason)
{
  CwCyclePage *self = CW_CYCLE_PAGE (page);

  if (self->exists)
    {
      *reason = find_wrong (self);
      return *reason == NULL ? CW_STAGE_PAGE_CLASS (cw_cycle_page_parent_class)->get_deed (page, reason) : NULL;
    }
  if (cw_desk_is_busy (get_desk (self)))
    return NULL;
  *reason = find_fault (self);
  /* The session refused it: that is said where it can be seen however far the page is scrolled. */
  if (*reason == NULL)
    *reason = g_strdup (cw_desk_get_trouble (get_desk (self), ""));
  return g_strdup (cw_desk_is_rehearsal (get_desk (self)) ? _ ("Begin Rehearsal") : _ ("Begin Preparation"));
}

static GtkWidget *
cw_cycle_page_get_fault (CwStagePage *page)
{
  CwCyclePage *self = CW_CYCLE_PAGE (page);
  CwCycle cycle;

  if (!self->exists && !cw_cycle_page_read_cycle (self, &cycle, NULL))
    return self->cycle;
  for (guint i = 0; i < self->cards->len; i++)
    {
      CwSiteCard *card = g_ptr_array_index (self->cards, i);
      GtkWidget *fault = cw_site_card_get_fault (card);

      if (fault != NULL)
        return fault;
    }
  if (!self->exists && self->cards->len > 0 && find_wanted (self) == NULL)
    return cw_site_card_get_choice (g_ptr_array_index (self->cards, 0));
  return NULL;
}

static void
cw_cycle_page_perform (CwStagePage *page)
{
  CwCyclePage *self = CW_CYCLE_PAGE (page);

  if (self->exists)
    CW_STAGE_PAGE_CLASS (cw_cycle_page_parent_class)->perform (page);
  else
    cw_cycle_page_begin (self);
}

static void
cw_cycle_page_finalize (GObject *object)
{
  g_ptr_array_unref (CW_CYCLE_PAGE (object)->cards);
  g_object_unref (CW_CYCLE_PAGE (object)->beginning);
  g_clear_object (&CW_CYCLE_PAGE (object)->draft);

  G_OBJECT_CLASS (cw_cycle_page_parent_class)->finalize (object);
}

static void
cw_cycle_page_class_init (CwCyclePageClass *klass)
{
  CwStagePageClass *page_class = CW_STAGE_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_cycle_page_finalize;
  page_class->set_up = cw_cycle_page_set_up;
  page_class->update = cw_cycle_page_update;
  page_class->get_deed = cw_cycle_page_get_deed;
  page_class->get_fault = cw_cycle_page_get_fault;
  page_class->perform = cw_cycle_page_perform;
}

static GtkWidget *
add_entry (CwCyclePage *self,
           GtkWidget   *group,
           const char  *title,
           GCallback    changed)
{
  GtkWidget *entry = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), title);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (entry), TRUE);
  g_signal_connect_object (entry, "changed", changed, self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), entry);
  return entry;
}

static void
cw_cycle_page_init (CwCyclePage *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->beginning = cw_beginning_new ();
  self->number = cw_cycle_number_new ();
  cw_stage_page_add_above (CW_STAGE_PAGE (self), self->number);
  self->entries = group;
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("What Is Deployed"));
  self->cards = g_ptr_array_new ();
  self->sites = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  self->schedule = g_object_new (CW_TYPE_SCHEDULE_LIST, NULL);
  self->trouble = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->trouble), 0);
  gtk_label_set_wrap (GTK_LABEL (self->trouble), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->trouble), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (self->trouble, "error");
  gtk_widget_set_margin_top (self->trouble, 6);
  self->cycle = add_entry (self, group, _ ("_Cycle or revision, such as 45 or c0045.003"), G_CALLBACK (cw_cycle_page_cycle_changed));
  self->components = add_entry (self, group, _ ("C_omponents of the revision, such as ATDome, MTMount"),
                                G_CALLBACK (input_changed));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->trouble);
  cw_stage_page_add_above (CW_STAGE_PAGE (self), group);
  cw_stage_page_add_above (CW_STAGE_PAGE (self), self->sites);
  cw_stage_page_add_input (CW_STAGE_PAGE (self), self->sites);
  cw_stage_page_add_below (CW_STAGE_PAGE (self), self->schedule);
}
