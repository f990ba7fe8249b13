/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-http"

#include "config.h"

#include <math.h>

#include "cw-http-budget.h"

/*
 * Services say beside each answer how many requests they still take (`X-RateLimit-Remaining`) and when they count anew
 * (`X-RateLimit-Reset`). Where none is left, the next request would only be refused, and refusals prolong some limits:
 * it is held back here. What a 429 says of one method or one issue concerns that alone, and is not kept.
 */

struct _CwHttpBudget
{
  GMutex mutex;
  GHashTable *rests; /* (owned): host → until when it rests, monotonic µs */
};

/**
 * cw_http_budget_new:
 *
 * Returns: (transfer full): budgets of hosts that said nothing yet; any thread may use them
 */
CwHttpBudget *
cw_http_budget_new (void)
{
  CwHttpBudget *self = g_new0 (CwHttpBudget, 1);

  g_mutex_init (&self->mutex);
  self->rests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * cw_http_budget_free:
 * @self: budgets
 */
void
cw_http_budget_free (CwHttpBudget *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->rests);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static char *
get_host (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

  return uri != NULL ? g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri)) : NULL;
}

/**
 * cw_http_budget_note:
 * @self: budgets
 * @url: where @reply comes from
 * @reply: any answer
 *
 * Remembers what @reply says of its host's budget.
 */
void
cw_http_budget_note (CwHttpBudget      *self,
                     const char        *url,
                     const CwHttpReply *reply)
{
  double reset = cw_http_reply_get_reset (reply);
  g_autofree char *host = get_host (url);
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL && url != NULL && reply != NULL);

  if (host == NULL)
    return;
  locker = g_mutex_locker_new (&self->mutex);
  if (reset > 0)
    {
      gint64 until = g_get_monotonic_time () + (gint64) (ceil (reset) * G_TIME_SPAN_SECOND);

      g_hash_table_replace (self->rests, g_steal_pointer (&host), g_memdup2 (&until, sizeof until));
    }
  else
    g_hash_table_remove (self->rests, host);
}

/**
 * cw_http_budget_get_wait:
 * @self: budgets
 * @url: where a request shall go
 *
 * Returns: for how many seconds its host takes none
 */
double
cw_http_budget_get_wait (CwHttpBudget *self,
                         const char   *url)
{
  g_autofree char *host = get_host (url);
  g_autoptr (GMutexLocker) locker = NULL;
  const gint64 *until;

  g_return_val_if_fail (self != NULL && url != NULL, 0);

  locker = g_mutex_locker_new (&self->mutex);
  until = host != NULL ? g_hash_table_lookup (self->rests, host) : NULL;
  return until != NULL ? MAX (0, (double) (*until - g_get_monotonic_time ()) / G_TIME_SPAN_SECOND) : 0;
}
