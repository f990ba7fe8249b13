/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-yaml-proof"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-error.h"
#include "cw-yaml-edit.h"
#include "cw-yaml-proof.h"
#include "cw-yaml-write.h"

/* Walks both trees side by side: what isn't planned must be the same on both sides. */
typedef struct
{
  GHashTable *changes;  /* (owned) (element-type CwYamlNode CwYamlChange): what happens to a node */
  GHashTable *inserts;  /* (owned) (element-type CwYamlNode GPtrArray): a parent → its additions, in their order */
  GHashTable *partners; /* (owned) (element-type CwYamlNode CwYamlNode): nodes with anchors → the same afterwards */
  gsize       first;    /* where the first node of a change begins, and the last one: no other needs looking up */
  gsize       last;
  GError    **error;
} Walk;

/* One of the children that a parent should have afterwards. */
typedef struct
{
  const CwYamlNode   *node; /* (nullable): as it was before */
  const CwYamlChange *add;  /* (nullable): or what is added */
} Expected;

static void
walk_clear (Walk *self)
{
  g_clear_pointer (&self->changes, g_hash_table_unref);
  g_clear_pointer (&self->inserts, g_hash_table_unref);
  g_clear_pointer (&self->partners, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

/**
 * cw_yaml_change_new:
 * @kind: what is meant to differ
 * @node: where
 *
 * Makes one promised difference for the proof of an edit.
 *
 * Returns: (transfer full): the change
 */
CwYamlChange *
cw_yaml_change_new (CwYamlChangeKind  kind,
                    const CwYamlNode *node)
{
  CwYamlChange *self = g_new0 (CwYamlChange, 1);

  self->kind = kind;
  self->node = node;
  return self;
}

void
cw_yaml_change_free (CwYamlChange *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->key);
  g_free (self->value);
  g_clear_pointer (&self->piece, cw_yaml_unref);
  g_free (self);
}

static gboolean
fail (Walk             *self,
      const CwYamlNode *node,
      gboolean          planned)
{
  g_autofree char *path = node != NULL ? cw_yaml_node_dup_path (node) : g_strdup ("");

  if (planned)
    g_set_error (self->error, CW_ERROR, CW_ERROR_INVALID_DATA,
                 _ ("Line %u: the edit would not change “%s” as planned"), node != NULL ? node->line : 1, path);
  else
    g_set_error (self->error, CW_ERROR, CW_ERROR_INVALID_DATA, _ ("The edits would also change “%s”"), path);
  return FALSE;
}

static const CwYamlChange *
find_change (const Walk       *self,
             const CwYamlNode *node)
{
  return node->start >= self->first && node->start <= self->last ? g_hash_table_lookup (self->changes, node) : NULL;
}

static gboolean
is_same_scalar (const CwYamlNode *before,
                const CwYamlNode *after)
{
  return before->kind == after->kind && before->style == after->style && g_strcmp0 (before->value, after->value) == 0;
}

/**
 * cw_yaml_is_content:
 * @content: (nullable): a node
 * @after: another one
 *
 * Returns: whether both say the same under the same anchors; layout and comments don't count
 */
gboolean
cw_yaml_is_content (const CwYamlNode *content,
                    const CwYamlNode *after)
{
  if (content == NULL || after->kind != content->kind || g_strcmp0 (content->anchor, after->anchor) != 0
      || g_strcmp0 (content->value, after->value) != 0)
    return FALSE;
  if (content->kind == CW_YAML_SCALAR
      && cw_yaml_type_of (content->value, content->style) != cw_yaml_type_of (after->value, after->style))
    return FALSE;
  if (content->children == NULL)
    return TRUE;
  if (content->children->len != after->children->len)
    return FALSE;
  for (guint i = 0; i < content->children->len; i++)
    {
      const CwYamlNode *left = content->children->pdata[i], *right = after->children->pdata[i];

      if ((left->key == NULL) != (right->key == NULL)
          || (left->key != NULL && strcmp (left->key->value, right->key->value) != 0)
          || !cw_yaml_is_content (left, right))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_set (Walk               *self,
           const CwYamlChange *change,
           const CwYamlNode   *before,
           const CwYamlNode   *after)
{
  if (change->content != NULL)
    return cw_yaml_is_content (change->content, after) || fail (self, before, TRUE);
  if (after->kind != CW_YAML_SCALAR || g_strcmp0 (before->anchor, after->anchor) != 0)
    return fail (self, before, TRUE);
  if (change->value == NULL)
    return g_strcmp0 (before->value, after->value) != 0 || fail (self, before, TRUE);
  return strcmp (change->value, after->value) == 0 || fail (self, before, TRUE);
}

/* The children that @before should have afterwards. */
static GArray *
expect_children (const Walk       *self,
                 const CwYamlNode *before)
{
  GArray *expected = g_array_new (FALSE, TRUE, sizeof (Expected));
  GPtrArray *inserts = g_hash_table_lookup (self->inserts, before);
  const CwYamlChange *own = find_change (self, before);
  guint next = 0;

  for (guint i = 0; i <= before->children->len; i++)
    {
      Expected one = { 0 };
      const CwYamlChange *change = NULL;

      for (; inserts != NULL && next < inserts->len; next++)
        {
          one.add = inserts->pdata[next];
          if (one.add->index > i)
            break;
          g_array_append_val (expected, one);
        }
      if (i == before->children->len || (own != NULL && own->kind == CW_YAML_CHANGE_EMPTY))
        continue;
      one.add = NULL;
      one.node = before->children->pdata[i];
      change = find_change (self, one.node);
      if (change == NULL || change->kind != CW_YAML_CHANGE_REMOVE)
        g_array_append_val (expected, one);
    }
  return expected;
}

static gboolean compare (Walk             *self,
                         const CwYamlNode *before,
                         const CwYamlNode *after);

static gboolean
compare_child (Walk             *self,
               const CwYamlNode *before,
               const Expected   *expected,
               const CwYamlNode *after)
{
  const CwYamlChange *change = NULL;
  const char *key = NULL;

  if (expected->add != NULL)
    {
      key = expected->add->key;
      if (g_strcmp0 (key, after->key != NULL ? after->key->value : NULL) != 0
          || !cw_yaml_is_content (expected->add->content, after))
        return fail (self, before, TRUE);
      return TRUE;
    }
  change = find_change (self, expected->node);
  if (expected->node->key == NULL)
    return compare (self, expected->node, after);
  key = expected->node->key->value;
  if (change != NULL && change->kind == CW_YAML_CHANGE_RENAME)
    {
      key = change->key;
      if (strcmp (key, after->key->value) != 0)
        return fail (self, expected->node, TRUE);
    }
  else if (strcmp (key, after->key->value) != 0 || expected->node->key->style != after->key->style)
    return fail (self, expected->node, FALSE);
  if (expected->node->key->anchor != NULL)
    g_hash_table_insert (self->partners, expected->node->key, after->key);
  return compare (self, expected->node, after);
}

/* Where no change lies in a block, its children are those that there were. */
static gboolean
compare_same_children (Walk             *self,
                       const CwYamlNode *before,
                       const CwYamlNode *after)
{
  for (guint i = 0; i < MIN (before->children->len, after->children->len); i++)
    {
      const Expected one = { .node = before->children->pdata[i] };

      if (!compare_child (self, before, &one, after->children->pdata[i]))
        return FALSE;
    }
  if (after->children->len > before->children->len)
    return fail (self, after->children->pdata[before->children->len], FALSE);
  return before->children->len == after->children->len
         || fail (self, before->children->pdata[after->children->len], FALSE);
}

static gboolean
compare_children (Walk             *self,
                  const CwYamlNode *before,
                  const CwYamlNode *after)
{
  g_autoptr (GArray) expected = NULL;

  if (before->end < self->first || before->start > self->last)
    return compare_same_children (self, before, after);
  expected = expect_children (self, before);
  for (guint i = 0; i < MIN (expected->len, after->children->len); i++)
    if (!compare_child (self, before, &g_array_index (expected, Expected, i), after->children->pdata[i]))
      return FALSE;
  if (after->children->len > expected->len)
    return fail (self, after->children->pdata[expected->len], FALSE);
  if (expected->len > after->children->len)
    {
      const Expected *one = &g_array_index (expected, Expected, after->children->len);

      return fail (self, one->node != NULL ? one->node : before, one->node == NULL);
    }
  return TRUE;
}

/* An alias must stand for the same node as before, not just for one of that name. */
static gboolean
is_same_alias (const Walk       *self,
               const CwYamlNode *before,
               const CwYamlNode *after)
{
  if (strcmp (before->value, after->value) != 0 || (before->target == NULL) != (after->target == NULL))
    return FALSE;
  return before->target == NULL || g_hash_table_lookup (self->partners, before->target) == after->target;
}

static gboolean
compare (Walk             *self,
         const CwYamlNode *before,
         const CwYamlNode *after)
{
  const CwYamlChange *change = find_change (self, before);

  if (before->anchor != NULL)
    g_hash_table_insert (self->partners, (gpointer) before, (gpointer) after);
  if (change != NULL && change->kind == CW_YAML_CHANGE_SET)
    return check_set (self, change, before, after);
  if (before->kind != after->kind || g_strcmp0 (before->anchor, after->anchor) != 0)
    return fail (self, before, change != NULL);
  if (before->kind == CW_YAML_SCALAR)
    return is_same_scalar (before, after) || fail (self, before, FALSE);
  if (before->kind == CW_YAML_ALIAS)
    return is_same_alias (self, before, after) || fail (self, before, FALSE);
  return compare_children (self, before, after);
}

static int
compare_inserts (gconstpointer a,
                 gconstpointer b)
{
  const CwYamlChange *left = *(const CwYamlChange *const *) a, *right = *(const CwYamlChange *const *) b;

  return left->index < right->index ? -1 : left->index > right->index;
}

static void
take_changes (Walk      *self,
              GPtrArray *changes)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (changes, NULL, NULL);

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_inserts);
  self->first = G_MAXSIZE;
  for (guint i = 0; i < sorted->len; i++)
    {
      CwYamlChange *change = sorted->pdata[i];
      GPtrArray *inserts = NULL;

      if (change->node != NULL)
        {
          self->first = MIN (self->first, change->node->start);
          self->last = MAX (self->last, change->node->start);
        }
      if (change->kind != CW_YAML_CHANGE_ADD)
        {
          g_hash_table_insert (self->changes, (gpointer) change->node, change);
          continue;
        }
      inserts = g_hash_table_lookup (self->inserts, change->node);
      if (inserts == NULL)
        {
          inserts = g_ptr_array_new ();
          g_hash_table_insert (self->inserts, (gpointer) change->node, inserts);
        }
      g_ptr_array_add (inserts, change);
    }
}

/* A text without a document got its first value. */
static gboolean
check_first (Walk         *self,
             const CwYaml *after)
{
  GPtrArray *inserts = g_hash_table_lookup (self->inserts, NULL);
  const CwYamlChange *change = inserts != NULL ? inserts->pdata[0] : NULL;
  const CwYamlNode *root = cw_yaml_get_root (after);

  if (change == NULL)
    return root == NULL || fail (self, root, FALSE);
  return (root != NULL && cw_yaml_is_content (change->content, root)) || fail (self, NULL, TRUE);
}

/**
 * cw_yaml_prove:
 * @before: the tree before
 * @after: the text afterwards, read again
 * @changes: (element-type CwYamlChange): what is meant to be different
 * @error: where to store a %CW_ERROR_INVALID_DATA that names the first path in question
 *
 * Proves that two trees differ in exactly the planned places: values, keys, their order, quotes, anchors, and what each
 * alias stands for.
 *
 * Returns: whether that is so
 */
gboolean
cw_yaml_prove (const CwYaml *before,
               const CwYaml *after,
               GPtrArray    *changes,
               GError      **error)
{
  g_auto (Walk) walk = { .error = error };
  const CwYamlNode *old = NULL, *new = NULL;

  g_return_val_if_fail (before != NULL && after != NULL && changes != NULL, FALSE);

  walk.changes = g_hash_table_new (NULL, NULL);
  walk.partners = g_hash_table_new (NULL, NULL);
  walk.inserts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  take_changes (&walk, changes);
  old = cw_yaml_get_root (before);
  new = cw_yaml_get_root (after);
  if (old == NULL)
    return check_first (&walk, after);
  return new != NULL ? compare (&walk, old, new) : fail (&walk, old, FALSE);
}

/* @after: the tree afterwards, which says where among the others a new key stands */
static CwYamlChange *
change_of (const CwEdit     *edit,
           const CwYamlNode *node,
           const CwYaml     *after)
{
  static const CwYamlChangeKind kinds[] = {
    [CW_EDIT_SET] = CW_YAML_CHANGE_SET,
    [CW_EDIT_REMOVE] = CW_YAML_CHANGE_REMOVE,
    [CW_EDIT_ADD] = CW_YAML_CHANGE_ADD,
    [CW_EDIT_EMPTY] = CW_YAML_CHANGE_EMPTY,
  };
  CwYamlChange *change = cw_yaml_change_new (kinds[edit->kind], node);

  change->value = g_strdup (edit->value);
  if (edit->kind == CW_EDIT_ADD)
    {
      const CwYamlNode *mapping = cw_yaml_lookup (after, edit->path);
      const CwYamlNode *added = mapping != NULL ? cw_yaml_node_get_child (mapping, edit->key) : NULL;
      g_autoptr (GBytes) value = g_bytes_new (edit->value, strlen (edit->value));

      change->piece = cw_yaml_read (value, NULL);
      change->content = change->piece != NULL ? cw_yaml_get_root (change->piece) : NULL;
      change->key = g_strdup (edit->key);
      change->index = added != NULL ? added->index : 0;
    }
  return change;
}

/**
 * cw_yaml_verify:
 * @before: the tree before the edits
 * @after: the text after the edits, read again
 * @edits: (element-type CwEdit): the edits that were planned
 * @error: where to store a %CW_ERROR_INVALID_DATA that names the first path in question
 *
 * Proves that an edited file differs at exactly the planned paths, and that the scalars that were set have their value.
 *
 * Returns: whether that is so
 */
gboolean
cw_yaml_verify (const CwYaml *before,
                const CwYaml *after,
                GPtrArray    *edits,
                GError      **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_yaml_change_free);

  g_return_val_if_fail (before != NULL && after != NULL && edits != NULL, FALSE);

  for (guint i = 0; i < edits->len; i++)
    {
      const CwEdit *edit = edits->pdata[i];
      const CwYamlNode *node = cw_yaml_lookup (before, edit->path);

      if (node == NULL)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_INVALID_DATA,
                       _ ("Line %u: the edit would not change “%s” as planned"), edit->line, edit->path);
          return FALSE;
        }
      g_ptr_array_add (changes, change_of (edit, node, after));
    }
  return cw_yaml_prove (before, after, changes, error);
}
