/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-http"

#include "config.h"

#include "cw-error.h"
#include "cw-http-reach.h"

/*
 * A look at everything asks the same few hosts again and again. Without a network each of these requests would be
 * tried three times anew, and a host that stays silent would be waited for each time. So while somebody looks around,
 * a host that was out of reach once is known to be, and as long as nobody has answered whatever fails to connect after
 * it is tried once less. It is forgotten when the look ends: the next one, and whatever a person does, asks anew.
 */

/* As often as a request is tried: one that fails to connect each time is enough. */
#define OUT_OF_REACH 3
/* Of silence there may be one. */
#define SILENT 2

typedef struct
{
  guint strikes;
  gboolean begun;             /* as the try that failed */
  GTlsCertificateFlags flaws;
  GError *cause;
} Host;

struct _CwHttpReach
{
  GMutex mutex;
  GHashTable *hosts; /* (owned) (nullable): "host:port" → Host, while somebody looks around */
  gboolean any_out;
  gboolean any_there; /* somebody has answered: there is a network */
};

static void
host_free (Host *self)
{
  g_error_free (self->cause);
  g_free (self);
}

/**
 * cw_http_reach_new:
 *
 * Returns: (transfer full): a memory that is off; any thread may use it
 */
CwHttpReach *
cw_http_reach_new (void)
{
  CwHttpReach *self = g_new0 (CwHttpReach, 1);

  g_mutex_init (&self->mutex);
  return self;
}

/**
 * cw_http_reach_free:
 * @self: a memory
 */
void
cw_http_reach_free (CwHttpReach *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->hosts, g_hash_table_unref);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * cw_http_reach_switch:
 * @self: a memory
 * @on: whether it remembers from now on
 *
 * Forgets all that it knows.
 */
void
cw_http_reach_switch (CwHttpReach *self,
                      gboolean     on)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  g_clear_pointer (&self->hosts, g_hash_table_unref);
  self->any_out = self->any_there = FALSE;
  if (on)
    self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) host_free);
}

static char *
get_name (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

  return uri != NULL ? g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri)) : NULL;
}

/* How much a failure says of the host; nothing, where it is of this request alone. */
static guint
weigh (const CwHttpTry *attempt,
       const GError    *cause)
{
  gboolean silent = g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (cause, CW_ERROR, CW_ERROR_INVALID_DATA))
    return 0;
  if (silent)
    return attempt->begun ? SILENT : OUT_OF_REACH;
  return attempt->broken ? 1 : OUT_OF_REACH;
}

/**
 * cw_http_reach_note:
 * @self: a memory
 * @attempt: a try that came to its end
 * @cause: (nullable): why there is no answer
 *
 * Remembers how its host can be reached.
 */
void
cw_http_reach_note (CwHttpReach     *self,
                    const CwHttpTry *attempt,
                    const GError    *cause)
{
  g_autofree char *name = get_name (attempt->url);
  g_autoptr (GMutexLocker) locker = NULL;
  guint weight = cause != NULL ? weigh (attempt, cause) : 0;
  Host *host, *known;

  locker = g_mutex_locker_new (&self->mutex);
  if (self->hosts == NULL || name == NULL)
    return;
  self->any_there |= cause == NULL;
  if (cause == NULL)
    g_hash_table_remove (self->hosts, name);
  if (weight == 0)
    return;
  known = g_hash_table_lookup (self->hosts, name);
  host = g_new0 (Host, 1);
  host->strikes = weight + (known != NULL ? known->strikes : 0);
  if (self->any_out && !self->any_there && !attempt->begun)
    host->strikes++;
  host->begun = attempt->begun;
  host->flaws = attempt->flaws;
  host->cause = g_error_copy (cause);
  self->any_out |= host->strikes >= OUT_OF_REACH;
  g_hash_table_replace (self->hosts, g_steal_pointer (&name), host);
}

/**
 * cw_http_reach_check:
 * @self: a memory
 * @attempt: a try that wasn't begun
 * @error: where to store why its host is out of reach, as for the request itself
 *
 * Returns: whether it is worth trying
 */
gboolean
cw_http_reach_check (CwHttpReach *self,
                     CwHttpTry   *attempt,
                     GError     **error)
{
  g_autofree char *name = get_name (attempt->url);
  g_autoptr (GMutexLocker) locker = NULL;
  Host *host = NULL;

  if (attempt->request->policy != CW_HTTP_READ)
    return TRUE;
  locker = g_mutex_locker_new (&self->mutex);
  if (self->hosts != NULL && name != NULL)
    host = g_hash_table_lookup (self->hosts, name);
  if (host == NULL || host->strikes < OUT_OF_REACH)
    return TRUE;
  attempt->begun = host->begun;
  attempt->flaws = host->flaws;
  cw_http_try_set_failure (attempt, host->cause, error);
  attempt->broken = FALSE;
  return FALSE;
}
