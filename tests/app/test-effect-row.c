/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test-audit.h"
#include "cw-app-test-desk.h"
#include "cw-app-test-picture.h"
#include "cw-app-test-view.h"
#include "cw-app-test.h"
#include "cw-effect-row-private.h"
#include "cw-event.h"
#include "cw-show.h"
#include "cw-test-stage.h"
#include "cw-test.h"

#define DAY_BEFORE "c0045/summit/announcement/day-before/1"

typedef struct {
  const char *type;
  const char *data; /* @hash and @payload are those of the effect */
} Step;

#define SENT "{\"hash\":\"@hash\",\"payload\":@payload,\"attempt\":1,\"deed\":\"perform\"}"

static const Step kept[] = {
  { CW_EVENT_INTENT, SENT },
  { CW_EVENT_OUTCOME, "{\"outcome\":{\"key\":\"Q1\"},\"adopted\":false}" },
  { CW_EVENT_INTENT, "{\"attempt\":1,\"deed\":\"retract\"}" },
  { CW_EVENT_FAILED, "{\"code\":\"forbidden\",\"message\":\"Slack doesn't let this account\"}" },
  { NULL },
};

static const Step asking[] = {
  { CW_EVENT_INTENT, SENT },
  { CW_EVENT_ASKING, "{\"candidates\":[{\"key\":\"Q1\",\"url\":\"https://example.org/1\"},{\"key\":\"Q2\"}],"
                     "\"differences\":[],\"where\":\"Slack\"}" },
  { NULL },
};

/* Made, but Slack didn't take all of it. */
static const Step unfinished[] = {
  { CW_EVENT_INTENT, SENT },
  { CW_EVENT_OUTCOME, "{\"outcome\":{\"key\":\"Q1\",\"unfinished\":[{\"what\":\"text\",\"why\":\"It is too long\"}]},"
                      "\"adopted\":false}" },
  { CW_EVENT_VERIFIED, "{\"answer\":\"different\",\"differences\":[{\"what\":\"text\",\"ours\":\"All of it\","
                       "\"theirs\":\"Half\"}]}" },
  { NULL },
};

/* Slack didn't answer whether it took the message out, and had it still. */
static const Step leaving[] = {
  { CW_EVENT_INTENT, SENT },
  { CW_EVENT_OUTCOME, "{\"outcome\":{\"key\":\"Q1\"},\"adopted\":false}" },
  { CW_EVENT_INTENT, "{\"attempt\":1,\"deed\":\"retract\"}" },
  { CW_EVENT_IN_DOUBT, "{\"where\":\"Slack, scheduled messages\",\"message\":\"Slack failed (500)\","
                       "\"look-again\":4102444800000000}" },
  { NULL },
};

/* Scheduled with another text than we would send by now. */
static const Step outdated[] = {
  { CW_EVENT_INTENT, "{\"hash\":\"earlier\",\"payload\":@payload,\"attempt\":1,\"deed\":\"perform\"}" },
  { CW_EVENT_OUTCOME, "{\"outcome\":{\"key\":\"Q1\"},\"adopted\":false}" },
  { NULL },
};

/* Somebody moved it: it goes out all the same. */
static const Step drifted[] = {
  { CW_EVENT_INTENT, SENT },
  { CW_EVENT_OUTCOME, "{\"outcome\":{\"key\":\"Q1\"},\"adopted\":false}" },
  { CW_EVENT_VERIFIED, "{\"answer\":\"different\",\"differences\":[{\"what\":\"post-at\",\"ours\":\"At ten\","
                       "\"theirs\":\"At eleven\"}]}" },
  { NULL },
};

static const Step gone[] = {
  { CW_EVENT_INTENT, SENT },
  { CW_EVENT_OUTCOME, "{\"outcome\":{\"key\":\"Q1\"},\"adopted\":false}" },
  { CW_EVENT_VERIFIED, "{\"answer\":\"nothing\",\"differences\":[]}" },
  { NULL },
};

/* It was deleted, and another of ours stands in its place. */
static const Step replaced[] = {
  { CW_EVENT_INTENT, SENT },
  { CW_EVENT_OUTCOME, "{\"outcome\":{\"key\":\"DM-1\",\"url\":\"https://example.org/DM-1\"},\"adopted\":false}" },
  { CW_EVENT_VERIFIED, "{\"answer\":\"different\",\"differences\":[{\"what\":\"instead\",\"ours\":\"DM-1\","
                       "\"theirs\":\"DM-2\"}],\"candidates\":[{\"key\":\"DM-2\","
                       "\"url\":\"https://example.org/DM-2\"}]}" },
  { NULL },
};

/* As every view, it isn't made in the main thread. */
static gpointer
make_view (gpointer data)
{
  g_autoptr (CwTestStage) world = cw_test_stage_new ();
  g_autoptr (CwStageResult) result = NULL;
  CwEffect *effect;

  cw_test_stage_plan (world);
  result = cw_test_stage_run (world, "announcement");
  effect = cw_test_stage_find (result, DAY_BEFORE);
  for (const Step *step = data; step->type != NULL; step++)
    {
      g_autoptr (GString) filled = g_string_new (step->data);

      g_string_replace (filled, "@hash", cw_effect_get_hash (effect), 0);
      g_string_replace (filled, "@payload", cw_effect_get_payload_text (effect), 0);
      cw_test_stage_event (world, step->type, DAY_BEFORE, filled->str);
    }
  return cw_test_stage_view (world, FALSE);
}

typedef struct {
  char *data_dir;
  CwDesk *desk;
  GtkWidget *list;
  GtkWidget *row;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer steps)
{
  g_autoptr (CwView) view = g_thread_join (g_thread_new ("view", make_view, (gpointer) steps));

  fixture->data_dir = cw_test_directory ();
  fixture->desk = cw_app_test_desk_warm (fixture->data_dir);
  cw_app_test_desk_put (fixture->desk, view);
  fixture->row = cw_effect_row_new (fixture->desk, DAY_BEFORE);
  fixture->list = gtk_list_box_new ();
  gtk_list_box_append (GTK_LIST_BOX (fixture->list), fixture->row);
  fixture->window = cw_app_test_show (fixture->list);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 240);
  cw_app_test_wait_frame (fixture->window);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer steps)
{
  cw_app_test_close (fixture->window, fixture->list);
  g_object_run_dispose (G_OBJECT (fixture->desk));
  g_object_unref (fixture->desk);
  g_free (fixture->data_dir);
}

/* For looking at; nothing of it is wider than the narrowest window. */
static void
look (Fixture    *fixture,
      const char *name)
{
  g_autofree char *wide = cw_app_test_audit_width (fixture->window);

  g_assert_cmpstr (wide, ==, NULL);
  cw_app_test_take_picture (fixture->window, name);
}

/* A withdrawal that Slack refused: what was said, how the message stands, and the way to try again. */
static void
test_kept (Fixture      *fixture,
           gconstpointer steps)
{
  g_assert_nonnull (cw_app_test_find_label (fixture->row, "Slack doesn't let this account"));
  g_assert_nonnull (cw_app_test_find_label (fixture->row, "It stays scheduled"));
  look (fixture, "row-kept-narrow");
  cw_app_test_press (fixture->row, "Take Back…");
  g_assert_nonnull (cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG));
}

static void
test_candidates (Fixture      *fixture,
                 gconstpointer steps)
{
  static const char *const names[] = { "Look at it: Q1", "It is this one: Q1", "It is this one: Q2" };
  GtkWidget *candidates = CW_EFFECT_ROW (fixture->row)->candidates;

  look (fixture, "row-asking-narrow");
  g_assert_cmpuint (cw_app_test_count (candidates, GTK_TYPE_BUTTON), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_test_accessible_assert_property (cw_app_test_find (candidates, GTK_TYPE_BUTTON, i),
                                         GTK_ACCESSIBLE_PROPERTY_LABEL, names[i]);
}

/* It says what was asked of Slack, not that the message wasn't found; nothing but a look helps. */
/* The one that is there can be looked at and taken; nothing leads to the one that isn't. */
static void
test_replaced (Fixture      *fixture,
               gconstpointer steps)
{
  static const char *const names[] = { "Look at it: DM-2", "It is this one: DM-2" };
  CwEffectRow *row = CW_EFFECT_ROW (fixture->row);

  look (fixture, "row-replaced-narrow");
  g_assert_false (gtk_widget_get_visible (row->link));
  g_assert_cmpuint (cw_app_test_count (row->candidates, GTK_TYPE_BUTTON), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_test_accessible_assert_property (cw_app_test_find (row->candidates, GTK_TYPE_BUTTON, i),
                                         GTK_ACCESSIBLE_PROPERTY_LABEL, names[i]);
}

static void
test_leaving (Fixture      *fixture,
              gconstpointer steps)
{
  g_assert_nonnull (cw_app_test_find_label (fixture->row,
                                            "It was to be taken back, and was still in Slack, scheduled messages"));
  g_assert_null (cw_app_test_find_label (fixture->row, "not found"));
  g_assert_nonnull (cw_app_test_find_label (fixture->row, "Look Again"));
  look (fixture, "row-leaving-narrow");
  gtk_widget_activate_action (fixture->row, "effect.send-again", NULL);
  gtk_widget_activate_action (fixture->row, "effect.leave-out", NULL);
  gtk_widget_activate_action (fixture->row, "effect.by-hand", NULL);
  g_assert_null (cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG));
}

static void
test_unfinished (Fixture      *fixture,
                 gconstpointer steps)
{
  g_assert_nonnull (cw_app_test_find_label (fixture->row, "Not finished"));
  g_assert_nonnull (cw_app_test_find_label (fixture->row, "It is too long"));
  g_assert_nonnull (cw_app_test_find_label (fixture->row, "Take It as It Is"));
  look (fixture, "row-unfinished-narrow");
}

/* It goes out by itself unless one acts: it isn't told as sent, and when it goes out is said. */
static void
test_outdated (Fixture      *fixture,
               gconstpointer steps)
{
  g_autofree char *sent = cw_show_sent (cw_desk_get_view (fixture->desk), NULL, NULL);

  g_assert_nonnull (cw_app_test_find_label (fixture->row, "It stands scheduled for Mon 11 Jan, 9:00 CLT"));
  g_assert_null (cw_app_test_find_label (fixture->row, "It was sent"));
  g_assert_nonnull (strstr (sent, "still goes out Mon 11 Jan, 9:00 CLT"));
  look (fixture, "row-outdated-narrow");
}

static void
test_taken_back (Fixture      *fixture,
                 gconstpointer steps)
{
  gtk_widget_activate_action (fixture->row, "effect.retract", NULL);
  if (steps == gone)
    g_assert_null (cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG));
  else
    g_assert_nonnull (cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG));
}

int
main (int    argc,
      char **argv)
{
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_test_add ("/app/effect-row/kept", Fixture, kept, set_up, test_kept, tear_down);
  g_test_add ("/app/effect-row/candidates", Fixture, asking, set_up, test_candidates, tear_down);
  g_test_add ("/app/effect-row/replaced", Fixture, replaced, set_up, test_replaced, tear_down);
  g_test_add ("/app/effect-row/leaving", Fixture, leaving, set_up, test_leaving, tear_down);
  g_test_add ("/app/effect-row/drifted", Fixture, drifted, set_up, test_taken_back, tear_down);
  g_test_add ("/app/effect-row/gone", Fixture, gone, set_up, test_taken_back, tear_down);
  g_test_add ("/app/effect-row/unfinished", Fixture, unfinished, set_up, test_unfinished, tear_down);
  g_test_add ("/app/effect-row/outdated", Fixture, outdated, set_up, test_outdated, tear_down);
  return g_test_run ();
}
