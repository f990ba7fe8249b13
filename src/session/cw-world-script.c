/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-world"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-command.h"
#include "cw-error.h"
#include "cw-template.h"
#include "cw-worker.h"
#include "cw-world-private.h"

/* The announcements' script, where one is installed or configured: its texts are observations like any other. */

#define SCRIPT_TIMEOUT 30

static GPtrArray *
make_arguments (const char       *program,
                const CwScript   *script,
                GHashTable       *variables,
                const char *const *words,
                GError          **error)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (argv, g_strdup (program));
  for (guint i = 0; i < script->arguments->len; i++)
    {
      const CwParagraph *argument = g_ptr_array_index (script->arguments, i);
      char *text;

      if (!cw_procedure_condition_holds ((const char *const *) argument->when, words))
        continue;
      text = cw_template_expand (argument->text, variables, error);
      if (text == NULL)
        return NULL;
      g_ptr_array_add (argv, text);
    }
  g_ptr_array_add (argv, NULL);
  return g_steal_pointer (&argv);
}

/* A text may be headed by a line of its own that ends in a colon, as its first line or as a paragraph (DOMAIN,
 * "Announcements"). */
static gboolean
has_heading (const char *paragraph)
{
  const char *newline = strchr (paragraph, '\n');

  if (newline == NULL)
    return g_str_has_suffix (paragraph, ":");
  return newline > paragraph && newline[-1] == ':';
}

static char *
drop_heading (const char *text)
{
  const char *newline = strchr (text, '\n');

  return g_strstrip (g_strdup (has_heading (text) && newline != NULL ? newline + 1 : text));
}

/* The script prints its texts parted by empty lines. Where a text has paragraphs of its own, the headings tell where the
 * next one begins; where nothing tells, guessing could send half a text, so the output is refused. */
static GPtrArray *
split_texts (const char *output,
             guint       n_texts)
{
  g_auto (GStrv) paragraphs = g_strsplit (output, "\n\n", -1);
  g_autoptr (GPtrArray) plain = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) headed = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; paragraphs[i] != NULL; i++)
    {
      char *paragraph = g_strstrip (paragraphs[i]);
      char *last;

      if (*paragraph == '\0')
        continue;
      g_ptr_array_add (plain, g_strdup (paragraph));
      if (headed->len == 0 || has_heading (paragraph))
        {
          g_ptr_array_add (headed, g_strdup (paragraph));
          continue;
        }
      last = g_ptr_array_index (headed, headed->len - 1);
      g_ptr_array_index (headed, headed->len - 1) = g_strconcat (last, "\n\n", paragraph, NULL);
      g_free (last);
    }
  if (plain->len == n_texts)
    return g_steal_pointer (&plain);
  return headed->len == n_texts ? g_steal_pointer (&headed) : NULL;
}

static gboolean
take_texts (GHashTable     *observations,
            const CwScript *script,
            const char     *site,
            const char     *output,
            GError        **error)
{
  guint n_texts = g_strv_length (script->texts);
  g_autoptr (GPtrArray) texts = split_texts (output, n_texts);

  if (texts == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
                   ngettext ("%s printed something else than %u text", "%s printed something else than %u texts",
                             n_texts), script->program, n_texts);
      return FALSE;
    }
  for (guint i = 0; i < n_texts; i++)
    {
      g_autofree char *text = drop_heading (g_ptr_array_index (texts, i));

      cw_world_put_text (observations, text, "script.%s.%s", site, script->texts[i]);
    }
  return TRUE;
}

static gboolean
run_script (CwWorld         *self,
            CwDeployment    *deployment,
            const CwSite    *site,
            const CwScript  *script,
            const char      *program,
            GHashTable      *observations,
            GCancellable    *cancellable,
            GError         **error)
{
  g_autoptr (GHashTable) variables = cw_deployment_get_variables (deployment, site);
  g_auto (GStrv) words = cw_deployment_get_words (deployment, site);
  g_autoptr (GPtrArray) argv = NULL;
  g_autoptr (CwCommandResult) result = NULL;

  argv = make_arguments (program, script, variables, (const char *const *) words, error);
  if (argv == NULL)
    return FALSE;
  cw_world_say (self, _ ("Asking %s for the announcement, %s"), script->program, site->name);
  result = cw_command_run ((const char *const *) argv->pdata, SCRIPT_TIMEOUT, cancellable, error);
  if (result == NULL)
    return FALSE;
  if (result->status != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("%s ended with status %d: %s"), script->program,
                   result->status, g_strstrip (result->errors));
      return FALSE;
    }
  return take_texts (observations, script, site->id, result->output, error);
}

static gboolean
look_at_script (CwWorld         *self,
                CwDeployment    *deployment,
                const CwSite    *site,
                const CwScript  *script,
                GHashTable      *observations,
                GCancellable    *cancellable,
                GError         **error)
{
  g_auto (GStrv) words = cw_deployment_get_words (deployment, site);
  g_autofree char *program = NULL;
  g_autofree char *failure_key = g_strdup_printf ("script-failure.%s", site->id);
  g_autoptr (GError) local = NULL;

  if (!cw_procedure_condition_holds ((const char *const *) script->when, (const char *const *) words))
    return TRUE;
  program = self->script != NULL ? g_strdup (self->script) : cw_command_find (script->program);
  if (program == NULL)
    return TRUE;
  if (run_script (self, deployment, site, script, program, observations, cancellable, &local))
    {
      g_hash_table_replace (observations, g_steal_pointer (&failure_key), json_node_new (JSON_NODE_NULL));
      return TRUE;
    }
  if (cw_error_is_cancelled (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* Our own template speaks instead, and the person is told why. */
  cw_world_put_text (observations, local->message, "script-failure.%s", site->id);
  for (guint i = 0; script->texts[i] != NULL; i++)
    g_hash_table_replace (observations, g_strdup_printf ("script.%s.%s", site->id, script->texts[i]),
                          json_node_new (JSON_NODE_NULL));
  return TRUE;
}

gboolean
cw_world_add_scripts (CwWorld       *self,
                      CwDeployment  *deployment,
                      GHashTable    *observations,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (deployment);
  GPtrArray *scripts = cw_procedure_get_scripts (self->procedure);

  for (guint i = 0; i < sites->len; i++)
    for (guint j = 0; j < scripts->len; j++)
      if (!look_at_script (self, deployment, g_ptr_array_index (sites, i), g_ptr_array_index (scripts, j),
                           observations, cancellable, error))
        return FALSE;
  return TRUE;
}

/**
 * cw_world_look_at_scripts:
 * @self: a world
 * @deployment: what is prepared
 * @cancellable: (nullable): a cancellable
 * @error: where to store that it was cancelled
 *
 * Returns: (transfer full) (element-type utf8 JsonNode) (nullable): the texts of the announcements' script alone
 */
GHashTable *
cw_world_look_at_scripts (CwWorld       *self,
                          CwDeployment  *deployment,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_autoptr (GHashTable) observations = cw_world_new_observations ();

  g_return_val_if_fail (CW_IS_WORLD (self) && CW_IS_DEPLOYMENT (deployment), NULL);
  cw_assert_in_worker ();

  return cw_world_add_scripts (self, deployment, observations, cancellable, error) ? g_steal_pointer (&observations) : NULL;
}
