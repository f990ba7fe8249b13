/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-preparations"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-clock.h"
#include "cw-error.h"
#include "cw-history.h"
#include "cw-journal.h"
#include "cw-json.h"
#include "cw-preparations.h"
#include "cw-worker.h"

#define JOURNAL_SUFFIX ".cyclewright"

static void
info_free (gpointer data)
{
  CwPreparationInfo *info = data;

  g_free (info->id);
  g_free (info->path);
  g_free (info->procedure);
  g_free (info->tag);
  g_free (info->given_up);
  g_free (info->trouble);
  g_free (info);
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

static CwHistory *
read_history (const char *path,
              GError    **error)
{
  g_autoptr (CwClock) clock = cw_clock_new ();
  g_autoptr (CwHistory) history = cw_history_new ();
  g_autoptr (CwJournal) journal = cw_journal_open (path, CW_JOURNAL_READER, clock, error);
  g_autoptr (GPtrArray) events = journal != NULL ? cw_journal_read (journal, 0, error) : NULL;

  if (events == NULL)
    return NULL;
  cw_history_apply_all (history, events);
  return g_steal_pointer (&history);
}

/**
 * cw_preparations_is_given_up:
 * @path: a journal
 *
 * Returns: whether the preparation can be read and was given up
 */
gboolean
cw_preparations_is_given_up (const char *path)
{
  g_autoptr (CwHistory) history = NULL;

  g_return_val_if_fail (path != NULL, FALSE);
  cw_assert_in_worker ();

  history = read_history (path, NULL);
  return history != NULL && cw_history_get_given_up (history) != NULL;
}

static CwPreparationInfo *
read_info (const char *folder,
           const char *name,
           gboolean    rehearsal)
{
  CwPreparationInfo *info = g_new0 (CwPreparationInfo, 1);
  g_autoptr (CwHistory) history = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *cycle;

  info->path = g_build_filename (folder, name, NULL);
  info->id = g_strndup (name, strlen (name) - strlen (JOURNAL_SUFFIX));
  info->rehearsal = rehearsal;
  history = read_history (info->path, &error);
  if (history == NULL)
    {
      info->trouble = g_strdup (error->message);
      return info;
    }
  info->created = cw_history_get_created (history);
  info->given_up = g_strdup (cw_history_get_given_up (history));
  if (cw_history_get_creation (history) != NULL)
    info->procedure = g_strdup (cw_json_get_string (cw_history_get_creation (history), "procedure", NULL));
  cycle = cw_history_get_fact (history, "cycle");
  if (cycle != NULL && json_node_get_value_type (cycle) == G_TYPE_STRING)
    info->tag = json_node_dup_string (cycle);
  return info;
}

static gboolean
list_folder (GPtrArray  *infos,
             const char *data_dir,
             gboolean    rehearsal,
             GError    **error)
{
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
      g_ptr_array_add (infos, read_info (folder, name, rehearsal));
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
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func (info_free);

  g_return_val_if_fail (data_dir != NULL, NULL);
  cw_assert_in_worker ();

  if (!list_folder (infos, data_dir, FALSE, error) || !list_folder (infos, data_dir, TRUE, error))
    return NULL;
  g_ptr_array_sort (infos, compare_infos);
  return g_steal_pointer (&infos);
}
