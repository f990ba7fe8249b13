/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-payload-view"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-document-view.h"
#include "cw-fields-view.h"
#include "cw-json.h"
#include "cw-payload-view.h"
#include "cw-show.h"

struct _CwPayloadView
{
  AdwBin parent_instance;

  GtkWidget *box;      /* of what is shown now */
  GtkWidget *fields;   /* (nullable): the group of fields being filled */
  CwProcedure *procedure;  /* not owned, as the next one: only while an effect is being shown */
  CwEffect *effect;
};

G_DEFINE_FINAL_TYPE (CwPayloadView, cw_payload_view, ADW_TYPE_BIN)

static void
cw_payload_view_class_init (CwPayloadViewClass *klass)
{
}

static void
cw_payload_view_init (CwPayloadView *self)
{
}

static void
begin_fields (CwPayloadView *self,
              const char    *title)
{
  self->fields = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->fields), title);
  gtk_box_append (GTK_BOX (self->box), self->fields);
}

static void
add_field (CwPayloadView *self,
           const char    *name,
           const char    *value)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *key = gtk_label_new (name);
  GtkWidget *text = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (key), 0);
  gtk_label_set_yalign (GTK_LABEL (key), 0);
  gtk_label_set_width_chars (GTK_LABEL (key), 14);
  gtk_label_set_max_width_chars (GTK_LABEL (key), 14);
  gtk_label_set_wrap (GTK_LABEL (key), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (key), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (key, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (box, "field");
  gtk_box_append (GTK_BOX (box), key);
  gtk_box_append (GTK_BOX (box), text);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->fields), row);
}

static void
add_document (CwPayloadView *self,
              CwDocument    *document)
{
  GtkWidget *view;

  if (cw_document_get_n_blocks (document) == 0)
    return;
  view = cw_document_view_new ();
  cw_document_view_set_document (CW_DOCUMENT_VIEW (view), document);
  gtk_widget_add_css_class (view, "card");
  gtk_widget_add_css_class (view, "paper");
  gtk_box_append (GTK_BOX (self->box), view);
}

static void
add_text (CwPayloadView *self,
          const char    *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "card");
  gtk_widget_add_css_class (label, "paper");
  gtk_box_append (GTK_BOX (self->box), label);
}

/* A text as GitHub will show it: the mark by which it is found again is a comment at its end, and said apart. */
static void
add_marked_text (CwPayloadView *self,
                 const char    *text)
{
  const char *marker = cw_effect_get_marker (self->effect);
  g_autofree char *comment = marker != NULL ? g_strdup_printf ("<!-- %s -->\n", marker) : NULL;
  g_autofree char *shown = NULL, *said = NULL;
  GtkWidget *label;

  if (comment == NULL || !g_str_has_suffix (text, comment))
    {
      add_text (self, text);
      return;
    }
  shown = g_strchomp (g_strndup (text, strlen (text) - strlen (comment)));
  add_text (self, shown);
  said = g_strdup_printf (_ ("At its end stands a mark that is not shown there: %s"), marker);
  label = gtk_label_new (said);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (self->box), label);
}

static void
add_members (CwPayloadView     *self,
             const char        *title,
             JsonNode          *node,
             const char *const *without)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *fields = cw_fields_view_new ();

  cw_fields_view_set_json (CW_FIELDS_VIEW (fields), node, without, self->procedure, self->effect);
  gtk_widget_add_css_class (fields, "card");
  gtk_widget_add_css_class (fields, "paper");
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), fields);
  gtk_box_append (GTK_BOX (self->box), group);
}

static void
show_ticket (CwPayloadView *self,
             JsonObject    *payload)
{
  static const char *const without[] = { "description", "summary", NULL };
  JsonNode *fields = json_object_get_member (payload, "fields");

  if (fields != NULL)
    add_members (self, _ ("Fields"), fields, without);
}

static void
show_message (CwPayloadView *self,
              CwProcedure   *procedure,
              JsonObject    *payload)
{
  gint64 post_at = cw_json_get_int (payload, "post-at", 0);
  g_autofree char *when = post_at != 0 ? cw_show_instant (procedure, post_at) : g_strdup (_ ("At once"));

  begin_fields (self, _ ("Where and When"));
  add_field (self, _ ("Channel"), cw_json_get_string (payload, "channel", ""));
  add_field (self, _ ("Posted"), when);
}

static void
show_branch (CwPayloadView *self,
             JsonNode      *node)
{
  JsonObject *payload = json_node_get_object (node);
  JsonArray *files = cw_json_get_array (payload, "files");
  guint n_files = files != NULL ? json_array_get_length (files) : 0;
  JsonObject *author = cw_json_get_object (payload, "author");
  g_autofree char *who = NULL, *title = NULL;
  static const char *const without[] = { "files", "author", "message", "url", NULL };

  title = g_strdup_printf (ngettext ("%u file", "%u files", n_files), n_files);
  begin_fields (self, title);
  for (guint i = 0; i < n_files; i++)
    {
      JsonObject *file = json_array_get_object_element (files, i);
      const char *what = *cw_json_get_string (file, "old", "") == '\0'   ? _ ("new")
                         : *cw_json_get_string (file, "new", "") == '\0' ? _ ("deleted")
                                                                         : _ ("changed");

      add_field (self, what, cw_json_get_string (file, "path", ""));
    }
  begin_fields (self, _ ("Commit"));
  add_field (self, _ ("Message"), cw_json_get_string (payload, "message", ""));
  if (author != NULL)
    {
      who = g_strdup_printf ("%s <%s>", cw_json_get_string (author, "name", ""),
                             cw_json_get_string (author, "email", ""));
      add_field (self, _ ("Author"), who);
    }
  add_members (self, _ ("Branch"), node, without);
}

static void
show_other (CwPayloadView *self,
            const char    *kind,
            JsonNode      *node)
{
  /* A branch's commits and files stand in the text, or are of no use to a reader. */
  static const char *const without[] = { "body", "text", "title", "commits", "files", "one-commit", "url", NULL };

  /* And all of a ticket's links does. */
  if (!g_str_equal (kind, CW_EFFECT_KIND_TASK) && !g_str_equal (kind, CW_EFFECT_KIND_JIRA_LINKS))
    add_members (self, _ ("Where"), node, without);
}

/**
 * cw_payload_view_show:
 * @self: the view
 * @procedure: whose times are shown
 * @item: an effect; not kept
 * @text_elsewhere: whether the text is shown, for editing, by somebody else
 */
void
cw_payload_view_show (CwPayloadView    *self,
                      CwProcedure      *procedure,
                      const CwViewItem *item,
                      gboolean          text_elsewhere)
{
  JsonNode *node = cw_effect_get_payload (item->effect);
  JsonObject *payload = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *kind = cw_effect_get_kind (item->effect);
  const char *text = cw_effect_get_preview (item->effect);
  gboolean branch = g_str_equal (kind, CW_EFFECT_KIND_GIT_BRANCH);

  g_return_if_fail (CW_IS_PAYLOAD_VIEW (self));

  self->procedure = procedure;
  self->effect = item->effect;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  if (cw_effect_get_document (item->effect) != NULL)
    add_document (self, cw_effect_get_document (item->effect));
  else if (!text_elsewhere && !branch && text != NULL && *text != '\0')
    add_marked_text (self, text);
  if (payload != NULL && g_str_equal (kind, CW_EFFECT_KIND_JIRA_ISSUE))
    show_ticket (self, payload);
  else if (payload != NULL && g_str_equal (kind, CW_EFFECT_KIND_MESSAGE))
    show_message (self, procedure, payload);
  else if (payload != NULL && branch)
    show_branch (self, node);
  else if (payload != NULL)
    show_other (self, kind, node);
  adw_bin_set_child (ADW_BIN (self), self->box);
  self->fields = NULL;
  self->procedure = NULL;
  self->effect = NULL;
}
