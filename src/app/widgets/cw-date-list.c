/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-date-list"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date-list.h"
#include "cw-show.h"

struct _CwDateList
{
  AdwBin parent_instance;
};

/* A site with its instant, or with why it has none. */
typedef struct {
  const CwSite *site;
  GDateTime *start;  /* (nullable) */
  gboolean past;
  const char *word;  /* (nullable) */
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

  g_clear_pointer (&date->start, g_date_time_unref);
  g_free (date);
}

/* What is still to come stands above what is past, then what has no date here. */
static int
compare_dates (gconstpointer a,
               gconstpointer b)
{
  const Date *date_a = *(const Date *const *) a;
  const Date *date_b = *(const Date *const *) b;

  if ((date_a->start == NULL) != (date_b->start == NULL))
    return date_a->start == NULL ? 1 : -1;
  return date_a->past - date_b->past;
}

static const char *
describe_fate (const char *fate)
{
  if (g_strcmp0 (fate, "put-off") == 0)
    return _ ("Put off");
  if (g_strcmp0 (fate, "dropped") == 0)
    return _ ("Dropped");
  return g_strcmp0 (fate, "by-other") == 0 ? _ ("Prepared by someone else") : NULL;
}

static GPtrArray *
list_dates (CwView *view)
{
  CwDeployment *deployment = cw_view_get_deployment (view);
  g_autoptr (GHashTable) starts = cw_deployment_list_starts (deployment);
  g_autoptr (GPtrArray) sites = cw_procedure_order_sites (cw_deployment_get_procedure (deployment), starts);
  GPtrArray *dates = g_ptr_array_new_with_free_func (date_free);

  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = g_ptr_array_index (sites, i);
      Date *date = g_new0 (Date, 1);

      date->site = site;
      date->word = describe_fate (cw_deployment_get_fate (deployment, site->id));
      if (cw_deployment_has_site (deployment, site->id))
        date->start = cw_deployment_get_start (deployment, site->id);
      date->past = date->start != NULL && g_date_time_compare (date->start, cw_view_get_now (view)) < 0;
      if (date->start != NULL || date->word != NULL)
        g_ptr_array_add (dates, date);
      else
        date_free (date);
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
  g_autofree char *text = date->start != NULL ? cw_show_instant (procedure, g_date_time_to_unix (date->start))
                                              : g_strdup (date->word);
  GtkWidget *when = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_xalign (GTK_LABEL (when), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (name, date->site->name);
  gtk_label_set_wrap (GTK_LABEL (when), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (when), PANGO_WRAP_WORD_CHAR);
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
      dates = list_dates (view);
      for (guint i = 0; i < dates->len; i++)
        gtk_box_append (GTK_BOX (box), make_row (cw_deployment_get_procedure (cw_view_get_deployment (view)),
                                                 g_ptr_array_index (dates, i)));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), dates != NULL && dates->len > 0);
  adw_bin_set_child (ADW_BIN (self), box);
}
