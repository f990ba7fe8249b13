/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-pins-window"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-child-window.h"
#include "cw-json.h"
#include "cw-pins-window.h"
#include "cw-show.h"
#include "cw-text.h"
#include "cw-window-size.h"

/* Each component of a site with the image that it resolves to before and after, what the registry has of it, and what
 * becomes of its pin. What wants a look stands first. */

/* On a drop-down: the fact that it sets, and the word for each of its items. */
#define FACT  "cw-fact"
#define WORDS "cw-words"

struct _CwPinsWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  GtkStack *stack;
  AdwPreferencesPage *page;

  CwDesk *desk;
  char *site;
  char *shown;        /* (nullable): all that stands there, in words */
  GPtrArray *groups;  /* borrowed from the page */
  char *focused;      /* (nullable): the fact of the drop-down that had the focus before it was made anew */
};

G_DEFINE_FINAL_TYPE (CwPinsWindow, cw_pins_window, ADW_TYPE_WINDOW)

typedef struct {
  const char *title;
  const char *icon;
  gboolean folded;
} Kind;

enum {
  KIND_MISSING,
  KIND_OLDER,
  KIND_PINNED,
  KIND_OTHER,
  N_KINDS,
};

/* Those that share one revision in an env file have no pin of their own: it is decided there. */
static guint
find_kind (const CwPin *pin)
{
  if (pin->image == CW_PIN_IMAGE_MISSING)
    return KIND_MISSING;
  if (pin->image == CW_PIN_IMAGE_OLDER)
    return KIND_OLDER;
  return cw_pin_is_pinned (pin) && pin->mention != NULL ? KIND_PINNED : KIND_OTHER;
}

static const Kind *
get_kinds (void)
{
  static Kind kinds[N_KINDS];

  kinds[KIND_MISSING] = (Kind) { _ ("Not in the registry"), "dialog-warning-symbolic", FALSE };
  kinds[KIND_OLDER] = (Kind) { _ ("First of the cycle; the floating tag means a newer one"), "dialog-warning-symbolic",
                               FALSE };
  kinds[KIND_PINNED] = (Kind) { _ ("Pinned to a revision"), "view-pin-symbolic", FALSE };
  kinds[KIND_OTHER] = (Kind) { _ ("Others"), "package-x-generic-symbolic", TRUE };
  return kinds;
}

/* %NULL where the group's title says it already. */
static const char *
say_image (CwPinImage image)
{
  switch (image)
    {
    case CW_PIN_IMAGE_THERE:
      return _ ("in the registry");
    case CW_PIN_IMAGE_MISSING:
    case CW_PIN_IMAGE_OLDER:
      return NULL;
    case CW_PIN_IMAGE_UNKNOWN:
    default:
      return _ ("the registry was not asked");
    }
}

static char *
say_word (const char *word)
{
  if (g_str_equal (word, "0") || g_str_equal (word, CW_ANSWER_ZERO))
    return g_strdup (_ ("Back to 0"));
  if (g_str_equal (word, CW_ANSWER_REMOVE))
    return g_strdup (_ ("Take out"));
  if (g_str_equal (word, CW_ANSWER_KEEP))
    return g_strdup (_ ("Keep"));
  return g_strdup_printf (_ ("Keep %s"), word);
}

static void
word_chosen (GtkDropDown  *drop_down,
             GParamSpec   *pspec,
             CwPinsWindow *self)
{
  const char *fact = g_object_get_data (G_OBJECT (drop_down), FACT);
  GStrv words = g_object_get_data (G_OBJECT (drop_down), WORDS);
  guint selected = gtk_drop_down_get_selected (drop_down);

  if (selected >= g_strv_length (words))
    return;
  g_free (self->focused);
  self->focused = g_strdup (fact);
  cw_desk_set_text (self->desk, fact, words[selected]);
}

static GtkWidget *
make_drop_down (CwPinsWindow      *self,
                const char        *choice,
                const char *const *words,
                const char        *present,
                const char        *name)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint selected = GTK_INVALID_LIST_POSITION;
  GtkWidget *drop_down;

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *label = say_word (words[i]);

      gtk_string_list_append (labels, label);
      if (g_strcmp0 (words[i], present) == 0)
        selected = i;
    }
  drop_down = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), selected);
  gtk_widget_set_valign (drop_down, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (drop_down), FACT, g_strconcat ("answer.", choice, NULL), g_free);
  g_object_set_data_full (G_OBJECT (drop_down), WORDS, g_strdupv ((char **) words), (GDestroyNotify) g_strfreev);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (word_chosen), self, 0);
  return drop_down;
}

static gboolean
can_be_decided (const CwPin *pin)
{
  return pin->mention != NULL && pin->mention->options != NULL
         && g_strv_contains ((const char *const *) pin->mention->options, CW_ANSWER_REMOVE);
}

static const char *
get_word (const CwMention *mention)
{
  if (mention->removed)
    return CW_ANSWER_REMOVE;
  return mention->fate == CW_FATE_CHANGED && mention->target != NULL ? mention->target : mention->value;
}

static char *
say_images (const CwResolution *one)
{
  if (one->before == NULL)
    return g_strdup_printf (_ ("%s (new)"), one->after);
  return g_str_equal (one->before, one->after) ? g_strdup (one->after)
                                               : g_strdup_printf ("%s → %s", one->before, one->after);
}

static GtkWidget *
make_row (CwPinsWindow *self,
          const CwPin  *pin,
          const Kind   *kind)
{
  const CwResolution *one = pin->resolution;
  g_autofree char *images = say_images (one);
  const char *state = say_image (pin->image);
  g_autofree char *told = state != NULL ? g_strdup_printf ("%s: %s", images, state) : g_strdup (images);
  g_autofree char *text = g_strdup_printf ("%s\n%s, %s:%u", told, one->repository, one->path, one->line);
  g_autofree char *title = cw_text_clean (one->component), *subtitle = cw_text_clean (text);
  g_autofree char *name = g_strdup_printf (_ ("What becomes of the pin of %s"), title);
  GtkWidget *row = adw_action_row_new (), *image = gtk_image_new ();
  gboolean odd = pin->image == CW_PIN_IMAGE_MISSING || pin->image == CW_PIN_IMAGE_OLDER;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  cw_show_icon (image, kind->icon, odd ? "warning" : NULL, kind->title);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  if (can_be_decided (pin))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               make_drop_down (self, pin->mention->choice,
                                               (const char *const *) pin->mention->options, get_word (pin->mention),
                                               name));
  return row;
}

static void
take_group (CwPinsWindow *self,
            GtkWidget    *group)
{
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
  g_ptr_array_add (self->groups, group);
}

/* A group without a title; its list is called @name all the same. */
static GtkWidget *
add_list (CwPinsWindow *self,
          const char   *name)
{
  GtkWidget *group = adw_preferences_group_new (), *list = cw_show_make_list (name);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), list);
  take_group (self, group);
  return list;
}

/* What folds all of a kind away. */
static GtkWidget *
add_fold (CwPinsWindow *self,
          guint         n_rows)
{
  g_autofree char *title = g_strdup_printf (ngettext ("%u other component", "%u other components", n_rows), n_rows);
  GtkWidget *fold = adw_expander_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (fold), title);
  gtk_list_box_append (GTK_LIST_BOX (add_list (self, title)), fold);
  return fold;
}

static void
add_kind (CwPinsWindow *self,
          GArray       *pins,
          guint         number)
{
  const Kind *kind = &get_kinds ()[number];
  GtkWidget *group = NULL, *fold = NULL;
  guint n_rows = 0;

  for (guint i = 0; i < pins->len; i++)
    n_rows += find_kind (&g_array_index (pins, CwPin, i)) == number;
  if (n_rows == 0)
    return;
  if (kind->folded)
    fold = add_fold (self, n_rows);
  else
    {
      group = adw_preferences_group_new ();
      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), kind->title);
      take_group (self, group);
    }
  for (guint i = 0; i < pins->len; i++)
    {
      const CwPin *pin = &g_array_index (pins, CwPin, i);

      if (find_kind (pin) != number)
        continue;
      if (fold != NULL)
        adw_expander_row_add_row (ADW_EXPANDER_ROW (fold), make_row (self, pin, kind));
      else
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_row (self, pin, kind));
    }
}

/* What the procedure does with pins is what each of them offers first. */
static const char *
find_habit (GArray *pins)
{
  for (guint i = 0; i < pins->len; i++)
    {
      const CwPin *pin = &g_array_index (pins, CwPin, i);

      if (can_be_decided (pin))
        return g_str_equal (pin->mention->options[0], CW_ANSWER_REMOVE) ? CW_ANSWER_REMOVE : CW_ANSWER_ZERO;
    }
  return CW_ANSWER_ZERO;
}

/* What the site does with all its pins, unless one of them has a word of its own. */
static void
add_habit (CwPinsWindow *self,
           CwView       *view,
           GArray       *pins,
           guint         n_pins)
{
  static const char *const words[] = { CW_ANSWER_ZERO, CW_ANSWER_REMOVE, CW_ANSWER_KEEP, NULL };
  g_autofree char *choice = g_strconcat (self->site, "/", CW_QUESTION_PINS, NULL);
  const char *present = cw_deployment_get_text (cw_view_get_deployment (view), "answer.%s", choice);
  g_autofree char *title = g_strdup_printf (ngettext ("The site’s %u pin", "All %u pins of the site", n_pins), n_pins);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("0 names the cycle’s first revision; taken out, the newest "
                                                        "one runs"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_drop_down (self, choice, words,
                                                                    present != NULL ? present : find_habit (pins),
                                                                    title));
  gtk_list_box_append (GTK_LIST_BOX (add_list (self, title)), row);
}

/* What stands above the components; %NULL for nothing. */
static char *
make_remark (CwView *view)
{
  JsonObject *images = cw_view_get_images (view);
  const char *trouble = images != NULL ? cw_json_get_string (images, "trouble", NULL) : NULL;

  if (trouble != NULL)
    return g_strdup_printf (_ ("The registry is out of reach: %s"), trouble);
  return images == NULL ? g_strdup (_ ("The registry was not asked yet which images are there")) : NULL;
}

static void
add_remark (CwPinsWindow *self,
            const char   *remark)
{
  g_autofree char *clean = cw_text_clean (remark), *escaped = g_markup_escape_text (clean, -1);
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), escaped);
  take_group (self, group);
}

static char *
describe (const char *remark,
          GArray     *pins)
{
  g_autoptr (GString) text = g_string_new (remark);

  for (guint i = 0; i < pins->len; i++)
    {
      const CwPin *pin = &g_array_index (pins, CwPin, i);

      g_string_append_printf (text, "%s:%u %s %s %s\n", pin->resolution->path, pin->resolution->line,
                              pin->resolution->before != NULL ? pin->resolution->before : "", pin->resolution->after, cw_pin_image_to_word (pin->image));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The drop-down below @widget that sets @fact. */
static GtkWidget *
find_drop_down (GtkWidget  *widget,
                const char *fact)
{
  GtkWidget *found = NULL;

  if (g_strcmp0 (g_object_get_data (G_OBJECT (widget), FACT), fact) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_drop_down (child, fact);
  return found;
}

static void
return_focus (CwPinsWindow *self)
{
  GtkWidget *drop_down = self->focused != NULL ? find_drop_down (GTK_WIDGET (self->page), self->focused) : NULL;

  if (drop_down != NULL)
    gtk_widget_grab_focus (drop_down);
  g_clear_pointer (&self->focused, g_free);
}

static void
update (CwPinsWindow *self)
{
  CwView *view = cw_desk_get_view (self->desk);
  g_autoptr (GArray) pins = view != NULL ? cw_view_list_pins (view, self->site) : NULL;
  g_autofree char *remark = pins != NULL && pins->len > 0 ? make_remark (view) : NULL;
  g_autofree char *text = pins != NULL ? describe (remark, pins) : NULL;
  guint n_pins = 0;

  if (pins == NULL || g_strcmp0 (text, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  gtk_stack_set_visible_child_name (self->stack, pins->len > 0 ? "pins" : "empty");
  for (guint i = 0; i < self->groups->len; i++)
    adw_preferences_page_remove (self->page, g_ptr_array_index (self->groups, i));
  g_ptr_array_set_size (self->groups, 0);
  for (guint i = 0; i < pins->len; i++)
    n_pins += can_be_decided (&g_array_index (pins, CwPin, i));
  if (remark != NULL)
    add_remark (self, remark);
  if (n_pins > 0)
    add_habit (self, view, pins, n_pins);
  for (guint kind = 0; kind < N_KINDS; kind++)
    add_kind (self, pins, kind);
  return_focus (self);
}

static void
cw_pins_window_finalize (GObject *object)
{
  CwPinsWindow *self = CW_PINS_WINDOW (object);

  g_clear_object (&self->desk);
  g_ptr_array_unref (self->groups);
  g_free (self->site);
  g_free (self->shown);
  g_free (self->focused);

  G_OBJECT_CLASS (cw_pins_window_parent_class)->finalize (object);
}

static void
cw_pins_window_class_init (CwPinsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cw_pins_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-pins-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CwPinsWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CwPinsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CwPinsWindow, page);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cw_pins_window_init (CwPinsWindow *self)
{
  self->groups = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_window_size_keep (GTK_WINDOW (self), "pins");
}

/**
 * cw_pins_window_present:
 * @desk: whose preparation it is
 * @site: id of a site that is prepared
 * @parent: the window that it belongs to
 *
 * Shows the pins and images of a site.
 */
void
cw_pins_window_present (CwDesk     *desk,
                        const char *site,
                        GtkWindow  *parent)
{
  CwPinsWindow *self;
  const CwSite *known;

  g_return_if_fail (CW_IS_DESK (desk) && site != NULL && GTK_IS_WINDOW (parent));

  self = g_object_new (CW_TYPE_PINS_WINDOW, NULL);
  self->desk = g_object_ref (desk);
  self->site = g_strdup (site);
  known = cw_procedure_get_site (cw_desk_get_procedure (desk), site);
  adw_window_title_set_subtitle (self->title, known != NULL ? known->name : site);
  g_signal_connect_object (desk, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  cw_child_window_present (GTK_WINDOW (self), parent);
}
