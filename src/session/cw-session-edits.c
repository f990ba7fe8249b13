/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-fact-keys.h"
#include "cw-hand-edit.h"
#include "cw-json.h"
#include "cw-session-files.h"
#include "cw-session-private.h"
#include "cw-worker.h"

/* What a person makes of files: facts of the preparation, and drafts while they type. */

static gboolean
check_new_text (const CwFileText *file,
                GBytes           *text,
                gboolean          may_break,
                GError          **error)
{
  g_autofree char *trouble = NULL;

  if (text == NULL)
    return file->planned != NULL
           || cw_error_refuse (error, CW_ERROR_NOT_FOUND, _ ("There is no file %s on %s"), file->path, file->base_name);
  if (!cw_hand_edit_check_text (file->path, text, error) || !cw_hand_edit_check_markers (file->path, text, error))
    return FALSE;
  trouble = may_break ? NULL : cw_hand_edit_find_break (file->path, file->planned, text);
  if (trouble != NULL)
    return cw_error_refuse (error, CW_ERROR_INVALID_DATA, _ ("%s can’t be read any more: %s"), file->path, trouble);
  return TRUE;
}

static gboolean
is_planned (const CwFileText *file,
            GBytes           *text)
{
  return text != NULL && file->planned != NULL && g_bytes_equal (text, file->planned);
}

/* What the journal is to say of a file that a person edited: the edit, or null where the text is the plan's own again;
 * %NULL where nothing can or need be said. */
static JsonNode *
make_fact (CwSession         *self,
           const CwFileText  *file,
           GBytes            *text,
           gboolean           may_break,
           GError           **error)
{
  g_autofree char *key = cw_hand_edit_make_key (file->site, file->repository, file->path);
  g_autoptr (CwHandEdit) edit = NULL;
  g_autoptr (GDateTime) now = NULL;

  if (is_planned (file, text))
    return file->origin != NULL ? json_node_new (JSON_NODE_NULL) : NULL;
  if (!check_new_text (file, text, may_break, error))
    return NULL;
  now = cw_clock_now (self->clock);
  edit = cw_hand_edit_new (file->site, file->repository, file->path, file->planned, text,
                           cw_runner_get_actor (self->runner), now);
  cw_hand_edit_take_over (edit, cw_session_get_fact (self, key), file->record,
                          (const char *const *) file->forget);
  return cw_hand_edit_to_json (edit);
}

/**
 * cw_session_edit_files:
 * @self: a session
 * @files: (element-type CwFileText): files as the person had them before them
 * @texts: (element-type GBytes): what they made of each
 * @error: where to store the reason, as cw_session_edit_file() has it
 *
 * Lets several files join the change set at once: all of them, or none where one can't.
 *
 * Returns: whether the change set has them now
 */
gboolean
cw_session_edit_files (CwSession  *self,
                       GPtrArray  *files,
                       GPtrArray  *texts,
                       GError    **error)
{
  g_autoptr (JsonObject) facts = json_object_new ();

  g_return_val_if_fail (CW_IS_SESSION (self) && files != NULL && texts != NULL && files->len == texts->len, FALSE);
  cw_assert_in_worker ();

  for (guint i = 0; i < files->len; i++)
    {
      const CwFileText *file = g_ptr_array_index (files, i);
      g_autofree char *key = cw_hand_edit_make_key (file->site, file->repository, file->path);
      g_autoptr (GError) local = NULL;
      JsonNode *fact = make_fact (self, file, g_ptr_array_index (texts, i), FALSE, &local);

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (fact != NULL)
        json_object_set_member (facts, key, fact);
    }
  if (json_object_get_size (facts) > 0 && !cw_session_set_all (self, facts, error))
    return FALSE;
  for (guint i = 0; i < files->len; i++)
    if (!cw_session_keep_draft (self, g_ptr_array_index (files, i), NULL, error))
      return FALSE;
  return TRUE;
}

/**
 * cw_session_edit_file:
 * @self: a session
 * @file: the file as the person had it before them
 * @text: (nullable): what they made of it; %NULL takes the file away
 * @may_break: a person's word that the file may be one that can't be read
 * @error: where to store the reason: %CW_ERROR_INVALID_DATA, with the line, where the file can't be read any more and
 *   @may_break is not set
 *
 * Lets what a person made of a file join the change set. A text that is the plan's own again undoes the edit.
 *
 * Returns: whether the change set has it now
 */
gboolean
cw_session_edit_file (CwSession         *self,
                      const CwFileText  *file,
                      GBytes            *text,
                      gboolean           may_break,
                      GError           **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonNode) fact = NULL;
  g_autofree char *key = NULL;

  g_return_val_if_fail (CW_IS_SESSION (self) && file != NULL, FALSE);
  cw_assert_in_worker ();

  fact = make_fact (self, file, text, may_break, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  key = cw_hand_edit_make_key (file->site, file->repository, file->path);
  return (fact == NULL || cw_session_set (self, key, fact, error)) && cw_session_keep_draft (self, file, NULL, error);
}

/**
 * cw_session_keep_draft:
 * @self: a session
 * @file: the file as the person has it before them
 * @text: (nullable): what they made of it so far; %NULL drops the draft
 * @error: where to store the reason
 *
 * Keeps what is half typed, beside the journal's events.
 *
 * Returns: whether that worked
 */
gboolean
cw_session_keep_draft (CwSession         *self,
                       const CwFileText  *file,
                       GBytes            *text,
                       GError           **error)
{
  g_autofree char *key = NULL;
  g_autofree char *kept = NULL;

  g_return_val_if_fail (CW_IS_SESSION (self) && file != NULL, FALSE);
  cw_assert_in_worker ();

  key = cw_hand_edit_make_key (file->site, file->repository, file->path);
  if (text != NULL)
    {
      g_autoptr (GDateTime) now = cw_clock_now (self->clock);
      g_autoptr (CwHandEdit) draft = cw_hand_edit_new (file->site, file->repository, file->path, file->planned, text,
                                                       cw_runner_get_actor (self->runner), now);
      g_autoptr (JsonNode) node = cw_hand_edit_to_json (draft);

      kept = cw_json_to_text (node, FALSE);
    }
  return cw_journal_set_draft (cw_runner_get_journal (self->runner), key, kept, error);
}

/**
 * cw_session_drop_edit:
 * @self: a session
 * @file: a file
 * @error: where to store the reason: nobody edited it, …
 *
 * Takes an edit back as cw_session_undo_edit() does, for who asks about fixes again in the end.
 *
 * Returns: whether that worked
 */
gboolean
cw_session_drop_edit (CwSession         *self,
                      const CwFileText  *file,
                      GError           **error)
{
  g_autofree char *key = cw_hand_edit_make_key (file->site, file->repository, file->path);
  g_autoptr (JsonNode) none = json_node_new (JSON_NODE_NULL);

  if (cw_session_get_fact (self, key) == NULL)
    return cw_error_refuse (error, CW_ERROR_NOT_FOUND, _ ("%s was not edited by hand"), file->path);
  return cw_session_set (self, key, none, error) && cw_session_keep_draft (self, file, NULL, error);
}

/**
 * cw_session_undo_edit:
 * @self: a session
 * @file: a file
 * @error: where to store the reason: nobody edited it, …
 *
 * Takes a person's edit of a file back: the plan's own text stands again, and what the edit took over
 * from another site is asked. The journal keeps what they made of it.
 *
 * Returns: whether that worked
 */
gboolean
cw_session_undo_edit (CwSession         *self,
                      const CwFileText  *file,
                      GError           **error)
{
  g_return_val_if_fail (CW_IS_SESSION (self) && file != NULL, FALSE);

  return cw_session_drop_edit (self, file, error) && cw_session_ask_fixes (self, NULL, error);
}
