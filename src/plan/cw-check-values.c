/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-check-values"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-check.h"

/* A check that nothing of a kind is brought in, such as a simulator, where the site has nothing of that kind. */

typedef struct
{
  const CwCheckFile *file;
  const CwYamlNode *node;
  char *path;
} Value;

static void
value_clear (gpointer data)
{
  g_free (((Value *) data)->path);
}

/* Most files have nothing like it, and needn't be read. */
static void
add_values (const CwCheckWork *self,
            CwCheckFile       *file,
            const char        *glob,
            GArray            *values)
{
  const char *core = glob + strspn (glob, "*?");
  CwYaml *yaml = cw_check_file_has (file, core, strcspn (core, "*?")) ? cw_check_file_get_yaml (file) : NULL;
  GPtrArray *nodes = yaml != NULL ? cw_yaml_get_nodes (yaml) : NULL;

  for (guint i = 0; nodes != NULL && i < nodes->len; i++)
    {
      const CwYamlNode *node = nodes->pdata[i];
      Value value = { file, node, NULL };

      if (node->kind != CW_YAML_SCALAR || node->key == NULL || !g_pattern_match_simple (glob, node->value))
        continue;
      value.path = cw_yaml_node_dup_path (node);
      if (cw_check_is_path (self->rule, value.path))
        g_array_append_val (values, value);
      else
        g_free (value.path);
    }
}

/* Whether something of the kind stood there already. */
static gboolean
stood_there (const CwCheckWork *self,
             const Value       *value,
             const char        *glob)
{
  GBytes *bytes = cw_snapshot_get_bytes (cw_snapshot_get_before (self->scope->snapshot), value->file->path);
  g_autoptr (CwYaml) before = NULL;
  const CwYamlNode *node;

  if (bytes != NULL && g_bytes_equal (bytes, value->file->bytes))
    return TRUE;
  before = bytes != NULL ? cw_yaml_read (bytes, NULL) : NULL;
  node = before != NULL ? cw_yaml_lookup (before, value->path) : NULL;
  return node != NULL && node->kind == CW_YAML_SCALAR && g_pattern_match_simple (glob, node->value);
}

static void
look_for (const CwCheckWork *self,
          const char        *glob)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (Value));

  g_array_set_clear_func (values, value_clear);
  for (guint i = 0; i < self->files->len; i++)
    if (cw_check_concerns (self, self->files->pdata[i]))
      add_values (self, self->files->pdata[i], glob, values);
  for (guint i = 0; i < values->len; i++)
    if (stood_there (self, &g_array_index (values, Value, i), glob))
      return;
  for (guint i = 0; i < values->len; i++)
    {
      const Value *value = &g_array_index (values, Value, i);
      g_autofree char *text = g_strdup_printf (_ ("“%s” is the only one like “%s” of this site in %s"),
                                               value->node->value, glob, self->scope->repository->id);

      cw_check_alarm (self, value->file->path, value->node->line, value->path, value->node->value, text);
    }
}

/**
 * cw_check_values:
 * @self: a check's work
 *
 * Looks for values of a kind that nothing of the site had. For cw_scope_check().
 */
void
cw_check_values (CwCheckWork *self)
{
  gboolean brought = cw_check_is_anything_brought (self);

  for (guint i = 0; brought && self->rule->values[i] != NULL; i++)
    look_for (self, self->rule->values[i]);
}
