/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CwTextStyle:
 * @CW_TEXT_PLAIN: as the text around it
 * @CW_TEXT_BOLD: bold
 * @CW_TEXT_ITALIC: italic
 * @CW_TEXT_CODE: typewriter, for names that a machine reads
 *
 * How a run of text looks; the flags can be combined.
 */
typedef enum {
  CW_TEXT_PLAIN = 0,
  CW_TEXT_BOLD = 1 << 0,
  CW_TEXT_ITALIC = 1 << 1,
  CW_TEXT_CODE = 1 << 2,
} CwTextStyle;

/**
 * CwTextRun:
 * @text: valid UTF-8, never empty; may hold newlines
 * @style: how it looks
 * @link: (nullable): an address it leads to
 *
 * A piece of text with one look.
 */
typedef struct {
  char       *text;
  CwTextStyle style;
  char       *link;
} CwTextRun;

/**
 * CwText:
 *
 * A line of styled text: a list of runs. Built by its one owner; once handed to a document it is never changed again.
 */
typedef struct _CwText CwText;

#define CW_TYPE_TEXT (cw_text_get_type ())
GType            cw_text_get_type      (void);
CwText          *cw_text_new           (const char  *text);
CwText          *cw_text_new_empty     (void);
CwText          *cw_text_new_link      (const char  *text,
                                        const char  *link);
CwText          *cw_text_ref           (CwText      *self);
void             cw_text_unref         (CwText      *self);
void             cw_text_append        (CwText      *self,
                                        const char  *text);
void             cw_text_append_styled (CwText      *self,
                                        const char  *text,
                                        CwTextStyle  style);
void             cw_text_append_link   (CwText      *self,
                                        const char  *text,
                                        const char  *link);
guint            cw_text_get_n_runs    (CwText      *self);
const CwTextRun *cw_text_get_run       (CwText      *self,
                                        guint        index);
char            *cw_text_to_plain      (CwText      *self);
char            *cw_text_clean         (const char  *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwText, cw_text_unref)

G_END_DECLS
