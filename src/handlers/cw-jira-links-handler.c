/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-jira-links-handler"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-jira-links-handler.h"
#include "cw-json.h"
#include "cw-payload.h"

struct _CwJiraLinksHandler
{
  GObject parent_instance;

  CwJiraService *service; /* (owned) */
};

static void cw_jira_links_handler_iface_init (CwHandlerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwJiraLinksHandler, cw_jira_links_handler, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_HANDLER, cw_jira_links_handler_iface_init))

static const char *const required[] = { "issue", NULL };

static void
cw_jira_links_handler_finalize (GObject *object)
{
  CwJiraLinksHandler *self = CW_JIRA_LINKS_HANDLER (object);

  g_clear_object (&self->service);

  G_OBJECT_CLASS (cw_jira_links_handler_parent_class)->finalize (object);
}

static void
cw_jira_links_handler_class_init (CwJiraLinksHandlerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_jira_links_handler_finalize;
}

static void
cw_jira_links_handler_init (CwJiraLinksHandler *self)
{
}

/* A link that the payload wants, as `{"type", "issue"}`. */
static JsonObject *
get_wanted (JsonArray *links,
            guint      i)
{
  JsonNode *node = json_array_get_element (links, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* Whether a link of the issue, as Jira tells it, is the wanted one; a person may have made it from the other side. */
static gboolean
is_such (JsonNode   *link,
         JsonObject *wanted)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (link) ? json_node_get_object (link) : NULL;
  JsonObject *other = cw_json_get_object (object, "outwardIssue");

  if (other == NULL)
    other = cw_json_get_object (object, "inwardIssue");
  return g_strcmp0 (cw_json_get_string (cw_json_get_object (object, "type"), "name", NULL),
                    cw_json_get_string (wanted, "type", "")) == 0
         && g_strcmp0 (cw_json_get_string (other, "key", NULL), cw_json_get_string (wanted, "issue", "")) == 0;
}

static gboolean
has_link (JsonArray  *theirs,
          JsonObject *wanted)
{
  for (guint i = 0; theirs != NULL && i < json_array_get_length (theirs); i++)
    if (is_such (json_array_get_element (theirs, i), wanted))
      return TRUE;
  return FALSE;
}

static JsonObject *
make_outcome (CwJiraLinksHandler *self,
              const char         *key)
{
  g_autofree char *url = cw_jira_service_make_browse_url (self->service, key);

  return cw_json_object ("key", key, "url", url, NULL);
}

static JsonArray *
get_links (CwEffect    *effect,
           JsonObject **payload,
           GError     **error)
{
  JsonArray *links;

  *payload = cw_payload_get (effect, required, error);
  links = cw_json_get_array (*payload, "links");
  if (*payload != NULL && (links == NULL || json_array_get_length (links) == 0))
    g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("“%s” names no ticket that could be linked"),
                 cw_effect_get_title (effect));
  return links;
}

static JsonObject *
get_issue (CwJiraLinksHandler *self,
           const char         *key,
           GCancellable       *cancellable,
           GError            **error)
{
  static const char *const fields[] = { "issuelinks", NULL };

  return cw_jira_service_get_issue (self->service, key, fields, cancellable, error);
}

static JsonArray *
get_their_links (JsonObject *issue)
{
  return cw_json_get_array (cw_json_get_object (issue, "fields"), "issuelinks");
}

/* Some are there and some aren't: ours were cut off, or a person made them; what is missing can be added. */
static CwFinding *
look (CwJiraLinksHandler *self,
      CwEffect           *effect,
      GCancellable       *cancellable,
      GError            **error)
{
  g_autoptr (CwFinding) finding = NULL;
  g_autoptr (JsonObject) issue = NULL;
  g_autofree char *where = NULL;
  JsonObject *payload = NULL;
  JsonArray *wanted = get_links (effect, &payload, error), *theirs;
  const char *key = cw_json_get_string (payload, "issue", "");
  guint n;

  if (wanted == NULL || (n = json_array_get_length (wanted)) == 0)
    return NULL;
  issue = get_issue (self, key, cancellable, error);
  if (issue == NULL)
    return NULL;
  where = g_strdup_printf (_ ("Jira, links of %s"), key);
  finding = cw_finding_new (CW_FINDING_NOTHING, where);
  theirs = get_their_links (issue);
  for (guint i = 0; i < n; i++)
    {
      JsonObject *one = get_wanted (wanted, i);

      if (!has_link (theirs, one))
        cw_finding_add_difference (finding, cw_json_get_string (one, "type", ""), cw_json_get_string (one, "issue", ""),
                                   "");
    }
  if (finding->differences->len == n)
    {
      g_ptr_array_set_size (finding->differences, 0);
      return g_steal_pointer (&finding);
    }
  cw_finding_add_candidate (finding, make_outcome (self, key));
  cw_finding_conclude (finding);
  finding->ours = TRUE;
  finding->unfinished = finding->answer == CW_FINDING_DIFFERENT;
  return g_steal_pointer (&finding);
}

static CwFinding *
cw_jira_links_handler_find (CwHandler    *handler,
                            CwEffect     *effect,
                            GCancellable *cancellable,
                            GError      **error)
{
  return look (CW_JIRA_LINKS_HANDLER (handler), effect, cancellable, error);
}

/* Makes those that aren't among @theirs. */
static JsonObject *
make_links (CwJiraLinksHandler *self,
            CwEffect           *effect,
            JsonArray          *theirs,
            GCancellable       *cancellable,
            GError            **error)
{
  JsonObject *payload = NULL;
  JsonArray *links = get_links (effect, &payload, error);
  const char *key = cw_json_get_string (payload, "issue", "");
  guint n = links != NULL ? json_array_get_length (links) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *one = get_wanted (links, i);

      if (!has_link (theirs, one)
          && !cw_jira_service_link (self->service, cw_json_get_string (one, "type", ""), key,
                                    cw_json_get_string (one, "issue", ""), cancellable, error))
        return NULL;
    }
  return n > 0 ? make_outcome (self, key) : NULL;
}

static JsonObject *
cw_jira_links_handler_perform (CwHandler    *handler,
                               CwEffect     *effect,
                               GCancellable *cancellable,
                               GError      **error)
{
  return make_links (CW_JIRA_LINKS_HANDLER (handler), effect, NULL, cancellable, error);
}

/* Adds what is missing by now; a look that found nothing may have been wrong. */
static JsonObject *
cw_jira_links_handler_amend (CwHandler    *handler,
                             CwEffect     *effect,
                             JsonObject   *outcome,
                             GCancellable *cancellable,
                             GError      **error)
{
  CwJiraLinksHandler *self = CW_JIRA_LINKS_HANDLER (handler);
  g_autoptr (JsonObject) issue = NULL;
  JsonObject *payload = cw_payload_get (effect, required, error);

  if (payload == NULL)
    return NULL;
  issue = get_issue (self, cw_json_get_string (payload, "issue", ""), cancellable, error);
  return issue != NULL ? make_links (self, effect, get_their_links (issue), cancellable, error) : NULL;
}

static CwFinding *
cw_jira_links_handler_verify (CwHandler    *handler,
                              CwEffect     *effect,
                              JsonObject   *outcome,
                              GCancellable *cancellable,
                              GError      **error)
{
  g_autoptr (GError) failure = NULL;
  CwFinding *finding = look (CW_JIRA_LINKS_HANDLER (handler), effect, cancellable, &failure);

  /* With the ticket its links are gone. */
  if (finding == NULL && g_error_matches (failure, CW_ERROR, CW_ERROR_NOT_FOUND))
    return cw_finding_new (CW_FINDING_NOTHING, failure->message);
  if (finding == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return finding;
}

/* A link that arrives late is the one that is there. */
static gboolean
cw_jira_links_handler_is_guarded (CwHandler *handler,
                                  gboolean   first)
{
  return TRUE;
}

static void
cw_jira_links_handler_iface_init (CwHandlerInterface *iface)
{
  iface->find = cw_jira_links_handler_find;
  iface->perform = cw_jira_links_handler_perform;
  iface->amend = cw_jira_links_handler_amend;
  iface->verify = cw_jira_links_handler_verify;
  iface->is_guarded = cw_jira_links_handler_is_guarded;
}

/**
 * cw_jira_links_handler_new:
 * @service: Jira
 *
 * Returns: (transfer full): what links tickets
 */
CwHandler *
cw_jira_links_handler_new (CwJiraService *service)
{
  CwJiraLinksHandler *self;

  g_return_val_if_fail (CW_IS_JIRA_SERVICE (service), NULL);

  self = g_object_new (CW_TYPE_JIRA_LINKS_HANDLER, NULL);
  self->service = g_object_ref (service);
  return CW_HANDLER (self);
}
