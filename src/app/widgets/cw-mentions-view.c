/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-mentions-view"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-mention-row.h"
#include "cw-mentions-view.h"

struct _CwMentionsView
{
  AdwBin parent_instance;

  GtkEditable *search;
  GtkDropDown *fates;
  GtkLabel    *count;
  GtkStack    *stack;
  GtkListView *list;

  CwPlan          *plan;         /* (owned) (nullable) */
  char           **repositories; /* (owned) (nullable) */
  gboolean         stale;        /* the list shows another plan */
  GtkCustomFilter *filter; /* (owned) */
  GtkFilterListModel *shown; /* (owned) (nullable): of CwMentionItem */
};

enum {
  LEAVE_OUT,
  TAKE_BACK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwMentionsView, cw_mentions_view, ADW_TYPE_BIN)

/* In the order of the drop-down; the first one shows all. */
static gboolean
has_fate (const CwMention *mention,
          guint            choice)
{
  switch (choice)
    {
    case 1:
      return mention->fate == CW_FATE_CHANGED;
    case 2:
      return mention->fate == CW_FATE_KEPT && !mention->left_out;
    case 3:
      return mention->left_out;
    case 4:
      return mention->fate == CW_FATE_QUESTION;
    case 5:
      return mention->fate == CW_FATE_NOT_PART;
    case 6:
      return mention->fate == CW_FATE_ODD;
    default:
      return TRUE;
    }
}

static gboolean
contains (const char *text,
          const char *folded)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
  g_autofree char *own = valid != NULL ? g_utf8_casefold (valid, -1) : NULL;

  return own != NULL && strstr (own, folded) != NULL;
}

static gboolean
is_shown (gpointer item,
          gpointer data)
{
  CwMentionsView *self = data;
  const CwMention *mention = cw_mention_item_get_mention (item);
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (self->search), -1);

  if (!has_fate (mention, gtk_drop_down_get_selected (self->fates)))
    return FALSE;
  return *folded == '\0' || contains (mention->path, folded) || contains (mention->repository, folded)
         || contains (mention->text, folded) || contains (mention->target, folded) || contains (mention->reason, folded)
         || contains (mention->rule, folded);
}

static void
show_count (CwMentionsView *self)
{
  guint n_shown = self->shown != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->shown)) : 0;
  GListModel *all = self->shown != NULL ? gtk_filter_list_model_get_model (self->shown) : NULL;
  guint n_all = all != NULL ? g_list_model_get_n_items (all) : 0;
  g_autofree char *text = NULL;

  if (n_shown == n_all)
    text = g_strdup_printf (ngettext ("%u mention", "%u mentions", n_all), n_all);
  else
    text = g_strdup_printf (ngettext ("%u of %u mention", "%u of %u mentions", n_all), n_shown, n_all);
  gtk_label_set_text (self->count, text);
  gtk_stack_set_visible_child_name (self->stack, n_shown > 0 ? "list" : "empty");
}

static void
filter_changed (CwMentionsView *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  show_count (self);
}

static void
on_setup (CwMentionsView *self,
          GtkListItem    *item)
{
  gtk_list_item_set_child (item, cw_mention_row_new ());
}

static void
on_bind (CwMentionsView *self,
         GtkListItem    *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);
  GtkWidget *parent = gtk_widget_get_parent (row);

  cw_mention_row_set_item (CW_MENTION_ROW (row), gtk_list_item_get_item (item));
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    cw_mention_row_get_name (CW_MENTION_ROW (row)), -1);
}

static void
emit (GtkWidget  *widget,
      const char *action,
      GVariant   *parameter)
{
  guint signal = g_str_equal (action, "mentions.leave-out") ? LEAVE_OUT : TAKE_BACK;

  g_signal_emit (widget, signals[signal], 0, g_variant_get_string (parameter, NULL));
}

static void
leave_list (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (CW_MENTIONS_VIEW (widget)->search));
}

static void
fill (CwMentionsView *self)
{
  GPtrArray *mentions = self->plan != NULL ? cw_plan_get_mentions (self->plan) : NULL;
  const char *const *repositories = (const char *const *) self->repositories;
  g_autoptr (GListStore) store = g_list_store_new (CW_TYPE_MENTION_ITEM);
  GtkNoSelection *selection;

  for (guint i = 0; mentions != NULL && i < mentions->len; i++)
    {
      const CwMention *mention = mentions->pdata[i];
      g_autoptr (CwMentionItem) item = NULL;

      if (repositories != NULL && !g_strv_contains (repositories, mention->repository))
        continue;
      item = cw_mention_item_new (self->plan, mention);
      g_list_store_append (store, item);
    }
  g_clear_object (&self->shown);
  self->shown = gtk_filter_list_model_new (G_LIST_MODEL (g_steal_pointer (&store)),
                                           GTK_FILTER (g_object_ref (self->filter)));
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->shown)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  self->stale = FALSE;
  show_count (self);
}

/* A list makes some 200 rows at once, which most people never look at. */
static void
cw_mentions_view_map (GtkWidget *widget)
{
  if (CW_MENTIONS_VIEW (widget)->stale)
    fill (CW_MENTIONS_VIEW (widget));
  GTK_WIDGET_CLASS (cw_mentions_view_parent_class)->map (widget);
}

static void
cw_mentions_view_dispose (GObject *object)
{
  CwMentionsView *self = CW_MENTIONS_VIEW (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  g_clear_object (&self->plan);
  G_OBJECT_CLASS (cw_mentions_view_parent_class)->dispose (object);
}

static void
cw_mentions_view_finalize (GObject *object)
{
  g_strfreev (CW_MENTIONS_VIEW (object)->repositories);

  G_OBJECT_CLASS (cw_mentions_view_parent_class)->finalize (object);
}

static void
cw_mentions_view_class_init (CwMentionsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_mentions_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_mentions_view_finalize;
  widget_class->map = cw_mentions_view_map;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-mentions-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwMentionsView, search);
  gtk_widget_class_bind_template_child (widget_class, CwMentionsView, fates);
  gtk_widget_class_bind_template_child (widget_class, CwMentionsView, count);
  gtk_widget_class_bind_template_child (widget_class, CwMentionsView, stack);
  gtk_widget_class_bind_template_child (widget_class, CwMentionsView, list);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_install_action (widget_class, "mentions.leave-out", "s", emit);
  gtk_widget_class_install_action (widget_class, "mentions.take-back", "s", emit);
  gtk_widget_class_install_action (widget_class, "mentions.leave-list", NULL, leave_list);
  signals[LEAVE_OUT] = g_signal_new ("leave-out", CW_TYPE_MENTIONS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[TAKE_BACK] = g_signal_new ("take-back", CW_TYPE_MENTIONS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cw_mentions_view_init (CwMentionsView *self)
{
  self->filter = gtk_custom_filter_new (is_shown, self, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * cw_mentions_view_set_plan:
 * @self: the view
 * @plan: (nullable): what is shown; a reference is taken
 * @repositories: (nullable) (array zero-terminated=1): ids of those whose mentions are shown; %NULL for all
 *
 * Shows a plan's mentions as soon as the view is seen; what is searched for stays.
 */
void
cw_mentions_view_set_plan (CwMentionsView    *self,
                           CwPlan            *plan,
                           const char *const *repositories)
{
  g_return_if_fail (CW_IS_MENTIONS_VIEW (self));

  g_set_object (&self->plan, plan);
  g_strfreev (self->repositories);
  self->repositories = g_strdupv ((char **) repositories);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    fill (self);
  else
    self->stale = TRUE;
}

/**
 * cw_mentions_view_search:
 * @self: the view
 *
 * Puts the cursor into the search.
 */
void
cw_mentions_view_search (CwMentionsView *self)
{
  g_return_if_fail (CW_IS_MENTIONS_VIEW (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
