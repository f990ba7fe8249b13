/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-component-copy"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-component-carry-private.h"
#include "cw-component-cycle.h"
#include "cw-component-names.h"
#include "cw-error.h"
#include "cw-owner.h"
#include "cw-translate.h"
#include "cw-yaml-copy.h"
#include "cw-yaml-path.h"

/*
 * A component is more than its block: an application's switch, a chart's dependency, a list of producers or topics name
 * it as well, and without them it does nothing. Whatever names the component where it is copied from, at a place that
 * the site has too, is therefore copied along. That needs no rule for each kind of list.
 */

/**
 * cw_component_step_new:
 * @repository: id of a repository
 * @path: path of a file
 *
 * Returns: (transfer full): a file of which there is nothing to say yet
 */
CwComponentStep *
cw_component_step_new (const char *repository,
                       const char *path)
{
  CwComponentStep *self = g_new0 (CwComponentStep, 1);

  self->repository = g_strdup (repository);
  self->path = g_strdup (path);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  return self;
}

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

/* The index of a component's name is that of its launch command-line: under the keys where the checks look for it, it
 * changes with the name. */
static void
add_index (const CwComponentCarrying *copy,
           GPtrArray                 *replacements)
{
  const CwSiteFiles *files = g_ptr_array_index (cw_procedure_get_site_files (copy->procedure, copy->repository,
                                                                            copy->site), 0);
  const char *from, *to;

  if (!cw_component_find_indices (copy->source->name, copy->name, &from, &to))
    return;
  for (guint i = 0; i < files->rules->len; i++)
    {
      const CwTagRule *rule = g_ptr_array_index (files->rules, i);

      for (guint j = 0; rule->kind == CW_RULE_CHECK_INDEX && rule->keys[j] != NULL; j++)
        {
          const char *dot = strrchr (rule->keys[j], '.');

          g_ptr_array_add (replacements, cw_replacement_new_at (dot != NULL ? dot + 1 : rule->keys[j], from, to));
        }
    }
}

static GPtrArray *
make_replacements (const CwComponentCarrying *copy,
                   const char                *path,
                   const char                *to,
                   const char                *word,
                   const char                *other_word)
{
  GPtrArray *replacements = cw_translate_list_words (copy->learned, path, to != NULL ? to : path, word, other_word);

  if (copy->name == NULL)
    return replacements;
  g_ptr_array_add (replacements, cw_replacement_new (copy->source->name, copy->name));
  add_index (copy, replacements);
  return replacements;
}

/* Whether the component's file has other components beside it: they would come along with the file. */
static gboolean
has_neighbours (const CwComponentCarrying *copy)
{
  g_autoptr (CwYaml) yaml = cw_yaml_read (cw_snapshot_get_bytes (copy->snapshot, copy->source->path), NULL);
  const CwYamlNode *block = yaml != NULL && *copy->source->place != '\0'
                              ? cw_yaml_find (yaml, copy->source->place, NULL) : NULL;

  return block != NULL && block->parent != NULL && block->parent->children->len > 1;
}

/* A whole file that is not there yet, with the other site's words replaced. */
static void
copy_file (CwComponentCarrying *copy,
           const char          *path,
           const char          *to,
           gboolean             own,
           GPtrArray           *replacements)
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
  step = cw_component_add_step (copy, to);
  step->text = cw_replacements_apply (replacements, cw_snapshot_get_bytes (copy->snapshot, path), replaced);
  cw_component_note (step, _ ("A new file, like %s"), path);
  for (guint i = 0; i < replaced->len; i++)
    {
      const CwReplaced *one = g_ptr_array_index (replaced, i);

      cw_component_note_replaced (copy, step, one->from, one->to);
    }
  cw_component_follow (copy, step, "");
}

/* Only a component that is a file of its own brings its folder along. */
static gboolean
is_own_folder (const CwComponentCarrying *copy,
               const char                *path)
{
  g_autofree char *folder = g_path_get_dirname (copy->source->path);

  return *copy->source->place == '\0' && g_str_equal (copy->repository->id, copy->source->repository)
         && g_str_has_prefix (path, folder)
         && path[strlen (folder)] == '/';
}

/* Where a file of a whole-file component goes when the copy has another name: into a folder of that name. */
static char *
rename_folder (const CwComponentCarrying *copy,
               const char                *path)
{
  g_autofree char *folder = g_path_get_dirname (copy->source->path), *above = g_path_get_dirname (folder);

  return g_build_filename (above, copy->name, path + strlen (folder) + 1, NULL);
}

/* A component of another name needs what every site has, such as a chart's dependency, in its own repository alone: in
 * another one nothing goes along that would make use of it. */
static gboolean
may_touch_all (const CwComponentCarrying *copy)
{
  return copy->name != NULL && g_str_equal (copy->repository->id, copy->source->repository);
}

static void
look_at_file (CwComponentCarrying *copy,
              const char          *path)
{
  const char *word = NULL, *other_word = NULL;
  gboolean same = g_str_equal (copy->site, copy->source_site);
  CwOwner owner = cw_owner_find (copy->procedure, copy->repository, copy->source_site, path, NULL);
  gboolean own = g_str_equal (copy->repository->id, copy->source->repository)
                 && g_str_equal (path, copy->source->path);
  g_autofree char *to = NULL;
  g_autoptr (GPtrArray) replacements = NULL;

  if (owner == CW_OWNER_OTHER || owner == CW_OWNER_NONE || (owner == CW_OWNER_ALL && !may_touch_all (copy))
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
    cw_component_carry (copy, path, to, own, replacements);
  else if (to != NULL && (own || is_own_folder (copy, path)))
    copy_file (copy, path, to, own, replacements);
}

/* The other site may be planned on another branch, which has it. */
static void
check_source (CwComponentCarrying *copy)
{
  g_autoptr (CwYaml) yaml = NULL;
  GBytes *bytes = cw_snapshot_get_bytes (copy->snapshot, copy->source->path);

  if (!g_str_equal (copy->repository->id, copy->source->repository))
    return;
  yaml = bytes != NULL ? cw_yaml_read (bytes, NULL) : NULL;
  if (yaml == NULL || (*copy->source->place != '\0' && cw_yaml_find (yaml, copy->source->place, NULL) == NULL))
    copy->trouble = g_strdup_printf (_ ("it doesn’t stand in %s on the branch on which this site is planned; choose "
                                        "the branch that has it"), copy->source->path);
}

/* What names the component in another repository that has one of that name itself means that one. */
static gboolean
has_another (CwComponentCarrying *copy,
             GPtrArray           *theirs)
{
  for (guint i = 0; !g_str_equal (copy->repository->id, copy->source->repository) && i < theirs->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (theirs, i);
      g_autofree char *folded = cw_component_fold (item->name);

      if (!g_str_equal (folded, copy->words[0]))
        continue;
      cw_component_note (cw_component_add_step (copy, item->path),
                         _ ("Left alone: this repository has a component “%s” of its own, which can be added as well"),
                         item->name);
      return TRUE;
    }
  return FALSE;
}

static void
look_at_snapshot (CwComponentCarrying *copy,
                  CwSnapshot          *snapshot)
{
  const char *const *paths = cw_snapshot_get_paths (snapshot, NULL);
  guint first = copy->steps->len;
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
  if (!g_str_equal (copy->site, copy->source_site))
    cw_component_note_variables (copy, first);
  copy->cycle = copy->new_cycle = NULL;
  g_clear_pointer (&copy->learned, g_ptr_array_unref);
}

/* Another repository may run one of that name here: nobody adds a second one unawares. */
static void
note_twin (CwComponentCarrying *copy,
           GPtrArray           *snapshots)
{
  g_autoptr (GPtrArray) ours = NULL;
  const CwInventoryItem *twin;

  if (copy->name != NULL || g_str_equal (copy->site, copy->source_site))
    return;
  ours = cw_inventory_new (copy->procedure, copy->site, snapshots);
  twin = cw_inventory_find_twin (ours, copy->source);
  for (guint i = 0; twin != NULL && i < copy->steps->len; i++)
    {
      CwComponentStep *step = g_ptr_array_index (copy->steps, i);

      if (step->text == NULL || !g_str_equal (step->repository, copy->source->repository))
        continue;
      cw_component_note (step, _ ("“%s” runs at this site already, by %s of %s: this is a second one"), twin->name,
                         twin->path, twin->repository);
      return;
    }
}

/* A component that is a file is called as its folder is, and so is an application's switch. */
static void
fill_words (CwComponentCarrying *copy)
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
is_done (const CwComponentCarrying *copy)
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
  CwComponentCarrying copy = {
    .procedure = procedure, .site = site, .source = source, .source_site = source_site, .name = name,
  };
  const CwSite *at;
  const char *site_name;
  g_autofree char *trouble = NULL;

  g_return_val_if_fail (CW_IS_PROCEDURE (procedure) && snapshots != NULL && site != NULL && source != NULL, NULL);

  copy.steps = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_component_step_free);
  fill_words (&copy);
  for (guint i = 0; i < snapshots->len; i++)
    look_at_snapshot (&copy, g_ptr_array_index (snapshots, i));
  note_twin (&copy, snapshots);
  for (guint i = 0; i < G_N_ELEMENTS (copy.words); i++)
    {
      g_free (copy.words[i]);
      g_free (copy.new_words[i]);
    }
  trouble = g_steal_pointer (&copy.trouble);
  if (copy.own && is_done (&copy))
    return copy.steps;
  at = cw_procedure_get_site (procedure, site);
  site_name = at != NULL ? at->name : site;
  if (copy.own)
    g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT, _ ("%s is at %s already: nothing would change"),
                 name != NULL ? name : source->name, site_name);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT, _ ("%s can’t be added to %s: %s"),
                 name != NULL ? name : source->name, site_name,
                 trouble != NULL ? trouble : _ ("none of that site’s files has a place for it"));
  g_ptr_array_unref (copy.steps);
  return NULL;
}
