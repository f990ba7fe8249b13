/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-yaml.h"

G_BEGIN_DECLS

/**
 * CwYamlStepKind:
 * @CW_YAML_STEP_KEY: a mapping's key
 * @CW_YAML_STEP_INDEX: a list's item by its place, from the end where it is negative
 * @CW_YAML_STEP_MATCH: a list's item by a field's value, or by its own
 * @CW_YAML_STEP_APPEND: behind a list's items
 */
typedef enum {
  CW_YAML_STEP_KEY,
  CW_YAML_STEP_INDEX,
  CW_YAML_STEP_MATCH,
  CW_YAML_STEP_APPEND,
} CwYamlStepKind;

/**
 * CwYamlStep:
 * @kind: what it is
 * @key: (owned) (nullable): the key; of a match the field, %NULL for the item itself
 * @value: (owned) (nullable): of a match
 * @turn: which of several equal keys, from 1; 0 where the path doesn't say
 * @index: of an index
 */
typedef struct {
  CwYamlStepKind kind;
  char          *key;
  char          *value;
  guint          turn;
  int            index;
} CwYamlStep;

/**
 * CwYamlPlace:
 * @node: (nullable): the last node on the way that is there
 * @depth: how many steps lead to @node
 * @via: (nullable): the alias that stands in the way: @node itself, or the `<<` of @node that has the next key
 *
 * How far a path leads. It is all there when @depth is the number of steps and @via is %NULL.
 */
typedef struct {
  const CwYamlNode *node;
  guint             depth;
  const CwYamlNode *via;
} CwYamlPlace;

GArray           *cw_yaml_path_read     (const char       *path,
                                         GError          **error);
char             *cw_yaml_path_write    (GArray           *steps,
                                         guint             n_steps);
gboolean          cw_yaml_path_walk     (const CwYaml     *yaml,
                                         GArray           *steps,
                                         CwYamlPlace      *place,
                                         GError          **error);
const CwYamlNode *cw_yaml_path_enter    (const CwYamlNode *node,
                                         const CwYamlStep *step,
                                         GError          **error);
const CwYamlNode *cw_yaml_find          (const CwYaml     *yaml,
                                         const char       *path,
                                         GError          **error);

G_END_DECLS
