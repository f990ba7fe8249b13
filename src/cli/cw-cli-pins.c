/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "cw-cli-plan.h"
#include "cw-error.h"
#include "cw-json.h"

/* What each component of a site resolves to, what the registry has of it, and what becomes of its pin. */

static JsonObject *
pin_to_json (const CwPin *pin)
{
  const CwResolution *one = pin->resolution;
  const CwMention *mention = pin->mention;
  JsonObject *object = cw_json_object ("component", one->component, "repository", one->repository, "path", one->path,
                                       "before", one->before, "after", one->after, "registry",
                                       cw_pin_image_to_word (pin->image), "choice",
                                       mention != NULL ? mention->choice : NULL, "fate",
                                       mention != NULL ? cw_cli_fate_word (mention) : NULL, NULL);
  JsonArray *options = json_array_new ();

  for (guint i = 0; mention != NULL && mention->options != NULL && mention->options[i] != NULL; i++)
    json_array_add_string_element (options, mention->options[i]);
  json_object_set_int_member (object, "line", one->line);
  json_object_set_boolean_member (object, "pinned", cw_pin_is_pinned (pin));
  json_object_set_array_member (object, "options", options);
  return object;
}

static void
print_pin (CwCli       *cli,
           const CwPin *pin)
{
  static const char *const says[] = { N_ ("the registry was not asked"), N_ ("in the registry"),
                                      N_ ("not in the registry"),
                                      N_ ("in the registry; the floating tag means a newer one") };
  const CwResolution *one = pin->resolution;

  cw_cli_print (cli, "%s  %s, %s:%u\n", one->component, one->repository, one->path, one->line);
  if (one->before == NULL)
    cw_cli_print (cli, _ ("    %s (new): %s\n"), one->after, _ (says[pin->image]));
  else if (g_str_equal (one->before, one->after))
    cw_cli_print (cli, "    %s: %s\n", one->after, _ (says[pin->image]));
  else
    cw_cli_print (cli, "    %s → %s: %s\n", one->before, one->after, _ (says[pin->image]));
}

/* How many of them nobody can run, or not as meant. */
static guint
print_pins (CwCli    *cli,
            GArray   *pins,
            gboolean  all)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();
  guint n_odd = 0;

  json_node_take_array (node, array);
  for (guint i = 0; i < pins->len; i++)
    {
      const CwPin *pin = &g_array_index (pins, CwPin, i);
      gboolean odd = pin->image == CW_PIN_IMAGE_MISSING || pin->image == CW_PIN_IMAGE_OLDER;

      n_odd += odd;
      json_array_add_object_element (array, pin_to_json (pin));
      if (!cli->json && (all || odd || cw_pin_is_pinned (pin)))
        print_pin (cli, pin);
    }
  if (cli->json)
    cw_cli_print_json (node);
  return n_odd;
}

/**
 * cw_cli_pins:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Returns: 0; 3 where an image isn't there, or isn't the one that the floating tag means
 */
int
cw_cli_pins (CwCli *cli,
             int    argc,
             char **argv)
{
  g_autofree char *site = NULL;
  gboolean all = FALSE;
  const GOptionEntry entries[] = {
    { "site", 0, 0, G_OPTION_ARG_STRING, &site, N_ ("The site"), "SITE" },
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("Also those that follow the cycle’s tag"), NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GArray) pins = NULL;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  if (argc != 2 || site == NULL)
    return cw_cli_usage (_ ("“pins” needs a preparation and --site"));
  session = cw_cli_read (cli, argv[1], &error);
  pins = session != NULL ? cw_view_list_pins (cw_session_get_view (session), site) : NULL;
  if (session != NULL && pins == NULL)
    cw_error_refuse (&error, CW_ERROR_NOT_FOUND, _ ("This preparation has no plan for the site “%s”"), site);
  if (pins == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  return print_pins (cli, pins, all) > 0 ? CW_EXIT_PERSON : CW_EXIT_DONE;
}
