/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-plan-unread"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-hand-edit.h"
#include "cw-owner.h"
#include "cw-plan-changes.h"

/* What a file says that nobody can read, or that no rule knows, only a person can tell: it stays by their word. */

static gboolean
is_kept (const CwScope   *self,
         const CwMention *mention)
{
  const char *answer = cw_scope_get_answer (self, mention->choice);

  return answer != NULL && (*answer == '\0' || g_str_equal (answer, CW_ANSWER_KEEP)
                            || g_str_equal (answer, mention->value));
}

/* Takes @question and @reason. */
static void
ask (const CwScope *self,
     CwMention     *mention,
     char          *question,
     char          *reason)
{
  const char *const options[] = { CW_ANSWER_KEEP, NULL };
  gboolean kept;

  mention->question = question;
  mention->choice = g_strdup (question);
  mention->form = CW_ANSWER_FORM_KEEP;
  mention->options = g_strdupv ((char **) options);
  kept = is_kept (self, mention);
  mention->fate = kept ? CW_FATE_KEPT : CW_FATE_QUESTION;
  mention->reason = kept ? g_strdup (_ ("Kept by a person’s decision.")) : g_strdup (reason);
  g_free (reason);
}

/* A person's edit may have mended the file, or taken it away. */
static gboolean
is_mended (const CwScope *self,
           const char    *path)
{
  for (guint i = 0; self->edits != NULL && i < self->edits->len; i++)
    {
      const CwHandEdit *edit = g_ptr_array_index (self->edits, i);
      g_autoptr (CwYaml) tree = NULL;

      if (!g_str_equal (edit->repository, self->repository->id) || !g_str_equal (edit->path, path))
        continue;
      tree = edit->text != NULL ? cw_yaml_read (edit->text, NULL) : NULL;
      return edit->text == NULL || tree != NULL;
    }
  return FALSE;
}

/**
 * cw_scope_find_mended:
 * @self: a deployment
 * @path: path of a file
 * @bytes: (nullable): the file
 *
 * Returns: (transfer none) (nullable): what a person made of the file as it is, where nobody can read it and that can
 *   be read: the plan is made on it
 */
GBytes *
cw_scope_find_mended (const CwScope *self,
                      const char    *path,
                      GBytes        *bytes)
{
  for (guint i = 0; self->edits != NULL && bytes != NULL && i < self->edits->len; i++)
    {
      const CwHandEdit *edit = g_ptr_array_index (self->edits, i);
      g_autoptr (CwYaml) before = NULL, after = NULL;

      if (!g_str_equal (edit->repository, self->repository->id) || !g_str_equal (edit->path, path)
          || !g_str_equal (edit->site, self->site)
          || !(g_str_has_suffix (path, ".yaml") || g_str_has_suffix (path, ".yml")) || edit->text == NULL
          || edit->from == NULL || !g_bytes_equal (edit->from, bytes))
        continue;
      before = cw_yaml_read (bytes, NULL);
      after = before == NULL && !cw_yaml_is_sound (bytes) ? cw_yaml_read (edit->text, NULL) : NULL;
      return after != NULL ? edit->text : NULL;
    }
  return NULL;
}

/**
 * cw_plan_warn_unreadable:
 * @self: a plan
 * @repository: id of a repository
 * @path: path of a file there
 * @trouble: why nobody can read it
 *
 * Warns of it: no check has looked at the file.
 */
void
cw_plan_warn_unreadable (CwPlan     *self,
                         const char *repository,
                         const char *path,
                         const char *trouble)
{
  CwPlanWarning *warning = g_new0 (CwPlanWarning, 1);

  warning->id = g_strdup_printf (CW_PLAN_UNREADABLE "-%s/%s", repository, path);
  warning->repository = g_strdup (repository);
  warning->text = g_strdup_printf (_ ("The file %s can’t be read, so nothing in it is changed: %s"), path, trouble);
  warning->check = g_strdup (CW_PLAN_UNREADABLE);
  warning->path = g_strdup (path);
  warning->line = cw_yaml_find_line (trouble);
  warning->value = g_strdup ("");
  warning->reason = g_strdup (_ ("Nobody can tell what it says to those who read it, and no check has looked at it."));
  cw_plan_take_warning (self, warning);
}

/* Others read such a file; that it isn't edited here is no fault of it. */
static void
warn_of_trouble (const CwScope    *self,
                 const CwPlanFile *file,
                 CwPlan           *plan)
{
  if (!file->sound)
    cw_plan_warn_unreadable (plan, self->repository->id, file->path, file->trouble);
  else
    cw_plan_add_warning (plan, self->repository->id,
                         g_strdup_printf ("unedited-%s/%s", self->repository->id, file->path),
                         g_strdup_printf (_ ("The file %s isn’t edited here, and no check has looked at it: %s"),
                                          file->path, file->trouble));
}

/**
 * cw_scope_prove_file:
 * @self: a deployment
 * @file: one of its files, after its rules looked at it
 * @plan: the plan
 *
 * Reads a file that no rule needed read all the same, and warns where nobody can: no check has looked at it. What is a
 * template is no YAML yet.
 */
void
cw_scope_prove_file (const CwScope *self,
                     CwPlanFile    *file,
                     CwPlan        *plan)
{
  gboolean yaml = g_str_has_suffix (file->path, ".yaml") || g_str_has_suffix (file->path, ".yml"), ruled = FALSE;
  gsize size = 0;
  const char *data = g_bytes_get_data (file->bytes, &size);

  for (guint i = 0; i < self->files->rules->len && !ruled; i++)
    {
      const CwTagRule *rule = self->files->rules->pdata[i];

      ruled = rule->kind < CW_RULE_FIRST_CHECK && cw_path_matches_any ((const char *const *) rule->files, file->path);
    }
  if (yaml && strstr (file->path, "templates/") == NULL)
    cw_plan_file_parse (file);
  else if (ruled && file->trouble == NULL && file->places->len == 0 && size > 0
           && !g_utf8_validate_len (data, size, NULL))
    file->trouble = g_strdup (_ ("not UTF-8 text"));
  if (file->trouble != NULL && !is_mended (self, file->path))
    warn_of_trouble (self, file, plan);
}

/**
 * cw_scope_ask_unread:
 * @self: a deployment
 * @file: one of its files, which can't be parsed or says nothing to any rule
 * @number: the place of the mention among those of the file, from 1
 * @mention: a mention of a cycle in it
 *
 * Asks whether it stays, or keeps it where a person said so.
 */
void
cw_scope_ask_unread (const CwScope    *self,
                     const CwPlanFile *file,
                     guint             number,
                     CwMention        *mention)
{
  g_autofree char *key = g_strdup_printf ("unread.%u", number);

  ask (self, mention, cw_scope_dup_question (self, file->path, key),
       file->trouble != NULL && file->sound
         ? g_strdup_printf (_ ("The file isn’t edited here (%s): does this stay as it is?"), file->trouble)
       : file->trouble != NULL
         ? g_strdup_printf (_ ("The file can’t be read (%s): does this stay as it is?"), file->trouble)
         : g_strdup (_ ("No rule knows anything in these files: does this stay as it is?")));
}

static void
ask_skipped (const CwScope *self,
             CwPlan        *plan,
             const char    *path,
             const char    *why)
{
  CwMention *mention = g_new0 (CwMention, 1);
  gboolean folder = g_str_has_suffix (path, "/");

  mention->repository = g_strdup (self->repository->id);
  mention->path = g_strdup (path);
  mention->line = 1;
  mention->text = g_strdup ("");
  mention->value = g_strdup (folder ? _ ("the whole folder") : _ ("the whole file"));
  mention->rule = g_strdup (CW_PLAN_COMPLETENESS);
  ask (self, mention, cw_scope_dup_question (self, path, "unread"),
       folder
       ? g_strdup_printf (_ ("What is in the folder isn’t read (%s), and what it says of a cycle is not known: does it "
                             "stay as it is?"), why)
       : g_strdup_printf (_ ("The file isn’t read (%s), and what it says of a cycle is not known: does it stay as it "
                           "is?"), why));
  cw_plan_take_mention (plan, mention);
}

/**
 * cw_scope_ask_skipped:
 * @self: a deployment that was decided
 * @taken: (element-type utf8): the paths of other deployments; those of this one are added
 * @plan: the plan
 *
 * Asks whether what stands where a file of the site was looked for, and couldn't be read at all, stays as it is.
 */
void
cw_scope_ask_skipped (const CwScope *self,
                      GHashTable    *taken,
                      CwPlan        *plan)
{
  GHashTable *skipped = cw_snapshot_get_skipped (self->snapshot);
  g_autoptr (GList) paths = g_list_sort (g_hash_table_get_keys (skipped), (GCompareFunc) strcmp);

  for (GList *l = paths; l != NULL; l = l->next)
    {
      if (!cw_owner_concerns ((const char *const *) self->files->include, l->data)
          || !g_hash_table_add (taken, l->data) || self->retired)
        continue;
      ask_skipped (self, plan, l->data, g_hash_table_lookup (skipped, l->data));
    }
}
