/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage-page"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-check-list.h"
#include "cw-check-row.h"
#include "cw-dialogs.h"
#include "cw-effect-groups.h"
#include "cw-effect-row.h"
#include "cw-question-list.h"
#include "cw-question-row.h"
#include "cw-scroll-anchor.h"
#include "cw-show.h"
#include "cw-stage-notes.h"
#include "cw-stage-page-private.h"

typedef struct {
  CwDesk *desk;
  char *stage_id;
  char *site;             /* (nullable): the one that is shown; all without */
  gboolean stale;         /* the view changed while the page was out of sight */
  GPtrArray *inputs;      /* what a person gives; borrowed from the page's own children */

  CwScrollAnchor *anchor;

  GtkWidget *scroller;
  GtkWidget *heading;
  GtkWidget *title;
  GtkWidget *purpose;
  GtkWidget *notes;
  GtkWidget *above;
  GtkWidget *questions;
  GtkWidget *between;
  GtkWidget *effects;
  GtkWidget *below;
  GtkWidget *checks;
} CwStagePagePrivate;

static guint deed_changed_signal;

G_DEFINE_TYPE_WITH_PRIVATE (CwStagePage, cw_stage_page, ADW_TYPE_BIN)

static CwStagePagePrivate *
get_private (CwStagePage *self)
{
  return cw_stage_page_get_instance_private (self);
}

static gboolean
has_focus (CwStagePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

static void
show (CwStagePage *self)
{
  CwStagePagePrivate *priv = get_private (self);
  const CwViewStage *stage = cw_stage_page_get_stage (self);
  gboolean focused = has_focus (self);

  /* Nothing moves away under the pointer because something else is news. */
  cw_scroll_anchor_drop (priv->anchor);
  priv->stale = FALSE;
  cw_stage_notes_update (CW_STAGE_NOTES (priv->notes), priv->desk, priv->stage_id, priv->site);
  gtk_widget_set_sensitive (priv->questions, !cw_stage_page_is_closed (self));
  for (guint i = 0; i < priv->inputs->len; i++)
    gtk_widget_set_sensitive (priv->inputs->pdata[i], !cw_stage_page_is_closed (self));
  if (stage != NULL)
    {
      gtk_label_set_text (GTK_LABEL (priv->title), stage->title);
      cw_show_text (priv->purpose, stage->purpose);
      cw_question_list_update (CW_QUESTION_LIST (priv->questions), priv->desk, stage, priv->site);
      if (!CW_STAGE_PAGE_GET_CLASS (self)->own_effects)
        cw_effect_groups_update (CW_EFFECT_GROUPS (priv->effects), priv->desk, stage, priv->site);
      cw_check_list_update (CW_CHECK_LIST (priv->checks), priv->desk, stage, priv->site);
    }
  if (CW_STAGE_PAGE_GET_CLASS (self)->update != NULL)
    CW_STAGE_PAGE_GET_CLASS (self)->update (self, stage);
  /* What had it was made anew. */
  if (focused && !has_focus (self))
    cw_stage_page_focus (self);
  cw_stage_page_deed_changed (self);
}

static void
desk_changed (CwStagePage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show (self);
  else
    get_private (self)->stale = TRUE;
}

static void
cw_stage_page_map (GtkWidget *widget)
{
  CwStagePage *self = CW_STAGE_PAGE (widget);

  if (get_private (self)->stale)
    show (self);
  GTK_WIDGET_CLASS (cw_stage_page_parent_class)->map (widget);
}

static void
cw_stage_page_dispose (GObject *object)
{
  CwStagePage *self = CW_STAGE_PAGE (object);

  g_clear_pointer (&get_private (self)->anchor, cw_scroll_anchor_free);
  g_clear_object (&get_private (self)->desk);

  G_OBJECT_CLASS (cw_stage_page_parent_class)->dispose (object);
}

static void
cw_stage_page_finalize (GObject *object)
{
  g_ptr_array_unref (get_private (CW_STAGE_PAGE (object))->inputs);
  g_free (get_private (CW_STAGE_PAGE (object))->stage_id);
  g_free (get_private (CW_STAGE_PAGE (object))->site);

  G_OBJECT_CLASS (cw_stage_page_parent_class)->finalize (object);
}

static void
cw_stage_page_class_init (CwStagePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cw_stage_page_dispose;
  object_class->finalize = cw_stage_page_finalize;
  widget_class->map = cw_stage_page_map;
  klass->get_deed = cw_stage_page_describe_deed;
  klass->perform = cw_stage_page_do_deed;

  deed_changed_signal = g_signal_new ("deed-changed", CW_TYPE_STAGE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 0);

  g_type_ensure (CW_TYPE_CHECK_LIST);
  g_type_ensure (CW_TYPE_EFFECT_GROUPS);
  g_type_ensure (CW_TYPE_QUESTION_LIST);
  g_type_ensure (CW_TYPE_STAGE_NOTES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-stage-page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, CwStagePage, scroller);
  gtk_widget_class_bind_template_child_private (widget_class, CwStagePage, heading);
  gtk_widget_class_bind_template_child_private (widget_class, CwStagePage, title);
  gtk_widget_class_bind_template_child_private (widget_class, CwStagePage, purpose);
  gtk_widget_class_bind_template_child_private (widget_class, CwStagePage, notes);
  gtk_widget_class_bind_template_child_private (widget_class, CwStagePage, above);
  gtk_widget_class_bind_template_child_private (widget_class, CwStagePage, questions);
  gtk_widget_class_bind_template_child_private (widget_class, CwStagePage, between);
  gtk_widget_class_bind_template_child_private (widget_class, CwStagePage, effects);
  gtk_widget_class_bind_template_child_private (widget_class, CwStagePage, below);
  gtk_widget_class_bind_template_child_private (widget_class, CwStagePage, checks);
}

static GtkSizeRequestMode
get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
measure (GtkWidget      *widget,
         GtkOrientation  orientation,
         int             for_size,
         int            *minimum,
         int            *natural,
         int            *minimum_baseline,
         int            *natural_baseline)
{
  gtk_widget_measure (adw_bin_get_child (ADW_BIN (widget)), orientation, -1, minimum, natural, NULL, NULL);
}

static void
allocate (GtkWidget *widget,
          int        width,
          int        height,
          int        baseline)
{
  gtk_widget_size_allocate (adw_bin_get_child (ADW_BIN (widget)), &(GtkAllocation) { 0, 0, width, height }, -1);
}

static void
cw_stage_page_init (CwStagePage *self)
{
  get_private (self)->inputs = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  /* A page scrolls: it needs no height for its width. Asked for it, GTK would try a dozen widths of all that it holds. */
  gtk_widget_set_layout_manager (GTK_WIDGET (self), gtk_custom_layout_new (get_request_mode, measure, allocate));
  get_private (self)->anchor = cw_scroll_anchor_new (GTK_SCROLLED_WINDOW (get_private (self)->scroller));
}

/**
 * cw_stage_page_set_up:
 * @self: a page that was just made
 * @desk: what it works with
 * @stage_id: the stage that it shows
 */
void
cw_stage_page_set_up (CwStagePage *self,
                      CwDesk      *desk,
                      const char  *stage_id)
{
  CwStagePagePrivate *priv;
  const CwStageTemplate *template;

  g_return_if_fail (CW_IS_STAGE_PAGE (self) && CW_IS_DESK (desk) && stage_id != NULL);

  priv = get_private (self);
  priv->desk = g_object_ref (desk);
  priv->stage_id = g_strdup (stage_id);
  template = cw_procedure_get_stage (cw_desk_get_procedure (desk), stage_id);
  gtk_label_set_text (GTK_LABEL (priv->title), template != NULL ? template->title : stage_id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->heading), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (GTK_LABEL (priv->title)), -1);
  cw_show_text (priv->purpose, template != NULL ? template->purpose : NULL);
  if (CW_STAGE_PAGE_GET_CLASS (self)->set_up != NULL)
    CW_STAGE_PAGE_GET_CLASS (self)->set_up (self);
  g_signal_connect_object (desk, "changed", G_CALLBACK (desk_changed), self, G_CONNECT_SWAPPED);
  show (self);
}

CwDesk *
cw_stage_page_get_desk (CwStagePage *self)
{
  g_return_val_if_fail (CW_IS_STAGE_PAGE (self), NULL);

  return get_private (self)->desk;
}

const char *
cw_stage_page_get_id (CwStagePage *self)
{
  g_return_val_if_fail (CW_IS_STAGE_PAGE (self), NULL);

  return get_private (self)->stage_id;
}

/**
 * cw_stage_page_get_stage:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): its stage as the desk has it now; %NULL while there is no preparation
 */
const CwViewStage *
cw_stage_page_get_stage (CwStagePage *self)
{
  CwView *view;

  g_return_val_if_fail (CW_IS_STAGE_PAGE (self), NULL);

  view = cw_desk_get_view (get_private (self)->desk);
  return view != NULL ? cw_view_get_stage (view, get_private (self)->stage_id) : NULL;
}

/**
 * cw_stage_page_add_input:
 * @self: a page
 * @widget: a widget in it
 *
 * Says that a person gives something there, which they can't where the preparation is closed.
 */
void
cw_stage_page_add_input (CwStagePage *self,
                         GtkWidget   *widget)
{
  g_return_if_fail (CW_IS_STAGE_PAGE (self) && GTK_IS_WIDGET (widget));

  g_ptr_array_add (get_private (self)->inputs, widget);
}

/**
 * cw_stage_page_add_above:
 * @self: a page
 * @widget: shown under the purpose, before everything else
 */
void
cw_stage_page_add_above (CwStagePage *self,
                         GtkWidget   *widget)
{
  gtk_box_append (GTK_BOX (get_private (self)->above), widget);
  gtk_widget_set_visible (get_private (self)->above, TRUE);
}

/**
 * cw_stage_page_add_between:
 * @self: a page
 * @widget: shown between the questions and the things to be done
 */
void
cw_stage_page_add_between (CwStagePage *self,
                           GtkWidget   *widget)
{
  gtk_box_append (GTK_BOX (get_private (self)->between), widget);
  gtk_widget_set_visible (get_private (self)->between, TRUE);
}

/**
 * cw_stage_page_add_below:
 * @self: a page
 * @widget: (transfer floating): what stands under the effects
 *
 * Adds what only this stage has.
 */
void
cw_stage_page_add_below (CwStagePage *self,
                         GtkWidget   *widget)
{
  gtk_box_append (GTK_BOX (get_private (self)->below), widget);
  gtk_widget_set_visible (get_private (self)->below, TRUE);
}

/**
 * cw_stage_page_take_body:
 * @self: a page whose class puts more around what every stage has
 *
 * Returns: (transfer full): what every stage has, to be put into another widget of the page
 */
GtkWidget *
cw_stage_page_take_body (CwStagePage *self)
{
  GtkWidget *body;

  g_return_val_if_fail (CW_IS_STAGE_PAGE (self), NULL);

  body = g_object_ref (get_private (self)->scroller);
  adw_bin_set_child (ADW_BIN (self), NULL);
  return body;
}

/**
 * cw_stage_page_is_closed:
 * @self: a page
 *
 * Returns: whether nothing of the preparation is changed here, or any more
 */
gboolean
cw_stage_page_is_closed (CwStagePage *self)
{
  CwView *view;

  g_return_val_if_fail (CW_IS_STAGE_PAGE (self), FALSE);

  view = cw_desk_get_view (get_private (self)->desk);
  return view != NULL && cw_view_is_closed (view);
}

const char *
cw_stage_page_get_site (CwStagePage *self)
{
  g_return_val_if_fail (CW_IS_STAGE_PAGE (self), NULL);

  return get_private (self)->site;
}

/**
 * cw_stage_page_set_site:
 * @self: a page
 * @site: (nullable): id of the site that is shown from now on; %NULL for all
 */
void
cw_stage_page_set_site (CwStagePage *self,
                        const char  *site)
{
  g_return_if_fail (CW_IS_STAGE_PAGE (self));

  if (g_strcmp0 (get_private (self)->site, site) == 0)
    return;
  g_free (get_private (self)->site);
  get_private (self)->site = g_strdup (site);
  show (self);
}

/**
 * cw_stage_page_get_deed:
 * @self: a page
 * @reason: (out) (transfer full) (nullable): why there is nothing to press
 *
 * Returns: (transfer full) (nullable): what the primary button is called now
 */
char *
cw_stage_page_get_deed (CwStagePage *self,
                        char       **reason)
{
  g_return_val_if_fail (CW_IS_STAGE_PAGE (self) && reason != NULL, NULL);

  *reason = NULL;
  if (cw_stage_page_is_closed (self))
    {
      *reason = g_strdup (cw_desk_is_reading (get_private (self)->desk) ? _ ("Reading along: nothing is sent from here")
                                                                        : _ ("Given up: nothing more is sent"));
      return NULL;
    }
  return CW_STAGE_PAGE_GET_CLASS (self)->get_deed (self, reason);
}

/**
 * cw_stage_page_get_fault:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the field that keeps the primary button from being pressed
 */
GtkWidget *
cw_stage_page_get_fault (CwStagePage *self)
{
  g_return_val_if_fail (CW_IS_STAGE_PAGE (self), NULL);

  if (cw_stage_page_is_closed (self) || CW_STAGE_PAGE_GET_CLASS (self)->get_fault == NULL)
    return NULL;
  return CW_STAGE_PAGE_GET_CLASS (self)->get_fault (self);
}

/* The check of something to be done has the effect's id. */
static gboolean
is_open (const CwViewStage *stage,
         const char        *effect_id)
{
  for (guint i = 0; i < stage->result->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (stage->result->checks, i);

      if (g_str_equal (check->id, effect_id))
        return !cw_check_is_settled (check);
    }
  return FALSE;
}

/* What was answered is folded away. */
static GtkWidget *
find_open (GtkWidget         *widget,
           const CwViewStage *stage)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (widget) || ADW_IS_EXPANDER_ROW (widget))
    return NULL;
  if (CW_IS_QUESTION_ROW (widget) || (CW_IS_CHECK_ROW (widget) && cw_check_row_is_open (CW_CHECK_ROW (widget)))
      || (CW_IS_EFFECT_ROW (widget) && is_open (stage, cw_effect_row_get_id (CW_EFFECT_ROW (widget)))))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_open (child, stage);
  return found;
}

/**
 * cw_stage_page_show_open:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the first question, check or thing to be done that waits for somebody, in sight
 */
GtkWidget *
cw_stage_page_show_open (CwStagePage *self)
{
  GtkWidget *found;

  g_return_val_if_fail (CW_IS_STAGE_PAGE (self), NULL);

  if (cw_stage_page_is_closed (self) || cw_stage_page_get_stage (self) == NULL)
    return NULL;
  found = find_open (GTK_WIDGET (self), cw_stage_page_get_stage (self));
  if (found != NULL || CW_STAGE_PAGE_GET_CLASS (self)->show_open == NULL)
    return found;
  CW_STAGE_PAGE_GET_CLASS (self)->show_open (self);
  return find_open (GTK_WIDGET (self), cw_stage_page_get_stage (self));
}

/**
 * cw_stage_page_perform:
 * @self: a page
 *
 * Does what the bottom bar's primary button says.
 */
void
cw_stage_page_perform (CwStagePage *self)
{
  g_return_if_fail (CW_IS_STAGE_PAGE (self));

  CW_STAGE_PAGE_GET_CLASS (self)->perform (self);
}

/**
 * cw_stage_page_deed_changed:
 * @self: a page
 *
 * To be called by a page when the words or the use of its primary button change.
 */
void
cw_stage_page_deed_changed (CwStagePage *self)
{
  g_return_if_fail (CW_IS_STAGE_PAGE (self));

  g_signal_emit (self, deed_changed_signal, 0);
}

static void
take_skip_reason (const char *const *texts,
                  gpointer           data)
{
  CwStagePage *self = data;
  g_autofree char *fact = cw_stage_notes_get_fact (get_private (self)->stage_id);

  if (get_private (self)->desk != NULL)
    cw_desk_set_text (get_private (self)->desk, fact, texts[0]);
}

/**
 * cw_stage_page_leave_out:
 * @self: a page
 *
 * Asks why its stage is left out, and leaves it out.
 */
void
cw_stage_page_leave_out (CwStagePage *self)
{
  CwStagePagePrivate *priv;
  CwDialogField fields[] = { { _ ("Why") }, { NULL } };
  const char *words = _ ("Nothing of this stage is asked for or sent, and it counts as settled. What was sent stays. The "
                         "reason stands on the handover sheet, and the stage can be taken up again.");
  g_autofree char *fact = NULL, *heading = NULL, *sent = NULL, *body = NULL;

  g_return_if_fail (CW_IS_STAGE_PAGE (self));

  priv = get_private (self);
  fact = cw_stage_notes_get_fact (get_private (self)->stage_id);
  fields[0].drafts = cw_desk_get_drafts (priv->desk);
  fields[0].draft = fact;
  heading = g_strdup_printf (_ ("Leave “%s” Out?"), gtk_label_get_text (GTK_LABEL (priv->title)));
  sent = cw_show_sent (cw_desk_get_view (priv->desk), NULL, priv->stage_id);
  if (sent != NULL)
    body = g_strdup_printf ("%s\n\n%s", words, sent);
  cw_dialogs_ask (GTK_WIDGET (self), heading, body != NULL ? body : words, _ ("_Leave Out"), FALSE, fields,
                  take_skip_reason, g_object_ref (self), g_object_unref);
}

/**
 * cw_stage_page_tell_what_stays:
 * @self: a page
 * @site: a site that isn't prepared here any more
 *
 * Says what was sent for @site and is still there, or goes out later: the choice takes nothing back by itself.
 */
void
cw_stage_page_tell_what_stays (CwStagePage  *self,
                               const CwSite *site)
{
  g_autofree char *sent = NULL, *heading = NULL, *body = NULL;

  g_return_if_fail (CW_IS_STAGE_PAGE (self) && site != NULL);

  sent = cw_show_sent (cw_desk_get_view (get_private (self)->desk), site->id, NULL);
  if (sent == NULL)
    return;
  heading = g_strdup_printf (_ ("%s: Nothing Was Taken Back"), site->name);
  body = g_strdup_printf (_ ("What was sent, or may have been, stays where it is until somebody takes it back:\n%s"), sent);
  cw_dialogs_tell (GTK_WIDGET (self), heading, body);
}

/**
 * cw_stage_page_search:
 * @self: a page
 *
 * Begins a search where the page has something to be searched.
 */
void
cw_stage_page_search (CwStagePage *self)
{
  g_return_if_fail (CW_IS_STAGE_PAGE (self));

  if (CW_STAGE_PAGE_GET_CLASS (self)->search != NULL)
    CW_STAGE_PAGE_GET_CLASS (self)->search (self);
}

/**
 * cw_stage_page_focus:
 * @self: a page that was just shown
 *
 * Moves the focus to its heading, or to where the person was on it.
 */
void
cw_stage_page_focus (CwStagePage *self)
{
  g_return_if_fail (CW_IS_STAGE_PAGE (self));

  if (CW_STAGE_PAGE_GET_CLASS (self)->focus != NULL && CW_STAGE_PAGE_GET_CLASS (self)->focus (self))
    return;
  gtk_widget_grab_focus (get_private (self)->heading);
  cw_scroll_anchor_go_to_top (get_private (self)->anchor);
}
