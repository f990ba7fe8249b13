/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-open"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cw-dialogs.h"
#include "cw-open.h"
#include "cw-text.h"

#define COPY "copy"

typedef struct {
  GtkWidget *window; /* what was clicked may be made anew meanwhile */
  char *address;
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->window);
  g_free (opening->address);
  g_free (opening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
free_address (gpointer  address,
              GClosure *closure)
{
  g_free (address);
}

static void
answered (GtkWidget  *dialog,
          const char *response,
          const char *address)
{
  if (g_str_equal (response, COPY))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (dialog), address);
}

static void
on_launched (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (Opening) opening = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL, *address = NULL;
  GtkWidget *dialog;

  if (g_app_info_launch_default_for_uri_finish (result, &error) || !gtk_widget_get_visible (opening->window))
    return;
  address = cw_text_clean (opening->address);
  /* Translators: a reason, and an address on a line of its own */
  body = g_strdup_printf (_ ("No program here opens it (%s). Copy it to where you can open it:\n\n%s"), error->message, address);
  dialog = cw_dialogs_tell (opening->window, _ ("The Link Can’t Be Opened"), body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), COPY, _ ("Copy the _Link"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), COPY);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered), g_strdup (opening->address), free_address, 0);
}

/**
 * cw_open_may:
 * @address: an address
 *
 * Returns: whether a click may open it: a page or a mail, never a file or a program
 */
gboolean
cw_open_may (const char *address)
{
  const char *scheme;

  g_return_val_if_fail (address != NULL, FALSE);

  scheme = g_uri_peek_scheme (address);
  return g_strcmp0 (scheme, "https") == 0 || g_strcmp0 (scheme, "http") == 0 || g_strcmp0 (scheme, "mailto") == 0;
}

/**
 * cw_open_page:
 * @widget: what was clicked
 * @address: (nullable): where it leads
 *
 * Opens it with the person's own program, if cw_open_may(); says it, with the address to copy, where there is none.
 */
void
cw_open_page (GtkWidget  *widget,
              const char *address)
{
  GtkRoot *root;
  Opening *opening;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  root = gtk_widget_get_root (widget);
  if (root == NULL || address == NULL || !cw_open_may (address))
    return;
  opening = g_new0 (Opening, 1);
  opening->window = g_object_ref (GTK_WIDGET (root));
  opening->address = g_strdup (address);
  g_app_info_launch_default_for_uri_async (address, NULL, NULL, on_launched, opening);
}
