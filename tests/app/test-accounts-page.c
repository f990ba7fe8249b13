/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "cw-account-group.h"
#include "cw-accounts-page.h"
#include "cw-app-test.h"
#include "cw-test-services.h"
#include "cw-welcome.h"

/* How long an answer may take, seconds: the slowest machine under sanitizers. */
#define PATIENCE 100

static char *home;

static gboolean
too_late (gpointer data)
{
  g_error ("Nothing happened for too long: %s", (const char *) data);
  return G_SOURCE_REMOVE;
}

/* Until a label with these words is there. */
static GtkWidget *
wait_for_label (GtkWidget  *root,
                const char *words)
{
  guint guard = g_timeout_add_seconds (PATIENCE, too_late, (gpointer) words);
  GtkWidget *label;

  while ((label = cw_app_test_find_label (root, words)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
  return label;
}

static void
wait_for_any (CwAccountDesk *desk,
              gboolean       any)
{
  guint guard = g_timeout_add_seconds (PATIENCE, too_late, (gpointer) "any");

  while (cw_account_desk_get_any (desk) != any)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
}

/* The widget of a type below @root that has this title or label. */
static GtkWidget *
find (GtkWidget  *root,
      GType       type,
      const char *property,
      const char *text)
{
  g_autofree char *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    g_object_get (root, property, &found, NULL);
  if (g_strcmp0 (found, text) == 0 && gtk_widget_get_visible (root))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *below = find (child, type, property, text);

      if (below != NULL)
        return below;
    }
  return NULL;
}

static GtkWidget *
find_group (GtkWidget  *page,
            const char *title)
{
  GtkWidget *group = find (page, ADW_TYPE_PREFERENCES_GROUP, "title", title);

  g_assert_nonnull (group);
  return gtk_widget_get_ancestor (group, CW_TYPE_ACCOUNT_GROUP);
}

static void
type_text (GtkWidget  *group,
           const char *title,
           const char *text)
{
  GtkWidget *row = find (group, ADW_TYPE_PREFERENCES_ROW, "title", title);

  g_assert_nonnull (row);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
press (GtkWidget  *root,
       const char *label)
{
  GtkWidget *button = find (root, GTK_TYPE_BUTTON, "label", label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static CwAccountDesk *
make_desk (const char *const *environment)
{
  g_autoptr (CwAccounts) given = cw_accounts_new_from_environment (environment, NULL);
  CwAccountDesk *desk = cw_account_desk_new (given, home);

  cw_account_desk_set_procedure (desk, "rubin-2023");
  return desk;
}

/* What is under way keeps the desk until it is through, and nothing else does. */
static void
end_desk (CwAccountDesk *desk)
{
  guint guard = g_timeout_add_seconds (PATIENCE, too_late, (gpointer) "end");

  g_object_add_weak_pointer (G_OBJECT (desk), (gpointer *) &desk);
  g_object_unref (desk);
  while (desk != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
}

/* What was asked last may still be on its way and keeps the widget until it is given up. */
static void
close_window (GtkWidget *window,
              GtkWidget *widget)
{
  guint guard = g_timeout_add_seconds (PATIENCE, too_late, (gpointer) "close");

  gtk_window_destroy (GTK_WINDOW (window));
  g_object_add_weak_pointer (G_OBJECT (widget), (gpointer *) &widget);
  g_object_unref (widget);
  while (widget != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
}

/* Entered, tried, refused, changed, forgotten; the welcome page offers real work meanwhile. */
static void
test_enter (void)
{
  static const char *const nothing[] = { NULL };
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  CwAccountDesk *desk = make_desk (nothing);
  GtkWidget *page = cw_accounts_page_new (desk), *window = cw_app_test_show (page);
  GtkWidget *welcome = g_object_ref_sink (g_object_new (CW_TYPE_WELCOME, NULL));
  GtkWidget *group = find_group (page, "GitHub");
  GtkWidget *answer;

  cw_welcome_bind_accounts (CW_WELCOME (welcome), G_OBJECT (desk));
  g_assert_null (find (welcome, GTK_TYPE_BUTTON, "label", "_Prepare a Cycle"));
  g_assert_nonnull (find (welcome, GTK_TYPE_BUTTON, "label", "Enter _Accounts…"));
  wait_for_label (group, "No account");
  g_assert_null (find (group, GTK_TYPE_BUTTON, "label", "Test"));

  type_text (group, "Address", services->accounts->github->url);
  type_text (group, "Personal access token", "wrong-token");
  press (group, "Save and Test");
  answer = wait_for_label (group, "does not accept the account");
  g_assert_null (strstr (gtk_label_get_text (GTK_LABEL (answer)), "wrong-token"));
  gtk_test_accessible_assert_role (answer, GTK_ACCESSIBLE_ROLE_STATUS);
  wait_for_any (desk, TRUE);
  g_assert_nonnull (find (welcome, GTK_TYPE_BUTTON, "label", "_Prepare a Cycle"));
  g_assert_null (find (welcome, GTK_TYPE_BUTTON, "label", "Enter _Accounts…"));

  /* The kept token isn't shown again; another takes its place. */
  wait_for_label (group, "Token; empty");
  type_text (group, "Token; empty: the one that is kept", services->accounts->github->secret);
  press (group, "Save and Test");
  answer = wait_for_label (group, "Nothing is missing");
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (answer)), "Signed in as "));

  /* What is missing is said in a sentence each. */
  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"github\",\"path\":\"/repos/lsst-sqre/phalanx\","
                                                "\"kind\":\"status\",\"status\":404}");
  press (group, "Test");
  wait_for_label (group, "• GitHub’s repository lsst-sqre/phalanx");

  press (group, "Forget");
  wait_for_label (group, "No account");
  wait_for_any (desk, FALSE);
  g_assert_null (find (welcome, GTK_TYPE_BUTTON, "label", "_Prepare a Cycle"));
  g_assert_nonnull (find (welcome, GTK_TYPE_BUTTON, "label", "Enter _Accounts…"));
  g_object_unref (welcome);
  close_window (window, page);
  end_desk (desk);
}

/* Accounts of the environment are shown and tried, not changed; closing gives up what is asked. */
static void
test_given (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autofree char *url = g_strconcat ("CYCLEWRIGHT_SLACK_URL=", services->accounts->slack->url, NULL);
  g_autofree char *token = g_strconcat ("CYCLEWRIGHT_SLACK_TOKEN=", services->accounts->slack->secret, NULL);
  const char *environment[] = { url, token, NULL };
  CwAccountDesk *desk = make_desk (environment);
  GtkWidget *page = cw_accounts_page_new (desk), *window = cw_app_test_show (page);
  GtkWidget *group = find_group (page, "Slack");

  wait_for_label (group, "From the environment");
  g_assert_false (gtk_editable_get_editable (GTK_EDITABLE (find (group, ADW_TYPE_ENTRY_ROW, "title", "Address"))));
  press (group, "Test");
  wait_for_label (group, "Signed in as the bot");
  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"slack\",\"path\":\"/\",\"kind\":\"slow\","
                                                "\"milliseconds\":60000,\"times\":9}");
  press (group, "Test");
  wait_for_label (group, "Testing");
  close_window (window, page);
  end_desk (desk);
}

static void
write_file (const char *name,
            const char *text,
            int         mode)
{
  g_autofree char *path = g_build_filename (home, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

static void
test_import (void)
{
  static const char *const nothing[] = { NULL };
  CwAccountDesk *desk = make_desk (nothing);
  GtkWidget *page, *window, *group;

  write_file (".auth/jira", "me@example.org\njira-token-3\n", 0644);
  page = cw_accounts_page_new (desk);
  window = cw_app_test_show (page);
  wait_for_label (page, "chmod 600");
  press (page, "_Import");
  wait_for_label (page, "Other people may read");
  write_file (".auth/jira", "me@example.org\njira-token-3\n", 0600);
  press (page, "_Import");
  group = find_group (page, "Jira");
  wait_for_label (group, "Kept in your keyring");
  wait_for_label (find_group (page, "Confluence"), "Jira’s account serves");
  g_assert_null (cw_app_test_find_label (page, "Accounts of the observatory"));
  g_assert_null (cw_app_test_find_label (page, "jira-token-3"));
  press (group, "Forget");
  wait_for_any (desk, FALSE);
  close_window (window, page);
  end_desk (desk);
}

/* Long and strange texts, and nothing is taken for markup. */
static void
test_nasty (void)
{
  static const char *const nothing[] = { NULL };
  CwAccountDesk *desk = make_desk (nothing);
  GtkWidget *group = cw_account_group_new (desk, CW_ACCOUNT_GIT), *window = cw_app_test_show (group);
  g_autofree char *nasty = g_utf8_make_valid (CW_APP_TEST_NASTY, -1);
  CwAccountEntry entry = { CW_ACCOUNT_GIT, CW_ACCOUNT_KEPT, nasty, NULL, nasty, TRUE };

  cw_account_group_show (CW_ACCOUNT_GROUP (group), &entry);
  type_text (group, "Token; empty: the one that is kept", nasty);
  press (group, "Save and Test");
  wait_for_label (group, "is no address of a service");
  close_window (window, group);
  end_desk (desk);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *keyring = NULL;

  home = g_dir_make_tmp (NULL, NULL);
  keyring = g_build_filename (home, "keyring", NULL);
  g_setenv ("HOME", home, TRUE);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_test_add_func ("/app/accounts-page/enter", test_enter);
  g_test_add_func ("/app/accounts-page/given", test_given);
  g_test_add_func ("/app/accounts-page/import", test_import);
  g_test_add_func ("/app/accounts-page/nasty", test_nasty);
  return g_test_run ();
}
