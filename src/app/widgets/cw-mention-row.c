/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-mention-row"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-mention-row.h"
#include "cw-show.h"
#include "cw-text.h"

struct _CwMentionRow
{
  GtkBox parent_instance;

  GtkWidget *icon;
  GtkWidget *value;
  GtkWidget *word;
  GtkWidget *place;
  GtkWidget *reason;
  GtkWidget *deed;
  char      *name;
};

G_DEFINE_FINAL_TYPE (CwMentionRow, cw_mention_row, GTK_TYPE_BOX)

static const struct
{
  const char *icon;
  const char *style;
  const char *word;
} looks[] = {
  [CW_FATE_CHANGED] = { "document-edit-symbolic", "accent", N_ ("Changed") },
  [CW_FATE_KEPT] = { "emblem-ok-symbolic", "dim-label", N_ ("Kept") },
  [CW_FATE_QUESTION] = { "dialog-question-symbolic", "warning", N_ ("Open") },
  [CW_FATE_NOT_PART] = { "window-minimize-symbolic", "dim-label", N_ ("Not part of the cycle") },
  [CW_FATE_ODD] = { "dialog-warning-symbolic", "warning", N_ ("Odd") },
};

static void
cw_mention_row_finalize (GObject *object)
{
  g_free (CW_MENTION_ROW (object)->name);
  G_OBJECT_CLASS (cw_mention_row_parent_class)->finalize (object);
}

static void
cw_mention_row_class_init (CwMentionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_mention_row_finalize;
}

static GtkWidget *
make_label (const char *const *classes)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_css_classes (label, (const char **) classes);
  return label;
}

static void
cw_mention_row_init (CwMentionRow *self)
{
  static const char *const value[] = { "monospace", NULL }, *const small[] = { "caption", "dim-label", NULL };
  static const char *const reason[] = { "caption", NULL };
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_add_css_class (GTK_WIDGET (self), "mention");
  self->icon = gtk_image_new ();
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  self->value = make_label (value);
  gtk_widget_set_hexpand (self->value, TRUE);
  self->word = make_label (small);
  gtk_label_set_wrap_mode (GTK_LABEL (self->word), PANGO_WRAP_WORD); /* the value beside it gives way first */
  self->place = make_label (small);
  self->reason = make_label (reason);
  self->deed = gtk_button_new ();
  gtk_widget_add_css_class (self->deed, "flat");
  gtk_widget_set_valign (self->deed, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (first), self->value);
  gtk_box_append (GTK_BOX (first), self->word);
  gtk_box_append (GTK_BOX (lines), first);
  gtk_box_append (GTK_BOX (lines), self->place);
  gtk_box_append (GTK_BOX (lines), self->reason);
  gtk_box_append (GTK_BOX (self), self->icon);
  gtk_box_append (GTK_BOX (self), lines);
  gtk_box_append (GTK_BOX (self), self->deed);
}

/**
 * cw_mention_row_new:
 *
 * Returns: (transfer floating): an empty row; its button activates `mentions.leave-out` or `mentions.take-back`
 */
GtkWidget *
cw_mention_row_new (void)
{
  return g_object_new (CW_TYPE_MENTION_ROW, NULL);
}

/* Outside text is data: shown in one line, as valid text. */
static void
show_line (GtkWidget  *label,
           const char *text)
{
  g_autofree char *clean = g_strdelimit (cw_text_clean (text), "\n", ' ');

  cw_show_text (label, clean);
}

static void
show_deed (CwMentionRow    *self,
           const CwMention *mention)
{
  const char *label = mention->left_out ? _ ("Take Back") : _ ("Leave Out…");
  g_autofree char *name = g_strdup_printf ("%s: %s", label, self->name);

  gtk_widget_set_visible (self->deed, mention->edit != NULL);
  if (mention->edit == NULL)
    return;
  gtk_button_set_label (GTK_BUTTON (self->deed), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->deed), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->deed), "s", mention->edit);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->deed),
                                  mention->left_out ? "mentions.take-back" : "mentions.leave-out");
}

/**
 * cw_mention_row_set_item:
 * @self: a row
 * @item: what it shows
 */
void
cw_mention_row_set_item (CwMentionRow  *self,
                         CwMentionItem *item)
{
  const CwMention *mention;
  const char *word;
  g_autofree char *value = NULL, *place = NULL, *reason = NULL, *line = NULL, *all = NULL;

  g_return_if_fail (CW_IS_MENTION_ROW (self) && CW_IS_MENTION_ITEM (item));

  mention = cw_mention_item_get_mention (item);
  word = mention->left_out ? _ ("Left out") : _ (looks[mention->fate].word);
  /* What a person wrote where nothing stood was never anything else. */
  if (mention->target != NULL && !g_str_equal (mention->target, mention->value)
      && (mention->fate == CW_FATE_CHANGED || mention->left_out))
    value = g_strdup_printf ("%s → %s", mention->value, mention->target);
  else
    value = g_strdup (mention->value);
  place = g_strdup_printf (_ ("%s · %s, line %u"), mention->repository, mention->path, mention->line);
  /* Translators: why something happens to a mention, and the name of the rule that says so */
  reason = mention->rule != NULL ? g_strdup_printf (_ ("%s (rule “%s”)"), mention->reason, mention->rule)
                                 : g_strdup (mention->reason);
  g_free (self->name);
  all = g_strdup_printf ("%s, %s, %s: %s", value, word, place, reason);
  self->name = g_strdelimit (cw_text_clean (all), "\n", ' ');
  cw_show_icon (self->icon, mention->left_out ? "edit-clear-symbolic" : looks[mention->fate].icon,
                mention->left_out ? "warning" : looks[mention->fate].style, word);
  show_line (self->value, value);
  cw_show_text (self->word, word);
  show_line (self->place, place);
  show_line (self->reason, reason);
  line = cw_text_clean (mention->text);
  gtk_widget_set_tooltip_text (self->value, line);
  show_deed (self, mention);
}

/**
 * cw_mention_row_get_name:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): all that it says, in one line
 */
const char *
cw_mention_row_get_name (CwMentionRow *self)
{
  g_return_val_if_fail (CW_IS_MENTION_ROW (self), NULL);

  return self->name;
}
