/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-tickets-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-json.h"
#include "cw-stage-private.h"

/* The people who stand in a ticket. The procedure names them by role, Jira was asked who they are, and where it can't
 * say that of one, a person does: the ticket waits for the answer, which may be that nobody stands there. */

/* Who it is, as Jira knows them; both texts are the observation's. Without an account for Jira nobody was asked: then
 * the name is the role's, for whoever makes the ticket by hand. */
typedef struct {
  const char *account;
  const char *name;
} Known;

static void
ask (const CwStageInput *input,
     CwStageResult      *result,
     const CwPerson     *person,
     JsonArray          *people,
     const char         *text)
{
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
  CwQuestion *question = g_new0 (CwQuestion, 1);

  question->fact = g_strconcat ("person.", person->id, NULL);
  question->text = g_strdup (text);
  question->blocking = TRUE;
  cw_stage_result_add_question (result, question);
  if (people == NULL || json_array_get_length (people) == 0)
    {
      question->suggested = g_strdup (CW_DEPLOYMENT_NOBODY);
      return;
    }
  for (guint i = 0; i < json_array_get_length (people); i++)
    {
      JsonObject *known = json_array_get_object_element (people, i);
      const char *account = cw_json_get_string (known, "account", "");
      g_autofree char *label = g_strdup_printf ("%s (%s)", cw_json_get_string (known, "name", ""), account);

      g_strv_builder_add (values, account);
      g_strv_builder_add (labels, label);
    }
  g_strv_builder_add (values, CW_DEPLOYMENT_NOBODY);
  g_strv_builder_add (labels, _ ("Nobody: the ticket goes out without"));
  question->values = g_strv_builder_end (values);
  question->labels = g_strv_builder_end (labels);
}

/* Why it isn't known who @person is, where that is so; @people are those who may be meant. */
static char *
find_trouble (const CwStageInput *input,
              const CwPerson     *person,
              const char         *query,
              JsonArray         **people)
{
  const char *trouble = cw_stage_observe_text (input, "person-trouble.%s", person->id);
  JsonNode *node = cw_stage_observe (input, "person.%s", person->id);
  JsonObject *seen = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  gboolean current = seen != NULL && g_str_equal (cw_json_get_string (seen, "query", ""), query);
  guint n_people;

  *people = current ? cw_json_get_array (seen, "people") : NULL;
  if (*people == NULL)
    return trouble != NULL ? g_strdup_printf (_ ("Jira can’t be asked who the %s is: %s"), person->title, trouble)
                           : g_strdup_printf (_ ("Jira was not asked yet who the %s is: refresh."), person->title);
  n_people = json_array_get_length (*people);
  if (n_people == 0)
    return g_strdup_printf (_ ("Jira knows nobody by “%s” as the %s."), query, person->title);
  if (n_people > 1)
    return g_strdup_printf (ngettext ("Jira knows %u person by “%s”.", "Jira knows %u people by “%s”.", n_people),
                            n_people, query);
  return NULL;
}

/* Whether tickets of @project can be given to the one person that was seen. */
static gboolean
is_refused (const CwStageInput *input,
            const CwPerson     *person,
            const char         *project)
{
  JsonNode *node = cw_stage_observe (input, "person.%s", person->id);
  JsonArray *refused = cw_json_get_array (json_node_get_object (node), "refused");

  for (guint i = 0; refused != NULL && i < json_array_get_length (refused); i++)
    if (g_strcmp0 (json_array_get_string_element (refused, i), project) == 0)
      return TRUE;
  return FALSE;
}

/* Whether there was no account as whom Jira could be asked. */
static gboolean
is_unasked (const CwStageInput *input,
            const CwPerson     *person,
            const char         *query)
{
  JsonNode *node = cw_stage_observe (input, "person.%s", person->id);
  JsonObject *seen = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return seen != NULL && cw_json_get_bool (seen, "unasked", FALSE)
         && g_str_equal (cw_json_get_string (seen, "query", ""), query);
}

static gboolean
was_said (CwStageResult *result,
          const char    *fact)
{
  for (guint i = 0; i < result->questions->len; i++)
    if (g_str_equal (((CwQuestion *) g_ptr_array_index (result->questions, i))->fact, fact))
      return TRUE;
  for (guint i = 0; i < result->checks->len; i++)
    if (g_str_equal (((CwCheck *) g_ptr_array_index (result->checks, i))->id, fact))
      return TRUE;
  return FALSE;
}

static void
say (const CwStageInput *input,
     CwStageResult      *result,
     const CwPerson     *person,
     const Known        *known,
     JsonArray          *people,
     const char         *trouble)
{
  g_autofree char *fact = g_strconcat ("person.", person->id, NULL);
  g_autofree char *text = NULL;

  if (was_said (result, fact))
    return;
  if (trouble == NULL)
    {
      cw_stage_check (input, result, fact, NULL, CW_CHECK_HOLDS, "%s: %s", person->title,
                      known->account != NULL ? known->name : _ ("nobody"));
      return;
    }
  text = g_strdup_printf (_ ("%s Who is it? An e-mail address, a name or an account’s id; “%s” leaves the place "
                             "empty."), trouble, CW_DEPLOYMENT_NOBODY);
  ask (input, result, person, people, text);
}

/* Fills @known, whose account is %NULL where nobody is to stand there; %FALSE while that isn't known. */
static gboolean
find_person (const CwStageInput *input,
             CwStageResult      *result,
             const char         *role,
             const char         *assigned_in,
             Known              *known)
{
  const CwPerson *person = cw_procedure_get_person (cw_deployment_get_procedure (input->deployment), role);
  const char *query = cw_deployment_get_person_query (input->deployment, person);
  g_autofree char *trouble = NULL;
  const char *unreached;
  JsonArray *people = NULL;
  JsonObject *one;

  *known = (Known) { NULL, person->title };
  if (query == NULL)
    known->name = NULL;
  else if (is_unasked (input, person, query))
    return TRUE;
  else
    trouble = find_trouble (input, person, query, &people);
  if (query != NULL && trouble == NULL)
    {
      one = json_array_get_object_element (people, 0);
      known->account = cw_json_get_string (one, "account", "");
      known->name = cw_json_get_string (one, "name", "");
      if (assigned_in != NULL && is_refused (input, person, assigned_in))
        {
          trouble = g_strdup_printf (_ ("Jira gives %s no tickets of the project %s."), known->name, assigned_in);
          people = NULL;
        }
    }
  unreached = cw_stage_observe_text (input, "person-trouble.%s", role);
  if (trouble != NULL && people == NULL && unreached != NULL)
    cw_stage_result_add_out_of_reach (result, "Jira", NULL, unreached, FALSE);
  say (input, result, person, known, people, trouble);
  return trouble == NULL;
}

static gboolean
add_one (const CwStageInput *input,
         CwStageResult      *result,
         const char         *field,
         const char         *role,
         CwEffect           *effect,
         JsonObject         *fields,
         GString            *names)
{
  const char *project = cw_json_get_string (cw_json_get_object (fields, "project"), "key", "");
  Known known;

  if (!find_person (input, result, role, g_str_equal (field, "assignee") ? project : NULL, &known))
    return FALSE;
  if (known.name != NULL)
    g_string_append_printf (names, " · %s", known.name);
  if (known.account == NULL)
    return TRUE;
  json_object_set_object_member (fields, field, cw_json_object ("accountId", known.account, NULL));
  cw_effect_add_name (effect, known.account, known.name);
  return TRUE;
}

static gboolean
add_several (const CwStageInput *input,
             CwStageResult      *result,
             const char         *field,
             const char *const  *roles,
             CwEffect           *effect,
             JsonObject         *fields)
{
  JsonArray *array = json_array_new ();
  gboolean whole = TRUE;

  for (guint i = 0; roles[i] != NULL; i++)
    {
      Known known;

      if (!find_person (input, result, roles[i], NULL, &known))
        whole = FALSE;
      else if (known.account != NULL)
        {
          json_array_add_object_element (array, cw_json_object ("id", known.account, NULL));
          cw_effect_add_name (effect, known.account, known.name);
        }
    }
  if (json_array_get_length (array) > 0)
    json_object_set_array_member (fields, field, array);
  else
    json_array_unref (array);
  return whole;
}

/**
 * cw_stage_add_people:
 * @input: the stage's input
 * @result: where a check says who stands there, or a question asks
 * @ticket: the ticket's template
 * @effect: where the names of their accounts are kept
 * @fields: where the people are put
 *
 * Returns: (transfer full) (nullable): the assignee's name behind a dot, for the ticket's detail; %NULL while a person
 *   must answer who somebody is
 */
char *
cw_stage_add_people (const CwStageInput     *input,
                     CwStageResult          *result,
                     const CwTicketTemplate *ticket,
                     CwEffect               *effect,
                     JsonObject             *fields)
{
  g_autoptr (GString) names = g_string_new (NULL);
  gboolean whole = TRUE;

  for (guint i = 0; i < ticket->people->len; i++)
    {
      const CwTicketPeople *people = g_ptr_array_index (ticket->people, i);
      gboolean added;

      if (people->role != NULL)
        added = add_one (input, result, people->id, people->role, effect, fields, names);
      else
        added = add_several (input, result, people->id, (const char *const *) people->roles, effect,
                             fields);
      whole = added && whole;
    }
  return whole ? g_string_free (g_steal_pointer (&names), FALSE) : NULL;
}
