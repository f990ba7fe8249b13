/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-check"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-check.h"

static void
free_file (gpointer data)
{
  CwCheckFile *file = data;

  g_bytes_unref (file->bytes);
  g_clear_pointer (&file->yaml, cw_yaml_unref);
  g_free (file);
}

static const CwFileChange *
find_change (const CwChangeSet *changes,
             const char        *path)
{
  for (guint i = 0; i < changes->files->len; i++)
    {
      const CwFileChange *file = changes->files->pdata[i];

      if (g_str_equal (file->path, path))
        return file;
    }
  return NULL;
}

static CwYaml *
find_tree (const CwScope *self,
           GBytes        *bytes)
{
  for (guint i = 0; i < self->plan_files->len; i++)
    {
      const CwPlanFile *file = self->plan_files->pdata[i];

      if (file->bytes == bytes)
        return file->yaml;
      if (file->after != NULL && cw_yaml_get_text (file->after) == bytes)
        return file->after;
    }
  return NULL;
}

static void
add_file (const CwScope *self,
          GPtrArray     *files,
          const char    *path,
          GBytes        *bytes)
{
  CwCheckFile *file = g_new0 (CwCheckFile, 1);

  file->planned = find_tree (self, bytes);
  file->path = path;
  file->bytes = g_bytes_ref (bytes);
  g_ptr_array_add (files, file);
}

/* Whether some check looks at @path, or tags move there. */
static gboolean
is_checked (const CwScope *self,
            const char    *path)
{
  for (guint i = 0; i < self->files->rules->len; i++)
    {
      const CwTagRule *rule = self->files->rules->pdata[i];

      if (cw_path_matches_any ((const char *const *) rule->files, path))
        return TRUE;
    }
  return FALSE;
}

/* The files as they will be: changed, new, or as they are. */
static GPtrArray *
list_files (const CwScope     *self,
            const CwChangeSet *changes)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (free_file);

  for (guint i = 0; i < changes->paths->len; i++)
    {
      const char *path = changes->paths->pdata[i];

      if (is_checked (self, path) && find_change (changes, path) == NULL)
        add_file (self, files, path, cw_snapshot_get_bytes (self->snapshot, path));
    }
  for (guint i = 0; i < changes->files->len; i++)
    {
      const CwFileChange *file = changes->files->pdata[i];

      if (*file->new_blob != '\0' && is_checked (self, file->path))
        add_file (self, files, file->path, file->new_bytes);
    }
  return files;
}

/**
 * cw_check_get_result:
 * @self: a check's work
 * @path: any file of the repository
 *
 * Returns: (transfer none) (nullable): the file as it will be; %NULL where there will be none
 */
GBytes *
cw_check_get_result (const CwCheckWork *self,
                     const char        *path)
{
  const CwFileChange *change = find_change (self->changes, path);

  if (change == NULL)
    return cw_snapshot_get_bytes (self->scope->snapshot, path);
  return *change->new_blob != '\0' ? change->new_bytes : NULL;
}

/**
 * cw_check_concerns:
 * @self: a check's work
 * @file: one of its files
 *
 * Returns: whether the check that is done looks at the file
 */
gboolean
cw_check_concerns (const CwCheckWork *self,
                   const CwCheckFile *file)
{
  return cw_path_matches_any ((const char *const *) self->rule->files, file->path);
}

/* For the checks: (transfer none) (nullable): the file's tree; a file that can't be read has a warning of its own. One
 * that planning needed was read already. */
CwYaml *
cw_check_file_get_yaml (CwCheckFile *self)
{
  if (!self->read && self->planned != NULL)
    self->yaml = cw_yaml_ref (self->planned);
  else if (!self->read)
    self->yaml = cw_yaml_read (self->bytes, NULL);
  self->read = TRUE;
  return self->yaml;
}

/**
 * cw_check_file_has:
 * @self: a file
 * @text: bytes that a check needs
 * @length: of @text, in bytes
 *
 * Most files have nothing for a check and needn't be read.
 *
 * Returns: whether the file has those bytes
 */
gboolean
cw_check_file_has (const CwCheckFile *self,
                   const char        *text,
                   gsize              length)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (self->bytes, &size), *end = data + size;

  if (length == 0)
    return size > 0;
  for (const char *at = data; at < end; at++)
    {
      at = memchr (at, *text, (gsize) (end - at));
      if (at == NULL || (gsize) (end - at) < length)
        return FALSE;
      if (memcmp (at, text, length) == 0)
        return TRUE;
    }
  return FALSE;
}

/* For the checks: whether the YAML path @path is one of the rule's. */
gboolean
cw_check_is_path (const CwTagRule *rule,
                  const char      *path)
{
  g_autofree char *folders = g_strdelimit (g_strdup (path), ".", '/');

  for (guint i = 0; rule->keys[i] != NULL; i++)
    {
      g_autofree char *glob = g_strdelimit (g_strdup (rule->keys[i]), ".", '/');

      if (cw_path_matches (glob, folders))
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_check_find_before:
 * @self: a check's work
 * @file: one of its files
 * @before: (out) (transfer none) (nullable): the file without what a person brought; %NULL where they brought all of it
 *
 * Returns: whether a person brought something into the file, by an edit or on a branch
 */
gboolean
cw_check_find_before (const CwCheckWork *self,
                      const CwCheckFile *file,
                      GBytes           **before)
{
  const CwHandChange *hand = cw_plan_find_hand_change (self->plan, self->scope->repository->id, file->path);
  CwSnapshot *earlier = cw_snapshot_get_before (self->scope->snapshot);

  *before = hand != NULL ? hand->planned : NULL;
  if (earlier != self->scope->snapshot)
    *before = cw_snapshot_get_bytes (earlier, file->path);
  return hand != NULL
         || (earlier != self->scope->snapshot && (*before == NULL || !g_bytes_equal (*before, file->bytes)));
}

/**
 * cw_check_is_anything_brought:
 * @self: a check's work
 *
 * Returns: whether a person brought something into any file that the check looks at: what the plan itself changes are
 *   tags, for which nothing else need be read
 */
gboolean
cw_check_is_anything_brought (const CwCheckWork *self)
{
  GBytes *before = NULL;

  for (guint i = 0; i < self->files->len; i++)
    if (cw_check_concerns (self, self->files->pdata[i])
        && cw_check_find_before (self, self->files->pdata[i], &before))
      return TRUE;
  return FALSE;
}

static char *
dup_line (const CwCheckWork *self,
          const char        *path,
          guint              line)
{
  GBytes *bytes = cw_check_get_result (self, path);
  gsize size = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL, *end = data + size, *feed;

  for (guint i = 1; data != NULL && i < line; i++)
    {
      data = memchr (data, '\n', (gsize) (end - data));
      data = data != NULL ? data + 1 : NULL;
    }
  if (data == NULL || data >= end)
    return g_strdup ("");
  feed = memchr (data, '\n', (gsize) (end - data));
  return g_utf8_make_valid (data, feed != NULL ? feed - data : end - data);
}

/**
 * cw_check_alarm:
 * @self: a check's work
 * @path: of the file
 * @line: from 1
 * @key: what stands before the value
 * @value: the value in question
 * @text: a sentence, translated
 *
 * Says that something is to be looked at. It is waved through by what stands there, not by its line; where several
 * lines of a file say the same it is one alarm.
 */
void
cw_check_alarm (const CwCheckWork *self,
                const char        *path,
                guint              line,
                const char        *key,
                const char        *value,
                const char        *text)
{
  const char *repository = self->scope->repository->id;
  g_autofree char *stem = g_strdup_printf ("%s-%s/%s#%s=%s", self->rule->id, repository, path, key, value);
  g_autofree char *seen = dup_line (self, path, line);
  CwPlanWarning *warning = cw_plan_add_line (self->plan, stem, line, seen);

  if (warning != NULL)
    {
      g_autofree char *lines = cw_plan_warning_dup_lines (warning);

      g_free (warning->text);
      warning->text = g_strdup_printf (_ ("In %s, lines %s: %s"), path, lines, text);
      return;
    }
  warning = g_new0 (CwPlanWarning, 1);
  warning->id = g_strdup (stem);
  warning->stem = g_steal_pointer (&stem);
  warning->seen = g_steal_pointer (&seen);
  warning->repository = g_strdup (repository);
  warning->text = g_strdup_printf (_ ("In %s, line %u: %s"), path, line, text);
  warning->check = g_strdup (self->rule->id);
  warning->path = g_strdup (path);
  warning->line = line;
  warning->value = g_strdup (value);
  warning->reason = g_strdup (self->rule->reason);
  cw_plan_take_warning (self->plan, warning);
}

/**
 * cw_check_odd:
 * @self: a check's work
 * @path: of the file
 * @line: the line, from 1
 * @key: the key there
 * @value: what stands there
 * @text: what is odd about it
 * @reason: the same as a sentence of its own
 *
 * An alarm about what stands where a cycle is expected: it is counted among the mentions, too.
 */
void
cw_check_odd (const CwCheckWork *self,
              const char        *path,
              guint              line,
              const char        *key,
              const char        *value,
              const char        *text,
              const char        *reason)
{
  CwMention *mention = g_new0 (CwMention, 1);

  mention->repository = g_strdup (self->scope->repository->id);
  mention->path = g_strdup (path);
  mention->line = line;
  mention->text = dup_line (self, path, line);
  mention->value = g_strdup (value);
  mention->fate = CW_FATE_ODD;
  mention->rule = g_strdup (self->rule->id);
  mention->reason = g_strdup (reason);
  cw_plan_note_odd (self->plan, mention);
  cw_check_alarm (self, path, line, key, value, text);
}

/**
 * cw_scope_check:
 * @self: a deployment whose changes are known
 * @changes: its repository's change set
 * @plan: the plan
 *
 * Looks at the deployment's files as they will be, for what people overlook; adds an alarm for each thing it finds.
 */
void
cw_scope_check (const CwScope     *self,
                const CwChangeSet *changes,
                CwPlan            *plan)
{
  static void (*const checks[]) (CwCheckWork *work) = {
    [CW_RULE_CHECK_SITE] = cw_check_sites,        [CW_RULE_CHECK_BRANCH] = cw_check_branches,
    [CW_RULE_CHECK_INDEX] = cw_check_indices,     [CW_RULE_CHECK_AMOUNT] = cw_check_amounts,
    [CW_RULE_CHECK_IMAGE] = cw_check_images,       [CW_RULE_CHECK_VALUE] = cw_check_values,
    [CW_RULE_CHECK_CHART] = cw_check_charts,      [CW_RULE_CHECK_PRODUCER] = cw_check_producers,
  };
  CwCheckWork work = { self, changes, plan, NULL, NULL };

  if (self->retired)
    return;
  work.files = list_files (self, changes);
  for (guint i = 0; i < self->files->rules->len; i++)
    {
      work.rule = self->files->rules->pdata[i];
      if (work.rule->kind >= CW_RULE_FIRST_CHECK)
        checks[work.rule->kind] (&work);
    }
  cw_check_halves (&work);
  cw_check_odd_cycles (&work);
  cw_check_lone_cycles (&work);
  g_ptr_array_unref (work.files);
}
