/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-back"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-back.h"
#include "cw-carry-lines.h"
#include "cw-error.h"
#include "cw-plan-private.h"
#include "cw-runs.h"

/* Going back: what a preparation did to a site's files is taken back, the newest round first. What changed since, and
 * isn't the cycle's, stays; where both meet, a person is asked. */

/* What a conflict's question is named by, while a file is carried. */
typedef struct {
  const CwBackRequest *request;
  const char *path;
  CwBack *back;
} Asking;

static void
conflict_free (gpointer data)
{
  CwBackConflict *self = data;

  g_free (self->question);
  g_free (self->path);
  cw_conflict_free (self->conflict);
  g_free (self);
}

/**
 * cw_back_step_new:
 * @before: the files before a round was pushed
 * @after: the files as it pushed them
 * @paths: (array zero-terminated=1): which ones it pushed
 *
 * Returns: (transfer full): one round that is taken back
 */
CwBackStep *
cw_back_step_new (CwSnapshot        *before,
                  CwSnapshot        *after,
                  const char *const *paths)
{
  CwBackStep *self;

  g_return_val_if_fail (CW_IS_SNAPSHOT (before) && CW_IS_SNAPSHOT (after) && paths != NULL, NULL);

  self = g_new0 (CwBackStep, 1);
  self->before = g_object_ref (before);
  self->after = g_object_ref (after);
  self->paths = g_strdupv ((char **) paths);
  return self;
}

void
cw_back_step_free (CwBackStep *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->before);
  g_object_unref (self->after);
  g_strfreev (self->paths);
  g_free (self);
}

void
cw_back_free (CwBack *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->plan);
  g_clear_pointer (&self->conflicts, g_ptr_array_unref);
  g_free (self);
}

/* Other values are another question: an answer is about what the person saw. */
static char *
name_question (const Asking     *asking,
               const CwConflict *conflict)
{
  g_autofree char *place = conflict->path != NULL ? g_strdup (conflict->path) : g_strdup_printf ("%u", conflict->line);
  g_autofree char *values = g_strdup_printf ("%s\n%s\n%s", conflict->from != NULL ? conflict->from : "",
                                             conflict->to != NULL ? conflict->to : "",
                                             conflict->onto != NULL ? conflict->onto : "");
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, values, -1);

  return g_strdup_printf ("%s/%s#back-%s:%s@%.7s", asking->request->repository, asking->path, asking->request->site,
                          place, hash);
}

static CwCarrySide
read_answer (const CwBackRequest *request,
             const char          *question)
{
  JsonNode *node = request->answers != NULL ? g_hash_table_lookup (request->answers, question) : NULL;
  const char *answer = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

  if (g_strcmp0 (answer, CW_ANSWER_STAYS) == 0)
    return CW_CARRY_KEEP;
  return g_strcmp0 (answer, CW_ANSWER_BEFORE) == 0 ? CW_CARRY_TAKE : CW_CARRY_ASK;
}

static CwCarrySide
choose (const CwConflict *conflict,
        gpointer          data)
{
  const Asking *asking = data;
  CwBackConflict *named = g_new0 (CwBackConflict, 1);
  CwCarrySide side;

  named->question = name_question (asking, conflict);
  named->path = g_strdup (asking->path);
  named->conflict = g_memdup2 (conflict, sizeof *conflict);
  named->conflict->path = g_strdup (conflict->path);
  named->conflict->from = g_strdup (conflict->from);
  named->conflict->to = g_strdup (conflict->to);
  named->conflict->onto = g_strdup (conflict->onto);
  side = read_answer (asking->request, named->question);
  named->conflict->side = side;
  asking->back->n_open += side == CW_CARRY_ASK ? 1 : 0;
  g_ptr_array_add (asking->back->conflicts, named);
  return side;
}

/* A template for Helm ends in .yaml too and is no YAML: its lines still part. */
static gboolean
carry (const CwBackStep *step,
       Asking           *asking,
       GBytes           *onto,
       GBytes          **result,
       GError          **error)
{
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_conflict_free);
  CwCarryTrouble trouble = { conflicts, choose, asking };
  GBytes *after = cw_snapshot_get_bytes (step->after, asking->path);
  GBytes *before = cw_snapshot_get_bytes (step->before, asking->path);
  guint n_conflicts = asking->back->conflicts->len, n_open = asking->back->n_open;
  g_autoptr (GError) local = NULL;

  if (cw_carry (asking->path, after, before, onto, result, &trouble, &local))
    return TRUE;
  if (!g_error_matches (local, CW_ERROR, CW_ERROR_INVALID_DATA))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_ptr_array_set_size (asking->back->conflicts, (int) n_conflicts);
  asking->back->n_open = n_open;
  *result = cw_carry_lines (asking->path, after, before, onto, &trouble, error);
  return *result != NULL;
}

static guint
find_mode (const CwBackRequest *request,
           const char          *path)
{
  if (cw_snapshot_get_bytes (request->now, path) != NULL)
    return cw_snapshot_get_mode (request->now, path);
  for (guint i = 0; i < request->steps->len; i++)
    {
      const CwBackStep *step = g_ptr_array_index (request->steps, i);

      if (cw_snapshot_get_bytes (step->before, path) != NULL)
        return cw_snapshot_get_mode (step->before, path);
    }
  return 0100644;
}

static void
add_edit (GPtrArray *edits,
          CwEdit    *edit)
{
  edit->rule = g_strdup (CW_RULE_BACK);
  edit->reason = g_strdup (_ ("Becomes what it was before the cycle."));
  g_ptr_array_add (edits, edit);
}

/* What git takes for binary has no lines: all of it. */
static GPtrArray *
make_edits (const char  *path,
            GBytes      *before,
            GBytes      *after,
            GError     **error)
{
  g_autoptr (GPtrArray) runs = cw_runs_new (before, after, path, error);
  g_autoptr (CwLines) lines = NULL;
  GPtrArray *edits;
  gsize size = 0;
  const char *data = g_bytes_get_data (before, &size);

  if (runs == NULL)
    return NULL;
  edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);
  lines = cw_lines_new (data != NULL ? data : "", size);
  for (guint i = 0; i < runs->len; i++)
    add_edit (edits, cw_run_make_edit (g_ptr_array_index (runs, i), lines, size));
  if (runs->len == 0)
    {
      g_autofree char *whole = g_strndup (g_bytes_get_data (after, NULL), g_bytes_get_size (after));

      add_edit (edits, cw_edit_new (0, size, whole != NULL ? whole : ""));
    }
  cw_edits_describe (before, edits);
  return edits;
}

static gboolean
add_change (const CwBackRequest *request,
            const char          *path,
            GBytes              *result,
            CwChangeSet         *changes,
            GError             **error)
{
  GBytes *now = cw_snapshot_get_bytes (request->now, path);
  g_autoptr (GBytes) before = now != NULL ? g_bytes_ref (now) : g_bytes_new_static ("", 0);
  g_autoptr (GBytes) after = result != NULL ? g_bytes_ref (result) : g_bytes_new_static ("", 0);
  GPtrArray *edits;
  CwFileChange *change;

  if (now == result || (now != NULL && result != NULL && g_bytes_equal (now, result)))
    return TRUE;
  edits = make_edits (path, before, after, error);
  if (edits == NULL)
    return FALSE;
  change = g_new0 (CwFileChange, 1);
  change->path = g_strdup (path);
  change->mode = find_mode (request, path);
  change->old_blob = g_strdup (now != NULL ? cw_snapshot_get_blob (request->now, path) : "");
  change->new_blob = result != NULL ? cw_blob_id (result) : g_strdup ("");
  change->old_bytes = g_steal_pointer (&before);
  change->new_bytes = g_steal_pointer (&after);
  change->edits = edits;
  g_ptr_array_add (changes->files, change);
  return TRUE;
}

static gboolean
add_path (const CwBackRequest *request,
          const char          *path,
          CwBack              *back,
          GError             **error)
{
  Asking asking = { request, path, back };
  GBytes *now = cw_snapshot_get_bytes (request->now, path);
  g_autoptr (GBytes) bytes = now != NULL ? g_bytes_ref (now) : NULL;

  for (guint i = 0; i < request->steps->len; i++)
    {
      const CwBackStep *step = g_ptr_array_index (request->steps, i);
      g_autoptr (GBytes) onto = g_steal_pointer (&bytes);

      if (!g_strv_contains ((const char *const *) step->paths, path))
        bytes = g_steal_pointer (&onto);
      else if (!carry (step, &asking, onto, &bytes, error))
        return FALSE;
    }
  return add_change (request, path, bytes, back->changes, error);
}

static GList *
list_paths (const CwBackRequest *request)
{
  g_autoptr (GHashTable) paths = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < request->steps->len; i++)
    {
      const CwBackStep *step = g_ptr_array_index (request->steps, i);

      for (guint j = 0; step->paths[j] != NULL; j++)
        g_hash_table_add (paths, step->paths[j]);
    }
  return g_list_sort (g_hash_table_get_keys (paths), (GCompareFunc) strcmp);
}

/**
 * cw_back_plan:
 * @request: who goes back, from what to what
 * @error: where to store that libgit2 or the edit engine refuses, which names the file
 *
 * Plans how a site goes back in a repository. A pure function.
 *
 * Returns: (transfer full) (nullable): what changes, and what a person must decide
 */
CwBack *
cw_back_plan (const CwBackRequest *request,
              GError             **error)
{
  g_autoptr (CwBack) back = NULL;
  g_autoptr (GList) paths = NULL;

  g_return_val_if_fail (request != NULL && request->now != NULL && request->steps != NULL, NULL);

  back = g_new0 (CwBack, 1);
  back->round = request->round;
  back->conflicts = g_ptr_array_new_with_free_func (conflict_free);
  back->changes = cw_change_set_new (request->repository, cw_snapshot_get_commit (request->now),
                                     cw_snapshot_get_reference (request->now));
  back->plan = cw_plan_new (request->site, &request->target);
  cw_plan_take_change_set (back->plan, back->changes);
  paths = list_paths (request);
  for (GList *l = paths; l != NULL; l = l->next)
    {
      back->changes->n_files++;
      g_ptr_array_add (back->changes->paths, g_strdup (l->data));
      if (!add_path (request, l->data, back, error))
        return NULL;
    }
  cw_plan_seal (back->plan);
  return g_steal_pointer (&back);
}
