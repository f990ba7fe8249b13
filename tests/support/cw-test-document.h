/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-document.h"

G_BEGIN_DECLS

/* What is markup somewhere, and what would begin a block at the start of a line. */
#define CW_TEST_NASTY \
  "& < > \" ' | * _ ` ~ # $ \\ [x](y) <b>b</b> &amp; ]]> <!-- --> ![i](j) **b** " \
  "__c__ a_b {} \xc3\xa9 \xf0\x9f\x9a\x80"

extern const char *const cw_test_nasty_texts[];
extern const guint       cw_test_n_nasty_texts;

CwDocument *cw_test_document_make   (const char *text);
CwDocument *cw_test_document_random (GRand      *random);

G_END_DECLS
