/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-runner"

#include "config.h"

#include "cw-error.h"
#include "cw-json.h"
#include "cw-runner-private.h"

/* What a look outside finds, and what came of a deed, on their way into the journal. */

JsonArray *
cw_runner_list (GPtrArray *objects)
{
  JsonArray *array = json_array_sized_new (objects->len);

  for (guint i = 0; i < objects->len; i++)
    json_array_add_object_element (array, json_object_ref (objects->pdata[i]));
  return array;
}

/* What a person passed by with "send again" is no answer any more; differences are of the first candidate. */
static void
drop_declined (CwFinding      *finding,
               CwEffectRecord *record)
{
  gboolean first = FALSE, any = FALSE;

  for (guint i = finding->candidates->len; i > 0; i--)
    if (cw_effect_record_is_declined (record, finding->candidates->pdata[i - 1]))
      {
        g_ptr_array_remove_index (finding->candidates, i - 1);
        any = TRUE;
        first = i == 1;
      }
  if (first)
    {
      g_ptr_array_set_size (finding->differences, 0);
      finding->ours = finding->unfinished = FALSE;
    }
  if (any && finding->candidates->len == 0)
    finding->answer = CW_FINDING_NOTHING;
  else if (any && finding->candidates->len == 1)
    finding->answer = first || finding->differences->len > 0 ? CW_FINDING_DIFFERENT : CW_FINDING_EQUAL;
}

/*
 * cw_runner_find:
 * @self: a runner
 * @effect: an effect with an open intent, or in doubt
 * @handler: its handler
 * @since: when the intent was that may have made it, seconds since 1970; 0 for whatever is there
 * @cancellable: (nullable): cancels the look
 * @error: where to store why it can't be told
 *
 * Looks for it outside. Of what there can be only one by its name nothing is passed by: the service would refuse
 * another.
 *
 * Returns: (transfer full) (nullable): what is there
 */
CwFinding *
cw_runner_find (CwRunner      *self,
                CwEffect      *effect,
                CwHandler     *handler,
                gint64         since,
                GCancellable  *cancellable,
                GError       **error)
{
  CwFinding *finding = cw_handler_find_since (handler, effect, since, cancellable, error);

  if (finding != NULL && !cw_handler_is_guarded (handler, TRUE))
    drop_declined (finding, cw_runner_get_record (self, effect));
  if (finding != NULL)
    cw_runner_pass_others (self, effect, handler, finding);
  return finding;
}

/*
 * cw_runner_outcome:
 * @self: a runner
 * @effect: an effect with an open intent
 * @outcome: (transfer none): what came of it
 * @adopted: whether it was found rather than answered
 * @error: where to store why it isn't on the disk; the next start finds it outside then
 *
 * Returns: whether it is on the disk
 */
gboolean
cw_runner_outcome (CwRunner    *self,
                   CwEffect    *effect,
                   JsonObject  *outcome,
                   gboolean     adopted,
                   GError     **error)
{
  return cw_runner_amended (self, effect, outcome, NULL, adopted, error);
}

/*
 * cw_runner_amended:
 * @self: a runner
 * @effect: an effect with an open intent
 * @outcome: (transfer none): what came of it
 * @taken: (nullable): an array of differences that a person accepted and that stay
 * @adopted: whether it was found rather than answered
 * @error: as for cw_runner_outcome()
 *
 * As cw_runner_outcome(), of an update.
 *
 * Returns: whether it is on the disk
 */
gboolean
cw_runner_amended (CwRunner    *self,
                   CwEffect    *effect,
                   JsonObject  *outcome,
                   JsonNode    *taken,
                   gboolean     adopted,
                   GError     **error)
{
  g_autoptr (JsonObject) data = json_object_new ();

  json_object_set_object_member (data, "outcome", json_object_ref (outcome));
  json_object_set_boolean_member (data, "adopted", adopted);
  if (taken != NULL && json_array_get_length (json_node_get_array (taken)) > 0)
    json_object_set_member (data, "differences", json_node_ref (taken));
  return cw_runner_commit (self, CW_EVENT_OUTCOME, cw_effect_get_id (effect), data, error);
}

/*
 * cw_runner_complete:
 * @self: a runner
 * @effect: an approved effect with an open intent
 * @handler: its handler
 * @finding: an unfinished one
 * @cancellable: (nullable): cancels what can still be cancelled
 * @error: where to store why it isn't whole
 *
 * What can't be repeated has arrived; the rest is sent now.
 *
 * Returns: whether it is done
 */
gboolean
cw_runner_complete (CwRunner      *self,
                    CwEffect      *effect,
                    CwHandler     *handler,
                    CwFinding     *finding,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (JsonObject) outcome = cw_handler_amend (handler, effect, finding->candidates->pdata[0], cancellable,
                                                     &failure);

  if (outcome != NULL)
    return cw_runner_outcome (self, effect, outcome, TRUE, error);
  if (g_error_matches (failure, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME))
    return cw_runner_resolve (self, effect, FALSE, failure->message, cancellable, error);
  return cw_runner_fail (self, effect, g_steal_pointer (&failure), error);
}
