/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-handover-decided"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-json.h"
#include "cw-stage-private.h"

/* What a person decided, by stage and site: whoever deploys, or asks later why, has to know of it. */

/* Adds the CwTexts of one site to @items; those of no site where @site is %NULL. */
typedef void (*CwDecidedList) (const CwStageInput  *input,
                               const CwStageResult *result,
                               const char          *site,
                               GPtrArray           *items);

static const CwNote *
find_word (const CwStageInput *input,
           const char         *fact)
{
  return input->words != NULL ? g_hash_table_lookup (input->words, fact) : NULL;
}

static void
append_word (const CwStageInput *input,
             CwText             *text,
             const CwNote       *word)
{
  g_autofree char *when = cw_stage_format_instant (input, word->time);
  /* Translators: when, and by whom. */
  g_autofree char *by = g_strdup_printf (_ (" (%s, %s)"), when, word->actor);

  cw_text_append (text, by);
}

/* What somebody looked at, and let be as it is. */
static void
list_waved (const CwStageInput  *input,
            const CwStageResult *result,
            const char          *site,
            GPtrArray           *items)
{
  for (guint i = 0; i < result->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (result->checks, i);
      g_autofree char *fact = g_strconcat ("waved.", check->id, NULL);
      const CwNote *word = find_word (input, fact);
      CwText *text;

      if (check->state != CW_CHECK_WAVED || g_strcmp0 (check->site, site) != 0)
        continue;
      text = cw_text_new (check->text);
      if (word != NULL)
        append_word (input, text, word);
      g_ptr_array_add (items, text);
    }
}

static CwText *
describe_answer (const CwStageInput *input,
                 const CwNote       *word,
                 const char         *question,
                 const char         *answer)
{
  CwText *text = cw_text_new (question);

  cw_text_append (text, " ");
  cw_text_append_styled (text, answer, CW_TEXT_BOLD);
  append_word (input, text, word);
  return text;
}

/* In the words of the question that was asked: what is said of a thing changes with the answer. What follows by itself
 * was answered by nobody. */
static void
list_answers (const CwStageInput  *input,
              const CwStageResult *result,
              const char          *site,
              GPtrArray           *items)
{
  for (guint i = 0; i < result->answered->len; i++)
    {
      const CwQuestion *question = g_ptr_array_index (result->answered, i);
      const CwNote *word = find_word (input, question->fact);

      if (word == NULL || g_strcmp0 (question->site, site) != 0
          || cw_deployment_get_fact (input->deployment, question->fact) == NULL)
        continue;
      g_ptr_array_add (items, describe_answer (input, word, *word->text != '\0' ? word->text : question->text,
                                               cw_question_get_answer_label (question)));
    }
}

static gboolean
is_asked (GPtrArray  *results,
          const char *fact)
{
  for (guint i = 0; i < results->len; i++)
    {
      GPtrArray *answered = ((const CwStageResult *) g_ptr_array_index (results, i))->answered;

      for (guint j = 0; j < answered->len; j++)
        if (g_str_equal (((const CwQuestion *) g_ptr_array_index (answered, j))->fact, fact))
          return TRUE;
    }
  return FALSE;
}

/* A value without words of its own, by its first line. */
static char *
describe_value (JsonNode *value)
{
  const char *text = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_string (value) : NULL;

  return text != NULL ? g_strndup (text, strcspn (text, "\n")) : cw_json_canonical (value);
}

/* What was asked until it was sent, and isn't any more. */
static GPtrArray *
list_past_answers (const CwStageInput *input,
                   GPtrArray          *results)
{
  GPtrArray *items = g_ptr_array_new ();
  g_autoptr (GList) facts = input->words != NULL
                              ? g_list_sort (g_hash_table_get_keys (input->words), (GCompareFunc) strcmp) : NULL;

  for (GList *l = facts; l != NULL; l = l->next)
    {
      const CwNote *word = find_word (input, l->data);
      JsonNode *value = cw_deployment_get_fact (input->deployment, l->data);
      g_autofree char *plain = NULL;

      if (*word->text == '\0' || value == NULL || is_asked (results, l->data))
        continue;
      plain = describe_value (value);
      g_ptr_array_add (items, describe_answer (input, word, word->text, word->answer != NULL ? word->answer : plain));
    }
  return items;
}

/* A heading stands only over what is there. */
typedef struct {
  const CwStageInput *input;
  const char         *title;
  CwDecidedList       list;
  CwDocument         *document;
  gboolean            begun;
} Section;

static void
begin_section (Section *self)
{
  if (!self->begun)
    cw_document_add_heading (self->document, 2, self->title);
  self->begun = TRUE;
}

static void
add_items (CwDocument *document,
           GPtrArray  *items)
{
  cw_document_add_list (document, FALSE);
  for (guint i = 0; i < items->len; i++)
    cw_document_add_item (document, g_ptr_array_index (items, i));
}

static void
add_of_site (Section             *self,
             const CwStageResult *result,
             const CwSite        *site,
             const char          *stage,
             gboolean            *named)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  self->list (self->input, result, site != NULL ? site->id : NULL, items);
  if (items->len == 0)
    return;
  begin_section (self);
  if (!*named)
    cw_document_add_heading (self->document, 3, stage);
  *named = TRUE;
  if (site != NULL)
    cw_document_add_heading (self->document, 4, site->name);
  add_items (self->document, items);
}

static void
add_section (Section   *self,
             GPtrArray *results)
{
  CwProcedure *procedure = cw_deployment_get_procedure (self->input->deployment);
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (self->input->deployment);
  guint n_stages;
  const CwStage *stages = cw_stages_get (&n_stages);

  for (guint i = 0; i < results->len && i < n_stages; i++)
    {
      const CwStageResult *result = g_ptr_array_index (results, i);
      const CwStageTemplate *template = cw_procedure_get_stage (procedure, stages[i].id);
      const char *stage = template != NULL ? template->title : stages[i].id;
      gboolean named = FALSE;

      add_of_site (self, result, NULL, stage, &named);
      for (guint j = 0; j < sites->len; j++)
        add_of_site (self, result, g_ptr_array_index (sites, j), stage, &named);
    }
}

static void
add_past (Section   *self,
          GPtrArray *results)
{
  g_autoptr (GPtrArray) items = list_past_answers (self->input, results);

  if (items->len == 0)
    return;
  begin_section (self);
  cw_document_add_heading (self->document, 3, _ ("Not asked any more"));
  add_items (self->document, items);
}

/**
 * cw_stage_add_decided:
 * @input: what the stages know
 * @results: (element-type CwStageResult): what all eight stages said
 * @document: the sheet
 *
 * Adds to the sheet the warnings that were waved through and the answers to questions, with who gave them and when.
 */
void
cw_stage_add_decided (const CwStageInput *input,
                      GPtrArray          *results,
                      CwDocument         *document)
{
  Section waved = { input, _ ("Waved through"), list_waved, document, FALSE };
  Section answered = { input, _ ("Answers"), list_answers, document, FALSE };

  add_section (&waved, results);
  add_section (&answered, results);
  add_past (&answered, results);
}
