/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "cw-document-writers.h"
#include "cw-test-document.h"
#include "cw-test.h"

/* The judge of what the Markdown means is cmark-gfm, GitHub's own parser. Each visible character is noted with its
 * look, blanks left out, in the document and in what the judge understood. */
typedef struct {
  GString *seen;
  guint strong;
  guint em;
  guint code;
  guint link;
  GHashTable *elements; /* name → how often */
} Page;

static void
note (GString    *seen,
      const char *text,
      gsize       length,
      gboolean    strong,
      gboolean    em,
      gboolean    code,
      gboolean    link)
{
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    if (!g_ascii_isspace (*p))
      g_string_append_printf (seen, "%.*s%s%s%s%s ", (int) (g_utf8_next_char (p) - p), p, strong ? "b" : "",
                              em ? "i" : "", code ? "c" : "", link ? "l" : "");
}

static guint *
get_counter (Page       *page,
             const char *name)
{
  if (g_str_equal (name, "strong"))
    return &page->strong;
  if (g_str_equal (name, "em"))
    return &page->em;
  if (g_str_equal (name, "code"))
    return &page->code;
  return g_str_equal (name, "a") ? &page->link : NULL;
}

static void
start_element (GMarkupParseContext *context,
               const char          *name,
               const char         **attribute_names,
               const char         **attribute_values,
               gpointer             user_data,
               GError             **error)
{
  Page *page = user_data;
  guint *counter = get_counter (page, name);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (page->elements, name));

  if (counter != NULL)
    ++*counter;
  g_hash_table_insert (page->elements, g_strdup (name), GUINT_TO_POINTER (count + 1));
  if (g_str_equal (name, "a"))
    g_assert_true (g_str_has_prefix (attribute_values[0], "https://example.org/"));
}

static void
end_element (GMarkupParseContext *context,
             const char          *name,
             gpointer             user_data,
             GError             **error)
{
  guint *counter = get_counter (user_data, name);

  if (counter != NULL)
    --*counter;
}

static void
add_text (GMarkupParseContext *context,
          const char          *text,
          gsize                length,
          gpointer             user_data,
          GError             **error)
{
  Page *page = user_data;

  note (page->seen, text, length, page->strong > 0, page->em > 0, page->code > 0, page->link > 0);
}

static void
note_text (GString *seen,
           CwText  *text)
{
  for (guint i = 0; i < cw_text_get_n_runs (text); i++)
    {
      const CwTextRun *run = cw_text_get_run (text, i);

      note (seen, run->text, strlen (run->text), run->style & CW_TEXT_BOLD, run->style & CW_TEXT_ITALIC,
            run->style & CW_TEXT_CODE, run->link != NULL);
    }
}

static void
note_texts (GString   *seen,
            GPtrArray *texts)
{
  for (guint i = 0; texts != NULL && i < texts->len; i++)
    note_text (seen, g_ptr_array_index (texts, i));
}

static char *
note_document (CwDocument *document)
{
  GString *seen = g_string_new (NULL);

  for (guint i = 0; i < cw_document_get_n_blocks (document); i++)
    {
      const CwBlock *block = cw_document_get_block (document, i);

      if (block->text != NULL)
        note_text (seen, block->text);
      note_texts (seen, block->items);
      note_texts (seen, block->header);
      for (guint row = 0; block->rows != NULL && row < block->rows->len; row++)
        note_texts (seen, g_ptr_array_index (block->rows, row));
      if (block->kind == CW_BLOCK_CODE)
        note (seen, block->literal, strlen (block->literal), FALSE, FALSE, TRUE, FALSE);
    }
  return g_string_free (seen, FALSE);
}

static char *
ask_judge (const char *markdown)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) judge
    = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "cmark-gfm",
                        "--unsafe", "-e", "table", "-e", "strikethrough", "-e", "tasklist", "-t", "html", NULL);
  char *html = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (judge, markdown, NULL, &html, NULL, &error));
  g_assert_no_error (error);
  return html;
}

static guint
count (Page       *page,
       const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (page->elements, name));
}

static void
assert_same (Page       *page,
             CwDocument *document,
             const char *markdown)
{
  g_autofree char *expected = note_document (document);

  if (!g_str_equal (page->seen->str, expected))
    g_printerr ("# Markdown:\n%s\n", markdown);
  g_assert_cmpstr (page->seen->str, ==, expected);
}

/* Returns the page for further questions; its text was compared. */
static Page *
judge (CwDocument *document)
{
  static const GMarkupParser parser = { .start_element = start_element, .end_element = end_element, .text = add_text };
  g_autofree char *markdown = cw_document_to_markdown (document);
  g_autofree char *html = ask_judge (markdown);
  g_autofree char *whole = g_strdup_printf ("<r>%s</r>", html);
  g_autoptr (GError) error = NULL;
  g_autoptr (GMarkupParseContext) context = NULL;
  Page *page = g_new0 (Page, 1);

  page->seen = g_string_new (NULL);
  page->elements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  context = g_markup_parse_context_new (&parser, 0, page, NULL);
  g_markup_parse_context_parse (context, whole, -1, &error);
  g_assert_no_error (error);
  assert_same (page, document, markdown);
  g_assert_cmpuint (count (page, "blockquote") + count (page, "input") + count (page, "del") + count (page, "img"), ==,
                   0);
  return page;
}

static void
page_free (Page *page)
{
  g_string_free (page->seen, TRUE);
  g_hash_table_unref (page->elements);
  g_free (page);
}

static gboolean
skip_without_judge (void)
{
  g_autofree char *program = g_find_program_in_path ("cmark-gfm");

  if (program == NULL)
    g_test_skip ("cmark-gfm is not installed");
  return program == NULL;
}

static void
test_every_position (void)
{
  if (skip_without_judge ())
    return;
  for (guint i = 0; i < cw_test_n_nasty_texts; i++)
    {
      g_autoptr (CwDocument) document = cw_test_document_make (cw_test_nasty_texts[i]);
      Page *page = judge (document);

      g_assert_cmpuint (count (page, "h2"), ==, 1);
      g_assert_cmpuint (count (page, "ul"), ==, 1);
      g_assert_cmpuint (count (page, "ol"), ==, 1);
      g_assert_cmpuint (count (page, "li"), ==, 6);
      g_assert_cmpuint (count (page, "table"), ==, 1);
      g_assert_cmpuint (count (page, "td"), ==, 4);
      g_assert_cmpuint (count (page, "pre"), ==, 1);
      g_assert_cmpuint (count (page, "hr"), ==, 1);
      page_free (page);
    }
}

static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  if (skip_without_judge ())
    return;
  for (int i = 0; i < 300; i++)
    {
      g_autoptr (CwDocument) document = cw_test_document_random (random);
      Page *page = judge (document);

      g_assert_cmpuint (count (page, "li"), ==, 2);
      g_assert_cmpuint (count (page, "ul") + count (page, "ol"), ==, 2);
      g_assert_cmpuint (count (page, "td"), ==, 2);
      g_assert_cmpuint (count (page, "h1") + count (page, "h2") + count (page, "hr") + count (page, "pre"), ==, 0);
      page_free (page);
    }
}

static void
test_exact (void)
{
  static const char *const header[] = { "Package", "a|b", NULL };
  g_autoptr (CwDocument) document = cw_document_new ();
  g_autofree char *markdown = NULL;
  CwText *text = cw_text_new ("See ");
  CwText *cell = NULL;

  cw_document_add_heading (document, 2, "Cycle #45");
  cw_text_append_link (text, "OSW-1", "https://example.org/a?b=c&d=(e)");
  cw_text_append (text, ", ");
  cw_text_append_styled (text, "now", CW_TEXT_BOLD);
  cw_text_append (text, " or ");
  cw_text_append_styled (text, "later ", CW_TEXT_ITALIC);
  cw_text_append (text, "with ");
  cw_text_append_styled (text, "a`b", CW_TEXT_CODE);
  cw_text_append (text, "\n1. snake_case *x* & un");
  cw_text_append_styled (text, "do", CW_TEXT_BOLD);
  cw_document_add_paragraph (document, text);
  cw_document_add_list (document, FALSE);
  cw_document_add_item (document, cw_text_new ("one\ntwo"));
  cw_document_add_list (document, FALSE);
  cw_document_add_item (document, cw_text_new ("three"));
  cw_document_add_table (document, header);
  cell = cw_text_new ("x\ny");
  cw_document_add_row (document, &cell, 1);
  cw_document_add_code (document, "yaml", "a: ```\n");
  cw_document_add_divider (document);
  cw_document_add_marker (document, "cw-12ab");
  markdown = cw_document_to_markdown (document);
  g_assert_cmpstr (markdown, ==,
                   "## Cycle \\#45\n\n"
                   "See [OSW-1](https://example.org/a?b=c&d=%28e%29), **now** or *later* with ``a`b``\\\n"
                   "1\\. snake_case \\*x\\* & un<strong>do</strong>\n\n"
                   "- one\\\n  two\n\n"
                   "* three\n\n"
                   "| Package | a\\|b |\n| --- | --- |\n| x<br/>y |  |\n\n"
                   "````yaml\na: ```\n````\n\n"
                   "---\n\n"
                   "<!-- cw:cw-12ab -->\n");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/document-markdown/exact", test_exact);
  g_test_add_func ("/document-markdown/every-position", test_every_position);
  g_test_add_func ("/document-markdown/random", test_random);
  return g_test_run ();
}
