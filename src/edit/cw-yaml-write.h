/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-yaml.h"

G_BEGIN_DECLS

/**
 * CwYamlType:
 * @CW_YAML_TYPE_TEXT: a text
 * @CW_YAML_TYPE_NUMBER: a number
 * @CW_YAML_TYPE_BOOLEAN: true or false, as YAML 1.1 and with it Helm read it
 * @CW_YAML_TYPE_NULL: nothing
 *
 * What a scalar is read as.
 */
typedef enum {
  CW_YAML_TYPE_TEXT,
  CW_YAML_TYPE_NUMBER,
  CW_YAML_TYPE_BOOLEAN,
  CW_YAML_TYPE_NULL,
} CwYamlType;

CwYamlType  cw_yaml_type_of       (const char       *value,
                                   CwYamlStyle       style);
const char *cw_yaml_type_to_label (CwYamlType        type);

gboolean    cw_yaml_has_control   (const char       *value);
char       *cw_yaml_write_scalar  (const char       *value,
                                   CwYamlStyle       style,
                                   gboolean          in_brackets);
char       *cw_yaml_write_entry   (const char       *key,
                                   const CwYaml     *content);
char       *cw_yaml_write_text    (const char       *value,
                                   guint             indentation);
CwYamlStyle cw_yaml_style_in_items (const CwYamlNode *parent,
                                   const char       *key);
CwYamlStyle cw_yaml_style_among   (const CwYamlNode *parent);

G_END_DECLS
