/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-yaml.h"

G_BEGIN_DECLS

char     *cw_component_fold      (const char       *text);
gboolean  cw_component_is_named  (const CwYamlNode *node,
                                  char *const      *words);
gboolean  cw_component_is_in     (const CwYamlNode *container,
                                  char *const      *words);
gboolean  cw_component_find_word (const char       *text,
                                  char *const      *words,
                                  char            **found);

G_END_DECLS
