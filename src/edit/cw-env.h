/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-edit.h"
#include "cw-operation.h"

G_BEGIN_DECLS

/**
 * CwEnvEntry:
 * @key: the variable's name
 * @value: its value without quotes
 * @start: byte offset of the value, behind an opening quote
 * @length: bytes of the value, without quotes
 * @line: its line, counted from 1
 *
 * One assignment of an env file, `export CYCLE=c0038` or `cycle="c0038"`.
 */
typedef struct {
  char *key;
  char *value;
  gsize start;
  gsize length;
  guint line;
} CwEnvEntry;

GPtrArray        *cw_env_read   (GBytes           *text,
                                 GError          **error);
void              cw_env_entry_free (CwEnvEntry   *self);
const CwEnvEntry *cw_env_lookup (GPtrArray        *entries,
                                 const char       *key);
GBytes           *cw_env_operate (GBytes          *text,
                                  const CwOperation *operation,
                                  GError          **error);
CwEdit           *cw_env_edit   (const CwEnvEntry *entry,
                                 const char       *value,
                                 GError          **error);
gboolean          cw_env_verify (GPtrArray        *before,
                                 GPtrArray        *after,
                                 GPtrArray        *edits,
                                 GError          **error);

G_END_DECLS
