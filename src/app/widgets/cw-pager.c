/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-pager"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-pager.h"

/* Widgets for that many pieces are made at a time: the window stays alive, and few texts are longer. */
#define PAGE_SIZE 200

typedef struct {
  GtkWidget     *container; /* (unowned): stands beside the button */
  guint          n_pieces;
  guint          n_done;
  CwPagerAdd     add;
  gpointer       data;
  GDestroyNotify data_free;
} Pager;

static void
pager_free (gpointer user_data)
{
  Pager *self = user_data;

  if (self->data_free != NULL)
    self->data_free (self->data);
  g_free (self);
}

static void
add_page (GtkWidget *button,
          Pager     *self)
{
  guint end = MIN (self->n_pieces, self->n_done + PAGE_SIZE), rest = self->n_pieces - end;
  g_autofree char *label = g_strdup_printf (ngettext ("Show more: %u is left", "Show more: %u are left", rest), rest);

  while (self->n_done < end)
    self->add (self->container, self->data, self->n_done++);
  gtk_button_set_label (GTK_BUTTON (button), label);
  gtk_widget_set_visible (button, rest > 0);
}

/**
 * cw_pager_new:
 * @container: where the pieces go
 * @n_pieces: how many there are
 * @add: makes one
 * @data: for @add
 * @data_free: (nullable): frees @data
 *
 * Fills @container with the first pieces; a button brings further ones.
 *
 * Returns: (transfer floating): a box with @container and, where needed, the button
 */
GtkWidget *
cw_pager_new (GtkWidget     *container,
              guint          n_pieces,
              CwPagerAdd     add,
              gpointer       data,
              GDestroyNotify data_free)
{
  GtkWidget *box = NULL, *button = NULL;
  Pager *self = NULL;

  g_return_val_if_fail (GTK_IS_WIDGET (container) && add != NULL, NULL);

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  button = gtk_button_new ();
  self = g_new0 (Pager, 1);
  self->container = container;
  self->n_pieces = n_pieces;
  self->add = add;
  self->data = data;
  self->data_free = data_free;
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), container);
  gtk_box_append (GTK_BOX (box), button);
  g_signal_connect (button, "clicked", G_CALLBACK (add_page), self);
  g_object_set_data_full (G_OBJECT (button), "cw-pager", self, pager_free);
  add_page (button, self);
  return box;
}
