/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-effect-differences"

#include "config.h"

#include "cw-effect-record-private.h"
#include "cw-json.h"

/* What differs outside, as sets. */

static gboolean
holds (JsonArray *differences,
       JsonNode  *difference)
{
  for (guint i = 0; i < json_array_get_length (differences); i++)
    if (json_node_equal (json_array_get_element (differences, i), difference))
      return TRUE;
  return FALSE;
}

/*
 * cw_effect_holds_differences:
 * @differences: (nullable): an array
 * @others: (nullable): another one
 *
 * Returns: whether each of @others is among @differences
 */
gboolean
cw_effect_holds_differences (JsonNode *differences,
                             JsonNode *others)
{
  JsonArray *a = differences != NULL ? json_node_get_array (differences) : NULL;
  JsonArray *b = others != NULL ? json_node_get_array (others) : NULL;

  if (a == NULL || b == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (b); i++)
    if (!holds (a, json_array_get_element (b, i)))
      return FALSE;
  return TRUE;
}

/*
 * cw_effect_same_differences:
 * @differences: (nullable): an array
 * @others: (nullable): another one
 *
 * Their order says nothing: it is the payload's, which is another one once it was read from the journal.
 *
 * Returns: whether both hold the same
 */
gboolean
cw_effect_same_differences (JsonNode *differences,
                            JsonNode *others)
{
  return cw_effect_holds_differences (differences, others) && cw_effect_holds_differences (others, differences);
}

/* Of these kinds a difference has the name of the payload's member; of the first an update sets one member after the
 * other, so that others may stay. */
static const char *const kinds_set_by_member[] = { CW_EFFECT_KIND_JIRA_ISSUE, CW_EFFECT_KIND_PULL_REQUEST, NULL };
static const char *const kinds_by_member[] = { CW_EFFECT_KIND_JIRA_ISSUE, CW_EFFECT_KIND_PULL_REQUEST,
                                               CW_EFFECT_KIND_MESSAGE, NULL };

static JsonNode *
get_value (JsonNode   *payload,
           const char *what)
{
  JsonObject *object = json_node_get_object (payload);
  JsonObject *fields = cw_json_get_object (object, "fields");
  JsonNode *value = json_object_get_member (object, what);

  return value == NULL && fields != NULL ? json_object_get_member (fields, what) : value;
}

/* (nullable): what a branch's payload has for a file */
static JsonNode *
get_blob (JsonNode   *payload,
          const char *path)
{
  JsonArray *files = cw_json_get_array (json_node_get_object (payload), "files");

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      JsonNode *node = json_array_get_element (files, i);

      if (JSON_NODE_HOLDS_OBJECT (node)
          && g_strcmp0 (cw_json_get_string (json_node_get_object (node), "path", NULL), path) == 0)
        return json_object_get_member (json_node_get_object (node), "new");
    }
  return NULL;
}

/* Whether the step from @sent to @payload is one of this difference, too. Of a branch that is so where lines of ours
 * were changed, in a file that is another one now; what others only added there stays. */
static gboolean
is_touched (JsonNode *difference,
            gboolean  branch,
            JsonNode *sent,
            JsonNode *payload)
{
  JsonObject *one = JSON_NODE_HOLDS_OBJECT (difference) ? json_node_get_object (difference) : NULL;
  const char *what = one != NULL ? cw_json_get_string (one, "what", "") : "";
  JsonNode *before = branch ? get_blob (sent, what) : get_value (sent, what);
  JsonNode *after = branch ? get_blob (payload, what) : get_value (payload, what);

  if (branch && (one == NULL || *cw_json_get_string (one, "ours", "") == '\0'))
    return FALSE;
  if (before == NULL || after == NULL)
    return before != after;
  return !json_node_equal (before, after);
}

/*
 * cw_effect_record_list_taken:
 * @self: (nullable): a record
 * @payload: (nullable): what would be sent now
 * @touched: which of them
 *
 * What a person took over as it is outside, and whether ours has become another one there since: if so, both want
 * something else there now, and the person is asked; if not, an update has nothing to do with it.
 *
 * Returns: (transfer full): an array of those of the accepted differences that @payload touches, or doesn't
 */
JsonNode *
cw_effect_record_list_taken (CwEffectRecord *self,
                             JsonNode       *payload,
                             gboolean        touched)
{
  g_autoptr (JsonArray) list = json_array_new ();
  JsonArray *accepted = self != NULL && self->accepted != NULL ? json_node_get_array (self->accepted) : NULL;
  gboolean branch = self != NULL && g_strcmp0 (self->kind, CW_EFFECT_KIND_GIT_BRANCH) == 0;
  gboolean settled = accepted != NULL && !self->drifted && self->sent != NULL && payload != NULL
                     && self->kind != NULL
                     && (branch ? touched : g_strv_contains (touched ? kinds_by_member : kinds_set_by_member,
                                                             self->kind));

  for (guint i = 0; settled && i < json_array_get_length (accepted); i++)
    if (is_touched (json_array_get_element (accepted, i), branch, self->sent, payload) == touched)
      json_array_add_element (list, json_node_ref (json_array_get_element (accepted, i)));
  return json_node_init_array (json_node_alloc (), list);
}

/* As get_value() reads it. */
static void
take_value (JsonObject *object,
            JsonNode   *payload,
            const char *what)
{
  JsonObject *fields = cw_json_get_object (object, "fields");
  gboolean direct = fields == NULL || json_object_has_member (json_node_get_object (payload), what);
  JsonNode *value = get_value (payload, what);

  json_object_remove_member (object, what);
  if (fields != NULL)
    json_object_remove_member (fields, what);
  if (value != NULL)
    json_object_set_member (direct ? object : fields, what, json_node_ref (value));
}

/*
 * cw_effect_record_concede:
 * @self: a record that is contested
 * @payload: what would be sent now
 *
 * Where an update would write over what a person took over, they may say that it stays so nevertheless. What else the
 * update changes is as open as it was.
 *
 * Returns: (transfer full): what counts as sent then: @payload where it is contested, else what was sent
 */
JsonNode *
cw_effect_record_concede (CwEffectRecord *self,
                          JsonNode       *payload)
{
  g_autoptr (JsonNode) touched = cw_effect_record_list_taken (self, payload, TRUE);
  JsonArray *differences = json_node_get_array (touched);
  g_autofree char *sent = NULL;
  JsonNode *copy;

  if (!g_strv_contains (kinds_by_member, self->kind))
    return json_node_ref (payload);
  sent = cw_json_canonical (self->sent);
  copy = cw_json_parse (sent, -1, CW_JSON_DEFAULT_MAX_BYTES, NULL);
  for (guint i = 0; i < json_array_get_length (differences); i++)
    {
      JsonObject *one = json_array_get_object_element (differences, i);

      take_value (json_node_get_object (copy), payload, cw_json_get_string (one, "what", ""));
    }
  return copy;
}

/**
 * cw_effect_record_is_contested:
 * @self: (nullable): a record
 * @effect: the effect as its stage makes it now
 *
 * Returns: whether an update would write over what a person took over as it is outside
 */
gboolean
cw_effect_record_is_contested (CwEffectRecord *self,
                               CwEffect       *effect)
{
  g_autoptr (JsonNode) touched = NULL;

  g_return_val_if_fail (self == NULL || CW_IS_EFFECT_RECORD (self), FALSE);

  touched = cw_effect_record_list_taken (self, cw_effect_get_payload (effect), TRUE);
  return json_array_get_length (json_node_get_array (touched)) > 0;
}

static void
add_other_files (GPtrArray *paths,
                 JsonNode  *payload,
                 JsonNode  *other)
{
  JsonArray *files = cw_json_get_array (json_node_get_object (payload), "files");

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      JsonNode *node = json_array_get_element (files, i);
      JsonObject *file = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *path = cw_json_get_string (file, "path", "");
      JsonNode *ours = get_blob (payload, path), *theirs = get_blob (other, path);
      gboolean same = ours == NULL || theirs == NULL ? ours == theirs : json_node_equal (ours, theirs);

      if (!same && !g_ptr_array_find_with_equal_func (paths, path, g_str_equal, NULL))
        g_ptr_array_add (paths, g_strdup (path));
    }
}

/**
 * cw_effect_record_list_conceded:
 * @self: (nullable): a record
 * @effect: the effect as its stage makes it now
 *
 * A branch goes out as one commit: where it stays as a person took it over, nothing of an update of it is sent, in no
 * other file than the contested one either.
 *
 * Returns: (transfer full) (element-type utf8): paths of all files that the update of a contested branch changes
 */
GPtrArray *
cw_effect_record_list_conceded (CwEffectRecord *self,
                                CwEffect       *effect)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (self == NULL || CW_IS_EFFECT_RECORD (self), paths);

  if (!cw_effect_record_is_contested (self, effect) || g_strcmp0 (self->kind, CW_EFFECT_KIND_GIT_BRANCH) != 0)
    return paths;
  add_other_files (paths, cw_effect_get_payload (effect), self->sent);
  add_other_files (paths, self->sent, cw_effect_get_payload (effect));
  return paths;
}

/**
 * cw_effect_record_has_taken:
 * @self: (nullable): a record
 * @effect: the effect as its stage makes it now
 *
 * Returns: whether there is something that a person took over as it is outside, and that an update leaves so
 */
gboolean
cw_effect_record_has_taken (CwEffectRecord *self,
                            CwEffect       *effect)
{
  g_autoptr (JsonNode) taken = NULL;

  g_return_val_if_fail (self == NULL || CW_IS_EFFECT_RECORD (self), FALSE);

  taken = cw_effect_record_list_taken (self, cw_effect_get_payload (effect), FALSE);
  return json_array_get_length (json_node_get_array (taken)) > 0;
}
