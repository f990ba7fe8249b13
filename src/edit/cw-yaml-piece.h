/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-yaml.h"

G_BEGIN_DECLS

/**
 * CwYamlGuide:
 * @step: how much deeper a mapping stands than the key that it belongs to; 0 keeps a piece's own
 * @dash: how much deeper a list's dashes stand than the key that they belong to; negative keeps a piece's own
 * @crlf: whether lines end with carriage return and line feed
 *
 * How a file is laid out, for what is added to it.
 */
typedef struct {
  guint    step;
  int      dash;
  gboolean crlf;
} CwYamlGuide;

void  cw_yaml_guide_read    (CwYamlGuide       *self,
                             const CwYaml      *yaml,
                             const CwYamlNode  *near);
char *cw_yaml_piece_lay_out (const CwYaml      *piece,
                             const CwYamlGuide *guide,
                             guint              column);

G_END_DECLS
