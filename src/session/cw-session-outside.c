/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include "cw-error.h"
#include "cw-fact-keys.h"
#include "cw-json.h"
#include "cw-session-outside.h"
#include "cw-session-private.h"
#include "cw-worker.h"

/* Files that were handed out to the person's own editor. What is saved there is a draft first, whatever comes then. */

static char *
get_folder (CwSession *self)
{
  return g_build_filename (self->data_dir, "checkouts", self->rehearsal ? "rehearsals" : "preparations", self->id, NULL);
}

static char *
make_key (const CwOutsideFile *outside)
{
  return cw_hand_edit_make_key (outside->edit->site, outside->edit->repository, outside->edit->path);
}

/* As cw_session_keep_draft() has it, but from what was handed out: the plan may say something else by now. */
static gboolean
keep_as_draft (CwSession      *self,
               CwOutsideFile  *outside,
               GBytes         *text,
               GError        **error)
{
  g_autofree char *key = make_key (outside);
  g_autoptr (GDateTime) at = cw_outside_file_saved_at (outside);
  g_autoptr (CwHandEdit) draft = cw_hand_edit_new (outside->edit->site, outside->edit->repository, outside->edit->path,
                                                   outside->edit->from, text, cw_runner_get_actor (self->runner), at);
  g_autoptr (JsonNode) node = cw_hand_edit_to_json (draft);
  g_autofree char *kept = NULL;

  json_object_set_boolean_member (json_node_get_object (node), CW_DRAFT_OUTSIDE, TRUE);
  kept = cw_json_to_text (node, FALSE);
  return cw_session_set_draft (self, key, kept, error) && cw_outside_file_take (outside, text, error);
}

/**
 * cw_session_hand_out:
 * @self: a session
 * @file: a file as the person has it before them
 * @text: what they made of it so far
 * @error: where to store the reason
 *
 * Returns: (transfer full) (nullable): a file of its own with @text, for the person's own editor
 */
CwOutsideFile *
cw_session_hand_out (CwSession         *self,
                     const CwFileText  *file,
                     GBytes            *text,
                     GError           **error)
{
  g_autofree char *folder = NULL;
  g_autoptr (GDateTime) now = NULL;
  g_autoptr (CwHandEdit) edit = NULL;

  g_return_val_if_fail (CW_IS_SESSION (self) && file != NULL && text != NULL, NULL);

  folder = get_folder (self);
  now = cw_clock_now (self->clock);
  edit = cw_hand_edit_new (file->site, file->repository, file->path, file->planned, text,
                           cw_runner_get_actor (self->runner), now);
  return cw_outside_file_make (folder, edit, error);
}

/**
 * cw_session_take_back:
 * @self: a session
 * @record: the record of a file that was handed out
 * @file: (out) (nullable): the file as it is now, also where this fails and it can be read; %NULL where nothing new was
 *   saved
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason
 *
 * Lets what was saved in the person's own editor join the change set. What can't be saved is kept as a draft.
 *
 * Returns: whether the change set has what was saved there
 */
gboolean
cw_session_take_back (CwSession     *self,
                      const char    *record,
                      CwFileText   **file,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr (CwOutsideFile) outside = NULL;
  g_autoptr (CwFileText) before = NULL;
  g_autoptr (GBytes) text = NULL;
  gboolean saved;

  g_return_val_if_fail (CW_IS_SESSION (self) && record != NULL && file != NULL, FALSE);

  *file = NULL;
  outside = cw_outside_file_load (record, error);
  text = outside != NULL ? cw_outside_file_read (outside, error) : NULL;
  if (text == NULL)
    return FALSE;
  if (!cw_outside_file_is_new (outside, text))
    return TRUE;
  before = keep_as_draft (self, outside, text, error)
             ? cw_session_read_file (self, outside->edit->site, outside->edit->repository, outside->edit->path,
                                     cancellable, error)
             : NULL;
  if (before == NULL)
    return FALSE;
  saved = cw_session_edit_file (self, before, before->draft, FALSE, error);
  if (saved)
    *file = cw_session_read_file (self, before->site, before->repository, before->path, cancellable, error);
  else
    *file = g_steal_pointer (&before);
  return saved && *file != NULL;
}

/**
 * cw_session_finish_outside:
 * @self: a session
 * @record: the record of a file that was handed out
 * @file: (out) (nullable): as of cw_session_take_back()
 * @cancellable: (nullable): a cancellable
 * @error: where to store the reason, as cw_session_take_back() has it
 *
 * Takes back what was saved last, and takes the file away where nothing stands in it that isn't kept.
 *
 * Returns: whether the change set has what was saved there
 */
gboolean
cw_session_finish_outside (CwSession     *self,
                           const char    *record,
                           CwFileText   **file,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_autoptr (CwOutsideFile) outside = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GError) local = NULL;
  gboolean saved;

  g_return_val_if_fail (CW_IS_SESSION (self) && record != NULL && file != NULL, FALSE);

  saved = cw_session_take_back (self, record, file, cancellable, error);
  outside = cw_outside_file_load (record, NULL);
  text = outside != NULL ? cw_outside_file_read (outside, &local) : NULL;
  if (text != NULL ? !cw_outside_file_is_new (outside, text) : g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    cw_outside_file_remove (outside);
  return saved;
}

/* Whether the preparation has it already: a program may have ended between the two. */
static gboolean
is_edited_so (CwSession           *self,
              const CwOutsideFile *outside,
              GBytes              *text)
{
  g_autofree char *key = make_key (outside);
  JsonNode *fact = cw_session_get_fact (self, key);
  g_autoptr (CwHandEdit) edit = fact != NULL && !JSON_NODE_HOLDS_NULL (fact) ? cw_hand_edit_read (key, fact, NULL) : NULL;

  return edit != NULL && edit->text != NULL && g_bytes_equal (edit->text, text);
}

/* What somebody typed here since isn't written over: the file waits for the next look. */
static gboolean
has_other_draft (CwSession           *self,
                 const CwOutsideFile *outside)
{
  g_autofree char *key = make_key (outside);
  g_autofree char *kept = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (CwHandEdit) draft = NULL;

  if (!cw_journal_get_draft (cw_runner_get_journal (self->runner), key, &kept, NULL))
    return TRUE;
  node = kept != NULL ? cw_json_parse (kept, -1, 0, NULL) : NULL;
  draft = node != NULL ? cw_hand_edit_read (key, node, NULL) : NULL;
  return draft != NULL && (draft->text == NULL || cw_outside_file_is_new (outside, draft->text));
}

static gboolean
look_at (CwSession      *self,
         const char     *record,
         GPtrArray      *keys,
         GError        **error)
{
  g_autoptr (CwOutsideFile) outside = cw_outside_file_load (record, error);
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) text = outside != NULL ? cw_outside_file_read (outside, &local) : NULL;
  gboolean is_new = text != NULL && cw_outside_file_is_new (outside, text);

  if (outside == NULL)
    return FALSE;
  if (local != NULL && !g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!is_new)
    {
      if (cw_outside_file_is_old (outside))
        cw_outside_file_remove (outside);
      return TRUE;
    }
  if (is_edited_so (self, outside, text))
    return cw_outside_file_take (outside, text, error);
  if (has_other_draft (self, outside))
    return TRUE;
  g_ptr_array_add (keys, make_key (outside));
  return keep_as_draft (self, outside, text, error);
}

/**
 * cw_session_look_outside:
 * @self: a session
 * @open: (element-type utf8 gpointer): records of the files that are followed
 * @keys: (element-type utf8): the keys of the files that have a draft by this are added
 * @error: where to store the last reason why something can't be taken over
 *
 * Looks for what was saved in the person's own editor while nobody followed it, and keeps it as drafts.
 *
 * Returns: whether nothing is left that isn't kept
 */
gboolean
cw_session_look_outside (CwSession   *self,
                         GHashTable  *open,
                         GPtrArray   *keys,
                         GError     **error)
{
  g_autofree char *folder = NULL;
  g_autoptr (GPtrArray) records = NULL;
  gboolean all = TRUE;

  g_return_val_if_fail (CW_IS_SESSION (self) && open != NULL && keys != NULL, FALSE);
  cw_assert_in_worker ();

  folder = get_folder (self);
  records = cw_outside_file_list (folder);
  for (guint i = 0; i < records->len; i++)
    {
      const char *record = g_ptr_array_index (records, i);

      if (!g_hash_table_contains (open, record))
        all = look_at (self, record, keys, all ? error : NULL) && all;
    }
  return all;
}
