/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-drift.h"
#include "cw-error.h"
#include "cw-json.h"

/* What a person says of effects: each command opens the preparation, says it, and prints where the effect stands. */

typedef gboolean (*Deed) (CwSession   *session,
                          const char  *effect,
                          GError     **error);

static char *
dup_title (CwView     *view,
           const char *effect)
{
  const CwViewItem *item = cw_view_find (view, effect);

  return item != NULL ? g_strdup (cw_effect_get_title (item->effect)) : NULL;
}

/* What is left of a dropped site is no effect any more once it was taken back, and that is said. */
static int
do_each (CwCli  *cli,
         int     argc,
         char  **argv,
         Deed    deed)
{
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!cw_cli_parse (NULL, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc < 3)
    return cw_cli_usage (_ ("“%s” needs a preparation and an effect; “show” names them"), argv[0]);
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_begin_effects (cli);
  for (int i = 2; i < argc; i++)
    {
      g_autofree char *title = dup_title (cw_session_get_view (session), argv[i]);

      if (!deed (session, argv[i], &error))
        return cw_cli_fail (g_steal_pointer (&error));
      if (cw_view_find (cw_session_get_view (session), argv[i]) != NULL || cli->json)
        cw_cli_print_effect (cli, cw_session_get_view (session), argv[i]);
      else if (title != NULL)
        cw_cli_print (cli, _ ("  %s: nothing of it is left\n"), title);
    }
  return CW_EXIT_DONE;
}

/**
 * cw_cli_withdraw:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Takes an approval back.
 *
 * Returns: the exit status
 */
int
cw_cli_withdraw (CwCli *cli,
                 int    argc,
                 char **argv)
{
  return do_each (cli, argc, argv, cw_session_withdraw);
}

/**
 * cw_cli_restore:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Takes back that an effect was left out or done by hand.
 *
 * Returns: the exit status
 */
int
cw_cli_restore (CwCli *cli,
                int    argc,
                char **argv)
{
  return do_each (cli, argc, argv, cw_session_restore);
}

/* What stands there stays there: whoever makes a second one means it. */
static gboolean
check_besides (CwSession   *session,
               const char  *effect,
               GError     **error)
{
  const CwViewItem *item = cw_view_find (cw_session_get_view (session), effect);
  CwEffectRecord *record = item != NULL ? item->record : NULL;
  const char *key = record != NULL ? cw_effect_record_get_key (record) : NULL;

  if (key == NULL || item->post_at != 0 || cw_effect_record_is_gone (record) || cw_effect_is_single (item->effect)
      || (item->state != CW_EFFECT_DONE && item->state != CW_EFFECT_OUTDATED && item->state != CW_EFFECT_DRIFTED))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_NEEDS_PERSON,
               _ ("“%s”: %s is there, and stays there. “send-again --besides” makes another one all the same"),
               cw_effect_get_title (item->effect), key);
  return FALSE;
}

static gboolean
send_again_asking (CwSession   *session,
                   const char  *effect,
                   GError     **error)
{
  return check_besides (session, effect, error) && cw_session_send_again (session, effect, error);
}

/**
 * cw_cli_send_again:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Begins another attempt at an effect that was not found outside, or besides what stands there.
 *
 * Returns: the exit status
 */
int
cw_cli_send_again (CwCli *cli,
                   int    argc,
                   char **argv)
{
  gboolean besides = FALSE;
  const GOptionEntry entries[] = {
    { "besides", 0, 0, G_OPTION_ARG_NONE, &besides, N_ ("Also where the first one is there, and stays"), NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  return do_each (cli, argc, argv, besides ? cw_session_send_again : send_again_asking);
}

static gboolean
retract_one (CwSession   *session,
             const char  *effect,
             GError     **error)
{
  return cw_session_retract (session, effect, NULL, error);
}

/**
 * cw_cli_retract:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Takes back outside what can be taken back, a scheduled message for instance.
 *
 * Returns: the exit status
 */
int
cw_cli_retract (CwCli *cli,
                int    argc,
                char **argv)
{
  return do_each (cli, argc, argv, retract_one);
}

/**
 * cw_cli_by_hand:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Returns: the exit status
 */
int
cw_cli_by_hand (CwCli *cli,
                int    argc,
                char **argv)
{
  g_autofree char *key = NULL, *url = NULL, *word = NULL;
  const GOptionEntry entries[] = {
    { "key", 0, 0, G_OPTION_ARG_STRING, &key, N_ ("The key of what was made"), "KEY" },
    { "url", 0, 0, G_OPTION_ARG_STRING, &url, N_ ("Its link"), "LINK" },
    { "word", 0, 0, G_OPTION_ARG_STRING, &word, N_ ("What was done, in words"), "TEXT" },
    { NULL },
  };
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc != 3 || (key == NULL && url == NULL && word == NULL))
    return cw_cli_usage (_ ("“by-hand” needs a preparation, an effect, and --key, --url or --word"));
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_begin_effects (cli);
  if (!cw_session_by_hand (session, argv[2], key, url, word, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_print_effect (cli, cw_session_get_view (session), argv[2]);
  return CW_EXIT_DONE;
}

static gboolean
parse_reason (int    *argc,
              char ***argv,
              int     words,
              char  **reason,
              int    *status)
{
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_STRING, reason, N_ ("Why"), "TEXT" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;

  if (!cw_cli_parse (entries, argc, argv, &error))
    *status = cw_cli_usage ("%s", error->message);
  else if (*argc != words || *reason == NULL || **reason == '\0')
    *status = cw_cli_usage (_ ("“%s” needs %s --reason TEXT"), (*argv)[0],
                            words == 3 ? _ ("a preparation, an effect and") : _ ("a preparation and"));
  else
    return TRUE;
  return FALSE;
}

/**
 * cw_cli_leave_out:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Leaves an effect out, with a reason.
 *
 * Returns: the exit status
 */
int
cw_cli_leave_out (CwCli *cli,
                  int    argc,
                  char **argv)
{
  g_autofree char *reason = NULL;
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse_reason (&argc, &argv, 3, &reason, &status))
    return status;
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_begin_effects (cli);
  if (!cw_session_leave_out (session, argv[2], reason, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_print_effect (cli, cw_session_get_view (session), argv[2]);
  return CW_EXIT_DONE;
}

/* What is scheduled goes out; what may be is looked for first. */
static void
print_post (CwCli            *cli,
            const CwViewItem *item)
{
  CwEffectPhase phase = cw_effect_record_get_phase (item->record);
  JsonObject *outcome = cw_effect_record_get_outcome (item->record);
  const char *sender = outcome != NULL ? cw_json_get_string (outcome, "sender-name", "") : "";

  if (item->state == CW_EFFECT_IN_DOUBT)
    cw_cli_print (cli, _ ("      It may still go out: once it was found, “retract” takes it back.\n"));
  else if (item->state == CW_EFFECT_ASKING || phase == CW_PHASE_LEFT_OUT || phase == CW_PHASE_BY_HAND)
    cw_cli_print (cli, _ ("      It may still go out: look in Slack yourself.\n"));
  else if (!cw_drift_is_gone (item) && *sender != '\0')
    cw_cli_print (cli, _ ("      It still goes out: “retract” takes it back, with the Slack account of %s alone.\n"),
                  sender);
  else if (!cw_drift_is_gone (item))
    cw_cli_print (cli, _ ("      It still goes out: “retract” takes it back.\n"));
}

static gboolean
is_of (const CwViewItem  *item,
       const CwViewStage *stage,
       const char        *site,
       const char        *stage_id)
{
  return cw_effect_record_get_outside (item->record) != NULL
         && (site == NULL || g_strcmp0 (cw_effect_get_site (item->effect), site) == 0)
         && (stage_id == NULL || g_str_equal (stage->id, stage_id));
}

/**
 * cw_cli_print_standing:
 * @cli: what every command knows
 * @view: where the preparation stands
 * @site: (nullable): id of the only site that is meant
 * @stage: (nullable): id of the only stage that is meant
 * @heading: what is said before, where there is anything
 *
 * Prints what was sent and still stands outside, or goes out later.
 *
 * Returns: whether there is anything
 */
gboolean
cw_cli_print_standing (CwCli      *cli,
                       CwView     *view,
                       const char *site,
                       const char *stage,
                       const char *heading)
{
  GPtrArray *stages = cw_view_get_stages (view);
  gboolean any = FALSE;

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *one = g_ptr_array_index (stages, i);

      for (guint j = 0; j < one->items->len; j++)
        {
          const CwViewItem *item = g_ptr_array_index (one->items, j);

          if (!is_of (item, one, site, stage))
            continue;
          if (!any)
            cw_cli_print (cli, "%s\n", heading);
          any = TRUE;
          cw_cli_print_item (cli, item);
          if (item->post_at != 0)
            print_post (cli, item);
        }
    }
  return any;
}

static void
print_sent (CwCli  *cli,
            CwView *view)
{
  if (cli->json)
    cw_cli_print_view (cli, view);
  else if (!cw_cli_print_standing (cli, view, NULL, NULL,
                                   _ ("Given up. Nothing was deleted; this was sent and is still there:")))
    cw_cli_print (cli, "%s\n", _ ("Given up. Nothing was sent."));
}

/**
 * cw_cli_give_up:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Gives a preparation up and lists what was sent: that must be taken back by a person.
 *
 * Returns: the exit status
 */
int
cw_cli_give_up (CwCli *cli,
                int    argc,
                char **argv)
{
  g_autofree char *reason = NULL;
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse_reason (&argc, &argv, 2, &reason, &status))
    return status;
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL || !cw_session_give_up (session, reason, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  print_sent (cli, cw_session_get_view (session));
  return CW_EXIT_DONE;
}

/**
 * cw_cli_take_up:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Goes on with a preparation that was given up, as it was left.
 *
 * Returns: the exit status
 */
int
cw_cli_take_up (CwCli *cli,
                int    argc,
                char **argv)
{
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!cw_cli_parse (NULL, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc != 2)
    return cw_cli_usage (_ ("“take-up” needs a preparation; “list” names them"));
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL || !cw_session_take_up (session, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_print_view (cli, cw_session_get_view (session));
  return CW_EXIT_DONE;
}

/**
 * cw_cli_adopt:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Says of something that was found outside that it is this effect's.
 *
 * Returns: the exit status
 */
int
cw_cli_adopt (CwCli *cli,
              int    argc,
              char **argv)
{
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  const CwViewItem *item;
  guint64 number = 1;

  if (!cw_cli_parse (NULL, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc < 3 || argc > 4 || (argc == 4 && !g_ascii_string_to_unsigned (argv[3], 10, 1, 1000, &number, NULL)))
    return cw_cli_usage (_ ("“adopt” needs a preparation, an effect and the candidate’s number, from 1"));
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_begin_effects (cli);
  if (!cw_session_adopt (session, argv[2], (guint) number - 1, cli->stop, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_print_effect (cli, cw_session_get_view (session), argv[2]);
  item = cw_view_find (cw_session_get_view (session), argv[2]);
  if (item != NULL && !cli->json && item->state == CW_EFFECT_DONE)
    cw_cli_print_differences (cli, item);
  return CW_EXIT_DONE;
}

/**
 * cw_cli_note:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Writes a note beside an effect or the preparation.
 *
 * Returns: the exit status
 */
int
cw_cli_note (CwCli *cli,
             int    argc,
             char **argv)
{
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!cw_cli_parse (NULL, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc != 3)
    return cw_cli_usage (_ ("“note” needs a preparation and a text"));
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL || !cw_session_note (session, NULL, argv[2], &error))
    return cw_cli_fail (g_steal_pointer (&error));
  if (cli->json)
    cw_cli_print_view (cli, cw_session_get_view (session));
  return CW_EXIT_DONE;
}
