/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-cycle.h"

G_BEGIN_DECLS

/**
 * CwTagForm:
 * @CW_TAG_BARE: `c0045`
 * @CW_TAG_REVISION: `c0045.003`
 * @CW_TAG_NAMED: a word before it, `recommended_c0045`
 * @CW_TAG_VERSION: a version of its own before it, `ts-v3.1.12_c0030`
 * @CW_TAG_CUSTOM: something behind it, `c0022.CUSTOM.IDL.3.4.0`
 * @CW_TAG_NUMBER: a number behind the word cycle, `"cycle": 38`
 * @CW_TAG_PIN: a number behind the word revision, `revision: 3`
 * @CW_TAG_SUFFIX: a revision of its own behind a word that ends in rev, `manager_rev=.003`
 * @CW_TAG_WORDS: a number that words call a cycle, `cycle 44`, `cycleNumber: 44`, a list's `name: CYCLE, value: "44"`
 *
 * The ways in which files mention a cycle or a revision.
 */
typedef enum {
  CW_TAG_BARE,
  CW_TAG_REVISION,
  CW_TAG_NAMED,
  CW_TAG_VERSION,
  CW_TAG_CUSTOM,
  CW_TAG_NUMBER,
  CW_TAG_PIN,
  CW_TAG_SUFFIX,
  CW_TAG_WORDS,
} CwTagForm;

/**
 * CwTag:
 * @form: how it is written
 * @start: byte offset of the whole word
 * @length: bytes of the whole word
 * @cycle_start: byte offset of the part that names the cycle (or the pin's number)
 * @cycle_length: bytes of that part
 * @cycle: the cycle; for pins and suffixes only its revision is set
 *
 * One mention of a cycle, revision or pin in a text. A plain value.
 */
typedef struct {
  CwTagForm form;
  gsize     start;
  gsize     length;
  gsize     cycle_start;
  gsize     cycle_length;
  CwCycle   cycle;
} CwTag;

GArray     *cw_tag_scan         (const char *text,
                                 gsize       length);
gboolean    cw_tag_read         (const char *word,
                                 CwTag      *tag);
const char *cw_tag_form_to_word (CwTagForm   form);

G_END_DECLS
