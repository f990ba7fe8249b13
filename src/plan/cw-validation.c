/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-validation"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-json.h"
#include "cw-text.h"
#include "cw-validation.h"

/* The report of a program that we don't know: its output is data, of which we understand `file:line: text`. */

/* Longest text of a complaint, in characters. */
#define MAX_TEXT 300

static const char *const states[] = {
  [CW_VALIDATION_HOLDS] = "holds",
  [CW_VALIDATION_COMPLAINS] = "complains",
  [CW_VALIDATION_ABSENT] = "not-installed",
  [CW_VALIDATION_FAILED] = "failed",
};

static void
free_complaint (gpointer data)
{
  CwComplaint *complaint = data;

  g_free (complaint->path);
  g_free (complaint->text);
  g_free (complaint);
}

/**
 * cw_validation_new:
 * @repository: id of the repository
 * @validator: the program
 * @tree: a hash of the files that it looks at
 * @n_files: how many there are
 *
 * Returns: (transfer full): a report that has nothing to say
 */
CwValidation *
cw_validation_new (const char        *repository,
                   const CwValidator *validator,
                   const char        *tree,
                   guint              n_files)
{
  CwValidation *self = g_new0 (CwValidation, 1);

  g_return_val_if_fail (repository != NULL && validator != NULL && tree != NULL, self);

  self->repository = g_strdup (repository);
  self->id = g_strdup (validator->id);
  self->name = g_strdup (validator->name);
  self->tree = g_strdup (tree);
  self->n_files = n_files;
  self->complaints = g_ptr_array_new_with_free_func (free_complaint);
  return self;
}

/**
 * cw_validation_free:
 * @self: a report
 */
void
cw_validation_free (CwValidation *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->repository);
  g_free (self->id);
  g_free (self->name);
  g_free (self->tree);
  g_free (self->trouble);
  g_clear_pointer (&self->complaints, g_ptr_array_unref);
  g_free (self);
}

static char *
shorten (const char *text)
{
  g_autofree char *clean = cw_text_clean (text);

  if (g_utf8_strlen (clean, -1) <= MAX_TEXT)
    return g_steal_pointer (&clean);
  *g_utf8_offset_to_pointer (clean, MAX_TEXT - 1) = '\0';
  return g_strconcat (clean, "…", NULL);
}

static void
add_complaint (CwValidation *self,
             const char   *path,
             guint         line,
             const char   *text)
{
  CwComplaint *complaint;

  if (self->complaints->len >= CW_VALIDATION_MAX_COMPLAINTS)
    {
      self->n_more++;
      return;
    }
  complaint = g_new0 (CwComplaint, 1);
  complaint->path = cw_text_clean (path);
  complaint->line = line;
  complaint->text = shorten (text);
  g_ptr_array_add (self->complaints, complaint);
}

/* `./file:line: text`, `file:line:column: text`, with or without the folder before the file. */
static gboolean
read_place (CwValidation *self,
            const char   *root,
            const char   *line)
{
  const char *path = g_str_has_prefix (line, root) && line[strlen (root)] == '/' ? line + strlen (root) + 1 : line;
  const char *colon = strchr (path, ':');
  g_autofree char *name = NULL;
  guint64 number;
  char *end = NULL;

  if (colon == NULL || !g_ascii_isdigit (colon[1]))
    return FALSE;
  number = g_ascii_strtoull (colon + 1, &end, 10);
  if (end[0] == ':' && g_ascii_isdigit (end[1]))
    g_ascii_strtoull (end + 1, &end, 10);
  if (*end != ':' || colon == path || number == 0 || number > G_MAXINT)
    return FALSE;
  if (g_str_has_prefix (path, "./"))
    path += 2;
  name = g_strndup (path, (gsize) (colon - path));
  for (end++; *end == ' ' || *end == '\t'; end++)
    continue;
  add_complaint (self, name, (guint) number, end);
  return TRUE;
}

/**
 * cw_validation_read:
 * @self: a report
 * @root: the folder in which the files lay
 * @output: what the program wrote, valid UTF-8
 * @errors: what it wrote on its standard error, valid UTF-8
 *
 * Takes what a program that is not content says: the lines that name a place, or, where none does, all of them.
 */
void
cw_validation_read (CwValidation *self,
                    const char   *root,
                    const char   *output,
                    const char   *errors)
{
  g_autofree char *text = g_strconcat (output, "\n", errors, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean placed = FALSE;

  g_return_if_fail (self != NULL && root != NULL);

  self->state = CW_VALIDATION_COMPLAINS;
  for (guint i = 0; lines[i] != NULL; i++)
    if (read_place (self, root, g_strchomp (lines[i])))
      placed = TRUE;
  for (guint i = 0; !placed && lines[i] != NULL; i++)
    if (*g_strchug (lines[i]) != '\0')
      add_complaint (self, "", 0, lines[i]);
  if (self->complaints->len == 0)
    add_complaint (self, "", 0, _ ("It is not content, and doesn’t say why"));
}

/**
 * cw_validation_drop_known:
 * @self: a report on the files as they will be
 * @before: its report on the files as they are
 *
 * Leaves out what the validator complained of before the change: that is not this change's doing. Lines move, so the
 * text counts.
 */
void
cw_validation_drop_known (CwValidation       *self,
                          const CwValidation *before)
{
  g_autofree gboolean *taken = g_new0 (gboolean, before->complaints->len + 1);

  for (guint i = self->complaints->len; i > 0; i--)
    {
      const CwComplaint *complaint = g_ptr_array_index (self->complaints, i - 1);

      for (guint j = before->complaints->len; j > 0; j--)
        {
          const CwComplaint *known = g_ptr_array_index (before->complaints, j - 1);

          if (taken[j - 1] || !g_str_equal (known->path, complaint->path)
              || !g_str_equal (known->text, complaint->text))
            continue;
          taken[j - 1] = TRUE;
          g_ptr_array_remove_index (self->complaints, i - 1);
          break;
        }
    }
  self->n_more = self->n_more > before->n_more ? self->n_more - before->n_more : 0;
  if (self->state == CW_VALIDATION_COMPLAINS && self->complaints->len + self->n_more == 0)
    self->state = CW_VALIDATION_HOLDS;
}

/**
 * cw_validation_fail:
 * @self: a report
 * @trouble: why there is none
 */
void
cw_validation_fail (CwValidation *self,
                    const char   *trouble)
{
  g_return_if_fail (self != NULL && trouble != NULL);

  g_free (self->trouble);
  self->state = CW_VALIDATION_FAILED;
  self->trouble = shorten (trouble);
  g_ptr_array_set_size (self->complaints, 0);
  self->n_more = 0;
}

/**
 * cw_validation_describe:
 * @self: a report
 *
 * Returns: (transfer full): one sentence without a full stop
 */
char *
cw_validation_describe (const CwValidation *self)
{
  guint n_complaints = self->complaints->len + self->n_more;

  switch (self->state)
    {
    case CW_VALIDATION_HOLDS:
      return g_strdup_printf (ngettext ("%s has nothing against the %u file that it looked at in %s",
                                        "%s has nothing against the %u files that it looked at in %s", self->n_files),
                              self->name, self->n_files, self->repository);
    case CW_VALIDATION_COMPLAINS:
      return g_strdup_printf (ngettext ("%s complains of %u thing in %s", "%s complains of %u things in %s",
                                        n_complaints),
                              self->name, n_complaints, self->repository);
    case CW_VALIDATION_ABSENT:
      return g_strdup_printf (_ ("%s is not installed here, and didn’t look at %s"), self->name, self->repository);
    case CW_VALIDATION_FAILED:
    default:
      return g_strdup_printf (_ ("%s gave no report on %s: %s"), self->name, self->repository,
                              self->trouble != NULL ? self->trouble : "");
    }
}

/**
 * cw_complaint_describe:
 * @self: a complaint
 *
 * Returns: (transfer full): where, and what
 */
char *
cw_complaint_describe (const CwComplaint *self)
{
  return *self->path != '\0' ? g_strdup_printf ("%s:%u: %s", self->path, self->line, self->text)
                             : g_strdup (self->text);
}

/**
 * cw_validation_to_json:
 * @self: a report
 *
 * Returns: (transfer full): all of it
 */
JsonObject *
cw_validation_to_json (const CwValidation *self)
{
  JsonObject *object = cw_json_object ("repository", self->repository, "id", self->id, "name", self->name, "tree",
                                       self->tree, "state", states[self->state], "trouble", self->trouble, NULL);
  JsonArray *complaints = json_array_new ();

  for (guint i = 0; i < self->complaints->len; i++)
    {
      const CwComplaint *complaint = g_ptr_array_index (self->complaints, i);
      JsonObject *one = cw_json_object ("path", complaint->path, "text", complaint->text, NULL);

      json_object_set_int_member (one, "line", complaint->line);
      json_array_add_object_element (complaints, one);
    }
  json_object_set_int_member (object, "files", self->n_files);
  json_object_set_int_member (object, "more", self->n_more);
  json_object_set_array_member (object, "complaints", complaints);
  return object;
}

/**
 * cw_validation_from_json:
 * @object: what cw_validation_to_json() made
 *
 * Returns: (transfer full): the report
 */
CwValidation *
cw_validation_from_json (JsonObject *object)
{
  CwValidation *self = g_new0 (CwValidation, 1);
  const char *state = cw_json_get_string (object, "state", "");
  JsonArray *complaints = cw_json_get_array (object, "complaints");

  self->repository = g_strdup (cw_json_get_string (object, "repository", ""));
  self->id = g_strdup (cw_json_get_string (object, "id", ""));
  self->name = g_strdup (cw_json_get_string (object, "name", ""));
  self->tree = g_strdup (cw_json_get_string (object, "tree", ""));
  self->trouble = g_strdup (cw_json_get_string (object, "trouble", NULL));
  self->n_files = (guint) cw_json_get_int (object, "files", 0);
  self->complaints = g_ptr_array_new_with_free_func (free_complaint);
  self->state = CW_VALIDATION_FAILED;
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i], state))
      self->state = (CwValidationState) i;
  for (guint i = 0; complaints != NULL && i < json_array_get_length (complaints); i++)
    {
      JsonObject *one = json_array_get_object_element (complaints, i);

      add_complaint (self, cw_json_get_string (one, "path", ""), (guint) cw_json_get_int (one, "line", 0),
                   cw_json_get_string (one, "text", ""));
    }
  self->n_more = (guint) cw_json_get_int (object, "more", 0);
  return self;
}

/**
 * cw_validation_hash_tree:
 * @changes: a repository's change set
 *
 * Returns: (transfer full): a hash of the files as they will be: two equal ones need no second look
 */
char *
cw_validation_hash_tree (const CwChangeSet *changes)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_return_val_if_fail (changes != NULL, NULL);

  g_checksum_update (checksum, (const guchar *) changes->base, -1);
  for (guint i = 0; i < changes->files->len; i++)
    {
      const CwFileChange *file = g_ptr_array_index (changes->files, i);
      g_autofree char *line = g_strdup_printf ("\n%s %s", file->new_blob, file->path);

      g_checksum_update (checksum, (const guchar *) line, -1);
    }
  return g_strdup (g_checksum_get_string (checksum));
}
