/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#include "cw-app-test-audit.h"
#include "cw-app-test-desk.h"
#include "cw-app-test-picture.h"
#include "cw-app-test.h"
#include "cw-checkouts.h"
#include "cw-code-editor.h"
#include "cw-desk-files.h"
#include "cw-file-editor.h"
#include "cw-hand-edit.h"
#include "cw-test.h"

/* A file in the person's own editor: a script that the desktop has for texts. */

#define SITE "tts"
#define REPOSITORY "docker-compose-ops"
#define PATH "tucson-teststand/setup.env"

static CwProcedure *procedure;
static char *data_dir;
static char *script;

static CwDesk *
begin (void)
{
  CwDesk *desk = cw_app_test_desk_begin (procedure, data_dir, SITE);

  cw_app_test_wait_idle (desk);
  return desk;
}

static char *
get_folder (CwDesk *desk)
{
  return g_build_filename (data_dir, "checkouts", "rehearsals", cw_view_get_id (cw_desk_get_view (desk)), NULL);
}

/* The one file that was handed out; NULL where there is none, or its record alone. */
static char *
find_file (CwDesk *desk)
{
  g_autofree char *folder = get_folder (desk);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, "setup.env", NULL);

      if (g_file_test (file, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&file);
    }
  return NULL;
}

static guint
count_entries (CwDesk *desk)
{
  g_autofree char *folder = get_folder (desk);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint count = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

/* What the editor does with the file when it is opened. */
static void
let_editor (const char *commands)
{
  g_autofree char *text = g_strconcat ("#!/bin/sh\n", commands, "\n", NULL);

  g_assert_true (g_file_set_contents (script, text, -1, NULL));
  g_assert_cmpint (g_chmod (script, 0700), ==, 0);
}

/* As an editor that is still open does. */
static void
save_in_editor (const char *place,
                const char *data,
                gssize      size)
{
  FILE *file = g_fopen (place, "ab");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (data, 1, size < 0 ? strlen (data) : (gsize) size, file), >, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

static GtkWidget *
open_window (CwDesk *desk)
{
  GtkWidget *window = cw_file_editor_new (desk, SITE, REPOSITORY, PATH);

  g_object_ref (window);
  gtk_window_present (GTK_WINDOW (window));
  cw_app_test_wait_idle (desk);
  return window;
}

static void
close_window (CwDesk    *desk,
              GtkWidget *window)
{
  gtk_window_close (GTK_WINDOW (window));
  cw_app_test_wait_idle (desk);
  g_assert_finalize_object (window);
}

static void
press (CwDesk     *desk,
       GtkWidget  *window,
       const char *action)
{
  g_assert_true (gtk_widget_activate_action (window, action, NULL));
  cw_app_test_wait_idle (desk);
}

static const CwHandChange *
find_hand_change (CwDesk *desk)
{
  return cw_plan_find_hand_change (cw_view_get_plan (cw_desk_get_view (desk), SITE), REPOSITORY, PATH);
}

static gboolean
has_edited (CwDesk     *desk,
            const char *text)
{
  const CwHandChange *hand = find_hand_change (desk);

  return hand != NULL && hand->result != NULL
         && g_strstr_len (g_bytes_get_data (hand->result, NULL), (gssize) g_bytes_get_size (hand->result), text) != NULL;
}

/* What is waited for. */
typedef struct {
  CwDesk *desk;
  GtkWidget *window;   /* (nullable) */
  const char *text;
} Wait;

static gboolean
is_edited (gpointer data)
{
  const Wait *wait = data;

  return cw_app_test_is_idle (wait->desk) && has_edited (wait->desk, wait->text);
}

static gboolean
is_said (gpointer data)
{
  const Wait *wait = data;

  return cw_app_test_is_idle (wait->desk) && cw_app_test_find_label (wait->window, wait->text) != NULL;
}

static void
wait_edited (CwDesk     *desk,
             const char *text)
{
  Wait wait = { desk, NULL, text };

  cw_app_test_wait_until (is_edited, &wait);
}

static void
wait_said (CwDesk     *desk,
           GtkWidget  *window,
           const char *text)
{
  Wait wait = { desk, window, text };

  cw_app_test_wait_until (is_said, &wait);
}

static gboolean
has_draft (CwDesk *desk)
{
  g_auto (GStrv) paths = cw_desk_list_unsaved (desk, SITE, REPOSITORY);

  return g_strv_contains ((const char *const *) paths, PATH);
}

static char *
dup_shown (GtkWidget *window)
{
  g_autoptr (GBytes) text = cw_code_editor_dup_text (CW_CODE_EDITOR (cw_app_test_find (window, CW_TYPE_CODE_EDITOR, 0)));

  return g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
}

/* It joins the change set as it is saved, also after the window was closed, until the person says that they are done. */
static void
try_following (CwDesk *desk)
{
  GtkWidget *window = open_window (desk);
  g_autofree char *shown = NULL;
  g_autofree char *place = NULL;

  let_editor ("echo 'export FIRST=1' >> \"$1\"");
  press (desk, window, "file.open-outside");
  wait_edited (desk, "export FIRST=1");
  g_assert_nonnull (cw_app_test_find_label (window, "Open in your own editor"));
  shown = dup_shown (window);
  g_assert_nonnull (strstr (shown, "export FIRST=1"));
  cw_app_test_look_through (window);
  cw_app_test_take_picture (window, "own-editor-open");
  close_window (desk, window);

  place = find_file (desk);
  save_in_editor (place, "export SECOND=1\n", -1);
  wait_edited (desk, "export SECOND=1");
  window = open_window (desk);
  g_assert_nonnull (cw_app_test_find_label (window, "Open in your own editor"));
  g_assert_cmpuint (count_entries (desk), ==, 2);
  press (desk, window, "file.close-outside");
  g_assert_null (cw_app_test_find_label (window, "Open in your own editor"));
  g_assert_cmpuint (count_entries (desk), ==, 0);
  press (desk, window, "file.undo");
  close_window (desk, window);
}

/* What can't be saved is a draft, and said to be one. */
static void
try_broken (CwDesk *desk)
{
  GtkWidget *window = open_window (desk);
  g_autofree char *shown = NULL;

  let_editor ("printf '<<<<<<< one\\n=======\\n>>>>>>> other\\n' >> \"$1\"");
  press (desk, window, "file.open-outside");
  wait_said (desk, window, "Kept as a draft");
  cw_app_test_take_picture (window, "own-editor-broken");
  g_assert_null (find_hand_change (desk));
  g_assert_true (has_draft (desk));
  press (desk, window, "file.close-outside");
  g_assert_cmpuint (count_entries (desk), ==, 0);
  close_window (desk, window);

  window = open_window (desk);
  g_assert_nonnull (cw_app_test_find_label (window, "saved in your own editor"));
  cw_app_test_take_picture (window, "own-editor-draft");
  shown = dup_shown (window);
  g_assert_nonnull (strstr (shown, "<<<<<<< one"));
  press (desk, window, "file.drop-draft");
  g_assert_false (has_draft (desk));
  close_window (desk, window);
}

/* What nobody saved anything in for long is open nowhere any more. */
static void
forget (CwDesk *desk)
{
  const struct utimbuf long_ago = { 0, 0 };
  g_autofree char *place = find_file (desk);

  g_assert_cmpint (utime (place, &long_ago), ==, 0);
  close_window (desk, open_window (desk));
  g_assert_cmpuint (count_entries (desk), ==, 0);
}

/* What is no text stays where it was saved, and is found again once it is one. */
static void
try_no_text (CwDesk *desk)
{
  GtkWidget *window = open_window (desk);
  g_autofree char *place = NULL;

  let_editor ("printf 'a\\000b' >> \"$1\"");
  press (desk, window, "file.open-outside");
  wait_said (desk, window, "isn’t taken over");
  cw_app_test_take_picture (window, "own-editor-no-text");
  g_assert_nonnull (strstr (cw_desk_get_trouble (desk, ""), "NUL byte"));
  press (desk, window, "file.close-outside");
  close_window (desk, window);
  place = find_file (desk);
  g_assert_nonnull (place);
  g_assert_true (g_file_set_contents (place, "export THIRD=1\n", -1, NULL));

  window = open_window (desk);
  g_assert_nonnull (cw_app_test_find_label (window, "saved in your own editor"));
  press (desk, window, "file.drop-draft");
  close_window (desk, window);
  forget (desk);
}

static void
test_windows (void)
{
  CwDesk *desk = begin ();
  g_autofree char *id = g_strdup (cw_view_get_id (cw_desk_get_view (desk)));
  g_autofree char *place = NULL;
  GtkWidget *window;

  try_following (desk);
  try_broken (desk);
  try_no_text (desk);

  /* The program ends while the editor is open; what is saved there meanwhile is offered when it is opened again. */
  let_editor ("true");
  window = open_window (desk);
  press (desk, window, "file.open-outside");
  place = find_file (desk);
  close_window (desk, window);
  g_object_run_dispose (G_OBJECT (desk));
  g_assert_finalize_object (desk);
  save_in_editor (place, "export LATE=1\n", -1);
  desk = cw_app_test_desk_new (procedure, data_dir);
  cw_desk_open (desk, id);
  cw_app_test_wait_idle (desk);
  g_assert_true (has_draft (desk));
  g_assert_false (has_edited (desk, "LATE"));
  /* The editor is open still, and saves once more. */
  save_in_editor (place, "export LATER=1\n", -1);
  window = open_window (desk);
  g_assert_nonnull (cw_app_test_find_label (window, "saved in your own editor"));
  press (desk, window, "file.save");
  g_assert_true (has_edited (desk, "export LATE=1\nexport LATER=1\n"));
  g_assert_false (has_draft (desk));
  close_window (desk, window);
  forget (desk);
  g_assert_finalize_object (desk);
}

static void
install_editor (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "applications", NULL);
  g_autofree char *entry = g_build_filename (folder, "tester.desktop", NULL);
  g_autofree char *defaults = g_build_filename (g_get_user_config_dir (), "mimeapps.list", NULL);
  g_autofree char *text = NULL;

  script = g_build_filename (folder, "tester", NULL);
  text = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Tester\nExec=%s %%f\nMimeType=text/plain;\n", script);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_config_dir (), 0700), ==, 0);
  let_editor ("true");
  g_assert_true (g_file_set_contents (entry, text, -1, NULL));
  g_assert_true (g_file_set_contents (defaults, "[Default Applications]\ntext/plain=tester.desktop\n", -1, NULL));
}

int
main (int    argc,
      char **argv)
{
  int status;

  if (!cw_app_test_init (&argc, &argv))
    return 77;
  install_editor ();
  data_dir = cw_test_directory ();
  procedure = cw_app_test_procedure ("rubin-2023");
  g_test_add_func ("/app/own-editor/windows", test_windows);
  status = g_test_run ();
  g_object_unref (procedure);
  g_free (data_dir);
  g_free (script);
  return status;
}
