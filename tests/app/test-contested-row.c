/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-app-test-audit.h"
#include "cw-app-test-desk.h"
#include "cw-app-test-picture.h"
#include "cw-app-test-view.h"
#include "cw-app-test.h"
#include "cw-drift.h"
#include "cw-effect-row.h"
#include "cw-event.h"
#include "cw-json.h"
#include "cw-test-stage.h"
#include "cw-test.h"

#define BRANCH "c0045/summit/configuration/docker-compose-ops/1"
#define TICKET "c0045/summit/tickets/configuration/1"
#define SENT   "{\"hash\":\"earlier\",\"payload\":@sent,\"attempt\":1,\"deed\":\"perform\",\"kind\":\"git-branch\"," \
               "\"title\":\"A branch\"}"
#define TAKEN  "{\"outcome\":{\"key\":\"tickets/DM-7\"},\"adopted\":true,\"differences\":[{\"what\":\"@path\"," \
               "\"ours\":\"CYCLE=c0045\",\"theirs\":\"CYCLE=c0044.009\"}]}"

/* A file of the branch as it is planned, which is another one than what was sent. */
static char *
dup_path (CwEffect *effect)
{
  JsonArray *files = cw_json_get_array (json_node_get_object (cw_effect_get_payload (effect)), "files");

  return g_strdup (cw_json_get_string (json_array_get_object_element (files, 0), "path", ""));
}

static void
tell (CwTestStage *world,
      CwEffect    *effect,
      const char  *type,
      const char  *data)
{
  g_autofree char *path = dup_path (effect);
  g_autoptr (GString) sent = g_string_new (cw_effect_get_payload_text (effect));
  g_autoptr (GString) filled = g_string_new (data);

  g_assert_cmpuint (g_string_replace (sent, "\"new\":\"", "\"new\":\"0", 0), >, 0);
  g_string_replace (filled, "@sent", sent->str, 0);
  g_string_replace (filled, "@path", path, 0);
  cw_test_stage_event (world, type, BRANCH, filled->str);
}

/* As every view, it isn't made in the main thread. */
static gpointer
make_view (gpointer data)
{
  g_autoptr (CwTestStage) world = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;
  CwEffect *effect;

  cw_test_stage_plan (world);
  cw_test_stage_done (world, TICKET, "DM-7", "");
  cw_test_stage_fact (world, "author", "{\"name\":\"Ada\",\"email\":\"ada@example.org\"}");
  result = cw_test_stage_run (world, "configuration");
  effect = cw_test_stage_find (result, BRANCH);
  tell (world, effect, CW_EVENT_INTENT, SENT);
  tell (world, effect, CW_EVENT_OUTCOME, TAKEN);
  return cw_test_stage_view (world, FALSE);
}

/* A branch goes out as one commit: that it is left as it stands costs all of our update, which is said before. */
static void
test_conceded (void)
{
  g_autofree char *data_dir = cw_test_directory ();
  g_autoptr (CwView) view = g_thread_join (g_thread_new ("view", make_view, NULL));
  CwDesk *desk = cw_app_test_desk_warm (data_dir);
  const CwViewItem *item = cw_view_find (view, BRANCH);
  g_autofree char *path = dup_path (item->effect);
  g_autofree char *said = cw_drift_say_conceded (item);
  g_autofree char *wide = NULL;
  GtkWidget *list = gtk_list_box_new (), *row, *window, *dialog;

  g_assert_nonnull (said);
  g_assert_nonnull (strstr (said, path));
  cw_app_test_desk_put (desk, g_steal_pointer (&view));
  row = cw_effect_row_new (desk, BRANCH);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  window = cw_app_test_show (list);
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 240);
  cw_app_test_wait_frame (window);
  g_assert_nonnull (cw_app_test_find_label (row, "ours has changed in the same place since"));
  g_assert_nonnull (cw_app_test_find_label (row, said));
  wide = cw_app_test_audit_width (window);
  g_assert_cmpstr (wide, ==, NULL);
  cw_app_test_take_picture (window, "row-contested-narrow");
  cw_app_test_press (row, "Take It as It Is");
  dialog = GTK_WIDGET (cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG));
  g_assert_nonnull (dialog);
  g_assert_cmpstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), ==, said);
  gtk_window_close (GTK_WINDOW (dialog));
  cw_app_test_close (window, list);
  g_object_run_dispose (G_OBJECT (desk));
  g_object_unref (desk);
}

int
main (int    argc,
      char **argv)
{
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_test_add_func ("/app/contested-row/conceded", test_conceded);
  return g_test_run ();
}
