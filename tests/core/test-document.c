/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-document.h"
#include "cw-test.h"

static void
test_runs (void)
{
  g_autoptr (CwText) text = cw_text_new ("a");
  g_autofree char *plain = NULL;

  cw_text_append (text, "b");
  cw_text_append (text, "");
  cw_text_append_styled (text, "c", CW_TEXT_BOLD);
  cw_text_append_styled (text, "d", CW_TEXT_BOLD);
  cw_text_append_styled (text, "e", CW_TEXT_BOLD | CW_TEXT_CODE);
  cw_text_append_link (text, "f", "https://example.org/");
  cw_text_append_link (text, "g", "https://example.org/");
  cw_text_append_link (text, "h", "https://example.org/h");
  cw_text_append_link (text, "", "https://example.org/i");

  g_assert_cmpuint (cw_text_get_n_runs (text), ==, 6);
  g_assert_cmpstr (cw_text_get_run (text, 0)->text, ==, "ab");
  g_assert_cmpstr (cw_text_get_run (text, 1)->text, ==, "cd");
  g_assert_cmpint (cw_text_get_run (text, 2)->style, ==, CW_TEXT_BOLD | CW_TEXT_CODE);
  g_assert_cmpstr (cw_text_get_run (text, 3)->text, ==, "fg");
  g_assert_cmpstr (cw_text_get_run (text, 3)->link, ==, "https://example.org/");
  g_assert_cmpstr (cw_text_get_run (text, 5)->text, ==, "https://example.org/i");
  plain = cw_text_to_plain (text);
  g_assert_cmpstr (plain, ==, "abcdefghhttps://example.org/i");
}

static void
test_links (void)
{
  static const char *const refused[] = { "javascript:alert(1)", "file:///etc/passwd", "/browse/DM-1", "", "data:,x" };
  static const char *const allowed[] = { "https://a.b/c", "HTTP://a.b", "mailto:a@b.c" };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (CwText) text = cw_text_new_link ("DM-1", refused[i]);

      g_assert_cmpstr (cw_text_get_run (text, 0)->text, ==, "DM-1");
      g_assert_null (cw_text_get_run (text, 0)->link);
    }
  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    {
      g_autoptr (CwText) text = cw_text_new_link ("DM-1", allowed[i]);

      g_assert_cmpstr (cw_text_get_run (text, 0)->link, ==, allowed[i]);
    }
}

static void
test_clean (void)
{
  static const char *const cases[][2] = {
    { "a\r\nb\rc\td", "a\nb\nc\td" },
    { "a\x01" "b\x7f", "a\xef\xbf\xbd" "b\xef\xbf\xbd" },
    { "\xff", "\xef\xbf\xbd" },
    { "\xef\xbf\xbe", "\xef\xbf\xbd" },
    { "é🚀", "é🚀" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = cw_text_clean (cases[i][0]);

      g_assert_cmpstr (clean, ==, cases[i][1]);
    }
}

static void
test_shared_text_is_not_changed (void)
{
  g_autoptr (CwText) text = cw_text_new ("a");
  g_autoptr (CwText) other = cw_text_ref (text);

  g_test_expect_message ("cw-text", G_LOG_LEVEL_CRITICAL, "*ref_count*");
  cw_text_append (text, "b");
  g_test_assert_expected_messages ();
  g_assert_cmpstr (cw_text_get_run (other, 0)->text, ==, "a");
}

static void
test_blocks (void)
{
  static const char *const header[] = { "Package", "Version", NULL };
  g_autoptr (CwDocument) document = cw_document_new ();
  CwText *cell = cw_text_new ("ts_xml");
  const CwBlock *block;

  cw_document_add_heading (document, 2, "Core\npackages");
  cw_document_add_plain (document, "As of today.");
  cw_document_add_list (document, TRUE);
  cw_document_add_item (document, cw_text_new ("one"));
  cw_document_add_table (document, header);
  cw_document_add_row (document, &cell, 1);
  cw_document_add_code (document, "yaml", "tag: c0045\n");
  cw_document_add_divider (document);
  cw_document_add_marker (document, "cw-12ab");

  g_assert_cmpuint (cw_document_get_n_blocks (document), ==, 7);
  block = cw_document_get_block (document, 0);
  g_assert_cmpint (block->kind, ==, CW_BLOCK_HEADING);
  g_assert_cmpuint (block->level, ==, 2);
  g_assert_cmpstr (cw_text_get_run (block->text, 0)->text, ==, "Core packages");
  block = cw_document_get_block (document, 2);
  g_assert_true (block->ordered);
  g_assert_cmpuint (block->items->len, ==, 1);
  block = cw_document_get_block (document, 3);
  g_assert_cmpuint (block->header->len, ==, 2);
  g_assert_cmpuint (((GPtrArray *) g_ptr_array_index (block->rows, 0))->len, ==, 2);
  block = cw_document_get_block (document, 4);
  g_assert_cmpstr (block->literal, ==, "tag: c0045");
  g_assert_cmpstr (block->language, ==, "yaml");
  g_assert_cmpint (cw_document_get_block (document, 5)->kind, ==, CW_BLOCK_DIVIDER);
  g_assert_cmpstr (cw_document_get_block (document, 6)->literal, ==, "cw-12ab");
}

static void
test_programmer_errors (void)
{
  g_autoptr (CwDocument) document = cw_document_new ();
  g_autoptr (CwText) text = cw_text_new ("item");

  g_test_expect_message ("cw-document", G_LOG_LEVEL_CRITICAL, "*CW_BLOCK_LIST*");
  cw_document_add_item (document, text);
  g_test_expect_message ("cw-document", G_LOG_LEVEL_CRITICAL, "*strstr*");
  cw_document_add_marker (document, "a-->b");
  g_test_expect_message ("cw-document", G_LOG_LEVEL_CRITICAL, "*strspn*");
  cw_document_add_marker (document, "a b");
  g_test_expect_message ("cw-document", G_LOG_LEVEL_CRITICAL, "*is_word*");
  cw_document_add_code (document, "a`b", "");
  g_test_assert_expected_messages ();
  g_assert_cmpuint (cw_document_get_n_blocks (document), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/document/runs", test_runs);
  g_test_add_func ("/document/links", test_links);
  g_test_add_func ("/document/clean", test_clean);
  g_test_add_func ("/document/shared-text-is-not-changed", test_shared_text_is_not_changed);
  g_test_add_func ("/document/blocks", test_blocks);
  g_test_add_func ("/document/programmer-errors", test_programmer_errors);
  return g_test_run ();
}
