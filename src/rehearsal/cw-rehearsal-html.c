/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rehearsal-html"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-rehearsal-html.h"

#define STYLE \
  "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}" \
  "pre{white-space:pre-wrap;background:#f4f4f4;padding:.7em}table{border-collapse:collapse}" \
  "th,td{border:1px solid #bbb;padding:.2em .6em;text-align:left;vertical-align:top}"

static void
append_escaped (GString    *page,
                const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text != NULL ? text : "", -1);

  g_string_append (page, escaped);
}

/**
 * cw_rehearsal_html_new:
 * @title: the page's title
 *
 * Returns: (transfer full): a page, to be ended by cw_rehearsal_html_end()
 */
GString *
cw_rehearsal_html_new (const char *title)
{
  GString *page = g_string_new ("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>");

  append_escaped (page, title);
  g_string_append (page, "</title><style>" STYLE "</style></head><body><p><a href=\"/\">");
  append_escaped (page, _ ("Rehearsal"));
  g_string_append (page, "</a></p><h1>");
  append_escaped (page, title);
  g_string_append (page, "</h1>\n");
  return page;
}

/**
 * cw_rehearsal_html_end:
 * @page: (transfer full): a page
 *
 * Returns: (transfer full): its text
 */
char *
cw_rehearsal_html_end (GString *page)
{
  g_string_append (page, "</body></html>\n");
  return g_string_free (page, FALSE);
}

/**
 * cw_rehearsal_html_heading:
 * @page: a page
 * @text: a heading
 */
void
cw_rehearsal_html_heading (GString    *page,
                           const char *text)
{
  g_string_append (page, "<h2>");
  append_escaped (page, text);
  g_string_append (page, "</h2>\n");
}

/**
 * cw_rehearsal_html_text:
 * @page: a page
 * @text: (nullable): a paragraph
 */
void
cw_rehearsal_html_text (GString    *page,
                        const char *text)
{
  g_string_append (page, "<p>");
  append_escaped (page, text);
  g_string_append (page, "</p>\n");
}

/**
 * cw_rehearsal_html_code:
 * @page: a page
 * @text: (nullable): text whose lines are kept
 */
void
cw_rehearsal_html_code (GString    *page,
                        const char *text)
{
  g_string_append (page, "<pre>");
  append_escaped (page, text);
  g_string_append (page, "</pre>\n");
}

/**
 * cw_rehearsal_html_link:
 * @page: a page
 * @address: an address on this server
 * @text: what to read there
 */
void
cw_rehearsal_html_link (GString    *page,
                        const char *address,
                        const char *text)
{
  g_string_append (page, "<p><a href=\"");
  append_escaped (page, address);
  g_string_append (page, "\">");
  append_escaped (page, text);
  g_string_append (page, "</a></p>\n");
}

/**
 * cw_rehearsal_html_row:
 * @page: a page with an open table
 * @name: what it is
 * @value: (nullable): its value
 */
void
cw_rehearsal_html_row (GString    *page,
                       const char *name,
                       const char *value)
{
  g_string_append (page, "<tr><th>");
  append_escaped (page, name);
  g_string_append (page, "</th><td>");
  append_escaped (page, value);
  g_string_append (page, "</td></tr>\n");
}

static const char *const plain_elements[] = {
  "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "tbody", "thead", "tr", "th", "td", "strong",
  "em", "code", "pre", "br", "hr", "u", "a", NULL,
};

static void
on_start (GMarkupParseContext *context,
          const char          *element,
          const char         **names,
          const char         **values,
          gpointer             data,
          GError             **error)
{
  GString *page = data;

  if (!g_strv_contains (plain_elements, element))
    return;
  g_string_append_printf (page, "<%s", element);
  for (guint i = 0; strcmp (element, "a") == 0 && names[i] != NULL; i++)
    if (strcmp (names[i], "href") == 0 && (g_str_has_prefix (values[i], "http://")
                                           || g_str_has_prefix (values[i], "https://")))
      {
        g_string_append (page, " href=\"");
        append_escaped (page, values[i]);
        g_string_append_c (page, '"');
      }
  g_string_append_c (page, '>');
}

static void
on_end (GMarkupParseContext *context,
        const char          *element,
        gpointer             data,
        GError             **error)
{
  if (g_strv_contains (plain_elements, element) && strcmp (element, "br") != 0 && strcmp (element, "hr") != 0)
    g_string_append_printf (data, "</%s>", element);
}

static void
on_text (GMarkupParseContext *context,
         const char          *text,
         gsize                length,
         gpointer             data,
         GError             **error)
{
  g_autofree char *whole = g_strndup (text, length);

  append_escaped (data, whole);
}

/**
 * cw_rehearsal_html_storage:
 * @page: a page
 * @storage: a wiki page in storage format
 *
 * Shows the elements that a browser knows, without their attributes, and the text of all others. What does not nest is
 * shown as text.
 */
void
cw_rehearsal_html_storage (GString    *page,
                           const char *storage)
{
  static const GMarkupParser parser = { .start_element = on_start, .end_element = on_end, .text = on_text };
  g_autoptr (GString) shown = g_string_new (NULL);
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, shown,
                                                                        NULL);
  g_autoptr (GRegex) entities = g_regex_new ("&(?!amp;|lt;|gt;|quot;|apos;|#)[a-z]+;", 0, 0, NULL);
  g_autofree char *plain = g_regex_replace_literal (entities, storage, -1, 0, " ", 0, NULL);
  g_autofree char *whole = g_strconcat ("<storage>", plain, "</storage>", NULL);

  if (g_markup_parse_context_parse (context, whole, -1, NULL) && g_markup_parse_context_end_parse (context, NULL))
    g_string_append (page, shown->str);
  else
    cw_rehearsal_html_code (page, storage);
}
