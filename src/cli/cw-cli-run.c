/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-document-writers.h"
#include "cw-drift.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-transfer.h"

static gboolean
can_approve (const CwViewItem *item)
{
  return item->state == CW_EFFECT_READY || (item->state == CW_EFFECT_OUTDATED && !cw_drift_has_gone_out (item));
}

static GStrv
list_items (CwView   *view,
            gboolean (*wanted) (const CwViewItem *item))
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  GPtrArray *stages = cw_view_get_stages (view);

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->items->len; j++)
        {
          const CwViewItem *item = g_ptr_array_index (stage->items, j);

          if (wanted (item))
            g_strv_builder_add (ids, cw_effect_get_id (item->effect));
        }
    }
  return g_strv_builder_end (ids);
}

static gboolean
wants_approval (const CwViewItem *item)
{
  return can_approve (item) && !g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_TASK);
}

static gboolean
wants_sending (const CwViewItem *item)
{
  return item->state == CW_EFFECT_APPROVED || item->state == CW_EFFECT_FAILED || item->state == CW_EFFECT_IN_DOUBT;
}

/* A failure weighs more than a question to a person. */
static int
worse_of (int before,
          int now)
{
  return before == CW_EXIT_FAILED || now == CW_EXIT_DONE ? before : now;
}

/* EFFECT, or EFFECT@HASH: then only what was shown with that hash is approved. */
static gboolean
approve_one (CwCli       *cli,
             CwSession   *session,
             const char  *word,
             GError     **error)
{
  g_auto (GStrv) parts = g_strsplit (word, "@", 2);

  if (!cw_session_approve (session, parts[0], parts[1], error))
    return FALSE;
  cw_cli_print_effect (cli, cw_session_get_view (session), parts[0]);
  return TRUE;
}

/**
 * cw_cli_approve:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Returns: the exit status
 */
int
cw_cli_approve (CwCli *cli,
                int    argc,
                char **argv)
{
  gboolean all = FALSE;
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("Everything that is ready"), NULL },
    { NULL },
  };
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = NULL;
  int status = CW_EXIT_DONE;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc < 2 || (argc == 2) != all)
    return cw_cli_usage (_ ("“approve” needs a preparation, and effects or --all"));
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_begin_effects (cli);
  ids = all ? list_items (cw_session_get_view (session), wants_approval) : g_strdupv (argv + 2);
  /* Of all that is ready, one that can't be approved keeps no other from it. */
  for (guint i = 0; ids[i] != NULL && (all || status == CW_EXIT_DONE); i++)
    if (!approve_one (cli, session, ids[i], &error))
      status = worse_of (status, cw_cli_fail (g_steal_pointer (&error)));
  return status;
}

/* Whether nothing goes on before a person says something. */
static gboolean
stage_waits (const CwViewStage *stage)
{
  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);

      if (can_approve (item) || item->state == CW_EFFECT_ASKING || item->state == CW_EFFECT_DRIFTED)
        return TRUE;
    }
  for (guint i = 0; i < stage->result->questions->len; i++)
    if (((const CwQuestion *) g_ptr_array_index (stage->result->questions, i))->blocking)
      return TRUE;
  for (guint i = 0; i < stage->result->checks->len; i++)
    if (((const CwCheck *) g_ptr_array_index (stage->result->checks, i))->state == CW_CHECK_WARNING)
      return TRUE;
  return FALSE;
}

static gboolean
waits_for_person (CwView *view)
{
  GPtrArray *stages = cw_view_get_stages (view);

  for (guint i = 0; i < stages->len; i++)
    if (stage_waits (g_ptr_array_index (stages, i)))
      return TRUE;
  return FALSE;
}

/* What the service didn't take all of isn't done. */
static gboolean
is_unfinished (CwSession  *session,
               const char *effect)
{
  const CwViewItem *item = cw_view_find (cw_session_get_view (session), effect);

  return item != NULL && cw_drift_is_unfinished (item);
}

/* What came of it isn't what was approved: a person says what is to become of that. */
static gboolean
is_changed (CwSession  *session,
            const char *effect)
{
  const CwViewItem *item = cw_view_find (cw_session_get_view (session), effect);

  return item != NULL && item->state == CW_EFFECT_DRIFTED;
}

/* Sends one after the other; one that fails doesn't keep the others from being sent. */
static int
run_all (CwCli      *cli,
         CwSession  *session,
         GStrv       ids)
{
  int status = CW_EXIT_DONE;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      if (g_cancellable_is_cancelled (cli->stop))
        {
          g_printerr (_ ("Stopped: nothing more is sent.\n"));
          cw_cli_say_pending (cw_session_get_view (session), FALSE);
          return CW_EXIT_FAILED;
        }
      if (!cw_session_run (session, ids[i], NULL, &error))
        status = worse_of (status, cw_cli_fail (g_steal_pointer (&error)));
      else if (is_unfinished (session, ids[i]))
        status = CW_EXIT_FAILED;
      else if (is_changed (session, ids[i]))
        status = worse_of (status, CW_EXIT_PERSON);
      cw_cli_print_effect (cli, cw_session_get_view (session), ids[i]);
    }
  return status;
}

/**
 * cw_cli_run:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Returns: 1 if anything failed, else 3 if anything waits for a person, else 0
 */
int
cw_cli_run (CwCli *cli,
            int    argc,
            char **argv)
{
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) ids = NULL;

  if (!cw_cli_parse (NULL, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc < 2)
    return cw_cli_usage (_ ("“run” needs a preparation; “list” names them"));
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_begin_effects (cli);
  ids = argc > 2 ? g_strdupv (argv + 2) : list_items (cw_session_get_view (session), wants_sending);
  if (ids[0] != NULL && !cli->rehearsal && !cli->json)
    cw_cli_print (cli, "%s%s\n", argv[1], _ (" (real)"));
  if (ids[0] != NULL)
    return run_all (cli, session, ids);
  if (!waits_for_person (cw_session_get_view (session)))
    {
      g_printerr (_ ("There is nothing to send.\n"));
      return CW_EXIT_DONE;
    }
  g_printerr (_ ("Nothing is approved; “approve” comes first.\n"));
  return CW_EXIT_PERSON;
}

/**
 * cw_cli_refresh:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Returns: the exit status
 */
int
cw_cli_refresh (CwCli *cli,
                int    argc,
                char **argv)
{
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!cw_cli_parse (NULL, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc != 2)
    return cw_cli_usage (_ ("“refresh” needs a preparation; “list” names them"));
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL || !cw_session_refresh (session, TRUE, cli->stop, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_print_view (cli, cw_session_get_view (session));
  return CW_EXIT_DONE;
}

/* With JSON, what was written into a file is named; the sheet itself is the output else. */
static void
tell_written (CwCli      *cli,
              const char *format,
              const char *output)
{
  g_autoptr (JsonNode) node = NULL;

  if (!cli->json || output == NULL)
    return;
  node = cw_json_node_object (cw_json_object ("as", format, "output", output, NULL));
  cw_cli_print_json (node);
}

static gboolean
write_preparation (CwCli       *cli,
                   const char  *id,
                   const char  *output,
                   GError     **error)
{
  CwSessionConfig config;

  cw_cli_config (cli, &config);
  return cw_transfer_export (&config, id, output, error);
}

static gboolean
write_sheet (CwCli       *cli,
             CwView      *view,
             const char  *format,
             const char  *output,
             GError     **error)
{
  g_autofree char *text = NULL;

  if (g_str_equal (format, "pdf"))
    return cw_document_write_pdf (cw_view_get_sheet (view), output, error);
  if (g_str_equal (format, "json"))
    {
      g_autoptr (JsonNode) node = cw_cli_view_to_json (cli, view);

      text = cw_json_to_text (node, TRUE);
    }
  else
    text = cw_document_to_markdown (cw_view_get_sheet (view));
  if (output == NULL)
    {
      g_print ("%s\n", text);
      return TRUE;
    }
  if (g_file_set_contents (output, text, -1, error))
    return TRUE;
  cw_error_convert (error, _ ("Writing the sheet"));
  return FALSE;
}

/**
 * cw_cli_export:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Returns: the exit status
 */
int
cw_cli_export (CwCli *cli,
               int    argc,
               char **argv)
{
  static const char *const formats[] = { "markdown", "json", "pdf", "preparation", NULL };
  g_autofree char *format = NULL, *output = NULL;
  const GOptionEntry entries[] = {
    { "as", 0, 0, G_OPTION_ARG_STRING, &format, N_ ("markdown, json, pdf or preparation"), "FORMAT" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_ ("The file; standard output else"), "FILE" },
    { NULL },
  };
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc != 2)
    return cw_cli_usage (_ ("“export” needs a preparation; “list” names them"));
  if (format == NULL)
    format = g_strdup (cli->json ? "json" : "markdown");
  if (!g_strv_contains (formats, format))
    return cw_cli_usage (_ ("There is no format “%s”: it is markdown, json, pdf or preparation"), format);
  if (output == NULL && (g_str_equal (format, "pdf") || g_str_equal (format, "preparation")))
    return cw_cli_usage (_ ("“export --as %s” needs --output FILE"), format);
  if (cli->json && output == NULL && !g_str_equal (format, "json"))
    return cw_cli_usage (_ ("With --format json the sheet is printed as JSON; another kind needs --output FILE"));
  session = cw_cli_read (cli, argv[1], &error);
  if (session == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  if (!(g_str_equal (format, "preparation") ? write_preparation (cli, argv[1], output, &error)
                                            : write_sheet (cli, cw_session_get_view (session), format, output, &error)))
    return cw_cli_fail (g_steal_pointer (&error));
  tell_written (cli, format, output);
  return CW_EXIT_DONE;
}
