/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-yaml.h"

G_BEGIN_DECLS

/**
 * CwYamlItems:
 * @key: (unowned): what mappings are told apart by
 * @assigns: whether of a text such as `NAME=value` its name counts alone
 *
 * How the items of lists are told from each other, so that the same one is found in another text.
 */
typedef struct {
  const char *key;
  gboolean    assigns;
} CwYamlItems;

gboolean          cw_yaml_items_choose (CwYamlItems             *self,
                                        const CwYamlNode *const *lists,
                                        guint                    n_lists);
const CwYamlNode *cw_yaml_items_find   (const CwYamlItems       *self,
                                        const CwYamlNode        *list,
                                        const CwYamlNode        *like);
char             *cw_yaml_items_step   (const CwYamlItems       *self,
                                        const CwYamlNode        *item);
char             *cw_yaml_quote_key    (const char              *word);

G_END_DECLS
