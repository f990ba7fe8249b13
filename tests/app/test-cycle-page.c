/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-desk.h"
#include "cw-app-test.h"
#include "cw-cycle-page.h"
#include "cw-date-warnings.h"
#include "cw-json.h"
#include "cw-site-card.h"
#include "cw-test.h"

static CwProcedure *procedure;
static char *data_dir;

/* The entries of the page on which a preparation is begun, in their order: four of each site after the first two. */
enum {
  ENTRY_CYCLE = 0,
  ENTRY_DATE = 2,
  ENTRY_READY = 4,
  ENTRIES_A_SITE = 4,
};

static GtkEditable *
get_entry (GtkWidget *page,
           guint      index)
{
  return GTK_EDITABLE (cw_app_test_find (page, ADW_TYPE_ENTRY_ROW, index));
}

static void
assert_refused (GtkWidget  *page,
                const char *words)
{
  g_autofree char *reason = NULL;
  g_autofree char *deed = cw_stage_page_get_deed (CW_STAGE_PAGE (page), &reason);

  g_assert_cmpstr (deed, ==, "Begin Rehearsal");
  g_assert_nonnull (cw_stage_page_get_fault (CW_STAGE_PAGE (page)));
  g_assert_nonnull (strstr (reason, words));
  g_assert_nonnull (cw_app_test_find_label (page, words));
}

/* A date that a person typed stays, whatever becomes of the cycle; one in the past is said where it stands. */
static void
test_typed_dates (void)
{
  CwDesk *desk = cw_app_test_desk_new (procedure, data_dir);
  GtkWidget *window, *page = cw_app_test_show_page (desk, "cycle", &window);
  g_autofree char *proposed = NULL, *deed = NULL, *reason = NULL;

  gtk_editable_set_text (get_entry (page, ENTRY_CYCLE), "46");
  proposed = g_strdup (gtk_editable_get_text (get_entry (page, ENTRY_DATE)));
  g_assert_cmpstr (proposed, !=, "");
  gtk_editable_set_text (get_entry (page, ENTRY_CYCLE), "");
  gtk_editable_set_text (get_entry (page, ENTRY_DATE), "2020-01-01");
  gtk_editable_set_text (get_entry (page, ENTRY_CYCLE), "47");
  g_assert_cmpstr (gtk_editable_get_text (get_entry (page, ENTRY_DATE)), ==, "2020-01-01");
  assert_refused (page, "is in the past");
  g_assert_true (cw_stage_page_get_fault (CW_STAGE_PAGE (page)) == GTK_WIDGET (get_entry (page, ENTRY_DATE)));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (get_entry (page, ENTRY_DATE)), "error"));
  gtk_editable_set_text (get_entry (page, ENTRY_READY), "in the morning");
  assert_refused (page, "“in the morning” is no time");
  gtk_editable_set_text (get_entry (page, ENTRY_READY), "");
  gtk_editable_set_text (get_entry (page, ENTRY_DATE), "2027-03-09");
  deed = cw_stage_page_get_deed (CW_STAGE_PAGE (page), &reason);
  g_assert_cmpstr (deed, ==, "Begin Rehearsal");
  g_assert_null (reason);
  g_assert_null (cw_stage_page_get_fault (CW_STAGE_PAGE (page)));
  g_assert_null (cw_app_test_find_label (page, "is in the past"));
  cw_app_test_close (window, page);
  g_object_unref (desk);
}

/* What is only unwise is said at the site's date, with what could be done instead, and holds nothing up. */
static void
test_unwise_date (void)
{
  CwDesk *desk = cw_app_test_desk_new (procedure, data_dir);
  GtkWidget *window, *page = cw_app_test_show_page (desk, "cycle", &window), *warnings;
  g_autofree char *deed = NULL, *reason = NULL;

  gtk_editable_set_text (get_entry (page, ENTRY_CYCLE), "46");
  gtk_editable_set_text (get_entry (page, ENTRY_DATE), "2027-03-13");
  warnings = cw_app_test_find (page, CW_TYPE_DATE_WARNINGS, 0);
  g_assert_true (gtk_widget_get_visible (warnings));
  g_assert_nonnull (cw_app_test_find_label (warnings, "is on a weekend"));
  g_assert_nonnull (cw_app_test_find_label (warnings, "Choose a day from Monday to Thursday"));
  g_assert_false (gtk_widget_get_visible (cw_app_test_find (page, CW_TYPE_DATE_WARNINGS, 1)));
  deed = cw_stage_page_get_deed (CW_STAGE_PAGE (page), &reason);
  g_assert_nonnull (deed);
  g_assert_null (reason);
  gtk_editable_set_text (get_entry (page, ENTRY_DATE), "2027-03-09");
  g_assert_false (gtk_widget_get_visible (warnings));
  cw_app_test_close (window, page);
  g_object_unref (desk);
}

static gboolean
is_47 (gpointer page)
{
  return g_str_equal (gtk_editable_get_text (get_entry (page, ENTRY_CYCLE)), "47");
}

/* What was typed before and didn't become a preparation is there again; what nobody typed is proposed anew. */
static void
test_draft (void)
{
  CwDesk *desk = cw_app_test_desk_new (procedure, data_dir);
  GtkWidget *window, *page = cw_app_test_show_page (desk, "cycle", &window);
  guint other = ENTRY_DATE + ENTRIES_A_SITE;

  cw_cycle_page_suggest (CW_CYCLE_PAGE (page), "46");
  gtk_editable_set_text (get_entry (page, ENTRY_DATE), "2027-03-09");
  gtk_editable_set_text (get_entry (page, ENTRY_CYCLE), "47");
  cw_app_test_close (window, page);

  page = cw_app_test_show_page (desk, "cycle", &window);
  cw_cycle_page_suggest (CW_CYCLE_PAGE (page), "46");
  cw_app_test_wait_until (is_47, page);
  g_assert_cmpstr (gtk_editable_get_text (get_entry (page, ENTRY_DATE)), ==, "2027-03-09");
  g_assert_cmpstr (gtk_editable_get_text (get_entry (page, other)), !=, "");
  g_assert_cmpstr (gtk_editable_get_text (get_entry (page, other)), !=, "2027-03-09");
  cw_app_test_close (window, page);
  g_object_unref (desk);
}

static gboolean
is_refused (gpointer desk)
{
  return cw_desk_get_trouble (desk, "") != NULL && !cw_desk_is_busy (desk);
}

/* Why it couldn't be begun stands in sight, until something is changed. */
static void
test_refused (void)
{
  CwDesk *desk = cw_app_test_desk_new (procedure, data_dir);
  GtkWidget *window, *page = cw_app_test_show_page (desk, "cycle", &window);
  g_autoptr (GHashTable) facts =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  g_autofree char *deed = NULL, *reason = NULL;

  gtk_editable_set_text (get_entry (page, ENTRY_CYCLE), "47");
  cw_desk_create (desk, facts);
  cw_app_test_wait_until (is_refused, desk);
  deed = cw_stage_page_get_deed (CW_STAGE_PAGE (page), &reason);
  g_assert_cmpstr (deed, ==, "Begin Rehearsal");
  g_assert_cmpstr (reason, ==, cw_desk_get_trouble (desk, ""));
  g_assert_nonnull (strstr (reason, "Which cycle?"));
  gtk_editable_set_text (get_entry (page, ENTRY_CYCLE), "48");
  g_assert_null (cw_desk_get_trouble (desk, ""));
  cw_app_test_close (window, page);
  g_object_unref (desk);
}

static gboolean
is_put_off (gpointer desk)
{
  CwView *view = cw_desk_get_view (desk);

  return !cw_desk_is_busy (desk)
         && g_strcmp0 (cw_deployment_get_fate (cw_view_get_deployment (view), "bts"), "put-off") == 0;
}

static gboolean
is_prepared_here (gpointer desk)
{
  return !cw_desk_is_busy (desk) && cw_deployment_has_site (cw_view_get_deployment (cw_desk_get_view (desk)), "bts");
}

static const char *
get_site_text (CwDesk     *desk,
               const char *member)
{
  CwDeployment *deployment = cw_view_get_deployment (cw_desk_get_view (desk));

  return cw_json_get_string (cw_deployment_get_object (deployment, "site.bts"), member, "");
}

/* What is chosen of a site holds, while it is written down and after; and so does what is chosen in its place. */
static void
test_fate (void)
{
  CwDesk *desk = cw_app_test_desk_begin (procedure, data_dir, "bts");
  GtkWidget *window, *page, *card;
  AdwComboRow *fate;
  g_autofree char *before = NULL;
  const char *late;

  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  before = g_strdup (get_site_text (desk, "date"));
  page = cw_app_test_show_page (desk, "cycle", &window);
  card = cw_app_test_find (page, CW_TYPE_SITE_CARD, 0);
  g_assert_cmpstr (cw_site_card_get_site (CW_SITE_CARD (card))->id, ==, "bts");
  fate = ADW_COMBO_ROW (cw_app_test_find (card, ADW_TYPE_COMBO_ROW, 0));
  g_assert_cmpuint (adw_combo_row_get_selected (fate), ==, 0);
  /* A date that is typed and not ticked isn't chosen by the way. */
  gtk_editable_set_text (GTK_EDITABLE (cw_app_test_find (card, ADW_TYPE_ENTRY_ROW, 0)), "2027-03-09");
  adw_combo_row_set_selected (fate, 1);
  g_assert_cmpuint (adw_combo_row_get_selected (fate), ==, 1);
  cw_app_test_wait_until (is_put_off, desk);
  g_assert_cmpuint (adw_combo_row_get_selected (fate), ==, 1);
  adw_combo_row_set_selected (fate, 0);
  cw_app_test_wait_until (is_prepared_here, desk);
  g_assert_cmpuint (adw_combo_row_get_selected (fate), ==, 0);
  g_assert_cmpstr (get_site_text (desk, "date"), ==, before);
  /* Nobody put off what never was part of it. */
  card = cw_app_test_find (page, CW_TYPE_SITE_CARD, 2);
  g_assert_nonnull (cw_app_test_find_label (card, "Not now"));
  g_assert_null (cw_app_test_find_label (card, "Put off"));
  /* It can come late, with a date that can be changed then. */
  late = cw_site_card_get_site (CW_SITE_CARD (card))->id;
  g_assert_false (cw_deployment_has_site (cw_view_get_deployment (cw_desk_get_view (desk)), late));
  adw_combo_row_set_selected (ADW_COMBO_ROW (cw_app_test_find (card, ADW_TYPE_COMBO_ROW, 0)), 0);
  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  g_assert_true (cw_deployment_has_site (cw_view_get_deployment (cw_desk_get_view (desk)), late));
  g_assert_true (cw_site_card_is_wanted (CW_SITE_CARD (card)));
  g_assert_null (cw_app_test_find_label (card, "Not applied"));
  cw_app_test_close (window, page);
  g_object_unref (desk);
}

static gboolean
is_at_noon (gpointer desk)
{
  return !cw_desk_is_busy (desk) && g_str_equal (get_site_text (desk, "time"), "12:00");
}

/* Whoever ticks the time hasn't said anything of the date that they typed: it stays as it was, and what is typed stays. */
static void
test_one_entry (void)
{
  CwDesk *desk = cw_app_test_desk_begin (procedure, data_dir, "bts");
  GtkWidget *window, *page, *card, *date, *time;
  g_autofree char *before = NULL, *day = NULL;
  g_autoptr (GDateTime) start = NULL;

  cw_app_test_wait_until (cw_app_test_is_idle, desk);
  page = cw_app_test_show_page (desk, "cycle", &window);
  date = cw_app_test_find (cw_app_test_find (page, CW_TYPE_SITE_CARD, 0), ADW_TYPE_ENTRY_ROW, 0);
  time = cw_app_test_find (cw_app_test_find (page, CW_TYPE_SITE_CARD, 0), ADW_TYPE_ENTRY_ROW, 1);
  before = g_strdup (get_site_text (desk, "date"));
  gtk_editable_set_text (GTK_EDITABLE (date), "2027-03-09");
  gtk_editable_set_text (GTK_EDITABLE (time), "12:00");
  g_signal_emit_by_name (time, "apply");
  cw_app_test_wait_until (is_at_noon, desk);
  g_assert_cmpstr (get_site_text (desk, "date"), ==, before);
  /* Coming back from elsewhere, one sees that it isn't applied; typing on, the schedule follows again. */
  gtk_editable_set_text (GTK_EDITABLE (date), "2027-03-10");
  g_assert_nonnull (cw_app_test_find_label (page, "10 Mar"));
  gtk_widget_hide (page);
  gtk_widget_show (page);
  g_assert_nonnull (cw_app_test_find_label (date, "Not applied"));
  g_assert_null (cw_app_test_find_label (page, "10 Mar"));
  gtk_editable_set_text (GTK_EDITABLE (date), "2027-03-09");
  g_assert_null (cw_app_test_find_label (date, "Not applied"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (date)), ==, "2027-03-09");
  cw_app_test_close (window, page);

  /* The page is made anew: what stands there says that it isn't applied, and nothing is worked out from it. */
  page = cw_app_test_show_page (desk, "cycle", &window);
  card = cw_app_test_find (page, CW_TYPE_SITE_CARD, 0);
  date = cw_app_test_find (card, ADW_TYPE_ENTRY_ROW, 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (date)), ==, "2027-03-09");
  g_assert_nonnull (cw_app_test_find_label (date, "Not applied"));
  start = cw_site_card_get_start (CW_SITE_CARD (card), NULL, NULL);
  day = g_date_time_format (start, "%Y-%m-%d");
  g_assert_cmpstr (day, ==, before);
  cw_app_test_close (window, page);
  g_object_unref (desk);
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  procedure = cw_app_test_procedure ("rubin-2023");
  data_dir = cw_test_directory ();
  g_test_add_func ("/cycle-page/typed-dates", test_typed_dates);
  g_test_add_func ("/cycle-page/unwise-date", test_unwise_date);
  g_test_add_func ("/cycle-page/draft", test_draft);
  g_test_add_func ("/cycle-page/refused", test_refused);
  g_test_add_func ("/cycle-page/fate", test_fate);
  g_test_add_func ("/cycle-page/one-entry", test_one_entry);
  status = g_test_run ();
  g_object_unref (procedure);
  g_free (data_dir);
  return status;
}
