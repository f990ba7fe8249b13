/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-git-branch-handler"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-git-branch-payload.h"
#include "cw-json.h"
#include "cw-narrow.h"

/* Of a longer file, in bytes, the lines that differ aren't looked for. */
#define MAX_TEXT 1000000

static gboolean
is_id (const char *text,
       gboolean    may_be_empty)
{
  return text != NULL && ((strlen (text) == 40 && strspn (text, "0123456789abcdef") == 40)
                          || (may_be_empty && *text == '\0'));
}

static gboolean
is_file (JsonNode *node)
{
  JsonObject *file = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *mode = file != NULL ? cw_json_get_string (file, "mode", NULL) : NULL;

  return mode != NULL && (g_str_equal (mode, "100644") || g_str_equal (mode, "100755"))
         && cw_json_get_string (file, "path", NULL) != NULL
         && is_id (cw_json_get_string (file, "old", NULL), TRUE)
         && is_id (cw_json_get_string (file, "new", NULL), TRUE);
}

static gboolean
are_files (JsonArray *files)
{
  if (files == NULL || json_array_get_length (files) == 0)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (files); i++)
    if (!is_file (json_array_get_element (files, i)))
      return FALSE;
  return TRUE;
}

/* Without the trailer a commit whose answer was lost could never be told from somebody else's. */
static gboolean
has_marker (const char *message,
            const char *marker)
{
  const CwGitCommit commit = { .message = (char *) message };
  g_autofree char *trailer = cw_git_commit_get_trailer (&commit, CW_GIT_BRANCH_TRAILER);

  return g_strcmp0 (trailer, marker) == 0;
}

/**
 * cw_git_branch_payload_read:
 * @self: (out caller-allocates): set on success
 * @effect: a git-branch effect
 * @error: %CW_ERROR_VALIDATION when it lacks something or its message lacks the marker
 *
 * Takes a payload apart.
 */
gboolean
cw_git_branch_payload_read (CwGitBranchPayload *self,
                            CwEffect           *effect,
                            GError            **error)
{
  JsonNode *node = cw_effect_get_payload (effect);
  JsonObject *payload = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObject *author = payload != NULL ? cw_json_get_object (payload, "author") : NULL;

  self->effect = effect;
  if (author != NULL)
    {
      self->url = cw_json_get_string (payload, "url", NULL);
      self->repository = cw_json_get_string (payload, "repository", self->url);
      self->branch = cw_json_get_string (payload, "branch", NULL);
      self->base = cw_json_get_string (payload, "base", NULL);
      self->base_name = cw_json_get_string (payload, "base-name", NULL);
      self->expected = cw_json_get_string (payload, "expected", NULL);
      self->parent = cw_json_get_string (payload, "parent", self->expected);
      self->author = cw_json_get_string (author, "name", NULL);
      self->email = cw_json_get_string (author, "email", NULL);
      self->message = cw_json_get_string (payload, "message", NULL);
      self->files = cw_json_get_array (payload, "files");
    }
  if (author == NULL || self->url == NULL || self->branch == NULL || self->base_name == NULL || self->author == NULL
      || self->email == NULL || self->message == NULL || !is_id (self->base, FALSE) || !is_id (self->expected, TRUE)
      || !is_id (self->parent, TRUE) || !are_files (self->files))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” has no complete change to push; plan again"),
                   cw_effect_get_title (effect));
      return FALSE;
    }
  if (!has_marker (self->message, cw_effect_get_marker (effect)))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("The message of “%s” does not end with “%s: %s”; without it the commit could not be found again"),
                   cw_effect_get_title (effect), CW_GIT_BRANCH_TRAILER, cw_effect_get_marker (effect));
      return FALSE;
    }
  return TRUE;
}

/**
 * cw_git_branch_payload_list_paths:
 * @self: a payload
 *
 * Returns: (transfer full): the files' paths; as patterns, each matches itself
 */
GStrv
cw_git_branch_payload_list_paths (const CwGitBranchPayload *self)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (self->files); i++)
    g_strv_builder_add (paths, cw_json_get_string (json_array_get_object_element (self->files, i), "path", ""));
  return g_strv_builder_end (paths);
}

/**
 * cw_git_branch_payload_make_change:
 * @self: a payload
 * @effect: its effect, which has the new files' bytes
 * @date: when the commit is made, seconds of the epoch
 *
 * Returns: (transfer full): the commit to be made: on top of the branch as it was reviewed; of the base where there is
 *   no branch yet, or where the base has all of it
 */
CwGitChange *
cw_git_branch_payload_make_change (const CwGitBranchPayload *self,
                                   CwEffect                 *effect,
                                   gint64                    date)
{
  const char *parent = *self->parent != '\0' ? self->parent : self->base;
  CwGitChange *change = cw_git_change_new (parent, self->author, self->email, self->message, date);

  for (guint i = 0; i < json_array_get_length (self->files); i++)
    {
      JsonObject *file = json_array_get_object_element (self->files, i);
      guint mode = (guint) g_ascii_strtoull (cw_json_get_string (file, "mode", ""), NULL, 8);
      const char *blob = cw_json_get_string (file, "new", "");

      cw_git_change_add_file (change, cw_json_get_string (file, "path", ""), mode, cw_json_get_string (file, "old", ""),
                              blob, *blob != '\0' ? cw_effect_get_blob (effect, blob) : NULL);
    }
  return change;
}

/* Of what was never pushed only the effect knows the bytes. */
static GBytes *
read_bytes (const CwGitBranchPayload *self,
            CwGitService             *service,
            const char               *blob)
{
  GBytes *known;

  if (*blob == '\0')
    return g_bytes_new_static ("", 0);
  known = cw_effect_get_blob (self->effect, blob);
  return known != NULL ? g_bytes_ref (known) : cw_git_service_read_blob (service, self->url, blob, NULL);
}

static char *
read_text (const CwGitBranchPayload *self,
           CwGitService             *service,
           const char               *blob)
{
  g_autoptr (GBytes) bytes = read_bytes (self, service, blob);
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (bytes == NULL || size > MAX_TEXT || !g_utf8_validate (data, (gssize) size, NULL))
    return NULL;
  return g_strndup (data, size);
}

/* The file whose differences are told. */
typedef struct {
  CwFinding  *finding;
  const char *path;
} Told;

static void
add_place (const char *ours,
           const char *theirs,
           gpointer    data)
{
  const Told *told = data;

  cw_finding_add_difference (told->finding, told->path, ours, theirs);
}

/* The lines in which a file differs; what is no text, by its ids. */
static void
add_file (const CwGitBranchPayload *self,
          CwGitService             *service,
          CwFinding                *finding,
          const char               *path,
          const char               *ours,
          const char               *theirs)
{
  g_autofree char *our_text = read_text (self, service, ours), *their_text = read_text (self, service, theirs);
  Told told = { finding, path };

  if (our_text != NULL && their_text != NULL && !g_str_equal (our_text, their_text))
    cw_narrow_each (our_text, their_text, add_place, &told);
  else
    cw_finding_add_difference (finding, path, ours, theirs);
}

/**
 * cw_git_branch_payload_compare:
 * @self: a payload
 * @ours: (nullable): the same paths in our own commit, where that isn't as the payload says any more
 * @snapshot: the same paths somewhere
 * @service: where the files' texts are read; with @finding
 * @finding: (nullable): told each file that differs
 *
 * Returns: whether all of the payload's files are there as ours are
 */
gboolean
cw_git_branch_payload_compare (const CwGitBranchPayload *self,
                               CwSnapshot               *ours,
                               CwSnapshot               *snapshot,
                               CwGitService             *service,
                               CwFinding                *finding)
{
  gboolean equal = TRUE;

  for (guint i = 0; i < json_array_get_length (self->files); i++)
    {
      JsonObject *file = json_array_get_object_element (self->files, i);
      const char *path = cw_json_get_string (file, "path", "");
      const char *blob = ours != NULL ? cw_snapshot_get_blob (ours, path) : cw_json_get_string (file, "new", "");
      const char *theirs = cw_snapshot_get_blob (snapshot, path);
      guint mode = (guint) g_ascii_strtoull (cw_json_get_string (file, "mode", ""), NULL, 8);

      if (blob == NULL)
        blob = "";
      if (g_str_equal (blob, theirs != NULL ? theirs : "")
          && (theirs == NULL || cw_snapshot_get_mode (snapshot, path) == mode))
        continue;
      equal = FALSE;
      if (finding != NULL)
        add_file (self, service, finding, path, blob, theirs != NULL ? theirs : "");
    }
  return equal;
}
