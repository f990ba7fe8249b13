/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-base-list"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-base-list.h"
#include "cw-desk-files.h"
#include "cw-question-row.h"
#include "cw-round-button.h"
#include "cw-site-menu.h"
#include "cw-show.h"

struct _CwBaseList
{
  AdwBin parent_instance;

  CwDesk *desk;
  GtkWidget *menu;  /* what else there is for the site; stands beside the group's title */
  GtkWidget *group; /* (nullable): the one that is shown */
  char *shown;  /* what the rows say, so that they are made anew only when it changes */
};

G_DEFINE_FINAL_TYPE (CwBaseList, cw_base_list, ADW_TYPE_BIN)

/* One repository of the site, as it is planned now. */
typedef struct {
  const CwChangeSet *changes;
  const CwQuestion *question;  /* (nullable): while the base can be chosen */
  gboolean open;               /* asked, and not answered yet */
  gboolean unsaved;            /* a person typed something that they didn't save */
  gboolean pushed;             /* the present round was settled: another one can begin */
  guint round;
} Base;

static void
cw_base_list_dispose (GObject *object)
{
  CwBaseList *self = CW_BASE_LIST (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->menu);

  G_OBJECT_CLASS (cw_base_list_parent_class)->dispose (object);
}

static void
cw_base_list_finalize (GObject *object)
{
  g_free (CW_BASE_LIST (object)->shown);

  G_OBJECT_CLASS (cw_base_list_parent_class)->finalize (object);
}

static void
cw_base_list_class_init (CwBaseListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cw_base_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_base_list_finalize;
}

static void
cw_base_list_init (CwBaseList *self)
{
  self->menu = g_object_ref_sink (cw_site_menu_new ());
}

static const CwQuestion *
find_question (GPtrArray  *questions,
               const char *fact)
{
  for (guint i = 0; i < questions->len; i++)
    if (g_str_equal (((const CwQuestion *) g_ptr_array_index (questions, i))->fact, fact))
      return g_ptr_array_index (questions, i);
  return NULL;
}

static gboolean
is_pushed (const CwViewStage *stage,
           const char        *site,
           const char        *repository)
{
  g_autofree char *part = g_strdup_printf ("/%s/%s/%s/", site, stage->id, repository);

  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);

      if (g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_GIT_BRANCH)
          && strstr (cw_effect_get_id (item->effect), part) != NULL)
        return cw_effect_state_is_settled (item->state);
    }
  return FALSE;
}

static GArray *
list_bases (CwDesk            *desk,
            const CwViewStage *stage,
            const char        *site)
{
  CwView *view = cw_desk_get_view (desk);
  CwProcedure *procedure = cw_deployment_get_procedure (cw_view_get_deployment (view));
  CwPlan *plan = cw_view_get_plan (view, site);
  GPtrArray *sets = plan != NULL ? cw_plan_get_change_sets (plan) : NULL;
  GArray *bases = g_array_new (FALSE, TRUE, sizeof (Base));

  for (guint i = 0; sets != NULL && i < sets->len; i++)
    {
      Base base = { g_ptr_array_index (sets, i) };
      const CwRepository *repository = cw_procedure_get_repository (procedure, base.changes->repository);
      g_autofree char *fact = g_strdup_printf ("base.%s.%s", site, base.changes->repository);
      g_auto (GStrv) unsaved = cw_desk_list_unsaved (desk, site, base.changes->repository);

      if (repository == NULL || !g_str_equal (repository->stage, stage->id))
        continue;
      base.question = find_question (stage->result->questions, fact);
      base.open = base.question != NULL;
      base.unsaved = unsaved[0] != NULL;
      if (base.question == NULL)
        base.question = find_question (stage->result->answered, fact);
      base.pushed = is_pushed (stage, site, repository->id);
      base.round = cw_deployment_get_round (cw_view_get_deployment (view), site, repository->id);
      g_array_append_val (bases, base);
    }
  return bases;
}

/* A branch that is no candidate may have been chosen all the same. */
static char *
make_label (const Base *base)
{
  const CwQuestion *question = base->question;

  for (guint i = 0; question != NULL && question->labels != NULL && question->labels[i] != NULL; i++)
    if (g_str_equal (question->values[i], base->changes->base_name))
      return g_strdup (question->labels[i]);
  if (base->changes->present.number > 0)
    {
      g_autofree char *tag = cw_cycle_to_tag (&base->changes->present);

      return g_strdup_printf (_ ("%s: configured for %s"), base->changes->base_name, tag);
    }
  return g_strdup (base->changes->base_name);
}

/* "main: configured for c0044", the round where it isn't the first, and what the person is to know. */
static char *
describe (const Base *base)
{
  g_autofree char *round = base->round > 1 ? g_strdup_printf (_ ("Round %u"), base->round) : NULL;
  g_autofree char *label = make_label (base);
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  if (round != NULL)
    g_ptr_array_add (parts, round);
  g_ptr_array_add (parts, label);
  if (base->open)
    g_ptr_array_add (parts, (gpointer) _ ("suggested, asked above"));
  else if (base->pushed)
    g_ptr_array_add (parts, (gpointer) _ ("as it was pushed"));
  if (base->unsaved)
    g_ptr_array_add (parts, (gpointer) _ ("unsaved changes"));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static char *
describe_all (CwBaseList *self,
              GArray     *bases,
              const char *site)
{
  g_autoptr (GString) text = g_string_new (site);

  g_string_append_printf (text, "\t%d", cw_view_is_closed (cw_desk_get_view (self->desk)));
  for (guint i = 0; i < bases->len; i++)
    {
      const Base *base = &g_array_index (bases, Base, i);
      g_autofree char *line = describe (base);
      g_autofree char *labels = base->question != NULL && base->question->labels != NULL
                                  ? g_strjoinv ("\t", base->question->labels) : NULL;

      g_string_append_printf (text, "\n%s\t%s\t%s\t%d", base->changes->repository, line, labels != NULL ? labels : "",
                              base->pushed);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A row opens where there is something to choose. */
static GtkWidget *
make_row (CwBaseList *self,
          const char *site,
          const Base *base)
{
  gboolean closed = cw_view_is_closed (cw_desk_get_view (self->desk));
  gboolean choice = base->question != NULL && !base->open && !closed && g_strv_length (base->question->values) > 1;
  GtkWidget *row = choice ? adw_expander_row_new () : adw_action_row_new ();
  g_autofree char *text = describe (base);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), base->changes->repository);
  if (choice)
    {
      adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), text);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row), cw_question_row_new (self->desk, base->question));
      return row;
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_focusable (row, FALSE);
  if (base->pushed && !closed)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), cw_round_button_new (self->desk, site, base->changes->repository));
  return row;
}

/**
 * cw_base_list_update:
 * @self: the list
 * @desk: where a choice is made
 * @stage: the stage whose repositories are meant; not kept
 * @site: (nullable): id of the site
 */
void
cw_base_list_update (CwBaseList        *self,
                     CwDesk            *desk,
                     const CwViewStage *stage,
                     const char        *site)
{
  g_autoptr (GArray) bases = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (CW_IS_BASE_LIST (self) && CW_IS_DESK (desk) && stage != NULL);

  g_set_object (&self->desk, desk);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (site == NULL)
    return;
  cw_site_menu_update (CW_SITE_MENU (self->menu), desk, site);
  bases = list_bases (desk, stage, site);
  gtk_widget_set_visible (GTK_WIDGET (self), bases->len > 0);
  text = describe_all (self, bases, site);
  if (g_strcmp0 (text, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  if (self->group != NULL)
    adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self->group), NULL);
  self->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _ ("Planned On"));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self->group), self->menu);
  for (guint i = 0; i < bases->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group),
                               make_row (self, site, &g_array_index (bases, Base, i)));
  adw_bin_set_child (ADW_BIN (self), self->group);
}
