/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * CwRehearsalScope:
 * @parent: (nullable): where a name is looked up that @values doesn't have
 * @values: (nullable): strings, truth values, and lists of strings, by name; `at` may hold others for each site
 *
 * The names that a template may use at one place. Lives on the stack of whoever goes through a list; owns nothing.
 */
typedef struct _CwRehearsalScope CwRehearsalScope;
struct _CwRehearsalScope
{
  const CwRehearsalScope *parent;
  JsonObject *values;
};

gboolean cw_rehearsal_scope_expand  (const CwRehearsalScope  *self,
                                     const char              *text,
                                     GString                 *out,
                                     GError                 **error);
char    *cw_rehearsal_scope_format  (const CwRehearsalScope  *self,
                                     const char              *text,
                                     GError                 **error);
gboolean cw_rehearsal_scope_matches (const CwRehearsalScope  *self,
                                     const char              *condition,
                                     gboolean                *matches,
                                     GError                 **error);

G_END_DECLS
