/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-carry"

#include "config.h"

#include <string.h>

#include "cw-carry-lines.h"
#include "cw-operation.h"
#include "cw-yaml-carry.h"
#include "cw-yaml-items.h"
#include "cw-yaml-layout.h"

#define MAX_SHOWN 200

/* A change that is carried onto a text in which other things happened, place by place. */
typedef struct
{
  const CwYaml *from, *to, *onto;
  GPtrArray    *operations; /* (element-type CwOperation) */
  const CwCarryTrouble *trouble;
} Carry;

/**
 * cw_yaml_node_is_equal:
 * @self: a node
 * @other: a node, of another tree perhaps
 *
 * Returns: whether they say the same: the order of keys and the layout don't count, whether a word has quotes does
 */
gboolean
cw_yaml_node_is_equal (const CwYamlNode *self,
                       const CwYamlNode *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  if (self->kind != other->kind || g_strcmp0 (self->value, other->value) != 0
      || g_strcmp0 (self->anchor, other->anchor) != 0
      || (self->kind == CW_YAML_SCALAR && (self->style == CW_YAML_PLAIN) != (other->style == CW_YAML_PLAIN)))
    return FALSE;
  if (self->children == NULL)
    return TRUE;
  if (self->children->len != other->children->len)
    return FALSE;
  for (guint i = 0; i < self->children->len; i++)
    {
      const CwYamlNode *one = self->children->pdata[i], *partner = other->children->pdata[i];

      if (one->key != NULL && strcmp (one->key->value, partner->key->value) != 0)
        partner = cw_yaml_node_get_child (other, one->key->value);
      if (partner == NULL || !cw_yaml_node_is_equal (one, partner))
        return FALSE;
    }
  return TRUE;
}

static char *
show (const CwYaml     *yaml,
      const CwYamlNode *node)
{
  CwYamlText text = cw_yaml_layout_text (yaml);
  g_autofree char *shown = NULL;
  gsize end = 0;

  if (node == NULL)
    return NULL;
  end = MIN (cw_yaml_layout_value_end (text, node), node->start + MAX_SHOWN);
  shown = g_utf8_make_valid (text.data + node->start, (gssize) (end - node->start));
  return g_strdup (g_strchomp (shown));
}

static CwOperation *
add_operation (Carry          *self,
               CwOperationKind kind,
               const char     *path)
{
  CwOperation *operation = cw_operation_new (kind, path, NULL);

  operation->retypes = TRUE;
  g_ptr_array_add (self->operations, operation);
  return operation;
}

/* Adds @node, with the comments that belong to it, as it stands in the text that the change leads to. */
static void
add_copy (Carry            *self,
          const char       *path,
          const CwYamlNode *node,
          const char       *after,
          const char       *before)
{
  CwOperation *operation = add_operation (self, CW_OPERATION_COPY, path);

  operation->source = g_bytes_ref (cw_yaml_get_text (self->to));
  operation->source_path = cw_yaml_node_dup_path (node);
  operation->after = g_strdup (after);
  operation->before = after == NULL ? g_strdup (before) : NULL;
}

static void
add_set (Carry            *self,
         const char       *path,
         const CwYamlNode *from,
         const CwYamlNode *to)
{
  CwOperation *operation = add_operation (self, CW_OPERATION_SET, path);
  CwYamlText text = cw_yaml_layout_text (self->to);
  gsize end = cw_yaml_layout_value_end (text, to);

  if (from->kind == CW_YAML_SCALAR && to->kind == CW_YAML_SCALAR && from->style == to->style)
    {
      operation->value = g_strdup (to->value);
      return;
    }
  operation->is_yaml = TRUE;
  operation->origin = CW_ORIGIN_HERE;
  operation->value = g_strdup_printf ("%*s%.*s",
                                      to->children != NULL && !to->flow && to->start == to->content
                                        ? (int) cw_yaml_layout_column (text, to->content) : 0, "",
                                      (int) (end - to->start), text.data + to->start);
}

/* A person decided that the change is made though something else happened there. */
static void
take_anyway (Carry            *self,
             const char       *path,
             const CwYamlNode *to,
             const CwYamlNode *onto)
{
  if (to == NULL)
    add_operation (self, CW_OPERATION_REMOVE, path);
  else if (onto != NULL)
    add_set (self, path, onto, to);
  else
    add_copy (self, path, to, NULL, NULL);
}

/* @own is where it stands, or would be added. */
static void
add_conflict_at (Carry            *self,
                 const char       *path,
                 const char       *own,
                 const CwYamlNode *from,
                 const CwYamlNode *to,
                 const CwYamlNode *onto,
                 const CwYamlNode *near)
{
  CwConflict *conflict = g_new0 (CwConflict, 1);
  const CwYamlNode *at = onto != NULL ? onto : near;

  conflict->path = g_strdup (path);
  conflict->line = at->key != NULL ? at->key->line : at->line;
  conflict->from = show (self->from, from);
  conflict->to = show (self->to, to);
  conflict->onto = show (self->onto, onto);
  if (cw_carry_trouble_take (self->trouble, conflict) == CW_CARRY_TAKE)
    take_anyway (self, own, to, onto);
}

static void
add_conflict (Carry            *self,
              const char       *path,
              const CwYamlNode *from,
              const CwYamlNode *to,
              const CwYamlNode *onto,
              const CwYamlNode *near)
{
  add_conflict_at (self, path, path, from, to, onto, near);
}

static char *
key_path (const char *parent,
          const char *key)
{
  gboolean quotes = *key == '\0' || strpbrk (key, ".[]\\\"") != NULL;
  g_autofree char *written = quotes ? cw_yaml_quote_key (key) : g_strdup (key);

  return g_strconcat (parent, *parent != '\0' ? "." : "", written, NULL);
}

static void carry_node (Carry            *self,
                        const char       *path,
                        const CwYamlNode *from,
                        const CwYamlNode *to,
                        const CwYamlNode *onto);

/* The nearest key before @node that is there as well; @from: (nullable): the block before the change */
static char *
find_before (const CwYamlNode *node,
             const CwYamlNode *onto,
             const CwYamlNode *from)
{
  for (guint i = node->index; i > 0; i--)
    {
      const char *key = ((const CwYamlNode *) node->parent->children->pdata[i - 1])->key->value;

      if (cw_yaml_node_get_child (onto, key) != NULL || from == NULL || cw_yaml_node_get_child (from, key) == NULL)
        return cw_yaml_quote_key (key);
    }
  return NULL;
}

/* Both may have added the same block, and each something else in it. */
static void
carry_added (Carry            *self,
             const char       *path,
             const CwYamlNode *from,
             const CwYamlNode *node,
             const CwYamlNode *onto)
{
  const CwYamlNode *there = cw_yaml_node_get_child (onto, node->key->value);
  g_autofree char *own = key_path (path, node->key->value), *after = NULL, *before = NULL;

  if (there != NULL && there->kind == CW_YAML_MAPPING && node->kind == CW_YAML_MAPPING)
    {
      for (guint i = 0; i < node->children->len; i++)
        carry_added (self, own, NULL, node->children->pdata[i], there);
      return;
    }
  if (there != NULL)
    {
      if (!cw_yaml_node_is_equal (there, node))
        add_conflict (self, own, NULL, node, there, onto);
      return;
    }
  after = find_before (node, onto, from);
  if (after == NULL && onto->children->len > 0)
    before = cw_yaml_quote_key (((const CwYamlNode *) onto->children->pdata[0])->key->value);
  add_copy (self, own, node, after, before);
}

static void
carry_removed (Carry            *self,
               const char       *own,
               const CwYamlNode *node,
               const CwYamlNode *there,
               const CwYamlNode *onto)
{
  if (there == NULL)
    return;
  if (cw_yaml_node_is_equal (there, node))
    add_operation (self, CW_OPERATION_REMOVE, own);
  else
    add_conflict (self, own, node, NULL, there, onto);
}

static void
carry_mapping (Carry            *self,
               const char       *path,
               const CwYamlNode *from,
               const CwYamlNode *to,
               const CwYamlNode *onto)
{
  for (guint i = 0; i < to->children->len; i++)
    {
      const CwYamlNode *node = to->children->pdata[i];
      const CwYamlNode *old = cw_yaml_node_get_child (from, node->key->value);
      const CwYamlNode *there = cw_yaml_node_get_child (onto, node->key->value);
      g_autofree char *own = key_path (path, node->key->value);

      if (old == NULL)
        carry_added (self, path, from, node, onto);
      else if (there != NULL)
        carry_node (self, own, old, node, there);
      else if (!cw_yaml_node_is_equal (old, node))
        add_conflict (self, own, old, node, NULL, onto);
    }
  for (guint i = 0; i < from->children->len; i++)
    {
      const CwYamlNode *node = from->children->pdata[i];
      g_autofree char *own = key_path (path, node->key->value);

      if (cw_yaml_node_get_child (to, node->key->value) == NULL)
        carry_removed (self, own, node, cw_yaml_node_get_child (onto, node->key->value), onto);
    }
}

/* An item that came, went or changed; @previous stands before it where the change leads to. */
static void
carry_item (Carry             *self,
            const char        *path,
            const CwYamlItems *items,
            const CwYamlNode  *from,
            const CwYamlNode  *node,
            const CwYamlNode  *onto)
{
  const CwYamlNode *previous = node->index > 0 ? node->parent->children->pdata[node->index - 1] : NULL;
  const CwYamlNode *old = cw_yaml_items_find (items, from, node), *there = cw_yaml_items_find (items, onto, node);
  g_autofree char *step = cw_yaml_items_step (items, there != NULL ? there : node);
  g_autofree char *own = g_strconcat (path, step, NULL), *end = g_strconcat (path, "[+]", NULL), *after = NULL;

  if (old != NULL && there != NULL)
    carry_node (self, own, old, node, there);
  else if (old == NULL && there == NULL)
    {
      const CwYamlNode *same = previous != NULL ? cw_yaml_items_find (items, onto, previous) : NULL;

      if (same != NULL || (previous != NULL && cw_yaml_items_find (items, from, previous) == NULL))
        after = cw_yaml_items_step (items, same != NULL ? same : previous);
      add_copy (self, end, node, after, previous == NULL && onto->children->len > 0 ? "[0]" : NULL);
    }
  else if (there != NULL ? !cw_yaml_node_is_equal (there, node) : !cw_yaml_node_is_equal (old, node))
    add_conflict_at (self, own, there != NULL ? own : end, old, node, there, onto);
}

static void
carry_list (Carry            *self,
            const char       *path,
            const CwYamlNode *from,
            const CwYamlNode *to,
            const CwYamlNode *onto)
{
  const CwYamlNode *const lists[] = { to, from, onto };
  CwYamlItems items;

  if (!cw_yaml_items_choose (&items, lists, G_N_ELEMENTS (lists)))
    {
      if (cw_yaml_node_is_equal (from, onto))
        add_set (self, path, onto, to);
      else
        add_conflict (self, path, from, to, onto, onto);
      return;
    }
  for (guint i = 0; i < to->children->len; i++)
    carry_item (self, path, &items, from, to->children->pdata[i], onto);
  for (guint i = 0; i < from->children->len; i++)
    {
      const CwYamlNode *node = from->children->pdata[i], *there = cw_yaml_items_find (&items, onto, node);
      g_autofree char *step = cw_yaml_items_step (&items, there != NULL ? there : node);
      g_autofree char *own = g_strconcat (path, step, NULL);

      if (cw_yaml_items_find (&items, to, node) == NULL)
        carry_removed (self, own, node, there, onto);
    }
}

/* A text of several lines, in which both changed something: line by line, where that parts well. */
static gboolean
carry_text (Carry            *self,
            const char       *path,
            const CwYamlNode *from,
            const CwYamlNode *to,
            const CwYamlNode *onto)
{
  const CwYamlNode *nodes[] = { from, to, onto };
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) merged = NULL;
  CwOperation *operation;

  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      if (nodes[i]->kind != CW_YAML_SCALAR || nodes[i]->style != CW_YAML_LITERAL)
        return FALSE;
      g_ptr_array_add (texts, g_bytes_new (nodes[i]->value, strlen (nodes[i]->value)));
    }
  merged = cw_carry_lines_clean (texts->pdata[0], texts->pdata[1], texts->pdata[2]);
  if (merged == NULL)
    return FALSE;
  operation = add_operation (self, CW_OPERATION_SET, path);
  operation->value = g_strndup (g_bytes_get_data (merged, NULL), g_bytes_get_size (merged));
  return TRUE;
}

/* (nullable): the words of a folded text that has one on each line: a list that is no YAML list. */
static GPtrArray *
read_words (const CwYaml     *yaml,
            const CwYamlNode *node)
{
  CwYamlText text = cw_yaml_layout_text (yaml);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *source = NULL;
  g_auto (GStrv) lines = NULL;

  if (node->kind != CW_YAML_SCALAR || node->style != CW_YAML_FOLDED)
    return NULL;
  source = g_strndup (text.data + node->start, cw_yaml_layout_value_end (text, node) - node->start);
  lines = g_strsplit (source, "\n", -1);
  /* The first line is the sign of a folded text. */
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      char *word = g_strstrip (lines[i]);

      if (strpbrk (word, " \t") != NULL)
        return NULL;
      if (*word != '\0')
        g_ptr_array_add (words, g_strdup (word));
    }
  return words->len > 0 ? g_steal_pointer (&words) : NULL;
}

static gboolean
find_word (GPtrArray  *words,
           const char *word,
           guint      *index)
{
  return g_ptr_array_find_with_equal_func (words, word, g_str_equal, index);
}

/* Behind the word that stands before it there, or at the end. */
static void
add_word (GPtrArray *words,
          GPtrArray *there,
          guint      index)
{
  const char *word = g_ptr_array_index (there, index);
  guint at = 0;

  if (index > 0 && find_word (words, g_ptr_array_index (there, index - 1), &at))
    g_ptr_array_insert (words, (int) at + 1, g_strdup (word));
  else
    g_ptr_array_add (words, g_strdup (word));
}

/* Such a list in which both changed something: word by word. */
static gboolean
carry_words (Carry            *self,
             const char       *path,
             const CwYamlNode *from,
             const CwYamlNode *to,
             const CwYamlNode *onto)
{
  g_autoptr (GPtrArray) then = read_words (self->from, from), now = read_words (self->to, to);
  g_autoptr (GPtrArray) words = read_words (self->onto, onto);
  g_autofree char *value = NULL;
  gsize length = strlen (onto->kind == CW_YAML_SCALAR ? onto->value : "");
  guint at = 0;

  if (then == NULL || now == NULL || words == NULL)
    return FALSE;
  for (guint i = 0; i < then->len; i++)
    if (!find_word (now, then->pdata[i], NULL) && find_word (words, then->pdata[i], &at))
      g_ptr_array_remove_index (words, at);
  for (guint i = 0; i < now->len; i++)
    if (!find_word (then, now->pdata[i], NULL) && !find_word (words, now->pdata[i], NULL))
      add_word (words, now, i);
  if (words->len == 0)
    return FALSE;
  g_ptr_array_add (words, NULL);
  value = g_strjoinv (" ", (char **) words->pdata);
  if (length > 0 && onto->value[length - 1] == '\n')
    {
      g_autofree char *line = g_steal_pointer (&value);

      value = g_strconcat (line, "\n", NULL);
    }
  if (!g_str_equal (value, onto->value))
    add_operation (self, CW_OPERATION_SET, path)->value = g_steal_pointer (&value);
  return TRUE;
}

static void
carry_node (Carry            *self,
            const char       *path,
            const CwYamlNode *from,
            const CwYamlNode *to,
            const CwYamlNode *onto)
{
  if (cw_yaml_node_is_equal (from, to) || cw_yaml_node_is_equal (onto, to))
    return;
  if (from->kind == to->kind && from->kind == onto->kind && from->kind == CW_YAML_MAPPING)
    carry_mapping (self, path, from, to, onto);
  else if (from->kind == to->kind && from->kind == onto->kind && from->kind == CW_YAML_SEQUENCE)
    carry_list (self, path, from, to, onto);
  else if (cw_yaml_node_is_equal (from, onto))
    add_set (self, path, onto, to);
  else if (!carry_text (self, path, from, to, onto) && !carry_words (self, path, from, to, onto))
    add_conflict (self, path, from, to, onto, onto);
}

/**
 * cw_yaml_carry:
 * @from: a tree before a change
 * @to: the tree after it
 * @onto: a third tree, in which other things may have changed
 * @trouble: what becomes of what can't be carried
 *
 * The operations that do to @onto what was done from @from to @to: values that @onto still has as @from has them are
 * changed, what it has as @to has it is left alone, and everything else that the change touches is a conflict. Items of
 * lists are told apart by their value, the variable that they set, their `name` or another field; texts of several
 * lines are carried line by line, folded ones that have a word on each line word by word.
 *
 * Returns: (transfer full) (element-type CwOperation): the operations, one after the other
 */
GPtrArray *
cw_yaml_carry (const CwYaml         *from,
               const CwYaml         *to,
               const CwYaml         *onto,
               const CwCarryTrouble *trouble)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_free);
  Carry self = { .from = from, .to = to, .onto = onto, .operations = operations, .trouble = trouble };

  g_return_val_if_fail (from != NULL && to != NULL && onto != NULL && trouble != NULL, NULL);
  g_return_val_if_fail (cw_yaml_get_root (from) != NULL && cw_yaml_get_root (to) != NULL, NULL);
  g_return_val_if_fail (cw_yaml_get_root (onto) != NULL, NULL);

  carry_node (&self, "", cw_yaml_get_root (from), cw_yaml_get_root (to), cw_yaml_get_root (onto));
  return g_steal_pointer (&operations);
}
