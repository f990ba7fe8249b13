/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-document-writers.h"
#include "cw-json.h"
#include "cw-test-document.h"
#include "cw-test.h"

static CwDocument *
make_example (void)
{
  static const char *const header[] = { "Package", "Version", NULL };
  CwDocument *document = cw_document_new ();
  CwText *text = cw_text_new ("See ");
  CwText *cells[2];

  cw_document_add_heading (document, 1, "Cycle 45 Upgrade");
  cw_text_append_link (text, "OSW-1", "https://example.org/browse/OSW-1?a=b&c=d");
  cw_text_append (text, ", ");
  cw_text_append_styled (text, "now", CW_TEXT_BOLD);
  cw_text_append (text, " or ");
  cw_text_append_styled (text, "later", CW_TEXT_ITALIC);
  cw_text_append (text, " with ");
  cw_text_append_styled (text, "c0045", CW_TEXT_CODE);
  cw_text_append (text, ".\nBye & thanks.");
  cw_document_add_paragraph (document, text);
  cw_document_add_list (document, FALSE);
  cw_document_add_item (document, cw_text_new ("one\ntwo"));
  cw_document_add_item (document, cw_text_new ("three"));
  cw_document_add_list (document, TRUE);
  cw_document_add_item (document, cw_text_new ("first"));
  cw_document_add_table (document, header);
  cells[0] = cw_text_new ("ts_xml");
  cells[1] = cw_text_new ("27.1");
  cw_document_add_row (document, cells, 2);
  cells[0] = cw_text_new ("é|漢");
  cw_document_add_row (document, cells, 1);
  cw_document_add_code (document, "yaml", "image:\n  tag: c0045\n");
  cw_document_add_divider (document);
  cw_document_add_marker (document, "cw-12ab");
  return document;
}

static void
test_plain (void)
{
  g_autoptr (CwDocument) document = make_example ();
  g_autofree char *text = cw_document_to_plain (document);

  g_assert_cmpstr (text, ==,
                   "Cycle 45 Upgrade\n================\n\n"
                   "See OSW-1 (https://example.org/browse/OSW-1?a=b&c=d), now or later with c0045.\nBye & thanks.\n\n"
                   "- one\n  two\n- three\n\n"
                   "1. first\n\n"
                   "Package  Version\n-------  -------\nts_xml   27.1\né|漢\n\n"
                   "    image:\n      tag: c0045\n\n"
                   "----------\n");
}

static void
test_mrkdwn (void)
{
  g_autoptr (CwDocument) document = make_example ();
  g_autofree char *text = cw_document_to_mrkdwn (document);

  g_assert_cmpstr (text, ==,
                   "*Cycle 45 Upgrade*\n\n"
                   "See <https://example.org/browse/OSW-1?a=b&amp;c=d|OSW-1>, *now* or _later_ with `c0045`.\n"
                   "Bye &amp; thanks.\n\n"
                   "• one\ntwo\n• three\n\n"
                   "1. first\n\n"
                   "```\nPackage  Version\n-------  -------\nts_xml   27.1\né|漢\n```\n\n"
                   "```\nimage:\n  tag: c0045\n```\n\n"
                   "──────────\n");
}

static void
test_mrkdwn_styles_left_out (void)
{
  static const struct
  {
    const char *before;
    const char *text;
    const char *after;
    const char *written;
  } cases[] = {
    { "a ", "b", " c", "a *b* c\n" },
    { "(", "b", ")", "(*b*)\n" },
    { "a", "b", " c", "ab c\n" },
    { "a ", "b*c", " d", "a b*c d\n" },
    { "a ", " b", " d", "a  b d\n" },
    { "a ", "b\nc", " d", "a b\nc d\n" },
    { "", "<b>", "", "*&lt;b&gt;*\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwDocument) document = cw_document_new ();
      CwText *text = cw_text_new (cases[i].before);
      g_autofree char *written = NULL;

      cw_text_append_styled (text, cases[i].text, CW_TEXT_BOLD);
      cw_text_append (text, cases[i].after);
      cw_document_add_paragraph (document, text);
      written = cw_document_to_mrkdwn (document);
      g_assert_cmpstr (written, ==, cases[i].written);
    }
}

/* Every `<` opens one of our links, which `>` closes; every `&` is one of the three escapes. */
static void
assert_escaped_mrkdwn (const char *text)
{
  gboolean inside = FALSE;

  for (; *text != '\0'; text++)
    {
      if (*text == '<')
        {
          g_assert_false (inside);
          g_assert_true (g_str_has_prefix (text, "<https://example.org/"));
          inside = TRUE;
        }
      else if (*text == '>')
        {
          g_assert_true (inside);
          inside = FALSE;
        }
      else if (*text == '&')
        g_assert_true (g_str_has_prefix (text, "&amp;") || g_str_has_prefix (text, "&lt;")
                       || g_str_has_prefix (text, "&gt;"));
    }
  g_assert_false (inside);
}

static void
test_mrkdwn_escapes (void)
{
  for (guint i = 0; i < cw_test_n_nasty_texts; i++)
    {
      g_autoptr (CwDocument) document = cw_test_document_make (cw_test_nasty_texts[i]);
      g_autofree char *text = cw_document_to_mrkdwn (document);
      g_auto (GStrv) fences = g_strsplit (text, "```\n", -1);

      assert_escaped_mrkdwn (text);
      if (strchr (cw_test_nasty_texts[i], '`') == NULL)
        g_assert_cmpuint (g_strv_length (fences), ==, 5);
    }
}

static void
test_storage (void)
{
  g_autoptr (CwDocument) document = make_example ();
  g_autofree char *text = cw_document_to_storage (document);

  g_assert_cmpstr (text, ==,
                   "<h1>Cycle 45 Upgrade</h1>"
                   "<p>See <a href=\"https://example.org/browse/OSW-1?a=b&amp;c=d\">OSW-1</a>, <strong>now</strong> or "
                   "<em>later</em> with <code>c0045</code>.<br />Bye &amp; thanks.</p>"
                   "<ul><li>one<br />two</li><li>three</li></ul>"
                   "<ol><li>first</li></ol>"
                   "<table><tbody><tr><th>Package</th><th>Version</th></tr>"
                   "<tr><td>ts_xml</td><td>27.1</td></tr><tr><td>é|漢</td><td></td></tr></tbody></table>"
                   "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">yaml</ac:parameter>"
                   "<ac:plain-text-body><![CDATA[image:\n  tag: c0045]]></ac:plain-text-body></ac:structured-macro>"
                   "<hr />"
                   "<ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">cw-12ab</ac:parameter>"
                   "</ac:structured-macro>");
}

static void
start_element (GMarkupParseContext *context,
               const char          *name,
               const char         **attribute_names,
               const char         **attribute_values,
               gpointer             user_data,
               GError             **error)
{
  GString *text = user_data;

  g_assert_cmpstr (name, !=, "b");
  if (g_str_equal (name, "br"))
    g_string_append_c (text, '\n');
  if (g_str_equal (name, "a"))
    g_assert_cmpstr (attribute_values[0], ==, "https://example.org/a_(b)?c=\"d\"&e=<f>|g;h i");
}

static void
add_text (GMarkupParseContext *context,
          const char          *text,
          gsize                length,
          gpointer             user_data,
          GError             **error)
{
  g_string_append_len (user_data, text, (gssize) length);
}

static void
test_storage_escapes (void)
{
  static const GMarkupParser parser = { .start_element = start_element, .text = add_text };

  for (guint i = 0; i < cw_test_n_nasty_texts; i++)
    {
      const char *nasty = cw_test_nasty_texts[i];
      g_autoptr (CwDocument) document = cw_test_document_make (nasty);
      g_autofree char *storage = cw_document_to_storage (document);
      g_autofree char *whole = g_strdup_printf ("<r xmlns:ac=\"ac\">%s</r>", storage);
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GMarkupParseContext) context
        = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, text, NULL);

      g_assert_true (g_markup_parse_context_parse (context, whole, -1, &error));
      g_assert_true (g_markup_parse_context_end_parse (context, &error));
      g_assert_no_error (error);
      g_assert_nonnull (strstr (text->str, nasty));
      /* In the header, the heading, 5 plain and 4 × 7 styled places, and the code. */
      if (g_str_equal (nasty, CW_TEST_NASTY))
        {
          g_auto (GStrv) pieces = g_strsplit (text->str, nasty, -1);

          g_assert_cmpuint (g_strv_length (pieces) - 1, ==, 35);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/document-writers/plain", test_plain);
  g_test_add_func ("/document-writers/mrkdwn", test_mrkdwn);
  g_test_add_func ("/document-writers/mrkdwn-styles-left-out", test_mrkdwn_styles_left_out);
  g_test_add_func ("/document-writers/mrkdwn-escapes", test_mrkdwn_escapes);
  g_test_add_func ("/document-writers/storage", test_storage);
  g_test_add_func ("/document-writers/storage-escapes", test_storage_escapes);
  return g_test_run ();
}
