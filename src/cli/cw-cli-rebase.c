/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-session-rebase.h"

/* Bringing branches onto a base that moved. */

/* Prints each plan that is open; what can't be sent as it stands waits for a person. */
static int
print_plans (CwCli      *cli,
             CwView     *view,
             const char *site)
{
  GPtrArray *stages = cw_view_get_stages (view);
  int status = CW_EXIT_DONE;

  cw_cli_begin_effects (cli);
  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      for (guint j = 0; j < stage->items->len; j++)
        {
          const CwViewItem *item = g_ptr_array_index (stage->items, j);
          const char *preview = cw_effect_get_preview (item->effect);

          if (!g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_GIT_REBASE)
              || (site != NULL && g_strcmp0 (cw_effect_get_site (item->effect), site) != 0))
            continue;
          cw_cli_print_item (cli, item);
          if (!cli->json)
            cw_cli_print (cli, "      %s\n", cw_effect_get_id (item->effect));
          if (!cli->json && preview != NULL)
            cw_cli_print (cli, "\n%s\n", preview);
          if (item->state == CW_EFFECT_WAITING)
            status = CW_EXIT_PERSON;
        }
      for (guint j = 0; j < stage->result->checks->len && !cli->json; j++)
        {
          const CwCheck *check = g_ptr_array_index (stage->result->checks, j);

          if (g_str_has_prefix (check->id, "rebase-") && (site == NULL || g_strcmp0 (check->site, site) == 0))
            cw_cli_print (cli, "      %s\n", check->text);
        }
    }
  return status;
}

/**
 * cw_cli_rebase:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Plans to bring branches onto a base that moved, or withdraws that.
 *
 * Returns: the exit status
 */
int
cw_cli_rebase (CwCli *cli,
               int    argc,
               char **argv)
{
  g_autofree char *site = NULL, *repository = NULL;
  gboolean withdraw = FALSE, done;
  const GOptionEntry entries[] = {
    { "site", 0, 0, G_OPTION_ARG_STRING, &site, N_ ("Only this site's"), "SITE" },
    { "repository", 0, 0, G_OPTION_ARG_STRING, &repository, N_ ("Only in this one"), "NAME" },
    { "withdraw", 0, 0, G_OPTION_ARG_NONE, &withdraw, N_ ("Withdraw it: the branches stay where they are"), NULL },
    { NULL },
  };
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc != 2)
    return cw_cli_usage (_ ("“rebase” needs a preparation"));
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  done = withdraw ? cw_session_unrebase (session, site, repository, &error)
                  : cw_session_rebase (session, site, repository, cli->stop, &error);
  if (!done)
    return cw_cli_fail (g_steal_pointer (&error));
  return print_plans (cli, cw_session_get_view (session), site);
}
