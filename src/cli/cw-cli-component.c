/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "cw-cli-component.h"
#include "cw-cli-fixes.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-session-offers.h"

/* One component of a site that is prepared: shown, changed, or added as another site or a sibling has it. */

typedef struct {
  char *site;
  char *repository;
  char *file;
  char *from_site;
  char *as;
  char *from_chart;
  char *producer;
  gboolean dry_run;
  const char *preparation;
  const char *name;
  char **values;
  int n_values;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->site);
  g_free (options->repository);
  g_free (options->file);
  g_free (options->from_site);
  g_free (options->as);
  g_free (options->from_chart);
  g_free (options->producer);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
is_meant (const Options         *options,
          const CwInventoryItem *item)
{
  return item != NULL && g_ascii_strcasecmp (item->name, options->name) == 0
         && (options->repository == NULL || g_str_equal (item->repository, options->repository))
         && (options->file == NULL || g_str_equal (item->path, options->file));
}

/* The one component of that name at a site; the same name in two repositories must be told apart. */
static const CwInventoryItem *
find_item (const Options    *options,
           CwComponentTable *table,
           const char       *site,
           GError          **error)
{
  guint index = cw_component_table_find_site (table, site);
  GPtrArray *items = index != G_MAXUINT ? g_ptr_array_index (table->inventories, index) : NULL;
  const CwInventoryItem *found = NULL;

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (items, i);

      if (!is_meant (options, item))
        continue;
      if (found != NULL)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
                       g_str_equal (found->repository, item->repository)
                         ? _ ("There are several components “%s” (%s in %s, %s in %s): say which with --file")
                         : _ ("There are several components “%s” (%s in %s, %s in %s): say which with --repository"),
                       options->name, found->path, found->repository, item->path, item->repository);
          return NULL;
        }
      found = item;
    }
  if (found == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                 _ ("No component “%s” stands in the files of the site “%s”; “components” lists them"), options->name,
                 site);
  return found;
}

/* All that a site has under that name: in two repositories, or in two files, there may be several. */
static GPtrArray *
list_meant (const Options    *options,
            CwComponentTable *table,
            guint             site)
{
  GPtrArray *items = g_ptr_array_index (table->inventories, site), *meant = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    if (is_meant (options, g_ptr_array_index (items, i)))
      g_ptr_array_add (meant, g_ptr_array_index (items, i));
  return meant;
}

static void
show_at_site (CwCli      *cli,
              const char *site,
              GPtrArray  *meant,
              JsonObject *sites)
{
  JsonArray *several = meant->len > 1 ? json_array_new () : NULL;

  if (meant->len == 0 && !cli->json)
    cw_cli_print (cli, "%s: –\n", site);
  for (guint i = 0; i < meant->len; i++)
    {
      const CwInventoryItem *item = g_ptr_array_index (meant, i);

      if (several != NULL)
        json_array_add_object_element (several, cw_cli_component_to_json (item));
      else
        json_object_set_object_member (sites, site, cw_cli_component_to_json (item));
      if (cli->json)
        continue;
      cw_cli_print (cli, "%s: ", site);
      cw_cli_component_print (cli, item);
    }
  if (several != NULL)
    json_object_set_array_member (sites, site, several);
}

static int
show_component (CwCli            *cli,
                const Options    *options,
                CwComponentTable *table,
                GError          **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  JsonObject *sites = json_object_new ();
  gboolean any = FALSE;

  json_node_take_object (node, sites);
  for (guint i = 0; table->sites[i] != NULL; i++)
    {
      g_ptr_array_add (all, list_meant (options, table, i));
      any = any || ((GPtrArray *) all->pdata[i])->len > 0;
    }
  if (!any && find_item (options, table, options->site, error) == NULL)
    return CW_EXIT_FAILED;
  for (guint i = 0; table->sites[i] != NULL; i++)
    show_at_site (cli, table->sites[i], all->pdata[i], sites);
  if (cli->json)
    cw_cli_print_json (node);
  return CW_EXIT_DONE;
}

static CwComponentChange *
read_change (const CwInventoryItem *item,
             const char            *text,
             GError               **error)
{
  const char *equals = strchr (text, '=');
  g_autofree char *word = equals != NULL ? g_strndup (text, (gsize) (equals - text)) : NULL;
  CwInventoryField field = 0;

  if (word == NULL || !cw_inventory_field_from_word (word, &field))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_VALIDATION,
                   _ ("“%s” is no FIELD=VALUE; fields are image, tag, pin, enabled, command and resources"), text);
      return NULL;
    }
  return cw_component_change_new (item, field, equals[1] != '\0' ? equals + 1 : NULL);
}

/* What would be said of it instead. */
static void
print_changes (CwCli     *cli,
               GPtrArray *changes)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *all = json_array_new ();

  json_node_take_array (node, all);
  for (guint i = 0; i < changes->len; i++)
    {
      const CwComponentChange *change = g_ptr_array_index (changes, i);
      const char *before = change->item->fields[change->field], *word = cw_inventory_field_to_word (change->field);

      json_array_add_object_element (all, cw_json_object ("path", change->item->path, "field", word, "before", before,
                                                          "after", change->value, NULL));
      if (!cli->json)
        cw_cli_print (cli, "%s: %s → %s\n", word, before != NULL ? before : "–",
                      change->value != NULL ? change->value : "–");
    }
  if (cli->json)
    cw_cli_print_json (node);
}

static int
change_component (CwCli            *cli,
                  const Options    *options,
                  CwSession        *session,
                  CwComponentTable *table,
                  GError          **error)
{
  const CwInventoryItem *item = find_item (options, table, options->site, error);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_component_change_free);

  for (int i = 0; item != NULL && i < options->n_values; i++)
    {
      CwComponentChange *change = read_change (item, options->values[i], error);

      if (change == NULL)
        return CW_EXIT_FAILED;
      g_ptr_array_add (changes, change);
    }
  if (item != NULL && options->dry_run)
    {
      if (!cw_session_try_components (session, options->site, changes, cli->stop, error))
        return CW_EXIT_FAILED;
      print_changes (cli, changes);
      return CW_EXIT_DONE;
    }
  if (item == NULL || !cw_session_edit_components (session, options->site, changes, cli->stop, error))
    return CW_EXIT_FAILED;
  if (!cli->json)
    cw_cli_print (cli, _ ("%s of %s joins the change set; “edit” lists what was edited\n"), item->path,
                  item->repository);
  return CW_EXIT_DONE;
}

static void
print_steps (CwCli     *cli,
             GPtrArray *steps)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *all = json_array_new ();

  json_node_take_array (node, all);
  for (guint i = 0; i < steps->len; i++)
    {
      const CwComponentStep *step = g_ptr_array_index (steps, i);
      JsonObject *object = cw_json_object ("repository", step->repository, "path", step->path, NULL);
      JsonArray *notes = json_array_new ();

      if (!cli->json)
        cw_cli_print (cli, "%s  %s\n", step->repository, step->path);
      for (guint j = 0; j < step->notes->len; j++)
        {
          json_array_add_string_element (notes, g_ptr_array_index (step->notes, j));
          if (!cli->json)
            cw_cli_print (cli, "    %s\n", (const char *) g_ptr_array_index (step->notes, j));
        }
      json_object_set_array_member (object, "notes", notes);
      json_object_set_boolean_member (object, "changes", step->text != NULL);
      json_array_add_object_element (all, object);
    }
  if (cli->json)
    cw_cli_print_json (node);
}

/* Words behind the name say which fields are taken over; without any, all are. */
static gboolean
is_wanted (const Options          *options,
           const CwComponentOffer *offer)
{
  for (int i = 0; i < options->n_values; i++)
    if (g_str_equal (options->values[i], cw_inventory_field_to_word (offer->field)))
      return TRUE;
  return options->n_values == 0;
}

static JsonObject *
offer_to_json (const CwComponentOffer *offer)
{
  const char *place = cw_component_offer_get_place (offer), *before = cw_component_offer_get_before (offer);
  const char *after = cw_component_offer_get_after (offer);
  JsonObject *object = cw_json_object ("name", cw_component_offer_get_name (offer), "repository",
                                       cw_component_offer_get_repository (offer), "path",
                                       cw_component_offer_get_path (offer), "from", offer->source_site, NULL);

  json_object_set_boolean_member (object, "added", place == NULL);
  if (place != NULL)
    json_object_set_string_member (object, offer->fix != NULL ? "place" : "field", place);
  if (before != NULL)
    json_object_set_string_member (object, "before", before);
  if (after != NULL)
    json_object_set_string_member (object, "after", after);
  if (offer->trouble != NULL)
    json_object_set_string_member (object, "trouble", offer->trouble);
  if (offer->fix != NULL && offer->fix->replaced != NULL)
    json_object_set_string_member (object, "replaced", offer->fix->replaced);
  if (offer->fix != NULL && offer->fix->also != NULL)
    json_object_set_string_member (object, "changes-also", offer->fix->also);
  return object;
}

/* The further lines of a value below its first one. */
static char *
indent (const char *value)
{
  g_autoptr (GString) text = g_string_new (value != NULL ? value : "–");

  g_string_replace (text, "\n", "\n        ", 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What would come of it. */
static void
print_value (CwCli                  *cli,
             const CwComponentOffer *offer)
{
  const char *place = cw_component_offer_get_place (offer);
  g_autofree char *before = indent (cw_component_offer_get_before (offer));
  g_autofree char *after = indent (cw_component_offer_get_after (offer));

  if (place == NULL)
    cw_cli_print (cli, _ ("    is at %s, not here\n"), offer->source_site);
  else
    cw_cli_print (cli, "    %s%s%s → %s (%s)\n", place, *place != '\0' ? ": " : "", before, after, offer->source_site);
  if (offer->fix != NULL && offer->fix->also != NULL)
    cw_cli_print (cli, _ ("    the same anchor changes %s, too\n"), offer->fix->also);
  if (offer->trouble != NULL)
    cw_cli_print (cli, "    %s\n", offer->trouble);
}

static void
print_name (CwCli                  *cli,
            const CwComponentOffer *offer)
{
  cw_cli_print (cli, "%s  %s, %s\n", cw_component_offer_get_name (offer), cw_component_offer_get_repository (offer),
                cw_component_offer_get_path (offer));
}

/**
 * cw_cli_print_fix:
 * @cli: what every command knows
 * @fix: what is asked about a fix, or about an equal one at several places
 *
 * Prints where it is, and what each site has there.
 */
void
cw_cli_print_fix (CwCli               *cli,
                  const CwFixQuestion *fix)
{
  g_autoptr (GPtrArray) ways = cw_fix_question_list_ways (fix);
  GPtrArray *places = g_ptr_array_index (ways, 0);

  for (guint i = 0; i < places->len; i++)
    print_name (cli, g_ptr_array_index (places, i));
  for (guint i = 0; i < ways->len; i++)
    print_value (cli, g_ptr_array_index ((GPtrArray *) ways->pdata[i], 0));
}

/**
 * cw_cli_print_offers:
 * @cli: what every command knows
 * @offers: (element-type CwComponentOffer): what could be taken over
 */
void
cw_cli_print_offers (CwCli     *cli,
                     GPtrArray *offers)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *all = json_array_new ();

  json_node_take_array (node, all);
  for (guint i = 0; i < offers->len; i++)
    {
      json_array_add_object_element (all, offer_to_json (g_ptr_array_index (offers, i)));
      if (cli->json)
        continue;
      print_name (cli, g_ptr_array_index (offers, i));
      print_value (cli, g_ptr_array_index (offers, i));
    }
  if (cli->json)
    cw_cli_print_json (node);
}

/* The site has the component: what the other one says of it is taken over. */
static int
take_over (CwCli                  *cli,
           const Options          *options,
           CwSession              *session,
           const CwInventoryItem  *item,
           GError                **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autoptr (GPtrArray) offers = NULL;

  g_ptr_array_add (items, (gpointer) item);
  offers = cw_session_list_offers (session, options->site, options->from_site, items, cli->stop, error);
  if (offers == NULL)
    return CW_EXIT_FAILED;
  for (guint i = offers->len; i > 0; i--)
    if (!is_wanted (options, g_ptr_array_index (offers, i - 1)))
      g_ptr_array_remove_index (offers, i - 1);
  cw_cli_print_offers (cli, offers);
  if (offers->len == 0)
    g_printerr (_ ("%s says the same at both sites.\n"), item->name);
  if (options->dry_run)
    return CW_EXIT_DONE;
  return cw_session_take_offers (session, options->site, offers, NULL, cli->stop, error) ? CW_EXIT_DONE : CW_EXIT_FAILED;
}

/* What runs here by another repository isn't added a second time, unless a person names the one that it shall come from. */
static gboolean
check_twin (const Options          *options,
            CwComponentTable       *table,
            const CwInventoryItem  *item,
            GError                **error)
{
  const CwInventoryItem *twin = NULL;

  if (options->as == NULL && options->repository == NULL)
    twin = cw_inventory_find_twin (g_ptr_array_index (table->inventories, 0), item);
  if (twin == NULL)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_CONFLICT,
               _ ("“%s” runs at “%s” already, by %s of %s; to add a second one, name its repository: --repository %s"),
               twin->name, options->site, twin->path, twin->repository, item->repository);
  return FALSE;
}

static int
add_component (CwCli            *cli,
               const Options    *options,
               CwSession        *session,
               CwComponentTable *table,
               GError          **error)
{
  const char *from = options->from_site != NULL ? options->from_site : options->site;
  const CwInventoryItem *item = find_item (options, table, from, error);
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (JsonArray) record = NULL;

  if (item != NULL && options->as == NULL && cw_inventory_find (g_ptr_array_index (table->inventories, 0), item) != NULL)
    return take_over (cli, options, session, item, error);
  if (item != NULL && check_twin (options, table, item, error))
    steps = cw_session_plan_component (session, options->site, item, from, options->as, cli->stop, error);
  if (steps == NULL)
    return CW_EXIT_FAILED;
  print_steps (cli, steps);
  if (options->dry_run)
    return CW_EXIT_DONE;
  if (options->from_site != NULL)
    record = cw_session_record_component (session, options->site, item, from);
  return cw_session_add_component (session, options->site, steps, record, cli->stop, error) ? CW_EXIT_DONE
                                                                                            : CW_EXIT_FAILED;
}

/* What the application's chart says of a component that runs nowhere yet. */
static int
add_from_chart (CwCli          *cli,
                const Options  *options,
                CwSession      *session,
                GError        **error)
{
  g_autoptr (GPtrArray) steps = cw_session_plan_from_chart (session, options->site, options->from_chart, options->name,
                                                            options->producer, cli->stop, error);

  if (steps == NULL)
    return CW_EXIT_FAILED;
  print_steps (cli, steps);
  if (options->dry_run)
    return CW_EXIT_DONE;
  return cw_session_add_component (session, options->site, steps, NULL, cli->stop, error) ? CW_EXIT_DONE : CW_EXIT_FAILED;
}

static const char *
find_misuse (const Options *options,
             int            argc)
{
  gboolean adds = options->from_site != NULL || options->as != NULL || options->from_chart != NULL;
  CwInventoryField field = 0;

  if (argc < 3 || options->site == NULL)
    return _ ("“component” needs a preparation, --site and a component’s name");
  if (options->as != NULL && options->n_values > 0)
    return _ ("A component is either changed, with FIELD=VALUE, or added, with --as");
  if (options->from_chart != NULL && (options->n_values > 0 || options->from_site != NULL || options->as != NULL))
    return _ ("With --from-chart, say nothing else of the component: change it once it is added");
  if (options->from_chart != NULL && (options->repository != NULL || options->file != NULL))
    return _ ("With --from-chart, leave out --repository and --file: the chart says where its component goes");
  if (options->producer != NULL && options->from_chart == NULL)
    return _ ("--producer goes with --from-chart");
  for (int i = 0; options->from_site != NULL && i < options->n_values; i++)
    if (!cw_inventory_field_from_word (options->values[i], &field))
      return _ ("With --from-site, name what is taken over: image, tag, pin, enabled, command or resources");
  if (options->dry_run && !adds && options->n_values == 0)
    return _ ("--dry-run shows what would change: give FIELD=VALUE, --from-site, --from-chart or --as");
  return NULL;
}

/**
 * cw_cli_component:
 * @cli: what every command knows
 * @argc: number of words
 * @argv: the command's words
 *
 * Shows, changes or adds a component of a site.
 *
 * Returns: the exit status
 */
int
cw_cli_component (CwCli *cli,
                  int    argc,
                  char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "site", 0, 0, G_OPTION_ARG_STRING, &options.site, N_ ("The site whose files say it"), "SITE" },
    { "repository", 0, 0, G_OPTION_ARG_STRING, &options.repository, N_ ("The repository"), "NAME" },
    { "file", 0, 0, G_OPTION_ARG_STRING, &options.file, N_ ("The file, where a repository has several of that name"), "PATH" },
    { "from-site", 0, 0, G_OPTION_ARG_STRING, &options.from_site, N_ ("Add it, or take it over, as this site has it"), "SITE" },
    { "as", 0, 0, G_OPTION_ARG_STRING, &options.as, N_ ("Add it under another name"), "NAME" },
    { "from-chart", 0, 0, G_OPTION_ARG_STRING, &options.from_chart, N_ ("Add it as this application’s chart has it"), "APPLICATION" },
    { "producer", 0, 0, G_OPTION_ARG_STRING, &options.producer, N_ ("How lists of producers name it, with --from-chart"), "NAME:INDEX" },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.dry_run, N_ ("Only show what would change"), NULL },
    { NULL },
  };
  g_autoptr (CwSession) session = NULL;
  g_autoptr (CwComponentTable) table = NULL;
  g_autoptr (GError) error = NULL;
  int status = CW_EXIT_FAILED;

  if (!cw_cli_parse (entries, &argc, &argv, &error))
    return cw_cli_usage ("%s", error->message);
  options.values = argv + MIN (argc, 3);
  options.n_values = argc - MIN (argc, 3);
  if (find_misuse (&options, argc) != NULL)
    return cw_cli_usage ("%s", find_misuse (&options, argc));
  options.preparation = argv[1];
  options.name = argv[2];
  session = cw_cli_open (cli, options.preparation, &error);
  if (session != NULL)
    table = cw_session_read_components (session, options.site, cli->stop, &error);
  if (table == NULL)
    return cw_cli_fail (g_steal_pointer (&error));
  if (options.from_chart != NULL)
    status = add_from_chart (cli, &options, session, &error);
  else if (options.from_site != NULL || options.as != NULL)
    status = add_component (cli, &options, session, table, &error);
  else if (options.n_values > 0)
    status = change_component (cli, &options, session, table, &error);
  else
    status = show_component (cli, &options, table, &error);
  return error != NULL ? cw_cli_fail (g_steal_pointer (&error)) : status;
}
