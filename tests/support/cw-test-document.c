/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-test-document.h"

#define NASTY CW_TEST_NASTY

const char *const cw_test_nasty_texts[] = {
  "plain",
  NASTY,
  NASTY "\n" NASTY,
  "- item", "+ item", "* item", "1. item", "12) item", "# heading", "> quote", "---", "===", ":--", "    code",
  "```", "`", "a`b", "``a` `", " a ", "\\", "a\\", "a\\\\", "a|b", "\\|", "\n", "a\n\nb", "\na", "a\n", "a\n- b",
  "a\n===",
  "[ ] task", "&copy;", "&#65;", "<br>", "]]>", "]]]]>>", "]]", ">", "a<b", "*", "**", "a*b*c", "snake_case_", "_x_",
  "~~s~~", "$x$", "|", "||", "x |", "@team", "DM-1: a", "http://example.org/a_b_c?d=e&f=g", "\t", " ", "é", "!", "1.",
};
const guint cw_test_n_nasty_texts = G_N_ELEMENTS (cw_test_nasty_texts);

static CwText *
make_styled (const char *text)
{
  CwText *styled = cw_text_new (text);

  cw_text_append_styled (styled, text, CW_TEXT_BOLD);
  cw_text_append_styled (styled, text, CW_TEXT_ITALIC);
  cw_text_append_styled (styled, text, CW_TEXT_CODE);
  cw_text_append (styled, text);
  cw_text_append_styled (styled, text, CW_TEXT_BOLD | CW_TEXT_ITALIC);
  cw_text_append_link (styled, text, "https://example.org/a_(b)?c=\"d\"&e=<f>|g;h i");
  return styled;
}

/* A document with @text in every position where text can stand. */
CwDocument *
cw_test_document_make (const char *text)
{
  const char *header[] = { text, "Second", NULL };
  CwDocument *document = cw_document_new ();
  CwText *cells[2];

  cw_document_add_heading (document, 2, text);
  cw_document_add_plain (document, text);
  cw_document_add_paragraph (document, make_styled (text));
  for (int ordered = 0; ordered < 2; ordered++)
    {
      cw_document_add_list (document, ordered);
      cw_document_add_item (document, cw_text_new (text));
      cw_document_add_item (document, make_styled (text));
      cw_document_add_item (document, cw_text_new_empty ());
    }
  cw_document_add_table (document, header);
  cells[0] = cw_text_new (text);
  cells[1] = make_styled (text);
  cw_document_add_row (document, cells, 2);
  cw_document_add_row (document, NULL, 0);
  cw_document_add_code (document, "yaml", text);
  cw_document_add_divider (document);
  cw_document_add_marker (document, "c0045/summit/page/1");
  return document;
}

static CwText *
make_random_text (GRand *random)
{
  static const CwTextStyle styles[] = {
    CW_TEXT_PLAIN, CW_TEXT_BOLD, CW_TEXT_ITALIC, CW_TEXT_CODE, CW_TEXT_BOLD | CW_TEXT_ITALIC,
    CW_TEXT_BOLD | CW_TEXT_CODE,
  };
  CwText *text = cw_text_new_empty ();
  int n_runs = g_rand_int_range (random, 0, 5);

  for (int i = 0; i < n_runs; i++)
    {
      const char *piece = cw_test_nasty_texts[g_rand_int_range (random, 0, (gint32) cw_test_n_nasty_texts)];

      if (g_rand_int_range (random, 0, 5) == 0)
        cw_text_append_link (text, piece, "https://example.org/");
      else
        cw_text_append_styled (text, piece, styles[g_rand_int_range (random, 0, G_N_ELEMENTS (styles))]);
    }
  return text;
}

/* A few paragraphs, items and cells of nasty texts in all styles, side by side. */
CwDocument *
cw_test_document_random (GRand *random)
{
  static const char *const header[] = { "A", "B", NULL };
  CwDocument *document = cw_document_new ();
  CwText *cells[2];

  cw_document_add_paragraph (document, make_random_text (random));
  cw_document_add_list (document, g_rand_boolean (random));
  cw_document_add_item (document, make_random_text (random));
  cw_document_add_list (document, g_rand_boolean (random));
  cw_document_add_item (document, make_random_text (random));
  cw_document_add_table (document, header);
  cells[0] = make_random_text (random);
  cells[1] = make_random_text (random);
  cw_document_add_row (document, cells, 2);
  return document;
}
