/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-rich-label"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-open.h"
#include "cw-rich-label.h"

/* Letters. Without it GTK lays a long text out one letter a line to find how narrow it can be, which takes ten times as
 * long as all the rest. The templates of long texts say the same (`width-chars`). */
#define LEAST_WIDTH 12

static gboolean
on_activate_link (GtkWidget  *label,
                  const char *uri)
{
  cw_open_page (label, uri);
  return TRUE;
}

static void
append_run (GString         *markup,
            const CwTextRun *run)
{
  g_autofree char *text = g_markup_escape_text (run->text, -1);
  gboolean link = run->link != NULL && cw_open_may (run->link);

  if (link)
    {
      g_autofree char *address = g_markup_escape_text (run->link, -1);

      g_string_append_printf (markup, "<a href=\"%s\">", address);
    }
  g_string_append_printf (markup, "%s%s%s%s%s%s%s",
                          run->style & CW_TEXT_BOLD ? "<b>" : "",
                          run->style & CW_TEXT_ITALIC ? "<i>" : "",
                          run->style & CW_TEXT_CODE ? "<tt>" : "",
                          text,
                          run->style & CW_TEXT_CODE ? "</tt>" : "",
                          run->style & CW_TEXT_ITALIC ? "</i>" : "",
                          run->style & CW_TEXT_BOLD ? "</b>" : "");
  if (link)
    g_string_append (markup, "</a>");
}

/**
 * cw_rich_label_to_markup:
 * @text: styled text
 *
 * Returns: (transfer full): the same as Pango markup, everything in it escaped
 */
char *
cw_rich_label_to_markup (CwText *text)
{
  GString *markup = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  markup = g_string_new (NULL);
  for (guint i = 0; i < cw_text_get_n_runs (text); i++)
    append_run (markup, cw_text_get_run (text, i));
  return g_string_free (markup, FALSE);
}

/**
 * cw_rich_label_new:
 * @markup: Pango markup
 * @role: what the label is for a screen reader
 *
 * Only a label with links is a stop for Tab; otherwise a long text would be hundreds of stops.
 *
 * Returns: (transfer floating): the label
 */
GtkWidget *
cw_rich_label_new (const char       *markup,
                   GtkAccessibleRole role)
{
  PangoAttrList *attributes;
  GtkWidget *label;

  g_return_val_if_fail (markup != NULL, NULL);

  label = g_object_new (GTK_TYPE_LABEL,
                        "accessible-role", role,
                        "label", markup,
                        "use-markup", TRUE,
                        "xalign", 0.0,
                        "yalign", 0.0,
                        "wrap", TRUE,
                        "wrap-mode", PANGO_WRAP_WORD_CHAR,
                        "width-chars", LEAST_WIDTH,
                        "selectable", TRUE,
                        NULL);
  /* What is broken may be a key or a commit: a hyphen would be part of it. */
  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  pango_attr_list_unref (attributes);
  /* A selectable label that only isn't focusable would hold Tab where it is. */
  gtk_widget_set_can_focus (label, strstr (markup, "<a href=") != NULL);
  g_signal_connect (label, "activate-link", G_CALLBACK (on_activate_link), NULL);
  return label;
}

/**
 * cw_rich_label_new_plain:
 * @text: any bytes
 *
 * Returns: (transfer floating): a label that shows @text as it is
 */
GtkWidget *
cw_rich_label_new_plain (const char *text)
{
  g_autofree char *clean = NULL, *markup = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  clean = cw_text_clean (text);
  markup = g_markup_escape_text (clean, -1);
  return cw_rich_label_new (markup, GTK_ACCESSIBLE_ROLE_LABEL);
}
