/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-add"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-yaml-draft.h"
#include "cw-yaml-layout.h"
#include "cw-yaml-operate.h"
#include "cw-yaml-write.h"

/* So few may stand in order by chance. */
#define MIN_SORTED 3

/**
 * cw_yaml_read_piece:
 * @text: YAML that we or a person wrote
 * @error: return location
 *
 * Reads what is to be added somewhere.
 *
 * Returns: (transfer full) (nullable): the document
 */
CwYaml *
cw_yaml_read_piece (const char *text,
                    GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  CwYaml *piece = cw_yaml_read_fragment (bytes, error);

  if (piece == NULL)
    g_prefix_error (error, "%s: ", _ ("In what is added"));
  return piece;
}

static const char *
sort_key (const CwYamlNode *node)
{
  if (node->key != NULL)
    return node->key->value;
  return node->kind == CW_YAML_SCALAR ? node->value : NULL;
}

/* Where @key comes among entries that are in order; their number where they aren't. */
static guint
sorted_index (const CwYamlNode *parent,
              const char       *key)
{
  guint index = 0;

  if (key == NULL || parent->children->len < MIN_SORTED)
    return parent->children->len;
  for (guint i = 0; i < parent->children->len; i++)
    {
      const char *one = sort_key (parent->children->pdata[i]);
      const char *previous = i > 0 ? sort_key (parent->children->pdata[i - 1]) : NULL;

      if (one == NULL || (previous != NULL && strcmp (previous, one) >= 0))
        return parent->children->len;
      if (strcmp (one, key) < 0)
        index = i + 1;
    }
  return index;
}

static gboolean
find_index (const CwYaml      *yaml,
            const CwYamlNode  *parent,
            const CwOperation *operation,
            const char        *key,
            guint             *index,
            GError           **error)
{
  const char *sibling = operation->before != NULL ? operation->before : operation->after;
  g_autoptr (GArray) steps = NULL;
  g_autoptr (GError) problem = NULL;
  const CwYamlNode *node = NULL;

  *index = 0;
  if (parent == NULL || parent->children == NULL)
    return TRUE;
  if (sibling == NULL)
    {
      *index = sorted_index (parent, key);
      return TRUE;
    }
  steps = cw_yaml_path_read (sibling, error);
  if (steps == NULL)
    return FALSE;
  if (steps->len == 1)
    node = cw_yaml_path_enter (parent, &g_array_index (steps, CwYamlStep, 0), &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  /* By its name, or by its path in the file. */
  node = node != NULL ? node : cw_yaml_find (yaml, sibling, NULL);
  if (node == NULL || node->parent != parent)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("Line %u: there is no “%s” to stand beside"), parent->line,
                   sibling);
      return FALSE;
    }
  *index = node->index + (operation->before != NULL ? 0 : 1);
  return TRUE;
}

/**
 * cw_yaml_insert_entries:
 * @yaml: a document
 * @operation: says before or behind which entry, if at all
 * @parent: a block mapping or sequence of it
 * @entries: what comes into it
 * @error: return location
 *
 * Adds entries where the operation or the neighbours' order says.
 *
 * Returns: (transfer full) (nullable): the changed document
 */
CwYaml *
cw_yaml_insert_entries (const CwYaml      *yaml,
                        const CwOperation *operation,
                        const CwYamlNode  *parent,
                        CwYaml            *entries,
                        GError           **error)
{
  g_auto (CwYamlDraft) draft = { 0 };
  const CwYamlNode *first = cw_yaml_get_root (entries)->children->pdata[0];
  guint index = 0;

  if (!find_index (yaml, parent, operation, sort_key (first), &index, error))
    return NULL;
  cw_yaml_draft_init (&draft, yaml);
  if (!cw_yaml_draft_insert (&draft, parent, index, entries, error))
    return NULL;
  return cw_yaml_draft_finish (&draft, error);
}

/* A list of texts, such as `NAME=value`, takes no item with fields. */
static gboolean
takes_fields (const CwYamlStep *step,
              const CwYamlNode *list,
              GError          **error)
{
  const CwYamlNode *first = list != NULL && list->kind == CW_YAML_SEQUENCE && list->children->len > 0
                              ? list->children->pdata[0] : NULL;

  if (first == NULL || first->kind != CW_YAML_SCALAR)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
               _ ("Line %u: the items of this list are texts such as “%s”, without a field “%s”; add one as [+]"),
               first->line, first->value, step->key);
  return FALSE;
}

/* An item that is named by a field has it: before what comes into it, unless that says it itself. */
static CwYaml *
add_field (const CwYamlStep *step,
           const CwYamlNode *list,
           CwYaml           *content,
           GError          **error)
{
  const CwYamlNode *root = cw_yaml_get_root (content);
  gboolean is_mapping = root != NULL && root->kind == CW_YAML_MAPPING;
  const CwYamlNode *said = is_mapping ? cw_yaml_node_get_child (root, step->key) : NULL;
  CwYamlText text = cw_yaml_layout_text (content);
  g_autofree char *value = NULL, *field = NULL, *whole = NULL;
  g_autoptr (CwYaml) name = NULL;

  if (said != NULL && said->kind == CW_YAML_SCALAR && strcmp (said->value, step->value) == 0)
    return cw_yaml_ref (content);
  if (!is_mapping || root->flow || said != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("An item “[%s=%s]” needs that field: name a key in it, or give it whole, as YAML"), step->key,
                   step->value);
      return NULL;
    }
  value = cw_yaml_write_scalar (step->value, cw_yaml_style_in_items (list, step->key), FALSE);
  name = cw_yaml_read_piece (value, error);
  field = name != NULL ? cw_yaml_write_entry (step->key, name) : NULL;
  whole = field != NULL ? g_strdup_printf ("%s\n%.*s", g_strchomp (field), (int) text.size, text.data) : NULL;
  return whole != NULL ? cw_yaml_read_piece (whole, error) : NULL;
}

/* Wraps @content in the steps that are missing from @place on, from the last one outwards. */
static CwYaml *
wrap (GArray            *steps,
      const CwYamlPlace *place,
      CwYaml            *content,
      GError           **error)
{
  g_autoptr (CwYaml) wrapped = cw_yaml_ref (content);

  for (guint i = steps->len; i > place->depth; i--)
    {
      const CwYamlStep *step = &g_array_index (steps, CwYamlStep, i - 1);
      g_autofree char *entry = NULL;
      CwYaml *outer = NULL;

      if (step->kind == CW_YAML_STEP_MATCH && step->key != NULL)
        {
          const CwYamlNode *list = i - 1 == place->depth ? place->node : NULL;
          CwYaml *item = takes_fields (step, list, error) ? add_field (step, list, wrapped, error) : NULL;

          if (item == NULL)
            return NULL;
          cw_yaml_unref (wrapped);
          wrapped = item;
        }
      if (step->kind == CW_YAML_STEP_INDEX)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no item [%d]; add one behind the last as [+]"),
                       step->index);
          return NULL;
        }
      entry = cw_yaml_write_entry (step->key != NULL && step->kind == CW_YAML_STEP_KEY ? step->key : NULL, wrapped);
      outer = cw_yaml_read_piece (entry, error);
      if (outer == NULL)
        return NULL;
      cw_yaml_unref (wrapped);
      wrapped = outer;
    }
  return g_steal_pointer (&wrapped);
}

/**
 * cw_yaml_add_at:
 * @yaml: a document
 * @operation: what is asked for
 * @steps: (element-type CwYamlStep): its path
 * @place: the part of the path that is there
 * @content: what comes to its end
 * @error: return location
 *
 * Adds content at the end of a path, with the keys that are missing on the way.
 *
 * Returns: (transfer full) (nullable): the changed document
 */
CwYaml *
cw_yaml_add_at (const CwYaml      *yaml,
                const CwOperation *operation,
                GArray            *steps,
                const CwYamlPlace *place,
                CwYaml            *content,
                GError           **error)
{
  const CwYamlNode *parent = place->node;
  g_autoptr (CwYaml) entries = NULL;

  if (place->depth == steps->len)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("Line %u: “%s” is there already; set it instead"),
                   parent != NULL ? parent->line : 1, operation->path);
      return NULL;
    }
  if (parent != NULL && parent->kind == CW_YAML_SCALAR
      && cw_yaml_type_of (parent->value, parent->style) != CW_YAML_TYPE_NULL)
    {
      g_autofree char *path = cw_yaml_path_write (steps, place->depth);

      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION, _ ("Line %u: “%s” is a simple value; nothing goes below it"),
                   parent->line, path);
      return NULL;
    }
  entries = wrap (steps, place, content, error);
  return entries != NULL ? cw_yaml_insert_entries (yaml, operation, parent, entries, error) : NULL;
}
