/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-yaml.h"

G_BEGIN_DECLS

/*
 * For the editors of YAML: where the lines of one entry of a mapping or sequence stand. Offsets are bytes of the text.
 */

/**
 * CwYamlEntry:
 * @start: where its first line begins, comments that belong to it included; where it shares a line with its parent's
 *   dash, the same as @head
 * @head: where its key or its dash begins
 * @end: behind the end of its last line, with comments below it that are indented deeper
 * @column: the column of @head
 * @shares: whether @head stands behind a dash on the same line
 *
 * The lines of one value in a block mapping, with its key, or of one item in a block sequence, with its dash.
 */
typedef struct {
  gsize    start;
  gsize    head;
  gsize    end;
  guint    column;
  gboolean shares;
} CwYamlEntry;

typedef struct {
  const char *data;
  gsize       size;
} CwYamlText;

CwYamlText cw_yaml_layout_text        (const CwYaml     *yaml);
gsize      cw_yaml_layout_line_start  (CwYamlText        text,
                                       gsize             at);
gsize      cw_yaml_layout_line_end    (CwYamlText        text,
                                       gsize             at);
guint      cw_yaml_layout_column      (CwYamlText        text,
                                       gsize             at);
gboolean   cw_yaml_layout_is_blank    (CwYamlText        text,
                                       gsize             line_start);
gboolean   cw_yaml_layout_is_comment  (CwYamlText        text,
                                       gsize             line_start,
                                       guint            *column);
gsize      cw_yaml_layout_skip_spaces (CwYamlText        text,
                                       gsize             at);
gsize      cw_yaml_layout_skip_filler (CwYamlText        text,
                                       gsize             at);
gsize      cw_yaml_layout_behind_key  (CwYamlText        text,
                                       const CwYamlNode *node);
gsize      cw_yaml_layout_value_end   (CwYamlText        text,
                                       const CwYamlNode *node);
gboolean   cw_yaml_layout_in_brackets (const CwYamlNode *node);
gsize      cw_yaml_layout_head        (CwYamlText        text,
                                       const CwYamlNode *node);
gboolean   cw_yaml_layout_entry       (CwYamlText        text,
                                       const CwYamlNode *node,
                                       CwYamlEntry      *entry,
                                       GError          **error);

G_END_DECLS
