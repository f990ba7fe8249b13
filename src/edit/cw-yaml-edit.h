/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-edit.h"
#include "cw-yaml.h"

G_BEGIN_DECLS

CwEdit   *cw_yaml_edit_set_scalar   (const CwYaml     *yaml,
                                     const CwYamlNode *node,
                                     const char       *value,
                                     GError          **error);
CwEdit   *cw_yaml_edit_replace_text (const CwYaml     *yaml,
                                     const CwYamlNode *node,
                                     gsize             start,
                                     gsize             length,
                                     const char       *replacement,
                                     GError          **error);
CwEdit   *cw_yaml_edit_add          (const CwYaml     *yaml,
                                     const CwYamlNode *mapping,
                                     const char       *key,
                                     const char       *value,
                                     GError          **error);
GPtrArray *cw_yaml_edit_remove      (const CwYaml     *yaml,
                                     GPtrArray        *nodes,
                                     gboolean          prune,
                                     GError          **error);
gboolean  cw_yaml_verify            (const CwYaml     *before,
                                     const CwYaml     *after,
                                     GPtrArray        *edits,
                                     GError          **error);

G_END_DECLS
