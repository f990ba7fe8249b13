/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-field-names"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-field-names.h"
#include "cw-outcome.h"

/* What is the same in every procedure: Jira's own fields, and the members of our payloads. */
static const struct {
  const char *id;
  const char *name;
} known[] = {
  { "appearance", N_ ("Appearance") },
  { "assignee", N_ ("Assignee") },
  { "author", N_ ("Author") },
  { "base", N_ ("Base") },
  { "base-name", N_ ("Base branch") },
  { "body", N_ ("Text") },
  { "branch", N_ ("Branch") },
  { "channel", N_ ("Channel") },
  { "components", N_ ("Components") },
  { "description", N_ ("Description") },
  { "draft", N_ ("Draft") },
  { "duedate", N_ ("Due date") },
  { "expected", N_ ("Branch is now at") },
  { "tip", N_ ("Branch goes to") },
  { "full-width", N_ ("Full width") },
  { "head", N_ ("From branch") },
  { "issue", N_ ("Ticket") },
  { CW_DIFFERENCE_INSTEAD, N_ ("In its place") },
  { "issuetype", N_ ("Issue type") },
  { "labels", N_ ("Labels") },
  { "links", N_ ("Links") },
  { "message", N_ ("Commit message") },
  { "number", N_ ("How many there are") },
  { "parent", N_ ("Parent") },
  { "post-at", N_ ("Posted") },
  { "priority", N_ ("Priority") },
  { "project", N_ ("Project") },
  { "reporter", N_ ("Reporter") },
  { "repository", N_ ("Repository") },
  { "reviewers", N_ ("Reviewers") },
  { "space", N_ ("Space") },
  { "state", N_ ("State") },
  { "status", N_ ("Status") },
  { "summary", N_ ("Summary") },
  { "text", N_ ("Text") },
  { "title", N_ ("Title") },
  { "type", N_ ("Kind") },
  { "url", N_ ("Address") },
};

/**
 * cw_field_names_get:
 * @effect: (nullable): the effect whose payload it is
 * @id: name of a member of the payload, or of a ticket's field
 *
 * Returns: (transfer none): what people call it; @id itself where nobody says so
 */
const char *
cw_field_names_get (CwEffect   *effect,
                    const char *id)
{
  const char *name = effect != NULL ? cw_effect_get_name (effect, id) : NULL;

  g_return_val_if_fail (id != NULL, NULL);

  if (name != NULL)
    return name;
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].id, id))
      return _ (known[i].name);
  return id;
}
