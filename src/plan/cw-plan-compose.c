/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-plan-images"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-compose.h"
#include "cw-inventory.h"
#include "cw-plan-changes.h"

/* What the services of compose files run, before and after: their images take the cycle and the revision from the env
 * files beside them, which the plan changes. */

typedef struct
{
  CwScope           *scope;
  const CwChangeSet *changes;
  CwPlan            *plan;
  const char        *host;   /* (nullable): the registry's, as images name it */
  GPtrArray         *paths;  /* (element-type utf8): of the repository as it was and as it will be, %NULL at the end */
  CwPlanEarlier      earlier;
  GHashTable        *said;   /* (element-type utf8): what was warned of */
} Images;

/* The variables of one compose file. */
typedef struct
{
  GHashTable *before;
  GHashTable *after;
} Variables;

static void
variables_clear (Variables *self)
{
  g_clear_pointer (&self->before, g_hash_table_unref);
  g_clear_pointer (&self->after, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Variables, variables_clear)

static GBytes *
find_before (const char *path,
             gpointer    data)
{
  const Images *self = data;

  return cw_snapshot_get_bytes (self->scope->snapshot, path);
}

/* While nobody said whether the site goes back, the plan only shows what that would change. */
static GBytes *
find_after (const char *path,
            gpointer    data)
{
  const Images *self = data;

  for (guint i = 0; !self->scope->held && i < self->changes->files->len; i++)
    {
      const CwFileChange *change = self->changes->files->pdata[i];

      if (g_str_equal (change->path, path))
        return change->new_bytes;
    }
  return find_before (path, data);
}

static GPtrArray *
list_paths (const Images *self)
{
  const char *const *paths = cw_snapshot_get_paths (self->scope->snapshot, NULL);
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (all, (gpointer) paths[i]);
  for (guint i = 0; i < self->changes->files->len; i++)
    {
      const CwFileChange *change = self->changes->files->pdata[i];

      if (cw_snapshot_get_bytes (self->scope->snapshot, change->path) == NULL)
        g_ptr_array_add (all, change->path);
    }
  g_ptr_array_add (all, NULL);
  return all;
}

/* The registry's name before an image's, without the protocol. */
static const char *
find_host (CwProcedure *procedure)
{
  const CwRegistry *registry = cw_procedure_get_registry (procedure);
  const char *slashes = registry != NULL ? strstr (registry->url, "://") : NULL;

  return slashes != NULL ? slashes + strlen ("://") : NULL;
}

/* (nullable): what stands behind the registry's own name; %NULL for an image that comes from elsewhere */
static const char *
skip_host (const Images *self,
           const char   *image)
{
  gsize length = self->host != NULL ? strcspn (self->host, "/") : 0;

  return length > 0 && strncmp (image, self->host, length) == 0 && image[length] == '/' ? image + length + 1 : NULL;
}

/* What no env file sets is said once a file. */
static void
warn_of_undefined (Images           *self,
                   const CwPlanFile *file,
                   const CwYamlNode *image,
                   GPtrArray        *undefined)
{
  const char *repository = self->scope->repository->id;

  for (guint i = 0; i < undefined->len; i++)
    {
      const char *name = undefined->pdata[i];
      g_autofree char *id = g_strdup_printf ("undefined-%s/%s:%s", repository, file->path, name);

      if (!g_hash_table_add (self->said, g_strdup (id)))
        continue;
      cw_plan_add_warning (self->plan, repository, g_steal_pointer (&id),
                           g_strdup_printf (_ ("The variable “%s” of %s, line %u, is set in no env file beside it; "
                                               "which image that is isn’t known"), name, file->path, image->line));
    }
}

/* Whether the image has to do with a cycle: others, such as a database's, stay as they are. */
static gboolean
is_of_cycle (const char *word,
             const char *resolved)
{
  const char *colon = cw_compose_find_tag (resolved);
  CwTag tag;

  return colon != NULL && (strchr (word, '$') != NULL || cw_tag_read (colon + 1, &tag));
}

/* Of a revision: a component that names another one itself, which no rule moves, isn't passed over in silence. */
static void
warn_of_stuck (Images           *self,
               const CwPlanFile *file,
               const CwYamlNode *service,
               const char       *resolved)
{
  const CwYamlNode *image = cw_compose_find_image (service);
  const CwCycle *target = self->scope->target;
  CwCycle cycle;

  if (!cw_cycle_is_incremental (target) || strchr (image->value, '$') != NULL
      || !cw_cycle_parse (cw_compose_find_tag (resolved) + 1, &cycle, NULL) || !cw_cycle_is_incremental (&cycle)
      || (cycle.number == target->number && cycle.revision == target->revision && cycle.series == target->series))
    return;
  for (guint i = 0; i < self->scope->components->len; i++)
    {
      CwComponent *component = self->scope->components->pdata[i];

      if (cw_component_match_service (component, service) != CW_COMPONENT_SAME)
        continue;
      component->stuck = TRUE;
      cw_plan_add_warning (self->plan, self->scope->repository->id,
                           g_strdup_printf ("stuck-%s/%s:%s", self->scope->repository->id, file->path, component->name),
                           g_strdup_printf (_ ("The component %s takes part in this revision, and %s, line %u, names "
                                               "%s itself: no rule moves that"),
                                            component->name, file->path, image->line, resolved));
    }
}

static void
add_service (Images           *self,
             const CwPlanFile *file,
             const CwYamlNode *service,
             const Variables  *variables)
{
  const CwYamlNode *image = cw_compose_find_image (service);
  g_autoptr (GPtrArray) undefined = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) unknown = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *before = cw_compose_resolve (variables->before, image->value, unknown);
  g_autofree char *after = cw_compose_resolve (variables->after, image->value, undefined);
  const char *own_before = skip_host (self, before), *own = skip_host (self, after);
  CwResolution *resolution;

  if (!is_of_cycle (image->value, after))
    return;
  warn_of_undefined (self, file, image, undefined);
  warn_of_stuck (self, file, service, after);
  resolution = g_new0 (CwResolution, 1);
  resolution->repository = g_strdup (self->scope->repository->id);
  resolution->path = g_strdup (file->path);
  resolution->line = image->line;
  resolution->component = g_strdup (cw_yaml_node_get_key (service));
  if (cw_plan_earlier_has (&self->earlier, self->scope, file, service))
    resolution->before = g_strdup (own_before != NULL ? own_before : before);
  resolution->after = g_strdup (own != NULL ? own : after);
  cw_plan_take_resolution (self->plan, resolution);
  if (own != NULL && undefined->len == 0)
    cw_plan_take_image (self->plan, g_strdup (own));
}

static void
add_file (Images           *self,
          const CwPlanFile *file)
{
  g_autoptr (GPtrArray) services = cw_compose_list_services (file->yaml);
  g_auto (Variables) variables = { NULL, NULL };
  const char *const *paths;

  if (services->len == 0)
    return;
  if (self->paths == NULL)
    self->paths = list_paths (self);
  paths = (const char *const *) self->paths->pdata;
  variables.before = cw_compose_read_variables (self->scope->files, paths, file->path, find_before, self);
  variables.after = cw_compose_read_variables (self->scope->files, paths, file->path, find_after, self);
  for (guint i = 0; i < services->len; i++)
    add_service (self, file, services->pdata[i], &variables);
}

/**
 * cw_scope_add_compose_images:
 * @self: a deployment that was decided, with the files as a person left them
 * @changes: its repository's change set
 * @plan: the plan
 *
 * Adds the images of its compose files, before and after the change, and warns of variables that nothing sets.
 */
void
cw_scope_add_compose_images (CwScope           *self,
                             const CwChangeSet *changes,
                             CwPlan            *plan)
{
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Images images = { self, changes, plan, find_host (self->procedure), NULL, { NULL }, said };

  if (self->retired)
    return;
  for (guint i = 0; i < self->plan_files->len; i++)
    {
      CwPlanFile *file = self->plan_files->pdata[i];

      if (cw_inventory_is_yaml (file->path) && cw_plan_file_parse (file))
        add_file (&images, file);
    }
  g_clear_pointer (&images.paths, g_ptr_array_unref);
  cw_plan_earlier_clear (&images.earlier);
}
