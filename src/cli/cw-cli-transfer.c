/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-transfer.h"

/* A preparation that goes on at another machine. */

/* What the other machine's person approved and was not sent: it holds where it is still what we would send. */
static void
print_approval (CwCli            *cli,
                const CwViewItem *item)
{
  const char *hash = item->record != NULL ? cw_effect_record_get_approved_hash (item->record) : NULL;
  const char *title = cw_effect_get_title (item->effect);
  const char *actor;

  if (hash == NULL)
    return;
  actor = cw_effect_record_get_approved_by (item->record);
  if (item->state == CW_EFFECT_APPROVED)
    cw_cli_print (cli, _ ("Approved by %s, and still the same: %s\n"), actor, title);
  else if ((item->state == CW_EFFECT_READY || item->state == CW_EFFECT_OUTDATED)
           && g_strcmp0 (hash, cw_effect_get_hash (item->effect)) != 0
           && g_strcmp0 (hash, cw_effect_record_get_sent_hash (item->record)) != 0)
    cw_cli_print (cli, _ ("Approved by %s, but we would send something else now; review it again: %s\n"), actor, title);
}

static void
print_approvals (CwCli  *cli,
                 CwView *view)
{
  GPtrArray *stages = cw_view_get_stages (view);

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->items->len; j++)
        print_approval (cli, g_ptr_array_index (stage->items, j));
    }
}

/**
 * cw_cli_import:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Returns: the exit status
 */
int
cw_cli_import (CwCli *cli,
               int    argc,
               char **argv)
{
  gboolean look = FALSE;
  const GOptionEntry entries[] = {
    { "look", 0, 0, G_OPTION_ARG_NONE, &look, N_ ("Only say what the file would bring"), NULL },
    { NULL },
  };
  g_autoptr (CwTransfer) seen = NULL, transfer = NULL;
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  CwSessionConfig config;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc != 2)
    return cw_cli_usage (_ ("“import” needs a file that “export --as preparation” wrote"));
  cw_cli_config (cli, &config);
  seen = cw_transfer_read (&config, argv[1], &error);
  if (seen == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  cw_cli_print (cli, "%s\n", seen->summary);
  if (look)
    return CW_EXIT_DONE;
  transfer = cw_transfer_import (&config, argv[1], &error);
  if (transfer == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  text = cw_transfer_to_text (transfer);
  cw_cli_print (cli, "%s\n", text);
  cli->rehearsal = transfer->rehearsal;
  session = cw_cli_open (cli, transfer->id, &error);
  if (session == NULL || !cw_session_refresh (session, TRUE, cli->stop, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  print_approvals (cli, cw_session_get_view (session));
  cw_cli_print_view (cli, cw_session_get_view (session));
  return CW_EXIT_DONE;
}
