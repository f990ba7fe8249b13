/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-hand-edit"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-error.h"
#include "cw-hand-edit.h"
#include "cw-json.h"

#define MAX_PATH 1024

/**
 * cw_hand_edit_check_path:
 * @path: what a person calls the file
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Returns: whether @path can name a file inside a repository
 */
gboolean
cw_hand_edit_check_path (const char *path,
                         GError    **error)
{
  g_auto (GStrv) parts = NULL;
  gboolean inside;

  g_return_val_if_fail (path != NULL, FALSE);

  if (!g_utf8_validate (path, -1, NULL) || strlen (path) > MAX_PATH)
    return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("The path is not UTF-8, or longer than %d bytes"), MAX_PATH);
  for (const char *at = path; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at) || *at == '\\')
      return cw_error_refuse (error, CW_ERROR_VALIDATION,
                              _ ("“%s” has a character that no path of a repository may have"), path);
  parts = g_strsplit (path, "/", -1);
  inside = parts[0] != NULL;
  for (guint i = 0; parts[i] != NULL; i++)
    inside = inside && *parts[i] != '\0' && !g_str_equal (parts[i], ".") && !g_str_equal (parts[i], "..")
             && g_ascii_strcasecmp (parts[i], ".git") != 0;
  if (!inside)
    return cw_error_refuse (error, CW_ERROR_VALIDATION,
                            _ ("“%s” is no path inside the repository: write it from the repository’s top folder, "
                               "without “.” and “..”"), path);
  return TRUE;
}

static gsize
find_line (const char *data,
           const char *end)
{
  gsize line = 1;

  for (const char *at = data; at < end; at++)
    line += *at == '\n';
  return line;
}

/**
 * cw_hand_edit_check_text:
 * @path: the file's path, for the message
 * @text: its text
 * @error: where to store a %CW_ERROR_VALIDATION that names the line
 *
 * Returns: whether a person can edit it: it is text, and not too long
 */
gboolean
cw_hand_edit_check_text (const char *path,
                         GBytes     *text,
                         GError    **error)
{
  const char *data, *end;
  gsize size = 0;

  g_return_val_if_fail (path != NULL && text != NULL, FALSE);

  data = g_bytes_get_data (text, &size);
  if (size > CW_HAND_EDIT_MAX_BYTES)
    return cw_error_refuse (error, CW_ERROR_VALIDATION,
                            _ ("%s has %zu bytes; files of more than %zu are not edited here. Change it on the "
                               "pushed branch"), path, size, CW_HAND_EDIT_MAX_BYTES);
  if (size == 0 || g_utf8_validate_len (data, size, &end))
    return TRUE;
  if (*end == '\0')
    return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("%s, line %zu: a NUL byte; only text is edited here"), path,
                            find_line (data, end));
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("%s, line %zu: not UTF-8; only UTF-8 text is edited here"),
                          path, find_line (data, end));
}

static char *
format_time (GDateTime *time)
{
  g_autoptr (GDateTime) utc = g_date_time_to_utc (time);

  return g_date_time_format (utc, "%Y-%m-%dT%H:%M:%SZ");
}

/**
 * cw_hand_edit_check_markers:
 * @path: the file's path, for the message
 * @text: its text
 * @error: where to store a %CW_ERROR_VALIDATION that names the line
 *
 * Whoever saves a conflict half-way would send git's markers.
 *
 * Returns: whether no conflict stands in it between git's markers
 */
gboolean
cw_hand_edit_check_markers (const char *path,
                            GBytes     *text,
                            GError    **error)
{
  gsize size = 0;
  const char *data = text != NULL ? g_bytes_get_data (text, &size) : NULL;
  g_autofree char *terminated = g_strndup (data, size);
  g_auto (GStrv) lines = g_strsplit (terminated != NULL ? terminated : "", "\n", -1);
  guint opened = 0;

  g_return_val_if_fail (path != NULL, FALSE);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], "<<<<<<< "))
        opened = i + 1;
      else if (g_str_has_prefix (lines[i], ">>>>>>> ") && opened > 0)
        return cw_error_refuse (error, CW_ERROR_VALIDATION,
                                _ ("%s, line %u: the conflict is not settled; choose between its lines and take the "
                                   "markers away"), path, opened);
    }
  return TRUE;
}

/**
 * cw_hand_edit_new:
 * @site: id of the site
 * @repository: id of the repository
 * @path: path of the file
 * @from: (nullable): the text before
 * @text: (nullable): the text after; not both are %NULL
 * @by: who
 * @at: when
 *
 * Returns: (transfer full): the edit
 */
CwHandEdit *
cw_hand_edit_new (const char *site,
                  const char *repository,
                  const char *path,
                  GBytes     *from,
                  GBytes     *text,
                  const char *by,
                  GDateTime  *at)
{
  CwHandEdit *self;

  g_return_val_if_fail (site != NULL && repository != NULL && path != NULL && by != NULL && at != NULL, NULL);
  g_return_val_if_fail (from != NULL || text != NULL, NULL);

  self = g_new0 (CwHandEdit, 1);
  self->site = g_strdup (site);
  self->repository = g_strdup (repository);
  self->path = g_strdup (path);
  self->from = from != NULL ? g_bytes_ref (from) : NULL;
  self->text = text != NULL ? g_bytes_ref (text) : NULL;
  self->by = g_strdup (by);
  self->at = format_time (at);
  return self;
}

void
cw_hand_edit_free (CwHandEdit *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->site);
  g_free (self->repository);
  g_free (self->path);
  g_clear_pointer (&self->from, g_bytes_unref);
  g_clear_pointer (&self->text, g_bytes_unref);
  g_free (self->by);
  g_free (self->at);
  g_clear_pointer (&self->taken, json_array_unref);
  g_free (self);
}

/**
 * cw_hand_edit_make_key:
 * @site: id of a site
 * @repository: id of a repository
 * @path: path of a file in it
 *
 * Returns: (transfer full): the key of the fact that holds the file as a person edited it
 */
char *
cw_hand_edit_make_key (const char *site,
                       const char *repository,
                       const char *path)
{
  g_return_val_if_fail (site != NULL && repository != NULL && path != NULL, NULL);

  return g_strconcat ("edit.", site, ".", repository, ".", path, NULL);
}

static void
put_text (JsonObject *object,
          const char *member,
          GBytes     *text)
{
  g_autofree char *terminated = NULL;

  if (text == NULL)
    return;
  terminated = g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
  json_object_set_string_member (object, member, terminated != NULL ? terminated : "");
}

/**
 * cw_hand_edit_to_json:
 * @self: an edit
 *
 * Returns: (transfer full): the fact's value
 */
JsonNode *
cw_hand_edit_to_json (const CwHandEdit *self)
{
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);

  object = cw_json_object ("by", self->by, "at", self->at, NULL);
  put_text (object, "from", self->from);
  put_text (object, "text", self->text);
  if (self->taken != NULL)
    {
      json_object_set_array_member (object, "taken", json_array_ref (self->taken));
      json_object_set_boolean_member (object, "only-taken", self->only_taken);
    }
  return cw_json_node_object (object);
}

static GBytes *
take_text (JsonObject *object,
           const char *member)
{
  const char *text = cw_json_get_string (object, member, NULL);

  return text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
}

/**
 * cw_hand_edit_read:
 * @key: the fact's key
 * @value: the fact's value
 * @error: where to store a %CW_ERROR_VALIDATION
 *
 * Returns: (transfer full) (nullable): the edit
 */
CwHandEdit *
cw_hand_edit_read (const char *key,
                   JsonNode   *value,
                   GError    **error)
{
  g_auto (GStrv) parts = NULL;
  g_autoptr (GBytes) from = NULL;
  g_autoptr (GBytes) text = NULL;
  JsonObject *object;
  CwHandEdit *self;

  g_return_val_if_fail (key != NULL && value != NULL, NULL);

  parts = g_strsplit (key, ".", 4);
  object = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
  from = object != NULL ? take_text (object, "from") : NULL;
  text = object != NULL ? take_text (object, "text") : NULL;
  if (g_strv_length (parts) != 4 || (from == NULL && text == NULL) || cw_json_get_string (object, "by", NULL) == NULL
      || cw_json_get_string (object, "at", NULL) == NULL)
    {
      cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("“%s” is no edit of a file"), key);
      return NULL;
    }
  if (!cw_hand_edit_check_path (parts[3], error) || (from != NULL && !cw_hand_edit_check_text (parts[3], from, error))
      || (text != NULL && !cw_hand_edit_check_text (parts[3], text, error)))
    return NULL;
  self = g_new0 (CwHandEdit, 1);
  self->site = g_strdup (parts[1]);
  self->repository = g_strdup (parts[2]);
  self->path = g_strdup (parts[3]);
  self->from = g_steal_pointer (&from);
  self->text = g_steal_pointer (&text);
  self->by = g_strdup (cw_json_get_string (object, "by", ""));
  self->at = g_strdup (cw_json_get_string (object, "at", ""));
  self->taken = cw_json_get_array (object, "taken");
  self->taken = self->taken != NULL ? json_array_ref (self->taken) : NULL;
  self->only_taken = cw_json_get_bool (object, "only-taken", FALSE);
  return self;
}

static void
add_to_sum (GChecksum *sum,
            GBytes    *text)
{
  gsize size = 0;
  gconstpointer data = text != NULL ? g_bytes_get_data (text, &size) : NULL;

  g_checksum_update (sum, (const guchar *) (text != NULL ? "+" : "-"), 1);
  if (size > 0)
    g_checksum_update (sum, data, (gssize) size);
}

/**
 * cw_hand_edit_hash:
 * @self: an edit
 *
 * Returns: (transfer full): equal for equal edits only
 */
char *
cw_hand_edit_hash (const CwHandEdit *self)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *head = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  head = g_strdup_printf ("%s\n%s\n%s\n%s\n%s\n%zu\n", self->site, self->repository, self->path, self->by, self->at,
                          self->from != NULL ? g_bytes_get_size (self->from) : 0);
  g_checksum_update (sum, (const guchar *) head, (gssize) strlen (head));
  add_to_sum (sum, self->from);
  add_to_sum (sum, self->text);
  return g_strdup (g_checksum_get_string (sum));
}

static gboolean
is_of (JsonObject        *record,
       const char *const *ids)
{
  return ids != NULL && g_strv_contains (ids, cw_json_get_string (record, "id", ""));
}

static gboolean
has_id (JsonArray  *records,
        JsonObject *like)
{
  for (guint i = 0; records != NULL && i < json_array_get_length (records); i++)
    if (g_str_equal (cw_json_get_string (json_array_get_object_element (records, i), "id", ""),
                     cw_json_get_string (like, "id", "")))
      return TRUE;
  return FALSE;
}

/**
 * cw_hand_edit_take_over:
 * @self: an edit that nobody else has yet
 * @before: (nullable): the fact that held the file before it
 * @record: (nullable) (element-type JsonObject): what it takes over from other sites
 * @forget: (nullable): the ids of what it gives back
 *
 * Notes what of the file comes from other sites: an edit by hand leaves that known, and what is taken over once more
 * stands there once.
 */
void
cw_hand_edit_take_over (CwHandEdit        *self,
                        JsonNode          *before,
                        JsonArray         *record,
                        const char *const *forget)
{
  JsonObject *object = before != NULL && JSON_NODE_HOLDS_OBJECT (before) ? json_node_get_object (before) : NULL;
  JsonArray *known = object != NULL ? cw_json_get_array (object, "taken") : NULL;
  g_autoptr (JsonArray) taken = json_array_new ();

  g_return_if_fail (self != NULL);

  for (guint i = 0; known != NULL && i < json_array_get_length (known); i++)
    if (!is_of (json_array_get_object_element (known, i), forget)
        && !has_id (record, json_array_get_object_element (known, i)))
      json_array_add_element (taken, json_array_dup_element (known, i));
  for (guint i = 0; record != NULL && i < json_array_get_length (record); i++)
    json_array_add_element (taken, json_array_dup_element (record, i));
  g_clear_pointer (&self->taken, json_array_unref);
  self->only_taken = (record != NULL || forget != NULL)
                     && (object == NULL || cw_json_get_bool (object, "only-taken", FALSE));
  if (json_array_get_length (taken) > 0)
    self->taken = g_steal_pointer (&taken);
}

/* Of what another site says, the commit is known where it isn't planned here. */
static char *
tell_source (JsonObject *record)
{
  const char *site = cw_json_get_string (record, "site", ""), *commit = cw_json_get_string (record, "commit", NULL);
  gboolean copied = g_str_equal (cw_json_get_string (record, "kind", CW_TAKEN_FIX), CW_TAKEN_COPY);

  if (copied)
    /* Translators: a site and a commit of its files, as in “BTS’s files, commit 1a2b3c4” */
    return commit != NULL ? g_strdup_printf (_ ("%s’s files, commit %.7s"), site, commit)
                          : g_strdup_printf (_ ("%s’s planned files"), site);
  /* Translators: a site and a commit of its files, as in “BTS’s fix, commit 1a2b3c4” */
  return commit != NULL ? g_strdup_printf (_ ("%s’s fix, commit %.7s"), site, commit)
                        : g_strdup_printf (_ ("%s’s fix"), site);
}

/* Whose it was, each once. */
static char *
list_sources (JsonArray *taken)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < json_array_get_length (taken); i++)
    {
      g_autofree char *source = tell_source (json_array_get_object_element (taken, i));

      if (!g_ptr_array_find_with_equal_func (sources, source, g_str_equal, NULL))
        g_ptr_array_add (sources, g_steal_pointer (&source));
    }
  g_ptr_array_add (sources, NULL);
  return g_strjoinv ("; ", (char **) sources->pdata);
}

/**
 * cw_hand_edit_describe:
 * @self: an edit
 *
 * Returns: (transfer full): who edited when, and what of it comes from another site, for the person
 */
char *
cw_hand_edit_describe (const CwHandEdit *self)
{
  g_autoptr (GDateTime) at = NULL, here = NULL;
  g_autofree char *day = NULL, *who = NULL, *sources = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  at = g_date_time_new_from_iso8601 (self->at, NULL);
  here = at != NULL ? g_date_time_to_local (at) : NULL;
  day = here != NULL ? cw_date_show_civil (here, g_date_time_get_timezone_abbreviation (here)) : g_strdup (self->at);
  /* Translators: a name and a time, as in “by Vera, Tue 1 Dec, 12:00 CLT” */
  who = g_strdup_printf (_ ("by %s, %s"), self->by, day);
  if (self->taken == NULL)
    return g_steal_pointer (&who);
  sources = list_sources (self->taken);
  /* Translators: “by Vera, Tue 1 Dec, 12:00 CLT”, and whose it was, “BTS’s fix, commit 1a2b3c4” */
  return g_strdup_printf (self->only_taken ? _ ("%s, taken over from %s") : _ ("%s, some of it taken over from %s"),
                          who, sources);
}

/**
 * cw_deployment_list_edits:
 * @self: a deployment
 * @site: id of a site
 *
 * Returns: (transfer full) (element-type CwHandEdit): the files that a person edited for @site, by repository and path
 */
GPtrArray *
cw_deployment_list_edits (CwDeployment *self,
                          const char   *site)
{
  GPtrArray *edits;
  g_autofree char *prefix = NULL;
  g_auto (GStrv) keys = NULL;

  g_return_val_if_fail (CW_IS_DEPLOYMENT (self) && site != NULL, NULL);

  edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_hand_edit_free);
  prefix = g_strconcat ("edit.", site, ".", NULL);
  keys = cw_deployment_list_keys (self, prefix);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      CwHandEdit *edit = cw_hand_edit_read (keys[i], cw_deployment_get_fact (self, keys[i]), NULL);

      if (edit != NULL)
        g_ptr_array_add (edits, edit);
    }
  return edits;
}
