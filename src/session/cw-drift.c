/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-drift"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-drift.h"
#include "cw-effect-record-drift.h"
#include "cw-field-names.h"
#include "cw-git-branch-make.h"
#include "cw-json.h"
#include "cw-narrow.h"

/* How what stands outside differs from ours, in words. */

/* People by what they are called, where only an account's id is sent. */
static char *
name_people (CwEffect   *effect,
             const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ", ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *name = cw_effect_get_name (effect, parts[i]);

      if (name == NULL)
        continue;
      g_free (parts[i]);
      parts[i] = g_strdup (name);
    }
  return g_strjoinv (", ", parts);
}

/* Of several that were found each difference says of which (cw_finding_name_candidate()). */
static char *
name_difference (CwEffect   *effect,
                 const char *id)
{
  const char *space = strchr (id, ' ');
  const char *name = space != NULL ? cw_field_names_get (effect, space + 1) : NULL;

  if (name == NULL || name == space + 1)
    return g_strdup (cw_field_names_get (effect, id));
  return g_strdup_printf ("%.*s, %s", (int) (space - id), id, name);
}

/* Whether setting it right was seen to be refused: what differs are lines of other people. */
static gboolean
is_all_theirs (const CwViewItem *item)
{
  return cw_effect_record_get_seen (item->record, CW_GIT_SEEN_REFUSED) != NULL
         && g_strcmp0 (cw_effect_record_get_seen (item->record, CW_GIT_SEEN_HASH), cw_effect_get_hash (item->effect)) == 0;
}

/**
 * cw_drift_say_theirs:
 * @item: an effect
 *
 * Returns: (transfer full) (nullable): which lines of other people stay beside ours
 */
char *
cw_drift_say_theirs (const CwViewItem *item)
{
  const char *theirs = item->record != NULL ? cw_effect_record_get_theirs (item->record) : NULL;

  if (theirs == NULL)
    return NULL;
  if (item->state == CW_EFFECT_DRIFTED && is_all_theirs (item))
    return g_strdup_printf (_ ("Nothing of ours is to be set right there, and other people’s lines are never taken out: "
                               "%s"), theirs);
  if (item->state == CW_EFFECT_DRIFTED)
    return g_strdup_printf (_ ("Of other people’s this stays when ours is set right: %s"), theirs);
  return g_strdup_printf (_ ("Other people’s lines stay beside ours: %s"), theirs);
}

static gboolean
has_file (CwEffect   *effect,
          const char *path)
{
  JsonNode *payload = cw_effect_get_payload (effect);
  JsonArray *files = payload != NULL && JSON_NODE_HOLDS_OBJECT (payload)
                       ? cw_json_get_array (json_node_get_object (payload), "files") : NULL;

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    if (g_str_equal (cw_json_get_string (json_array_get_object_element (files, i), "path", ""), path))
      return TRUE;
  return FALSE;
}

/* What of ours a branch lacks, file by file. */
static char *
list_lacking (const CwViewItem *item,
              JsonArray        *differences)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (differences); i++)
    {
      JsonNode *node = json_array_get_element (differences, i);
      JsonObject *one = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *path = one != NULL ? cw_json_get_string (one, "what", "") : "";
      const char *ours = one != NULL ? cw_json_get_string (one, "ours", "") : "";

      if (*ours != '\0' && has_file (item->effect, path))
        g_string_append_printf (text, "%s%s: “%s”", text->len > 0 ? "; " : "", path, ours);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * cw_drift_say_lacking:
 * @item: an effect
 *
 * Returns: (transfer full) (nullable): what of ours isn't on a branch that is there already and asks, or that a person
 *   took for ours as it stands
 */
char *
cw_drift_say_lacking (const CwViewItem *item)
{
  JsonArray *differences = item->record != NULL ? cw_effect_record_get_differences (item->record) : NULL;
  g_autofree char *lacking = NULL;

  if (differences == NULL || !g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_GIT_BRANCH)
      || (item->state != CW_EFFECT_ASKING && item->state != CW_EFFECT_DONE))
    return NULL;
  lacking = list_lacking (item, differences);
  if (*lacking == '\0')
    return NULL;
  if (item->state == CW_EFFECT_ASKING)
    return g_strdup_printf (_ ("It lacks this of ours: %s. Taken for ours it stays so; begun anew, with it as "
                               "the base, ours comes on top of it"), lacking);
  return g_strdup_printf (_ ("It was taken for ours as it stands, without this of ours: %s"), lacking);
}

/**
 * cw_drift_describe:
 * @item: an effect that was changed outside, or that asks
 *
 * Returns: (transfer full) (element-type utf8): each difference in one line, and what of it stays
 */
GPtrArray *
cw_drift_describe (const CwViewItem *item)
{
  JsonArray *differences = item->record != NULL ? cw_effect_record_get_differences (item->record) : NULL;
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  char *stays = cw_drift_say_theirs (item);

  for (guint i = 0; differences != NULL && i < json_array_get_length (differences); i++)
    {
      JsonNode *node = json_array_get_element (differences, i);
      JsonObject *one = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      g_autofree char *ours = NULL, *theirs = NULL, *our_part = NULL, *their_part = NULL;
      g_autofree char *what = NULL;
      const char *id, *refusal;

      if (one == NULL)
        continue;
      ours = name_people (item->effect, cw_json_get_string (one, "ours", ""));
      theirs = name_people (item->effect, cw_json_get_string (one, "theirs", ""));
      cw_narrow_lines (ours, theirs, &our_part, &their_part);
      id = cw_json_get_string (one, "what", "");
      what = name_difference (item->effect, id);
      refusal = cw_effect_record_get_refusal (item->record, id);
      if (refusal != NULL)
        /* Translators: a field, what we want there, and why the service didn't take it */
        g_ptr_array_add (lines, g_strdup_printf (_ ("%s: “%s” wasn’t taken. %s"), what, our_part, refusal));
      else if (json_object_has_member (one, "ours"))
        g_ptr_array_add (lines, g_strdup_printf (_ ("%s: ours “%s”, theirs “%s”"), what, our_part, their_part));
      else
        g_ptr_array_add (lines, g_strdup_printf ("%s: %s", what, their_part));
    }
  if (stays != NULL)
    g_ptr_array_add (lines, stays);
  return lines;
}

/**
 * cw_drift_say_decided:
 * @item: an effect in doubt that a person left out or did by hand
 *
 * Returns: (transfer none): that this doesn't settle it
 */
const char *
cw_drift_say_decided (const CwViewItem *item)
{
  if (cw_effect_record_get_phase (item->record) == CW_PHASE_LEFT_OUT)
    return _ ("It was left out, but may have gone out before: it stays open until that is known");
  return _ ("It was done by hand, but ours may have gone out as well: it stays open until that is known");
}

/**
 * cw_drift_is_gone:
 * @item: an effect
 *
 * Returns: whether what was sent is not there any more, nor anything in its place
 */
gboolean
cw_drift_is_gone (const CwViewItem *item)
{
  return item->state == CW_EFFECT_DRIFTED && cw_effect_record_is_gone (item->record)
         && !cw_effect_record_is_replaced (item->record);
}

/**
 * cw_drift_is_unfinished:
 * @item: an effect
 *
 * Returns: whether nobody changed anything there: the service didn't take all of what was sent
 */
gboolean
cw_drift_is_unfinished (const CwViewItem *item)
{
  return item->state == CW_EFFECT_DRIFTED && cw_effect_record_is_unfinished (item->record);
}

/**
 * cw_drift_is_replaced:
 * @item: an effect
 *
 * Returns: whether it isn't there any more, and another one is that could take its place
 */
gboolean
cw_drift_is_replaced (const CwViewItem *item)
{
  return item->state == CW_EFFECT_DRIFTED && cw_effect_record_is_replaced (item->record);
}

/**
 * cw_drift_is_contested:
 * @item: an effect
 *
 * Returns: whether it was taken over as it stands there, and by now we would send something else in that very place
 */
gboolean
cw_drift_is_contested (const CwViewItem *item)
{
  return item->state == CW_EFFECT_DRIFTED && cw_effect_record_is_contested (item->record, item->effect);
}

/**
 * cw_drift_say_conceded:
 * @item: an effect
 *
 * Returns: (transfer full) (nullable): what of ours isn't sent where a contested branch is left as it stands there
 */
char *
cw_drift_say_conceded (const CwViewItem *item)
{
  g_autoptr (GPtrArray) paths = NULL;
  g_autofree char *list = NULL;

  if (!cw_drift_is_contested (item))
    return NULL;
  paths = cw_effect_record_list_conceded (item->record, item->effect);
  if (paths->len == 0)
    return NULL;
  g_ptr_array_add (paths, NULL);
  list = g_strjoinv (", ", (char **) paths->pdata);
  /* Translators: %s are files */
  return g_strdup_printf (_ ("If the branch is left as it stands there, nothing of our update is sent, which changes "
                             "these files: %s"), list);
}

/**
 * cw_drift_stays:
 * @item: an effect
 *
 * Returns: whether an update of it leaves what was taken over as it stands there
 */
gboolean
cw_drift_stays (const CwViewItem *item)
{
  return item->state == CW_EFFECT_OUTDATED && cw_effect_record_has_taken (item->record, item->effect);
}

/**
 * cw_drift_is_kept:
 * @item: an effect
 *
 * Returns: whether a person wanted it taken back, the service refused, and it stands as it did
 */
gboolean
cw_drift_is_kept (const CwViewItem *item)
{
  return item->state == CW_EFFECT_DONE && cw_effect_record_has_failed_retract (item->record);
}

/**
 * cw_drift_has_gone_out:
 * @item: an effect
 *
 * Returns: whether it is a message that is posted and would say something else by now: only a correction helps
 */
gboolean
cw_drift_has_gone_out (const CwViewItem *item)
{
  return item->state == CW_EFFECT_OUTDATED && item->post_at == 0
         && g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_MESSAGE);
}
