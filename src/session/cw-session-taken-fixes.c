/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-merge.h"
#include "cw-session-files.h"
#include "cw-session-offers.h"
#include "cw-session-private.h"

/* A fix that was taken over is remembered as `taken.ID`, with each file before it and after it, so that it can be given
 * back although the plan or a person changed other lines of the file since. */

static char *
make_key (const char *id)
{
  return g_strconcat ("taken.", id, NULL);
}

/**
 * cw_session_get_taken:
 * @self: a session
 * @id: which question took it
 *
 * Returns: (transfer none) (nullable) (element-type JsonObject): the files that a fix changed which was taken over
 */
JsonArray *
cw_session_get_taken (CwSession  *self,
                      const char *id)
{
  g_autofree char *key = make_key (id);
  JsonNode *known = cw_history_get_observation (cw_runner_get_history (self->runner), key, NULL);

  return known != NULL && JSON_NODE_HOLDS_ARRAY (known) ? json_node_get_array (known) : NULL;
}

static GBytes *
dup_text (JsonObject *object,
          const char *member)
{
  const char *text = cw_json_get_string (object, member, NULL);

  return text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
}

static void
put_text (JsonObject *object,
          const char *member,
          GBytes     *bytes)
{
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  g_autofree char *text = bytes != NULL ? g_strndup (data != NULL ? data : "", size) : NULL;

  if (text != NULL)
    json_object_set_string_member (object, member, text);
}

static gboolean
is_noted (JsonArray  *files,
          JsonObject *noted)
{
  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      JsonObject *one = json_array_get_object_element (files, i);

      if (g_str_equal (cw_json_get_string (one, "path", ""), cw_json_get_string (noted, "path", ""))
          && g_str_equal (cw_json_get_string (one, "repository", ""), cw_json_get_string (noted, "repository", "")))
        return TRUE;
    }
  return FALSE;
}

static gboolean
note_file (CwSession   *self,
           const char  *site,
           const char  *repository,
           const char  *path,
           JsonArray   *files,
           GError     **error)
{
  g_autoptr (CwFileText) file = cw_session_read_file (self, site, repository, path, NULL, error);
  g_autoptr (JsonObject) object = cw_json_object ("repository", repository, "path", path, NULL);

  if (file == NULL)
    return FALSE;
  if (is_noted (files, object))
    return TRUE;
  put_text (object, "before", file->text);
  json_array_add_object_element (files, g_steal_pointer (&object));
  return TRUE;
}

static gboolean
note_files (CwSession               *self,
            const char              *site,
            const CwComponentOffer  *offer,
            JsonArray               *files,
            GError                 **error)
{
  if (offer->steps == NULL)
    return note_file (self, site, cw_component_offer_get_repository (offer), cw_component_offer_get_path (offer), files,
                      error);
  for (guint i = 0; i < offer->steps->len; i++)
    {
      const CwComponentStep *step = g_ptr_array_index (offer->steps, i);

      if (step->text != NULL && !note_file (self, site, step->repository, step->path, files, error))
        return FALSE;
    }
  return TRUE;
}

static CwFileText *
read_noted (CwSession   *self,
            const char  *site,
            JsonObject  *noted,
            GError     **error)
{
  return cw_session_read_file (self, site, cw_json_get_string (noted, "repository", ""),
                               cw_json_get_string (noted, "path", ""), NULL, error);
}

/* Of many files, one may have lost what it took: those that have it yet are remembered on. */
static void
keep_noted (CwSession  *self,
            const char *id,
            JsonArray  *files)
{
  JsonArray *before = cw_session_get_taken (self, id);

  for (guint i = 0; before != NULL && i < json_array_get_length (before); i++)
    {
      JsonObject *noted = json_array_get_object_element (before, i);

      if (!is_noted (files, noted))
        json_array_add_object_element (files, json_object_ref (noted));
    }
}

/**
 * cw_session_take_fix:
 * @self: a session
 * @site: id of a site that is prepared
 * @id: which question takes it
 * @offers: (element-type CwComponentOffer): the fix
 * @error: where to store the reason
 *
 * Lets a fix join the change set, and remembers what it changed.
 *
 * Returns: whether it did
 */
gboolean
cw_session_take_fix (CwSession   *self,
                     const char  *site,
                     const char  *id,
                     GPtrArray   *offers,
                     GError     **error)
{
  g_autoptr (JsonNode) taken = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *key = make_key (id);
  JsonArray *files = json_array_new ();

  json_node_take_array (taken, files);
  for (guint i = 0; i < offers->len; i++)
    if (!note_files (self, site, g_ptr_array_index (offers, i), files, error))
      return FALSE;
  if (!cw_session_take_offers (self, site, offers, id, NULL, error))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      JsonObject *noted = json_array_get_object_element (files, i);
      g_autoptr (CwFileText) file = read_noted (self, site, noted, error);

      if (file == NULL)
        return FALSE;
      put_text (noted, "after", file->text);
    }
  keep_noted (self, id, files);
  return cw_runner_observe (self->runner, key, taken, error);
}

/* Whether a file hasn't got what was taken over: taking it over once more would change it. Where something else stands
 * in its lines by now, it was adjusted here. */
static gboolean
is_lost_in (CwSession   *self,
            const char  *site,
            JsonObject  *noted)
{
  g_autoptr (CwFileText) file = read_noted (self, site, noted, NULL);
  g_autoptr (GBytes) before = dup_text (noted, "before"), after = dup_text (noted, "after"), merged = NULL;
  guint conflict = 0;

  if (file == NULL)
    return FALSE;
  if (after == NULL)
    return before != NULL && file->text != NULL;
  if (file->text == NULL || before == NULL)
    return file->text == NULL;
  return cw_merge_texts (before, file->text, after, CW_MERGE_ASK, &merged, &conflict, NULL)
         && conflict == 0 && !g_bytes_equal (merged, file->text);
}

/**
 * cw_session_is_fix_lost:
 * @self: a session whose view is up to date
 * @site: id of a site that is prepared
 * @id: which question took it
 *
 * Returns: whether a fix was taken over, and the planned files haven't got it
 */
gboolean
cw_session_is_fix_lost (CwSession  *self,
                        const char *site,
                        const char *id)
{
  JsonArray *taken = cw_session_get_taken (self, id);

  for (guint i = 0; taken != NULL && i < json_array_get_length (taken); i++)
    if (is_lost_in (self, site, json_array_get_object_element (taken, i)))
      return TRUE;
  return FALSE;
}

/* (nullable): what a fix changed in a file */
static JsonObject *
find_noted (CwSession  *self,
            const char *id,
            const char *repository,
            const char *path)
{
  JsonArray *taken = cw_session_get_taken (self, id);

  for (guint i = 0; taken != NULL && i < json_array_get_length (taken); i++)
    {
      JsonObject *noted = json_array_get_object_element (taken, i);

      if (g_str_equal (cw_json_get_string (noted, "path", ""), path)
          && g_str_equal (cw_json_get_string (noted, "repository", ""), repository))
        return noted;
    }
  return NULL;
}

/**
 * cw_session_is_fix_lost_in:
 * @self: a session whose view is up to date
 * @site: id of a site that is prepared
 * @id: which question took it
 * @repository: id of a repository
 * @path: path of a file in it
 *
 * Returns: whether a fix was taken over into that file, which hasn't got it
 */
gboolean
cw_session_is_fix_lost_in (CwSession  *self,
                           const char *site,
                           const char *id,
                           const char *repository,
                           const char *path)
{
  JsonObject *noted = find_noted (self, id, repository, path);

  return noted != NULL && is_lost_in (self, site, noted);
}

/* @file without what was taken over @upon the fix, as far as that can be told. */
static GBytes *
take_out_later (CwSession        *self,
                const CwFileText *file,
                GPtrArray        *upon)
{
  GBytes *text = g_bytes_ref (file->text);

  for (guint i = upon->len; i > 0; i--)
    {
      JsonObject *noted = find_noted (self, cw_json_get_string (upon->pdata[i - 1], "id", ""), file->repository, file->path);
      g_autoptr (GBytes) before = noted != NULL ? dup_text (noted, "before") : NULL;
      g_autoptr (GBytes) after = noted != NULL ? dup_text (noted, "after") : NULL, result = NULL;
      guint conflict = 0;

      if (before == NULL || after == NULL
          || !cw_merge_texts (after, text, before, CW_MERGE_ASK, &result, &conflict, NULL) || conflict != 0)
        continue;
      g_bytes_unref (text);
      text = g_steal_pointer (&result);
    }
  return text;
}

/* What @file is without the fix, and without those @upon it: %NULL where the fix made it. */
static gboolean
take_out (CwSession         *self,
          const CwFileText  *file,
          JsonObject        *noted,
          GPtrArray         *upon,
          GBytes           **text,
          GError           **error)
{
  g_autoptr (GBytes) before = dup_text (noted, "before"), after = dup_text (noted, "after");
  g_autoptr (GBytes) now = take_out_later (self, file, upon), result = NULL;
  guint conflict = 0;

  *text = NULL;
  if (before == NULL && g_bytes_equal (now, after))
    return TRUE;
  if (before != NULL && !cw_merge_texts (after, now, before, CW_MERGE_ASK, &result, &conflict, error))
    return FALSE;
  if (before == NULL || conflict != 0)
    return cw_error_refuse (error, CW_ERROR_CONFLICT,
                            _ ("%s was changed where the fix stands since it was taken over: take it out of the file by "
                               "hand, then it is left"), file->path);
  *text = g_steal_pointer (&result);
  return TRUE;
}

static GStrv
list_ids (const char *id,
          GPtrArray  *upon)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  g_strv_builder_add (ids, id);
  for (guint i = 0; i < upon->len; i++)
    g_strv_builder_add (ids, cw_json_get_string (upon->pdata[i], "id", ""));
  return g_strv_builder_end (ids);
}

static gboolean
give_back (CwSession   *self,
           const char  *site,
           const char  *id,
           JsonArray   *taken,
           GPtrArray   *upon,
           GError     **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_file_text_free);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_file_text_free);

  for (guint i = 0; i < json_array_get_length (taken); i++)
    {
      JsonObject *noted = json_array_get_object_element (taken, i);
      g_autoptr (CwFileText) file = read_noted (self, site, noted, error);
      GBytes *text = NULL;

      if (file == NULL)
        return FALSE;
      if (is_lost_in (self, site, noted))
        continue;
      /* The fix took the file away. */
      if (file->text == NULL)
        text = dup_text (noted, "before");
      else if (!take_out (self, file, noted, upon, &text, error))
        return FALSE;
      if (text == NULL && file->text == NULL)
        continue;
      file->forget = list_ids (id, upon);
      g_ptr_array_add (text != NULL ? files : made, g_steal_pointer (&file));
      if (text != NULL)
        g_ptr_array_add (texts, text);
    }
  if (!cw_session_edit_files (self, files, texts, error))
    return FALSE;
  for (guint i = 0; i < made->len; i++)
    if (!cw_session_drop_edit (self, g_ptr_array_index (made, i), error))
      return FALSE;
  return TRUE;
}

/* The file as it would be had it not been taken over, or were it still as it was then, whatever became of its lines
 * here; %NULL where that can't be told. */
static GBytes *
resolve (CwSnapshot *snapshot,
         JsonObject *noted,
         gboolean    held)
{
  GBytes *text = cw_snapshot_get_bytes (snapshot, cw_json_get_string (noted, "path", ""));
  g_autoptr (GBytes) before = dup_text (noted, "before"), after = dup_text (noted, "after"), result = NULL;
  guint conflict = 0;

  if (text == NULL || before == NULL || after == NULL
      || !cw_merge_texts (held ? before : after, text, held ? after : before, CW_MERGE_MINE, &result, &conflict, NULL))
    return NULL;
  return g_steal_pointer (&result);
}

/* Another snapshot in its place, with @text: the paths of that one may have been listed already. */
static void
put_into (GPtrArray  *snapshots,
          guint       index,
          const char *path,
          GBytes     *text)
{
  CwSnapshot *snapshot = g_ptr_array_index (snapshots, index);
  g_autoptr (CwSnapshot) more = cw_snapshot_new (cw_snapshot_get_repository (snapshot),
                                                 cw_snapshot_get_reference (snapshot),
                                                 cw_snapshot_get_commit (snapshot));

  cw_snapshot_add (more, path, cw_snapshot_get_mode (snapshot, path), NULL, text);
  snapshots->pdata[index] = cw_snapshot_join (snapshot, more);
  g_object_unref (snapshot);
}

/**
 * cw_session_suppose_fix:
 * @self: a session
 * @id: which question took it
 * @held: whether it is there, as it was taken over
 * @snapshots: (element-type CwSnapshot): the planned files, which it owns
 *
 * Makes of the files what they would be without a fix that was taken over, or with it as it was taken over, as far as
 * that can be told: what a stand says now is compared with that.
 */
void
cw_session_suppose_fix (CwSession  *self,
                        const char *id,
                        gboolean    held,
                        GPtrArray  *snapshots)
{
  JsonArray *taken = cw_session_get_taken (self, id);

  for (guint i = 0; taken != NULL && i < json_array_get_length (taken); i++)
    {
      JsonObject *noted = json_array_get_object_element (taken, i);
      const char *path = cw_json_get_string (noted, "path", "");

      for (guint j = 0; j < snapshots->len; j++)
        {
          CwSnapshot *snapshot = g_ptr_array_index (snapshots, j);
          g_autoptr (GBytes) text = NULL;

          if (!g_str_equal (cw_snapshot_get_repository (snapshot), cw_json_get_string (noted, "repository", "")))
            continue;
          text = resolve (snapshot, noted, held);
          if (text != NULL)
            put_into (snapshots, j, path, text);
        }
    }
}

/**
 * cw_session_made_file:
 * @self: a session
 * @id: which question took it
 *
 * Returns: whether a file came with a fix that was taken over
 */
gboolean
cw_session_made_file (CwSession  *self,
                      const char *id)
{
  JsonArray *taken = cw_session_get_taken (self, id);

  for (guint i = 0; taken != NULL && i < json_array_get_length (taken); i++)
    if (!json_object_has_member (json_array_get_object_element (taken, i), "before"))
      return TRUE;
  return FALSE;
}

/**
 * cw_session_took_in_file:
 * @self: a session
 * @id: which question took it
 * @repository: id of a repository
 * @path: path of a file in it
 *
 * Returns: whether a fix was taken over that changed that file
 */
gboolean
cw_session_took_in_file (CwSession  *self,
                         const char *id,
                         const char *repository,
                         const char *path)
{
  return find_noted (self, id, repository, path) != NULL;
}

/**
 * cw_session_drop_fix:
 * @self: a session
 * @id: which question took it
 * @error: where to store why the journal refused
 *
 * Forgets that a fix was taken over.
 *
 * Returns: whether that worked
 */
gboolean
cw_session_drop_fix (CwSession   *self,
                     const char  *id,
                     GError     **error)
{
  g_autofree char *key = make_key (id);

  return cw_runner_observe (self->runner, key, NULL, error);
}

/**
 * cw_session_has_taken:
 * @self: a session
 * @id: a question's id
 *
 * Returns: whether a fix joined the change set by it
 */
gboolean
cw_session_has_taken (CwSession  *self,
                      const char *id)
{
  return cw_session_get_taken (self, id) != NULL;
}

/**
 * cw_session_forget_fix:
 * @self: a session
 * @site: id of a site that is prepared
 * @id: which question took it
 * @error: where to store why the journal refused
 *
 * Forgets what a fix changed where that is lost: what stands in these files now is what a person wants.
 *
 * Returns: whether that worked
 */
gboolean
cw_session_forget_fix (CwSession   *self,
                       const char  *site,
                       const char  *id,
                       GError     **error)
{
  g_autofree char *key = make_key (id);
  JsonArray *taken = cw_session_get_taken (self, id);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *rest = json_array_new ();

  json_node_take_array (node, rest);
  for (guint i = 0; taken != NULL && i < json_array_get_length (taken); i++)
    {
      JsonObject *noted = json_array_get_object_element (taken, i);

      if (!is_lost_in (self, site, noted))
        json_array_add_object_element (rest, json_object_ref (noted));
    }
  return taken == NULL
         || cw_runner_observe (self->runner, key, json_array_get_length (rest) > 0 ? node : NULL, error);
}

/**
 * cw_session_give_fix_back:
 * @self: a session
 * @site: id of a site that is prepared
 * @id: which question took it
 * @error: where to store the reason: a %CW_ERROR_CONFLICT where its lines were changed since
 *
 * Takes a fix out of the change set again, and with a component or a file that came as a whole what was taken over of
 * it later; other changes of its files stay. Does nothing where none was taken over, nor to a file that has lost it.
 *
 * Returns: whether that worked
 */
gboolean
cw_session_give_fix_back (CwSession   *self,
                          const char  *site,
                          const char  *id,
                          GError     **error)
{
  JsonArray *known = cw_session_get_taken (self, id);
  g_autoptr (JsonArray) taken = known != NULL ? json_array_ref (known) : NULL;
  g_autoptr (GPtrArray) upon = taken != NULL ? cw_session_list_upon (self, site, id) : NULL;

  return taken == NULL || (give_back (self, site, id, taken, upon, error)
                           && cw_session_forget_upon (self, site, id, upon, error)
                           && cw_session_drop_fix (self, id, error));
}
