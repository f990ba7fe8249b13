/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-preparations"

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-clock.h"
#include "cw-deployment.h"
#include "cw-error.h"
#include "cw-history.h"
#include "cw-journal.h"
#include "cw-json.h"
#include "cw-preparations.h"
#include "cw-worker.h"

#define JOURNAL_SUFFIX ".cyclewright"
#define SITE "site."

/* What is read on the way, for all preparations of a list. */
typedef struct {
  char *own_folder;        /* of the person's procedures */
  GHashTable *procedures;  /* name → CwProcedure; %NULL for one that can't be read */
} Reading;

static void
reading_clear (Reading *self)
{
  g_free (self->own_folder);
  g_hash_table_unref (self->procedures);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static void
clear_start (gpointer data)
{
  if (data != NULL)
    g_date_time_unref (data);
}

static void
unref_procedure (gpointer data)
{
  if (data != NULL)
    g_object_unref (data);
}

void
cw_preparation_info_free (CwPreparationInfo *self)
{
  g_free (self->id);
  g_free (self->path);
  g_free (self->procedure);
  g_free (self->tag);
  g_strfreev (self->sites);
  g_strfreev (self->names);
  g_ptr_array_unref (self->starts);
  g_free (self->zone_name);
  g_free (self->given_up);
  g_free (self->trouble);
  g_free (self);
}

/**
 * cw_preparation_info_find_next:
 * @self: a preparation of the list
 * @now: the present
 *
 * Returns: which of its sites comes next, -1 where none does
 */
int
cw_preparation_info_find_next (const CwPreparationInfo *self,
                               GDateTime               *now)
{
  int next = -1;

  g_return_val_if_fail (self != NULL && now != NULL, -1);

  for (guint i = 0; i < self->starts->len; i++)
    {
      GDateTime *start = self->starts->pdata[i];

      if (start != NULL && g_date_time_compare (start, now) > 0
          && (next < 0 || g_date_time_compare (start, self->starts->pdata[next]) < 0))
        next = (int) i;
    }
  return next;
}

/**
 * cw_preparations_get_folder:
 * @data_dir: the person's data folder
 * @rehearsal: whether rehearsals are meant; they have a folder of their own
 *
 * Returns: (transfer full): where the journals are
 */
char *
cw_preparations_get_folder (const char *data_dir,
                            gboolean    rehearsal)
{
  g_return_val_if_fail (data_dir != NULL, NULL);

  return g_build_filename (data_dir, rehearsal ? "rehearsals" : "preparations", NULL);
}

char *
cw_preparations_get_journal (const char *data_dir,
                             gboolean    rehearsal,
                             const char *id)
{
  g_autofree char *folder = cw_preparations_get_folder (data_dir, rehearsal);
  g_autofree char *name = g_strconcat (id, JOURNAL_SUFFIX, NULL);

  return g_build_filename (folder, name, NULL);
}

/**
 * cw_preparations_get_cache:
 * @data_dir: the person's data folder
 * @rehearsal: whether rehearsals are meant
 *
 * Returns: (transfer full): where the repositories' caches are; those of rehearsals never meet the real ones
 */
char *
cw_preparations_get_cache (const char *data_dir,
                           gboolean    rehearsal)
{
  g_autofree char *folder = cw_preparations_get_folder (data_dir, rehearsal);

  return g_build_filename (folder, "cache", NULL);
}

/**
 * cw_preparations_make_id:
 * @tag: the cycle's or revision's tag
 * @procedure: id of the procedure
 *
 * Returns: (transfer full): the preparation's name
 */
char *
cw_preparations_make_id (const char *tag,
                         const char *procedure)
{
  g_return_val_if_fail (tag != NULL && procedure != NULL, NULL);

  return g_strdup_printf ("%s-%s", tag, procedure);
}

static CwProcedure *
find_procedure (Reading    *reading,
                const char *name)
{
  CwProcedure *procedure;

  if (name == NULL)
    return NULL;
  if (!g_hash_table_contains (reading->procedures, name))
    {
      procedure = cw_procedure_find (name, reading->own_folder, NULL);
      g_hash_table_insert (reading->procedures, g_strdup (name), procedure);
    }
  return g_hash_table_lookup (reading->procedures, name);
}

/* A site that is put off, dropped, or another's isn't prepared here. */
static gboolean
is_prepared (GHashTable *facts,
             const char *site)
{
  g_autofree char *key = g_strconcat ("fate.", site, NULL);
  JsonNode *fate = g_hash_table_lookup (facts, key);

  return fate == NULL || json_node_get_value_type (fate) != G_TYPE_STRING || *json_node_get_string (fate) == '\0';
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GStrv
list_sites (GHashTable *facts)
{
  g_autoptr (GStrvBuilder) sites = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer key, value;
  GStrv all;

  g_hash_table_iter_init (&iter, facts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, SITE) && !JSON_NODE_HOLDS_NULL ((JsonNode *) value)
        && is_prepared (facts, (char *) key + strlen (SITE)))
      g_strv_builder_add (sites, (char *) key + strlen (SITE));
  all = g_strv_builder_end (sites);
  qsort (all, g_strv_length (all), sizeof *all, compare_texts);
  return all;
}

static void
read_starts (CwPreparationInfo *info,
             GHashTable        *facts,
             CwProcedure       *procedure)
{
  g_autoptr (CwDeployment) deployment = procedure != NULL ? cw_deployment_new (procedure, facts) : NULL;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  info->zone_name = procedure != NULL ? g_strdup (cw_procedure_get_zone_name (procedure)) : NULL;
  for (guint i = 0; info->sites[i] != NULL; i++)
    {
      const CwSite *site = procedure != NULL ? cw_procedure_get_site (procedure, info->sites[i]) : NULL;

      g_strv_builder_add (names, site != NULL ? site->name : info->sites[i]);
      g_ptr_array_add (info->starts, site != NULL ? cw_deployment_get_start (deployment, site->id) : NULL);
    }
  info->names = g_strv_builder_end (names);
}

static void
read_summary (CwPreparationInfo *info,
              CwJournal         *journal)
{
  g_autofree char *summary = NULL;

  if (cw_journal_get_draft (journal, CW_PREPARATIONS_SUMMARY, &summary, NULL) && summary != NULL
      && sscanf (summary, "%u/%u", &info->n_done, &info->n_stages) != 2)
    info->n_done = info->n_stages = 0;
}

static void
read_history (CwPreparationInfo *info,
              CwHistory         *history,
              Reading           *reading)
{
  GHashTable *facts = cw_history_get_facts (history);
  JsonNode *cycle = g_hash_table_lookup (facts, "cycle");

  info->created = cw_history_get_created (history);
  info->given_up = g_strdup (cw_history_get_given_up (history));
  if (cw_history_get_creation (history) != NULL)
    info->procedure = g_strdup (cw_json_get_string (cw_history_get_creation (history), "procedure", NULL));
  if (cycle != NULL && json_node_get_value_type (cycle) == G_TYPE_STRING)
    info->tag = json_node_dup_string (cycle);
  info->sites = list_sites (facts);
  read_starts (info, facts, find_procedure (reading, info->procedure));
}

static CwPreparationInfo *
read_info (const char *folder,
           const char *name,
           gboolean    rehearsal,
           Reading    *reading)
{
  CwPreparationInfo *info = g_new0 (CwPreparationInfo, 1);
  g_autoptr (CwClock) clock = cw_clock_new ();
  g_autoptr (CwHistory) history = cw_history_new ();
  g_autoptr (CwJournal) journal = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;

  info->path = g_build_filename (folder, name, NULL);
  info->id = g_strndup (name, strlen (name) - strlen (JOURNAL_SUFFIX));
  info->rehearsal = rehearsal;
  info->starts = g_ptr_array_new_with_free_func (clear_start);
  journal = cw_journal_open (info->path, CW_JOURNAL_READER, clock, &error);
  events = journal != NULL ? cw_journal_read_own (journal, &error) : NULL;
  if (events == NULL)
    {
      info->trouble = g_strdup (error->message);
      info->sites = g_new0 (char *, 1);
      info->names = g_new0 (char *, 1);
      return info;
    }
  cw_history_apply_all (history, events);
  read_history (info, history, reading);
  read_summary (info, journal);
  return info;
}

static gboolean
list_folder (GPtrArray  *infos,
             const char *data_dir,
             gboolean    rehearsal,
             GError    **error)
{
  g_auto (Reading) reading = {
    g_build_filename (data_dir, "procedures", NULL),
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_procedure),
  };
  g_autofree char *folder = cw_preparations_get_folder (data_dir, rehearsal);
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) local = NULL;
  const char *name;

  dir = g_dir_open (folder, 0, &local);
  if (dir == NULL && g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  if (dir == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      cw_error_convert (error, _ ("Reading the folder of preparations"));
      return FALSE;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, JOURNAL_SUFFIX))
      g_ptr_array_add (infos, read_info (folder, name, rehearsal, &reading));
  return TRUE;
}

static int
compare_infos (gconstpointer a,
               gconstpointer b)
{
  const CwPreparationInfo *info_a = *(const CwPreparationInfo *const *) a;
  const CwPreparationInfo *info_b = *(const CwPreparationInfo *const *) b;

  if (info_a->created != info_b->created)
    return info_a->created < info_b->created ? 1 : -1;
  return strcmp (info_a->id, info_b->id);
}

/**
 * cw_preparations_list:
 * @data_dir: the person's data folder
 * @error: where to store the reason
 *
 * Returns: (transfer full) (element-type CwPreparationInfo) (nullable): all preparations and rehearsals, newest first
 */
GPtrArray *
cw_preparations_list (const char *data_dir,
                      GError    **error)
{
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_preparation_info_free);

  g_return_val_if_fail (data_dir != NULL, NULL);
  cw_assert_in_worker ();

  if (!list_folder (infos, data_dir, FALSE, error) || !list_folder (infos, data_dir, TRUE, error))
    return NULL;
  g_ptr_array_sort (infos, compare_infos);
  return g_steal_pointer (&infos);
}

static gboolean
shares_site (const CwPreparationInfo *info,
             GHashTable              *facts)
{
  g_auto (GStrv) sites = list_sites (facts);

  for (guint i = 0; sites[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) info->sites, sites[i]))
      return TRUE;
  return FALSE;
}

/**
 * cw_preparations_find_same:
 * @data_dir: the person's data folder
 * @rehearsal: whether rehearsals are meant
 * @facts: (element-type utf8 JsonNode): what is to be prepared, as of cw_session_create()
 * @error: where to store the reason
 *
 * Looks whether another preparation is at the same work: both would then work on the same tickets and branches, so the
 * person is asked first.
 *
 * Returns: (transfer full) (nullable): the newest preparation of this cycle at one of these sites that wasn't given
 *   up; %NULL where there is none, or with @error set
 */
CwPreparationInfo *
cw_preparations_find_same (const char *data_dir,
                           gboolean    rehearsal,
                           GHashTable *facts,
                           GError    **error)
{
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_preparation_info_free);
  JsonNode *cycle;

  g_return_val_if_fail (data_dir != NULL && facts != NULL, NULL);
  cw_assert_in_worker ();

  cycle = g_hash_table_lookup (facts, "cycle");
  if (cycle == NULL || !list_folder (infos, data_dir, rehearsal, error))
    return NULL;
  g_ptr_array_sort (infos, compare_infos);
  for (guint i = 0; i < infos->len; i++)
    {
      const CwPreparationInfo *info = g_ptr_array_index (infos, i);

      if (info->given_up == NULL && g_strcmp0 (info->tag, json_node_get_string (cycle)) == 0
          && shares_site (info, facts))
        return g_ptr_array_steal_index (infos, i);
    }
  return NULL;
}
