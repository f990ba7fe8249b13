/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-document-writers.h"
#include "cw-json.h"
#include "fuzz.h"

/* What the lines made last, which says whether an item or a row fits. */
typedef struct {
  CwDocument *document;
  char        open;
} Builder;

static CwText *
make_text (const char *words)
{
  CwText *text = cw_text_new_empty ();
  g_auto (GStrv) parts = g_strsplit (words, "|", 4);
  guint n_parts = g_strv_length (parts);

  cw_text_append (text, n_parts > 0 ? parts[0] : "");
  if (n_parts > 1)
    cw_text_append_styled (text, parts[1], CW_TEXT_BOLD | CW_TEXT_ITALIC);
  if (n_parts > 2)
    cw_text_append_styled (text, parts[2], CW_TEXT_CODE);
  if (n_parts > 3)
    cw_text_append_link (text, parts[0], parts[3]);
  return text;
}

static void
add_item (Builder    *builder,
          const char *words,
          char        kind)
{
  if (builder->open != kind)
    cw_document_add_list (builder->document, kind == '1');
  cw_document_add_item (builder->document, make_text (words));
}

static void
add_row (Builder    *builder,
         const char *words)
{
  static const char *const header[] = { "Name <a>", "*What* | it is", NULL };
  CwText *cells[] = { make_text (words), cw_text_new (words) };

  if (builder->open != '|')
    cw_document_add_table (builder->document, header);
  cw_document_add_row (builder->document, cells, G_N_ELEMENTS (cells));
}

/* A line's first character says what it becomes; the rest is its text. */
static void
add_line (Builder    *builder,
          const char *line)
{
  const char *words = *line != '\0' ? g_utf8_next_char (line) : line;

  switch (*line)
    {
    case '#':
      cw_document_add_heading (builder->document, 1 + (guint) g_utf8_strlen (words, -1) % 6, words);
      break;
    case '-':
    case '1':
      add_item (builder, words, *line);
      break;
    case '|':
      add_row (builder, words);
      break;
    case '`':
      cw_document_add_code (builder->document, "yaml", words);
      break;
    case '=':
      cw_document_add_divider (builder->document);
      break;
    default:
      cw_document_add_paragraph (builder->document, make_text (line));
      break;
    }
  builder->open = *line;
}

/* Storage format is XML but for HTML's entities, which we don't need. */
static void
check_storage (const char *storage)
{
  static const GMarkupParser parser = { NULL };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autofree char *whole = g_strconcat ("<page>", storage, "</page>", NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, whole, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
}

/* Whatever a document says, each writer's markup stays whole. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  g_autofree char *raw = fuzz_text (data, size), *text = g_utf8_make_valid (raw, -1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (CwDocument) document = cw_document_new ();
  g_autoptr (JsonNode) adf = NULL;
  g_autofree char *json = NULL, *storage = NULL, *markdown = NULL, *mrkdwn = NULL, *plain = NULL;
  Builder builder = { document, '\0' };

  for (guint i = 0; lines[i] != NULL; i++)
    add_line (&builder, lines[i]);
  adf = cw_document_to_adf (document);
  json = cw_json_canonical (adf);
  g_assert_nonnull (json);
  storage = cw_document_to_storage (document);
  check_storage (storage);
  markdown = cw_document_to_markdown (document);
  g_assert_true (g_utf8_validate (markdown, -1, NULL));
  mrkdwn = cw_document_to_mrkdwn (document);
  g_assert_true (g_utf8_validate (mrkdwn, -1, NULL));
  plain = cw_document_to_plain (document);
  g_assert_true (g_utf8_validate (plain, -1, NULL));
  return 0;
}
