/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-jql"

#include "config.h"

#include <string.h>

#include "cw-json.h"

#include "cw-rehearsal-jira-private.h"
#include "cw-rehearsal-jql.h"

#define UNBOUNDED "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."

/* `field operator value…`; all clauses are joined by AND. */
typedef struct
{
  char *field;
  char *verb; /* =, !=, ~, in */
  GPtrArray *values;
} Clause;

/*
 * CwRehearsalJql:
 *
 * The small part of Jira's query language that is spoken here: clauses on project, labels, summary, key, issuetype
 * and status with =, !=, ~ and in, joined by AND, and ORDER BY key, created or updated.
 */
struct _CwRehearsalJql
{
  GPtrArray *clauses; /* (owned) */
  char *order;        /* (owned): a field to sort by */
  gboolean descending;
};

static void
clause_free (Clause *clause)
{
  g_free (clause->field);
  g_free (clause->verb);
  g_ptr_array_unref (clause->values);
  g_free (clause);
}

/* Cuts one word, sign or quoted text off @at; NULL at the end. */
static char *
next_token (const char **at)
{
  GString *text = g_string_new (NULL);

  while (g_ascii_isspace (**at))
    (*at)++;
  if (**at == '"' || **at == '\'')
    {
      char quote = *(*at)++;

      /* A quoted text begins with a quote, so that it can't be taken for a word of the language. */
      g_string_append_c (text, '"');
      for (; **at != '\0' && **at != quote; (*at)++)
        {
          if (**at == '\\' && (*at)[1] != '\0')
            (*at)++;
          g_string_append_c (text, **at);
        }
      if (**at == quote)
        (*at)++;
    }
  else if (strchr ("(),", **at) != NULL && **at != '\0')
    g_string_append_c (text, *(*at)++);
  else if (strchr ("=!~<>", **at) != NULL && **at != '\0')
    while (**at != '\0' && strchr ("=!~<>", **at) != NULL)
      g_string_append_c (text, *(*at)++);
  else
    while (**at != '\0' && !g_ascii_isspace (**at) && strchr ("=!~<>(),\"'", **at) == NULL)
      g_string_append_c (text, *(*at)++);
  return g_string_free (text, text->len == 0);
}

static GPtrArray *
tokens_of (const char *text)
{
  GPtrArray *tokens = g_ptr_array_new_with_free_func (g_free);
  char *token;

  while ((token = next_token (&text)) != NULL)
    g_ptr_array_add (tokens, token);
  return tokens;
}

static const char *
token_at (GPtrArray *tokens,
          guint      position)
{
  return position < tokens->len ? g_ptr_array_index (tokens, position) : "";
}

static gboolean
is_word (GPtrArray  *tokens,
         guint       position,
         const char *word)
{
  return g_ascii_strcasecmp (token_at (tokens, position), word) == 0;
}

static char *
plain (const char *token)
{
  return g_strdup (*token == '"' ? token + 1 : token);
}

static guint
read_values (Clause    *clause,
             GPtrArray *tokens,
             guint      at)
{
  if (strcmp (clause->verb, "in") != 0)
    {
      g_ptr_array_add (clause->values, plain (token_at (tokens, at)));
      return at + 1;
    }
  for (at++; at < tokens->len && !is_word (tokens, at, ")"); at++)
    if (!is_word (tokens, at, ","))
      g_ptr_array_add (clause->values, plain (token_at (tokens, at)));
  return at + 1;
}

static char *
check_clause (CwRehearsalStore *store,
              Clause           *clause)
{
  static const char *const fields[] = { "project", "labels", "summary", "key", "issuekey", "issuetype", "status",
                                        NULL };
  static const char *const verbs[] = { "=", "!=", "~", "in", NULL };

  if (!g_strv_contains (fields, clause->field))
    return g_strdup_printf ("Field '%s' does not exist or you do not have permission to view it.", clause->field);
  if (!g_strv_contains (verbs, clause->verb) || clause->values->len == 0
      || (strcmp (clause->verb, "~") == 0) != (strcmp (clause->field, "summary") == 0))
    return g_strdup_printf ("The operator '%s' is not supported by the '%s' field.", clause->verb, clause->field);
  for (guint i = 0; strcmp (clause->field, "project") == 0 && i < clause->values->len; i++)
    if (cw_rehearsal_jira_project (store, g_ptr_array_index (clause->values, i)) == NULL)
      return g_strdup_printf ("The value '%s' does not exist for the field 'project'.",
                              (char *) g_ptr_array_index (clause->values, i));
  return NULL;
}

static guint
read_order (CwRehearsalJql *self,
            GPtrArray      *tokens,
            guint           at)
{
  self->order = g_ascii_strdown (token_at (tokens, at + 2), -1);
  at += 3;
  if (is_word (tokens, at, "asc") || is_word (tokens, at, "desc"))
    self->descending = is_word (tokens, at++, "desc");
  return at;
}

/**
 * cw_rehearsal_jql_parse:
 * @store: the store, for the names of projects
 * @text: (nullable): the query
 * @wrong: (out): what Jira says is wrong with it
 *
 * Returns: (transfer full): the query, or %NULL with @wrong set
 */
CwRehearsalJql *
cw_rehearsal_jql_parse (CwRehearsalStore *store,
                        const char       *text,
                        char            **wrong)
{
  g_autoptr (CwRehearsalJql) self = g_new0 (CwRehearsalJql, 1);
  g_autoptr (GPtrArray) tokens = tokens_of (text != NULL ? text : "");
  guint at = 0;

  g_return_val_if_fail (wrong != NULL, NULL);

  *wrong = NULL;
  self->clauses = g_ptr_array_new_with_free_func ((GDestroyNotify) clause_free);
  while (*wrong == NULL && at < tokens->len && !is_word (tokens, at, "order"))
    {
      Clause *clause = g_new0 (Clause, 1);

      g_ptr_array_add (self->clauses, clause);
      clause->field = g_ascii_strdown (token_at (tokens, at), -1);
      clause->verb = g_ascii_strdown (token_at (tokens, at + 1), -1);
      clause->values = g_ptr_array_new_with_free_func (g_free);
      at = read_values (clause, tokens, at + 2);
      *wrong = check_clause (store, clause);
      if (is_word (tokens, at, "and"))
        at++;
      else if (*wrong == NULL && at < tokens->len && !is_word (tokens, at, "order"))
        *wrong = g_strdup_printf ("Error in the JQL Query: Expecting operator but got '%s'.", token_at (tokens, at));
    }
  if (*wrong == NULL && self->clauses->len == 0)
    *wrong = g_strdup (UNBOUNDED);
  if (*wrong == NULL && is_word (tokens, at, "order") && read_order (self, tokens, at) < tokens->len)
    *wrong = g_strdup ("Error in the JQL Query: text after ORDER BY can't be read.");
  return *wrong == NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * cw_rehearsal_jql_free:
 * @self: a query
 */
void
cw_rehearsal_jql_free (CwRehearsalJql *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->clauses, g_ptr_array_unref);
  g_free (self->order);
  g_free (self);
}

/* Where Jira's analyzer parts words. */
#define BETWEEN_WORDS " ,.:;()[]{}\"-/+&|!?*^~"

/* `~` finds texts with all the words, or with the phrase where the value is quoted once more; case counts nowhere. */
static gboolean
contains_words (const char *text,
                const char *wanted)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *value = g_utf8_casefold (wanted, -1);
  g_auto (GStrv) words = NULL, have = NULL;
  gsize length = strlen (value);

  if (length > 1 && value[0] == '"' && value[length - 1] == '"')
    {
      value[length - 1] = '\0';
      return strstr (folded, value + 1) != NULL;
    }
  words = g_strsplit_set (value, BETWEEN_WORDS, -1);
  have = g_strsplit_set (folded, BETWEEN_WORDS, -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !g_strv_contains ((const char *const *) have, words[i]))
      return FALSE;
  return TRUE;
}

static gboolean
value_matches (Clause     *clause,
               JsonObject *issue,
               const char *value)
{
  JsonObject *fields = cw_json_get_object (issue, "fields");
  const char *key = cw_json_get_string (issue, "key", NULL);

  if (strcmp (clause->field, "project") == 0)
    return strlen (value) == strcspn (key, "-") && strncmp (key, value, strlen (value)) == 0;
  if (strcmp (clause->field, "labels") == 0)
    return cw_rehearsal_json_has (cw_json_get_array (fields, "labels"), value);
  if (strcmp (clause->field, "summary") == 0)
    return contains_words (cw_json_get_string (fields, "summary", NULL), value);
  if (strcmp (clause->field, "issuetype") == 0)
    return g_ascii_strcasecmp (cw_json_get_string (issue, "type", NULL), value) == 0;
  if (strcmp (clause->field, "status") == 0)
    return g_ascii_strcasecmp (cw_json_get_string (issue, "status", NULL), value) == 0;
  return g_ascii_strcasecmp (key, value) == 0;
}

/**
 * cw_rehearsal_jql_matches:
 * @self: a query
 * @issue: an issue of the state
 *
 * Returns: whether the query finds the issue
 */
gboolean
cw_rehearsal_jql_matches (CwRehearsalJql *self,
                          JsonObject     *issue)
{
  g_return_val_if_fail (self != NULL && issue != NULL, FALSE);

  for (guint i = 0; i < self->clauses->len; i++)
    {
      Clause *clause = g_ptr_array_index (self->clauses, i);
      gboolean any = FALSE;

      for (guint j = 0; j < clause->values->len && !any; j++)
        any = value_matches (clause, issue, g_ptr_array_index (clause->values, j));
      if (any == (strcmp (clause->verb, "!=") == 0))
        return FALSE;
    }
  return TRUE;
}

/**
 * cw_rehearsal_jql_compare:
 * @self: a query
 * @a: an issue
 * @b: another
 *
 * Returns: less than 0 when @a comes first: the newest, unless ORDER BY says otherwise
 */
int
cw_rehearsal_jql_compare (CwRehearsalJql *self,
                          JsonObject     *a,
                          JsonObject     *b)
{
  gint64 first = g_ascii_strtoll (cw_json_get_string (a, "id", NULL), NULL, 10);
  gint64 second = g_ascii_strtoll (cw_json_get_string (b, "id", NULL), NULL, 10);
  int order = 0;

  g_return_val_if_fail (self != NULL, 0);

  if (self->order == NULL)
    return first < second ? 1 : -1;
  if (strcmp (self->order, "updated") == 0)
    order = strcmp (cw_json_get_string (a, "updated", NULL), cw_json_get_string (b, "updated", NULL));
  if (order == 0)
    order = first < second ? -1 : 1;
  return self->descending ? -order : order;
}
