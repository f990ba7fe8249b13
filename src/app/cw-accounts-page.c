/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-accounts-page"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-account-group.h"
#include "cw-accounts-page.h"
#include "cw-error.h"
#include "cw-show.h"

#define PAGE "cw-accounts-page"

/* What the page knows; lives as long as it. */
typedef struct {
  GtkWidget *page;     /* not owned: it owns this */
  CwAccountDesk *desk;
  GCancellable *cancellable;
  GtkWidget *groups[CW_N_ACCOUNTS];
  GtkWidget *offer;    /* the group that offers to import */
  GtkWidget *offer_row;
  GtkWidget *trouble;
} Page;

static void
page_free (gpointer data)
{
  Page *page = data;

  g_cancellable_cancel (page->cancellable);
  g_clear_object (&page->cancellable);
  g_clear_object (&page->desk);
  g_free (page);
}

static char *
describe_files (GPtrArray *files)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < files->len; i++)
    {
      const CwAccountFile *file = g_ptr_array_index (files, i);

      g_string_append_printf (text, "%s%s: %s", i > 0 ? "\n" : "", cw_account_kind_get_title (file->kind),
                              file->trouble != NULL ? file->trouble : file->path);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Files are worth an offer while an account of theirs is missing. */
static gboolean
are_new (const CwAccountList *accounts)
{
  for (guint i = 0; i < accounts->files->len; i++)
    {
      const CwAccountFile *file = g_ptr_array_index (accounts->files, i);
      const CwAccountEntry *entry = g_ptr_array_index (accounts->entries, file->kind);

      if (entry->source == CW_ACCOUNT_NONE)
        return TRUE;
    }
  return FALSE;
}

static void
listed (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAccountList) accounts = cw_account_desk_finish (NULL, result, &error);
  Page *page = g_object_get_data (G_OBJECT (widget), PAGE);

  if (page == NULL || (error != NULL && cw_error_is_cancelled (error)))
    return;
  cw_show_text (page->trouble, error != NULL ? error->message : NULL);
  if (accounts == NULL)
    return;
  for (guint i = 0; i < CW_N_ACCOUNTS; i++)
    cw_account_group_show (CW_ACCOUNT_GROUP (page->groups[i]), g_ptr_array_index (accounts->entries, i));
  gtk_widget_set_visible (page->offer, are_new (accounts));
  if (gtk_widget_get_visible (page->offer))
    {
      g_autofree char *files = describe_files (accounts->files);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (page->offer_row), files);
    }
}

static void
list (Page *page)
{
  cw_account_desk_list (page->desk, page->cancellable, listed, g_object_ref (page->page));
}

static void
accounts_changed (GtkWidget *widget)
{
  list (g_object_get_data (G_OBJECT (widget), PAGE));
}

static void
imported (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;
  Page *page = g_object_get_data (G_OBJECT (widget), PAGE);

  cw_account_desk_finish (NULL, result, &error);
  if (page != NULL && !(error != NULL && cw_error_is_cancelled (error)))
    cw_show_text (page->trouble, error != NULL ? error->message : NULL);
}

static void
import (Page *page)
{
  cw_account_desk_import (page->desk, page->cancellable, imported, g_object_ref (page->page));
}

static void
add_offer (Page *page)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Import"));

  page->offer = adw_preferences_group_new ();
  page->offer_row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (page->offer_row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (page->offer_row), _ ("Accounts of the observatory’s scripts"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (page->offer_row), 6);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (import), page);
  adw_action_row_add_suffix (ADW_ACTION_ROW (page->offer_row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (page->offer), page->offer_row);
  gtk_widget_set_visible (page->offer, FALSE);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page->page), ADW_PREFERENCES_GROUP (page->offer));
}

static void
add_trouble (Page *page)
{
  GtkWidget *group = adw_preferences_group_new ();

  page->trouble = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (page->trouble), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (page->trouble), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (page->trouble), 0);
  gtk_label_set_selectable (GTK_LABEL (page->trouble), TRUE);
  gtk_widget_add_css_class (page->trouble, "error");
  gtk_widget_set_visible (page->trouble, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), page->trouble);
  g_object_bind_property (page->trouble, "visible", group, "visible", G_BINDING_SYNC_CREATE);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page->page), ADW_PREFERENCES_GROUP (group));
}

/* A page takes groups alone: each account's widget stands in a bare one. */
static void
add_account (Page          *page,
             CwAccountKind  kind)
{
  GtkWidget *frame = adw_preferences_group_new ();

  page->groups[kind] = cw_account_group_new (page->desk, kind);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (frame), page->groups[kind]);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page->page), ADW_PREFERENCES_GROUP (frame));
}

/**
 * cw_accounts_page_new:
 * @desk: the accounts
 *
 * Returns: (transfer floating): the preferences' page of accounts, which fills itself
 */
GtkWidget *
cw_accounts_page_new (CwAccountDesk *desk)
{
  Page *page = g_new0 (Page, 1);

  page->page = adw_preferences_page_new ();
  page->desk = g_object_ref (desk);
  page->cancellable = g_cancellable_new ();
  adw_preferences_page_set_name (ADW_PREFERENCES_PAGE (page->page), "accounts");
  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (page->page), _ ("Accounts"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (page->page), "dialog-password-symbolic");
  add_trouble (page);
  add_offer (page);
  for (guint i = 0; i < CW_N_ACCOUNTS; i++)
    add_account (page, i);
  g_object_set_data_full (G_OBJECT (page->page), PAGE, page, page_free);
  g_signal_connect_object (desk, "changed", G_CALLBACK (accounts_changed), page->page, G_CONNECT_SWAPPED);
  list (page);
  return page->page;
}
