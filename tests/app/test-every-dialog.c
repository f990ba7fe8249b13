/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "cw-app-test-audit.h"
#include "cw-app-test-desk.h"
#include "cw-app-test-picture.h"
#include "cw-app-test-view.h"
#include "cw-app-test.h"
#include "cw-dialogs.h"
#include "cw-procedure-chooser.h"

/* Each kind of dialog with each kind of data: named, reached by Tab, and gone without a trace. */

/* The dialog that was just asked for over @parent. */
static void
try_dialog (GtkWidget  *parent,
            const char *heading)
{
  GtkWidget *dialog = cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);

  g_assert_nonnull (dialog);
  g_assert_nonnull (cw_app_test_find_label (dialog, heading));
  gtk_test_accessible_assert_role (dialog, GTK_ACCESSIBLE_ROLE_DIALOG);
  cw_app_test_take_one (dialog);
  cw_app_test_try_window (g_object_ref (dialog));
  gtk_window_destroy (GTK_WINDOW (parent));
}

static void
never (const char *const *texts,
       gpointer           data)
{
  g_assert_not_reached ();
}

static void
never_chosen (GPtrArray *chosen,
              gpointer   data)
{
  g_assert_not_reached ();
}

static void
never_named (const char *name,
             gpointer    data)
{
  g_assert_not_reached ();
}

/* What was given to a dialog goes with it, answered or not. */
static void
count_freed (gpointer n_freed)
{
  ++*(guint *) n_freed;
}

/* A question names one thing at most. */
static char *
make_heading (const char *question,
              const char *text)
{
  g_autofree char *name = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), 24));

  return g_strconcat (question, " ", name, NULL);
}

static void
test_question (gconstpointer test_data)
{
  const char *text = cw_app_test_data_text (GPOINTER_TO_UINT (test_data));
  const CwDialogField fields[] = { { "Link", text, NULL, NULL, "^$", text }, { "Why", NULL }, { NULL } };
  g_autofree char *heading = make_heading ("Really?", text);
  g_autofree char *body = g_strdup_printf ("What it means\n• %s\n• Another", text);
  GtkWidget *parent = cw_app_test_show (gtk_label_new (text));
  guint n_freed = 0;

  cw_dialogs_ask (parent, heading, body, "_Go On", TRUE, fields, never, &n_freed, count_freed);
  /* What can't be taken back isn't done by an Enter that ended a text. */
  g_assert_cmpstr (adw_message_dialog_get_default_response (
                     ADW_MESSAGE_DIALOG (cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG))), ==, NULL);
  try_dialog (parent, heading);
  g_assert_cmpuint (n_freed, ==, 1);
}

/* Nor by one that was pressed without reading. */
static void
test_plain_question (gconstpointer test_data)
{
  const char *text = cw_app_test_data_text (GPOINTER_TO_UINT (test_data));
  g_autofree char *heading = make_heading ("Really?", text);
  GtkWidget *parent = cw_app_test_show (gtk_label_new (text));
  guint n_freed = 0;

  cw_dialogs_ask (parent, heading, "What it means", "_Go On", TRUE, NULL, never, &n_freed, count_freed);
  g_assert_cmpstr (adw_message_dialog_get_default_response (
                     ADW_MESSAGE_DIALOG (cw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG))), ==, "cancel");
  try_dialog (parent, heading);
  g_assert_cmpuint (n_freed, ==, 1);
}

static void
test_choice (gconstpointer test_data)
{
  CwAppTestData data = GPOINTER_TO_UINT (test_data);
  const char *text = cw_app_test_data_text (data);
  g_autofree char *heading = make_heading ("Which?", text);
  g_autoptr (GPtrArray) choices = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_dialog_choice_free);
  GtkWidget *parent = cw_app_test_show (gtk_label_new (text));
  guint n_freed = 0;

  for (guint i = 0; i < (data == CW_APP_TEST_MANY ? 300 : data == CW_APP_TEST_EMPTY ? 0 : 2); i++)
    {
      CwDialogChoice *choice = g_new0 (CwDialogChoice, 1);

      choice->title = g_strdup_printf ("%u %s", i, i == 0 ? text : "");
      choice->subtitle = g_strdup (i == 1 ? text : "");
      choice->chosen = i == 1;
      g_ptr_array_add (choices, choice);
    }
  cw_dialogs_choose (parent, heading, text, "_Go On", choices, never_chosen, &n_freed, count_freed);
  try_dialog (parent, heading);
  g_assert_cmpuint (n_freed, ==, 1);
}

static void
test_procedures (gconstpointer test_data)
{
  g_autoptr (GPtrArray) procedures = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwView) view = cw_app_test_view_new (GPOINTER_TO_UINT (test_data));
  GtkWidget *parent = cw_app_test_show (gtk_label_new (NULL));
  guint n_freed = 0;

  g_ptr_array_add (procedures, cw_app_test_procedure ("rubin-2026"));
  g_ptr_array_add (procedures, g_object_ref (cw_deployment_get_procedure (cw_view_get_deployment (view))));
  cw_procedure_chooser_ask (parent, procedures, "rubin-2023", never_named, &n_freed, count_freed);
  try_dialog (parent, "Prepare for Real?");
  g_assert_cmpuint (n_freed, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *name;
    GTestDataFunc test;
  } dialogs[] = {
    { "question", test_question },
    { "plain-question", test_plain_question },
    { "choice", test_choice },
    { "procedures", test_procedures },
  };
  static const CwAppTestData all_data[] = {
    CW_APP_TEST_GOOD, CW_APP_TEST_EMPTY, CW_APP_TEST_LONG, CW_APP_TEST_MANY, CW_APP_TEST_ODD,
  };

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    for (guint j = 0; j < G_N_ELEMENTS (all_data); j++)
      {
        g_autofree char *path = g_strdup_printf ("/every-dialog/%s/%s", dialogs[i].name,
                                                 cw_app_test_data_name (all_data[j]));

        g_test_add_data_func (path, GUINT_TO_POINTER (all_data[j]), dialogs[i].test);
      }
  return g_test_run ();
}
