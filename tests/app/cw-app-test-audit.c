/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "cw-app-test-audit.h"
#include "cw-app-test-desk.h"
#include "cw-app-test.h"

/* The narrowest window, px. */
#define NARROW 360

/* What those who don't see a window, or use no mouse, find there. */

static char *
dup_property (GtkWidget            *widget,
              GtkAccessibleProperty property)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  /* It answers what there is where that isn't what is asked for. */
  return gtk_test_accessible_has_property (accessible, property)
           ? gtk_test_accessible_check_property (accessible, property, "\001") : NULL;
}

static gboolean
is_labelled_by (GtkWidget *widget,
                GtkWidget *other)
{
  g_autofree char *others = gtk_test_accessible_check_relation (GTK_ACCESSIBLE (widget),
                                                                GTK_ACCESSIBLE_RELATION_LABELLED_BY, other, NULL);

  return others == NULL;
}

/* What names @widget, at or below @root; GTK only answers whether a certain one does. */
static GtkWidget *
find_labelling (GtkWidget *widget,
                GtkWidget *root)
{
  GtkWidget *found = NULL;

  if (is_labelled_by (widget, root))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_labelling (widget, child);
  return found;
}

/**
 * cw_app_test_dup_name:
 * @widget: a widget
 *
 * Returns: (transfer full) (nullable): by what those know it who don't see it; %NULL where it has no name
 */
char *
cw_app_test_dup_name (GtkWidget *widget)
{
  g_autofree char *name = dup_property (widget, GTK_ACCESSIBLE_PROPERTY_LABEL);
  GtkWidget *other = NULL;

  /* From the widget outwards: what names it is near. */
  if (name == NULL && gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    for (GtkWidget *one = widget; one != NULL && other == NULL; one = gtk_widget_get_parent (one))
      other = find_labelling (widget, one);
  if (other != NULL)
    name = dup_property (other, GTK_ACCESSIBLE_PROPERTY_LABEL);
  return name != NULL && *name != '\0' ? g_steal_pointer (&name) : NULL;
}

static char *
describe (GtkWidget *widget)
{
  g_autofree char *name = cw_app_test_dup_name (widget);
  g_autoptr (GString) text = g_string_new (NULL);
  GEnumClass *roles = g_type_class_ref (GTK_TYPE_ACCESSIBLE_ROLE);
  GEnumValue *role = g_enum_get_value (roles, gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)));

  g_string_append_printf (text, "%s “%.40s” (%s) in", G_OBJECT_TYPE_NAME (widget), name != NULL ? name : "",
                          role->value_nick);
  for (GtkWidget *one = gtk_widget_get_parent (widget); one != NULL; one = gtk_widget_get_parent (one))
    g_string_append_printf (text, " %s", G_OBJECT_TYPE_NAME (one));
  g_type_class_unref (roles);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
has_role (GtkWidget        *widget,
          GtkAccessibleRole role)
{
  return gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)) == role;
}

static gboolean
is_in (GtkWidget        *widget,
       GtkAccessibleRole role)
{
  for (GtkWidget *one = gtk_widget_get_parent (widget); one != NULL; one = gtk_widget_get_parent (one))
    if (has_role (one, role))
      return TRUE;
  return FALSE;
}

/* What can't be used itself: a view that scrolls, the line of a table's headers, what makes an expander or a branch of a
 * row, what a row with choices shows of them; a text that only the mouse marks. */
static gboolean
is_shell (GtkWidget *widget)
{
  return GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_COLUMN_VIEW (gtk_widget_get_parent (widget))
         || GTK_IS_TREE_EXPANDER (widget) || ADW_IS_EXPANDER_ROW (widget)
         || (has_role (widget, GTK_ACCESSIBLE_ROLE_LIST) && is_in (widget, GTK_ACCESSIBLE_ROLE_LIST_ITEM))
         || is_in (widget, GTK_ACCESSIBLE_ROLE_COMBO_BOX)
         || (GTK_IS_LABEL (widget) && !gtk_widget_get_can_focus (widget));
}

/* A text is known by the name of the entry that it stands in. */
static GtkWidget *
find_owner (GtkWidget *widget)
{
  GtkWidget *owner = GTK_IS_TEXT (widget) ? gtk_widget_get_ancestor (gtk_widget_get_parent (widget), GTK_TYPE_EDITABLE)
                                          : NULL;

  return owner != NULL ? owner : widget;
}

static void
list_controls (GtkWidget *root,
               GPtrArray *controls)
{
  if (!gtk_widget_get_mapped (root))
    return;
  if (gtk_widget_get_focusable (root) && gtk_widget_is_sensitive (root) && !is_shell (root))
    g_ptr_array_add (controls, find_owner (root));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    list_controls (child, controls);
}

/* Where Tab goes, each stop with all that it stands in. */
static GHashTable *
go_round (GtkWidget *window)
{
  GHashTable *reached = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) stops = g_hash_table_new (NULL, NULL);
  GtkWidget *focus;

  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
  while ((focus = gtk_window_get_focus (GTK_WINDOW (window))) != NULL && g_hash_table_add (stops, focus))
    {
      for (GtkWidget *one = focus; one != NULL; one = gtk_widget_get_parent (one))
        g_hash_table_add (reached, one);
      gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
    }
  return reached;
}

static gboolean
is_reached (GtkWidget  *widget,
            GHashTable *reached)
{
  if (g_hash_table_contains (reached, widget))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (is_reached (child, reached))
      return TRUE;
  return FALSE;
}

/* A heading takes the focus when its page comes; a list is reached by its rows, and a text that can be marked by the
 * mouse; a window's own buttons stand for keys. */
static gboolean
needs_tab (GtkWidget *widget)
{
  return !GTK_IS_LABEL (widget) && gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) == NULL
         && !has_role (widget, GTK_ACCESSIBLE_ROLE_GROUP)
         && !has_role (widget, GTK_ACCESSIBLE_ROLE_LIST);
}

/* Arrows go on from one row of a list to the others, and from one of several choices to the others. */
static gboolean
has_reached_sibling (GtkWidget  *widget,
                     GHashTable *reached)
{
  GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));
  GtkWidget *list = GTK_IS_CHECK_BUTTON (widget) ? gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX) : NULL;

  if (list != NULL)
    return is_reached (list, reached);
  if (role != GTK_ACCESSIBLE_ROLE_LIST_ITEM && role != GTK_ACCESSIBLE_ROLE_ROW && role != GTK_ACCESSIBLE_ROLE_RADIO
      && role != GTK_ACCESSIBLE_ROLE_TAB)
    return FALSE;
  for (GtkWidget *one = gtk_widget_get_first_child (gtk_widget_get_parent (widget)); one != NULL;
       one = gtk_widget_get_next_sibling (one))
    if (is_reached (one, reached))
      return TRUE;
  return FALSE;
}

/**
 * cw_app_test_audit:
 * @window: a window that is shown
 *
 * Returns: (transfer full) (nullable): the controls that have no name or that Tab doesn't come to, one a line; %NULL
 *   where all is well
 */
char *
cw_app_test_audit (GtkWidget *window)
{
  g_autoptr (GPtrArray) controls = g_ptr_array_new ();
  g_autoptr (GString) complaints = g_string_new (NULL);
  g_autoptr (GHashTable) reached = NULL;

  list_controls (window, controls);
  reached = go_round (window);
  for (guint i = 0; i < controls->len; i++)
    {
      GtkWidget *control = controls->pdata[i];
      g_autofree char *name = cw_app_test_dup_name (control);
      g_autofree char *about = describe (control);

      if (name == NULL)
        g_string_append_printf (complaints, "no name: %s\n", about);
      if (needs_tab (control) && !is_reached (control, reached) && !has_reached_sibling (control, reached))
        g_string_append_printf (complaints, "Tab doesn't reach: %s\n", about);
    }
  return complaints->len > 0 ? g_string_free (g_steal_pointer (&complaints), FALSE) : NULL;
}

static int
get_width (GtkWidget *widget)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static void
list_wide (GtkWidget *root,
           int        width,
           GString   *complaints)
{
  gboolean inner = FALSE;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child) && get_width (child) > width)
      {
        list_wide (child, width, complaints);
        inner = TRUE;
      }
  if (!inner)
    {
      g_autofree char *about = describe (root);

      g_string_append_printf (complaints, "needs %d: %s\n", get_width (root), about);
    }
}

/**
 * cw_app_test_audit_width:
 * @widget: what fills a window
 *
 * Returns: (transfer full) (nullable): the innermost widgets that are wider than the narrowest window, one a line
 */
char *
cw_app_test_audit_width (GtkWidget *widget)
{
  g_autoptr (GString) complaints = g_string_new (NULL);

  if (get_width (widget) > NARROW)
    list_wide (widget, NARROW, complaints);
  return complaints->len > 0 ? g_string_free (g_steal_pointer (&complaints), FALSE) : NULL;
}

/**
 * cw_app_test_find_control:
 * @root: where to look
 * @role: a role
 * @name: a name
 *
 * Returns: (transfer none) (nullable): the first widget that is shown below @root and is known by both
 */
GtkWidget *
cw_app_test_find_control (GtkWidget        *root,
                          GtkAccessibleRole role,
                          const char       *name)
{
  g_autofree char *own = NULL;

  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (root)) == role)
    own = cw_app_test_dup_name (root);
  if (own != NULL && strstr (own, name) != NULL)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = cw_app_test_find_control (child, role, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
painted (gboolean *done)
{
  *done = TRUE;
}

static gboolean
is_so (gpointer done)
{
  return *(gboolean *) done;
}

/**
 * cw_app_test_wait_frame:
 * @window: a window that is shown
 *
 * Lets it be laid out and drawn once more: what was changed before is on the screen.
 */
void
cw_app_test_wait_frame (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  gboolean done = FALSE;
  gulong handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (painted), &done);

  gtk_widget_queue_draw (window);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  cw_app_test_wait_until (is_so, &done);
  g_signal_handler_disconnect (clock, handler);
}

/**
 * cw_app_test_unfold:
 * @root: where to look
 *
 * Opens whatever can be unfolded.
 */
void
cw_app_test_unfold (GtkWidget *root)
{
  if (ADW_IS_EXPANDER_ROW (root))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (root), TRUE);
  else if (GTK_IS_EXPANDER (root))
    gtk_expander_set_expanded (GTK_EXPANDER (root), TRUE);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    cw_app_test_unfold (child);
}

/**
 * cw_app_test_look_through:
 * @window: a window or dialog
 *
 * Shows it with all that can be unfolded, and asserts that it is narrow enough, named, and reached by Tab.
 */
void
cw_app_test_look_through (GtkWidget *window)
{
  g_autofree char *wide = NULL, *wrong = NULL;

  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_unfold (window);
  cw_app_test_wait_frame (window);
  /* Its frame is the display's. */
  wide = cw_app_test_audit_width (gtk_widget_get_first_child (window));
  g_assert_cmpstr (wide, ==, NULL);
  wrong = cw_app_test_audit (window);
  g_assert_cmpstr (wrong, ==, NULL);
}

/**
 * cw_app_test_try_window:
 * @window: (transfer full): a window or dialog that nobody else keeps
 *
 * Looks it through, and asserts that it goes without a trace.
 */
void
cw_app_test_try_window (GtkWidget *window)
{
  cw_app_test_look_through (window);
  gtk_window_destroy (GTK_WINDOW (window));
  cw_app_test_settle ();
  g_assert_finalize_object (window);
}
