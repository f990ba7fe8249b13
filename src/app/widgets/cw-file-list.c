/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-file-list"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-child-window.h"
#include "cw-desk-files.h"
#include "cw-error.h"
#include "cw-file-editor.h"
#include "cw-file-item.h"
#include "cw-file-list.h"
#include "cw-hand-edit.h"
#include "cw-show.h"
#include "cw-window-size.h"

struct _CwFileList
{
  AdwWindow parent_instance;

  GtkWidget *title;
  GtkDropDown *repositories;
  GtkEditable *search;
  GtkStack *stack;
  GtkWidget *spinner;
  GtkListView *list;
  AdwStatusPage *failure;
  GtkWidget *new_file;
  GtkWidget *new_label;
  GtkWidget *elsewhere;
  GtkWidget *elsewhere_label;

  CwDesk *desk;
  char *site;
  GStrv ids;                   /* of the repositories, in the order of @repositories */
  GListStore *files;           /* (element-type CwFileItem) */
  GtkFilterListModel *shown;   /* (unowned): the list's */
  GtkCustomFilter *filter;     /* (unowned): @shown's */
  GStrv words;                 /* (nullable): what is searched for, folded */
  GCancellable *cancellable;   /* of the list that is being read */
  gboolean opens_first;        /* whether Enter was pressed before the files were there */
};

G_DEFINE_FINAL_TYPE (CwFileList, cw_file_list, ADW_TYPE_WINDOW)

static const char *
get_repository (CwFileList *self)
{
  guint index = gtk_drop_down_get_selected (self->repositories);

  return index != GTK_INVALID_LIST_POSITION ? self->ids[index] : NULL;
}

static gboolean
has_file (CwFileList *self,
          const char *path)
{
  GListModel *model = G_LIST_MODEL (self->files);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (CwFileItem) item = g_list_model_get_item (model, i);

      if (g_str_equal (cw_file_item_get_path (item), path))
        return TRUE;
    }
  return FALSE;
}

/* What was typed can be a new file's path; a mere word is searched for. */
/* A button whose label wraps or is shortened has no name of its own. */
static void
name_button (GtkWidget  *button,
             GtkWidget  *label,
             const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
show_new_file (CwFileList *self)
{
  g_autofree char *path = g_strstrip (g_strdup (gtk_editable_get_text (self->search)));
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0;
  gboolean possible = *path != '\0' && (!any || strchr (path, '/') != NULL) && get_repository (self) != NULL
                      && cw_hand_edit_check_path (path, NULL) && !has_file (self, path);
  g_autofree char *label = possible ? g_strdup_printf (_ ("New File “%s”"), path) : g_strdup ("");

  gtk_widget_set_visible (self->new_file, possible);
  name_button (self->new_file, GTK_WIDGET (self->new_label), label);
}

static CwPlan *
get_plan (CwFileList *self)
{
  CwView *view = cw_desk_get_view (self->desk);

  return view != NULL ? cw_view_get_plan (view, self->site) : NULL;
}

/* How many of the site's files in a repository have all that is searched for. */
static guint
count_there (CwFileList *self,
             const char *repository)
{
  CwPlan *plan = get_plan (self);
  const CwChangeSet *changes = plan != NULL ? cw_plan_get_change_set (plan, repository) : NULL;
  guint n = 0;

  for (guint i = 0; changes != NULL && i < changes->paths->len; i++)
    {
      g_autofree char *folded = g_utf8_casefold (changes->paths->pdata[i], -1);
      gboolean all = TRUE;

      for (guint j = 0; all && self->words[j] != NULL; j++)
        all = strstr (folded, self->words[j]) != NULL;
      n += all;
    }
  return n;
}

/* Where nothing is found here: the first other repository that has it; -1 where none has. */
static int
find_elsewhere (CwFileList *self,
                guint      *n_files)
{
  const char *here = get_repository (self);

  for (guint i = 0; self->words != NULL && self->ids[i] != NULL; i++)
    if (g_strcmp0 (self->ids[i], here) != 0 && (*n_files = count_there (self, self->ids[i])) > 0)
      return (int) i;
  return -1;
}

static void
show_elsewhere (CwFileList *self)
{
  guint n_files = 0;
  int index = find_elsewhere (self, &n_files);
  g_autofree char *text = index < 0 ? g_strdup ("")
                                    : g_strdup_printf (ngettext ("Show %u File in %s", "Show %u Files in %s", n_files),
                                                       n_files, self->ids[index]);

  name_button (self->elsewhere, GTK_WIDGET (self->elsewhere_label), text);
  gtk_widget_set_visible (self->elsewhere, index >= 0);
}

static void
on_elsewhere (CwFileList *self)
{
  guint n_files = 0;
  int index = find_elsewhere (self, &n_files);

  if (index < 0)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_drop_down_set_selected (self->repositories, (guint) index);
}

static void
show_state (CwFileList *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0;

  if (self->cancellable != NULL)
    return;
  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
  if (!any)
    show_elsewhere (self);
  show_new_file (self);
}

static gboolean
is_wanted (gpointer item,
           gpointer user_data)
{
  CwFileList *self = user_data;

  return self->words == NULL || cw_file_item_matches (item, (const char *const *) self->words);
}

static void
on_search (CwFileList *self)
{
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (self->search), -1);

  g_strfreev (self->words);
  self->words = g_strsplit_set (folded, " \t", -1);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  show_state (self);
}

/* The editor stands where this window stood. */
static void
open_file (CwFileList *self,
           const char *path)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  cw_file_editor_present (self->desk, self->site, get_repository (self), path, 0, parent);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_activate (CwFileList *self,
             guint       position)
{
  g_autoptr (CwFileItem) item = g_list_model_get_item (G_LIST_MODEL (self->shown), position);

  open_file (self, cw_file_item_get_path (item));
}

static void
on_new_file (CwFileList *self)
{
  g_autofree char *path = g_strstrip (g_strdup (gtk_editable_get_text (self->search)));

  open_file (self, path);
}

/* What was typed is meant whole: the entry tells of it only after a while. */
static void
on_search_activate (CwFileList *self)
{
  on_search (self);
  self->opens_first = self->cancellable != NULL;
  if (self->opens_first || self->words == NULL)
    return;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0)
    on_activate (self, 0);
  else if (gtk_widget_get_visible (self->elsewhere))
    on_elsewhere (self);
  else if (gtk_widget_get_visible (self->new_file))
    on_new_file (self);
}

/* Whoever goes on typing doesn't mean the Enter of before. */
static void
on_search_changed (CwFileList *self)
{
  self->opens_first = FALSE;
}

static void
stop_reading (CwFileList *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
fail (CwFileList   *self,
      const GError *error)
{
  g_autofree char *escaped = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->failure, escaped);
  gtk_stack_set_visible_child_name (self->stack, "failure");
}

static void
files_were_listed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (CwFileList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = cw_desk_list_finish (CW_DESK (source), result, &error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  if ((error != NULL && cw_error_is_cancelled (error)) || self->cancellable == NULL)
    return;
  g_clear_object (&self->cancellable);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  if (files == NULL)
    {
      fail (self, error);
      return;
    }
  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (items, cw_file_item_new (g_ptr_array_index (files, i)));
  g_list_store_splice (self->files, 0, 0, items->pdata, items->len);
  show_state (self);
  if (self->opens_first)
    on_search_activate (self);
}

static void
read_files (CwFileList *self)
{
  const char *repository = get_repository (self);

  stop_reading (self);
  g_list_store_remove_all (self->files);
  gtk_widget_set_visible (self->new_file, FALSE);
  if (repository == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "empty");
      return;
    }
  self->cancellable = g_cancellable_new ();
  gtk_stack_set_visible_child_name (self->stack, "loading");
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  cw_desk_list_files (self->desk, self->site, repository, self->cancellable, files_were_listed, g_object_ref (self));
}

/* The entry takes Escape for itself. */
static void
on_stop_search (CwFileList *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "window.close", NULL);
}

static GtkWidget *
make_line (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_START);
  gtk_widget_add_css_class (label, style);
  return label;
}

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *second = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (second), gtk_image_new ());
  gtk_box_append (GTK_BOX (second), make_line ("caption"));
  gtk_widget_add_css_class (gtk_widget_get_last_child (second), "dim-label");
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (box), make_line ("monospace"));
  gtk_box_append (GTK_BOX (box), second);
  gtk_list_item_set_child (item, box);
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  CwFileItem *file = gtk_list_item_get_item (item);
  GtkWidget *box = gtk_list_item_get_child (item), *first = gtk_widget_get_first_child (box);
  GtkWidget *second = gtk_widget_get_next_sibling (first), *parent = gtk_widget_get_parent (box);
  GtkWidget *icon = gtk_widget_get_first_child (second);
  g_autofree char *words = cw_file_item_describe (file);
  g_autofree char *name = *words != '\0' ? g_strdup_printf ("%s, %s", cw_file_item_get_path (file), words)
                                         : g_strdup (cw_file_item_get_path (file));

  gtk_label_set_text (GTK_LABEL (first), cw_file_item_get_path (file));
  cw_show_icon (icon, "document-edit-symbolic", "warning", _ ("Unsaved changes"));
  gtk_widget_set_visible (icon, cw_file_item_is_unsaved (file));
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (second)), words);
  gtk_widget_set_visible (second, *words != '\0');
  gtk_widget_set_tooltip_text (box, cw_file_item_get_path (file));
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
cw_file_list_dispose (GObject *object)
{
  CwFileList *self = CW_FILE_LIST (object);

  stop_reading (self);
  g_clear_object (&self->files);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (cw_file_list_parent_class)->dispose (object);
}

static void
cw_file_list_finalize (GObject *object)
{
  CwFileList *self = CW_FILE_LIST (object);

  g_free (self->site);
  g_strfreev (self->ids);
  g_strfreev (self->words);
  G_OBJECT_CLASS (cw_file_list_parent_class)->finalize (object);
}

static void
cw_file_list_class_init (CwFileListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_file_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_file_list_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cyclewright/Cyclewright/ui/cw-file-list.ui");
  gtk_widget_class_bind_template_child (widget_class, CwFileList, title);
  gtk_widget_class_bind_template_child (widget_class, CwFileList, repositories);
  gtk_widget_class_bind_template_child (widget_class, CwFileList, search);
  gtk_widget_class_bind_template_child (widget_class, CwFileList, stack);
  gtk_widget_class_bind_template_child (widget_class, CwFileList, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwFileList, list);
  gtk_widget_class_bind_template_child (widget_class, CwFileList, failure);
  gtk_widget_class_bind_template_child (widget_class, CwFileList, new_file);
  gtk_widget_class_bind_template_child (widget_class, CwFileList, new_label);
  gtk_widget_class_bind_template_child (widget_class, CwFileList, elsewhere);
  gtk_widget_class_bind_template_child (widget_class, CwFileList, elsewhere_label);
  gtk_widget_class_bind_template_callback (widget_class, on_elsewhere);
  gtk_widget_class_bind_template_callback (widget_class, on_search);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_new_file);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cw_file_list_init (CwFileList *self)
{
  GtkNoSelection *selection;

  gtk_widget_init_template (GTK_WIDGET (self));
  cw_window_size_keep (GTK_WINDOW (self), "files");
  cw_show_shorten_choice (self->repositories);
  self->files = g_list_store_new (CW_TYPE_FILE_ITEM);
  self->filter = gtk_custom_filter_new (is_wanted, self, NULL);
  self->shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->files)), GTK_FILTER (self->filter));
  selection = gtk_no_selection_new (G_LIST_MODEL (self->shown));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}

/* The repositories in which the site was planned. */
static void
fill_repositories (CwFileList *self,
                   const char *chosen)
{
  CwPlan *plan = get_plan (self);
  GPtrArray *sets = plan != NULL ? cw_plan_get_change_sets (plan) : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; sets != NULL && i < sets->len; i++)
    {
      const CwChangeSet *changes = g_ptr_array_index (sets, i);

      g_strv_builder_add (builder, changes->repository);
      gtk_string_list_append (names, changes->repository);
    }
  self->ids = g_strv_builder_end (builder);
  gtk_drop_down_set_model (self->repositories, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->repositories), g_list_model_get_n_items (G_LIST_MODEL (names)) > 0);
  for (guint i = 0; chosen != NULL && self->ids[i] != NULL; i++)
    if (g_str_equal (self->ids[i], chosen))
      gtk_drop_down_set_selected (self->repositories, i);
}

/**
 * cw_file_list_new:
 * @desk: where the file is saved
 * @site: id of a site
 * @repository: (nullable): id of the repository that is shown first
 *
 * Returns: (transfer floating): a window that lists the files that can be edited for @site
 */
GtkWidget *
cw_file_list_new (CwDesk     *desk,
                  const char *site,
                  const char *repository)
{
  CwFileList *self;
  const CwSite *known;

  g_return_val_if_fail (CW_IS_DESK (desk) && site != NULL, NULL);

  self = g_object_new (CW_TYPE_FILE_LIST, NULL);
  self->desk = g_object_ref (desk);
  self->site = g_strdup (site);
  known = cw_procedure_get_site (cw_desk_get_procedure (desk), site);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), known != NULL ? known->name : site);
  fill_repositories (self, repository);
  read_files (self);
  g_signal_connect_object (self->repositories, "notify::selected", G_CALLBACK (read_files), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * cw_file_list_present:
 * @desk: a desk
 * @site: id of a site
 * @repository: id of a repository
 * @parent: the window that asked
 *
 * Opens the list of a repository's files, of which one can be edited.
 */
void
cw_file_list_present (CwDesk     *desk,
                      const char *site,
                      const char *repository,
                      GtkWindow  *parent)
{
  GtkWidget *window = cw_file_list_new (desk, site, repository);

  cw_child_window_present (GTK_WINDOW (window), parent);
}
