/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-component-copy"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-component-carry-private.h"
#include "cw-component-cycle.h"
#include "cw-component-names.h"
#include "cw-operation.h"
#include "cw-yaml-copy.h"
#include "cw-yaml-path.h"

/* What names a component in a file of one site, carried into the file of another one. */

/* One file, while what names the component in it is carried into the site's file. */
typedef struct {
  CwComponentCarrying *copy;
  gboolean own;             /* whether it is the component's own file */
  CwYaml *yaml;             /* where it is copied from */
  GBytes *bytes;
  CwYaml *target;
  GPtrArray *replacements;
  CwComponentStep *step;
} Carry;

/**
 * cw_component_note:
 * @step: a file that changes
 * @format: what is done in it, translated, as printf() takes it
 * @...: what @format names
 *
 * Says something of the file.
 */
void
cw_component_note (CwComponentStep *step,
                   const char      *format,
                   ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (step->notes, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static gboolean
is_learned (const CwComponentCarrying *copy,
            const char                *from,
            const char                *to)
{
  for (guint i = 0; i < copy->learned->len; i++)
    {
      const CwReplacement *one = g_ptr_array_index (copy->learned, i);

      if (g_str_equal (one->from, from) && g_str_equal (one->to, to))
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_component_note_replaced:
 * @copy: a component that is copied
 * @step: a file that changes
 * @from: what stood there
 * @to: what stands there now
 *
 * Says that a word was replaced. What the files' names alone say is a guess where it stands by itself.
 */
void
cw_component_note_replaced (const CwComponentCarrying *copy,
                            CwComponentStep           *step,
                            const char                *from,
                            const char                *to)
{
  if (is_learned (copy, from, to) || strchr (from, '.') != NULL
      || (copy->name != NULL && g_str_has_suffix (copy->name, cw_component_find_index (to))))
    cw_component_note (step, _ ("“%s” became “%s”"), from, to);
  else
    cw_component_note (step, _ ("“%s” became “%s”, as the files are called: none of them tells what this site says "
                                "there"), from, to);
}

/**
 * cw_component_add_step:
 * @copy: a component that is copied
 * @path: path of a file in the repository that is looked through
 *
 * Returns: (transfer none): a file that changes, or of which there is something to say
 */
CwComponentStep *
cw_component_add_step (CwComponentCarrying *copy,
                       const char          *path)
{
  CwComponentStep *step = cw_component_step_new (copy->repository->id, path);

  g_ptr_array_add (copy->steps, step);
  return step;
}

static const CwYamlNode *
find_container (const CwYaml     *target,
                const CwYamlNode *parent)
{
  g_autofree char *path = cw_yaml_node_dup_path (parent);
  const CwYamlNode *found = *path != '\0' ? cw_yaml_find (target, path, NULL) : cw_yaml_get_root (target);

  return found != NULL && found->kind == parent->kind ? found : NULL;
}

/* Behind the item that it follows where it comes from, where that one is here too. */
static char *
find_item_before (const CwYamlNode *node,
                  const CwYamlNode *container)
{
  const CwYamlNode *before = node->index > 0 ? g_ptr_array_index (node->parent->children, node->index - 1) : NULL;
  const char *name = before != NULL ? cw_component_get_item_name (before) : NULL;

  for (guint i = 0; name != NULL && i < container->children->len; i++)
    if (g_strcmp0 (cw_component_get_item_name (g_ptr_array_index (container->children, i)), name) == 0)
      return g_strdup_printf ("[%u]", i);
  return NULL;
}

static char *
make_path (const CwComponentCarrying *copy,
           const CwYamlNode          *node,
           const CwYamlNode          *container,
           const char                *prefix)
{
  g_autofree char *place = cw_yaml_node_dup_path (container);

  if (container->kind == CW_YAML_SEQUENCE)
    return g_strconcat (place, "[+]", NULL);
  return copy->name == NULL  ? cw_yaml_node_dup_path (node)
         : *place != '\0' ? g_strconcat (place, ".", prefix, copy->name, NULL)
                          : g_strconcat (prefix, copy->name, NULL);
}

static gboolean
apply (Carry        *carry,
       CwOperation  *operation,
       GError      **error)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new ();
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
  g_autoptr (GBytes) text = NULL;
  CwYaml *yaml;

  g_ptr_array_add (operations, operation);
  text = cw_operations_apply (carry->step->path, cw_yaml_get_text (carry->target), operations, notes, error);
  yaml = text != NULL ? cw_yaml_read (text, error) : NULL;
  if (yaml == NULL)
    return FALSE;
  for (guint i = 0; i < notes->len; i++)
    {
      const CwOperationNote *one = g_ptr_array_index (notes, i);

      if (one->kind == CW_OPERATION_NOTE_REPLACED)
        cw_component_note_replaced (carry->copy, carry->step, one->from, one->to);
      if (one->kind == CW_OPERATION_NOTE_ANCHOR)
        cw_component_note (carry->step, _ ("“*%s” is that of line %u here, which says something else than the one of "
                                           "the other file"), one->from, one->line);
    }
  cw_yaml_unref (carry->target);
  carry->target = yaml;
  g_clear_pointer (&carry->step->text, g_bytes_unref);
  carry->step->text = g_steal_pointer (&text);
  return TRUE;
}

/**
 * cw_component_follow:
 * @copy: a component that is copied
 * @step: the file that it was copied into
 * @place: where it stands there; empty where the whole file is it
 *
 * Lets the component follow the cycle of its new site, and what the procedure says of pins there.
 */
void
cw_component_follow (const CwComponentCarrying *copy,
                     CwComponentStep           *step,
                     const char                *place)
{
  g_autoptr (GError) error = NULL;
  GBytes *text = NULL;

  cw_component_leave_pins (copy, step, place);
  if (copy->cycle == NULL || copy->new_cycle == NULL)
    return;
  text = cw_component_follow_cycle (step->path, step->text, place, copy->cycle, copy->new_cycle, step->notes, &error);
  if (text == NULL)
    {
      cw_component_note (step, _ ("“%s” stays at “%s”: %s"), place, copy->cycle, error->message);
      return;
    }
  g_bytes_unref (step->text);
  step->text = text;
}

/* The same in a file to which more may be added. */
static void
follow_cycle_in (Carry      *carry,
                 const char *place)
{
  CwYaml *yaml;

  cw_component_follow (carry->copy, carry->step, place);
  yaml = cw_yaml_read (carry->step->text, NULL);
  if (yaml == NULL)
    return;
  cw_yaml_unref (carry->target);
  carry->target = yaml;
}

/* `Electrometer:102` in what names electrometer102 is Electrometer:104 where that is called electrometer104. */
static void
add_indices (const CwComponentCarrying *copy,
             const CwYamlNode          *node,
             GPtrArray                 *replacements)
{
  const char *from, *to;
  gsize colon = node->kind == CW_YAML_SCALAR ? strcspn (node->value, ": ") : 0, end;
  g_autofree char *full = NULL;

  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    add_indices (copy, g_ptr_array_index (node->children, i), replacements);
  if (colon == 0 || node->value[colon] != ':'
      || !cw_component_find_indices (copy->source->name, copy->name, &from, &to))
    return;
  end = colon + strcspn (node->value + colon, " ");
  full = g_strdup_printf ("%.*s%.*s", (int) colon, node->value, (int) (end - colon - 1), node->value + colon + 1);
  if (g_ascii_strcasecmp (full, copy->source->name) == 0)
    {
      g_autofree char *word = g_strndup (node->value, end);
      g_autofree char *renamed = g_strdup_printf ("%.*s:%s", (int) colon, node->value, to);

      g_ptr_array_add (replacements, cw_replacement_new (word, renamed));
    }
}

/* The words that change in one entry. */
static GPtrArray *
list_replacements (const Carry      *carry,
                   const CwYamlNode *node)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replacement_free);

  for (guint i = 0; i < carry->replacements->len; i++)
    {
      const CwReplacement *one = g_ptr_array_index (carry->replacements, i);

      g_ptr_array_add (all, cw_replacement_new_at (one->key, one->from, one->to));
    }
  if (carry->copy->name != NULL)
    add_indices (carry->copy, node, all);
  return all;
}

/* Another component's name in the item or entry that was added: what is right there nobody can know. */
static void
note_strange_name (Carry      *carry,
                   const char *place)
{
  const CwYamlNode *node = *place != '\0' ? cw_yaml_find (carry->target, place, NULL)
                                          : cw_yaml_get_root (carry->target);
  const CwYamlNode *field = NULL;

  if (node != NULL)
    field = node->kind == CW_YAML_SEQUENCE ? cw_component_find_strange (node, carry->copy->name)
                                           : cw_component_find_strange_producer (node, carry->copy->name);
  if (field != NULL)
    cw_component_note (carry->step, _ ("“%s” still says “%s” there: edit it if that is another component"),
                       cw_yaml_node_get_key (field), field->value);
}

/* Says what was added, and lets the component itself follow the cycle. */
static void
finish_node (Carry            *carry,
             const CwYamlNode *node,
             const char       *list,
             const char       *path,
             const char       *prefix,
             gboolean          own)
{
  const char *name = carry->copy->name != NULL ? carry->copy->name : cw_component_get_item_name (node);
  g_autofree char *place = cw_yaml_node_dup_path (node);

  if (list != NULL && name != NULL)
    cw_component_note (carry->step, _ ("Adds “%s” to “%s”"), name, list);
  else
    cw_component_note (carry->step, _ ("Adds “%s”"), list != NULL ? place : path);
  if (own)
    follow_cycle_in (carry, path);
  if (carry->copy->name != NULL && (list != NULL || *prefix != '\0'))
    note_strange_name (carry, list != NULL ? list : path);
  carry->copy->own = carry->copy->own || own;
}

static gboolean
is_there (const Carry      *carry,
          const CwYamlNode *container,
          const char       *prefix)
{
  return *prefix != '\0' ? cw_component_find_prefixed (container, prefix, carry->copy->new_words) != NULL
                         : cw_component_is_in (container, carry->copy->new_words);
}

/* @prefix is what the entry has before the component's name. */
static void
carry_node (Carry            *carry,
            const CwYamlNode *node,
            const char       *prefix)
{
  const CwYamlNode *container = find_container (carry->target, node->parent);
  g_autofree char *place = cw_yaml_node_dup_path (node);
  gboolean own = carry->own && g_str_equal (place, carry->copy->source->place);
  gboolean is_list = container != NULL && container->kind == CW_YAML_SEQUENCE;
  g_autofree char *path = NULL, *list = NULL;
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (GError) error = NULL;

  if (container == NULL)
    {
      cw_component_note (carry->step, _ ("Not copied: the file has no place for “%s”"), place);
      return;
    }
  if (is_there (carry, container, prefix))
    {
      carry->copy->own = carry->copy->own || own;
      return;
    }
  path = make_path (carry->copy, node, container, prefix);
  list = is_list ? cw_yaml_node_dup_path (container) : NULL;
  operation = cw_operation_new (CW_OPERATION_COPY, path, NULL);
  operation->source = g_bytes_ref (carry->bytes);
  operation->source_path = g_strdup (place);
  operation->replacements = list_replacements (carry, node);
  if (is_list)
    operation->after = find_item_before (node, container);
  if (apply (carry, operation, &error))
    {
      finish_node (carry, node, list, path, prefix, own);
      return;
    }
  cw_component_note (carry->step, _ ("Not copied: “%s”: %s"), place, error->message);
  if (own && carry->copy->trouble == NULL)
    carry->copy->trouble = g_strdup (error->message);
}

static void
carry_word (Carry            *carry,
            const CwYamlNode *node,
            const char       *word)
{
  g_autofree char *place = cw_yaml_node_dup_path (node);
  const CwYamlNode *target = cw_yaml_find (carry->target, place, NULL);
  const char *separator = strchr (node->value, '\n') != NULL ? "\n" : " ";
  g_autofree char *trimmed = NULL;
  g_autofree char *value = NULL;
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (GError) error = NULL;

  if (target == NULL || target->kind != CW_YAML_SCALAR)
    cw_component_note (carry->step, _ ("Not copied: the file has no place for “%s”"), place);
  if (target == NULL || target->kind != CW_YAML_SCALAR
      || cw_component_find_word (target->value, carry->copy->new_words, NULL))
    return;
  trimmed = g_strchomp (g_strdup (target->value));
  value = g_strconcat (trimmed, separator, carry->copy->name != NULL ? carry->copy->name : word,
                       g_str_has_suffix (target->value, "\n") ? "\n" : NULL, NULL);
  operation = cw_operation_new (CW_OPERATION_SET, place, value);
  if (apply (carry, operation, &error))
    cw_component_note (carry->step, _ ("Adds the word “%s” to “%s”"),
                       carry->copy->name != NULL ? carry->copy->name : word, place);
  else
    cw_component_note (carry->step, _ ("Not copied: “%s”: %s"), place, error->message);
}

static void
walk (Carry            *carry,
      const CwYamlNode *node)
{
  g_autofree char *word = NULL;
  g_autofree char *prefix = cw_component_dup_prefix (node, carry->copy->words);

  if (node->parent != NULL && cw_component_is_named (node, carry->copy->words))
    carry_node (carry, node, "");
  else if (prefix != NULL)
    carry_node (carry, node, prefix);
  else if (node->kind == CW_YAML_SCALAR && strpbrk (node->value, " \n") != NULL
           && cw_component_find_word (node->value, carry->copy->words, &word))
    carry_word (carry, node, word);
  else
    for (guint i = 0; node->children != NULL && i < node->children->len; i++)
      walk (carry, g_ptr_array_index (node->children, i));
}

/**
 * cw_component_carry:
 * @copy: a component that is copied
 * @path: path of a file where it is copied from
 * @to: path of the one that it is copied to
 * @own: whether the component itself stands in it
 * @replacements: (element-type CwReplacement): words that change
 *
 * Carries what names the component in one file to the same places of another one.
 */
void
cw_component_carry (CwComponentCarrying *copy,
                    const char          *path,
                    const char          *to,
                    gboolean             own,
                    GPtrArray           *replacements)
{
  g_autoptr (CwYaml) yaml = cw_yaml_read (cw_snapshot_get_bytes (copy->snapshot, path), NULL);
  g_autoptr (CwYaml) target = cw_yaml_read (cw_snapshot_get_bytes (copy->snapshot, to), NULL);
  Carry carry = { copy, own, yaml, cw_snapshot_get_bytes (copy->snapshot, path), NULL, replacements, NULL };

  if (yaml == NULL || target == NULL || cw_yaml_get_root (yaml) == NULL || cw_yaml_get_root (target) == NULL)
    return;
  copy->own = copy->own || (own && *copy->source->place == '\0');
  carry.target = g_steal_pointer (&target);
  carry.step = cw_component_add_step (copy, to);
  walk (&carry, cw_yaml_get_root (yaml));
  cw_yaml_unref (carry.target);
  if (carry.step->notes->len == 0)
    g_ptr_array_remove (copy->steps, carry.step);
}
