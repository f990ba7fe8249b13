/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-yaml.h"

G_BEGIN_DECLS

const char *cw_component_find_index (const char     *name);
gboolean  cw_component_find_indices (const char     *name,
                                  const char       *other,
                                  const char      **index,
                                  const char      **other_index);
char     *cw_component_fold      (const char       *text);
gboolean  cw_component_is_named  (const CwYamlNode *node,
                                  char *const      *words);
gboolean  cw_component_is_in     (const CwYamlNode *container,
                                  char *const      *words);
gboolean  cw_component_find_word (const char       *text,
                                  char *const      *words,
                                  char            **found);

const char *cw_component_get_item_name (const CwYamlNode *item);
const CwYamlNode *cw_component_find_strange (const CwYamlNode *list,
                                  const char       *name);
const CwYamlNode *cw_component_find_producer (const CwYamlNode *node);
char     *cw_component_dup_prefix (const CwYamlNode *node,
                                  char *const      *words);
const CwYamlNode *cw_component_find_prefixed (const CwYamlNode *container,
                                  const char       *prefix,
                                  char *const      *words);
const CwYamlNode *cw_component_find_strange_producer (const CwYamlNode *node,
                                  const char       *name);

G_END_DECLS
