/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-site-card"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date-warnings.h"
#include "cw-date.h"
#include "cw-entry-draft.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-site-card.h"

struct _CwSiteCard
{
  AdwBin parent_instance;

  CwProcedure *procedure;
  const CwSite *site;    /* the procedure's */
  gboolean showing;      /* what the preparation says is being shown: nothing is chosen then */
  gboolean touched;      /* date and time are the person's: no proposal takes their place */
  gboolean choosing;     /* a fate is being chosen: what is typed and not ticked isn't applied by that */
  guint fate_known;      /* the last that was chosen or shown: a row tells of a change late, and of its own */

  GtkWidget *applied; /* (nullable): the entry that is being applied */

  GtkWidget *group;
  GtkWidget *fate;
  GtkWidget *date;
  GtkWidget *time;
  GtkWidget *warnings;
  GtkWidget *testing;
  GtkWidget *ready;
  GtkWidget *until;
  GtkWidget *principals_row;
  GtkWidget *principals;
};

/* The fates in the order of the list; the first is none. */
static const struct {
  const char *word;
  const char *label;
} fates[] = {
  { NULL, N_ ("Prepared here") },
  { "put-off", N_ ("Put off") },
  { "dropped", N_ ("Dropped") },
  { "by-other", N_ ("Prepared by someone else") },
};

enum {
  CHANGED,
  APPLIED,
  FATE_CHOSEN,
  PRINCIPALS_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwSiteCard, cw_site_card, ADW_TYPE_BIN)

static void
cw_site_card_finalize (GObject *object)
{
  g_clear_object (&CW_SITE_CARD (object)->procedure);
  G_OBJECT_CLASS (cw_site_card_parent_class)->finalize (object);
}

static const char *
get_text (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

static void
text_changed (CwSiteCard *self,
              GtkWidget  *entry)
{
  if (self->showing)
    return;
  /* Who empties both asks for a proposal again. */
  if (entry == self->date || entry == self->time)
    self->touched = *get_text (self->date) != '\0' || *get_text (self->time) != '\0';
  g_signal_emit (self, signals[CHANGED], 0);
}

/* One entry is applied; what stands in the others and isn't ticked stays a draft. */
static void
apply (CwSiteCard *self,
       GtkWidget  *entry)
{
  self->applied = entry;
  g_signal_emit (self, signals[APPLIED], 0);
  self->applied = NULL;
}

static void
fate_changed (CwSiteCard *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->fate));
  gboolean wanted = cw_site_card_is_wanted (self);

  gtk_widget_set_visible (self->date, wanted);
  gtk_widget_set_visible (self->time, wanted);
  gtk_widget_set_visible (self->testing, wanted && self->site != NULL
                                         && !g_strv_contains ((const char *const *) self->site->traits, "production"));
  gtk_widget_set_visible (self->principals_row, wanted && self->site != NULL && self->site->principals->len > 0);
  if (self->showing || self->site == NULL || self->fate_known == selected)
    return;
  self->fate_known = selected;
  self->choosing = TRUE;
  g_signal_emit (self, signals[FATE_CHOSEN], 0);
  self->choosing = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
principals_changed (CwSiteCard *self)
{
  if (self->showing)
    return;
  g_signal_emit (self, signals[PRINCIPALS_CHOSEN], 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
cw_site_card_class_init (CwSiteCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_site_card_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    {
      static const char *const names[N_SIGNALS] = { "changed", "applied", "fate-chosen", "principals-chosen" };

      signals[i] = g_signal_new (names[i], CW_TYPE_SITE_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    }
  g_type_ensure (CW_TYPE_DATE_WARNINGS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cyclewright/Cyclewright/ui/cw-site-card.ui");
  gtk_widget_class_bind_template_child (widget_class, CwSiteCard, group);
  gtk_widget_class_bind_template_child (widget_class, CwSiteCard, fate);
  gtk_widget_class_bind_template_child (widget_class, CwSiteCard, date);
  gtk_widget_class_bind_template_child (widget_class, CwSiteCard, time);
  gtk_widget_class_bind_template_child (widget_class, CwSiteCard, warnings);
  gtk_widget_class_bind_template_child (widget_class, CwSiteCard, testing);
  gtk_widget_class_bind_template_child (widget_class, CwSiteCard, ready);
  gtk_widget_class_bind_template_child (widget_class, CwSiteCard, until);
  gtk_widget_class_bind_template_child (widget_class, CwSiteCard, principals_row);
  gtk_widget_class_bind_template_child (widget_class, CwSiteCard, principals);
  gtk_widget_class_bind_template_callback (widget_class, text_changed);
  gtk_widget_class_bind_template_callback (widget_class, apply);
  gtk_widget_class_bind_template_callback (widget_class, fate_changed);
  gtk_widget_class_bind_template_callback (widget_class, principals_changed);
}

static void
cw_site_card_init (CwSiteCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill_fates (CwSiteCard *self,
            gboolean    exists)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  /* Of a preparation that isn't yet there, a site can only be part or not. */
  for (guint i = 0; i < (exists ? G_N_ELEMENTS (fates) : 2); i++)
    gtk_string_list_append (list, exists || i == 0 ? _ (fates[i].label) : _ ("Not now"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->fate), G_LIST_MODEL (list));
}

/**
 * cw_site_card_new:
 * @procedure: the procedure
 * @site: one of its sites
 * @exists: whether the preparation is there already: then changes are applied one by one
 *
 * Returns: (transfer floating): a card
 */
GtkWidget *
cw_site_card_new (CwProcedure  *procedure,
                  const CwSite *site,
                  gboolean      exists)
{
  CwSiteCard *self = g_object_new (CW_TYPE_SITE_CARD, NULL);
  GtkWidget *entries[] = { self->date, self->time, self->ready, self->until };
  g_autofree char *title = g_markup_escape_text (site->name, -1);
  g_autofree char *time = g_strdup_printf (_ ("_Time (%s)"), cw_procedure_get_zone_name (procedure));

  self->showing = TRUE;
  self->procedure = g_object_ref (procedure);
  self->site = site;
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), title);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->time), time);
  for (guint i = 0; i < G_N_ELEMENTS (entries) && exists; i++)
    cw_entry_draft_show_apply (ADW_ENTRY_ROW (entries[i]));
  fill_fates (self, exists);
  fate_changed (self);
  self->showing = FALSE;
  return GTK_WIDGET (self);
}

const CwSite *
cw_site_card_get_site (CwSiteCard *self)
{
  g_return_val_if_fail (CW_IS_SITE_CARD (self), NULL);

  return self->site;
}

/* An entry in which the person is typing keeps what they typed. */
static void
put_text (GtkWidget  *entry,
          const char *text)
{
  const char *shown = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (g_str_equal (shown, text) || (gtk_widget_get_focus_child (entry) != NULL && *shown != '\0'))
    return;
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

/**
 * cw_site_card_propose:
 * @self: a card
 * @start: when the site could be deployed
 *
 * Shows it where the person said nothing else.
 */
void
cw_site_card_propose (CwSiteCard *self,
                      GDateTime  *start)
{
  g_autofree char *date = g_date_time_format (start, "%Y-%m-%d");
  g_autofree char *time = g_date_time_format (start, "%H:%M");

  g_return_if_fail (CW_IS_SITE_CARD (self));

  if (self->touched)
    return;
  self->showing = TRUE;
  put_text (self->date, date);
  put_text (self->time, time);
  self->showing = FALSE;
}

static guint
find_fate (CwSiteCard   *self,
           CwDeployment *deployment)
{
  const char *fate = cw_deployment_get_fate (deployment, self->site->id);

  for (guint i = 1; i < G_N_ELEMENTS (fates); i++)
    if (g_strcmp0 (fate, fates[i].word) == 0)
      return i;
  return cw_deployment_has_site (deployment, self->site->id) ? 0 : 1;
}

/* A site that never was part of the preparation isn't put off. */
static void
name_second_fate (CwSiteCard   *self,
                  CwDeployment *deployment)
{
  gboolean known = cw_deployment_has_site (deployment, self->site->id)
                   || cw_deployment_get_fate (deployment, self->site->id) != NULL;
  const char *labels[] = { known ? _ (fates[1].label) : _ ("Not now"), NULL };
  GtkStringList *list = GTK_STRING_LIST (adw_combo_row_get_model (ADW_COMBO_ROW (self->fate)));

  if (!g_str_equal (gtk_string_list_get_string (list, 1), labels[0]))
    gtk_string_list_splice (list, 1, 1, labels);
}

static void
show_text (CwSiteCard *self,
           GtkWidget  *entry,
           CwDrafts   *drafts,
           JsonObject *object,
           const char *member)
{
  g_autofree char *key = g_strdup_printf ("site.%s.%s", self->site->id, member);

  cw_entry_draft_show (entry, drafts, key, cw_json_get_string (object, member, ""));
}

/**
 * cw_site_card_show:
 * @self: a card
 * @deployment: what the preparation says of the site
 * @drafts: where it is kept what is typed and not applied yet
 * @settled: whether nothing is being written down: else what was chosen just now isn't in it yet, and stays
 */
void
cw_site_card_show (CwSiteCard   *self,
                   CwDeployment *deployment,
                   CwDrafts     *drafts,
                   gboolean      settled)
{
  JsonObject *object;

  g_return_if_fail (CW_IS_SITE_CARD (self));

  self->showing = TRUE;
  object = cw_deployment_get_object (deployment, "site.%s", self->site->id);
  if (object != NULL)
    {
      show_text (self, self->date, drafts, object, "date");
      show_text (self, self->time, drafts, object, "time");
      show_text (self, self->ready, drafts, object, "ready");
      show_text (self, self->until, drafts, object, "until");
    }
  if (settled)
    {
      name_second_fate (self, deployment);
      self->fate_known = find_fate (self, deployment);
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->fate), self->fate_known);
      gtk_switch_set_active (GTK_SWITCH (self->principals),
                             cw_deployment_get_flag (deployment, "principals.%s", self->site->id));
    }
  self->showing = FALSE;
}

/**
 * cw_site_card_show_present:
 * @self: a card
 * @text: (nullable): what the site is configured for now, and where that is said
 */
void
cw_site_card_show_present (CwSiteCard *self,
                           const char *text)
{
  g_autofree char *markup = text != NULL ? g_markup_escape_text (text, -1) : NULL;

  g_return_if_fail (CW_IS_SITE_CARD (self));

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->group), markup);
}

static gboolean
is_date (CwSiteCard *self,
         const char *time)
{
  g_autoptr (GDateTime) start = cw_date_parse_local (get_text (self->date), time,
                                                     cw_procedure_get_time_zone (self->procedure), NULL);

  return start != NULL;
}

/* Of the testers' time, which may be empty. */
static gboolean
is_instant (CwSiteCard *self,
            GtkWidget  *entry)
{
  return *get_text (entry) == '\0'
         || cw_deployment_is_instant (get_text (entry), cw_procedure_get_time_zone (self->procedure));
}

static void
mark_wrong (GtkWidget *entry,
            gboolean   wrong)
{
  if (wrong)
    gtk_widget_add_css_class (entry, "error");
  else
    gtk_widget_remove_css_class (entry, "error");
}

/**
 * cw_site_card_show_trouble:
 * @self: a card
 * @trouble: (nullable): what is wrong with what stands here
 *
 * Says it below the date and marks the entry at fault; where each can be read, the date is too early.
 */
void
cw_site_card_show_trouble (CwSiteCard *self,
                           const char *trouble)
{
  gboolean wrong = trouble != NULL;
  gboolean date, time, ready, until;

  g_return_if_fail (CW_IS_SITE_CARD (self));

  date = wrong && !is_date (self, "12:00");
  time = wrong && !date && !is_date (self, get_text (self->time));
  ready = wrong && !is_instant (self, self->ready);
  until = wrong && !is_instant (self, self->until);
  mark_wrong (self->date, date || (wrong && !time && !ready && !until));
  mark_wrong (self->time, time);
  mark_wrong (self->ready, ready);
  mark_wrong (self->until, until);
  if (ready || until)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->testing), TRUE);
  cw_date_warnings_show_trouble (CW_DATE_WARNINGS (self->warnings), trouble);
}

/**
 * cw_site_card_get_fault:
 * @self: a card
 *
 * Returns: (transfer none) (nullable): the first entry that is marked as being at fault
 */
GtkWidget *
cw_site_card_get_fault (CwSiteCard *self)
{
  GtkWidget *entries[] = { self->date, self->time, self->ready, self->until };

  g_return_val_if_fail (CW_IS_SITE_CARD (self), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (gtk_widget_has_css_class (entries[i], "error") && gtk_widget_get_visible (entries[i]))
      return entries[i];
  return NULL;
}

/**
 * cw_site_card_get_choice:
 * @self: a card
 *
 * Returns: (transfer none): where it is chosen whether the site is prepared here
 */
GtkWidget *
cw_site_card_get_choice (CwSiteCard *self)
{
  g_return_val_if_fail (CW_IS_SITE_CARD (self), NULL);

  return self->fate;
}

/**
 * cw_site_card_show_warnings:
 * @self: a card
 * @schedule: (nullable): the schedule of all dates as they stand
 * @deployment: (nullable): the preparation, where it is there already
 *
 * Says below the date what a person should know of it.
 */
void
cw_site_card_show_warnings (CwSiteCard   *self,
                            CwSchedule   *schedule,
                            CwDeployment *deployment)
{
  g_return_if_fail (CW_IS_SITE_CARD (self));

  cw_date_warnings_show (CW_DATE_WARNINGS (self->warnings), schedule, self->site->id, deployment);
}

gboolean
cw_site_card_is_wanted (CwSiteCard *self)
{
  g_return_val_if_fail (CW_IS_SITE_CARD (self), FALSE);

  return adw_combo_row_get_selected (ADW_COMBO_ROW (self->fate)) == 0;
}

/**
 * cw_site_card_get_fate:
 * @self: a card
 *
 * Returns: (transfer none) (nullable): the word of the fate that is chosen; %NULL where the site is prepared here
 */
const char *
cw_site_card_get_fate (CwSiteCard *self)
{
  guint selected;

  g_return_val_if_fail (CW_IS_SITE_CARD (self), NULL);

  selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->fate));
  return selected < G_N_ELEMENTS (fates) ? fates[selected].word : NULL;
}

gboolean
cw_site_card_get_principals (CwSiteCard *self)
{
  g_return_val_if_fail (CW_IS_SITE_CARD (self), FALSE);

  return gtk_switch_get_active (GTK_SWITCH (self->principals));
}

/* What counts: as one types, what is typed; but what was typed the time before, or beside the entry that is applied, was
 * never applied, nor is it by choosing the fate of a site that has a date. */
static const char *
get_counting (CwSiteCard *self,
              GtkWidget  *entry)
{
  gboolean typed = self->applied != NULL ? entry == self->applied
                   : self->choosing ? *cw_entry_draft_get_shown (self->date) == '\0' : !cw_entry_draft_is_old (entry);

  return typed ? get_text (entry) : cw_entry_draft_get_shown (entry);
}

/**
 * cw_site_card_get_start:
 * @self: a card
 * @after: (nullable): an instant after which it has to be
 * @error: where to store what is wrong with date or time
 *
 * Returns: (transfer full) (nullable): when the site is deployed
 */
GDateTime *
cw_site_card_get_start (CwSiteCard *self,
                        GDateTime  *after,
                        GError    **error)
{
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (JsonNode) value = NULL;
  g_autofree char *fact = NULL;

  g_return_val_if_fail (CW_IS_SITE_CARD (self), NULL);

  value = cw_site_card_read (self);
  fact = g_strconcat ("site.", self->site->id, NULL);
  if (!cw_deployment_check_fact (self->procedure, fact, value, error))
    return NULL;
  start = cw_date_parse_local (get_counting (self, self->date), get_counting (self, self->time),
                               cw_procedure_get_time_zone (self->procedure), error);
  if (start != NULL && after != NULL && g_date_time_compare (start, after) <= 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("%s %s is in the past; choose a later date"),
                   get_counting (self, self->date), get_counting (self, self->time));
      return NULL;
    }
  return g_steal_pointer (&start);
}

/**
 * cw_site_card_read:
 * @self: a card
 *
 * Returns: (transfer full): the value of the fact `site.SITE`
 */
JsonNode *
cw_site_card_read (CwSiteCard *self)
{
  const char *ready, *until;
  JsonObject *object;

  g_return_val_if_fail (CW_IS_SITE_CARD (self), NULL);

  ready = get_counting (self, self->ready);
  until = get_counting (self, self->until);
  object = cw_json_object ("date", get_counting (self, self->date), "time", get_counting (self, self->time), NULL);
  if (*ready != '\0')
    json_object_set_string_member (object, "ready", ready);
  if (*until != '\0')
    json_object_set_string_member (object, "until", until);
  return cw_json_node_object (object);
}

/**
 * cw_site_card_get_draft:
 * @self: a card of a preparation that isn't there yet
 *
 * Returns: (transfer full): what the person chose and typed; without what is a proposal only
 */
JsonObject *
cw_site_card_get_draft (CwSiteCard *self)
{
  JsonObject *draft;

  g_return_val_if_fail (CW_IS_SITE_CARD (self), NULL);

  draft = cw_json_object ("ready", get_text (self->ready), "until", get_text (self->until), NULL);
  if (self->touched)
    {
      json_object_set_string_member (draft, "date", get_text (self->date));
      json_object_set_string_member (draft, "time", get_text (self->time));
    }
  json_object_set_boolean_member (draft, "wanted", cw_site_card_is_wanted (self));
  json_object_set_boolean_member (draft, "principals", cw_site_card_get_principals (self));
  return draft;
}

/**
 * cw_site_card_put_draft:
 * @self: a card of a preparation that isn't there yet
 * @draft: as of cw_site_card_get_draft()
 */
void
cw_site_card_put_draft (CwSiteCard *self,
                        JsonObject *draft)
{
  g_return_if_fail (CW_IS_SITE_CARD (self) && draft != NULL);

  self->showing = TRUE;
  self->touched = json_object_has_member (draft, "date");
  if (self->touched)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->date), cw_json_get_string (draft, "date", ""));
      gtk_editable_set_text (GTK_EDITABLE (self->time), cw_json_get_string (draft, "time", ""));
    }
  gtk_editable_set_text (GTK_EDITABLE (self->ready), cw_json_get_string (draft, "ready", ""));
  gtk_editable_set_text (GTK_EDITABLE (self->until), cw_json_get_string (draft, "until", ""));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->fate), cw_json_get_bool (draft, "wanted", TRUE) ? 0 : 1);
  gtk_switch_set_active (GTK_SWITCH (self->principals), cw_json_get_bool (draft, "principals", FALSE));
  self->showing = FALSE;
}
