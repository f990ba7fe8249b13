/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-branch-payload.h"
#include "cw-branch-questions.h"
#include "cw-json.h"

/* Both sides travel along: the new one is committed, and a review shows what it is made of. */
static JsonObject *
describe_file (CwEffect           *effect,
               const CwFileChange *file)
{
  g_autofree char *mode = g_strdup_printf ("%06o", file->mode);
  const char *old_blob = file->old_blob != NULL ? file->old_blob : "";
  const char *new_blob = file->new_blob != NULL ? file->new_blob : "";

  if (*old_blob != '\0' && file->old_bytes != NULL)
    cw_effect_add_blob (effect, old_blob, file->old_bytes);
  if (*new_blob != '\0' && file->new_bytes != NULL)
    cw_effect_add_blob (effect, new_blob, file->new_bytes);
  return cw_json_object ("path", file->path, "mode", mode, "old", old_blob, "new", new_blob, NULL);
}

static char *
make_message (const CwStageInput    *input,
              CwStageResult         *result,
              CwEffect              *effect,
              const CwBranchPayload *payload)
{
  g_autoptr (GHashTable) variables = cw_stage_get_variables (input, payload->site);
  g_autofree char *subject = cw_stage_expand (result, "subject", payload->subject, variables);

  return g_strdup_printf ("%s\n\nCyclewright-Effect: %s\n", subject, cw_effect_get_marker (effect));
}

/**
 * cw_branch_give_payload:
 * @input: the stage's input
 * @result: where the author is asked for
 * @effect: an effect of a branch
 * @payload: what it is made of
 *
 * Gives @effect its payload; while nobody knows who the commit's author is, it waits.
 */
void
cw_branch_give_payload (const CwStageInput    *input,
                        CwStageResult         *result,
                        CwEffect              *effect,
                        const CwBranchPayload *payload)
{
  const CwChangeSet *changes = payload->changes;
  JsonObject *author = cw_branch_find_author (input);
  g_autofree char *message = NULL, *title = NULL;
  JsonArray *files = NULL;
  JsonObject *object;

  cw_branch_ask_author (input, result);
  if (author == NULL)
    {
      cw_effect_set_waiting (effect, _ ("Waits for the author’s name"));
      return;
    }
  message = make_message (input, result, effect, payload);
  title = g_strdup_printf ("%s, %s", payload->repository->name, payload->branch);
  object = cw_json_object ("repository", payload->repository->name, "url", payload->repository->url, "branch",
                           payload->branch, "base", changes->base, "base-name", changes->base_name, "expected",
                           payload->tip != NULL ? payload->tip : "", "message", message, NULL);
  if (payload->parent != NULL)
    json_object_set_string_member (object, "parent", payload->parent);
  json_object_set_object_member (object, "author", json_object_ref (author));
  files = json_array_new ();
  for (guint i = 0; i < changes->files->len; i++)
    json_array_add_object_element (files, describe_file (effect, g_ptr_array_index (changes->files, i)));
  json_object_set_array_member (object, "files", files);
  cw_branch_keep_approved (input, payload->site, payload->name, cw_effect_get_id (effect), object);
  cw_effect_set_preview (effect, title, message);
  cw_stage_give_payload (input, result, effect, cw_json_node_object (object));
}
