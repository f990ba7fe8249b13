/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-place"

#include "config.h"

#include <string.h>

#include "cw-place.h"

void
cw_place_free (CwPlace *self)
{
  g_free (self->value);
  g_free (self->key);
  g_free (self->target);
  g_free (self->reason);
  g_free (self->question);
  g_strfreev (self->options);
  g_free (self);
}

/**
 * cw_plan_file_new:
 * @path: path in the repository; must outlive the file
 * @bytes: its content
 *
 * Returns: (transfer full): the file with its mentions, not yet parsed
 */
CwPlanFile *
cw_plan_file_new (const char *path,
                  GBytes     *bytes)
{
  CwPlanFile *self = g_new0 (CwPlanFile, 1);
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  data = data != NULL ? data : "";
  self->path = path;
  self->bytes = g_bytes_ref (bytes);
  self->tags = cw_tag_scan (data, size);
  self->lines = self->tags->len > 0 ? cw_lines_new (data, size) : NULL;
  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_place_free);
  return self;
}

void
cw_plan_file_free (CwPlanFile *self)
{
  g_bytes_unref (self->bytes);
  g_array_unref (self->tags);
  g_ptr_array_unref (self->places);
  g_clear_pointer (&self->lines, cw_lines_free);
  g_clear_pointer (&self->yaml, cw_yaml_unref);
  g_clear_pointer (&self->after, cw_yaml_unref);
  g_clear_pointer (&self->env, g_ptr_array_unref);
  g_free (self->trouble);
  g_clear_pointer (&self->former, cw_plan_file_free);
  g_free (self);
}

/**
 * cw_plan_file_parse:
 * @self: a YAML file
 *
 * Parses it, once, whatever it says.
 *
 * Returns: %FALSE where it can't be read, with the reason in its trouble
 */
gboolean
cw_plan_file_parse (CwPlanFile *self)
{
  g_autoptr (GError) error = NULL;

  if (self->trouble == NULL && self->yaml == NULL)
    self->yaml = cw_yaml_read (self->bytes, &error);
  if (error != NULL)
    {
      self->trouble = g_strdup (error->message);
      self->sound = cw_yaml_is_sound (self->bytes);
    }
  return self->trouble == NULL;
}

/**
 * cw_plan_file_read:
 * @self: a file
 * @rule: a rule that matches it
 *
 * Parses the file as @rule needs it, once.
 *
 * Returns: %FALSE where it can't be read, with the reason in its trouble
 */
gboolean
cw_plan_file_read (CwPlanFile      *self,
                   const CwTagRule *rule)
{
  g_autoptr (GError) error = NULL;

  if (rule->kind != CW_RULE_ENV_TAG && rule->kind != CW_RULE_ENV_REVISION)
    return cw_plan_file_parse (self);
  if (self->trouble != NULL)
    return FALSE;
  if (self->env == NULL)
    self->env = cw_env_read (self->bytes, &error);
  if (error != NULL)
    self->trouble = g_strdup (error->message);
  return error == NULL;
}

static const CwTag *
find_tag (CwPlanFile *self,
          gsize       start,
          gsize       end)
{
  for (guint i = 0; i < self->tags->len; i++)
    {
      const CwTag *tag = &g_array_index (self->tags, CwTag, i);

      if (tag->start >= start && tag->start + tag->length <= end)
        return tag;
    }
  return NULL;
}

/**
 * cw_plan_file_place_at:
 * @self: a file
 * @tag: one of its mentions
 *
 * Returns: (transfer none) (nullable): the place that a rule claimed there
 */
CwPlace *
cw_plan_file_place_at (CwPlanFile  *self,
                       const CwTag *tag)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      CwPlace *place = self->places->pdata[i];

      if (place->tag.start <= tag->start && tag->start < place->tag.start + MAX (place->tag.length, 1))
        return place;
    }
  return NULL;
}

/* The first rule that claims a mention has it. */
static CwPlace *
add_place (CwPlanFile      *self,
           const CwTagRule *rule,
           const CwTag     *tag)
{
  const char *data = g_bytes_get_data (self->bytes, NULL);
  CwPlace *place = NULL;

  if (cw_plan_file_place_at (self, tag) != NULL)
    return NULL;
  place = g_new0 (CwPlace, 1);
  place->rule = rule;
  place->tag = *tag;
  place->value = g_strndup (data + tag->start, tag->length);
  g_ptr_array_add (self->places, place);
  return place;
}

static gboolean
is_key (const CwTagRule *rule,
        const char      *key)
{
  for (guint i = 0; key != NULL && rule->keys != NULL && rule->keys[i] != NULL; i++)
    if (g_pattern_match_simple (rule->keys[i], key))
      return TRUE;
  return FALSE;
}

/**
 * cw_tag_rule_has_path:
 * @rule: a rule whose keys are paths
 * @path: path of a place in a YAML file
 *
 * Its keys are globs: a dot stands where a path of files has its slash.
 *
 * Returns: whether @rule speaks of the place
 */
gboolean
cw_tag_rule_has_path (const CwTagRule *rule,
                      const char      *path)
{
  g_autofree char *folders = g_strdelimit (g_strdup (path), ".", '/');

  for (guint i = 0; rule->keys != NULL && rule->keys[i] != NULL; i++)
    {
      g_autofree char *glob = g_strdelimit (g_strdup (rule->keys[i]), ".", '/');

      if (cw_path_matches (glob, folders))
        return TRUE;
    }
  return FALSE;
}

/* @word: (nullable): the key before the tag, inside a block scalar */
static void
add_scalar (CwPlanFile       *self,
            const CwTagRule  *rule,
            const CwYamlNode *node,
            const CwTag      *tag,
            const char       *word)
{
  CwPlace *place = add_place (self, rule, tag);
  g_autofree char *path = place != NULL ? cw_yaml_node_dup_path (node) : NULL;

  if (place == NULL)
    return;
  place->node = node;
  place->key = word != NULL ? g_strconcat (path, "/", word, NULL) : g_steal_pointer (&path);
}

/* A whole scalar that is a tag: what is between its quotes. */
static void
find_tag_scalar (CwPlanFile       *self,
                 const CwTagRule  *rule,
                 const CwYamlNode *node)
{
  const CwTag *tag = NULL;
  CwTag whole;

  if (!cw_tag_read (node->value, &whole))
    return;
  tag = find_tag (self, node->content, node->end);
  if (tag != NULL && tag->length == whole.length)
    add_scalar (self, rule, node, tag, NULL);
}

static gboolean
read_number (const char *value,
             guint       maximum,
             guint      *number)
{
  guint64 found = 0;

  if (!g_ascii_string_to_unsigned (value, 10, 0, maximum, &found, NULL))
    return FALSE;
  *number = (guint) found;
  return TRUE;
}

/* `cycle: 38`, or `cycle: null` while a cycle of the other series is configured. */
static gboolean
find_number_scalar (CwPlanFile       *self,
                    const CwTagRule  *rule,
                    const CwYamlNode *node,
                    CwTagForm         form)
{
  CwTag tag = { .form = form, .cycle = { 'c', 0, CW_CYCLE_NO_REVISION } };
  gboolean empty = form == CW_TAG_NUMBER && (g_str_equal (node->value, "null") || g_str_equal (node->value, "~"));
  gsize quote = node->style == CW_YAML_PLAIN ? 0 : 1;
  guint number = 0;

  if (!empty && !read_number (node->value, form == CW_TAG_NUMBER ? 9999 : 999, &number))
    return FALSE;
  tag.start = tag.cycle_start = node->content + quote;
  tag.length = tag.cycle_length = node->end - node->content - 2 * quote;
  if (form == CW_TAG_NUMBER)
    tag.cycle.number = number;
  else
    tag.cycle.revision = (int) number;
  add_scalar (self, rule, node, &tag, NULL);
  return TRUE;
}

/* The word between quotes before the colon on the left of @at, in the text of a block scalar. */
static char *
key_before (const char *data,
            gsize       at)
{
  gsize end = 0;

  while (at > 0 && strchr (" \t\"':=", data[at - 1]) != NULL)
    at--;
  end = at;
  while (at > 0 && (g_ascii_isalnum (data[at - 1]) || data[at - 1] == '_'))
    at--;
  return g_strndup (data + at, end - at);
}

static void
find_in_block (CwPlanFile       *self,
               const CwTagRule  *rule,
               const CwYamlNode *node)
{
  const char *data = g_bytes_get_data (self->bytes, NULL);

  for (guint i = 0; i < self->tags->len; i++)
    {
      const CwTag *tag = &g_array_index (self->tags, CwTag, i);
      g_autofree char *key = NULL;

      if (tag->start < node->content || tag->start >= node->end || tag->form > CW_TAG_NUMBER
          || (tag->form == CW_TAG_NUMBER && rule->kind != CW_RULE_CYCLE_NUMBER))
        continue;
      key = key_before (data, tag->start);
      if (is_key (rule, key))
        add_scalar (self, rule, node, tag, key);
    }
}

/* Rules whose keys are names; the others' are paths. */
static gboolean
goes_by_name (const CwTagRule *rule)
{
  return rule->kind == CW_RULE_IMAGE_TAG || rule->kind == CW_RULE_CYCLE_NUMBER || rule->kind == CW_RULE_OWN_SCHEDULE;
}

static void
find_in_node (CwPlanFile       *self,
              const CwTagRule  *rule,
              const CwYamlNode *node)
{
  g_autofree char *path = NULL;

  if (node->kind != CW_YAML_SCALAR)
    return;
  if (cw_yaml_node_is_block (node))
    {
      if (goes_by_name (rule))
        find_in_block (self, rule, node);
      return;
    }
  if (goes_by_name (rule))
    {
      if (!is_key (rule, cw_yaml_node_get_key (node)))
        return;
      if (rule->kind != CW_RULE_CYCLE_NUMBER || !find_number_scalar (self, rule, node, CW_TAG_NUMBER))
        find_tag_scalar (self, rule, node);
      return;
    }
  path = cw_yaml_node_dup_path (node);
  if (!cw_tag_rule_has_path (rule, path))
    return;
  if (rule->kind == CW_RULE_PIN)
    find_number_scalar (self, rule, node, CW_TAG_PIN);
  else
    find_tag_scalar (self, rule, node);
}

static void
find_in_env (CwPlanFile       *self,
             const CwTagRule  *rule,
             const CwEnvEntry *entry)
{
  const CwTag *tag = NULL;
  CwPlace *place = NULL;

  if (!is_key (rule, entry->key) || entry->length == 0)
    return;
  tag = find_tag (self, entry->start, entry->start + entry->length);
  if (tag == NULL || tag->length != entry->length
      || (tag->form == CW_TAG_SUFFIX) != (rule->kind == CW_RULE_ENV_REVISION))
    return;
  place = add_place (self, rule, tag);
  if (place == NULL)
    return;
  place->entry = entry;
  place->key = g_strdup (entry->key);
}

/**
 * cw_plan_file_find_places:
 * @self: a file that was read for @rule
 * @rule: a rule that matches it
 *
 * Adds the mentions that @rule speaks of.
 *
 * Returns: whether there is one
 */
gboolean
cw_plan_file_find_places (CwPlanFile      *self,
                          const CwTagRule *rule)
{
  guint before = self->places->len;

  if (rule->kind == CW_RULE_ENV_TAG || rule->kind == CW_RULE_ENV_REVISION)
    {
      for (guint i = 0; i < self->env->len; i++)
        find_in_env (self, rule, self->env->pdata[i]);
    }
  else
    {
      GPtrArray *nodes = cw_yaml_get_nodes (self->yaml);

      for (guint i = 0; i < nodes->len; i++)
        find_in_node (self, rule, nodes->pdata[i]);
    }
  return self->places->len > before;
}

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  const CwPlace *left = *(const CwPlace *const *) a, *right = *(const CwPlace *const *) b;

  return left->tag.start < right->tag.start ? -1 : left->tag.start > right->tag.start;
}

static int
compare_tags (gconstpointer a,
              gconstpointer b)
{
  const CwTag *left = a, *right = b;

  return left->start < right->start ? -1 : left->start > right->start;
}

/**
 * cw_plan_file_sort_places:
 * @self: a file
 *
 * Puts the places in the order of the text. A `cycle: null` becomes a mention as well, and so does a pin that could be
 * added: no scan finds them.
 */
void
cw_plan_file_sort_places (CwPlanFile *self)
{
  g_ptr_array_sort (self->places, compare_places);
  for (guint i = 0; i < self->places->len; i++)
    {
      const CwPlace *place = self->places->pdata[i];

      if (find_tag (self, place->tag.start, place->tag.start + place->tag.length) == NULL)
        g_array_append_val (self->tags, place->tag);
    }
  g_array_sort (self->tags, compare_tags);
  if (self->lines == NULL && self->tags->len > 0)
    {
      gsize size = 0;
      const char *data = g_bytes_get_data (self->bytes, &size);

      self->lines = cw_lines_new (data, size);
    }
}

/**
 * cw_place_dup_image:
 * @node: the scalar of a tag
 *
 * Finds the image that a tag belongs to, by Helm's custom: the key `repository` beside it.
 *
 * Returns: (transfer full) (nullable): the image's name without the registry's host
 */
char *
cw_place_dup_image (const CwYamlNode *node)
{
  const CwYamlNode *repository = node->parent != NULL ? cw_yaml_node_get_child (node->parent, "repository") : NULL;
  const char *slash = NULL;
  const char *host_mark = NULL;

  if (repository == NULL || repository->kind != CW_YAML_SCALAR || *repository->value == '\0')
    return NULL;
  slash = strchr (repository->value, '/');
  host_mark = strpbrk (repository->value, ".:");
  if (slash != NULL && host_mark != NULL && host_mark < slash)
    return g_strdup (slash + 1);
  return g_strdup (repository->value);
}
