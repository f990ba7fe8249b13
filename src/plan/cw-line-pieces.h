/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CwLinePiece:
 * @key: what it is the value of; empty where there is nothing
 * @value: the value, without quotes
 *
 * One value among several of a line.
 */
typedef struct {
  char *key;
  char *value;
} CwLinePiece;

const char *cw_line_skip_properties (const char *text);
GPtrArray  *cw_line_list_pieces     (const char *text);

G_END_DECLS
