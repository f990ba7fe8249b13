/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-wiki-page-handler"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-json.h"
#include "cw-payload.h"
#include "cw-storage-text.h"
#include "cw-wiki-page-handler.h"

struct _CwWikiPageHandler
{
  GObject parent_instance;

  CwConfluenceService *service; /* (owned) */
};

static void cw_wiki_page_handler_iface_init (CwHandlerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwWikiPageHandler, cw_wiki_page_handler, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_HANDLER, cw_wiki_page_handler_iface_init))

static const char *const required[] = { "space", "title", "body", NULL };
/* What follows the request that makes the page, and can be repeated. */
static const char *const later[] = { "appearance", "labels", NULL };

static void
cw_wiki_page_handler_finalize (GObject *object)
{
  CwWikiPageHandler *self = CW_WIKI_PAGE_HANDLER (object);

  g_clear_object (&self->service);

  G_OBJECT_CLASS (cw_wiki_page_handler_parent_class)->finalize (object);
}

static void
cw_wiki_page_handler_class_init (CwWikiPageHandlerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cw_wiki_page_handler_finalize;
}

static void
cw_wiki_page_handler_init (CwWikiPageHandler *self)
{
}

static JsonObject *
make_outcome (const CwConfluencePage *page)
{
  JsonObject *outcome = cw_json_object ("key", page->id, "id", page->id, "url", page->url, "title", page->title, NULL);

  json_object_set_int_member (outcome, "version", page->version);
  return outcome;
}

/* The page's id; of a page made by hand perhaps only the address is known. */
static char *
get_id (JsonObject *outcome,
        GError    **error)
{
  static const char *const members[] = { "id", "key", "url", NULL };
  g_autoptr (GRegex) regex = g_regex_new ("^([0-9]+)$|/pages/([0-9]+)|[?&]pageId=([0-9]+)", 0, 0, NULL);

  for (guint i = 0; members[i] != NULL; i++)
    {
      g_autoptr (GMatchInfo) match = NULL;

      if (!g_regex_match (regex, cw_json_get_string (outcome, members[i], ""), 0, &match))
        continue;
      for (int group = 1; group <= 3; group++)
        {
          g_autofree char *id = g_match_info_fetch (match, group);

          if (id != NULL && *id != '\0')
            return g_steal_pointer (&id);
        }
    }
  g_set_error_literal (error, CW_ERROR, CW_ERROR_NEEDS_PERSON,
                       _ ("The page’s address is not known: write down its link first"));
  return NULL;
}

static gboolean
is_moved (JsonObject             *payload,
          const CwConfluencePage *page)
{
  const char *parent = cw_json_get_string (payload, "parent", "");

  return *parent != '\0' && page->parent != NULL && strcmp (page->parent, parent) != 0;
}

static void
compare (CwFinding              *finding,
         JsonObject             *payload,
         const CwConfluencePage *page)
{
  const char *body = cw_json_get_string (payload, "body", "");
  const char *their_body = page->body != NULL ? page->body : "";
  g_auto (GStrv) labels = cw_payload_dup_strings (payload, "labels");

  if (strcmp (page->status, "current") != 0)
    cw_finding_add_difference (finding, "status", "current", page->status);
  cw_finding_compare (finding, "title", cw_json_get_string (payload, "title", ""), page->title);
  if (is_moved (payload, page))
    cw_finding_add_difference (finding, "parent", cw_json_get_string (payload, "parent", ""), page->parent);
  if (!cw_storage_equal (body, their_body))
    {
      g_autofree char *ours = cw_storage_to_plain (body);
      g_autofree char *theirs = cw_storage_to_plain (their_body);

      cw_finding_add_difference (finding, "body", ours, theirs);
    }
  if (json_object_has_member (payload, "appearance"))
    cw_finding_compare (finding, "appearance", cw_json_get_string (payload, "appearance", ""),
                        page->appearance != NULL ? page->appearance : "default");
  cw_finding_compare_lists (finding, "labels", (const char *const *) labels, (const char *const *) page->labels);
}

static CwFinding *
make_finding (CwEffect               *effect,
              JsonObject             *payload,
              const CwConfluencePage *page,
              const char             *where)
{
  CwFinding *finding = cw_finding_new (CW_FINDING_NOTHING, where);
  const char *marker = cw_effect_get_marker (effect);

  if (page == NULL)
    return finding;
  cw_finding_add_candidate (finding, make_outcome (page));
  compare (finding, payload, page);
  cw_finding_conclude (finding);
  finding->ours = marker != NULL && page->body != NULL && strstr (page->body, marker) != NULL;
  cw_finding_conclude_unfinished (finding, later);
  return finding;
}

static CwFinding *
cw_wiki_page_handler_find (CwHandler    *handler,
                           CwEffect     *effect,
                           GCancellable *cancellable,
                           GError      **error)
{
  CwWikiPageHandler *self = CW_WIKI_PAGE_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error);
  g_autoptr (CwConfluencePage) page = NULL;
  g_autofree char *where = NULL;
  const char *space, *title;

  if (payload == NULL)
    return NULL;
  space = cw_json_get_string (payload, "space", "");
  title = cw_json_get_string (payload, "title", "");
  if (!cw_confluence_service_find_page (self->service, space, title, &page, cancellable, error))
    return NULL;
  where = g_strdup_printf (_ ("Confluence, title “%s” in space %s"), title, space);
  return make_finding (effect, payload, page, where);
}

/* The labels and the width; what of them was refused is told, and an update tries it again. */
static void
finish (CwWikiPageHandler *self,
        JsonObject        *payload,
        JsonObject        *outcome,
        GCancellable      *cancellable)
{
  g_auto (GStrv) labels = cw_payload_dup_strings (payload, "labels");
  const char *appearance = cw_json_get_string (payload, "appearance", NULL);
  const char *id = cw_json_get_string (outcome, "id", "");
  g_autoptr (GError) label_error = NULL;
  g_autoptr (GError) appearance_error = NULL;

  if (labels[0] != NULL
      && !cw_confluence_service_add_labels (self->service, id, (const char *const *) labels, cancellable, &label_error))
    cw_outcome_add_unfinished (outcome, "labels", label_error);
  if (appearance != NULL
      && !cw_confluence_service_set_appearance (self->service, id, appearance, cancellable, &appearance_error))
    cw_outcome_add_unfinished (outcome, "appearance", appearance_error);
}

/* A title that is taken is refused in several ways; what is there under it says what happened. */
static void
explain_refusal (CwWikiPageHandler *self,
                 JsonObject        *payload,
                 GCancellable      *cancellable,
                 GError           **error)
{
  g_autoptr (CwConfluencePage) page = NULL;
  const char *title = cw_json_get_string (payload, "title", "");

  if (!g_error_matches (*error, CW_ERROR, CW_ERROR_VALIDATION)
      && !g_error_matches (*error, CW_ERROR, CW_ERROR_CONFLICT))
    return;
  if (!cw_confluence_service_find_page (self->service, cw_json_get_string (payload, "space", ""), title, &page,
                                        cancellable, NULL)
      || page == NULL)
    return;
  g_clear_error (error);
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
               strcmp (page->status, "archived") == 0
                 ? _ ("An archived page holds the title “%s” (%s): restore or rename it")
                 : _ ("There is a page “%s” already: %s"),
               title, page->url);
}

static JsonObject *
cw_wiki_page_handler_perform (CwHandler    *handler,
                              CwEffect     *effect,
                              GCancellable *cancellable,
                              GError      **error)
{
  CwWikiPageHandler *self = CW_WIKI_PAGE_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error);
  g_autoptr (CwConfluencePage) page = NULL;
  g_autoptr (GError) refusal = NULL;
  const char *parent;
  JsonObject *outcome;

  if (payload == NULL)
    return NULL;
  parent = cw_json_get_string (payload, "parent", "");
  page = cw_confluence_service_create_page (self->service, cw_json_get_string (payload, "space", ""),
                                            *parent != '\0' ? parent : NULL, cw_json_get_string (payload, "title", ""),
                                            cw_json_get_string (payload, "body", ""), cancellable, &refusal);
  if (page == NULL)
    {
      explain_refusal (self, payload, cancellable, &refusal);
      g_propagate_error (error, g_steal_pointer (&refusal));
      return NULL;
    }
  outcome = make_outcome (page);
  finish (self, payload, outcome, cancellable);
  return outcome;
}

/* The page as it is now, if nobody has changed it since the outcome was written; %NULL with @error set otherwise. */
static CwConfluencePage *
get_unchanged (CwWikiPageHandler *self,
               JsonObject        *payload,
               JsonObject        *outcome,
               GCancellable      *cancellable,
               GError           **error)
{
  g_autofree char *id = get_id (outcome, error);
  g_autoptr (CwConfluencePage) page = NULL;
  gint64 known = cw_json_get_int (outcome, "version", 0);

  if (id == NULL)
    return NULL;
  page = cw_confluence_service_get_page (self->service, id, cancellable, error);
  if (page == NULL)
    return NULL;
  /* Equal already: an update whose answer was lost. */
  if (strcmp (page->status, "current") == 0
      && (page->version == known
          || (strcmp (page->title, cw_json_get_string (payload, "title", "")) == 0 && page->body != NULL
              && cw_storage_equal (cw_json_get_string (payload, "body", ""), page->body))))
    return g_steal_pointer (&page);
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
               _ ("The page “%s” was changed by somebody else (it is at version %d and %s): look at %s first"),
               page->title, (int) page->version, page->status, page->url);
  return NULL;
}

static JsonObject *
cw_wiki_page_handler_amend (CwHandler    *handler,
                            CwEffect     *effect,
                            JsonObject   *outcome,
                            GCancellable *cancellable,
                            GError      **error)
{
  CwWikiPageHandler *self = CW_WIKI_PAGE_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error);
  g_autoptr (CwConfluencePage) page = NULL;
  const char *title, *body, *parent;
  JsonObject *amended;

  if (payload == NULL)
    return NULL;
  page = get_unchanged (self, payload, outcome, cancellable, error);
  if (page == NULL)
    return NULL;
  title = cw_json_get_string (payload, "title", "");
  body = cw_json_get_string (payload, "body", "");
  parent = is_moved (payload, page) ? cw_json_get_string (payload, "parent", NULL) : NULL;
  if (parent != NULL || strcmp (page->title, title) != 0 || page->body == NULL || !cw_storage_equal (body, page->body))
    {
      CwConfluencePage *updated = cw_confluence_service_update_page (self->service, page->id, page->version, parent,
                                                                     title, body, cancellable, error);

      if (updated == NULL)
        return NULL;
      cw_confluence_page_free (page);
      page = updated;
    }
  amended = make_outcome (page);
  finish (self, payload, amended, cancellable);
  return amended;
}

/* What lies in the trash or the archive isn't written in. */
static gboolean
cw_wiki_page_handler_check_amend (CwHandler   *handler,
                                  CwEffect    *effect,
                                  JsonObject  *outcome,
                                  JsonArray   *differences,
                                  JsonNode    *seen,
                                  GError     **error)
{
  const char *status = cw_handler_find_theirs (differences, "status");

  if (status == NULL)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
               _ ("The page is %s: bring it back there, or take it as it is (%s)"), status,
               cw_json_get_string (outcome, "url", ""));
  return FALSE;
}

/* Confluence says the same of a page that is gone and of a space that the account may not see. */
static gboolean
sees_space (CwWikiPageHandler *self,
            JsonObject        *payload,
            const char        *page,
            GCancellable      *cancellable,
            GError           **error)
{
  const char *space = cw_json_get_string (payload, "space", "");
  g_autoptr (GError) failure = NULL;
  g_autofree char *id = cw_confluence_service_find_space (self->service, space, cancellable, &failure);
  g_autofree char *place = NULL;

  if (id != NULL)
    return TRUE;
  /* Translators: %s is the key of a space in Confluence */
  place = g_strdup_printf (_ ("Confluence’s space %s"), space);
  return cw_finding_set_unseen (error, failure, place, page);
}

static CwFinding *
cw_wiki_page_handler_verify (CwHandler    *handler,
                             CwEffect     *effect,
                             JsonObject   *outcome,
                             GCancellable *cancellable,
                             GError      **error)
{
  CwWikiPageHandler *self = CW_WIKI_PAGE_HANDLER (handler);
  JsonObject *payload = cw_payload_get (effect, required, error);
  g_autoptr (CwConfluencePage) page = NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *id = NULL;
  g_autofree char *where = NULL;

  if (payload == NULL)
    return NULL;
  id = get_id (outcome, error);
  if (id == NULL)
    return NULL;
  page = cw_confluence_service_get_page (self->service, id, cancellable, &failure);
  if (page == NULL && !g_error_matches (failure, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  if (page == NULL && !sees_space (self, payload, id, cancellable, error))
    return NULL;
  where = g_strdup_printf (_ ("Confluence, page %s"), id);
  return make_finding (effect, payload, page, where);
}

/* Until pages are merged by parts, what isn't wholly ours is a person's to change. */
static const char *const kept[] = { "body", NULL };

/* A space has one page of a title, and an update names the version that it follows: the later one is refused. */
static gboolean
cw_wiki_page_handler_is_guarded (CwHandler *handler,
                                 gboolean   first)
{
  return TRUE;
}

static void
cw_wiki_page_handler_iface_init (CwHandlerInterface *iface)
{
  iface->find = cw_wiki_page_handler_find;
  iface->perform = cw_wiki_page_handler_perform;
  iface->amend = cw_wiki_page_handler_amend;
  iface->check_amend = cw_wiki_page_handler_check_amend;
  iface->verify = cw_wiki_page_handler_verify;
  iface->is_guarded = cw_wiki_page_handler_is_guarded;
  iface->kept = kept;
  iface->needs_present = TRUE; /* the page's version */
}

/**
 * cw_wiki_page_handler_new:
 * @service: Confluence
 *
 * Returns: (transfer full): what makes, finds and updates pages
 */
CwHandler *
cw_wiki_page_handler_new (CwConfluenceService *service)
{
  CwWikiPageHandler *self;

  g_return_val_if_fail (CW_IS_CONFLUENCE_SERVICE (service), NULL);

  self = g_object_new (CW_TYPE_WIKI_PAGE_HANDLER, NULL);
  self->service = g_object_ref (service);
  return CW_HANDLER (self);
}
