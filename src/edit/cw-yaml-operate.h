/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-operation.h"
#include "cw-yaml.h"
#include "cw-yaml-path.h"

G_BEGIN_DECLS

CwYaml   *cw_yaml_operate        (const CwYaml       *yaml,
                                  const CwOperation  *operation,
                                  GPtrArray          *notes,
                                  GError            **error);

/* For the operations: the parts below. */
CwYaml   *cw_yaml_read_piece     (const char         *text,
                                  GError            **error);
CwYaml   *cw_yaml_add_at         (const CwYaml       *yaml,
                                  const CwOperation  *operation,
                                  GArray             *steps,
                                  const CwYamlPlace  *place,
                                  CwYaml             *content,
                                  GError            **error);
CwYaml   *cw_yaml_insert_entries (const CwYaml       *yaml,
                                  const CwOperation  *operation,
                                  const CwYamlNode   *parent,
                                  CwYaml             *entries,
                                  GError            **error);
CwYaml   *cw_yaml_resolve        (const CwYaml       *yaml,
                                  const CwOperation  *operation,
                                  GArray             *steps,
                                  CwYamlPlace        *place,
                                  GError            **error);
CwYaml   *cw_yaml_operate_copy   (const CwYaml       *yaml,
                                  const CwOperation  *operation,
                                  GPtrArray          *notes,
                                  GError            **error);
CwYaml   *cw_yaml_operate_variable (const CwYaml       *yaml,
                                    const CwOperation  *operation,
                                    GPtrArray          *notes,
                                    GError            **error);

G_END_DECLS
