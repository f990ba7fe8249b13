/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-procedure"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-procedure-private.h"

/* What a repository says once for all its deployments is written out for each of them here: a value's name in braces
 * is replaced by the deployment's value. */

static char *
put_values (const char         *text,
            GHashTable         *values,
            const CwJsonCursor *place,
            GError            **error)
{
  g_autoptr (GString) result = g_string_new (NULL);

  for (const char *at = text; *at != '\0';)
    {
      const char *end = at[0] == '{' ? strchr (at, '}') : NULL;
      g_autofree char *name = end != NULL ? g_strndup (at + 1, end - at - 1) : NULL;
      const char *value = name != NULL ? g_hash_table_lookup (values, name) : NULL;

      if (at[0] != '{')
        {
          g_string_append_c (result, *at++);
          continue;
        }
      if (value == NULL)
        {
          cw_json_cursor_refuse (place, error,
                                 _ ("“%s” needs the value “%s”: expected it among this deployment’s values"), text,
                                 name != NULL ? name : at);
          return NULL;
        }
      g_string_append (result, value);
      at = end + 1;
    }
  return g_string_free (g_steal_pointer (&result), FALSE);
}

static gboolean
put_values_in_list (GStrv               *list,
                    GHashTable          *values,
                    const CwJsonCursor  *place,
                    GError             **error)
{
  for (guint i = 0; (*list)[i] != NULL; i++)
    {
      char *text = put_values ((*list)[i], values, place, error);

      if (text == NULL)
        return FALSE;
      g_free ((*list)[i]);
      (*list)[i] = text;
    }
  return TRUE;
}

static gboolean
put_values_in_rule (CwTagRule          *rule,
                    GHashTable         *values,
                    const CwJsonCursor *place,
                    GError            **error)
{
  g_autofree char *reset = NULL;

  if (!put_values_in_list (&rule->files, values, place, error)
      || !put_values_in_list (&rule->keys, values, place, error)
      || !put_values_in_list (&rule->values, values, place, error))
    return FALSE;
  if (rule->reset == NULL)
    return TRUE;

  reset = put_values (rule->reset, values, place, error);
  if (reset == NULL)
    return FALSE;
  if (strcmp (reset, "zero") != 0 && (strcmp (reset, "remove") != 0 || rule->kind != CW_RULE_PIN))
    return cw_json_cursor_refuse (place, error, _ ("“reset” of the rule “%s” is “%s”: expected zero or remove"),
                                  rule->id, reset);
  g_free (rule->reset);
  rule->reset = g_steal_pointer (&reset);
  return TRUE;
}

static CwTagRule *
copy_rule (const CwTagRule *rule)
{
  CwTagRule *copy = g_new0 (CwTagRule, 1);

  copy->id = g_strdup (rule->id);
  copy->kind = rule->kind;
  copy->files = g_strdupv (rule->files);
  copy->keys = g_strdupv (rule->keys);
  copy->values = g_strdupv (rule->values);
  copy->reset = g_strdup (rule->reset);
  copy->reason = g_strdup (rule->reason);
  return copy;
}

static gboolean
has_rule (const CwSiteFiles *files,
          const char        *id)
{
  for (guint i = 0; i < files->rules->len; i++)
    if (strcmp (((CwTagRule *) g_ptr_array_index (files->rules, i))->id, id) == 0)
      return TRUE;
  return FALSE;
}

static GStrv
join_lists (GStrv first,
            GStrv second)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_addv (builder, (const char **) first);
  g_strv_builder_addv (builder, (const char **) second);
  return g_strv_builder_end (builder);
}

/* A deployment's own rule stands in for the repository's of the same id, and comes first: the first one that claims a
 * mention has it. Its own globs come on top. */
static gboolean
complete_deployment (const CwRepositoryDraft *repository,
                     CwDeploymentDraft       *deployment,
                     const CwJsonCursor      *place,
                     GError                 **error)
{
  CwSiteFiles *files = &deployment->files;
  GStrv include = join_lists (repository->include, files->include);

  g_strfreev (files->include);
  files->include = include;
  if (!put_values_in_list (&files->include, deployment->values, place, error))
    return FALSE;

  for (guint i = 0; i < repository->rules->len; i++)
    {
      const CwTagRule *rule = g_ptr_array_index (repository->rules, i);

      if (!has_rule (files, rule->id))
        g_ptr_array_add (files->rules, copy_rule (rule));
    }
  for (guint i = 0; i < files->rules->len; i++)
    if (!put_values_in_rule (g_ptr_array_index (files->rules, i), deployment->values, place, error))
      return FALSE;
  return TRUE;
}

/* A #CwJsonVerify: writes the repository's globs and rules out for each deployment. */
gboolean
cw_procedure_verify_repository (const CwJsonCursor *place,
                                gpointer            data,
                                gpointer            names,
                                GError            **error)
{
  CwRepositoryDraft *repository = data;
  CwJsonCursor sites = cw_json_cursor_member (place, "sites");
  GHashTableIter iter;
  gpointer site, list;

  g_hash_table_iter_init (&iter, repository->repository.sites);
  while (g_hash_table_iter_next (&iter, &site, &list))
    {
      CwJsonCursor deployments = cw_json_cursor_member (&sites, site);
      GPtrArray *array = list;

      for (guint i = 0; i < array->len; i++)
        {
          CwJsonCursor deployment = cw_json_cursor_element (&deployments, i);

          if (!complete_deployment (repository, g_ptr_array_index (array, i), &deployment, error))
            return FALSE;
        }
    }
  return TRUE;
}
