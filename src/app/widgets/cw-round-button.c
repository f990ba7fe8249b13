/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-round-button"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-dialogs.h"
#include "cw-round-button.h"

typedef struct {
  CwDesk *desk;
  char *site;
  char *repository;
} Round;

static Round *
round_new (CwDesk     *desk,
           const char *site,
           const char *repository)
{
  Round *round = g_new0 (Round, 1);

  round->desk = g_object_ref (desk);
  round->site = g_strdup (site);
  round->repository = g_strdup (repository);
  return round;
}

static void
round_free (gpointer data)
{
  Round *round = data;

  g_object_unref (round->desk);
  g_free (round->site);
  g_free (round->repository);
  g_free (round);
}

static void
begin_round (const char *const *texts,
             gpointer           data)
{
  Round *round = data;

  cw_desk_start_round (round->desk, round->site, round->repository);
}

static void
ask_round (GtkButton *button,
           gpointer   data)
{
  Round *round = data;
  const CwDialogField none[] = { { NULL } };

  cw_dialogs_ask (GTK_WIDGET (button), _ ("Begin Another Change on This Ticket?"),
                  _ ("It is planned on the ticket’s branch as it is now; once that was merged, on the base. "
                     "What was pushed before stays as it is."),
                  _ ("_Begin"), FALSE, none, begin_round, round_new (round->desk, round->site, round->repository),
                  round_free);
}

static void
free_round (gpointer  data,
            GClosure *closure)
{
  round_free (data);
}

/**
 * cw_round_button_new:
 * @desk: where the round is begun
 * @site: id of the site
 * @repository: id of the repository
 *
 * Returns: (transfer floating): a button that begins another change on the site's ticket, once that was confirmed
 */
GtkWidget *
cw_round_button_new (CwDesk     *desk,
                     const char *site,
                     const char *repository)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Another Change…"));
  g_autofree char *name = g_strdup_printf (_ ("Another change on %s"), repository);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (ask_round), round_new (desk, site, repository),
                         free_round, 0);
  return button;
}
