/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-desk.h"

G_BEGIN_DECLS

/**
 * CwAppTestData:
 * @CW_APP_TEST_GOOD: everything is at hand, and a part of it sent
 * @CW_APP_TEST_READING: the same, at work in another program
 * @CW_APP_TEST_BAD: everything that can go wrong did
 * @CW_APP_TEST_GIVEN_UP: the bad ones, given up
 * @CW_APP_TEST_EMPTY: a cycle, and nothing else
 * @CW_APP_TEST_LONG: texts of 2,000 characters, and long names
 * @CW_APP_TEST_MANY: 300 of each thing
 * @CW_APP_TEST_ODD: markup, another direction of writing, several lines, mnemonics and controls in every text
 * @CW_APP_TEST_NONE: no preparation
 *
 * With what pages, windows and dialogs are filled.
 */
typedef enum {
  CW_APP_TEST_GOOD,
  CW_APP_TEST_READING,
  CW_APP_TEST_BAD,
  CW_APP_TEST_GIVEN_UP,
  CW_APP_TEST_EMPTY,
  CW_APP_TEST_LONG,
  CW_APP_TEST_MANY,
  CW_APP_TEST_ODD,
  CW_APP_TEST_NONE,
  CW_APP_TEST_N_DATA
} CwAppTestData;

const char *cw_app_test_data_name (CwAppTestData  data);
const char *cw_app_test_data_text (CwAppTestData  data);
CwView     *cw_app_test_view_new  (CwAppTestData  data);
CwDesk     *cw_app_test_desk_warm (const char    *data_dir);
void        cw_app_test_desk_put  (CwDesk        *desk,
                                   CwView        *view);

G_END_DECLS
