/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli.h"
#include "cw-session-back.h"

/* Going back: a branch that takes back what a site's branch brought. */

typedef struct {
  char *site;
  char *repository;
  char *base;
  gboolean withdraw;
} BackOptions;

static void
back_options_clear (BackOptions *self)
{
  g_free (self->site);
  g_free (self->repository);
  g_free (self->base);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BackOptions, back_options_clear)

/* Whether the effect's id is that of a way back of the site. */
static gboolean
is_way_back (const BackOptions *options,
             CwEffect          *effect)
{
  g_auto (GStrv) parts = g_strsplit (cw_effect_get_id (effect), "/", -1);

  return g_strcmp0 (cw_effect_get_site (effect), options->site) == 0
         && g_str_equal (cw_effect_get_kind (effect), CW_EFFECT_KIND_GIT_BRANCH) && g_strv_length (parts) == 5
         && g_str_has_suffix (parts[3], "-back");
}

/* What is planned, and what a person must decide first. */
static guint
print_stage (CwCli             *cli,
             const BackOptions *options,
             const CwViewStage *stage)
{
  g_autofree char *mark = g_strdup_printf ("#back-%s:", options->site);
  guint n_open = 0;

  for (guint i = 0; i < stage->items->len; i++)
    {
      const CwViewItem *item = g_ptr_array_index (stage->items, i);

      if (!is_way_back (options, item->effect))
        continue;
      cw_cli_print_item (cli, item);
      if (!cli->json)
        cw_cli_print (cli, "      %s\n", cw_effect_get_id (item->effect));
    }
  for (guint i = 0; i < stage->result->questions->len; i++)
    {
      const CwQuestion *question = g_ptr_array_index (stage->result->questions, i);

      if (g_strstr_len (question->fact, -1, mark) == NULL)
        continue;
      n_open++;
      if (!cli->json)
        cw_cli_print_question (cli, question);
    }
  return n_open;
}

static int
print_way (CwCli             *cli,
           const BackOptions *options,
           CwView            *view)
{
  GPtrArray *stages = cw_view_get_stages (view);
  guint n_open = 0;

  cw_cli_begin_effects (cli);
  for (guint i = 0; i < stages->len; i++)
    n_open += print_stage (cli, options, g_ptr_array_index (stages, i));
  return n_open > 0 ? CW_EXIT_PERSON : CW_EXIT_DONE;
}

/**
 * cw_cli_revert:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Plans a site's way back, or withdraws it.
 *
 * Returns: the exit status
 */
int
cw_cli_revert (CwCli *cli,
               int    argc,
               char **argv)
{
  g_auto (BackOptions) options = { NULL, NULL, NULL, FALSE };
  const GOptionEntry entries[] = {
    { "site", 0, 0, G_OPTION_ARG_STRING, &options.site, N_ ("The site that goes back"), "SITE" },
    { "repository", 0, 0, G_OPTION_ARG_STRING, &options.repository, N_ ("Only in this one"), "NAME" },
    { "base", 0, 0, G_OPTION_ARG_STRING, &options.base,
      N_ ("The branch to plan it on, else the one that has the change now"), "BRANCH" },
    { "withdraw", 0, 0, G_OPTION_ARG_NONE, &options.withdraw, N_ ("Withdraw it: the site stays as it is"), NULL },
    { NULL },
  };
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc != 2 || options.site == NULL)
    return cw_cli_usage (_ ("“revert” needs a preparation and --site SITE"));
  session = cw_cli_open (cli, argv[1], &error);
  if (session == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  if (options.withdraw)
    done = cw_session_stay (session, options.site, options.repository, &error);
  else
    done = cw_session_go_back (session, options.site, options.repository, options.base, cli->stop, &error);
  if (!done)
    return cw_cli_fail (g_steal_pointer (&error));
  return print_way (cli, &options, cw_session_get_view (session));
}
