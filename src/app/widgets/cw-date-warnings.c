/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-date-warnings"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date-warnings.h"
#include "cw-show.h"

/* What a line says, in short. */
#define WHAT "cw-what"

struct _CwDateWarnings
{
  AdwPreferencesRow parent_instance;

  GtkWidget *trouble;       /* a line of its own */
  GtkWidget *trouble_text;
  GtkWidget *box;           /* a line for each warning */
};

G_DEFINE_FINAL_TYPE (CwDateWarnings, cw_date_warnings, ADW_TYPE_PREFERENCES_ROW)

static void
cw_date_warnings_class_init (CwDateWarningsClass *klass)
{
}

static GtkWidget *
make_icon (const char *name,
           const char *style,
           const char *word)
{
  GtkWidget *icon = gtk_image_new ();

  cw_show_icon (icon, name, style, word);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  return icon;
}

static void
set_up_label (GtkWidget  *label,
              const char *style)
{
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
}

static GtkWidget *
make_label (const char *text,
            const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  set_up_label (label, style);
  return label;
}

static void
make_trouble (CwDateWarnings *self)
{
  self->trouble = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->trouble_text = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  set_up_label (self->trouble_text, "error");
  gtk_box_append (GTK_BOX (self->trouble), make_icon ("dialog-error-symbolic", "error", _ ("Wrong")));
  gtk_box_append (GTK_BOX (self->trouble), self->trouble_text);
  gtk_widget_set_visible (self->trouble, FALSE);
}

static void
cw_date_warnings_init (CwDateWarnings *self)
{
  GtkWidget *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  make_trouble (self);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_visible (self->box, FALSE);
  gtk_box_append (GTK_BOX (all), self->trouble);
  gtk_box_append (GTK_BOX (all), self->box);
  gtk_widget_add_css_class (all, "field");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), all);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* All of it in one text, for who doesn't see it. */
static void
show (CwDateWarnings *self)
{
  g_autoptr (GString) all = g_string_new (NULL);

  if (gtk_widget_get_visible (self->trouble))
    g_string_append (all, gtk_label_get_text (GTK_LABEL (self->trouble_text)));
  for (GtkWidget *line = gtk_widget_get_first_child (self->box); line != NULL; line = gtk_widget_get_next_sibling (line))
    g_string_append_printf (all, "%s%s", all->len > 0 ? ". " : "",
                            (const char *) g_object_get_data (G_OBJECT (line), WHAT));
  gtk_widget_set_visible (self->box, gtk_widget_get_first_child (self->box) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), all->len > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, all->str, -1);
}

/* What could be done: another date, or, where there are checks already, a person's word for this one. */
static char *
make_advice (const CwScheduleWarning *warning,
             gboolean                 with_checks,
             gboolean                 waved)
{
  if (waved)
    return g_strdup (_ ("Waved through"));
  if (!with_checks)
    return g_strdup (warning->advice);
  if (warning->advice == NULL)
    return g_strdup (_ ("Wave it through under “Checks”"));
  return g_strdup_printf (_ ("%s, or wave it through under “Checks”"), warning->advice);
}

static void
add_warning (CwDateWarnings          *self,
             const CwScheduleWarning *warning,
             CwDeployment            *deployment)
{
  gboolean waved = deployment != NULL
                   && g_strcmp0 (cw_deployment_get_text (deployment, "waved.%s", warning->id), warning->text) == 0;
  g_autofree char *advice = make_advice (warning, deployment != NULL, waved);
  CwCheckState state = waved ? CW_CHECK_WAVED : CW_CHECK_WARNING;
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_box_append (GTK_BOX (texts), make_label (warning->what, waved ? NULL : "warning"));
  if (advice != NULL)
    gtk_box_append (GTK_BOX (texts), make_label (advice, "dim-label"));
  gtk_box_append (GTK_BOX (line), make_icon (cw_show_check_icon (state), cw_show_check_style (state),
                                             cw_show_check_word (state)));
  gtk_box_append (GTK_BOX (line), texts);
  g_object_set_data_full (G_OBJECT (line), WHAT, g_strdup (warning->what), g_free);
  gtk_box_append (GTK_BOX (self->box), line);
}

/**
 * cw_date_warnings_show:
 * @self: the row
 * @schedule: (nullable): the schedule of the dates as they stand; %NULL where there is none
 * @site: the site that the row belongs to
 * @deployment: (nullable): where a warning may have been waved through; %NULL of a preparation that isn't there yet
 */
void
cw_date_warnings_show (CwDateWarnings *self,
                       CwSchedule     *schedule,
                       const char     *site,
                       CwDeployment   *deployment)
{
  GPtrArray *warnings = schedule != NULL ? cw_schedule_get_warnings (schedule) : NULL;
  GtkWidget *child;

  g_return_if_fail (CW_IS_DATE_WARNINGS (self) && site != NULL);

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  for (guint i = 0; warnings != NULL && i < warnings->len; i++)
    {
      const CwScheduleWarning *warning = g_ptr_array_index (warnings, i);

      if (g_strcmp0 (warning->site, site) == 0)
        add_warning (self, warning, deployment);
    }
  show (self);
}

/**
 * cw_date_warnings_show_trouble:
 * @self: the row
 * @trouble: (nullable): what is wrong with what stands in the entries above, or %NULL
 */
void
cw_date_warnings_show_trouble (CwDateWarnings *self,
                               const char     *trouble)
{
  g_return_if_fail (CW_IS_DATE_WARNINGS (self));

  gtk_label_set_text (GTK_LABEL (self->trouble_text), trouble != NULL ? trouble : "");
  gtk_widget_set_visible (self->trouble, trouble != NULL);
  show (self);
}
