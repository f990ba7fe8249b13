/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-carry.h"
#include "cw-yaml.h"

G_BEGIN_DECLS

gboolean   cw_yaml_node_is_equal (const CwYamlNode *self,
                                  const CwYamlNode *other);
GPtrArray *cw_yaml_carry         (const CwYaml         *from,
                                  const CwYaml         *to,
                                  const CwYaml         *onto,
                                  const CwCarryTrouble *trouble);

G_END_DECLS
