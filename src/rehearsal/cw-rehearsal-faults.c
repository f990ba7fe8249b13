/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-faults"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-faults.h"
#include "cw-rehearsal-json.h"

#define LATE_MILLISECONDS 1000

/* A fault that waits for its requests. */
typedef struct
{
  char *service;  /* (owned) */
  char *method;   /* (owned) (nullable): any */
  char *path;     /* (owned): how the path begins */
  gint64 skip;    /* so many requests pass first */
  gint64 times;   /* so many are hit then */
  CwRehearsalFault fault;
} Waiting;

struct _CwRehearsalFaults
{
  GPtrArray *waiting; /* (owned): in the order in which they were set */
  guint hit;          /* how many requests met one since the last time all were cleared */
};

static const char *const kinds[] = {
  [CW_REHEARSAL_FAULT_NONE] = "",
  [CW_REHEARSAL_FAULT_STATUS] = "status",
  [CW_REHEARSAL_FAULT_REFUSE] = "refuse-connection-before",
  [CW_REHEARSAL_FAULT_LOSE_REPLY] = "lose-reply",
  [CW_REHEARSAL_FAULT_SLOW] = "slow",
  [CW_REHEARSAL_FAULT_CUT] = "cut",
  [CW_REHEARSAL_FAULT_NOT_JSON] = "not-json",
  [CW_REHEARSAL_FAULT_ARRIVE_LATER] = "arrive-later",
  [CW_REHEARSAL_FAULT_INDEX_LAG] = "index-lag",
};

static void
waiting_free (Waiting *self)
{
  g_free (self->service);
  g_free (self->method);
  g_free (self->path);
  g_free (self->fault.word);
  g_free (self->fault.retry_after);
  g_free (self->fault.location);
  g_free (self->fault.reset);
  g_free (self->fault.challenge);
  g_free (self);
}

/**
 * cw_rehearsal_faults_new:
 *
 * Returns: (transfer full): an empty list of faults
 */
CwRehearsalFaults *
cw_rehearsal_faults_new (void)
{
  CwRehearsalFaults *self = g_new0 (CwRehearsalFaults, 1);

  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) waiting_free);
  return self;
}

/**
 * cw_rehearsal_faults_free:
 * @self: a list of faults
 */
void
cw_rehearsal_faults_free (CwRehearsalFaults *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->waiting);
  g_free (self);
}

static CwRehearsalFaultKind
kind_of (const char *word)
{
  for (guint i = 1; word != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i], word) == 0)
      return (CwRehearsalFaultKind) i;
  return CW_REHEARSAL_FAULT_NONE;
}

/**
 * cw_rehearsal_faults_add:
 * @self: a list of faults
 * @wanted: `service`, `path` (a prefix), `kind`, and perhaps `method`, `times` (1), `skip` (0), `status` (500),
 *   `error`, `retry-after`, `location`, `reset`, `challenge`, `milliseconds`
 * @seen: the last number that an index knows at this moment
 *
 * Returns: %FALSE when @wanted names no service or no known kind
 */
gboolean
cw_rehearsal_faults_add (CwRehearsalFaults *self,
                         JsonObject        *wanted,
                         gint64             seen)
{
  const char *service = cw_json_get_string (wanted, "service", NULL);
  const char *path = cw_json_get_string (wanted, "path", NULL);
  CwRehearsalFaultKind kind = kind_of (cw_json_get_string (wanted, "kind", NULL));
  Waiting *waiting;

  g_return_val_if_fail (self != NULL, FALSE);

  if (service == NULL || kind == CW_REHEARSAL_FAULT_NONE)
    return FALSE;
  waiting = g_new0 (Waiting, 1);
  waiting->service = g_strdup (service);
  waiting->method = g_strdup (cw_json_get_string (wanted, "method", NULL));
  waiting->path = g_strdup (path != NULL ? path : "/");
  waiting->skip = cw_json_get_int (wanted, "skip", 0);
  waiting->times = cw_json_get_int (wanted, "times", 1);
  waiting->fault.kind = kind;
  waiting->fault.status = (guint) CLAMP (cw_json_get_int (wanted, "status", 500), 200, 599);
  waiting->fault.word = g_strdup (cw_json_get_string (wanted, "error", NULL));
  waiting->fault.retry_after = g_strdup (cw_json_get_string (wanted, "retry-after", NULL));
  waiting->fault.location = g_strdup (cw_json_get_string (wanted, "location", NULL));
  waiting->fault.reset = g_strdup (cw_json_get_string (wanted, "reset", NULL));
  waiting->fault.challenge = g_strdup (cw_json_get_string (wanted, "challenge", NULL));
  waiting->fault.milliseconds = (guint) CLAMP (cw_json_get_int (wanted, "milliseconds", LATE_MILLISECONDS),
                                               0, 600000);
  waiting->fault.seen = seen;
  g_ptr_array_add (self->waiting, waiting);
  return TRUE;
}

/**
 * cw_rehearsal_faults_clear:
 * @self: a list of faults
 *
 * From now on nothing goes wrong.
 */
void
cw_rehearsal_faults_clear (CwRehearsalFaults *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_set_size (self->waiting, 0);
  self->hit = 0;
}

/**
 * cw_rehearsal_faults_count_hit:
 * @self: a list of faults
 *
 * Returns: how many requests met a fault since all were cleared
 */
guint
cw_rehearsal_faults_count_hit (CwRehearsalFaults *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->hit;
}

/**
 * cw_rehearsal_faults_take:
 * @self: a list of faults
 * @service: the service that is asked
 * @method: the request's method
 * @path: its path from the service's root on
 *
 * Returns: (transfer full) (nullable): what goes wrong with this request
 */
CwRehearsalFault *
cw_rehearsal_faults_take (CwRehearsalFaults *self,
                          const char        *service,
                          const char        *method,
                          const char        *path)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->waiting->len; i++)
    {
      Waiting *waiting = g_ptr_array_index (self->waiting, i);
      CwRehearsalFault *fault;

      if (strcmp (waiting->service, service) != 0 || !g_str_has_prefix (path, waiting->path)
          || (waiting->method != NULL && strcmp (waiting->method, method) != 0))
        continue;
      if (waiting->skip-- > 0)
        continue;
      waiting->skip = 0;
      self->hit++;
      fault = g_memdup2 (&waiting->fault, sizeof *fault);
      fault->word = g_strdup (waiting->fault.word);
      fault->retry_after = g_strdup (waiting->fault.retry_after);
      fault->location = g_strdup (waiting->fault.location);
      fault->reset = g_strdup (waiting->fault.reset);
      fault->challenge = g_strdup (waiting->fault.challenge);
      if (--waiting->times <= 0)
        g_ptr_array_remove_index (self->waiting, i);
      return fault;
    }
  return NULL;
}

/**
 * cw_rehearsal_fault_free:
 * @fault: a fault that was taken
 */
void
cw_rehearsal_fault_free (CwRehearsalFault *fault)
{
  g_return_if_fail (fault != NULL);

  g_free (fault->word);
  g_free (fault->retry_after);
  g_free (fault->location);
  g_free (fault->reset);
  g_free (fault->challenge);
  g_free (fault);
}
