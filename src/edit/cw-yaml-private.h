/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-yaml.h"

G_BEGIN_DECLS

struct _CwYaml
{
  gatomicrefcount references;
  GBytes         *text;       /* (owned) */
  CwYamlNode     *root;       /* (nullable): in nodes */
  GPtrArray      *nodes;      /* (owned) (element-type CwYamlNode): values, in the order of the text */
  GPtrArray      *keys;       /* (owned) (element-type CwYamlNode) */
  GPtrArray      *duplicates; /* (owned) (element-type CwYamlNode): keys, in keys */
};

CwYaml *cw_yaml_new_empty (GBytes *text);

G_END_DECLS
