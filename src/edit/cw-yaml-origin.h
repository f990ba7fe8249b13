/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-yaml.h"

G_BEGIN_DECLS

GPtrArray        *cw_yaml_list_dependents (const CwYaml     *yaml,
                                           const CwYamlNode *node);
const CwYamlNode *cw_yaml_find_alias_into (const CwYaml     *yaml,
                                           const CwYamlNode *node);

G_END_DECLS
