/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-document.h"

G_BEGIN_DECLS

/* Where Markdown text stands: with line breaks; in a heading, with none; in a table's cell, with `<br/>`. */
typedef enum {
  CW_MARKDOWN_FLOW,
  CW_MARKDOWN_LINE,
  CW_MARKDOWN_CELL,
} CwMarkdownPlace;

char *cw_document_format_table (const CwBlock  *table);

void  cw_markdown_append_text  (GString        *out,
                                CwText         *text,
                                CwMarkdownPlace place,
                                guint           indent);
gsize cw_markdown_longest_run  (const char     *text,
                                char            c);

G_END_DECLS
