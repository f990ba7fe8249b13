/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "cw-planner.h"
#include "cw-test-replay.h"
#include "cw-test.h"

/* What must hold, in per cent of the lines that people changed. */
#define RECALL_EACH 85
#define RECALL_ALL 95

typedef struct
{
  guint cases;
  guint exact;
  guint lines;   /* changed by people */
  guint found;   /* of those: planned with the same text */
  guint planned; /* lines that the plan changes */
} Score;

typedef struct
{
  CwProcedure *procedure;
  Score        all;
  GHashTable  *repositories; /* (element-type utf8 Score) */
  GHashTable  *extras;       /* (element-type utf8 uint): reason → lines */
  GHashTable  *misses;       /* (element-type utf8 uint): fate and reason → lines */
  GHashTable  *held;         /* (element-type utf8 uint): reason → lines that would change after an answer */
} Replay;

static void
count_reason (GHashTable *counts,
              char       *reason)
{
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, reason));

  g_hash_table_replace (counts, reason, GUINT_TO_POINTER (count + 1));
}

static void
add_file (const char *path,
          const char *full,
          gpointer    user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *data = NULL;
  gsize size = 0;

  g_file_get_contents (full, &data, &size, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (data, size);
  cw_snapshot_add (user_data, path, 0100644, NULL, bytes);
}

static CwSnapshot *
make_snapshot (const char *directory,
               const char *repository)
{
  static const char *const folders[] = { "before", "context" };
  CwSnapshot *snapshot = cw_snapshot_new (repository, "main", "0000000000000000000000000000000000000000");

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_build_filename (directory, folders[i], NULL);

      if (g_file_test (folder, G_FILE_TEST_IS_DIR))
        cw_test_foreach_file (folder, add_file, snapshot);
    }
  return snapshot;
}

static const CwMention *
find_mention (CwPlan     *plan,
              const char *path,
              guint       line)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = mentions->pdata[i];

      if (mention->line == line && g_str_equal (mention->path, path))
        return mention;
    }
  return NULL;
}

/* "path:line" → the line's text after the plan. What waits for an answer is counted apart: shown, not planned. */
static GHashTable *
list_planned (Replay            *replay,
              CwPlan            *plan,
              const CwChangeSet *changes)
{
  GHashTable *planned = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < changes->files->len; i++)
    {
      const CwFileChange *file = changes->files->pdata[i];

      for (guint j = 0; j < file->edits->len; j++)
        {
          const CwEdit *edit = file->edits->pdata[j];
          const CwMention *mention = find_mention (plan, file->path, edit->line);

          if (mention->fate == CW_FATE_QUESTION)
            {
              count_reason (replay->held, g_strdup (mention->reason));
              continue;
            }
          g_hash_table_replace (planned, g_strdup_printf ("%s:%u", file->path, edit->line), edit->after);
        }
    }
  return planned;
}

static void
count_miss (Replay     *replay,
            CwPlan     *plan,
            const char *id,
            JsonObject *line)
{
  static const char *const fates[] = { "changed otherwise", "kept", "asked", "not part" };
  const char *path = json_object_get_string_member (line, "path");
  guint number = (guint) json_object_get_int_member (line, "line_no_in_parent");
  const CwMention *mention = find_mention (plan, path, number);

  g_test_message ("missed: %s %s:%u “%s”", id, path, number, json_object_get_string_member (line, "before"));
  count_reason (replay->misses,
                mention == NULL ? g_strdup ("no mention of a cycle was seen")
                                : g_strdup_printf ("%s: %s", fates[mention->fate], mention->reason));
}

static void
count_extras (Replay     *replay,
              CwPlan     *plan,
              const char *id,
              GHashTable *planned,
              GHashTable *touched)
{
  GHashTableIter iter;
  gpointer place;

  g_hash_table_iter_init (&iter, planned);
  while (g_hash_table_iter_next (&iter, &place, NULL))
    {
      const char *colon = strrchr (place, ':');
      g_autofree char *path = g_strndup (place, (gsize) (colon - (const char *) place));
      const CwMention *mention = find_mention (plan, path, (guint) atoi (colon + 1));

      if (g_hash_table_contains (touched, place))
        continue;
      g_test_message ("extra: %s %s “%s”", id, (const char *) place, mention->text);
      count_reason (replay->extras, g_strdup_printf ("%s, %s: people left it then", mention->repository,
                                                     mention->rule));
    }
}

static void
compare (Replay     *replay,
         JsonObject *record,
         CwPlan     *plan,
         Score      *score)
{
  const char *id = json_object_get_string_member (record, "id");
  const CwChangeSet *changes = cw_plan_get_change_set (plan, json_object_get_string_member (record, "repo"));
  JsonArray *lines = json_object_get_array_member (record, "tag_lines");
  g_autoptr (GHashTable) planned = list_planned (replay, plan, changes);
  g_autoptr (GHashTable) touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint found = 0, n_lines = json_array_get_length (lines);

  for (guint i = 0; i < n_lines; i++)
    {
      JsonObject *line = json_array_get_object_element (lines, i);
      JsonNode *after = json_object_get_member (line, "after");
      char *place = g_strdup_printf ("%s:%u", json_object_get_string_member (line, "path"),
                                     (guint) json_object_get_int_member (line, "line_no_in_parent"));

      if (!JSON_NODE_HOLDS_NULL (after)
          && g_strcmp0 (g_hash_table_lookup (planned, place), json_node_get_string (after)) == 0)
        {
          found++;
          g_hash_table_add (touched, place);
          continue;
        }
      count_miss (replay, plan, id, line);
      if (g_hash_table_contains (planned, place))
        count_reason (replay->extras, g_strdup ("people changed it to something else"));
      g_hash_table_add (touched, place);
    }
  count_extras (replay, plan, id, planned, touched);
  score->cases++;
  score->lines += n_lines;
  score->found += found;
  score->planned += g_hash_table_size (planned);
  score->exact += found == n_lines && found == g_hash_table_size (planned);
}

static Score *
get_score (Replay     *replay,
           const char *repository)
{
  Score *score = g_hash_table_lookup (replay->repositories, repository);

  if (score == NULL)
    {
      score = g_new0 (Score, 1);
      g_hash_table_insert (replay->repositories, g_strdup (repository), score);
    }
  return score;
}

static void
replay_case (Replay     *replay,
             const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "case.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  JsonObject *record = NULL;
  const char *repository = NULL;
  CwCycle target;

  g_assert_true (json_parser_load_from_file (parser, path, &error));
  record = json_node_get_object (json_parser_get_root (parser));
  repository = json_object_get_string_member (record, "repo");
  g_assert_true (cw_cycle_parse (json_object_get_string_member (record, "tag_to"), &target, &error));
  g_ptr_array_add (snapshots, make_snapshot (directory, repository));
  plan = cw_planner_plan (replay->procedure, json_object_get_string_member (record, "site"), &target, snapshots, NULL,
                          NULL, NULL, &error);
  g_assert_no_error (error);
  compare (replay, record, plan, get_score (replay, repository));
}

static guint
percent (guint part,
         guint whole)
{
  return whole == 0 ? 100 : 100 * part / whole;
}

static void
print_score (const char  *name,
             const Score *score)
{
  g_test_message ("%s: recall %u of %u (%u %%), precision %u of %u (%u %%), %u of %u cases exact", name, score->found,
                  score->lines, percent (score->found, score->lines), score->found, score->planned,
                  percent (score->found, score->planned), score->exact, score->cases);
}

static void
print_reasons (const char *title,
               GHashTable *counts)
{
  g_autoptr (GList) reasons = g_list_sort (g_hash_table_get_keys (counts), (GCompareFunc) g_strcmp0);

  for (GList *reason = reasons; reason != NULL; reason = reason->next)
    g_test_message ("%s, %u lines: %s", title, GPOINTER_TO_UINT (g_hash_table_lookup (counts, reason->data)),
                    (const char *) reason->data);
}

static void
replay_all (Replay     *replay,
            const char *directory)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (directory, 0, &error);
  const char *name = NULL;
  GHashTableIter iter;
  gpointer repository, data;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        replay_case (replay, path);
    }
  g_hash_table_iter_init (&iter, replay->repositories);
  while (g_hash_table_iter_next (&iter, &repository, &data))
    {
      const Score *score = data;

      print_score (repository, score);
      replay->all.cases += score->cases;
      replay->all.exact += score->exact;
      replay->all.lines += score->lines;
      replay->all.found += score->found;
      replay->all.planned += score->planned;
    }
  print_score ("all together", &replay->all);
  print_reasons ("missed", replay->misses);
  print_reasons ("extra", replay->extras);
  print_reasons ("held", replay->held);
}

static void
test_replay (void)
{
  g_autofree char *directory = cw_test_replay_unpack (), *path = cw_test_source ("tests/plan/rubin-2023-nts.json");
  g_autoptr (CwProcedure) procedure = NULL;
  g_autoptr (GHashTable) repositories = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) extras = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) misses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer score;
  Replay replay = { .repositories = repositories, .extras = extras, .misses = misses, .held = held };

  if (directory == NULL)
    {
      g_test_skip ("the real upgrades are not here");
      return;
    }
  replay.procedure = procedure = cw_procedure_load (path, &error);
  g_assert_no_error (error);
  replay_all (&replay, directory);

  g_assert_cmpuint (replay.all.cases, ==, 179);
  g_assert_cmpuint (percent (replay.all.found, replay.all.lines), >=, RECALL_ALL);
  g_hash_table_iter_init (&iter, repositories);
  while (g_hash_table_iter_next (&iter, NULL, &score))
    g_assert_cmpuint (percent (((Score *) score)->found, ((Score *) score)->lines), >=, RECALL_EACH);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *data = NULL;

  cw_test_init (&argc, &argv);
  data = cw_test_source ("data");
  g_setenv ("CYCLEWRIGHT_SOURCE_DATA", data, TRUE);
  g_test_add_func ("/replay/real-upgrades", test_replay);
  return g_test_run ();
}
