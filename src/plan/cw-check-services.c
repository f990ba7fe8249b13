/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-check-services"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-side.h"

/* Checks that each component which comes or goes has, over all repositories, what those beside it have: LOVE's producer
 * in a list, or as an entry of its own that is called after it, such as a service `producer-ess301`. How such entries
 * are called is learned from the files. */

/* Of so many components at least, so many in a hundred with a producer are most of them. */
#define MIN_SIBLINGS 2
#define MOST 75

/* What has an entry for each component: the producers that a rule speaks of, or entries called by a prefix and its
 * name. */
typedef struct
{
  const CwSideFile *file;
  char             *prefix;  /* (nullable): %NULL for the rule's producers */
  GHashTable       *entries; /* (element-type utf8 CwYamlNode): folded name → entry */
} Collection;

typedef struct
{
  CwPlan          *plan;
  GPtrArray       *snapshots;
  const CwTagRule *rule;
  CwSide           earlier;
  CwSide           later;
  GHashTable      *were;     /* (element-type utf8 Collection): before a person brought anything */
  GHashTable      *are;      /* (element-type utf8 Collection): as they will be */
} Check;

static void
check_clear (Check *self)
{
  cw_side_clear (&self->earlier);
  cw_side_clear (&self->later);
  g_clear_pointer (&self->were, g_hash_table_unref);
  g_clear_pointer (&self->are, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Check, check_clear)

static void
free_collection (gpointer data)
{
  Collection *collection = data;

  g_free (collection->prefix);
  g_hash_table_unref (collection->entries);
  g_free (collection);
}

/* @id: (transfer full): what the collection is called at both times */
static Collection *
take_collection (GHashTable       *collections,
                 char             *id,
                 const CwSideFile *file,
                 const char       *prefix)
{
  Collection *collection = g_hash_table_lookup (collections, id);

  if (collection != NULL)
    {
      g_free (id);
      return collection;
    }
  collection = g_new0 (Collection, 1);
  collection->file = file;
  collection->prefix = g_strdup (prefix);
  collection->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (collections, id, collection);
  return collection;
}

/* @node may be an entry that is called after something: `producer-ess301`, or `love-producer-ess301`. */
static void
add_prefixed (GHashTable       *collections,
              const CwSideFile *file,
              const CwYamlNode *node)
{
  const char *key = node->kind == CW_YAML_MAPPING && node->key != NULL ? node->key->value : NULL;
  g_autofree char *place = key != NULL ? cw_yaml_node_dup_path (node->parent) : NULL;

  for (const char *at = key != NULL ? strpbrk (key, "-_") : NULL; at != NULL; at = strpbrk (at + 1, "-_"))
    {
      g_autofree char *prefix = g_strndup (key, (gsize) (at + 1 - key));
      Collection *collection
        = take_collection (collections, g_strdup_printf ("%s/%s:%s%s%s", file->repository->id, file->path, place,
                                                         *place != '\0' ? "." : "", prefix),
                           file, prefix);

      g_hash_table_insert (collection->entries, cw_side_fold (at + 1, strlen (at + 1)), (gpointer) node);
    }
}

static void
add_listed (GHashTable       *collections,
            const CwSideFile *file,
            const CwTagRule  *rule)
{
  g_autoptr (GPtrArray) producers = cw_check_list_producers (rule, file->yaml);
  Collection *collection = NULL;

  if (producers->len > 0)
    collection = take_collection (collections, g_strdup_printf ("%s/%s", file->repository->id, file->path), file, NULL);
  for (guint i = 0; i < producers->len; i++)
    cw_check_add_producer (collection->entries, producers->pdata[i]);
}

static const CwTagRule *
find_rule (const CwSideFile *file)
{
  for (guint i = 0; i < file->deployment->rules->len; i++)
    {
      const CwTagRule *rule = file->deployment->rules->pdata[i];

      if (rule->kind == CW_RULE_CHECK_PRODUCER && cw_path_matches_any ((const char *const *) rule->files, file->path))
        return rule;
    }
  return NULL;
}

static GHashTable *
list_collections (const CwSide *side)
{
  GHashTable *collections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_collection);

  for (guint i = 0; i < side->files->len; i++)
    {
      const CwSideFile *file = side->files->pdata[i];
      const CwTagRule *rule = find_rule (file);
      GPtrArray *nodes = file->yaml != NULL ? cw_yaml_get_nodes (file->yaml) : NULL;

      for (guint j = 0; nodes != NULL && j < nodes->len; j++)
        add_prefixed (collections, file, nodes->pdata[j]);
      if (rule != NULL)
        add_listed (collections, file, rule);
    }
  return collections;
}

static gboolean
has (const Collection      *collection,
     const CwSideComponent *component)
{
  return collection != NULL
         && (g_hash_table_contains (collection->entries, component->folded)
             || g_hash_table_contains (collection->entries, component->stem));
}

/* Whether two components stand beside each other: in one file, or each in a file of its own. */
static gboolean
is_beside (const CwSideComponent *component,
           const CwSideComponent *other)
{
  if (component->node->parent == NULL)
    return other->node->parent == NULL && component->file->repository == other->file->repository;
  return component->node->parent == other->node->parent;
}

/* Whether what stands beside the component are components only, as in a collector's file: the services of a host are
 * others as well. */
static gboolean
is_collected (const CwSideComponent *component)
{
  const CwSideFile *file = component->file;

  for (guint i = 0; i < file->deployment->rules->len; i++)
    {
      const CwTagRule *rule = file->deployment->rules->pdata[i];

      if (rule->kind == CW_RULE_CHECK_CHART && cw_path_matches_any ((const char *const *) rule->files, file->path))
        return TRUE;
      if (rule->kind == CW_RULE_CHECK_PRODUCER && component->node->parent == NULL)
        return TRUE;
    }
  return FALSE;
}

/* Whether most components are in it that were beside this one before it came. */
static gboolean
has_siblings (const Check           *self,
              const Collection      *collection,
              const CwSideComponent *component)
{
  guint n_siblings = 0, n_shown = 0;

  for (guint i = 0; i < self->later.components->len; i++)
    {
      const CwSideComponent *other = self->later.components->pdata[i];

      if (!other->runs || !g_hash_table_contains (self->earlier.running, other->folded)
          || !is_beside (component, other))
        continue;
      n_siblings++;
      n_shown += has (collection, other);
    }
  return is_collected (component) && n_siblings >= MIN_SIBLINGS && n_shown * 100 >= n_siblings * MOST;
}

static void
raise_alarm (const Check      *self,
             const CwSideFile *file,
             guint             line,
             const char       *key,
             const char       *value,
             const char       *text)
{
  const CwScope scope = { .repository = file->repository,
                          .snapshot = cw_snapshot_find (self->snapshots, file->repository->id) };
  const CwCheckWork work = { &scope, cw_plan_get_change_set (self->plan, file->repository->id), self->plan, NULL,
                             self->rule };

  cw_check_alarm (&work, file->path, line, key, value, text);
}

/* A list of the same repository has a check of its own, for blocks that say something. */
static gboolean
is_checked_already (const CwSideComponent *component,
                    const Collection      *collection)
{
  return collection->prefix == NULL && collection->file->repository == component->file->repository
         && component->node->children->len > 0;
}

static guint
get_line (const CwYamlNode *block)
{
  return block->key != NULL ? block->key->line : block->line;
}

/* What moved from one list to another isn't missing in the first. */
static gboolean
has_moved (const Check           *self,
           const CwSideComponent *component)
{
  GHashTableIter iter;
  gpointer id, collection;

  g_hash_table_iter_init (&iter, self->are);
  while (g_hash_table_iter_next (&iter, &id, &collection))
    if (has (collection, component) && !has (g_hash_table_lookup (self->were, id), component))
      return TRUE;
  return FALSE;
}

/* (transfer full) (nullable): that the component ought to be in the collection, translated */
static char *
explain_lack (const Check           *self,
              const CwSideComponent *component,
              const char            *id,
              const Collection      *collection)
{
  const char *path = collection->file->path, *repository = collection->file->repository->id, *name = component->name;
  gboolean had = has (g_hash_table_lookup (self->were, id), component);
  gboolean came = !g_hash_table_contains (self->earlier.running, component->folded);

  if (!(had && !has_moved (self, component)) && !(came && has_siblings (self, collection, component)))
    return NULL;
  if (collection->prefix == NULL)
    return had ? g_strdup_printf (_ ("“%s” has no producer in %s of %s any more"), name, path, repository)
               : g_strdup_printf (_ ("“%s” has no producer in %s of %s, though the components beside it have"), name,
                                  path, repository);
  return had ? g_strdup_printf (_ ("“%s” has no “%s%s” in %s of %s any more"), name, collection->prefix, name, path,
                                repository)
             : g_strdup_printf (_ ("“%s” has no “%s%s” in %s of %s, though the components beside it have theirs"), name,
                                collection->prefix, name, path, repository);
}

static void
check_lacks (const Check      *self,
             const char       *id,
             const Collection *collection)
{
  for (guint i = 0; i < self->later.components->len; i++)
    {
      const CwSideComponent *component = self->later.components->pdata[i];
      const CwYamlNode *node = component->node;
      g_autofree char *text = NULL;

      if (component->runs && !has (collection, component) && !is_checked_already (component, collection))
        text = explain_lack (self, component, id, collection);
      if (text != NULL)
        raise_alarm (self, component->file, get_line (node), id, component->name, text);
    }
}

/* Whether the entries are called after components, and not by chance. */
static gboolean
is_of_components (const Check      *self,
                  const Collection *collection)
{
  GHashTableIter iter;
  gpointer name;
  guint n_known = 0;

  g_hash_table_iter_init (&iter, collection->entries);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    n_known += g_hash_table_contains (self->later.names, name);
  return collection->prefix == NULL || n_known >= MIN_SIBLINGS;
}

static void
check_leftover (const Check           *self,
                const CwSideComponent *component,
                const char            *id,
                const Collection      *collection)
{
  const CwYamlNode *entry = g_hash_table_lookup (collection->entries, component->folded);
  CwTagRule rule = *self->rule;
  Check work = *self;
  g_autofree char *text = NULL;

  if (entry == NULL)
    return;
  rule.reason = (char *) _ ("A producer without its component has nothing to show.");
  work.rule = &rule;
  if (collection->prefix != NULL)
    text = g_strdup_printf (_ ("“%s” is for “%s”, which isn’t at this site any more"), entry->key->value,
                            component->name);
  else
    text = g_strdup_printf (_ ("The producer “%s” is for “%s”, which isn’t at this site any more"), entry->value,
                            component->name);
  raise_alarm (&work, collection->file, collection->prefix != NULL ? get_line (entry) : entry->line, id,
               component->name, text);
}

/* A component of a file that can't be read may be there all the same. */
static void
check_leftovers (const Check      *self,
                 const char       *id,
                 const Collection *collection)
{
  if (self->later.unread || !is_of_components (self, collection))
    return;
  for (guint i = 0; i < self->earlier.components->len; i++)
    {
      const CwSideComponent *component = self->earlier.components->pdata[i];

      if (!g_hash_table_contains (self->later.names, component->folded))
        check_leftover (self, component, id, collection);
    }
}

/* (nullable): what the site's files are checked by; where nothing speaks of producers there are none */
static const CwTagRule *
find_any_rule (CwPlan      *plan,
               CwProcedure *procedure)
{
  GPtrArray *repositories = cw_procedure_get_repositories (procedure);

  for (guint i = 0; i < repositories->len; i++)
    {
      GPtrArray *deployments
        = cw_procedure_get_site_files (procedure, repositories->pdata[i], cw_plan_get_site (plan));

      for (guint j = 0; deployments != NULL && j < deployments->len; j++)
        {
          GPtrArray *rules = ((const CwSiteFiles *) deployments->pdata[j])->rules;

          for (guint k = 0; k < rules->len; k++)
            if (((const CwTagRule *) rules->pdata[k])->kind == CW_RULE_CHECK_PRODUCER)
              return rules->pdata[k];
        }
    }
  return NULL;
}

/**
 * cw_plan_check_services:
 * @plan: a plan with the changes of all repositories
 * @procedure: the procedure
 * @snapshots: (element-type CwSnapshot): the repositories
 *
 * Looks for components that came without a producer where those beside them have one, and for producers that stayed
 * though their component went, over all repositories of the site.
 */
void
cw_plan_check_services (CwPlan      *plan,
                        CwProcedure *procedure,
                        GPtrArray   *snapshots)
{
  g_auto (Check) self = { plan, snapshots, find_any_rule (plan, procedure) };
  g_autoptr (GList) ids = NULL;

  if (self.rule == NULL || !cw_side_differs (plan, procedure, snapshots))
    return;
  cw_side_read (&self.earlier, plan, procedure, snapshots, FALSE);
  cw_side_read (&self.later, plan, procedure, snapshots, TRUE);
  self.were = list_collections (&self.earlier);
  self.are = list_collections (&self.later);
  ids = g_list_sort (g_hash_table_get_keys (self.are), (GCompareFunc) strcmp);
  for (const GList *at = ids; at != NULL; at = at->next)
    {
      check_lacks (&self, at->data, g_hash_table_lookup (self.are, at->data));
      check_leftovers (&self, at->data, g_hash_table_lookup (self.are, at->data));
    }
}
