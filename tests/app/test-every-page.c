/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-audit.h"
#include "cw-app-test-desk.h"
#include "cw-app-test-picture.h"
#include "cw-app-test-view.h"
#include "cw-app-test.h"
#include "cw-pages.h"
#include "cw-test.h"

/* Each page with each kind of data, in both directions of writing: narrow enough, named, reached by Tab, and gone without
 * a trace. */

#define MAX_CONTROLS 5

/* What a page has at least, with a good preparation. */
static const struct {
  const char *id;
  struct {
    GtkAccessibleRole role;
    const char *name;
  } controls[MAX_CONTROLS];
} pages[] = {
  { "cycle",
    { { GTK_ACCESSIBLE_ROLE_HEADING, "Cycle" },
      { GTK_ACCESSIBLE_ROLE_COMBO_BOX, "Part of this cycle" },
      { GTK_ACCESSIBLE_ROLE_SWITCH, "Help of the principals is wanted" },
      { GTK_ACCESSIBLE_ROLE_LIST_ITEM, "Tue 12 Jan: Summit" } } },
  { "tickets",
    { { GTK_ACCESSIBLE_ROLE_HEADING, "Tickets" },
      { GTK_ACCESSIBLE_ROLE_LIST_ITEM, "Configuration ticket, Summit" },
      { GTK_ACCESSIBLE_ROLE_BUTTON, "Open DM-7 in the browser" },
      { GTK_ACCESSIBLE_ROLE_BUTTON, "More for Configuration ticket, Summit" } } },
  { "configuration",
    { { GTK_ACCESSIBLE_ROLE_HEADING, "Configuration" },
      { GTK_ACCESSIBLE_ROLE_GROUP, "Site" },
      { GTK_ACCESSIBLE_ROLE_BUTTON, "Summit" },
      { GTK_ACCESSIBLE_ROLE_BUTTON, "Edit a File…" },
      { GTK_ACCESSIBLE_ROLE_LIST, "Changes" } } },
  { "build",
    { { GTK_ACCESSIBLE_ROLE_HEADING, "Build" },
      { GTK_ACCESSIBLE_ROLE_PROGRESS_BAR, "images" },
      { GTK_ACCESSIBLE_ROLE_LIST_ITEM, "The dome moves again" } } },
  { "page",
    { { GTK_ACCESSIBLE_ROLE_HEADING, "Cycle Page" },
      { GTK_ACCESSIBLE_ROLE_TEXT_BOX, "" },
      { GTK_ACCESSIBLE_ROLE_COLUMN_HEADER, "Site" } } },
  { "announcement",
    { { GTK_ACCESSIBLE_ROLE_HEADING, "Announcement" },
      { GTK_ACCESSIBLE_ROLE_GROUP, "Site" },
      { GTK_ACCESSIBLE_ROLE_BUTTON, "Summit" },
      { GTK_ACCESSIBLE_ROLE_TEXT_BOX, "" } } },
  { "science-platform", { { GTK_ACCESSIBLE_ROLE_HEADING, "Science" }, { GTK_ACCESSIBLE_ROLE_GROUP, "Site" } } },
  { "handover",
    { { GTK_ACCESSIBLE_ROLE_HEADING, "Handover" },
      { GTK_ACCESSIBLE_ROLE_BUTTON, "Copy as Markdown" },
      { GTK_ACCESSIBLE_ROLE_TEXT_BOX, "" } } },
};

typedef struct {
  CwAppTestData data;
  guint page;
  gboolean right_to_left;
} Case;

static CwDesk *desk;
static CwAppTestData on_desk = CW_APP_TEST_NONE;

static gboolean
is_gone (gpointer view)
{
  return *(CwView **) view == NULL;
}

/* What was on the desk goes with all that it holds. */
static void
put_data (CwAppTestData data)
{
  g_autoptr (CwView) view = NULL;
  CwView *before = NULL;

  if (data == on_desk)
    return;
  view = cw_app_test_view_new (data);
  g_set_weak_pointer (&before, cw_desk_get_view (desk));
  cw_app_test_desk_put (desk, view);
  on_desk = data;
  /* The watch over what is in doubt doesn't look at what is only read, and keeps what it looked at before. */
  if (cw_view_is_reading (view))
    g_clear_weak_pointer (&before);
  cw_app_test_wait_until (is_gone, &before);
}

static void
assert_controls (GtkWidget *page,
                 guint      index)
{
  for (guint i = 0; i < MAX_CONTROLS && pages[index].controls[i].name != NULL; i++)
    if (cw_app_test_find_control (page, pages[index].controls[i].role, pages[index].controls[i].name) == NULL)
      g_error ("%s: nothing is known as “%s” in the role %d", pages[index].id, pages[index].controls[i].name,
               pages[index].controls[i].role);
}

/* What a walk doesn't meet, from the top of the page to its end; also as narrow as it may be. */
static void
take_picture (GtkWidget  *window,
              const Case *one)
{
  g_autofree char *name = g_strdup_printf ("page-%s-%s%s", pages[one->page].id, cw_app_test_data_name (one->data),
                                           one->right_to_left ? "-right-to-left" : "");
  g_autofree char *narrow = g_strconcat (name, "-narrow", NULL);

  cw_app_test_take_picture (window, name);
  if (one->data != CW_APP_TEST_BAD)
    return;
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 720);
  cw_app_test_take_picture (window, narrow);
}

/* Shows a page, looks it through, and lets it go. */
static void
try_page (CwDesk      *on,
          const Case  *one)
{
  GtkWidget *window = gtk_window_new (), *page = cw_pages_make (pages[one->page].id);
  g_autofree char *wide = NULL, *wrong = NULL;

  g_object_ref (page);
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 720);
  cw_stage_page_set_up (CW_STAGE_PAGE (page), on, pages[one->page].id);
  cw_app_test_unfold (page);
  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_wait_frame (window);
  /* What is laid out already isn't measured again. */
  wide = cw_app_test_audit_width (page);
  g_assert_cmpstr (wide, ==, NULL);
  if (one->data == CW_APP_TEST_GOOD)
    assert_controls (page, one->page);
  wrong = cw_app_test_audit (window);
  g_assert_cmpstr (wrong, ==, NULL);
  if (one->data == CW_APP_TEST_BAD || one->data == CW_APP_TEST_ODD)
    take_picture (window, one);
  cw_app_test_close (window, page);
}

static void
test_page (gconstpointer test_data)
{
  const Case *one = test_data;

  CwView *view;

  put_data (one->data);
  view = cw_desk_get_view (desk);
  gtk_widget_set_default_direction (one->right_to_left ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  try_page (desk, one);
  g_assert_true (cw_desk_get_view (desk) == view);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* Before there is a preparation: a new one, or one that is being opened. */
static void
test_none (gconstpointer test_data)
{
  g_autoptr (CwProcedure) procedure = cw_app_test_procedure ("rubin-2026");
  CwDesk *blank = cw_app_test_desk_new (procedure, "/dev/null/nowhere");

  try_page (blank, test_data);
  g_assert_finalize_object (blank);
}

static GtkWidget *
find_tick (GtkWidget *row)
{
  GtkWidget *button;

  for (guint i = 0; (button = cw_app_test_find (row, GTK_TYPE_BUTTON, i)) != NULL; i++)
    if (g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (button)), "adw-entry-apply-symbolic") == 0)
      return button;
  return NULL;
}

/* The tick that appears while somebody types is libadwaita's, which gives it no name. */
static void
test_tick (void)
{
  GtkWidget *window, *page, *row;
  guint n_ticks = 0;

  put_data (CW_APP_TEST_GOOD);
  page = cw_app_test_show_page (desk, "cycle", &window);
  for (guint i = 0; (row = cw_app_test_find (page, ADW_TYPE_ENTRY_ROW, i)) != NULL; i++)
    if (adw_entry_row_get_show_apply_button (ADW_ENTRY_ROW (row)))
      {
        g_autofree char *name = cw_app_test_dup_name (find_tick (row));

        g_assert_cmpstr (name, ==, "Apply");
        n_ticks++;
      }
  g_assert_cmpuint (n_ticks, >, 0);
  cw_app_test_close (window, page);
}

/* The bad data are every state that a thing can be in, and every answer that a check can give. */
static void
test_states (void)
{
  gboolean effects[CW_EFFECT_LEFT_OUT + 1] = { FALSE }, checks[CW_CHECK_UNKNOWN + 1] = { FALSE };
  GPtrArray *stages;

  put_data (CW_APP_TEST_BAD);
  stages = cw_view_get_stages (cw_desk_get_view (desk));
  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->items->len; j++)
        effects[((const CwViewItem *) g_ptr_array_index (stage->items, j))->state] = TRUE;
      for (guint j = 0; j < stage->result->checks->len; j++)
        checks[((const CwCheck *) g_ptr_array_index (stage->result->checks, j))->state] = TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (effects); i++)
    if (!effects[i])
      g_error ("No effect is %s", cw_effect_state_to_word (i));
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    g_assert_true (checks[i]);
}

static void
add_case (CwAppTestData data,
          guint         page,
          gboolean      right_to_left)
{
  g_autofree char *path = g_strdup_printf ("/every-page/%s/%s%s", cw_app_test_data_name (data), pages[page].id,
                                           right_to_left ? "/right-to-left" : "");
  Case *one = g_new0 (Case, 1);

  one->data = data;
  one->page = page;
  one->right_to_left = right_to_left;
  g_test_add_data_func_full (path, one, data != CW_APP_TEST_NONE ? test_page : test_none, g_free);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data_dir = NULL;
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  data_dir = cw_test_directory ();
  desk = cw_app_test_desk_warm (data_dir);
  g_test_add_func ("/every-page/states", test_states);
  g_test_add_func ("/every-page/tick", test_tick);
  for (guint data = 0; data < CW_APP_TEST_N_DATA; data++)
    for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
      {
        /* What only takes buttons away is seen where there are most. */
        if ((data == CW_APP_TEST_READING || data == CW_APP_TEST_GIVEN_UP) && pages[i].controls[3].name == NULL)
          continue;
        add_case (data, i, FALSE);
        if (data == CW_APP_TEST_ODD)
          add_case (data, i, TRUE);
      }
  status = g_test_run ();
  g_assert_finalize_object (desk);
  return status;
}
