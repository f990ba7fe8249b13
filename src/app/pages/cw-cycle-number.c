/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cycle-number"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-cycle-number.h"

struct _CwCycleNumber
{
  AdwBin parent_instance;

  GtkWidget *number;
  GtkWidget *extent;
};

G_DEFINE_FINAL_TYPE (CwCycleNumber, cw_cycle_number, ADW_TYPE_BIN)

static void
cw_cycle_number_class_init (CwCycleNumberClass *klass)
{
}

static GtkWidget *
add_label (GtkWidget  *box,
           const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
cw_cycle_number_init (CwCycleNumber *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->number = add_label (box, "cycle-number");
  self->extent = add_label (box, "dim-label");
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * cw_cycle_number_new:
 *
 * Returns: (transfer floating): it, hidden as long as there is no cycle
 */
GtkWidget *
cw_cycle_number_new (void)
{
  return g_object_new (CW_TYPE_CYCLE_NUMBER, NULL);
}

/**
 * cw_cycle_number_show:
 * @self: the widget
 * @cycle: (nullable): what is prepared
 * @components: of a revision, those that move, or ""
 */
void
cw_cycle_number_show (CwCycleNumber *self,
                      const CwCycle *cycle,
                      const char    *components)
{
  g_autofree char *text = NULL, *extent = NULL;

  g_return_if_fail (CW_IS_CYCLE_NUMBER (self) && components != NULL);

  gtk_widget_set_visible (GTK_WIDGET (self), cycle != NULL);
  if (cycle == NULL)
    return;
  text = cw_cycle_to_text (cycle);
  if (!cw_cycle_is_incremental (cycle))
    extent = g_strdup (_ ("Full: everything that belongs to the cycle moves"));
  else if (*components == '\0')
    extent = g_strdup (_ ("Incremental: single components move"));
  else
    extent = g_strdup_printf (_ ("Incremental: %s"), components);
  gtk_label_set_text (GTK_LABEL (self->number), text);
  gtk_label_set_text (GTK_LABEL (self->extent), extent);
}
