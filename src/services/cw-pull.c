/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-pull"

#include "config.h"

#include <string.h>

#include "cw-json.h"
#include "cw-pull-private.h"

/**
 * cw_pull_free:
 * @self: a pull request
 */
void
cw_pull_free (CwPull *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->node_id);
  g_free (self->url);
  g_free (self->title);
  g_free (self->body);
  g_free (self->state);
  g_free (self->base);
  g_free (self->head);
  g_free (self->sha);
  g_strfreev (self->labels);
  g_strfreev (self->reviewers);
  g_free (self);
}

static GStrv
read_members (JsonObject *object,
              const char *list,
              const char *member)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = cw_json_get_array (object, list);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      const char *value = JSON_NODE_HOLDS_OBJECT (item)
                            ? cw_json_get_string (json_node_get_object (item), member, NULL)
                            : NULL;

      if (value != NULL)
        g_strv_builder_add (builder, value);
    }
  return g_strv_builder_end (builder);
}

/* GitHub's own editor ends lines with CR LF. */
static char *
unify_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  return g_strjoinv ("\n", lines);
}

/**
 * cw_pull_read:
 * @object: a pull request as GitHub answers it, alone or in a list
 *
 * Returns: (transfer full) (nullable): the pull request; %NULL when @object has no number
 */
CwPull *
cw_pull_read (JsonObject *object)
{
  CwPull *pull;
  gint64 number = cw_json_get_int (object, "number", 0);
  gboolean merged;

  if (number <= 0)
    return NULL;
  /* A list has no "merged". */
  merged = cw_json_get_bool (object, "merged", FALSE) || cw_json_get_string (object, "merged_at", NULL) != NULL;
  pull = g_new0 (CwPull, 1);
  pull->number = number;
  pull->node_id = g_strdup (cw_json_get_string (object, "node_id", ""));
  pull->url = g_strdup (cw_json_get_string (object, "html_url", ""));
  pull->title = g_strdup (cw_json_get_string (object, "title", ""));
  pull->body = unify_lines (cw_json_get_string (object, "body", ""));
  pull->state = g_strdup (merged ? "merged" : cw_json_get_string (object, "state", "open"));
  pull->base = g_strdup (cw_json_get_string (cw_json_get_object (object, "base"), "ref", ""));
  pull->head = g_strdup (cw_json_get_string (cw_json_get_object (object, "head"), "ref", ""));
  pull->sha = g_strdup (cw_json_get_string (cw_json_get_object (object, "head"), "sha", ""));
  pull->draft = cw_json_get_bool (object, "draft", FALSE);
  pull->labels = read_members (object, "labels", "name");
  pull->reviewers = read_members (object, "requested_reviewers", "login");
  return pull;
}

/**
 * cw_checks_to_word:
 * @checks: what the checks say
 *
 * Returns: (transfer none): `none`, `pending`, `green` or `red`
 */
const char *
cw_checks_to_word (CwChecks checks)
{
  static const char *const words[] = { "none", "pending", "green", "red" };

  g_return_val_if_fail (checks < G_N_ELEMENTS (words), "none");

  return words[checks];
}

/**
 * cw_checks_combine:
 * @a: what some checks say
 * @b: what others say
 *
 * Returns: what both say together: one failure outweighs all, then what still runs
 */
CwChecks
cw_checks_combine (CwChecks a,
                   CwChecks b)
{
  static const CwChecks weights[] = { CW_CHECKS_RED, CW_CHECKS_PENDING, CW_CHECKS_GREEN };

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    if (a == weights[i] || b == weights[i])
      return weights[i];
  return CW_CHECKS_NONE;
}

/**
 * cw_checks_read_runs:
 * @answer: an answer of `check-runs`
 *
 * Returns: what its runs say together
 */
CwChecks
cw_checks_read_runs (JsonObject *answer)
{
  static const char *const good[] = { "success", "neutral", "skipped", NULL };
  g_auto (GStrv) statuses = read_members (answer, "check_runs", "status");
  g_auto (GStrv) conclusions = read_members (answer, "check_runs", "conclusion");
  CwChecks checks = CW_CHECKS_NONE;

  for (guint i = 0; statuses[i] != NULL; i++)
    checks = cw_checks_combine (checks, strcmp (statuses[i], "completed") == 0 ? CW_CHECKS_GREEN : CW_CHECKS_PENDING);
  /* Only completed runs have a conclusion. */
  for (guint i = 0; conclusions[i] != NULL; i++)
    if (!g_strv_contains (good, conclusions[i]))
      checks = CW_CHECKS_RED;
  return checks;
}

/**
 * cw_checks_read_status:
 * @answer: an answer of `status`
 *
 * Returns: what the older kind of checks say together; GitHub says "pending" also where there are none
 */
CwChecks
cw_checks_read_status (JsonObject *answer)
{
  g_auto (GStrv) states = read_members (answer, "statuses", "state");
  CwChecks checks = CW_CHECKS_NONE;

  for (guint i = 0; states[i] != NULL; i++)
    {
      if (strcmp (states[i], "success") == 0)
        checks = cw_checks_combine (checks, CW_CHECKS_GREEN);
      else
        checks = cw_checks_combine (checks, strcmp (states[i], "pending") == 0 ? CW_CHECKS_PENDING : CW_CHECKS_RED);
    }
  return checks;
}
