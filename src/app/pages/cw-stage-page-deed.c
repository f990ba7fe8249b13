/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage-page"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-review-queue.h"
#include "cw-review-window.h"
#include "cw-show.h"
#include "cw-stage-page-private.h"

/* The primary button of a page that has no deed of its own: it sends what the page's effects let be sent. */

static gboolean
is_of_site (const CwViewItem *item,
            const char       *site)
{
  return g_strcmp0 (cw_effect_get_site (item->effect), site) == 0;
}

/* Who takes a site back sends nothing of it forward by the same button. */
static void
leave_way_back (GPtrArray *items)
{
  gboolean any = FALSE;

  for (guint i = 0; i < items->len; i++)
    any |= cw_show_is_way_back (g_ptr_array_index (items, i));
  for (guint i = items->len; any && i > 0; i--)
    if (!cw_show_is_way_back (g_ptr_array_index (items, i - 1)))
      g_ptr_array_remove_index (items, i - 1);
}

/* What the button sends: of a page that shows one site that site's, and once these are through what is for all. */
static GPtrArray *
list_sendable (CwStagePage       *self,
               const CwViewStage *stage)
{
  CwDesk *desk = cw_stage_page_get_desk (self);
  const char *shown = cw_stage_page_get_site (self);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autoptr (GPtrArray) for_all = g_ptr_array_new ();

  for (guint i = 0; stage != NULL && i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);

      if (!cw_show_can_send (item) || cw_desk_is_sending (desk, cw_effect_get_id (item->effect)))
        continue;
      if (shown == NULL || is_of_site (item, shown))
        g_ptr_array_add (items, (gpointer) item);
      else if (is_of_site (item, NULL))
        g_ptr_array_add (for_all, (gpointer) item);
    }
  leave_way_back (items);
  return items->len > 0 ? g_steal_pointer (&items) : g_steal_pointer (&for_all);
}

static CwReviewQueue *
make_queue (CwStagePage *self,
            GPtrArray   *items,
            GStrv       *ids)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < items->len; i++)
    g_strv_builder_add (builder, cw_effect_get_id (((const CwViewItem *) g_ptr_array_index (items, i))->effect));
  *ids = g_strv_builder_end (builder);
  return cw_review_queue_new (cw_stage_page_get_desk (self), (const char *const *) *ids);
}

static gboolean
has_open (CwReviewQueue *queue)
{
  guint length = cw_review_queue_get_length (queue);

  return length > 0 && cw_review_queue_find_open (queue, length - 1) < length;
}

/* Why nothing can be sent from here, where something is open: the first thing that waits says what for. */
static char *
find_reason (CwStagePage       *self,
             const CwViewStage *stage)
{
  const char *shown = cw_stage_page_get_site (self);
  const char *waiting = NULL;
  gboolean task = FALSE, asks = FALSE;

  if (stage == NULL || stage->items->len == 0 || cw_stage_result_count_open (stage->result, NULL) == 0)
    return NULL;
  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);

      if (cw_effect_get_optional (item->effect)
          || (shown != NULL && !is_of_site (item, shown) && !is_of_site (item, NULL)))
        continue;
      asks |= item->state == CW_EFFECT_ASKING || item->state == CW_EFFECT_IN_DOUBT || item->state == CW_EFFECT_DRIFTED;
      task |= cw_show_is_task (item) && item->state == CW_EFFECT_READY;
      if (waiting == NULL && item->state == CW_EFFECT_WAITING)
        waiting = cw_effect_get_waiting (item->effect);
    }
  if (asks)
    return g_strdup (_ ("Something that was sent needs your word first, in its row"));
  if (waiting != NULL)
    return g_strdup (waiting);
  return task ? g_strdup (_ ("What is done by hand is marked in its row")) : NULL;
}

/* What the primary button is called; the name ends in an ellipsis where something is shown first. */
char *
cw_stage_page_describe_deed (CwStagePage *self,
                             char       **reason)
{
  const char *shown = cw_stage_page_get_site (self);
  g_autoptr (GPtrArray) items = list_sendable (self, cw_stage_page_get_stage (self));
  g_auto (GStrv) ids = NULL;
  g_autoptr (CwReviewQueue) queue = make_queue (self, items, &ids);
  g_autofree char *label = items->len > 0 ? cw_show_send_label (items) : NULL;
  CwProcedure *procedure = cw_desk_get_procedure (cw_stage_page_get_desk (self));
  const CwSite *site = shown != NULL ? cw_procedure_get_site (procedure, shown) : NULL;
  g_autofree char *name = NULL;

  if (label == NULL)
    *reason = find_reason (self, cw_stage_page_get_stage (self));
  if (label == NULL || site == NULL || !is_of_site (g_ptr_array_index (items, 0), shown))
    name = g_steal_pointer (&label);
  else
    /* Translators: what is done and for which site: "Push 3 branches for Summit" */
    name = g_strdup_printf (_ ("%s for %s"), label, site->name);
  return name != NULL && has_open (queue) ? g_strconcat (name, "…", NULL) : g_steal_pointer (&name);
}

/* Shows one after the other what wasn't approved yet; what was, and is the same still, goes out with it. */
void
cw_stage_page_do_deed (CwStagePage *self)
{
  g_autoptr (GPtrArray) items = list_sendable (self, cw_stage_page_get_stage (self));
  g_auto (GStrv) ids = NULL;
  g_autoptr (CwReviewQueue) queue = make_queue (self, items, &ids);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (has_open (queue))
    cw_review_window_present (cw_stage_page_get_desk (self), (const char *const *) ids,
                              GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
  else
    cw_review_queue_send (queue);
}
