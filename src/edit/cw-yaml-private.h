/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-yaml.h"

G_BEGIN_DECLS

/* The byte order mark in UTF-8. */
#define CW_YAML_MARK "\xef\xbb\xbf"

struct _CwYaml
{
  gatomicrefcount references;
  GBytes         *text;       /* (owned) */
  CwYamlNode     *root;       /* (nullable): in nodes */
  GPtrArray      *blocks;     /* (owned) (element-type CwYamlNode): room for some nodes each */
  guint           used;       /* how many of the last block are taken */
  GStringChunk   *strings;    /* (owned): values and anchors */
  GPtrArray      *nodes;      /* (owned) (element-type CwYamlNode): values, in the order of the text */
  GPtrArray      *duplicates; /* (owned) (element-type CwYamlNode): keys */
};

CwYaml     *cw_yaml_new_empty  (GBytes     *text);
CwYamlNode *cw_yaml_make_node  (CwYaml     *self);
char       *cw_yaml_keep       (CwYaml     *self,
                                const char *text,
                                gsize       length);
gboolean    cw_yaml_refuse     (GError    **error,
                                gsize       line,
                                gsize       column,
                                const char *problem);
gboolean    cw_yaml_check_text (const char *data,
                                gsize       size,
                                gboolean   *plain,
                                GError    **error);

G_END_DECLS
