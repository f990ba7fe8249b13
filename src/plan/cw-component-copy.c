/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-component-copy"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-component-copy.h"
#include "cw-error.h"
#include "cw-operation.h"
#include "cw-owner.h"
#include "cw-yaml-copy.h"
#include "cw-yaml-path.h"

/*
 * A component is more than its block: an application's switch, a chart's dependency, a list of producers or topics name
 * it as well, and without them it does nothing. Whatever names the component where it is copied from, at a place that
 * the site has too, is therefore copied along. That needs no rule for each kind of list.
 */

typedef struct {
  CwProcedure *procedure;
  CwSnapshot *snapshot;       /* that is looked through */
  const CwRepository *repository;
  const char *site;
  const CwInventoryItem *source;
  const char *source_site;
  const char *name;           /* (nullable): the copy's, where it has another one */
  char *words[3];             /* what the component is called, folded; NULL ends it */
  char *new_words[3];         /* and its copy */
  GPtrArray *steps;
} Copy;

/* One file, while what names the component in it is carried into the site's file. */
typedef struct {
  Copy *copy;
  CwYaml *yaml;             /* where it is copied from */
  GBytes *bytes;
  CwYaml *target;
  GPtrArray *replacements;
  CwComponentStep *step;
} Carry;

void
cw_component_step_free (CwComponentStep *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->repository);
  g_free (self->path);
  g_clear_pointer (&self->text, g_bytes_unref);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

/* `lsst.sal.ATAOS`, `ATAOS:0`, `at-aos` and `ataos` are the same component. */
static char *
fold (const char *text)
{
  const char *end = strchr (text, ':'), *start = text;
  g_autoptr (GString) word = g_string_new (NULL);

  end = end != NULL ? end : text + strlen (text);
  for (const char *at = text; at < end; at++)
    if (*at == '.' || *at == '/')
      start = at + 1;
  for (const char *at = start; at < end; at++)
    if (*at != '-' && *at != '_')
      g_string_append_c (word, g_ascii_tolower (*at));
  return g_string_free (g_steal_pointer (&word), FALSE);
}

static gboolean
is_one_of (char *const *words,
           const char  *text)
{
  g_autofree char *word = text != NULL ? fold (text) : NULL;

  for (guint i = 0; word != NULL && *word != '\0' && words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      return TRUE;
  return FALSE;
}

/* A list's item names a component by itself or by one of its fields, a mapping's by its key. */
static gboolean
names_component (const CwYamlNode *node,
                 char *const      *words)
{
  const char *key = node->parent->kind == CW_YAML_MAPPING ? cw_yaml_node_get_key (node) : NULL;

  if (node->parent->kind == CW_YAML_MAPPING)
    return is_one_of (words, key);
  if (node->kind == CW_YAML_SCALAR)
    return is_one_of (words, node->value);
  for (guint i = 0; node->kind == CW_YAML_MAPPING && i < node->children->len; i++)
    {
      const CwYamlNode *field = g_ptr_array_index (node->children, i);

      if (field->kind == CW_YAML_SCALAR && is_one_of (words, field->value))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_component (const CwYamlNode *container,
               char *const      *words)
{
  for (guint i = 0; i < container->children->len; i++)
    if (names_component (g_ptr_array_index (container->children, i), words))
      return TRUE;
  return FALSE;
}

static G_GNUC_PRINTF (2, 3) void
note (CwComponentStep *step,
      const char      *format,
      ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (step->notes, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static CwComponentStep *
add_step (Copy       *copy,
          const char *path)
{
  CwComponentStep *step = g_new0 (CwComponentStep, 1);

  step->repository = g_strdup (copy->repository->id);
  step->path = g_strdup (path);
  step->notes = g_ptr_array_new_with_free_func (g_free);
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

/* What an item of a list is called: itself, or its name. */
static const char *
get_item_name (const CwYamlNode *item)
{
  const CwYamlNode *name = item->kind == CW_YAML_MAPPING ? cw_yaml_node_get_child (item, "name") : item;

  return name != NULL && name->kind == CW_YAML_SCALAR ? name->value : NULL;
}

/* Behind the item that it follows where it comes from, where that one is here too. */
static char *
find_item_before (const CwYamlNode *node,
                  const CwYamlNode *container)
{
  const CwYamlNode *before = node->index > 0 ? g_ptr_array_index (node->parent->children, node->index - 1) : NULL;
  const char *name = before != NULL ? get_item_name (before) : NULL;

  for (guint i = 0; name != NULL && i < container->children->len; i++)
    if (g_strcmp0 (get_item_name (g_ptr_array_index (container->children, i)), name) == 0)
      return g_strdup_printf ("[%u]", i);
  return NULL;
}

static char *
make_path (const Copy       *copy,
           const CwYamlNode *node,
           const CwYamlNode *container)
{
  g_autofree char *place = cw_yaml_node_dup_path (container);

  if (container->kind == CW_YAML_SEQUENCE)
    return g_strconcat (place, "[+]", NULL);
  return copy->name == NULL  ? cw_yaml_node_dup_path (node)
         : *place != '\0' ? g_strconcat (place, ".", copy->name, NULL)
                          : g_strdup (copy->name);
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
        note (carry->step, _ ("“%s” became “%s”"), one->from, one->to);
    }
  cw_yaml_unref (carry->target);
  carry->target = yaml;
  g_clear_pointer (&carry->step->text, g_bytes_unref);
  carry->step->text = g_steal_pointer (&text);
  return TRUE;
}

static void
carry_node (Carry            *carry,
            const CwYamlNode *node)
{
  const CwYamlNode *container = find_container (carry->target, node->parent);
  g_autofree char *place = cw_yaml_node_dup_path (node);
  g_autofree char *path = NULL;
  g_autoptr (CwOperation) operation = NULL;
  g_autoptr (GError) error = NULL;

  if (container == NULL)
    {
      note (carry->step, _ ("Not copied: the file has no place for “%s”"), place);
      return;
    }
  if (has_component (container, carry->copy->new_words))
    return;
  path = make_path (carry->copy, node, container);
  operation = cw_operation_new (CW_OPERATION_COPY, path, NULL);
  operation->source = g_bytes_ref (carry->bytes);
  operation->source_path = g_strdup (place);
  operation->replacements = g_ptr_array_ref (carry->replacements);
  if (container->kind == CW_YAML_SEQUENCE)
    operation->after = find_item_before (node, container);
  if (apply (carry, operation, &error))
    note (carry->step, _ ("Adds “%s”"), place);
  else
    note (carry->step, _ ("Not copied: “%s”: %s"), place, error->message);
}

/* Words of a text, such as the list of a producer's components. */
static gboolean
has_word (const char  *text,
          char *const *words,
          char       **found)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " \n\t", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (is_one_of (words, parts[i]))
      {
        if (found != NULL)
          *found = g_strdup (parts[i]);
        return TRUE;
      }
  return FALSE;
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
    note (carry->step, _ ("Not copied: the file has no place for “%s”"), place);
  if (target == NULL || target->kind != CW_YAML_SCALAR || has_word (target->value, carry->copy->new_words, NULL))
    return;
  trimmed = g_strchomp (g_strdup (target->value));
  value = g_strconcat (trimmed, separator, carry->copy->name != NULL ? carry->copy->name : word,
                       g_str_has_suffix (target->value, "\n") ? "\n" : NULL, NULL);
  operation = cw_operation_new (CW_OPERATION_SET, place, value);
  if (apply (carry, operation, &error))
    note (carry->step, _ ("Adds the word “%s” to “%s”"), carry->copy->name != NULL ? carry->copy->name : word, place);
  else
    note (carry->step, _ ("Not copied: “%s”: %s"), place, error->message);
}

static void
walk (Carry            *carry,
      const CwYamlNode *node)
{
  g_autofree char *word = NULL;

  if (node->parent != NULL && names_component (node, carry->copy->words))
    carry_node (carry, node);
  else if (node->kind == CW_YAML_SCALAR && strpbrk (node->value, " \n") != NULL
           && has_word (node->value, carry->copy->words, &word))
    carry_word (carry, node, word);
  else
    for (guint i = 0; node->children != NULL && i < node->children->len; i++)
      walk (carry, g_ptr_array_index (node->children, i));
}

static GPtrArray *
make_replacements (const Copy *copy,
                   const char *word,
                   const char *other_word)
{
  GPtrArray *replacements = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replacement_free);

  if (word != NULL && !g_str_equal (word, other_word))
    g_ptr_array_add (replacements, cw_replacement_new (word, other_word));
  if (copy->name != NULL)
    g_ptr_array_add (replacements, cw_replacement_new (copy->source->name, copy->name));
  return replacements;
}

static void
carry_file (Copy       *copy,
            const char *path,
            const char *to,
            GPtrArray  *replacements)
{
  g_autoptr (CwYaml) yaml = cw_yaml_read (cw_snapshot_get_bytes (copy->snapshot, path), NULL);
  g_autoptr (CwYaml) target = cw_yaml_read (cw_snapshot_get_bytes (copy->snapshot, to), NULL);
  Carry carry = { copy, yaml, cw_snapshot_get_bytes (copy->snapshot, path), NULL, replacements, NULL };

  if (yaml == NULL || target == NULL || cw_yaml_get_root (yaml) == NULL || cw_yaml_get_root (target) == NULL)
    return;
  carry.target = g_steal_pointer (&target);
  carry.step = add_step (copy, to);
  walk (&carry, cw_yaml_get_root (yaml));
  cw_yaml_unref (carry.target);
  if (carry.step->notes->len == 0)
    g_ptr_array_remove (copy->steps, carry.step);
}

/* A whole file that is not there yet, with the other site's words replaced. */
static void
copy_file (Copy       *copy,
           const char *path,
           const char *to,
           GPtrArray  *replacements)
{
  g_autoptr (GPtrArray) replaced = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replaced_free);
  CwComponentStep *step = add_step (copy, to);

  step->text = cw_replacements_apply (replacements, cw_snapshot_get_bytes (copy->snapshot, path), replaced);
  note (step, _ ("A new file, like %s"), path);
  for (guint i = 0; i < replaced->len; i++)
    {
      const CwReplaced *one = g_ptr_array_index (replaced, i);

      note (step, _ ("“%s” became “%s”"), one->from, one->to);
    }
}

static gboolean
is_own_folder (const Copy *copy,
               const char *path)
{
  g_autofree char *folder = g_path_get_dirname (copy->source->path);

  return g_str_equal (copy->repository->id, copy->source->repository) && g_str_has_prefix (path, folder)
         && path[strlen (folder)] == '/';
}

/* Where a file of a whole-file component goes when the copy has another name: into a folder of that name. */
static char *
rename_folder (const Copy *copy,
               const char *path)
{
  g_autofree char *folder = g_path_get_dirname (copy->source->path), *above = g_path_get_dirname (folder);

  return g_build_filename (above, copy->name, path + strlen (folder) + 1, NULL);
}

static void
look_at_file (Copy       *copy,
              const char *path)
{
  const char *word = NULL, *other_word = NULL;
  gboolean same = g_str_equal (copy->site, copy->source_site);
  CwOwner owner = cw_owner_find (copy->procedure, copy->repository, copy->source_site, path, NULL);
  gboolean own = g_str_equal (copy->repository->id, copy->source->repository)
                 && g_str_equal (path, copy->source->path);
  g_autofree char *to = NULL;
  g_autoptr (GPtrArray) replacements = NULL;

  if (owner == CW_OWNER_OTHER || (owner == CW_OWNER_ALL && copy->name == NULL)
      || !(g_str_has_suffix (path, ".yaml") || g_str_has_suffix (path, ".yml")))
    return;
  if (copy->name != NULL && *copy->source->place == '\0' && is_own_folder (copy, path))
    to = rename_folder (copy, path);
  else
    to = same || owner == CW_OWNER_ALL ? g_strdup (path)
                                       : cw_owner_find_sibling (copy->procedure, copy->repository, copy->source_site,
                                                                copy->site, path, &word, &other_word);
  replacements = make_replacements (copy, word, other_word);
  if (to != NULL && cw_snapshot_get_bytes (copy->snapshot, to) != NULL)
    carry_file (copy, path, to, replacements);
  else if (to != NULL && (own || is_own_folder (copy, path)))
    copy_file (copy, path, to, replacements);
}

static void
look_at_snapshot (Copy       *copy,
                  CwSnapshot *snapshot)
{
  const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);

  copy->snapshot = snapshot;
  copy->repository = cw_procedure_get_repository (copy->procedure, cw_snapshot_get_repository (snapshot));
  for (guint i = 0; copy->repository != NULL && paths[i] != NULL; i++)
    look_at_file (copy, paths[i]);
}

/* A component that is a file is called as its folder is, and so is an application's switch. */
static void
fill_words (Copy *copy)
{
  g_autofree char *folder = g_path_get_dirname (copy->source->path), *application = g_path_get_basename (folder);
  gboolean whole = *copy->source->place == '\0';

  copy->words[0] = fold (copy->source->name);
  copy->new_words[0] = fold (copy->name != NULL ? copy->name : copy->source->name);
  if (whole && copy->name == NULL && !g_str_equal (application, copy->source->name))
    {
      copy->words[1] = fold (application);
      copy->new_words[1] = fold (application);
    }
}

static gboolean
is_done (const Copy *copy)
{
  for (guint i = 0; i < copy->steps->len; i++)
    {
      const CwComponentStep *step = g_ptr_array_index (copy->steps, i);

      if (step->text != NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_component_copy:
 * @procedure: what the observatory does
 * @snapshots: (element-type CwSnapshot): the repositories' files, of both sites
 * @site: id of the site that gets the component
 * @source: a component, as cw_inventory_new() found it
 * @source_site: id of its site, which may be @site
 * @name: (nullable): the copy's name; %NULL for the same
 * @error: where to store the reason
 *
 * Works out the files that change when a component of another site, or a sibling of the same one, is added to a site:
 * its block or file, and what names it elsewhere.
 *
 * Returns: (transfer full) (nullable) (element-type CwComponentStep): the files; %NULL where nothing would change
 */
GPtrArray *
cw_component_copy (CwProcedure            *procedure,
                   GPtrArray              *snapshots,
                   const char             *site,
                   const CwInventoryItem  *source,
                   const char             *source_site,
                   const char             *name,
                   GError                **error)
{
  Copy copy = { procedure, NULL, NULL, site, source, source_site, name, { NULL }, { NULL }, NULL };

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure) && snapshots != NULL && site != NULL && source != NULL, NULL);

  copy.steps = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_component_step_free);
  fill_words (&copy);
  for (guint i = 0; i < snapshots->len; i++)
    look_at_snapshot (&copy, g_ptr_array_index (snapshots, i));
  for (guint i = 0; i < G_N_ELEMENTS (copy.words); i++)
    {
      g_free (copy.words[i]);
      g_free (copy.new_words[i]);
    }
  if (is_done (&copy))
    return copy.steps;
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT, _ ("%s is at “%s” already: nothing would change"),
               name != NULL ? name : source->name, site);
  g_ptr_array_unref (copy.steps);
  return NULL;
}
