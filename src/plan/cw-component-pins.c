/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-component-pins"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-check.h"
#include "cw-component-carry-private.h"
#include "cw-planner.h"
#include "cw-yaml-path.h"

/* A component that comes from another site brings that site's pin along. Where the procedure removes pins it would name
 * a revision that nobody chose for the site, so it is left out there. */

static const CwTagRule *
find_rule (const CwComponentCarrying *copy,
           const char                *path)
{
  GPtrArray *deployments = cw_procedure_get_site_files (copy->procedure, copy->repository, copy->site);

  for (guint i = 0; deployments != NULL && i < deployments->len; i++)
    {
      const CwSiteFiles *files = g_ptr_array_index (deployments, i);

      for (guint j = 0; j < files->rules->len; j++)
        {
          const CwTagRule *rule = g_ptr_array_index (files->rules, j);

          if (rule->kind == CW_RULE_PIN && g_strcmp0 (rule->reset, CW_ANSWER_REMOVE) == 0
              && cw_path_matches_any ((const char *const *) rule->files, path))
            return rule;
        }
    }
  return NULL;
}

static void
look_at (const CwYamlNode *node,
         const CwTagRule  *rule,
         GPtrArray        *operations)
{
  g_autofree char *path = node->kind == CW_YAML_SCALAR ? cw_yaml_node_dup_path (node) : NULL;

  if (path != NULL && cw_check_is_path (rule, path))
    g_ptr_array_add (operations, cw_operation_new (CW_OPERATION_REMOVE, path, NULL));
  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    look_at (g_ptr_array_index (node->children, i), rule, operations);
}

/**
 * cw_component_leave_pins:
 * @copy: a component that is copied
 * @step: the file that it was copied into
 * @place: where it stands there; empty where the whole file is it
 *
 * Leaves the pins of another site out where the procedure removes those of this one.
 */
void
cw_component_leave_pins (const CwComponentCarrying *copy,
                         CwComponentStep           *step,
                         const char                *place)
{
  const CwTagRule *rule = !g_str_equal (copy->site, copy->source_site) ? find_rule (copy, step->path) : NULL;
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_free);
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_operation_note_free);
  g_autoptr (CwYaml) yaml = rule != NULL ? cw_yaml_read (step->text, NULL) : NULL;
  const CwYamlNode *block = yaml == NULL ? NULL : *place != '\0' ? cw_yaml_find (yaml, place, NULL)
                                                                 : cw_yaml_get_root (yaml);
  g_autoptr (GError) error = NULL;
  GBytes *text;

  if (block != NULL)
    look_at (block, rule, operations);
  if (operations->len == 0)
    return;
  text = cw_operations_apply (step->path, step->text, operations, said, &error);
  for (guint i = 0; i < operations->len; i++)
    {
      const CwOperation *one = g_ptr_array_index (operations, i);

      if (text != NULL)
        cw_component_note (step, _ ("Leaves out “%s”: pins are removed at this site"), one->path);
      else
        cw_component_note (step, _ ("Not left out: “%s”: %s"), one->path, error->message);
    }
  if (text == NULL)
    return;
  g_bytes_unref (step->text);
  step->text = text;
}
