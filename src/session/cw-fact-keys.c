/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-fact-keys"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-fact-keys.h"
#include "cw-session-private.h"

/* The facts that a person gives (see #CwDeployment), and which of them a preparation has a place for as it stands. */

typedef gboolean (*KeyCheck) (CwSession   *self,
                              const char  *rest,
                              JsonNode    *value,
                              GError     **error);

typedef enum {
  KEY_TEXT,
  KEY_FLAG,
  KEY_REASON,
  KEY_OTHER,
} KeyKind;

typedef struct {
  const char *pattern;  /* a capital begins what stands for a name */
  KeyKind     kind;
  KeyCheck    check;    /* (nullable): of what follows the dot */
  const char *meaning;
} Key;

static gboolean
check_site (CwSession   *self,
            const char  *rest,
            JsonNode    *value,
            GError     **error)
{
  GPtrArray *sites = cw_procedure_get_sites (self->procedure);
  g_autoptr (GString) names = g_string_new (NULL);

  if (cw_procedure_get_site (self->procedure, rest) != NULL)
    return TRUE;
  for (guint i = 0; i < sites->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const CwSite *) g_ptr_array_index (sites, i))->id);
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("The procedure “%s” has no site “%s”; it has %s"),
                          cw_procedure_get_id (self->procedure), rest, names->str);
}

static gboolean
check_fate (CwSession   *self,
            const char  *rest,
            JsonNode    *value,
            GError     **error)
{
  static const char *const fates[] = { "put-off", "dropped", "by-other", NULL };

  if (!check_site (self, rest, value, error))
    return FALSE;
  if (JSON_NODE_HOLDS_NULL (value)
      || (json_node_get_value_type (value) == G_TYPE_STRING && g_strv_contains (fates, json_node_get_string (value))))
    return TRUE;
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("A site is put-off, dropped or by-other"));
}

static char *
name_repositories (CwProcedure *procedure,
                   const char  *site)
{
  GPtrArray *repositories = cw_procedure_get_repositories (procedure);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);

      if (cw_procedure_get_site_files (procedure, repository, site) != NULL)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", repository->id);
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static gboolean
check_repository (CwSession   *self,
                  const char  *rest,
                  JsonNode    *value,
                  GError     **error)
{
  g_auto (GStrv) parts = g_strsplit (rest, ".", 2);
  GPtrArray *repositories = cw_procedure_get_repositories (self->procedure);
  g_autofree char *names = NULL;

  if (!check_site (self, parts[0], value, error))
    return FALSE;
  for (guint i = 0; i < repositories->len; i++)
    {
      const CwRepository *repository = g_ptr_array_index (repositories, i);

      if (g_strcmp0 (repository->id, parts[1]) == 0
          && cw_procedure_get_site_files (self->procedure, repository, parts[0]) != NULL)
        return TRUE;
    }
  names = name_repositories (self->procedure, parts[0]);
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("The site “%s” has no repository “%s”; it has %s"), parts[0],
                          parts[1] != NULL ? parts[1] : "", names);
}

static gboolean
check_version (CwSession   *self,
               const char  *rest,
               JsonNode    *value,
               GError     **error)
{
  GPtrArray *versions = cw_procedure_get_wiki (self->procedure)->versions;
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < versions->len; i++)
    {
      const char *name = ((const CwVersion *) g_ptr_array_index (versions, i))->name;

      if (g_str_equal (name, rest))
        return TRUE;
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("The page has no version of “%s”; it has %s"), rest,
                          names->str);
}

static gboolean
check_person (CwSession   *self,
              const char  *rest,
              JsonNode    *value,
              GError     **error)
{
  GPtrArray *people = cw_procedure_get_people (self->procedure);
  g_autoptr (GString) names = g_string_new (NULL);

  if (cw_procedure_get_person (self->procedure, rest) != NULL)
    return TRUE;
  for (guint i = 0; i < people->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const CwPerson *) g_ptr_array_index (people, i))->id);
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("The procedure’s tickets name no “%s”; they name %s"), rest,
                          names->str);
}

static gboolean
check_stage (CwSession   *self,
             const char  *rest,
             JsonNode    *value,
             GError     **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n_stages;
  const CwStage *stages = cw_stages_get (&n_stages);

  if (cw_stages_find (rest) != NULL)
    return TRUE;
  for (guint i = 0; i < n_stages; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", stages[i].id);
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("There is no stage “%s”; there are: %s"), rest, names->str);
}

static gboolean
check_message (CwSession   *self,
               const char  *rest,
               JsonNode    *value,
               GError     **error)
{
  const CwViewItem *item = cw_view_find (self->view, rest);

  if (item == NULL)
    return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("There is no effect “%s”; “show” names those there are"),
                            rest);
  if (!g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_MESSAGE))
    return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("“%s” is no message: it has no text of its own"),
                            cw_effect_get_title (item->effect));
  return TRUE;
}

static gboolean
check_missed (CwSession   *self,
              const char  *rest,
              JsonNode    *value,
              GError     **error)
{
  static const char *const answers[] = { "now", "never", NULL };

  if (!check_message (self, rest, value, error))
    return FALSE;
  if (JSON_NODE_HOLDS_NULL (value)
      || (json_node_get_value_type (value) == G_TYPE_STRING && g_strv_contains (answers, json_node_get_string (value))))
    return TRUE;
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("A message whose time has passed is sent now or never"));
}

static gboolean
check_waved (CwSession   *self,
             const char  *rest,
             JsonNode    *value,
             GError     **error)
{
  GPtrArray *stages = cw_view_get_stages (self->view);

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->result->checks->len; j++)
        if (g_str_equal (((const CwCheck *) g_ptr_array_index (stage->result->checks, j))->id, rest))
          return TRUE;
    }
  return cw_error_refuse (error, CW_ERROR_VALIDATION,
                          _ ("There is no warning “%s” that could be waved through; “show” names those there are"),
                          rest);
}

static gboolean
check_answer (CwSession   *self,
              const char  *rest,
              JsonNode    *value,
              GError     **error)
{
  g_autofree char *fact = g_strconcat ("answer.", rest, NULL);
  GPtrArray *sites = cw_procedure_get_sites (self->procedure);

  if (cw_session_get_fact (self, fact) != NULL || cw_view_find_question (self->view, fact) != NULL)
    return TRUE;
  for (guint i = 0; i < sites->len; i++)
    {
      CwPlan *plan = cw_view_get_plan (self->view, ((const CwSite *) g_ptr_array_index (sites, i))->id);

      if (plan != NULL && cw_plan_offers (plan, rest))
        return TRUE;
    }
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("Nobody asks “%s”; “show” prints the open questions"), rest);
}

/* What was edited can be taken back by whoever sets facts, but is not made by them: its texts would have to agree. */
static gboolean
check_edit (CwSession   *self,
            const char  *rest,
            JsonNode    *value,
            GError     **error)
{
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("A file is edited with “edit”, not with “set”"));
}

/* The round that is taken back, and where, follow from what was pushed. */
static gboolean
check_back (CwSession   *self,
            const char  *rest,
            JsonNode    *value,
            GError     **error)
{
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("A site goes back with “revert”, not with “set”"));
}

static gboolean
check_rebase (CwSession   *self,
              const char  *rest,
              JsonNode    *value,
              GError     **error)
{
  return cw_error_refuse (error, CW_ERROR_VALIDATION,
                          _ ("A branch is brought onto its base with “rebase”, not with “set”"));
}

/* What may be left out is what the plan would do: what changes something, or was left out. */
static gboolean
check_left_out (CwSession   *self,
                const char  *rest,
                JsonNode    *value,
                GError     **error)
{
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (cw_view_get_deployment (self->view));

  for (guint i = 0; i < sites->len; i++)
    {
      CwPlan *plan = cw_view_get_plan (self->view, ((const CwSite *) g_ptr_array_index (sites, i))->id);
      GPtrArray *mentions = plan != NULL ? cw_plan_get_mentions (plan) : NULL;

      for (guint j = 0; mentions != NULL && j < mentions->len; j++)
        if (g_strcmp0 (((const CwMention *) g_ptr_array_index (mentions, j))->edit, rest) == 0)
          return TRUE;
    }
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("The plan has no edit “%s”; “mentions” names those there are"),
                          rest);
}

static const Key keys[] = {
  { "cycle", KEY_TEXT, NULL, N_ ("the cycle or revision, c0045 or c0045.003") },
  { "components", KEY_TEXT, NULL, N_ ("the components of a revision, A,B") },
  { "site.SITE", KEY_OTHER, check_site,
    N_ ("{\"date\": \"2027-01-12\", \"time\": \"09:00\"}; also \"ready\" and \"until\" (2027-01-05T21:00), "
        "\"end\" (17:00)") },
  { "fate.SITE", KEY_TEXT, check_fate, N_ ("put-off, dropped or by-other (prepared by someone else)") },
  { "principals.SITE", KEY_FLAG, check_site, N_ ("true where the principals’ help is wanted") },
  { "person.ROLE", KEY_TEXT, check_person,
    N_ ("who stands in the tickets: e-mail address, name, account’s id, or nobody") },
  { "author", KEY_OTHER, NULL, N_ ("of the commits, “Name <name@example.org>”") },
  { "base.SITE.REPOSITORY", KEY_TEXT, check_repository, N_ ("the branch that the change is planned on") },
  { "round.SITE.REPOSITORY", KEY_OTHER, check_repository, N_ ("the number of the round of changes, from 1") },
  { "back.SITE.REPOSITORY", KEY_OTHER, check_back, N_ ("what is taken back there; “revert” gives it") },
  { "rebase.SITE.REPOSITORY", KEY_OTHER, check_rebase,
    N_ ("which time the branch is brought onto its base; “rebase” gives it") },
  { "version.NAME", KEY_TEXT, check_version, N_ ("a version on the page") },
  { "page.changes", KEY_TEXT, NULL, N_ ("operational changes, one a line") },
  { "page.problems", KEY_TEXT, NULL, N_ ("known problems, one a line") },
  { "page.channel", KEY_TEXT, NULL, N_ ("where the page is announced") },
  { "artifacts", KEY_FLAG, NULL, N_ ("true once the base artifacts are built") },
  { "text.EFFECT", KEY_TEXT, check_message, N_ ("a message in your own words") },
  { "missed.EFFECT", KEY_TEXT, check_missed, N_ ("now or never: what becomes of a message whose time has passed") },
  { "waved.CHECK", KEY_FLAG, check_waved, N_ ("true to wave a warning through") },
  { "answer.QUESTION", KEY_TEXT, check_answer, N_ ("the answer to a question of the plan") },
  { "edit.SITE.REPOSITORY.PATH", KEY_OTHER, check_edit, N_ ("a file that was edited by hand; “edit” gives it") },
  { "left-out.EDIT", KEY_TEXT, check_left_out, N_ ("why an edit of the plan is left out; “mentions” names the edits") },
  { "skipped.STAGE", KEY_REASON, check_stage, N_ ("why a stage is left out, or true") },
};

/* How much of a pattern stands in each of its keys: all, or as far as its first dot where a name follows. */
static gsize
measure_fixed (const char *pattern)
{
  const char *dot = strchr (pattern, '.');

  return dot != NULL && g_ascii_isupper (dot[1]) ? (gsize) (dot + 1 - pattern) : strlen (pattern);
}

static const Key *
find_key (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gsize fixed = measure_fixed (keys[i].pattern);

      if (keys[i].pattern[fixed] == '\0' ? g_str_equal (key, keys[i].pattern)
                                         : strncmp (key, keys[i].pattern, fixed) == 0 && key[fixed] != '\0')
        return &keys[i];
    }
  return NULL;
}

/**
 * cw_fact_keys_list:
 *
 * Returns: (transfer full): the patterns of all keys, in one line
 */
char *
cw_fact_keys_list (void)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", keys[i].pattern);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/**
 * cw_fact_keys_describe:
 *
 * Returns: (transfer full): the patterns of all keys with what they mean, a line each
 */
char *
cw_fact_keys_describe (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_string_append_printf (text, "  %-22s %s\n", keys[i].pattern, _ (keys[i].meaning));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * cw_fact_keys_is_text:
 * @key: a fact's key
 *
 * Returns: whether its value is a text even where it reads as a number or another word of JSON
 */
gboolean
cw_fact_keys_is_text (const char *key)
{
  const Key *known;

  g_return_val_if_fail (key != NULL, FALSE);

  known = find_key (key);
  return known != NULL && known->kind == KEY_TEXT;
}

/**
 * cw_session_get_fact:
 * @self: a session
 * @key: a fact's key
 *
 * Returns: (transfer none) (nullable): its value, %NULL where it isn't set; valid until the next change
 */
JsonNode *
cw_session_get_fact (CwSession  *self,
                     const char *key)
{
  JsonNode *node;

  g_return_val_if_fail (CW_IS_SESSION (self) && key != NULL, NULL);

  node = cw_history_get_fact (cw_runner_get_history (self->runner), key);
  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

/**
 * cw_session_check_key:
 * @self: a session
 * @key: the key that a person typed
 * @value: the value that they typed; a JSON null takes the fact away
 * @error: where to store a %CW_ERROR_VALIDATION that names what there is
 *
 * Checks that the preparation as it stands has a place for this fact, so that no typing error is kept in silence. What
 * is set can always be taken away.
 *
 * Returns: %FALSE with @error set where it has none
 */
gboolean
cw_session_check_key (CwSession   *self,
                      const char  *key,
                      JsonNode    *value,
                      GError     **error)
{
  const Key *known;
  g_autofree char *names = NULL;

  g_return_val_if_fail (CW_IS_SESSION (self) && key != NULL && value != NULL, FALSE);

  known = find_key (key);
  if (known == NULL)
    {
      names = cw_fact_keys_list ();
      return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("There is no fact “%s”; there are: %s"), key, names);
    }
  if (JSON_NODE_HOLDS_NULL (value) && cw_session_get_fact (self, key) != NULL)
    return TRUE;
  if (known->kind == KEY_FLAG && !JSON_NODE_HOLDS_NULL (value)
      && json_node_get_value_type (value) != G_TYPE_BOOLEAN)
    return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("“%s” is true or false"), key);
  if (known->kind == KEY_REASON && !JSON_NODE_HOLDS_NULL (value) && json_node_get_value_type (value) != G_TYPE_BOOLEAN
      && (json_node_get_value_type (value) != G_TYPE_STRING || *json_node_get_string (value) == '\0'))
    return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("“%s” is true, false or a reason"), key);
  return known->check == NULL || known->check (self, key + measure_fixed (known->pattern), value, error);
}
