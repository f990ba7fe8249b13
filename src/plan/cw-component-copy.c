/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-component-copy"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-component-copy.h"
#include "cw-component-cycle.h"
#include "cw-component-names.h"
#include "cw-error.h"
#include "cw-operation.h"
#include "cw-owner.h"
#include "cw-translate.h"
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
  gboolean own;               /* whether the component itself is there then, not only what names it */
  char *trouble;              /* (nullable): why it isn't */
  const char *cycle;          /* (nullable): the cycle's tag that @source_site has there */
  const char *new_cycle;      /* (nullable): and @site */
  GPtrArray *learned;         /* what @site says where @source_site says its own name or hosts, in @snapshot */
  GPtrArray *steps;
} Copy;

/* One file, while what names the component in it is carried into the site's file. */
typedef struct {
  Copy *copy;
  gboolean own;             /* whether it is the component's own file */
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

static gboolean
is_learned (const Copy *copy,
            const char *from,
            const char *to)
{
  for (guint i = 0; i < copy->learned->len; i++)
    {
      const CwReplacement *one = g_ptr_array_index (copy->learned, i);

      if (g_str_equal (one->from, from) && g_str_equal (one->to, to))
        return TRUE;
    }
  return FALSE;
}

/* What the files' names alone say is a guess where it stands by itself. */
static void
note_replaced (const Copy      *copy,
               CwComponentStep *step,
               const char      *from,
               const char      *to)
{
  if (is_learned (copy, from, to) || strchr (from, '.') != NULL || g_strcmp0 (to, copy->name) == 0)
    note (step, _ ("“%s” became “%s”"), from, to);
  else
    note (step, _ ("“%s” became “%s”, as the files are called: none of them tells what this site says there"), from,
          to);
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
        note_replaced (carry->copy, carry->step, one->from, one->to);
    }
  cw_yaml_unref (carry->target);
  carry->target = yaml;
  g_clear_pointer (&carry->step->text, g_bytes_unref);
  carry->step->text = g_steal_pointer (&text);
  return TRUE;
}

static void
follow_cycle (const Copy      *copy,
              CwComponentStep *step,
              const char      *place)
{
  g_autoptr (GError) error = NULL;
  GBytes *text;

  if (copy->cycle == NULL || copy->new_cycle == NULL)
    return;
  text = cw_component_follow_cycle (step->path, step->text, place, copy->cycle, copy->new_cycle, step->notes, &error);
  if (text == NULL)
    {
      note (step, _ ("“%s” stays at “%s”: %s"), place, copy->cycle, error->message);
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

  follow_cycle (carry->copy, carry->step, place);
  yaml = cw_yaml_read (carry->step->text, NULL);
  if (yaml == NULL)
    return;
  cw_yaml_unref (carry->target);
  carry->target = yaml;
}

static void
carry_node (Carry            *carry,
            const CwYamlNode *node)
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
      note (carry->step, _ ("Not copied: the file has no place for “%s”"), place);
      return;
    }
  if (cw_component_is_in (container, carry->copy->new_words))
    {
      carry->copy->own = carry->copy->own || own;
      return;
    }
  path = make_path (carry->copy, node, container);
  list = cw_yaml_node_dup_path (container);
  operation = cw_operation_new (CW_OPERATION_COPY, path, NULL);
  operation->source = g_bytes_ref (carry->bytes);
  operation->source_path = g_strdup (place);
  operation->replacements = g_ptr_array_ref (carry->replacements);
  if (is_list)
    operation->after = find_item_before (node, container);
  if (apply (carry, operation, &error))
    {
      const char *name = carry->copy->name != NULL ? carry->copy->name : get_item_name (node);

      if (is_list && name != NULL)
        note (carry->step, _ ("Adds “%s” to “%s”"), name, list);
      else
        note (carry->step, _ ("Adds “%s”"), is_list ? place : path);
      if (own)
        follow_cycle_in (carry, path);
      carry->copy->own = carry->copy->own || own;
      return;
    }
  note (carry->step, _ ("Not copied: “%s”: %s"), place, error->message);
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
    note (carry->step, _ ("Not copied: the file has no place for “%s”"), place);
  if (target == NULL || target->kind != CW_YAML_SCALAR
      || cw_component_find_word (target->value, carry->copy->new_words, NULL))
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

  if (node->parent != NULL && cw_component_is_named (node, carry->copy->words))
    carry_node (carry, node);
  else if (node->kind == CW_YAML_SCALAR && strpbrk (node->value, " \n") != NULL
           && cw_component_find_word (node->value, carry->copy->words, &word))
    carry_word (carry, node, word);
  else
    for (guint i = 0; node->children != NULL && i < node->children->len; i++)
      walk (carry, g_ptr_array_index (node->children, i));
}

static GPtrArray *
make_replacements (const Copy *copy,
                   const char *path,
                   const char *to,
                   const char *word,
                   const char *other_word)
{
  GPtrArray *replacements = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replacement_free);

  for (guint i = 0; i < copy->learned->len; i++)
    {
      const CwReplacement *one = g_ptr_array_index (copy->learned, i);

      g_ptr_array_add (replacements, cw_replacement_new_at (one->key, one->from, one->to));
    }
  cw_translate_add_names (replacements, path, to != NULL ? to : path, word, other_word);
  if (copy->name != NULL)
    g_ptr_array_add (replacements, cw_replacement_new (copy->source->name, copy->name));
  return replacements;
}

static void
carry_file (Copy       *copy,
            const char *path,
            const char *to,
            gboolean    own,
            GPtrArray  *replacements)
{
  g_autoptr (CwYaml) yaml = cw_yaml_read (cw_snapshot_get_bytes (copy->snapshot, path), NULL);
  g_autoptr (CwYaml) target = cw_yaml_read (cw_snapshot_get_bytes (copy->snapshot, to), NULL);
  Carry carry = { copy, own, yaml, cw_snapshot_get_bytes (copy->snapshot, path), NULL, replacements, NULL };

  if (yaml == NULL || target == NULL || cw_yaml_get_root (yaml) == NULL || cw_yaml_get_root (target) == NULL)
    return;
  copy->own = copy->own || (own && *copy->source->place == '\0');
  carry.target = g_steal_pointer (&target);
  carry.step = add_step (copy, to);
  walk (&carry, cw_yaml_get_root (yaml));
  cw_yaml_unref (carry.target);
  if (carry.step->notes->len == 0)
    g_ptr_array_remove (copy->steps, carry.step);
}

/* Whether the component's file has other components beside it: they would come along with the file. */
static gboolean
has_neighbours (const Copy *copy)
{
  g_autoptr (CwYaml) yaml = cw_yaml_read (cw_snapshot_get_bytes (copy->snapshot, copy->source->path), NULL);
  const CwYamlNode *block = yaml != NULL && *copy->source->place != '\0'
                              ? cw_yaml_find (yaml, copy->source->place, NULL) : NULL;

  return block != NULL && block->parent != NULL && block->parent->children->len > 1;
}

/* A whole file that is not there yet, with the other site's words replaced. */
static void
copy_file (Copy       *copy,
           const char *path,
           const char *to,
           gboolean    own,
           GPtrArray  *replacements)
{
  g_autoptr (GPtrArray) replaced = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_replaced_free);
  CwComponentStep *step = NULL;

  if (own && has_neighbours (copy))
    {
      g_free (copy->trouble);
      copy->trouble = g_strdup_printf (_ ("there is no file %s yet, and other components stand in %s; make the file "
                                          "first"), to, path);
      return;
    }
  copy->own = copy->own || own;
  step = add_step (copy, to);
  step->text = cw_replacements_apply (replacements, cw_snapshot_get_bytes (copy->snapshot, path), replaced);
  note (step, _ ("A new file, like %s"), path);
  for (guint i = 0; i < replaced->len; i++)
    {
      const CwReplaced *one = g_ptr_array_index (replaced, i);

      note_replaced (copy, step, one->from, one->to);
    }
  follow_cycle (copy, step, "");
}

/* Only a component that is a file of its own brings its folder along. */
static gboolean
is_own_folder (const Copy *copy,
               const char *path)
{
  g_autofree char *folder = g_path_get_dirname (copy->source->path);

  return *copy->source->place == '\0' && g_str_equal (copy->repository->id, copy->source->repository)
         && g_str_has_prefix (path, folder)
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
  if (copy->name != NULL && is_own_folder (copy, path))
    to = rename_folder (copy, path);
  else
    to = same || owner == CW_OWNER_ALL ? g_strdup (path)
                                       : cw_owner_find_sibling (copy->procedure, copy->repository, copy->source_site,
                                                                copy->site, path, &word, &other_word);
  replacements = make_replacements (copy, path, to, word, other_word);
  if (to != NULL && cw_snapshot_get_bytes (copy->snapshot, to) != NULL)
    carry_file (copy, path, to, own, replacements);
  else if (to != NULL && (own || is_own_folder (copy, path)))
    copy_file (copy, path, to, own, replacements);
}

/* The other site may be planned on another branch, which has it. */
static void
check_source (Copy *copy)
{
  g_autoptr (CwYaml) yaml = NULL;
  GBytes *bytes = cw_snapshot_get_bytes (copy->snapshot, copy->source->path);

  if (!g_str_equal (copy->repository->id, copy->source->repository))
    return;
  yaml = bytes != NULL ? cw_yaml_read (bytes, NULL) : NULL;
  if (yaml == NULL || (*copy->source->place != '\0' && cw_yaml_find (yaml, copy->source->place, NULL) == NULL))
    copy->trouble = g_strdup_printf (_ ("it doesn't stand in %s on the branch on which this site is planned; choose "
                                        "the branch that has it"), copy->source->path);
}

/* What names the component in another repository that has one of that name itself means that one. */
static gboolean
has_another (Copy      *copy,
             GPtrArray *theirs)
{
  for (guint i = 0; !g_str_equal (copy->repository->id, copy->source->repository) && i < theirs->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (theirs, i);
      g_autofree char *folded = cw_component_fold (item->name);

      if (!g_str_equal (folded, copy->words[0]))
        continue;
      note (add_step (copy, item->path), _ ("Left alone: this repository has a component “%s” of its own, which can be "
                                            "added as well"), item->name);
      return TRUE;
    }
  return FALSE;
}

static void
look_at_snapshot (Copy       *copy,
                  CwSnapshot *snapshot)
{
  const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);

  g_autoptr (GPtrArray) alone = g_ptr_array_new (), theirs = NULL, ours = NULL;

  copy->snapshot = snapshot;
  copy->repository = cw_procedure_get_repository (copy->procedure, cw_snapshot_get_repository (snapshot));
  if (copy->repository == NULL)
    return;
  g_ptr_array_add (alone, snapshot);
  theirs = cw_inventory_new (copy->procedure, copy->source_site, alone);
  if (has_another (copy, theirs))
    return;
  ours = cw_inventory_new (copy->procedure, copy->site, alone);
  copy->cycle = cw_component_find_cycle (theirs, copy->repository->id);
  copy->new_cycle = cw_component_find_cycle (ours, copy->repository->id);
  check_source (copy);
  copy->learned = cw_translate_learn (copy->procedure, copy->repository, snapshot, copy->source_site, copy->site);
  for (guint i = 0; paths[i] != NULL; i++)
    look_at_file (copy, paths[i]);
  copy->cycle = copy->new_cycle = NULL;
  g_clear_pointer (&copy->learned, g_ptr_array_unref);
}

/* A component that is a file is called as its folder is, and so is an application's switch. */
static void
fill_words (Copy *copy)
{
  g_autofree char *folder = g_path_get_dirname (copy->source->path), *application = g_path_get_basename (folder);
  gboolean whole = *copy->source->place == '\0';

  copy->words[0] = cw_component_fold (copy->source->name);
  copy->new_words[0] = cw_component_fold (copy->name != NULL ? copy->name : copy->source->name);
  if (whole && copy->name == NULL && !g_str_equal (application, copy->source->name))
    {
      copy->words[1] = cw_component_fold (application);
      copy->new_words[1] = cw_component_fold (application);
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
  Copy copy = { .procedure = procedure, .site = site, .source = source, .source_site = source_site, .name = name };
  g_autofree char *trouble = NULL;

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
  trouble = g_steal_pointer (&copy.trouble);
  if (copy.own && is_done (&copy))
    return copy.steps;
  if (copy.own)
    g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT, _ ("%s is at “%s” already: nothing would change"),
                 name != NULL ? name : source->name, site);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT, _ ("%s can't be added to “%s”: %s"),
                 name != NULL ? name : source->name, site,
                 trouble != NULL ? trouble : _ ("none of that site's files has a place for it"));
  g_ptr_array_unref (copy.steps);
  return NULL;
}
