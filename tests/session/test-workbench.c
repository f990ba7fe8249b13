/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-error.h"
#include "cw-json.h"
#include "cw-preparations.h"
#include "cw-test.h"
#include "cw-workbench.h"

#define NOW "2026-12-01T12:00:00Z"
#define PREPARATION "c0045-rubin-2023"

typedef struct {
  GMainLoop *loop;
  gboolean done;
  GError *error;
} Wait;

static void
ended (GObject      *source,
       GAsyncResult *result,
       gpointer      data)
{
  Wait *wait = data;

  wait->done = cw_workbench_finish (CW_WORKBENCH (source), result, &wait->error);
  g_main_loop_quit (wait->loop);
}

static CwWorkbench *
new_workbench (const char *data_dir)
{
  const CwSessionConfig config = {
    .data_dir = data_dir,
    .rehearsal = TRUE,
    .now = NOW,
    .procedure = "rubin-2023",
    .actor = "Tester",
  };

  return cw_workbench_new (&config);
}

static GHashTable *
new_facts (const char *date)
{
  GHashTable *facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);

  g_hash_table_replace (facts, g_strdup ("cycle"), cw_json_parse ("\"c0045\"", -1, 0, NULL));
  g_hash_table_replace (facts, g_strdup ("site.tts"),
                        cw_json_node_object (cw_json_object ("date", date, "time", "17:00", NULL)));
  return facts;
}

static void
create (CwWorkbench *workbench,
        Wait        *wait,
        const char  *date)
{
  g_autoptr (GHashTable) facts = new_facts (date);

  cw_workbench_create (workbench, facts, NULL, ended, wait);
  g_assert_true (cw_workbench_get_busy (workbench));
  g_main_loop_run (wait->loop);
  g_assert_false (cw_workbench_get_busy (workbench));
}

static gboolean
wave (CwSession     *session,
      gpointer       data,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr (JsonNode) value = cw_json_parse (data, -1, 0, NULL);

  return cw_session_set (session, "site.tts", value, error);
}

static void
count_views (GObject    *object,
             GParamSpec *pspec,
             gpointer    data)
{
  (*(guint *) data)++;
}

static void
test_life (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  g_autoptr (CwWorkbench) workbench = new_workbench (data_dir);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Wait wait = { loop, FALSE, NULL };
  guint views = 0;

  g_signal_connect (workbench, "notify::view", G_CALLBACK (count_views), &views);
  g_assert_null (cw_workbench_get_view (workbench));
  create (workbench, &wait, "2027-01-05");
  g_assert_no_error (wait.error);
  g_assert_true (wait.done);
  g_assert_cmpuint (views, ==, 1);
  g_assert_cmpstr (cw_view_get_id (cw_workbench_get_view (workbench)), ==, PREPARATION);
  g_assert_true (g_str_has_prefix (cw_workbench_get_address (workbench), "http://127.0.0.1:"));

  /* A refused deed leaves the error with its caller, and a view all the same. */
  cw_workbench_do (workbench, wave, (gpointer) "{\"date\":\"2027-02-31\",\"time\":\"17:00\"}", NULL, NULL, ended, &wait);
  g_main_loop_run (loop);
  g_assert_error (wait.error, CW_ERROR, CW_ERROR_VALIDATION);
  g_clear_error (&wait.error);
  g_assert_nonnull (cw_workbench_get_view (workbench));

  cw_workbench_do (workbench, wave, (gpointer) "{\"date\":\"2027-01-07\",\"time\":\"17:00\"}", NULL, NULL, ended, &wait);
  g_main_loop_run (loop);
  g_assert_no_error (wait.error);
  g_assert_cmpuint (views, ==, 2);
}

static void
look (Wait *wait)
{
  g_main_loop_quit (wait->loop);
}

static char *
dup_start (CwWorkbench *workbench)
{
  CwDeployment *deployment = cw_view_get_deployment (cw_workbench_get_view (workbench));
  g_autoptr (GDateTime) start = cw_deployment_get_start (deployment, "tts");

  return g_date_time_format (start, "%Y-%m-%d");
}

static void
set_start (CwWorkbench *workbench,
           Wait        *wait,
           const char  *value)
{
  cw_workbench_do (workbench, wave, (gpointer) value, NULL, NULL, ended, wait);
  g_main_loop_run (wait->loop);
}

/* One owner: a second window on the same preparation reads along, live, and takes over once the first one is gone. */
static void
test_read_along (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  g_autoptr (CwWorkbench) first = new_workbench (data_dir);
  g_autoptr (CwWorkbench) second = new_workbench (data_dir);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *before = NULL, *after = NULL, *own = NULL;
  Wait wait = { loop, FALSE, NULL };

  create (first, &wait, "2027-01-05");
  g_assert_no_error (wait.error);
  g_assert_false (cw_view_is_reading (cw_workbench_get_view (first)));
  cw_workbench_open (second, PREPARATION, NULL, ended, &wait);
  g_main_loop_run (loop);
  g_assert_no_error (wait.error);
  g_assert_true (cw_view_is_reading (cw_workbench_get_view (second)));
  g_assert_true (cw_view_is_closed (cw_workbench_get_view (second)));
  g_assert_true (cw_workbench_is_owned (second));
  before = dup_start (second);
  g_assert_cmpstr (before, ==, "2027-01-05");

  set_start (second, &wait, "{\"date\":\"2027-01-08\",\"time\":\"17:00\"}");
  g_assert_error (wait.error, CW_ERROR, CW_ERROR_BUSY);
  g_clear_error (&wait.error);
  cw_workbench_take_over (second, NULL, ended, &wait);
  g_main_loop_run (loop);
  g_assert_error (wait.error, CW_ERROR, CW_ERROR_BUSY);
  g_clear_error (&wait.error);
  g_assert_true (cw_view_is_reading (cw_workbench_get_view (second)));

  g_signal_connect_swapped (second, "notify::view", G_CALLBACK (look), &wait);
  cw_workbench_do (first, wave, (gpointer) "{\"date\":\"2027-01-07\",\"time\":\"17:00\"}", NULL, NULL, NULL, NULL);
  g_main_loop_run (loop);
  g_signal_handlers_disconnect_by_data (second, &wait);
  after = dup_start (second);
  g_assert_cmpstr (after, ==, "2027-01-07");
  g_assert_true (cw_workbench_is_owned (second));

  g_signal_connect_swapped (second, "notify::owned", G_CALLBACK (look), &wait);
  cw_workbench_end (first);
  g_main_loop_run (loop);
  g_signal_handlers_disconnect_by_data (second, &wait);
  g_assert_false (cw_workbench_is_owned (second));
  cw_workbench_take_over (second, NULL, ended, &wait);
  g_main_loop_run (loop);
  g_assert_no_error (wait.error);
  g_assert_false (cw_view_is_reading (cw_workbench_get_view (second)));
  set_start (second, &wait, "{\"date\":\"2027-01-08\",\"time\":\"17:00\"}");
  g_assert_no_error (wait.error);
  own = dup_start (second);
  g_assert_cmpstr (own, ==, "2027-01-08");
}

static void
test_refused (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  g_autoptr (CwWorkbench) workbench = new_workbench (data_dir);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GPtrArray) infos = NULL;
  Wait wait = { loop, FALSE, NULL };

  create (workbench, &wait, "2020-01-07");
  g_assert_error (wait.error, CW_ERROR, CW_ERROR_VALIDATION);
  g_clear_error (&wait.error);
  cw_workbench_open (workbench, "c0099-none", NULL, ended, &wait);
  g_main_loop_run (loop);
  g_assert_error (wait.error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&wait.error);
  infos = cw_preparations_list (data_dir, &wait.error);
  g_assert_no_error (wait.error);
  g_assert_cmpuint (infos->len, ==, 0);
}

/* How far it got stands in the list without opening it, and which site comes next. */
static void
check_progress (const CwPreparationInfo *info)
{
  g_autoptr (GDateTime) before = g_date_time_new_utc (2026, 11, 23, 12, 0, 0);
  g_autoptr (GDateTime) after = g_date_time_new_utc (2027, 11, 23, 12, 0, 0);

  g_assert_cmpuint (info->n_stages, ==, 8);
  g_assert_cmpuint (info->n_done, >, 0);
  g_assert_cmpuint (info->n_done, <, 8);
  g_assert_cmpint (cw_preparation_info_find_next (info, before), ==, 0);
  g_assert_cmpstr (info->names[0], ==, "TTS");
  g_assert_cmpint (cw_preparation_info_find_next (info, after), ==, -1);
}

/* The list names what can be opened, and why another can't; nothing is overwritten. */
static void
test_list (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  g_autofree char *folder = cw_preparations_get_folder (data_dir, TRUE);
  g_autofree char *broken = cw_preparations_get_journal (data_dir, TRUE, "c0044-broken");
  g_autoptr (CwWorkbench) workbench = new_workbench (data_dir);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GPtrArray) infos = NULL;
  g_autofree char *content = NULL;
  Wait wait = { loop, FALSE, NULL };
  guint readable = 0;

  create (workbench, &wait, "2027-01-05");
  g_assert_no_error (wait.error);
  g_assert_true (g_file_set_contents (broken, "This is no database", -1, NULL));
  infos = cw_preparations_list (data_dir, &wait.error);
  g_assert_no_error (wait.error);
  g_assert_cmpuint (infos->len, ==, 2);
  for (guint i = 0; i < infos->len; i++)
    {
      const CwPreparationInfo *info = g_ptr_array_index (infos, i);

      if (info->trouble == NULL)
        {
          readable++;
          g_assert_cmpstr (info->tag, ==, "c0045");
          g_assert_cmpstr (info->procedure, ==, "rubin-2023");
          check_progress (info);
        }
      else
        g_assert_cmpstr (info->id, ==, "c0044-broken");
    }
  g_assert_cmpuint (readable, ==, 1);
  g_assert_true (g_file_get_contents (broken, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "This is no database");
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data = NULL;

  cw_test_init (&argc, &argv);
  data = cw_test_source ("data");
  g_setenv ("CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  g_setenv ("CYCLEWRIGHT_REHEARSAL", g_getenv ("CW_TEST_REHEARSAL"), TRUE);
  g_test_add_func ("/workbench/life", test_life);
  g_test_add_func ("/workbench/read-along", test_read_along);
  g_test_add_func ("/workbench/refused", test_refused);
  g_test_add_func ("/workbench/list", test_list);
  return g_test_run ();
}
