/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-pager"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-pager.h"

/* Widgets for that many pieces are made at a time: the window stays alive, and few texts are longer. */
#define PAGE_SIZE 200

/* Of what is filled bit by bit, so many pieces are there at once: more than a screen shows. */
#define FIRST_PIECES 12

/* How long the window may be kept from anything else at a time, microseconds. */
#define SLICE 6000

typedef struct {
  GtkWidget     *container; /* (unowned): stands beside the button */
  guint          n_pieces;
  guint          n_wanted;
  guint          n_done;
  guint          idle;      /* source that adds what is wanted; 0: none */
  CwPagerAdd     add;
  gpointer       data;
  GDestroyNotify data_free;
} Pager;

static void
pager_free (gpointer user_data)
{
  Pager *self = user_data;

  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->data_free != NULL)
    self->data_free (self->data);
  g_free (self);
}

static void
add_pieces (Pager *self,
            guint  end)
{
  while (self->n_done < end)
    self->add (self->container, self->data, self->n_done++);
}

/* In moments when nothing is to be drawn. */
static gboolean
add_slice (gpointer data)
{
  Pager *self = data;
  gint64 end = g_get_monotonic_time () + SLICE;

  while (self->n_done < self->n_wanted && g_get_monotonic_time () < end)
    add_pieces (self, self->n_done + 1);
  if (self->n_done < self->n_wanted)
    return G_SOURCE_CONTINUE;
  self->idle = 0;
  return G_SOURCE_REMOVE;
}

static void
stop (GtkWidget *box,
      Pager     *self)
{
  g_clear_handle_id (&self->idle, g_source_remove);
}

static void
want_page (GtkWidget *button,
           Pager     *self)
{
  guint rest;
  g_autofree char *label = NULL;

  self->n_wanted = MIN (self->n_pieces, self->n_wanted + PAGE_SIZE);
  rest = self->n_pieces - self->n_wanted;
  label = g_strdup_printf (ngettext ("Show More: %u Left", "Show More: %u Left", rest), rest);
  gtk_button_set_label (GTK_BUTTON (button), label);
  gtk_widget_set_visible (button, rest > 0);
}

static void
add_page (GtkWidget *button,
          Pager     *self)
{
  want_page (button, self);
  if (self->idle == 0)
    add_pieces (self, self->n_wanted);
}

/**
 * cw_pager_new:
 * @container: where the pieces go
 * @n_pieces: how many there are
 * @add: makes one
 * @data: for @add
 * @data_free: (nullable): frees @data
 * @bit_by_bit: whether only the first few are made at once, and the rest after they were drawn
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
              GDestroyNotify data_free,
              gboolean       bit_by_bit)
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
  g_object_set_data_full (G_OBJECT (box), "cw-pager", self, pager_free);
  g_signal_connect (box, "destroy", G_CALLBACK (stop), self);
  want_page (button, self);
  add_pieces (self, bit_by_bit ? MIN (self->n_wanted, FIRST_PIECES) : self->n_wanted);
  if (self->n_done < self->n_wanted)
    self->idle = g_idle_add (add_slice, self);
  return box;
}
