/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-branch-payload.h"
#include "cw-json.h"

/* A base that moved since a branch was approved. Where nothing that the branch changes was touched, what is sent stays
 * what was approved, on the commit where it was reviewed; else it is planned on what is there, and reviewed anew. */

/* How many places that joined are named. */
#define MAX_NAMED 5

/* @since: what they are named by: since an approval, `moved`, or since the last plan, `moved-since`; or what
 * `joined` */
static JsonArray *
get_moves (const CwStageInput *input,
           const char         *since,
           const CwSite       *site,
           const char         *name)
{
  JsonNode *node = cw_stage_observe (input, "%s.%s.%s", since, site->id, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonObject *
get_approved (const CwStageInput *input,
              const char         *effect_id)
{
  CwEffectRecord *record = cw_stage_get_record (input, effect_id);
  CwEffectPhase phase = record != NULL ? cw_effect_record_get_phase (record) : CW_PHASE_DONE;
  JsonNode *approved = phase == CW_PHASE_NONE || phase == CW_PHASE_FAILED ? cw_effect_record_get_approved (record)
                                                                          : NULL;

  return approved != NULL ? json_node_get_object (approved) : NULL;
}

/* History that was rewritten isn't gone on from. */
static gboolean
is_rewritten (JsonArray *moves)
{
  for (guint i = 0; i < json_array_get_length (moves); i++)
    if (!cw_json_get_bool (json_array_get_object_element (moves, i), "contained", FALSE))
      return TRUE;
  return FALSE;
}

/**
 * cw_branch_keep_approved:
 * @input: the stage's input
 * @site: the site
 * @name: the effect's name: the repository, or its way back
 * @effect_id: the effect's id
 * @payload: what would be sent now
 *
 * Where only the base moved, and touched nothing of it, @payload goes back to the commit on which it was approved: the
 * approval stands.
 */
void
cw_branch_keep_approved (const CwStageInput *input,
                         const CwSite       *site,
                         const char         *name,
                         const char         *effect_id,
                         JsonObject         *payload)
{
  JsonObject *approved = get_approved (input, effect_id);
  JsonArray *moves = get_moves (input, "moved", site, name);
  g_autoptr (JsonNode) now = NULL, then = NULL;
  g_autofree char *base = NULL, *parent = NULL;

  if (approved == NULL || moves == NULL || is_rewritten (moves))
    return;
  base = g_strdup (cw_json_get_string (payload, "base", ""));
  parent = g_strdup (cw_json_get_string (payload, "parent", NULL));
  json_object_set_string_member (payload, "base", cw_json_get_string (approved, "base", ""));
  if (parent != NULL && json_object_has_member (approved, "parent"))
    json_object_set_string_member (payload, "parent", cw_json_get_string (approved, "parent", ""));
  now = cw_json_node_object (json_object_ref (payload));
  then = cw_json_node_object (json_object_ref (approved));
  if (json_node_equal (now, then))
    return;
  json_object_set_string_member (payload, "base", base);
  if (parent != NULL)
    json_object_set_string_member (payload, "parent", parent);
}

static char *
list_files (JsonObject *move,
            const char *member)
{
  JsonArray *files = cw_json_get_array (move, member);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", json_array_get_string_element (files, i));
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/**
 * cw_branch_list_touched:
 * @move: how a branch went from one commit to another
 *
 * Returns: (transfer full): the files of the site's branch that are others there now; empty where there are none
 */
char *
cw_branch_list_touched (JsonObject *move)
{
  return list_files (move, "files");
}

/**
 * cw_branch_list_contested:
 * @move: how a base went on since a branch was pushed
 *
 * Returns: (transfer full): the files of the site's branch that it changed in the branch's very lines
 */
char *
cw_branch_list_contested (JsonObject *move)
{
  return list_files (move, "contested");
}

/* What a move brings of the site's files, as a sentence goes on; empty where that is nothing. */
static char *
describe_new (JsonObject *move)
{
  guint n_joined = (guint) cw_json_get_int (move, "joined", 0);

  if (n_joined == 0)
    return g_strdup ("");
  return g_strdup_printf (ngettext (", with %u new file of the site", ", with %u new files of the site", n_joined),
                          n_joined);
}

/**
 * cw_branch_describe_move:
 * @move: how a branch went from one commit to another
 *
 * Returns: (transfer full): that in words
 */
char *
cw_branch_describe_move (JsonObject *move)
{
  const char *name = cw_json_get_string (move, "name", ""), *subject = cw_json_get_string (move, "subject", "");
  guint n_commits = (guint) cw_json_get_int (move, "commits", 0);
  g_autofree char *joined = NULL, *text = NULL;

  if (!cw_json_get_bool (move, "contained", FALSE))
    return g_strdup_printf (_ ("%s was rewritten, from %.7s to %.7s"), name, cw_json_get_string (move, "from", ""),
                            cw_json_get_string (move, "to", ""));
  joined = describe_new (move);
  text = g_strdup_printf (ngettext ("%s moved from %.7s to %.7s (%u commit: “%s” by %s)",
                                    "%s moved from %.7s to %.7s (%u commits, the newest: “%s” by %s)", n_commits),
                          name, cw_json_get_string (move, "from", ""), cw_json_get_string (move, "to", ""), n_commits,
                          subject, cw_json_get_string (move, "author", ""));
  return g_strconcat (text, joined, NULL);
}

/* Nobody approved it yet: it is planned on what is there now, and a person who saw the plan before is told. */
static void
name_planned_again (const CwStageInput *input,
                    CwStageResult      *result,
                    const CwSite       *site,
                    const char         *name)
{
  JsonArray *moves = get_moves (input, "moved-since", site, name);

  for (guint i = 0; moves != NULL && i < json_array_get_length (moves); i++)
    {
      JsonObject *one = json_array_get_object_element (moves, i);
      g_autofree char *move = cw_branch_describe_move (one), *touched = cw_branch_list_touched (one);
      g_autofree char *id = g_strdup_printf ("since-%s-%s", site->id, name);

      if (*touched != '\0')
        cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS, _ ("%s, %s: %s; planned again, as it touches %s"),
                        site->name, name, move, touched);
      else if (cw_json_get_int (one, "joined", 0) > 0)
        cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS, _ ("%s, %s: %s; planned again"), site->name, name,
                        move);
      else
        cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS,
                        _ ("%s, %s: %s; it touches no file of this branch"), site->name, name, move);
    }
}

/* The first ones, and how many more. */
static char *
list_joined (JsonArray *files)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = json_array_get_length (files), n_more = n > MAX_NAMED ? n - MAX_NAMED : 0;

  for (guint i = 0; i + n_more < n; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", json_array_get_string_element (files, i));
  if (n_more > 0)
    g_string_append_printf (names, ngettext (" and %u more", " and %u more", n_more), n_more);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/**
 * cw_branch_name_joined:
 * @input: the stage's input
 * @result: where a warning is added
 * @site: the site
 * @name: the effect's name: the repository, or its way back
 * @back: whether it is a way back
 *
 * Warns of what came to the site's files after the branch was planned, and that it leaves at the other cycle. Where it
 * is planned onto the newest base, it is judged there.
 */
void
cw_branch_name_joined (const CwStageInput *input,
                       CwStageResult      *result,
                       const CwSite       *site,
                       const char         *name,
                       gboolean            back)
{
  JsonArray *files = get_moves (input, "joined", site, name);
  g_autofree char *names = NULL, *id = NULL;

  if (files == NULL || json_array_get_length (files) == 0
      || (!back && cw_stage_observe (input, "rebase-left.%s.%s", site->id, name) != NULL))
    return;
  names = list_joined (files);
  id = g_strdup_printf ("joined-%s-%s-%08x", site->id, name, g_str_hash (names));
  cw_stage_check (input, result, id, site->id, CW_CHECK_WARNING,
                  back ? _ ("%s, %s: what came later at the new cycle stays at it: %s")
                       : _ ("%s, %s: what came since is at an earlier cycle, or pinned for it, and this branch leaves "
                            "it so: %s. Once the branch is merged, or brought onto it, another round takes up the "
                            "tags; a pin is edited"),
                  site->name, name, names);
}

/**
 * cw_branch_name_moves:
 * @input: the stage's input
 * @result: where checks are added
 * @site: the site
 * @name: the effect's name: the repository, or its way back
 * @effect: the branch's effect, finished
 *
 * Names what moved since the branch was approved, what of it is touched, and whether the approval stands.
 */
void
cw_branch_name_moves (const CwStageInput *input,
                      CwStageResult      *result,
                      const CwSite       *site,
                      const char         *name,
                      CwEffect           *effect)
{
  JsonArray *moves = get_moves (input, "moved", site, name);
  JsonObject *approved = get_approved (input, cw_effect_get_id (effect));
  CwEffectState state = cw_stage_get_state (input, effect);
  gboolean stands = state == CW_EFFECT_APPROVED || state == CW_EFFECT_FAILED;

  if (moves == NULL || approved == NULL)
    {
      name_planned_again (input, result, site, name);
      return;
    }
  for (guint i = 0; i < json_array_get_length (moves); i++)
    {
      JsonObject *one = json_array_get_object_element (moves, i);
      g_autofree char *move = cw_branch_describe_move (one), *touched = cw_branch_list_touched (one);
      g_autofree char *id = g_strdup_printf ("moved-%s-%s-%u", site->id, name, i + 1);

      if (stands)
        cw_stage_check (input, result, id, site->id, CW_CHECK_HOLDS,
                        _ ("%s, %s: %s; it touches no file of this branch, and the approval stands"), site->name,
                        name, move);
      else if (*touched != '\0')
        cw_stage_check (input, result, id, site->id, CW_CHECK_OPEN, _ ("%s, %s: %s; it touches %s: review it again"),
                        site->name, name, move, touched);
      else
        cw_stage_check (input, result, id, site->id, CW_CHECK_OPEN, _ ("%s, %s: %s: review it again"), site->name,
                        name, move);
    }
}
