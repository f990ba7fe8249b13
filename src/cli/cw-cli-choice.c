/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-date.h"
#include "cw-error.h"
#include "cw-json.h"

void
cw_cli_choice_clear (CwCliChoice *self)
{
  g_free (self->cycle);
  g_free (self->components);
  g_strfreev (self->sites);
}

/**
 * cw_cli_choice_parse:
 * @self: where the options go
 * @whole: whether cycle and site must be named
 * @argc: (inout): the command's words
 * @argv: (inout): the command's words
 * @status: (out): the exit status on wrong usage
 *
 * Returns: %FALSE on wrong usage, which stands on standard error
 */
gboolean
cw_cli_choice_parse (CwCliChoice   *self,
                     gboolean       whole,
                     int           *argc,
                     char        ***argv,
                     int           *status)
{
  const GOptionEntry entries[] = {
    { "cycle", 0, 0, G_OPTION_ARG_STRING, &self->cycle, N_ ("The cycle or revision"), "TAG" },
    { "site", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->sites, N_ ("A site and its date, in the procedure’s time"),
      "SITE=DATE[THH:MM]" },
    { "components", 0, 0, G_OPTION_ARG_STRING, &self->components, N_ ("Components of a revision"), "A,B" },
    { strcmp ((*argv)[0], "new") == 0 ? "again" : NULL, 0, 0, G_OPTION_ARG_NONE, &self->again,
      N_ ("Though another preparation is at the same work"), NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;

  if (!cw_cli_parse (entries, argc, argv, &error))
    *status = cw_cli_usage ("%s", error->message);
  else if (whole && (self->cycle == NULL || self->sites == NULL || *argc > 1))
    *status = cw_cli_usage (_ ("“%s” needs --cycle and at least one --site, and takes no other words"), (*argv)[0]);
  else if (*argc > 1)
    *status = cw_cli_usage (_ ("“%s” takes no other words"), (*argv)[0]);
  else
    return TRUE;
  return FALSE;
}

/**
 * cw_cli_read_cycle:
 * @text: what the person typed
 * @cycle: (out): the cycle or revision
 * @error: where to store that it can't be read
 *
 * Returns: whether it could be read
 */
gboolean
cw_cli_read_cycle (const char  *text,
                   CwCycle     *cycle,
                   GError     **error)
{
  return cw_cycle_parse (text, cycle, error) || cw_cli_refuse_value (error);
}

static gboolean
names_any (const char *components)
{
  return components != NULL && strspn (components, ", \t") < strlen (components);
}

/**
 * cw_cli_choice_get_facts:
 * @self: the options, with a cycle
 * @procedure: the procedure
 * @error: where to store what can't be read, or is missing
 *
 * Returns: (transfer full) (element-type utf8 JsonNode) (nullable): the facts of the preparation (see #CwDeployment)
 */
GHashTable *
cw_cli_choice_get_facts (const CwCliChoice  *self,
                         CwProcedure        *procedure,
                         GError            **error)
{
  g_autoptr (GHashTable) facts = NULL;
  g_autofree char *tag = NULL;
  CwCycle cycle;

  if (!cw_cli_read_cycle (self->cycle, &cycle, error))
    return NULL;
  tag = cw_cycle_to_tag (&cycle);
  if (cw_cycle_is_incremental (&cycle) && !names_any (self->components))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("%s is a revision: name the components that it brings, --components A,B"), tag);
      return NULL;
    }
  facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  g_hash_table_replace (facts, g_strdup ("cycle"), cw_cli_text_node (tag));
  if (self->components != NULL)
    g_hash_table_replace (facts, g_strdup ("components"), cw_cli_text_node (self->components));
  for (guint i = 0; self->sites != NULL && self->sites[i] != NULL; i++)
    if (!cw_cli_add_site (procedure, facts, self->sites[i], error))
      return NULL;
  return g_steal_pointer (&facts);
}

static gboolean
split_site (const char  *text,
            char       **site,
            char       **date,
            char       **time)
{
  const char *equals = strchr (text, '=');
  const char *letter = equals != NULL ? strchr (equals, 'T') : NULL;

  if (equals == NULL || equals == text || equals[1] == '\0')
    return FALSE;
  *site = g_strndup (text, (gsize) (equals - text));
  *date = letter != NULL ? g_strndup (equals + 1, (gsize) (letter - equals - 1)) : g_strdup (equals + 1);
  *time = letter != NULL ? g_strdup (letter + 1) : NULL;
  return TRUE;
}

/**
 * cw_cli_add_site:
 * @procedure: the procedure, for the usual time of day
 * @facts: where the site's fact goes; the cycle is in it
 * @text: `SITE=2027-01-12` or `SITE=2027-01-12T09:00`
 * @error: where to store what can't be read
 *
 * Returns: whether @text could be read
 */
gboolean
cw_cli_add_site (CwProcedure  *procedure,
                 GHashTable   *facts,
                 const char   *text,
                 GError      **error)
{
  g_autofree char *site = NULL, *date = NULL, *time = NULL;
  g_autoptr (GDateTime) start = NULL;
  CwCycle cycle;

  if (!split_site (text, &site, &date, &time))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("“%s” names no site and date: write SITE=2027-01-12 or SITE=2027-01-12T09:00"), text);
      return FALSE;
    }
  if (!cw_cycle_parse (json_node_get_string (g_hash_table_lookup (facts, "cycle")), &cycle, error))
    return FALSE;
  if (time == NULL)
    time = g_strdup (cw_procedure_get_schedule (procedure, &cycle)->time);
  start = cw_date_parse_local (date, time, cw_procedure_get_time_zone (procedure), error);
  if (start == NULL)
    return cw_cli_refuse_value (error);
  g_hash_table_replace (facts, g_strconcat ("site.", site, NULL),
                        cw_json_node_object (cw_json_object ("date", date, "time", time, NULL)));
  return TRUE;
}
