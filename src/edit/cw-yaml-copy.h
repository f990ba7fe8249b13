/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-yaml.h"

G_BEGIN_DECLS

/* What parts the words of a value. */
#define CW_REPLACEMENT_SEPARATORS " \t\r/:@,;\"'=()[]{}"

/**
 * CwReplacement:
 * @key: (owned) (nullable): only in lines under this key; %NULL: anywhere
 * @from: (owned): a word of one site
 * @to: (owned): the other site's
 */
typedef struct {
  char *key;
  char *from;
  char *to;
} CwReplacement;

/**
 * CwReplaced:
 * @start: byte offset in the new text
 * @length: bytes there
 * @from: (owned): what stood there
 * @to: (owned): what stands there now
 *
 * A place where a word was replaced.
 */
typedef struct {
  gsize start;
  gsize length;
  char *from;
  char *to;
} CwReplaced;

CwReplacement *cw_replacement_new      (const char       *from,
                                        const char       *to);
CwReplacement *cw_replacement_new_at   (const char       *key,
                                        const char       *from,
                                        const char       *to);
void           cw_replacement_free     (CwReplacement    *self);
char          *cw_replacement_read_key (const char       *line,
                                        gsize             length,
                                        const char      **value);
void           cw_replaced_free        (CwReplaced       *self);

GBytes        *cw_replacements_apply   (GPtrArray        *replacements,
                                        GBytes           *text,
                                        GPtrArray        *replaced);
char          *cw_yaml_copy_entry      (const CwYaml     *yaml,
                                        const CwYamlNode *node,
                                        GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwReplacement, cw_replacement_free)

G_END_DECLS
