/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-fixes"

#include "config.h"

#include <string.h>

#include "cw-fixes.h"
#include "cw-tag.h"
#include "cw-yaml-carry.h"
#include "cw-yaml-layout.h"
#include "cw-yaml-path.h"
#include "cw-yaml-write.h"

/* What changed in a YAML file, place by place: each place is a fix of its own, which can be taken over by itself. */

typedef struct {
  const CwFixFile *file;
  CwYaml *to;
  CwYaml *onto;
  GPtrArray *operations; /* (element-type CwOperation): those that lead from the one to the other */
  GHashTable *also;      /* CwOperation → which other places change with it */
  GHashTable *troubles;  /* CwOperation → why it can't be done by itself */
} Work;

/**
 * cw_fix_dup_source:
 * @yaml: a tree
 * @node: a node of it
 *
 * Returns: (transfer full): @node as it stands there, moved to the left as far as its first line is
 */
char *
cw_fix_dup_source (const CwYaml     *yaml,
                   const CwYamlNode *node)
{
  CwYamlText text = cw_yaml_layout_text (yaml);
  gsize end = cw_yaml_layout_value_end (text, node), column = cw_yaml_layout_column (text, node->start);
  g_autofree char *source = g_strndup (text.data + node->start, end - node->start);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (source), "\n", -1);
  g_autoptr (GString) moved = g_string_new (lines[0]);

  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    g_string_append_printf (moved, "\n%s", lines[i] + MIN (strspn (lines[i], " "), column));
  return g_string_free (g_steal_pointer (&moved), FALSE);
}

/* Whether there is nothing but cycles, revisions and pins in it: the plan sees to these. */
static gboolean
is_all_mentions (const CwYamlNode *node,
                 GArray           *tags)
{
  if (node->kind == CW_YAML_SCALAR)
    {
      for (guint i = 0; i < tags->len; i++)
        {
          const CwTag *tag = &g_array_index (tags, CwTag, i);

          if (tag->cycle_start >= node->start && tag->cycle_start < node->end)
            return TRUE;
        }
      return FALSE;
    }
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    if (!is_all_mentions (node->children->pdata[i], tags))
      return FALSE;
  return node->children != NULL && node->children->len > 0;
}

static gboolean
is_mention (const CwYaml     *yaml,
            const CwYamlNode *node)
{
  CwYamlText text = cw_yaml_layout_text (yaml);
  g_autoptr (GArray) tags = cw_tag_scan (text.data, text.size);

  return is_all_mentions (node, tags);
}

/* A component that came or went as a whole is no fix of a place, nor is what is said in it, or around it. */
static gboolean
is_in_component (GPtrArray        *components,
                 const CwYamlNode *node)
{
  g_autofree char *path = cw_yaml_node_dup_path (node);
  gsize length = strlen (path);

  for (guint i = 0; i < components->len; i++)
    {
      const char *place = ((const CwInventoryItem *) components->pdata[i])->place;
      gsize other = strlen (place);

      if (strncmp (path, place, MIN (length, other)) == 0
          && (length == other || other == 0 || (length > other ? path[other] : place[length]) == '.'))
        return TRUE;
    }
  return FALSE;
}

/* (nullable): the last addition before another one beside it, of those that can be done by themselves */
static const CwOperation *
find_previous (const Work *work,
               guint       index)
{
  const CwOperation *operation = work->operations->pdata[index];
  const CwYamlNode *node = cw_yaml_find (work->to, operation->source_path, NULL);

  while (index-- > 0)
    {
      const CwOperation *one = work->operations->pdata[index];
      const CwYamlNode *other = one->kind == CW_OPERATION_COPY ? cw_yaml_find (work->to, one->source_path, NULL) : NULL;

      if (node != NULL && other != NULL && node->parent == other->parent
          && g_hash_table_lookup (work->troubles, one) == NULL)
        return one;
    }
  return NULL;
}

/* (nullable): what else changes with what a note is of */
static char *
list_also (GPtrArray *notes)
{
  g_autoptr (GString) places = g_string_new (NULL);

  for (guint i = 0; i < notes->len; i++)
    {
      const CwOperationNote *note = g_ptr_array_index (notes, i);

      if (note->kind == CW_OPERATION_NOTE_ALSO)
        g_string_append_printf (places, "%s%s", places->len > 0 ? ", " : "", note->path);
    }
  return places->len > 0 ? g_string_free (g_steal_pointer (&places), FALSE) : NULL;
}

static gboolean
can_apply (const Work  *work,
           CwOperation *operation)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new ();
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (operations, operation);
  after = cw_operations_apply (work->file->path, work->file->onto, operations, notes, &error);
  if (after != NULL)
    g_hash_table_replace (work->also, operation, list_also (notes));
  g_hash_table_replace (work->troubles, operation, after == NULL ? g_strdup (error->message) : NULL);
  return after != NULL;
}

/* Each addition must find its place without those that were added just before it. What can't be done is asked all the
 * same. */
static void
stand_alone (const Work *work,
             guint       index)
{
  CwOperation *operation = work->operations->pdata[index];
  g_autofree char *after = NULL, *before = NULL;
  const CwOperation *previous;

  if (can_apply (work, operation))
    return;
  previous = operation->after != NULL ? find_previous (work, index) : NULL;
  if (previous == NULL)
    return;
  after = g_steal_pointer (&operation->after);
  before = g_steal_pointer (&operation->before);
  operation->after = g_strdup (previous->after);
  operation->before = g_strdup (previous->before);
  if (can_apply (work, operation))
    return;
  g_free (operation->after);
  operation->after = g_steal_pointer (&after);
  g_free (operation->before);
  operation->before = g_steal_pointer (&before);
}

/* @node: (nullable): what stands there at the other site */
static void
add_fix (const Work       *work,
         CwOperation     **operation,
         const CwYamlNode *node,
         const char       *place,
         const char       *before,
         const char       *after)
{
  CwFix *fix = cw_fix_file_add (work->file, place, before, after);

  fix->replaced = node != NULL ? cw_fix_file_tell_replaced (work->file, node->start, node->end) : NULL;
  fix->also = g_strdup (g_hash_table_lookup (work->also, *operation));
  fix->trouble = g_strdup (g_hash_table_lookup (work->troubles, *operation));
  fix->operation = g_steal_pointer (operation);
}

/* Whether only the quotes are others. */
static gboolean
is_same (const CwYamlNode *node,
         const CwYamlNode *other)
{
  return other != NULL && node->kind == CW_YAML_SCALAR && other->kind == CW_YAML_SCALAR
         && strcmp (node->value, other->value) == 0
         && cw_yaml_type_of (node->value, node->style) == cw_yaml_type_of (other->value, other->style);
}

static void
add_set (const Work       *work,
         CwOperation     **operation,
         const CwYamlNode *node)
{
  const char *key = cw_yaml_node_get_key (node);
  g_autofree char *place = cw_yaml_node_dup_path (node);
  g_autofree char *before = node->kind == CW_YAML_SCALAR ? g_strdup (node->value)
                                                         : cw_fix_dup_source (work->onto, node);
  g_autofree char *after = (*operation)->is_yaml ? g_strstrip (g_strdup ((*operation)->value))
                                                 : g_strdup ((*operation)->value);

  if (cw_fix_file_is_noise (work->file, key != NULL ? key : "", before, after)
      || is_same (node, cw_yaml_find (work->to, (*operation)->path, NULL))
      || cw_fix_file_is_own (work->file, place, before, after))
    return;
  if (node->kind == CW_YAML_SCALAR && node->style == CW_YAML_FOLDED)
    {
      g_strdelimit (before, " ", '\n');
      g_strdelimit (after, " ", '\n');
    }
  if (strchr (before, '\n') != NULL && strchr (after, '\n') != NULL)
    cw_fix_narrow (&before, &after);
  add_fix (work, operation, cw_yaml_find (work->to, (*operation)->path, NULL), place, before, after);
}

static void
add_removal (const Work       *work,
             CwOperation     **operation,
             const CwYamlNode *node)
{
  g_autofree char *place = cw_yaml_node_dup_path (node), *before = cw_fix_dup_source (work->onto, node);

  if (!is_in_component (work->file->gone, node) && !is_mention (work->onto, node))
    add_fix (work, operation, NULL, place, before, NULL);
}

/* Of a whole block a person sees which words of the other site are left, and the checks name them once it is taken
 * over. */
static void
add_addition (const Work       *work,
              CwOperation     **operation,
              const CwYamlNode *node)
{
  g_autofree char *place = cw_yaml_node_dup_path (node), *after = cw_fix_dup_source (work->to, node);

  if (!is_in_component (work->file->added, node) && !is_mention (work->to, node)
      && (node->kind != CW_YAML_SCALAR || !(cw_fix_file_is_noise (work->file, "", NULL, after)
                                            || cw_fix_file_is_own (work->file, place, NULL, after))))
    add_fix (work, operation, node, place, NULL, after);
}

/* Takes @operation over. */
static void
add_operation (const Work  *work,
               CwOperation *operation)
{
  g_autoptr (CwOperation) owned = operation;
  gboolean adds = operation->kind == CW_OPERATION_COPY;
  const CwYamlNode *node = cw_yaml_find (adds ? work->to : work->onto, adds ? operation->source_path : operation->path,
                                         NULL);

  if (node == NULL)
    return;
  if (adds)
    add_addition (work, &owned, node);
  else if (operation->kind == CW_OPERATION_REMOVE)
    add_removal (work, &owned, node);
  else
    add_set (work, &owned, node);
}

/* What this site says otherwise is no fix: it is the site's own. */
static GPtrArray *
compare (const Work *work,
         CwYaml     *from)
{
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_conflict_free);
  const CwCarryTrouble trouble = { conflicts, NULL, NULL };

  return cw_yaml_carry (from, work->to, work->onto, &trouble);
}

static gboolean
has_content (CwYaml *yaml)
{
  return yaml != NULL && cw_yaml_get_root (yaml) != NULL;
}

/**
 * cw_fix_file_read_yaml:
 * @self: a YAML file of both sites
 *
 * Adds what changed in it. A file that can't be read has nothing.
 */
void
cw_fix_file_read_yaml (const CwFixFile *self)
{
  g_autoptr (CwYaml) from = cw_yaml_read (self->from, NULL), to = cw_yaml_read (self->to, NULL);
  g_autoptr (CwYaml) onto = cw_yaml_read (self->onto, NULL);
  g_autoptr (GPtrArray) operations = NULL;
  g_autoptr (GHashTable) also = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GHashTable) troubles = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  Work work = { self, to, onto, NULL, also, troubles };

  if (!has_content (from) || !has_content (to) || !has_content (onto))
    return;
  work.operations = operations = compare (&work, from);
  for (guint i = 0; i < operations->len; i++)
    stand_alone (&work, i);
  while (operations->len > 0)
    add_operation (&work, g_ptr_array_steal_index (operations, 0));
}
