/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "cw-document-writers.h"
#include "cw-error.h"
#include "cw-test-document.h"
#include "cw-test.h"

static char *
write_pdf (CwDocument *document)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *directory = cw_test_directory ();
  g_autofree char *content = NULL;
  char *path = g_build_filename (directory, "document.pdf", NULL);

  g_assert_true (cw_document_write_pdf (document, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_true (g_str_has_prefix (content, "%PDF-"));
  return path;
}

static char *
run (const char *program,
     const char *first,
     const char *second)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process
    = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, first, second, NULL);
  char *output = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return output;
}

static gboolean
skip_without_poppler (void)
{
  g_autofree char *program = g_find_program_in_path ("pdftotext");

  if (program == NULL)
    g_test_skip ("pdftotext is not installed");
  return program == NULL;
}

static CwDocument *
make_long (guint n_rows)
{
  static const char *const header[] = { "Component", "What changes", NULL };
  CwDocument *document = cw_document_new ();
  g_autofree char *words = NULL;
  CwText *cells[2];

  cw_document_add_heading (document, 1, "Handover");
  cw_document_add_paragraph (document, cw_text_new_link ("Café ticket", "https://example.org/it's?a=(b)&c=é"));
  cw_document_add_table (document, header);
  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *name = g_strdup_printf ("component-%u", i);

      cells[0] = cw_text_new (name);
      cells[1] = cw_text_new ("The launch command-line gets another index, and the image another revision, so that the "
                              "cell has to be wrapped over some lines.");
      cw_document_add_row (document, cells, 2);
    }
  words = g_strnfill (20000, 'x');
  cells[0] = cw_text_new ("giant");
  cells[1] = cw_text_new (words);
  cw_document_add_row (document, cells, 2);
  cw_document_add_plain (document, "The end.");
  return document;
}

static void
test_texts (void)
{
  g_autoptr (CwDocument) document = make_long (80);
  g_autofree char *path = write_pdf (document);
  g_autofree char *text = NULL, *info = NULL, *links = NULL;
  g_auto (GStrv) pages = NULL;

  if (skip_without_poppler ())
    return;
  text = run ("pdftotext", path, "-");
  pages = g_strsplit (text, "\f", -1);
  /* The last form feed ends the last page. */
  g_assert_cmpuint (g_strv_length (pages), >, 5);
  g_assert_nonnull (strstr (pages[0], "Handover"));
  g_assert_nonnull (strstr (pages[0], "Café ticket"));
  g_assert_nonnull (strstr (pages[0], "component-0"));
  g_assert_null (strstr (pages[0], "component-79"));
  g_assert_nonnull (strstr (pages[1], "What changes"));
  g_assert_nonnull (strstr (text, "component-79"));
  g_assert_nonnull (strstr (pages[g_strv_length (pages) - 2], "The end."));

  info = run ("pdfinfo", path, NULL);
  g_assert_nonnull (strstr (info, "Handover"));
  g_assert_nonnull (strstr (info, "A4"));
  links = run ("pdfinfo", "-url", path);
  g_assert_nonnull (strstr (links, "https://example.org/it%27s?a=(b)&c=%C3%A9"));
}

static void
test_every_position (void)
{
  /* A PDF has nothing to escape; some of the texts will do. */
  for (guint i = 0; i < cw_test_n_nasty_texts; i += 10)
    {
      g_autoptr (CwDocument) document = cw_test_document_make (cw_test_nasty_texts[i]);
      g_autofree char *path = write_pdf (document);
    }
}

static void
test_odd_sizes (void)
{
  static const char *const header[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p",
                                        "q", "r", "s", "t", "u", "v", "w", "x", "y", "z", NULL };
  g_autoptr (CwDocument) document = cw_document_new ();
  g_autoptr (GString) code = g_string_new (NULL);
  g_autofree char *empty = write_pdf (document);
  g_autofree char *path = NULL, *text = NULL;

  for (int i = 0; i < 300; i++)
    g_string_append_printf (code, "line %d\n", i);
  cw_document_add_code (document, NULL, code->str);
  cw_document_add_table (document, header);
  cw_document_add_list (document, TRUE);
  for (int i = 0; i < 150; i++)
    cw_document_add_item (document, cw_text_new ("item"));
  for (int i = 0; i < 60; i++)
    cw_document_add_heading (document, 6, "heading");
  path = write_pdf (document);
  if (skip_without_poppler ())
    return;
  text = run ("pdftotext", path, "-");
  g_assert_nonnull (strstr (text, "line 0"));
  g_assert_nonnull (strstr (text, "line 299"));
  g_assert_nonnull (strstr (text, "150."));
}

static void
test_unwritable (void)
{
  g_autoptr (CwDocument) document = make_long (1);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_document_write_pdf (document, "/nonexistent/document.pdf", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_true (g_str_has_prefix (error->message, "Writing /nonexistent/document.pdf: "));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/document-pdf/texts", test_texts);
  g_test_add_func ("/document-pdf/every-position", test_every_position);
  g_test_add_func ("/document-pdf/odd-sizes", test_odd_sizes);
  g_test_add_func ("/document-pdf/unwritable", test_unwritable);
  return g_test_run ();
}
