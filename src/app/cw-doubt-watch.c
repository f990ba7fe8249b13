/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-doubt-watch"

#include "config.h"

#include "cw-doubt-watch.h"

/* Seconds between two looks of its own, doubled each time; while the desk is busy it waits a little. */
#define SHORTEST_PAUSE 60
#define LONGEST_PAUSE 600
#define BUSY_PAUSE 5

struct _CwDoubtWatch
{
  CwDesk *desk; /* (unowned): owns this */
  CwView *view; /* (nullable): the one that was seen last */
  gint64 seen;  /* when, by the monotonic clock */
  gint64 looked; /* when it looked last, by the same; 0 for never */
  guint pause;
  guint source;
};

/* The preparation's present, seconds since 1970: a rehearsal may have one of its own. */
static gint64
get_now (CwDoubtWatch *self)
{
  return g_date_time_to_unix (cw_view_get_now (self->view))
         + (g_get_monotonic_time () - self->seen) / G_USEC_PER_SEC;
}

static GPtrArray *
list_doubts (CwView *view)
{
  GPtrArray *stages = cw_view_get_stages (view);
  GPtrArray *doubts = g_ptr_array_new ();

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->items->len; j++)
        {
          const CwViewItem *item = g_ptr_array_index (stage->items, j);

          if (item->state == CW_EFFECT_IN_DOUBT && !item->closed)
            g_ptr_array_add (doubts, (gpointer) item);
        }
    }
  return doubts;
}

static gint64
get_look_again (const CwViewItem *item)
{
  return cw_effect_record_get_look_again (cw_effect_record_get_doubt (item->record)) / G_USEC_PER_SEC;
}

static gboolean on_time (gpointer data);

/* Not before a look tells, and not all the time. */
static void
set_alarm (CwDoubtWatch *self,
           GPtrArray    *doubts)
{
  gint64 wait = LONGEST_PAUSE;

  for (guint i = 0; i < doubts->len; i++)
    wait = MIN (wait, get_look_again (doubts->pdata[i]) - get_now (self));
  if (self->looked > 0)
    wait = MAX (wait, self->pause - (g_get_monotonic_time () - self->looked) / G_USEC_PER_SEC);
  g_clear_handle_id (&self->source, g_source_remove);
  self->source = g_timeout_add_seconds ((guint) CLAMP (wait, 1, LONGEST_PAUSE), on_time, self);
}

static gboolean
on_time (gpointer data)
{
  CwDoubtWatch *self = data;
  g_autoptr (CwView) view = g_object_ref (self->view);
  g_autoptr (GPtrArray) doubts = list_doubts (view);

  self->source = 0;
  if (cw_desk_is_reading (self->desk))
    return G_SOURCE_REMOVE;
  if (cw_desk_is_busy (self->desk))
    {
      self->source = g_timeout_add_seconds (BUSY_PAUSE, on_time, self);
      return G_SOURCE_REMOVE;
    }
  self->pause = self->looked > 0 ? MIN (2 * self->pause, LONGEST_PAUSE) : SHORTEST_PAUSE;
  self->looked = g_get_monotonic_time ();
  for (guint i = 0; i < doubts->len; i++)
    cw_desk_run (self->desk, cw_effect_get_id (((const CwViewItem *) doubts->pdata[i])->effect));
  return G_SOURCE_REMOVE;
}

static void
on_changed (CwDoubtWatch *self)
{
  CwView *view = cw_desk_get_view (self->desk);
  g_autoptr (GPtrArray) doubts = NULL;

  if (view == NULL || view == self->view || cw_desk_is_reading (self->desk))
    return;
  g_set_object (&self->view, view);
  self->seen = g_get_monotonic_time ();
  doubts = list_doubts (view);
  if (doubts->len > 0)
    {
      set_alarm (self, doubts);
      return;
    }
  g_clear_handle_id (&self->source, g_source_remove);
  self->looked = 0;
}

/**
 * cw_doubt_watch_new:
 * @desk: (transfer none): a desk, which outlives it
 *
 * Where somebody else works on the preparation, it is theirs to look.
 *
 * Returns: (transfer full): a watch over what is in doubt at @desk
 */
CwDoubtWatch *
cw_doubt_watch_new (CwDesk *desk)
{
  CwDoubtWatch *self;

  g_return_val_if_fail (CW_IS_DESK (desk), NULL);

  self = g_new0 (CwDoubtWatch, 1);
  self->desk = desk;
  g_signal_connect_swapped (desk, "changed", G_CALLBACK (on_changed), self);
  return self;
}

void
cw_doubt_watch_free (CwDoubtWatch *self)
{
  g_return_if_fail (self != NULL);

  g_signal_handlers_disconnect_by_data (self->desk, self);
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->view);
  g_free (self);
}
