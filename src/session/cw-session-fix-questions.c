/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-fact-keys.h"
#include "cw-fix-answer.h"
#include "cw-fix-question.h"
#include "cw-fix-search.h"
#include "cw-json.h"
#include "cw-session-offers.h"
#include "cw-session-private.h"
#include "cw-validation.h"
#include "cw-world-private.h"

/* What was fixed at a test stand since its deployment becomes questions of the plan; each is asked once. */

/* (nullable): what is asked of @site, or was */
static JsonArray *
get_known (CwSession  *self,
           const char *site)
{
  g_autofree char *key = g_strconcat ("fixes.", site, NULL);
  JsonNode *known = cw_history_get_observation (cw_runner_get_history (self->runner), key, NULL);

  return known != NULL && JSON_NODE_HOLDS_ARRAY (known) ? json_node_get_array (known) : NULL;
}

/* (nullable): what was asked under @id */
static JsonObject *
find_fix (JsonArray  *fixes,
          const char *id)
{
  JsonObject *found = NULL;

  for (guint i = 0; found == NULL && fixes != NULL && i < json_array_get_length (fixes); i++)
    {
      JsonObject *fix = json_array_get_object_element (fixes, i);

      found = g_str_equal (cw_json_get_string (fix, "id", ""), id)
                ? fix : find_fix (cw_json_get_array (fix, "members"), id);
    }
  return found;
}

/**
 * cw_session_find_fix:
 * @self: a session
 * @site: id of a site
 * @id: a question's id
 *
 * Returns: (nullable): what is asked under it, or was
 */
JsonObject *
cw_session_find_fix (CwSession  *self,
                     const char *site,
                     const char *id)
{
  return find_fix (get_known (self, site), id);
}

/* A copy that may be marked. */
static JsonObject *
copy_fix (JsonObject *fix)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) copy = NULL;

  json_node_set_object (node, fix);
  text = cw_json_to_text (node, FALSE);
  copy = cw_json_parse (text, -1, 0, NULL);
  return json_node_dup_object (copy);
}

/* Those of @fixes, and of their members, that aren't asked under @id. */
static JsonArray *
leave_out (JsonArray  *fixes,
           const char *id)
{
  JsonArray *rest = json_array_new ();

  for (guint i = 0; i < json_array_get_length (fixes); i++)
    {
      JsonObject *fix = json_array_get_object_element (fixes, i), *copy;

      if (g_str_equal (cw_json_get_string (fix, "id", ""), id))
        continue;
      if (find_fix (cw_json_get_array (fix, "members"), id) == NULL)
        {
          json_array_add_object_element (rest, json_object_ref (fix));
          continue;
        }
      copy = copy_fix (fix);
      json_object_set_array_member (copy, "members", leave_out (cw_json_get_array (fix, "members"), id));
      json_array_add_object_element (rest, copy);
    }
  return rest;
}

/**
 * cw_session_unask_fix:
 * @self: a session
 * @site: id of a site
 * @id: a question's id
 * @error: where to store why the journal refused
 *
 * Forgets what is asked under it, or was, and what a person said of it.
 *
 * Returns: whether that worked
 */
gboolean
cw_session_unask_fix (CwSession   *self,
                      const char  *site,
                      const char  *id,
                      GError     **error)
{
  g_autofree char *key = g_strconcat ("fixes.", site, NULL), *fact = g_strconcat ("answer.", id, NULL);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY), none = json_node_new (JSON_NODE_NULL);
  JsonArray *known = get_known (self, site);

  json_node_take_array (node, known != NULL ? leave_out (known, id) : json_array_new ());
  return cw_runner_observe (self->runner, key, node, error) && cw_session_set (self, fact, none, error);
}

/**
 * cw_session_get_fix_answer:
 * @self: a session
 * @fix: what is asked
 *
 * Returns: (nullable): what a person said of it
 */
const char *
cw_session_get_fix_answer (CwSession  *self,
                           JsonObject *fix)
{
  g_autofree char *fact = g_strconcat ("answer.", cw_json_get_string (fix, "id", ""), NULL);
  JsonNode *answer = cw_session_get_fact (self, fact);

  return answer != NULL && JSON_NODE_HOLDS_VALUE (answer) ? json_node_get_string (answer) : NULL;
}

/* Adds the id of each thing that a stand has and that @fix asks about. */
static void
add_ids (JsonObject *fix,
         GHashTable *ids)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  cw_fix_list_places (fix, parts);
  for (guint i = 0; i < parts->len; i++)
    g_hash_table_add (ids, g_strdup (cw_json_get_string (parts->pdata[i], "id", "")));
}

static gboolean
is_found (JsonObject *fix,
          GPtrArray  *offers,
          const char *site)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  add_ids (fix, ids);
  for (guint i = 0; i < offers->len; i++)
    {
      g_autofree char *id = cw_component_offer_make_id (g_ptr_array_index (offers, i), site);

      if (g_hash_table_contains (ids, id))
        return TRUE;
    }
  return FALSE;
}

/* Of what is asked place by place, a place that nobody answered is asked as long as it is a difference. */
static void
keep_members (CwSession  *self,
              const char *site,
              JsonObject *fix,
              GPtrArray  *offers)
{
  JsonArray *members = cw_json_get_array (fix, "members"), *kept = json_array_new ();

  for (guint i = 0; i < json_array_get_length (members); i++)
    {
      JsonObject *member = json_array_get_object_element (members, i);

      if (cw_session_get_fix_answer (self, member) != NULL || is_found (member, offers, site))
        json_array_add_object_element (kept, json_object_ref (member));
    }
  json_object_set_array_member (fix, "members", kept);
}

/* What was answered stays in sight, also once it was taken over and is a difference no more. */
static void
keep_answered (CwSession  *self,
               const char *site,
               GPtrArray  *offers,
               JsonArray  *fixes,
               GHashTable *settled)
{
  JsonArray *before = get_known (self, site);

  for (guint i = 0; before != NULL && i < json_array_get_length (before); i++)
    {
      JsonObject *fix = json_array_get_object_element (before, i);
      const char *answer = cw_session_get_fix_answer (self, fix);
      JsonObject *copy;

      if (answer == NULL)
        continue;
      add_ids (fix, settled);
      copy = copy_fix (fix);
      if (g_str_equal (answer, CW_ANSWER_EACH) && json_object_has_member (fix, "members"))
        keep_members (self, site, copy, offers);
      json_array_add_object_element (fixes, copy);
    }
}

/* Those of @fixes that the planned files have. */
static GPtrArray *
choose_held (CwSession  *self,
             const char *site,
             JsonArray  *fixes)
{
  g_autoptr (GPtrArray) held = cw_session_list_held (self, site);
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < held->len; i++)
    {
      JsonObject *fix = find_fix (fixes, cw_json_get_string (held->pdata[i], "id", ""));

      if (fix != NULL)
        g_ptr_array_add (chosen, fix);
    }
  return chosen;
}

/* What test stands have and nobody has answered yet. */
static GPtrArray *
list_unsettled (CwSession  *self,
                const char *site,
                GPtrArray  *offers,
                GHashTable *settled)
{
  GPtrArray *rest = g_ptr_array_new ();

  for (guint i = 0; i < offers->len; i++)
    {
      CwComponentOffer *offer = g_ptr_array_index (offers, i);
      g_autofree char *id = cw_component_offer_make_id (offer, site);

      if (cw_fix_search_is_test_stand (self->procedure, offer->source_site) && !g_hash_table_contains (settled, id))
        g_ptr_array_add (rest, offer);
    }
  return rest;
}

typedef enum {
  ASIDE_OWN,
  ASIDE_INSTEAD,
  ASIDE_UNREAD,
} Aside;

static char *
tell_aside (CwSession   *self,
            const CwFix *fix,
            Aside       *kind)
{
  *kind = fix->stand == NULL ? ASIDE_OWN : fix->trouble != NULL ? ASIDE_UNREAD : ASIDE_INSTEAD;
  if (*kind == ASIDE_UNREAD)
    return cw_fix_tell_unread (self->procedure, fix);
  return *kind == ASIDE_INSTEAD ? cw_fix_tell_instead (self->procedure, fix) : cw_fix_tell_own (fix);
}

/* What isn't asked: what names a stand's own hosts, what was built otherwise there, and what nobody can read. */
static JsonNode *
describe_aside (CwSession *self,
                GPtrArray *aside,
                Aside      wanted)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *places = json_array_new ();

  for (guint i = 0; i < aside->len; i++)
    {
      Aside kind = ASIDE_OWN;
      g_autofree char *text = tell_aside (self, g_ptr_array_index (aside, i), &kind);

      if (kind == wanted)
        json_array_add_string_element (places, text);
    }
  json_node_take_array (node, places);
  return node;
}

static gboolean
look_at_site (CwSession     *self,
              const char    *site,
              GHashTable    *seen,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr (GPtrArray) aside = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_fix_unref);
  g_autoptr (GPtrArray) offers = cw_session_list_fixes (self, site, aside, cancellable, error);
  g_autoptr (GHashTable) settled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) rest = NULL, questions = NULL, held = NULL;
  g_autofree char *key = g_strconcat ("fixes.", site, NULL);
  JsonNode *node, *more;
  JsonArray *fixes;

  if (offers == NULL)
    return FALSE;
  node = json_node_new (JSON_NODE_ARRAY);
  more = json_node_new (JSON_NODE_VALUE);
  fixes = json_array_new ();
  json_node_take_array (node, fixes);
  g_hash_table_replace (seen, g_strdup (key), node);
  keep_answered (self, site, offers, fixes, settled);
  held = choose_held (self, site, fixes);
  if (!cw_session_mark_withdrawn (self, site, held, cancellable, error))
    {
      g_hash_table_remove (seen, key);
      return FALSE;
    }
  rest = list_unsettled (self, site, offers, settled);
  questions = cw_fix_questions_new (rest, site);
  for (guint i = 0; i < MIN (questions->len, CW_FIX_SEARCH_MAX); i++)
    json_array_add_object_element (fixes, cw_fix_question_describe (g_ptr_array_index (questions, i), site));
  g_hash_table_replace (seen, g_strconcat ("fixes-own.", site, NULL), describe_aside (self, aside, ASIDE_OWN));
  g_hash_table_replace (seen, g_strconcat ("fixes-instead.", site, NULL), describe_aside (self, aside, ASIDE_INSTEAD));
  g_hash_table_replace (seen, g_strconcat ("fixes-unread.", site, NULL), describe_aside (self, aside, ASIDE_UNREAD));
  json_node_set_int (more, questions->len > CW_FIX_SEARCH_MAX ? questions->len - CW_FIX_SEARCH_MAX : 0);
  g_hash_table_replace (seen, g_strconcat ("fixes-more.", site, NULL), more);
  return TRUE;
}

/* What the answer depends on, in words: two equal keys have equal fixes. */
static char *
make_key (CwSession *self,
          CwPlan    *plan)
{
  GPtrArray *sets = cw_plan_get_change_sets (plan);
  g_autoptr (GString) key = g_string_new (NULL);

  for (guint i = 0; i < sets->len; i++)
    {
      const CwChangeSet *changes = g_ptr_array_index (sets, i);
      const CwRepository *repository = cw_procedure_get_repository (self->procedure, changes->repository);
      g_autofree char *tree = cw_validation_hash_tree (changes);
      g_autofree char *tip = cw_git_service_get_tip (self->world->git, repository->url, repository->branch, NULL);

      g_string_append_printf (key, "%s %s %s ", changes->base, tree, tip != NULL ? tip : "-");
    }
  return g_string_free (g_steal_pointer (&key), FALSE);
}

/* The commits that are compared, in words: %NULL where there are none. */
static char *
make_base (CwSession *self,
           CwPlan    *plan)
{
  GPtrArray *sets = cw_plan_get_change_sets (plan);
  g_autoptr (GString) base = g_string_new (NULL);

  for (guint i = 0; i < sets->len; i++)
    {
      const CwChangeSet *changes = g_ptr_array_index (sets, i);
      const CwRepository *repository = cw_procedure_get_repository (self->procedure, changes->repository);
      g_autofree char *tip = cw_git_service_get_tip (self->world->git, repository->url, repository->branch, NULL);

      g_string_append_printf (base, "%s%s %s %s", i > 0 ? ", " : "", changes->repository, changes->base,
                              tip != NULL ? tip : "-");
    }
  return base->len > 0 ? g_string_free (g_steal_pointer (&base), FALSE) : NULL;
}

static gboolean
is_due (CwSession  *self,
        const char *site)
{
  CwPlan *plan = cw_view_get_plan (self->view, site);
  g_autofree char *base = plan != NULL ? make_base (self, plan) : NULL;
  g_autofree char *key = g_strconcat ("fixes-base.", site, NULL);
  JsonNode *known = cw_history_get_observation (cw_runner_get_history (self->runner), key, NULL);

  return base != NULL && g_strcmp0 (base, g_hash_table_lookup (self->fix_bases, site)) != 0
         && (known == NULL || g_strcmp0 (base, json_node_get_string (known)) != 0);
}

/**
 * cw_session_fixes_are_due:
 * @self: a session whose view is up to date
 *
 * Returns: whether a site is planned on other commits than those in which its fixes elsewhere were looked for
 */
gboolean
cw_session_fixes_are_due (CwSession *self)
{
  GPtrArray *sites = cw_procedure_get_sites (self->procedure);

  for (guint i = 0; i < sites->len; i++)
    if (is_due (self, ((const CwSite *) g_ptr_array_index (sites, i))->id))
      return TRUE;
  return FALSE;
}

/* What was looked at, or why it couldn't be: what was found before stays then. */
static void
note_look (CwSession    *self,
           const char   *site,
           CwPlan       *plan,
           const GError *trouble,
           GHashTable   *seen)
{
  g_autofree char *base = make_base (self, plan);

  if (trouble != NULL)
    cw_world_put_text (seen, trouble->message, "fixes-trouble.%s", site);
  else
    g_hash_table_replace (seen, g_strconcat ("fixes-trouble.", site, NULL), json_node_new (JSON_NODE_NULL));
  if (base == NULL)
    return;
  if (trouble == NULL)
    cw_world_put_text (seen, base, "fixes-base.%s", site);
  g_hash_table_replace (self->fix_bases, g_strdup (site), g_steal_pointer (&base));
}

/**
 * cw_session_look_for_fixes:
 * @self: a session whose view is up to date
 * @seen: (element-type utf8 JsonNode): where the fixes are added, as `fixes.SITE`
 * @cancellable: (nullable): a cancellable
 * @error: where to store that it was cancelled
 *
 * Looks, for each site that is prepared, for what was fixed at a test stand since its deployment and isn't in the plan.
 * Where nothing changed since the last look, nothing is added. A history that can't be read stops nothing: why is added
 * as `fixes-trouble.SITE`.
 *
 * Returns: %FALSE when it was cancelled
 */
gboolean
cw_session_look_for_fixes (CwSession     *self,
                           GHashTable    *seen,
                           GCancellable  *cancellable,
                           GError       **error)
{
  GPtrArray *sites = cw_procedure_get_sites (self->procedure);

  for (guint i = 0; i < sites->len; i++)
    {
      const char *site = ((const CwSite *) g_ptr_array_index (sites, i))->id;
      CwPlan *plan = cw_view_get_plan (self->view, site);
      g_autofree char *key = plan != NULL ? make_key (self, plan) : NULL;
      g_autoptr (GError) local = NULL;

      if (plan == NULL || g_strcmp0 (key, g_hash_table_lookup (self->fix_keys, site)) == 0)
        continue;
      if (look_at_site (self, site, seen, cancellable, &local))
        g_hash_table_replace (self->fix_keys, g_strdup (site), g_steal_pointer (&key));
      else if (cw_error_is_cancelled (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      note_look (self, site, plan, local, seen);
    }
  return TRUE;
}

static void
add_taken (CwSession *self,
           JsonArray *fixes,
           GPtrArray *taken)
{
  for (guint i = 0; fixes != NULL && i < json_array_get_length (fixes); i++)
    {
      JsonObject *fix = json_array_get_object_element (fixes, i);
      const char *answer = cw_session_get_fix_answer (self, fix);

      if (cw_fix_is_take (answer))
        g_ptr_array_add (taken, json_object_ref (fix));
      else if (g_strcmp0 (answer, CW_ANSWER_EACH) == 0)
        add_taken (self, cw_json_get_array (fix, "members"), taken);
    }
}

/**
 * cw_session_list_taken:
 * @self: a session
 * @site: id of a site
 *
 * Returns: (transfer full) (element-type JsonObject): the fixes that a person said are taken over, as they were asked
 */
GPtrArray *
cw_session_list_taken (CwSession  *self,
                       const char *site)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  add_taken (self, get_known (self, site), taken);
  return taken;
}

static JsonNode *
list_lost (CwSession  *self,
           const char *site)
{
  g_autoptr (GPtrArray) taken = cw_session_list_taken (self, site);
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *lost = json_array_new ();

  for (guint i = 0; i < taken->len; i++)
    {
      const char *id = cw_json_get_string (taken->pdata[i], "id", "");

      if (cw_session_is_fix_lost (self, site, id))
        json_array_add_string_element (lost, id);
    }
  json_node_take_array (node, lost);
  return node;
}

/**
 * cw_session_note_lost_fixes:
 * @self: a session whose view is up to date
 * @changed: set where the view must be made anew
 * @error: where to store why the journal refused
 *
 * Observes as `fixes-lost.SITE` which fixes were taken over and aren't in the planned files: they are asked again. Those
 * in whose place something newer is asked are forgotten.
 *
 * Returns: whether that worked
 */
gboolean
cw_session_note_lost_fixes (CwSession  *self,
                            gboolean   *changed,
                            GError    **error)
{
  GPtrArray *sites = cw_procedure_get_sites (self->procedure);

  for (guint i = 0; i < sites->len; i++)
    {
      const char *site = ((const CwSite *) g_ptr_array_index (sites, i))->id;
      g_autofree char *key = g_strconcat ("fixes-lost.", site, NULL);
      g_autoptr (JsonNode) lost = NULL;
      JsonNode *known;

      if (cw_view_get_plan (self->view, site) == NULL)
        continue;
      if (!cw_session_forget_past_fixes (self, site, error))
        return FALSE;
      lost = list_lost (self, site);
      known = cw_history_get_observation (cw_runner_get_history (self->runner), key, NULL);
      if (known != NULL ? json_node_equal (known, lost) : json_array_get_length (json_node_get_array (lost)) == 0)
        continue;
      *changed = TRUE;
      if (!cw_runner_observe (self->runner, key, lost, error))
        return FALSE;
    }
  return TRUE;
}
