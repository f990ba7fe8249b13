/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-date-list"

#include "config.h"

#include "cw-date-list.h"
#include "cw-show.h"

struct _CwDateList
{
  AdwBin parent_instance;
};

typedef struct {
  const CwSite *site;
  GDateTime *start;
} Date;

G_DEFINE_FINAL_TYPE (CwDateList, cw_date_list, ADW_TYPE_BIN)

static void
cw_date_list_class_init (CwDateListClass *klass)
{
}

static void
cw_date_list_init (CwDateList *self)
{
}

static void
date_free (gpointer data)
{
  Date *date = data;

  g_date_time_unref (date->start);
  g_free (date);
}

static int
compare_dates (gconstpointer a,
               gconstpointer b)
{
  const Date *date_a = *(const Date *const *) a;
  const Date *date_b = *(const Date *const *) b;

  return g_date_time_compare (date_a->start, date_b->start);
}

static GPtrArray *
list_dates (CwDeployment *deployment)
{
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (deployment);
  GPtrArray *dates = g_ptr_array_new_with_free_func (date_free);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      GDateTime *start = cw_deployment_get_start (deployment, site->id);
      Date *date;

      if (start == NULL)
        continue;
      date = g_new0 (Date, 1);
      date->site = site;
      date->start = start;
      g_ptr_array_add (dates, date);
    }
  g_ptr_array_sort (dates, compare_dates);
  return dates;
}

static GtkWidget *
make_row (CwProcedure *procedure,
          const Date  *date)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (date->site->name);
  g_autofree char *text = cw_show_instant (procedure, g_date_time_to_unix (date->start));
  GtkWidget *when = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_xalign (GTK_LABEL (when), 0);
  gtk_label_set_wrap (GTK_LABEL (when), TRUE);
  gtk_widget_add_css_class (name, "caption-heading");
  gtk_widget_add_css_class (when, "caption");
  gtk_widget_add_css_class (when, "dim-label");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), when);
  return box;
}

/**
 * cw_date_list_update:
 * @self: the list
 * @view: (nullable): the preparation
 */
void
cw_date_list_update (CwDateList *self,
                     CwView     *view)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autoptr (GPtrArray) dates = NULL;

  g_return_if_fail (CW_IS_DATE_LIST (self));

  if (view != NULL)
    {
      dates = list_dates (cw_view_get_deployment (view));
      for (guint i = 0; i < dates->len; i++)
        gtk_box_append (GTK_BOX (box), make_row (cw_deployment_get_procedure (cw_view_get_deployment (view)),
                                                 g_ptr_array_index (dates, i)));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), dates != NULL && dates->len > 0);
  adw_bin_set_child (ADW_BIN (self), box);
}
