/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <string.h>

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>

#include "cw-cli-edit.h"
#include "cw-error.h"
#include "cw-file.h"
#include "cw-hand-edit.h"
#include "cw-json.h"
#include "cw-patch.h"
#include "cw-reach.h"
#include "cw-session-offers.h"

/* Files edited by hand: what a person made of them joins the change set. */

static void
edit_options_clear (CwCliEdit *options)
{
  g_free (options->site);
  g_free (options->repository);
  g_free (options->from);
  g_free (options->before);
  g_free (options->after);
  g_free (options->from_site);
  g_strfreev (options->replace);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwCliEdit, edit_options_clear)

/* What a file of every site changes where, for a program. */
static JsonArray *
reach_to_json (GPtrArray *reach)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < reach->len; i++)
    {
      const CwReach *one = g_ptr_array_index (reach, i);
      JsonObject *object = cw_json_object ("site", one->site->id, NULL);
      JsonArray *components = json_array_new ();

      for (guint j = 0; j < one->components->len; j++)
        json_array_add_string_element (components, one->components->pdata[j]);
      json_object_set_array_member (object, "components", components);
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonObject *
hand_to_json (const char         *site,
              const CwHandChange *hand)
{
  JsonObject *object = cw_json_object ("site", site, "repository", hand->repository, "path", hand->path, "edited",
                                       hand->origin, "question", hand->question, NULL);

  json_object_set_boolean_member (object, "every-site", hand->common);
  json_object_set_boolean_member (object, "removed", hand->result == NULL);
  if (hand->reach != NULL)
    json_object_set_array_member (object, "changes-at", reach_to_json (hand->reach));
  if (hand->taken != NULL)
    json_object_set_array_member (object, "taken", json_array_ref (hand->taken));
  return object;
}

static void
list_site (CwCli      *cli,
           CwPlan     *plan,
           JsonArray  *all)
{
  GPtrArray *hands = cw_plan_get_hand_changes (plan);

  for (guint i = 0; i < hands->len; i++)
    {
      const CwHandChange *hand = g_ptr_array_index (hands, i);

      json_array_add_object_element (all, hand_to_json (cw_plan_get_site (plan), hand));
      if (!cli->json)
        cw_cli_print (cli, "%s  %s  %s  %s%s%s\n", cw_plan_get_site (plan), hand->repository, hand->path, hand->origin,
                      hand->common ? _ ("  (concerns every site)") : "",
                      hand->question != NULL ? _ ("  (in conflict with the plan)") : "");
    }
}

static int
list_edits (CwCli     *cli,
            CwSession *session)
{
  CwView *view = cw_session_get_view (session);
  g_autoptr (GPtrArray) sites = cw_deployment_get_sites (cw_view_get_deployment (view));
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *all = json_array_new ();

  json_node_take_array (node, all);
  for (guint i = 0; i < sites->len; i++)
    {
      CwPlan *plan = cw_view_get_plan (view, ((const CwSite *) g_ptr_array_index (sites, i))->id);

      if (plan != NULL)
        list_site (cli, plan, all);
    }
  if (cli->json)
    cw_cli_print_json (node);
  else if (json_array_get_length (all) == 0)
    g_printerr (_ ("Nothing was edited by hand.\n"));
  return CW_EXIT_DONE;
}

static const char *
owner_word (CwOwner owner)
{
  static const char *const words[] = { "site", "every-site", "other-site", "no-site" };

  return words[owner];
}

static int
list_files (CwCli           *cli,
            CwSession       *session,
            const CwCliEdit *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = cw_session_list_files (session, options->site, options->repository, cli->stop, &error);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *all = json_array_new ();

  json_node_take_array (node, all);
  if (files == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  for (guint i = 0; i < files->len; i++)
    {
      const CwFileEntry *file = g_ptr_array_index (files, i);
      JsonObject *object = cw_json_object ("path", file->path, "owner", owner_word (file->owner), NULL);

      json_object_set_boolean_member (object, "changed", file->changed);
      json_object_set_boolean_member (object, "edited", file->edited);
      json_array_add_object_element (all, object);
      if (!cli->json)
        cw_cli_print (cli, "%s%s%s\n", file->path,
                      file->owner == CW_OWNER_ALL    ? _ ("  (concerns every site)")
                      : file->owner == CW_OWNER_NONE ? _ ("  (concerns none of the sites)")
                                                     : "",
                      file->edited ? _ ("  (edited by hand)") : "");
    }
  if (cli->json)
    cw_cli_print_json (node);
  return CW_EXIT_DONE;
}

/* The text of a file, or of standard input; one byte more than may be tells that it is too long. */
static GBytes *
read_text (const char  *from,
           GError     **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autofree char *data = NULL;
  gsize size = 0;

  if (!g_str_equal (from, "-"))
    return cw_file_read (from, CW_HAND_EDIT_MAX_BYTES, error);
  stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  data = g_malloc (CW_HAND_EDIT_MAX_BYTES + 1);
  if (!g_input_stream_read_all (stream, data, CW_HAND_EDIT_MAX_BYTES + 1, &size, NULL, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

/* What the person's edit does to what the plan says, as a diff. */
static gboolean
print_edit (CwCli            *cli,
            const CwFileText *file,
            GBytes           *text,
            GError          **error)
{
  g_autofree char *patch = cw_texts_to_patch (file->planned, text, file->path, error);

  if (patch != NULL)
    cw_cli_print (cli, "%s", patch);
  return patch != NULL;
}

static int
conclude (CwCli            *cli,
          CwSession        *session,
          const CwFileText *file,
          GBytes           *text)
{
  CwPlan *plan = cw_view_get_plan (cw_session_get_view (session), file->site);
  const CwHandChange *hand = cw_plan_find_hand_change (plan, file->repository, file->path);
  g_autoptr (GError) error = NULL;

  if (cli->json)
    {
      g_autoptr (JsonNode) node = cw_json_node_object (hand != NULL ? hand_to_json (file->site, hand)
                                                                    : json_object_new ());

      cw_cli_print_json (node);
    }
  else if (!print_edit (cli, file, text, &error))
    return cw_cli_fail (g_steal_pointer (&error));
  if (hand == NULL)
    g_printerr (_ ("%s is as the plan says; nothing in it is edited by hand.\n"), file->path);
  if (hand != NULL && hand->common)
    g_printerr (_ ("%s concerns every site, not “%s” alone.\n"), file->path, file->site);
  return CW_EXIT_DONE;
}

static int
save (CwCli            *cli,
      CwSession        *session,
      const CwCliEdit  *options,
      const CwFileText *file,
      GBytes           *text,
      GError          **error)
{
  if (!cw_session_edit_file (session, file, text, options->allow_broken, error))
    {
      if (error != NULL && g_error_matches (*error, CW_ERROR, CW_ERROR_INVALID_DATA))
        g_prefix_error (error, _ ("Not saved (--allow-broken saves it all the same): "));
      return -1;
    }
  return conclude (cli, session, file, text);
}

static int
edit_file (CwCli           *cli,
           CwSession       *session,
           const CwCliEdit *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwFileText) file = NULL;
  g_autoptr (GBytes) text = NULL;
  int status = -1;

  if (options->from != NULL)
    text = read_text (options->from, &error);
  if (error == NULL)
    file = cw_session_read_file (session, options->site, options->repository, options->path, cli->stop, &error);
  if (file == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  if (options->n_words > 0)
    text = cw_cli_edit_at_path (cli, session, options, file, &error);
  if (error != NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  if (options->from_site != NULL)
    file->record = cw_session_record_copy (session, file, options->from_site,
                                           options->n_words > 1 ? options->words[1] : NULL);
  if (options->undo)
    status = cw_session_undo_edit (session, file, &error) ? conclude (cli, session, file, file->planned) : -1;
  else
    status = save (cli, session, options, file, text, &error);
  return status >= 0 ? status : cw_cli_fail (g_steal_pointer (&error));
}

/* The session is not held while the person's editor is open: the window may go on meanwhile. */
static int
edit_in_editor (CwCli           *cli,
                CwSession       *first,
                const CwCliEdit *options)
{
  g_autoptr (CwSession) session = first;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwFileText) file = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autofree char *kept = NULL;
  int status = -1;

  file = cw_session_read_file (session, options->site, options->repository, options->path, cli->stop, &error);
  if (file == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  g_clear_object (&session);
  kept = cw_cli_edit_call (cli, file->path, file->marked != NULL ? file->marked : file->text, &text, &error);
  if (kept == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  session = cw_cli_open (cli, options->preparation, &error);
  if (session != NULL)
    status = save (cli, session, options, file, text, &error);
  if (status < 0)
    {
      g_prefix_error (&error, _ ("Your text is kept in %s. "), kept);
      return cw_cli_fail (g_steal_pointer (&error));
    }
  cw_cli_edit_forget (kept);
  return status;
}

static const char *
find_misuse (const CwCliEdit *options,
             int              argc)
{
  int deeds = (options->from != NULL) + options->editor + options->remove + options->undo + (options->n_words > 0);

  if (argc < 2)
    return _ ("“edit” needs a preparation, and a path in the repository");
  if (argc == 2 && deeds > 0)
    return _ ("Which file? Name its path in the repository");
  if ((argc >= 3 || options->repository != NULL) && (options->site == NULL || options->repository == NULL))
    return _ ("“edit” needs --site and --repository");
  if (argc >= 3 && deeds != 1)
    return _ ("Say what becomes of the file: one of --from, --editor, --remove and --undo, or set, add, remove or copy");
  return options->n_words > 0 ? cw_cli_edit_find_misuse (options) : NULL;
}

/**
 * cw_cli_edit:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Edits a file by hand, or lists what was edited and what can be.
 *
 * Returns: the exit status
 */
int
cw_cli_edit (CwCli *cli,
             int    argc,
             char **argv)
{
  g_auto (CwCliEdit) options = { 0 };
  const GOptionEntry entries[] = {
    { "site", 0, 0, G_OPTION_ARG_STRING, &options.site, N_ ("The site whose branch carries it"), "SITE" },
    { "repository", 0, 0, G_OPTION_ARG_STRING, &options.repository, N_ ("The repository"), "NAME" },
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &options.from,
      N_ ("The whole new text, from a file or (-) from standard input"), "FILE|-" },
    { "editor", 0, 0, G_OPTION_ARG_NONE, &options.editor, N_ ("Edit it in your own editor ($VISUAL or $EDITOR)"), NULL },
    { "remove", 0, 0, G_OPTION_ARG_NONE, &options.remove, N_ ("Take the file away"), NULL },
    { "undo", 0, 0, G_OPTION_ARG_NONE, &options.undo, N_ ("Take the edit back"), NULL },
    { "allow-broken", 0, 0, G_OPTION_ARG_NONE, &options.allow_broken,
      N_ ("Save it though it can’t be read any more"), NULL },
    { "yaml", 0, 0, G_OPTION_ARG_NONE, &options.yaml, N_ ("The value is YAML of its own, quotes and all"), NULL },
    { "before", 0, 0, G_OPTION_ARG_STRING, &options.before, N_ ("Add it before this key"), "KEY" },
    { "after", 0, 0, G_OPTION_ARG_STRING, &options.after, N_ ("Add it behind this key"), "KEY" },
    { "here", 0, 0, G_OPTION_ARG_NONE, &options.here, N_ ("Override what comes from an anchor, here alone"), NULL },
    { "at-source", 0, 0, G_OPTION_ARG_NONE, &options.source, N_ ("Change it where the anchor stands, for all"), NULL },
    { "from-site", 0, 0, G_OPTION_ARG_STRING, &options.from_site, N_ ("Copy from this site’s file"), "SITE" },
    { "replace", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.replace, N_ ("In what is copied, NEW stands for OLD"),
      "OLD=NEW" },
    { NULL },
  };
  g_autoptr (CwSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  options.words = argv + MIN (argc, 3);
  options.n_words = argc - MIN (argc, 3);
  if (find_misuse (&options, argc) != NULL)
    return cw_cli_usage ("%s", find_misuse (&options, argc));
  options.preparation = argv[1];
  options.path = argc >= 3 ? argv[2] : NULL;
  session = cw_cli_open (cli, options.preparation, &error);
  if (session == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  if (options.path == NULL)
    return options.repository != NULL ? list_files (cli, session, &options) : list_edits (cli, session);
  if (options.editor)
    return edit_in_editor (cli, g_steal_pointer (&session), &options);
  return edit_file (cli, session, &options);
}
