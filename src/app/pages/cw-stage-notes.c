/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage-notes"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-show.h"
#include "cw-stage-notes.h"
#include "cw-wrap-box.h"

struct _CwStageNotes
{
  AdwBin parent_instance;

  CwDesk *desk;           /* (owned) (nullable) */
  char *fact;             /* (nullable): the one that leaves the stage out */

  GtkWidget *trouble_box;
  GtkWidget *trouble;
  GtkWidget *again;
  GtkWidget *reach;
  GtkWidget *reach_title;
  GtkWidget *reach_text;
  GtkWidget *reach_reason;
  GtkWidget *retry;
  GtkWidget *left_out;
  GtkWidget *left_out_text;
  GtkWidget *take_up;
};

G_DEFINE_FINAL_TYPE (CwStageNotes, cw_stage_notes, ADW_TYPE_BIN)

/* That it is left out, why, and by whose word. */
static void
show_left_out (CwStageNotes      *self,
               const CwViewStage *stage)
{
  gboolean skipped = stage != NULL && stage->result->skipped;
  const char *reason = skipped ? stage->result->skip_reason : NULL;
  const CwNote *word = skipped ? cw_view_get_word (cw_desk_get_view (self->desk), self->fact) : NULL;
  g_autofree char *text = NULL;

  if (reason != NULL && word != NULL)
    text = g_strdup_printf (_ ("This stage is left out, by %s: %s"), word->actor, reason);
  else if (reason != NULL)
    text = g_strdup_printf (_ ("This stage is left out: %s"), reason);
  gtk_label_set_text (GTK_LABEL (self->left_out_text), text != NULL ? text : _ ("This stage is left out."));
  gtk_widget_set_visible (self->left_out, skipped);
}

static void
add_once (GPtrArray  *texts,
          const char *text)
{
  if (!g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL))
    g_ptr_array_add (texts, (gpointer) text);
}

/* Each thing by its name once, for whatever site it is asked; the first reason mostly is that of all, and the checks have
 * each. */
static void
show_reach (CwStageNotes      *self,
            const CwViewStage *stage,
            const char        *site)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *list = NULL, *title = NULL;
  const char *reason = NULL;
  gboolean known = TRUE;

  for (guint i = 0; stage != NULL && i < stage->result->out_of_reach->len; i++)
    {
      const CwOutOfReach *one = g_ptr_array_index (stage->result->out_of_reach, i);

      if (site != NULL && one->site != NULL && !g_str_equal (one->site, site))
        continue;
      add_once (names, one->name);
      if (reason == NULL)
        reason = one->reason;
      known &= one->known;
    }
  gtk_widget_set_visible (self->reach, names->len > 0);
  if (names->len == 0)
    return;
  g_ptr_array_add (names, NULL);
  list = g_strjoinv (", ", (char **) names->pdata);
  /* Translators: names of repositories or services, with commas between. */
  title = g_strdup_printf (_ ("Out of reach: %s"), list);
  gtk_label_set_text (GTK_LABEL (self->reach_title), title);
  gtk_label_set_text (GTK_LABEL (self->reach_text),
                      known ? _ ("What was learned before still serves; what has changed since isn’t known. "
                                 "Everything else here works.")
                            : _ ("What needs it waits, or is done by hand. Everything else here works."));
  gtk_label_set_text (GTK_LABEL (self->reach_reason), reason);
}

static void
refresh (CwStageNotes *self)
{
  cw_desk_refresh (self->desk);
}

static void
take_up (CwStageNotes *self)
{
  cw_desk_unset (self->desk, self->fact);
}

static void
cw_stage_notes_dispose (GObject *object)
{
  g_clear_object (&CW_STAGE_NOTES (object)->desk);

  G_OBJECT_CLASS (cw_stage_notes_parent_class)->dispose (object);
}

static void
cw_stage_notes_finalize (GObject *object)
{
  g_free (CW_STAGE_NOTES (object)->fact);

  G_OBJECT_CLASS (cw_stage_notes_parent_class)->finalize (object);
}

static void
cw_stage_notes_class_init (CwStageNotesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_stage_notes_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_stage_notes_finalize;
  g_type_ensure (CW_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-stage-notes.ui");
  gtk_widget_class_bind_template_child (widget_class, CwStageNotes, trouble_box);
  gtk_widget_class_bind_template_child (widget_class, CwStageNotes, trouble);
  gtk_widget_class_bind_template_child (widget_class, CwStageNotes, again);
  gtk_widget_class_bind_template_child (widget_class, CwStageNotes, reach);
  gtk_widget_class_bind_template_child (widget_class, CwStageNotes, reach_title);
  gtk_widget_class_bind_template_child (widget_class, CwStageNotes, reach_text);
  gtk_widget_class_bind_template_child (widget_class, CwStageNotes, reach_reason);
  gtk_widget_class_bind_template_child (widget_class, CwStageNotes, retry);
  gtk_widget_class_bind_template_child (widget_class, CwStageNotes, left_out);
  gtk_widget_class_bind_template_child (widget_class, CwStageNotes, left_out_text);
  gtk_widget_class_bind_template_child (widget_class, CwStageNotes, take_up);
  gtk_widget_class_bind_template_callback (widget_class, refresh);
  gtk_widget_class_bind_template_callback (widget_class, take_up);
}

static void
cw_stage_notes_init (CwStageNotes *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * cw_stage_notes_update:
 * @self: the notes
 * @desk: what went wrong, and where the way on is asked for
 * @stage_id: the stage
 * @site: (nullable): id of the site that is shown; all without
 */
void
cw_stage_notes_update (CwStageNotes *self,
                       CwDesk       *desk,
                       const char   *stage_id,
                       const char   *site)
{
  const char *trouble;
  const CwViewStage *stage;
  CwView *view;

  g_return_if_fail (CW_IS_STAGE_NOTES (self) && CW_IS_DESK (desk) && stage_id != NULL);

  g_set_object (&self->desk, desk);
  if (self->fact == NULL)
    self->fact = cw_stage_notes_get_fact (stage_id);
  view = cw_desk_get_view (desk);
  stage = view != NULL ? cw_view_get_stage (view, stage_id) : NULL;
  trouble = cw_desk_get_trouble (desk, "");
  cw_show_text (self->trouble, trouble);
  gtk_widget_set_visible (self->trouble_box, trouble != NULL);
  show_reach (self, stage, site);
  show_left_out (self, stage);
  gtk_widget_set_visible (self->again, stage != NULL && !cw_view_is_closed (view));
  gtk_widget_set_visible (self->retry, stage != NULL && !cw_view_is_closed (view));
  gtk_widget_set_visible (self->take_up, stage != NULL && !cw_view_is_closed (view));
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_widget_get_visible (self->trouble_box)
                                             || gtk_widget_get_visible (self->reach)
                                             || gtk_widget_get_visible (self->left_out));
}

/**
 * cw_stage_notes_get_fact:
 * @stage_id: id of a stage
 *
 * Returns: (transfer full): the fact that leaves the stage out
 */
char *
cw_stage_notes_get_fact (const char *stage_id)
{
  return g_strconcat ("skipped.", stage_id, NULL);
}
