/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-page-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-stage-private.h"

/* The page's words are those of the observatory's wiki, which is English whoever prepares it: never translated. */

static char *
make_ticket_url (const CwStageInput *input,
                 const char         *effect_id,
                 const char         *key)
{
  const char *url = cw_stage_get_url (input, effect_id);

  if (url != NULL && *url != '\0')
    return g_strdup (url);
  return g_strdup_printf ("%s/browse/%s", cw_procedure_get_jira_url (cw_deployment_get_procedure (input->deployment)),
                          key);
}

static CwText *
link_ticket (const CwStageInput *input,
             const CwSite       *site,
             const char         *ticket)
{
  g_autofree char *id = cw_stage_effect_id (input, site->id, "tickets", ticket, 1);
  const char *key = cw_stage_get_key (input, id);
  g_autofree char *url = NULL;

  if (key == NULL || *key == '\0')
    return cw_text_new ("–");
  url = make_ticket_url (input, id, key);
  return cw_text_new_link (key, url);
}

static void
add_row (CwDocument *document,
         CwText     *first,
         CwText     *second,
         CwText     *third)
{
  CwText *cells[] = { first, second, third };

  cw_document_add_row (document, cells, G_N_ELEMENTS (cells));
}

static void
add_schedule (const CwStageInput *input,
              CwDocument         *document)
{
  static const char *const header[] = { "Site", "Deployment begins", "Configuration ticket", NULL };
  CwProcedure *procedure = cw_deployment_get_procedure (input->deployment);
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);

  cw_document_add_heading (document, 2, "Schedule");
  cw_document_add_table (document, header);
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      g_autoptr (GDateTime) start = cw_deployment_get_start (input->deployment, site->id);
      g_autofree char *when = NULL;

      if (start != NULL)
        when = cw_date_format_civil (start, cw_procedure_get_zone_name (procedure));
      add_row (document, cw_text_new (site->name), cw_text_new (when != NULL ? when : "–"),
               link_ticket (input, site, "configuration"));
    }
}

/* The tickets beside the configuration's, such as the Summit's calendar ticket. */
static void
add_calendar (const CwStageInput *input,
              CwDocument         *document)
{
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (input->deployment);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      g_autoptr (GHashTable) variables = cw_stage_get_variables (input, site);
      const char *key = g_hash_table_lookup (variables, "calendar_ticket");
      CwText *text;

      if (*key == '\0')
        continue;
      text = cw_text_new_empty ();
      cw_text_append (text, "Calendar ticket, ");
      cw_text_append (text, site->name);
      cw_text_append (text, ": ");
      cw_text_append (text, key);
      cw_document_add_paragraph (document, text);
    }
}

static void
add_version (const CwStageInput *input,
             CwDocument         *document,
             const CwVersion    *version)
{
  const char *typed = cw_deployment_get_text (input->deployment, "version.%s", version->name);
  const char *built = version->key != NULL ? cw_stage_get_built (input, version->key) : NULL;

  if (typed != NULL)
    add_row (document, cw_text_new (version->name), cw_text_new (typed), cw_text_new ("Typed, unconfirmed"));
  else if (built != NULL)
    add_row (document, cw_text_new (version->name), cw_text_new (built), cw_text_new ("Build manifest"));
  else
    add_row (document, cw_text_new (version->name), cw_text_new ("to be confirmed"), cw_text_new ("Unconfirmed"));
}

static void
add_versions (const CwStageInput *input,
              CwDocument         *document)
{
  static const char *const header[] = { "Package", "Version", "Source", NULL };
  const CwWikiTemplate *wiki = cw_procedure_get_wiki (cw_deployment_get_procedure (input->deployment));
  const char *as_of = cw_stage_get_manifest (input, "as-of");

  cw_document_add_heading (document, 2, "Versions of the core packages");
  if (as_of != NULL && cw_stage_get_built (input, "as-of") != NULL)
    {
      g_autofree char *valid = g_strdup_printf ("Valid as of %s.", as_of);

      cw_document_add_plain (document, valid);
    }
  cw_document_add_table (document, header);
  for (guint i = 0; i < wiki->versions->len; i++)
    add_version (input, document, g_ptr_array_index (wiki->versions, i));
}

static void
add_lines (CwDocument *document,
           const char *heading,
           const char *lines,
           const char *none)
{
  g_auto (GStrv) items = g_strsplit (lines != NULL ? lines : "", "\n", -1);
  gboolean any = FALSE;

  cw_document_add_heading (document, 2, heading);
  for (guint i = 0; items[i] != NULL; i++)
    {
      const char *item = g_strstrip (items[i]);

      if (*item == '\0')
        continue;
      if (!any)
        cw_document_add_list (document, FALSE);
      cw_document_add_item (document, cw_text_new (item));
      any = TRUE;
    }
  if (!any)
    cw_document_add_plain (document, none);
}

/**
 * cw_page_document:
 * @input: the stage's input
 * @marker: (nullable): the effect's marker, travelling in the page's body
 *
 * Returns: (transfer full): the cycle's page: schedule, versions, operational changes and tickets (specification,
 *   step 4; DOMAIN, "Confluence")
 */
CwDocument *
cw_page_document (const CwStageInput *input,
                  const char         *marker)
{
  CwDocument *document = cw_document_new ();
  const char *components = cw_deployment_get_text (input->deployment, "components");

  if (marker != NULL)
    cw_document_add_marker (document, marker);
  add_schedule (input, document);
  add_calendar (input, document);
  cw_stage_add_schedule (input, document, TRUE);
  if (components != NULL && *components != '\0')
    {
      g_autoptr (GHashTable) variables = cw_stage_get_variables (input, NULL);

      cw_document_add_heading (document, 2, "Components of this revision");
      cw_document_add_plain (document, g_hash_table_lookup (variables, "component_list"));
    }
  add_versions (input, document);
  add_lines (document, "Operational changes", cw_deployment_get_text (input->deployment, "page.changes"),
             "None known.");
  add_lines (document, "Known problems", cw_deployment_get_text (input->deployment, "page.problems"), "None known.");
  return document;
}
