/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-fields-view"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-adf-reader.h"
#include "cw-document-view.h"
#include "cw-field-names.h"
#include "cw-field-text.h"
#include "cw-fields-view.h"
#include "cw-json.h"
#include "cw-pager.h"
#include "cw-rich-label.h"
#include "cw-text.h"

/* What is nested deeper stands there as JSON. */
#define MAX_DEPTH 5
#define INDENT 18

/* A row of the grid. */
typedef struct {
  char     *name;
  JsonNode *node; /* (nullable): the value; without one its own rows follow */
  guint     depth;
} Field;

/* The rows, and whose names stand for the ids in them. */
typedef struct {
  GPtrArray *fields;
  CwProcedure *procedure; /* (owned) (nullable) */
  CwEffect  *effect;      /* (owned) (nullable) */
} Fields;

struct _CwFieldsView
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (CwFieldsView, cw_fields_view, ADW_TYPE_BIN)

static void add_fields (Fields            *fields,
                        JsonNode          *node,
                        guint              depth,
                        const char *const *without);

static void
field_free (gpointer data)
{
  Field *field = data;

  g_free (field->name);
  g_clear_pointer (&field->node, json_node_unref);
  g_free (field);
}

static void
fields_free (gpointer data)
{
  Fields *fields = data;

  g_ptr_array_unref (fields->fields);
  g_clear_object (&fields->procedure);
  g_clear_object (&fields->effect);
  g_free (fields);
}

/* Whether @node has rows of its own instead of one value. */
static gboolean
is_nested (JsonNode *node,
           guint     depth)
{
  if (depth >= MAX_DEPTH || cw_field_text_is_scalar (node) || cw_adf_is_document (node))
    return FALSE;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_size (json_node_get_object (node)) > 0;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    if (!cw_field_text_is_scalar (cw_field_text_unwrap (json_array_get_element (json_node_get_array (node), i))))
      return TRUE;
  return FALSE;
}

static void
add_field (Fields     *fields,
           const char *name,
           JsonNode   *member,
           guint       depth)
{
  JsonNode *node = cw_field_text_unwrap (member);
  Field *field = g_new0 (Field, 1);
  gboolean nested = is_nested (node, depth);

  field->name = cw_text_clean (name);
  field->depth = depth;
  field->node = nested ? NULL : json_node_ref (node);
  g_ptr_array_add (fields->fields, field);
  if (nested)
    add_fields (fields, node, depth + 1, NULL);
}

static void
add_fields (Fields            *fields,
            JsonNode          *node,
            guint              depth,
            const char *const *without)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name = NULL;
      JsonNode *member = NULL;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &member))
        if (without == NULL || !g_strv_contains (without, name))
          add_field (fields, cw_field_names_get (fields->effect, name), member, depth);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      {
        g_autofree char *name = g_strdup_printf ("%u", i + 1);

        add_field (fields, name, json_array_get_element (json_node_get_array (node), i), depth);
      }
}

static GtkWidget *
make_value (Fields   *fields,
            JsonNode *node)
{
  g_autofree char *text = NULL;
  GtkWidget *widget = NULL;

  if (cw_adf_is_document (node))
    {
      g_autoptr (CwDocument) document = cw_adf_read (json_node_get_object (node));

      widget = cw_document_view_new ();
      cw_document_view_set_document (CW_DOCUMENT_VIEW (widget), document);
      return widget;
    }
  text = cw_field_text_write (fields->procedure, fields->effect, node);
  widget = cw_rich_label_new_plain (text);
  if (JSON_NODE_HOLDS_NULL (node)
      || (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) == 0)
      || (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
          && *json_node_get_string (node) == '\0'))
    gtk_widget_add_css_class (widget, "dim-label");
  return widget;
}

/* A document gets both columns, below its name. */
static void
add_row (GtkWidget *container,
         gpointer   data,
         guint      index)
{
  Fields *fields = data;
  const Field *field = g_ptr_array_index (fields->fields, index);
  GtkWidget *name = gtk_label_new (field->name);
  GtkWidget *value = field->node != NULL ? make_value (fields, field->node) : NULL;
  gboolean beside = GTK_IS_LABEL (value);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_yalign (GTK_LABEL (name), 0);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 18);
  gtk_widget_set_valign (name, GTK_ALIGN_START);
  gtk_widget_set_margin_start (name, (int) field->depth * INDENT);
  gtk_widget_add_css_class (name, value != NULL ? "dim-label" : "heading");
  gtk_grid_attach (GTK_GRID (container), name, 0, 2 * (int) index, beside ? 1 : 2, 1);
  if (value == NULL)
    return;
  gtk_widget_set_hexpand (value, TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name, NULL, -1);
  gtk_grid_attach (GTK_GRID (container), value, beside ? 1 : 0, 2 * (int) index + (beside ? 0 : 1), beside ? 1 : 2, 1);
}

static void
cw_fields_view_class_init (CwFieldsViewClass *klass)
{
}

static void
cw_fields_view_init (CwFieldsView *self)
{
}

/**
 * cw_fields_view_new:
 *
 * Returns: (transfer floating): an empty view
 */
GtkWidget *
cw_fields_view_new (void)
{
  return g_object_new (CW_TYPE_FIELDS_VIEW, NULL);
}

/**
 * cw_fields_view_set_json:
 * @self: the view
 * @node: (nullable): what is shown, usually an object
 * @without: (nullable) (array zero-terminated=1): members of @node that are shown elsewhere
 * @procedure: (nullable): whose time instants are shown in
 * @effect: (nullable): the effect whose payload it is part of, for the names of its fields and people
 *
 * Shows @node.
 */
void
cw_fields_view_set_json (CwFieldsView      *self,
                         JsonNode          *node,
                         const char *const *without,
                         CwProcedure       *procedure,
                         CwEffect          *effect)
{
  Fields *fields;
  GtkWidget *grid = NULL;

  g_return_if_fail (CW_IS_FIELDS_VIEW (self));

  adw_bin_set_child (ADW_BIN (self), NULL);
  if (node == NULL)
    return;
  fields = g_new0 (Fields, 1);
  fields->fields = g_ptr_array_new_with_free_func (field_free);
  fields->procedure = procedure != NULL ? g_object_ref (procedure) : NULL;
  fields->effect = effect != NULL ? g_object_ref (effect) : NULL;
  if (cw_field_text_is_scalar (node))
    add_field (fields, "", node, 0);
  else
    add_fields (fields, node, 0, without);
  grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  adw_bin_set_child (ADW_BIN (self),
                     cw_pager_new (grid, fields->fields->len, add_row, fields, fields_free, FALSE));
}
