/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/**
 * CwLanguageForm:
 * @CW_LANGUAGE_FILE: lines as they are in the file
 * @CW_LANGUAGE_DIFF: a sign stands at each line's start
 *
 * How a text is written down.
 */
typedef enum {
  CW_LANGUAGE_FILE,
  CW_LANGUAGE_DIFF,
} CwLanguageForm;

GtkSourceLanguage *cw_language_find (const char     *path,
                                     CwLanguageForm  form);

G_END_DECLS
