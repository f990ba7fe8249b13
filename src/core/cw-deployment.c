/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-deployment"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-deployment.h"
#include "cw-error.h"
#include "cw-hand-edit.h"
#include "cw-json.h"

struct _CwDeployment
{
  GObject parent_instance;

  CwProcedure *procedure;
  GHashTable *facts;  /* key → JsonNode */
};

G_DEFINE_FINAL_TYPE (CwDeployment, cw_deployment, G_TYPE_OBJECT)

static void
cw_deployment_finalize (GObject *object)
{
  CwDeployment *self = CW_DEPLOYMENT (object);

  g_clear_object (&self->procedure);
  g_clear_pointer (&self->facts, g_hash_table_unref);

  G_OBJECT_CLASS (cw_deployment_parent_class)->finalize (object);
}

static void
cw_deployment_class_init (CwDeploymentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_deployment_finalize;
}

static void
cw_deployment_init (CwDeployment *self)
{
}

/**
 * cw_deployment_new:
 * @procedure: what this observatory does
 * @facts: (element-type utf8 JsonNode): the preparation's facts; the table is kept and must not change any more
 *
 * Returns: (transfer full): a view of @facts
 */
CwDeployment *
cw_deployment_new (CwProcedure *procedure,
                   GHashTable  *facts)
{
  CwDeployment *self;

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure) && facts != NULL, NULL);

  self = g_object_new (CW_TYPE_DEPLOYMENT, NULL);
  self->procedure = g_object_ref (procedure);
  self->facts = g_hash_table_ref (facts);
  return self;
}

CwProcedure *
cw_deployment_get_procedure (CwDeployment *self)
{
  g_return_val_if_fail (CW_IS_DEPLOYMENT (self), NULL);

  return self->procedure;
}

/**
 * cw_deployment_get_fact:
 * @self: a deployment
 * @key: a fact's key
 *
 * Returns: (transfer none) (nullable): its value
 */
JsonNode *
cw_deployment_get_fact (CwDeployment *self,
                        const char   *key)
{
  g_return_val_if_fail (CW_IS_DEPLOYMENT (self) && key != NULL, NULL);

  return g_hash_table_lookup (self->facts, key);
}

/**
 * cw_deployment_list_keys:
 * @self: a deployment
 * @prefix: how they begin
 *
 * Returns: (transfer full): the keys of the facts that begin so, sorted by bytes
 */
GStrv
cw_deployment_list_keys (CwDeployment *self,
                         const char   *prefix)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  g_autoptr (GList) all = NULL;

  g_return_val_if_fail (CW_IS_DEPLOYMENT (self) && prefix != NULL, NULL);

  all = g_list_sort (g_hash_table_get_keys (self->facts), (GCompareFunc) strcmp);
  for (GList *l = all; l != NULL; l = l->next)
    if (g_str_has_prefix (l->data, prefix))
      g_strv_builder_add (keys, l->data);
  return g_strv_builder_end (keys);
}

static JsonNode *
lookup_va (CwDeployment *self,
           const char   *format,
           va_list       arguments)
{
  g_autofree char *key = g_strdup_vprintf (format, arguments);

  return g_hash_table_lookup (self->facts, key);
}

/**
 * cw_deployment_get_text:
 * @self: a deployment
 * @format: printf-like pattern of the fact's key
 * @...: its arguments
 *
 * Returns: (transfer none) (nullable): the fact's text, %NULL where there is none
 */
const char *
cw_deployment_get_text (CwDeployment *self,
                        const char   *format,
                        ...)
{
  va_list arguments;
  JsonNode *node;

  g_return_val_if_fail (CW_IS_DEPLOYMENT (self) && format != NULL, NULL);

  va_start (arguments, format);
  node = lookup_va (self, format, arguments);
  va_end (arguments);
  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

/**
 * cw_deployment_get_flag:
 * @self: a deployment
 * @format: printf-like pattern of the fact's key
 * @...: its arguments
 *
 * Returns: whether the fact is there and true
 */
gboolean
cw_deployment_get_flag (CwDeployment *self,
                        const char   *format,
                        ...)
{
  va_list arguments;
  JsonNode *node;

  g_return_val_if_fail (CW_IS_DEPLOYMENT (self) && format != NULL, FALSE);

  va_start (arguments, format);
  node = lookup_va (self, format, arguments);
  va_end (arguments);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

/**
 * cw_deployment_get_object:
 * @self: a deployment
 * @format: printf-like pattern of the fact's key
 * @...: its arguments
 *
 * Returns: (transfer none) (nullable): the fact's object
 */
JsonObject *
cw_deployment_get_object (CwDeployment *self,
                          const char   *format,
                          ...)
{
  va_list arguments;
  JsonNode *node;

  g_return_val_if_fail (CW_IS_DEPLOYMENT (self) && format != NULL, NULL);

  va_start (arguments, format);
  node = lookup_va (self, format, arguments);
  va_end (arguments);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * cw_deployment_get_person_query:
 * @self: a deployment
 * @person: one of its procedure's people
 *
 * Returns: (transfer none) (nullable): by what Jira finds the person; empty for whoever signs in there; %NULL where
 *   nobody is to stand in that role
 */
const char *
cw_deployment_get_person_query (CwDeployment   *self,
                                const CwPerson *person)
{
  const char *chosen;

  g_return_val_if_fail (CW_IS_DEPLOYMENT (self) && person != NULL, NULL);

  chosen = cw_deployment_get_text (self, "person.%s", person->id);
  if (chosen == NULL || *chosen == '\0')
    return person->find != NULL ? person->find : "";
  return g_str_equal (chosen, CW_DEPLOYMENT_NOBODY) ? NULL : chosen;
}

/**
 * cw_deployment_get_cycle:
 * @self: a deployment
 * @cycle: (out): the cycle or revision
 *
 * Returns: whether one was chosen
 */
gboolean
cw_deployment_get_cycle (CwDeployment *self,
                         CwCycle      *cycle)
{
  const char *tag;

  g_return_val_if_fail (CW_IS_DEPLOYMENT (self) && cycle != NULL, FALSE);

  tag = cw_deployment_get_text (self, "cycle");
  return tag != NULL && cw_cycle_parse (tag, cycle, NULL);
}

/**
 * cw_deployment_get_fate:
 * @self: a deployment
 * @site: id of a site
 *
 * Returns: (transfer none) (nullable): `put-off`, `dropped` or `by-other`, %NULL for a site that takes part or was
 *   never chosen
 */
const char *
cw_deployment_get_fate (CwDeployment *self,
                        const char   *site)
{
  return cw_deployment_get_text (self, "fate.%s", site);
}

/**
 * cw_deployment_has_site:
 * @self: a deployment
 * @site: id of a site
 *
 * Returns: whether @site is prepared here: it was chosen, and neither put off, dropped nor left to someone else
 */
gboolean
cw_deployment_has_site (CwDeployment *self,
                        const char   *site)
{
  g_return_val_if_fail (CW_IS_DEPLOYMENT (self) && site != NULL, FALSE);

  return cw_deployment_get_object (self, "site.%s", site) != NULL && cw_deployment_get_fate (self, site) == NULL;
}

/**
 * cw_deployment_get_start:
 * @self: a deployment
 * @site: id of a site
 *
 * Returns: (transfer full) (nullable): when the deployment begins there, in the procedure's time zone
 */
GDateTime *
cw_deployment_get_start (CwDeployment *self,
                         const char   *site)
{
  JsonObject *object;

  g_return_val_if_fail (CW_IS_DEPLOYMENT (self) && site != NULL, NULL);

  object = cw_deployment_get_object (self, "site.%s", site);
  if (object == NULL)
    return NULL;
  return cw_date_parse_local (cw_json_get_string (object, "date", ""), cw_json_get_string (object, "time", ""),
                              cw_procedure_get_time_zone (self->procedure), NULL);
}

/**
 * cw_deployment_get_instant:
 * @self: a deployment
 * @site: id of a site
 * @message: an announcement
 *
 * Returns: (transfer full) (nullable): when it is due there, in the procedure's time zone; %NULL where the site has no
 *   date or its day no such time
 */
GDateTime *
cw_deployment_get_instant (CwDeployment            *self,
                           const char              *site,
                           const CwMessageTemplate *message)
{
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GDateTime) day = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (CW_IS_DEPLOYMENT (self) && site != NULL && message != NULL, NULL);

  start = cw_deployment_get_start (self, site);
  if (start == NULL)
    return NULL;
  if (message->time == NULL)
    return g_date_time_add_minutes (start, message->minutes);
  day = g_date_time_add_days (start, message->days);
  text = g_date_time_format (day, "%Y-%m-%d");
  return cw_date_parse_local (text, message->time, g_date_time_get_timezone (start), NULL);
}

/**
 * cw_deployment_list_starts:
 * @self: a deployment
 *
 * Returns: (transfer full) (element-type utf8 GDateTime): by its id, when each site that is prepared here is deployed
 */
GHashTable *
cw_deployment_list_starts (CwDeployment *self)
{
  GPtrArray *sites;
  GHashTable *starts;

  g_return_val_if_fail (CW_IS_DEPLOYMENT (self), NULL);

  sites = cw_procedure_get_sites (self->procedure);
  starts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_date_time_unref);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      GDateTime *start = cw_deployment_has_site (self, site->id) ? cw_deployment_get_start (self, site->id) : NULL;

      if (start != NULL)
        g_hash_table_insert (starts, site->id, start);
    }
  return starts;
}

/**
 * cw_deployment_get_sites:
 * @self: a deployment
 *
 * Returns: (transfer container) (element-type CwSite): the sites that are prepared here, the earliest deployment first
 */
GPtrArray *
cw_deployment_get_sites (CwDeployment *self)
{
  g_autoptr (GHashTable) starts = NULL;
  GPtrArray *sites;

  g_return_val_if_fail (CW_IS_DEPLOYMENT (self), NULL);

  starts = cw_deployment_list_starts (self);
  sites = cw_procedure_order_sites (self->procedure, starts);
  for (guint i = sites->len; i > 0; i--)
    if (!cw_deployment_has_site (self, ((const CwSite *) g_ptr_array_index (sites, i - 1))->id))
      g_ptr_array_remove_index (sites, i - 1);
  return sites;
}

/**
 * cw_deployment_get_anchor:
 * @self: a deployment
 *
 * Returns: (transfer full) (nullable): the start at the production site, from which the schedule is worked back;
 *   without that site the latest start of all
 */
GDateTime *
cw_deployment_get_anchor (CwDeployment *self)
{
  g_autoptr (GPtrArray) sites = NULL;
  const CwSite *last = NULL;

  g_return_val_if_fail (CW_IS_DEPLOYMENT (self), NULL);

  sites = cw_deployment_get_sites (self);
  for (guint i = 0; i < sites->len; i++)
    {
      last = g_ptr_array_index (sites, i);
      if (g_strv_contains ((const char *const *) last->traits, "production"))
        break;
    }
  return last != NULL ? cw_deployment_get_start (self, last->id) : NULL;
}

static gint64
get_number (CwDeployment *self,
            const char   *prefix,
            const char   *site,
            const char   *repository,
            gint64        otherwise)
{
  g_autofree char *key = g_strdup_printf ("%s.%s.%s", prefix, site, repository);
  JsonNode *node = g_hash_table_lookup (self->facts, key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : otherwise;
}

/**
 * cw_deployment_get_round:
 * @self: a deployment
 * @site: id of a site
 * @repository: id of a repository
 *
 * Returns: the number of the current round of changes there, from 1
 */
guint
cw_deployment_get_round (CwDeployment *self,
                         const char   *site,
                         const char   *repository)
{
  g_return_val_if_fail (CW_IS_DEPLOYMENT (self) && site != NULL && repository != NULL, 1);

  return (guint) CLAMP (get_number (self, "round", site, repository, 1), 1, G_MAXINT);
}

/**
 * cw_deployment_get_rebase:
 * @self: a deployment
 * @site: id of a site
 * @repository: id of a repository
 *
 * Returns: the how manieth time the branch there is brought onto its base; 0 where it stays
 */
guint
cw_deployment_get_rebase (CwDeployment *self,
                          const char   *site,
                          const char   *repository)
{
  g_return_val_if_fail (CW_IS_DEPLOYMENT (self) && site != NULL && repository != NULL, 0);

  return (guint) CLAMP (get_number (self, "rebase", site, repository, 0), 0, G_MAXINT);
}

/**
 * cw_deployment_get_back:
 * @self: a deployment
 * @site: id of a site
 * @repository: id of a repository
 * @base: (out) (optional) (transfer none): the branch on which that is planned
 *
 * Returns: the number of the round that is taken back there, with those before it; 0 where the site doesn't go back
 */
guint
cw_deployment_get_back (CwDeployment *self,
                        const char   *site,
                        const char   *repository,
                        const char  **base)
{
  JsonObject *back;

  g_return_val_if_fail (CW_IS_DEPLOYMENT (self) && site != NULL && repository != NULL, 0);

  back = cw_deployment_get_object (self, "back.%s.%s", site, repository);
  if (base != NULL)
    *base = back != NULL ? cw_json_get_string (back, "base", NULL) : NULL;
  return back != NULL ? (guint) CLAMP (cw_json_get_int (back, "round", 0), 0, G_MAXINT) : 0;
}

/**
 * cw_deployment_get_words:
 * @self: a deployment
 * @site: (nullable): a site
 *
 * Returns: (transfer full): the words that the procedure's conditions may ask for (data/procedures/README.md)
 */
GStrv
cw_deployment_get_words (CwDeployment *self,
                         const CwSite *site)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  JsonObject *plan;
  CwCycle cycle;

  g_return_val_if_fail (CW_IS_DEPLOYMENT (self), NULL);

  if (cw_deployment_get_cycle (self, &cycle))
    g_strv_builder_add (words, cw_cycle_is_incremental (&cycle) ? "incremental" : "full");
  if (site == NULL)
    return g_strv_builder_end (words);

  g_strv_builder_addv (words, (const char **) site->traits);
  plan = cw_deployment_get_object (self, "site.%s", site->id);
  if (plan != NULL && json_object_has_member (plan, "ready"))
    g_strv_builder_add (words, "integration-testing");
  if (cw_deployment_get_flag (self, "principals.%s", site->id))
    g_strv_builder_add (words, "principals");
  return g_strv_builder_end (words);
}
