/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "cw-planner.h"
#include "cw-test-replay.h"
#include "cw-test.h"

/* What must hold, in per thousand: of the lines that people changed, of the lines that the plan changes, of the cases.
 * A line that needs a person counts as found when it is asked; one that people changed equally in a later commit of
 * the site counts as right. */
#define RECALL 998
/* The same without what is asked: all together, and in each repository. */
#define CHANGED 975
#define CHANGED_EACH 950
#define PRECISION 993
#define EXACT 930
/* And of other upgrades, which nobody has looked into. */
#define RECALL_OF_OTHERS 990
#define PRECISION_OF_OTHERS 985
#define EXACT_OF_OTHERS 900
#define NEEDLESS 8

typedef struct
{
  guint cases;
  guint exact;
  guint lines;   /* changed by people */
  guint found;   /* of those: planned with the same text, or asked */
  guint asked;   /* of those: asked */
  guint planned; /* lines that the plan changes */
  guint right;   /* of those: people changed them equally, then or later */
} Score;

typedef struct
{
  CwProcedure *procedure;
  Score        all;
  GHashTable  *repositories; /* (element-type utf8 Score) */
  GHashTable  *extras;       /* (element-type utf8 uint): reason → lines */
  GHashTable  *misses;       /* (element-type utf8 uint): fate and reason → lines */
  GHashTable  *held;         /* (element-type utf8 uint): reason → lines that would change after an answer */
  GHashTable  *needless;     /* (element-type utf8 uint): reason → questions about lines that people left */
  GPtrArray   *records;      /* (element-type CwTestCase): all cases, by date */
} Replay;

static void
count_reason (GHashTable *counts,
              char       *reason)
{
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, reason));

  g_hash_table_replace (counts, reason, GUINT_TO_POINTER (count + 1));
}

static gboolean
same_site (JsonObject *a,
           JsonObject *b)
{
  return g_str_equal (json_object_get_string_member (a, "repo"), json_object_get_string_member (b, "repo"))
         && g_str_equal (json_object_get_string_member (a, "site"), json_object_get_string_member (b, "site"));
}

/* Whether people made the same change later: another commit of theirs for the same cycle, or what they began the next
 * one with. */
static gboolean
came_later (Replay     *replay,
            JsonObject *record,
            const char *path,
            const char *line)
{
  const char *tag = json_object_get_string_member (record, "tag_to");
  guint i = 0;

  while (((const CwTestCase *) replay->records->pdata[i])->object != record)
    i++;
  for (i++; i < replay->records->len; i++)
    {
      const CwTestCase *later = replay->records->pdata[i];

      if (!same_site (record, later->object))
        continue;
      if (!g_str_equal (tag, json_object_get_string_member (later->object, "tag_to")))
        return cw_test_case_has_line (later, "before", path, line);
      if (cw_test_case_has_line (later, "after", path, line))
        return TRUE;
    }
  return FALSE;
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

/* Returns how many of the planned lines people didn't change equally, then or later. */
static guint
count_extras (Replay     *replay,
              CwPlan     *plan,
              JsonObject *record,
              GHashTable *planned,
              GHashTable *touched,
              Score      *score)
{
  const char *id = json_object_get_string_member (record, "id");
  GHashTableIter iter;
  gpointer place, line;
  guint wrong = 0;

  g_hash_table_iter_init (&iter, planned);
  while (g_hash_table_iter_next (&iter, &place, &line))
    {
      const char *colon = strrchr (place, ':');
      g_autofree char *path = g_strndup (place, (gsize) (colon - (const char *) place));
      const CwMention *mention = find_mention (plan, path, (guint) atoi (colon + 1));

      if (g_hash_table_contains (touched, place))
        continue;
      if (came_later (replay, record, path, line))
        {
          score->right++;
          continue;
        }
      wrong++;
      g_test_message ("extra: %s %s “%s”", id, (const char *) place, mention->text);
      count_reason (replay->extras, g_strdup_printf ("%s, %s: people left it then", mention->repository,
                                                     mention->rule));
    }
  return wrong;
}

/* What was asked though people left the line: then a person's word was still needed where it is older than the rest. */
static void
count_questions (Replay     *replay,
                 CwPlan     *plan,
                 GHashTable *touched)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = mentions->pdata[i];
      g_autofree char *place = g_strdup_printf ("%s:%u", mention->path, mention->line);

      if (mention->fate != CW_FATE_QUESTION || g_hash_table_contains (touched, place))
        continue;
      g_test_message ("asked, and left by people: %s:%u “%s”", mention->path, mention->line, mention->text);
      count_reason (replay->needless, g_strdup (mention->reason));
    }
}

/* A line that needs a person is right when it is asked, and what people wrote is offered where another site's file has
 * it. */
static gboolean
is_asked (CwPlan           *plan,
          const CwTestCase *record,
          JsonObject       *line)
{
  const CwMention *mention = find_mention (plan, json_object_get_string_member (line, "path"),
                                           (guint) json_object_get_int_member (line, "line_no_in_parent"));
  JsonNode *after = json_object_get_member (line, "after");
  const char *text = JSON_NODE_HOLDS_NULL (after) ? "" : json_node_get_string (after);

  if (mention == NULL || mention->fate != CW_FATE_QUESTION)
    return FALSE;
  if (mention->target != NULL && strstr (text, mention->target) != NULL)
    return TRUE;
  for (guint i = 0; mention->options != NULL && mention->options[i] != NULL; i++)
    if (strstr (text, mention->options[i]) != NULL)
      return TRUE;
  return !cw_test_case_knows_line (record, text);
}

static void
compare (Replay           *replay,
         const CwTestCase *record,
         CwPlan           *plan,
         Score            *score)
{
  const char *id = json_object_get_string_member (record->object, "id");
  const CwChangeSet *changes = cw_plan_get_change_set (plan, json_object_get_string_member (record->object, "repo"));
  JsonArray *lines = json_object_get_array_member (record->object, "tag_lines");
  g_autoptr (GHashTable) planned = list_planned (replay, plan, changes);
  g_autoptr (GHashTable) touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint found = 0, wrong = 0, n_lines = json_array_get_length (lines);

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
          score->right++;
          g_hash_table_add (touched, place);
          continue;
        }
      if (is_asked (plan, record, line))
        {
          found++;
          score->asked++;
          g_hash_table_add (touched, place);
          continue;
        }
      count_miss (replay, plan, id, line);
      if (g_hash_table_contains (planned, place))
        {
          wrong++;
          count_reason (replay->extras, g_strdup ("people changed it to something else"));
        }
      g_hash_table_add (touched, place);
    }
  wrong += count_extras (replay, plan, record->object, planned, touched, score);
  count_questions (replay, plan, touched);
  score->cases++;
  score->lines += n_lines;
  score->found += found;
  score->planned += g_hash_table_size (planned);
  score->exact += found == n_lines && wrong == 0;
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
replay_case (Replay       *replay,
             const CwTestCase *record)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPlan) plan = NULL;
  const char *repository = json_object_get_string_member (record->object, "repo");
  CwCycle target;

  g_assert_true (cw_cycle_parse (json_object_get_string_member (record->object, "tag_to"), &target, &error));
  g_ptr_array_add (snapshots, cw_test_case_read (record, "before"));
  plan = cw_planner_plan (replay->procedure, json_object_get_string_member (record->object, "site"), &target, snapshots,
                          NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  compare (replay, record, plan, get_score (replay, repository));
}

static guint
per_mille (guint part,
           guint whole)
{
  return whole == 0 ? 1000 : 1000 * part / whole;
}

static void
print_score (const char  *name,
             const Score *score)
{
  g_test_message ("%s: recall %u of %u (%u ‰, %u asked), precision %u of %u (%u ‰), %u of %u cases exact (%u ‰)", name,
                  score->found, score->lines, per_mille (score->found, score->lines), score->asked, score->right,
                  score->planned, per_mille (score->right, score->planned), score->exact, score->cases,
                  per_mille (score->exact, score->cases));
}

/* The lines that are changed to the very text, without those that are asked: what nobody has to look at. */
static guint
count_changed (const Score *score)
{
  return per_mille (score->found - score->asked, score->lines);
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
add_scores (Score       *all,
            const Score *score)
{
  all->cases += score->cases;
  all->exact += score->exact;
  all->lines += score->lines;
  all->found += score->found;
  all->asked += score->asked;
  all->planned += score->planned;
  all->right += score->right;
}

static void
replay_all (Replay *replay)
{
  GHashTableIter iter;
  gpointer repository, score;

  for (guint i = 0; i < replay->records->len; i++)
    replay_case (replay, replay->records->pdata[i]);
  g_hash_table_iter_init (&iter, replay->repositories);
  while (g_hash_table_iter_next (&iter, &repository, &score))
    {
      print_score (repository, score);
      if (cw_test_replay_is_own ())
        g_assert_cmpuint (count_changed (score), >=, CHANGED_EACH);
      add_scores (&replay->all, score);
    }
  print_score ("all together", &replay->all);
  print_reasons ("missed", replay->misses);
  print_reasons ("extra", replay->extras);
  print_reasons ("held", replay->held);
  print_reasons ("asked, and left by people", replay->needless);
}

static guint
sum (GHashTable *counts)
{
  GHashTableIter iter;
  gpointer count;
  guint all = 0;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, NULL, &count))
    all += GPOINTER_TO_UINT (count);
  return all;
}

static GHashTable *
new_counts (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
test_replay (void)
{
  g_autofree char *directory = cw_test_replay_unpack (), *path = cw_test_source ("tests/plan/rubin-2023-nts.json");
  g_autoptr (CwProcedure) procedure = NULL;
  g_autoptr (GHashTable) repositories = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) extras = new_counts (), misses = new_counts (), held = new_counts (), needless = new_counts ();
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;
  gboolean own = cw_test_replay_is_own ();
  Replay replay = {
    .repositories = repositories, .extras = extras, .misses = misses, .held = held, .needless = needless,
  };

  if (directory == NULL)
    {
      g_test_skip ("the real upgrades are not here");
      return;
    }
  replay.procedure = procedure = cw_procedure_load (path, &error);
  g_assert_no_error (error);
  replay.records = records = cw_test_replay_cases (directory);
  replay_all (&replay);

  g_assert_cmpuint (replay.all.cases, >, 0);
  g_assert_cmpuint (per_mille (replay.all.found, replay.all.lines), >=, own ? RECALL : RECALL_OF_OTHERS);
  g_assert_cmpuint (per_mille (replay.all.right, replay.all.planned), >=, own ? PRECISION : PRECISION_OF_OTHERS);
  g_assert_cmpuint (per_mille (replay.all.exact, replay.all.cases), >=, own ? EXACT : EXACT_OF_OTHERS);
  if (!own)
    return;
  g_assert_cmpuint (replay.all.cases, ==, 179);
  g_assert_cmpuint (count_changed (&replay.all), >=, CHANGED);
  /* Lines of long ago that people left for good: nothing in the files tells them from forgotten ones. */
  g_assert_cmpuint (sum (needless), <=, NEEDLESS);
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
