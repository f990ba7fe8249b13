/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-message-view"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-message-view.h"
#include "cw-mrkdwn.h"
#include "cw-pager.h"
#include "cw-rich-label.h"
#include "cw-text.h"

#define FENCE "```"
#define QUOTE "&gt;"
#define BULLET "• "

typedef enum {
  PIECE_TEXT,
  PIECE_ITEM,
  PIECE_QUOTE,
  PIECE_CODE,
} PieceKind;

/* Lines of one kind that stand together; an item is one line. */
typedef struct {
  PieceKind kind;
  GString  *text;
  char     *sign; /* (nullable): of an item */
} Piece;

struct _CwMessageView
{
  AdwBin parent_instance;

  AdwAvatar *avatar;
  GtkLabel  *sender;
  GtkLabel  *place;
  AdwBin    *body;
};

G_DEFINE_FINAL_TYPE (CwMessageView, cw_message_view, ADW_TYPE_BIN)

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_string_free (piece->text, TRUE);
  g_free (piece->sign);
  g_free (piece);
}

/* How many bytes of @line are the sign of a list's item; 0 where it is none. */
static gsize
measure_sign (const char *line)
{
  gsize at = 0;

  if (g_str_has_prefix (line, BULLET))
    return strlen (BULLET);
  if ((*line == '-' || *line == '*') && line[1] == ' ')
    return 2;
  while (g_ascii_isdigit (line[at]) && at < 4)
    at++;
  return at > 0 && line[at] == '.' && line[at + 1] == ' ' ? at + 2 : 0;
}

static void
add_line (GPtrArray  *pieces,
          PieceKind   kind,
          const char *line,
          gsize       n_sign)
{
  Piece *piece = pieces->len > 0 ? pieces->pdata[pieces->len - 1] : NULL;

  if (piece == NULL || piece->kind != kind || kind == PIECE_ITEM)
    {
      piece = g_new0 (Piece, 1);
      piece->kind = kind;
      piece->text = g_string_new (NULL);
      g_ptr_array_add (pieces, piece);
    }
  else
    g_string_append_c (piece->text, '\n');
  if (n_sign > 0)
    piece->sign = g_strchomp (g_strndup (*line == '-' || *line == '*' ? BULLET : line,
                                         *line == '-' || *line == '*' ? strlen (BULLET) : n_sign));
  g_string_append (piece->text, line + n_sign);
}

static gsize
measure_quote (const char *line)
{
  gsize length = g_str_has_prefix (line, QUOTE) ? strlen (QUOTE) : *line == '>' ? 1 : 0;

  return length > 0 && line[length] == ' ' ? length + 1 : length;
}

static void
add_lines (GPtrArray  *pieces,
           const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gsize quote = measure_quote (lines[i]), sign = measure_sign (lines[i]);

      if (quote > 0)
        add_line (pieces, PIECE_QUOTE, lines[i] + quote, 0);
      else
        add_line (pieces, sign > 0 ? PIECE_ITEM : PIECE_TEXT, lines[i], sign);
    }
}

static void
trim_newlines (char *text)
{
  gsize length = strlen (text);

  if (length > 0 && text[length - 1] == '\n')
    text[length - 1] = '\0';
  if (*text == '\n')
    memmove (text, text + 1, strlen (text));
}

/* Every second part stands between fences; a fence that is never closed is text. */
static GPtrArray *
split_pieces (const char *mrkdwn)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func (piece_free);
  g_autofree char *clean = cw_text_clean (mrkdwn);
  g_auto (GStrv) parts = NULL;

  g_strchomp (clean);
  parts = g_strsplit (clean, FENCE, -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *open = i % 2 == 1 && parts[i + 1] == NULL ? g_strconcat (FENCE, parts[i], NULL) : NULL;

      trim_newlines (parts[i]);
      if (open != NULL)
        add_lines (pieces, open);
      else if (i % 2 == 1)
        add_line (pieces, PIECE_CODE, parts[i], 0);
      else if (*parts[i] != '\0')
        add_lines (pieces, parts[i]);
    }
  return pieces;
}

static char *
make_markup (const Piece *piece)
{
  return piece->kind == PIECE_CODE ? cw_mrkdwn_code_to_markup (piece->text->str)
                                   : cw_mrkdwn_to_markup (piece->text->str);
}

static GtkWidget *
make_item (const Piece *piece,
           GtkWidget   *label)
{
  GtkWidget *row = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, "spacing", 6, NULL);
  GtkWidget *sign = gtk_label_new (piece->sign);

  gtk_label_set_width_chars (GTK_LABEL (sign), 3);
  gtk_label_set_xalign (GTK_LABEL (sign), 1);
  gtk_widget_set_valign (sign, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (row), sign);
  gtk_box_append (GTK_BOX (row), label);
  return row;
}

static void
add_piece (GtkWidget *container,
           gpointer   data,
           guint      index)
{
  const Piece *piece = g_ptr_array_index ((GPtrArray *) data, index);
  g_autofree char *markup = make_markup (piece);
  GtkWidget *label = cw_rich_label_new (markup, GTK_ACCESSIBLE_ROLE_LABEL);

  gtk_widget_set_hexpand (label, TRUE);
  switch (piece->kind)
    {
    case PIECE_ITEM:
      gtk_box_append (GTK_BOX (container), make_item (piece, label));
      return;
    case PIECE_QUOTE:
      gtk_widget_add_css_class (label, "cw-quote");
      break;
    case PIECE_CODE:
      gtk_widget_add_css_class (label, "cw-code");
      break;
    case PIECE_TEXT:
    default:
      break;
    }
  gtk_box_append (GTK_BOX (container), label);
}

static void
cw_message_view_class_init (CwMessageViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-message-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CwMessageView, avatar);
  gtk_widget_class_bind_template_child (widget_class, CwMessageView, sender);
  gtk_widget_class_bind_template_child (widget_class, CwMessageView, place);
  gtk_widget_class_bind_template_child (widget_class, CwMessageView, body);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
cw_message_view_init (CwMessageView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * cw_message_view_new:
 *
 * Returns: (transfer floating): an empty message
 */
GtkWidget *
cw_message_view_new (void)
{
  return g_object_new (CW_TYPE_MESSAGE_VIEW, NULL);
}

/**
 * cw_message_view_set_heading:
 * @self: the view
 * @sender: who posts it, any bytes
 * @place: where or when, in words
 *
 * Sets the line above the text.
 */
void
cw_message_view_set_heading (CwMessageView *self,
                             const char    *sender,
                             const char    *place)
{
  g_autofree char *who = NULL, *where = NULL, *name = NULL;

  g_return_if_fail (CW_IS_MESSAGE_VIEW (self));
  g_return_if_fail (sender != NULL && place != NULL);

  who = cw_text_clean (sender);
  where = cw_text_clean (place);
  adw_avatar_set_text (self->avatar, who);
  gtk_label_set_text (self->sender, who);
  gtk_label_set_text (self->place, where);
  /* Translators: the sender of a message, and where it goes. */
  name = g_strdup_printf (_ ("Message from %s, %s"), who, where);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * cw_message_view_set_text:
 * @self: the view
 * @mrkdwn: Slack's mrkdwn, any bytes
 *
 * Draws the text.
 */
void
cw_message_view_set_text (CwMessageView *self,
                          const char    *mrkdwn)
{
  GtkWidget *box = NULL;
  GPtrArray *pieces = NULL;

  g_return_if_fail (CW_IS_MESSAGE_VIEW (self));
  g_return_if_fail (mrkdwn != NULL);

  pieces = split_pieces (mrkdwn);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  adw_bin_set_child (self->body,
                     cw_pager_new (box, pieces->len, add_piece, pieces, (GDestroyNotify) g_ptr_array_unref,
                                   FALSE));
}
