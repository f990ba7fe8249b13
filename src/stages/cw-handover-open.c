/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-handover-open"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-stage-private.h"

/* What is open, by stage and site as the pages have it, and counted as they count it. */

/* The handover's own sums say again what stands under each stage. */
static gboolean
is_sum (const CwCheck *check)
{
  return g_str_has_prefix (check->id, "open-");
}

static void
list_open (const CwStageResult *result,
           const char          *site,
           GPtrArray           *texts)
{
  for (guint i = 0; i < result->questions->len; i++)
    {
      const CwQuestion *question = g_ptr_array_index (result->questions, i);

      if (g_strcmp0 (question->site, site) == 0)
        g_ptr_array_add (texts, question->text);
    }
  for (guint i = 0; i < result->checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (result->checks, i);
      gboolean open = check->state == CW_CHECK_OPEN || check->state == CW_CHECK_WARNING;

      if (g_strcmp0 (check->site, site) == 0 && !is_sum (check) && (open || check->state == CW_CHECK_UNKNOWN))
        g_ptr_array_add (texts, check->text);
    }
}

/* Under the site's name; what concerns no site, or all of them, needs none. */
static void
add_of_site (CwDocument          *document,
             const CwStageResult *result,
             const CwSite        *site)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  list_open (result, site != NULL ? site->id : NULL, texts);
  if (texts->len == 0)
    return;
  if (site != NULL)
    cw_document_add_heading (document, 4, site->name);
  cw_document_add_list (document, FALSE);
  for (guint i = 0; i < texts->len; i++)
    cw_document_add_item (document, cw_text_new (g_ptr_array_index (texts, i)));
}

static gboolean
has_open (const CwStageResult *result,
          GPtrArray           *sites)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  list_open (result, NULL, texts);
  for (guint i = 0; i < sites->len; i++)
    list_open (result, ((const CwSite *) g_ptr_array_index (sites, i))->id, texts);
  return texts->len > 0;
}

static void
add_of_stage (CwDocument          *document,
              const CwStageResult *result,
              const char          *title,
              GPtrArray           *sites)
{
  guint open = cw_stage_result_count_open (result, NULL);
  g_autofree char *heading = NULL;

  for (guint i = 0; i < result->checks->len; i++)
    open -= is_sum (result->checks->pdata[i]) && ((const CwCheck *) result->checks->pdata[i])->state == CW_CHECK_OPEN;
  /* Translators: a stage, and how much is open there: “Configuration: 15 open”. */
  heading = open > 0 ? g_strdup_printf (ngettext ("%s: %u open", "%s: %u open", open), title, open) : g_strdup (title);
  cw_document_add_heading (document, 3, heading);
  add_of_site (document, result, NULL);
  for (guint i = 0; i < sites->len; i++)
    add_of_site (document, result, g_ptr_array_index (sites, i));
}

/**
 * cw_stage_add_open:
 * @input: what the stages know
 * @results: (element-type CwStageResult): what all eight stages said
 * @document: the sheet
 *
 * Adds what is open, or out of reach, to the sheet.
 */
void
cw_stage_add_open (const CwStageInput *input,
                   GPtrArray          *results,
                   CwDocument         *document)
{
  CwProcedure *procedure = cw_deployment_get_procedure (input->deployment);
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);
  guint n_stages;
  const CwStage *stages = cw_stages_get (&n_stages);
  gboolean any = FALSE;

  cw_document_add_heading (document, 2, _ ("What is open"));
  for (guint i = 0; i < results->len && i < n_stages; i++)
    {
      const CwStageResult *result = g_ptr_array_index (results, i);
      const CwStageTemplate *template = cw_procedure_get_stage (procedure, stages[i].id);

      if (!has_open (result, sites))
        continue;
      add_of_stage (document, result, template != NULL ? template->title : stages[i].id, sites);
      any = TRUE;
    }
  if (!any)
    cw_document_add_plain (document, _ ("Nothing."));
}
