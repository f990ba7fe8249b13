/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-change-rows"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-change-rows.h"
#include "cw-reach.h"
#include "cw-text.h"

/* Of an edit's text for a title, in characters. */
#define MAX_WORD 40
/* Different edits of a file that its title names. */
#define MAX_NAMED 2

static gboolean
is_word (char byte)
{
  return g_ascii_isalnum (byte) || (byte != '\0' && strchr ("_.-", byte) != NULL);
}

static char *
shorten (const char *text)
{
  g_autofree char *one_line = cw_text_clean (text);
  g_auto (GStrv) words = g_strsplit_set (one_line, " \n", -1);
  g_autofree char *clean = NULL;
  guint n_words = 0;

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      words[n_words++] = words[i];
    else
      g_free (words[i]);
  words[n_words] = NULL;
  clean = g_strjoinv (" ", words);
  if (g_utf8_strlen (clean, -1) > MAX_WORD)
    {
      g_autofree char *head = g_utf8_substring (clean, 0, MAX_WORD - 1);

      return g_strconcat (head, "…", NULL);
    }
  return g_steal_pointer (&clean);
}

static gboolean
is_quoted (const char *word,
           char        quote)
{
  gsize length = strlen (word);

  return length > 2 && word[0] == quote && word[length - 1] == quote;
}

static void
unquote (char *word)
{
  gsize length = strlen (word);

  memmove (word, word + 1, length - 2);
  word[length - 2] = '\0';
}

/* How a file quotes a word makes no other edit of it. */
static void
drop_quotes (char *before,
             char *after)
{
  if ((*before != '"' && *before != '\'') || !is_quoted (before, *before) || !is_quoted (after, *before))
    return;
  unquote (before);
  unquote (after);
}

/* Whole lines that come or go; their neighbours' words are none of theirs. */
static gboolean
is_whole_lines (const char *old_text,
                gsize       n_old,
                const char *new_text,
                gsize       n_new)
{
  if (n_old == 0)
    return n_new > 0 && memchr (new_text, '\n', n_new) != NULL;
  return n_new == 0 && memchr (old_text, '\n', n_old) != NULL;
}

/* The dash before a list's item says nothing to who reads. */
static void
drop_dash (char *text)
{
  gsize blank = strspn (text, " \t\r\n");

  if (text[blank] == '-' && strchr (" \t", text[blank + 1]) != NULL)
    text[blank] = ' ';
}

/* "c0044 → c0045", with the whole word around the edit. */
static char *
describe_edit (GBytes       *bytes,
               const CwEdit *edit)
{
  gsize size = 0, n_new = 0;
  const char *data = g_bytes_get_data (bytes, &size), *new = g_bytes_get_data (edit->replacement, &n_new);
  gsize start = MIN (edit->start, size), end = MIN (start + edit->length, size), first = start, last = end;
  g_autofree char *head = NULL, *tail = NULL, *old_word = NULL, *new_word = NULL, *before = NULL, *after = NULL;
  g_autofree char *middle = g_strndup (new != NULL ? new : "", n_new);
  gboolean whole;

  whole = is_whole_lines (data + start, end - start, middle, n_new);
  while (!whole && first > 0 && start - first < MAX_WORD && is_word (data[first - 1]))
    first--;
  while (!whole && last < size && last - end < MAX_WORD && is_word (data[last]))
    last++;
  head = g_strndup (data + first, start - first);
  tail = g_strndup (data + end, last - end);
  old_word = g_strndup (data + first, last - first);
  new_word = g_strconcat (head, middle, tail, NULL);
  drop_quotes (old_word, new_word);
  if (whole)
    {
      drop_dash (old_word);
      drop_dash (new_word);
    }
  before = shorten (old_word);
  after = shorten (new_word);
  if (*before == '\0')
    return g_strdup_printf (_ ("added: %s"), after);
  return *after == '\0' ? g_strdup_printf (_ ("removed: %s"), before) : g_strdup_printf ("%s → %s", before, after);
}

static gboolean
is_by_hand (const CwEdit *edit)
{
  return g_strcmp0 (edit->rule, CW_RULE_BY_HAND) == 0;
}

/* What a person did is named before what the plan does. */
static GPtrArray *
order_edits (const CwFileChange *file)
{
  GPtrArray *ordered = g_ptr_array_new ();

  for (guint hand = 2; hand-- > 0;)
    for (guint i = 0; i < file->edits->len; i++)
      if (is_by_hand (file->edits->pdata[i]) == (hand == 1))
        g_ptr_array_add (ordered, file->edits->pdata[i]);
  return ordered;
}

/* All different edits of a file, those by hand first, else in its order. @n_named: (out): how many edits the first of them, which are named,
 * stand for. */
static GPtrArray *
describe_edits (const CwFileChange *file,
                guint              *n_named)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);  /* text → its place, from 1 */
  g_autoptr (GPtrArray) ordered = order_edits (file);

  *n_named = 0;
  for (guint i = 0; i < ordered->len; i++)
    {
      g_autofree char *text = describe_edit (file->old_bytes, ordered->pdata[i]);
      guint at = GPOINTER_TO_UINT (g_hash_table_lookup (seen, text));

      if (at == 0)
        {
          at = all->len + 1;
          g_hash_table_insert (seen, text, GUINT_TO_POINTER (at));
          g_ptr_array_add (all, g_steal_pointer (&text));
        }
      if (at <= MAX_NAMED)
        (*n_named)++;
    }
  return all;
}

/* @n_more: how many edits those that are named don't stand for */
static char *
name_edits (GPtrArray *edits,
            guint      n_more)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < edits->len && i < MAX_NAMED; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (char *) edits->pdata[i]);
  if (n_more > 0)
    g_string_append_printf (text, ngettext (" and %u more edit", " and %u more edits", n_more), n_more);
  return g_string_free (text, FALSE);
}

/* Files with equal edits, in the order of the first of each. */
typedef struct {
  GHashTable *by_key; /* all edits joined → Group */
  GPtrArray  *groups; /* (element-type Group) (owned) */
} Groups;

/* How unusual a group's files are; those of one rank are never grouped with those of another. */
typedef enum {
  RANK_COMMON,  /* they concern every site */
  RANK_BY_HAND, /* a person edited them */
  RANK_PLANNED,
} Rank;

typedef struct {
  char      *name;
  Rank       rank;
  GPtrArray *rows;   /* (element-type CwChangeRow) */
} Group;

static void
group_free (gpointer data)
{
  Group *group = data;

  g_free (group->name);
  g_ptr_array_unref (group->rows);
  g_free (group);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The last folder and the name tell files apart; where they are stands in the second line. */
static char *
split_path (const char *path,
            char      **folder)
{
  g_autofree char *directory = g_path_get_dirname (path), *name = g_path_get_basename (path);
  g_autofree char *last = g_path_get_basename (directory);

  *folder = g_path_get_dirname (directory);
  if (g_str_equal (directory, "."))
    return g_steal_pointer (&name);
  return g_strconcat (last, "/", name, NULL);
}

/* "Concerns every site", with what it changes there where that is known; %NULL of any other file. */
static char *
say_common (CwPlan             *plan,
            const char         *repository,
            const CwFileChange *file)
{
  const CwHandChange *hand = cw_plan_find_hand_change (plan, repository, file->path);
  g_autofree char *reach = hand != NULL && hand->reach != NULL ? cw_reach_say (hand->reach) : g_strdup ("");

  if (hand == NULL || !hand->common)
    return NULL;
  /* Translators: the sites, with the components that a file changes there */
  return *reach != '\0' ? g_strdup_printf (_ ("Concerns every site: %s"), reach)
                        : g_strdup (_ ("Concerns every site"));
}

/* A file that comes or goes is an edit of its own, however like another one it is. */
static gboolean
is_whole (const CwFileChange *file)
{
  return *file->old_blob == '\0' || *file->new_blob == '\0';
}

static char *
name_file (const CwFileChange *file,
           GPtrArray          *edits,
           guint               n_named)
{
  if (is_whole (file))
    return g_strdup (*file->old_blob == '\0' ? _ ("a new file") : _ ("the file goes"));
  return name_edits (edits, file->edits->len - n_named);
}

/* @alone: (nullable): the path of a file that is grouped with no other one */
static Group *
find_group (Groups     *groups,
            GPtrArray  *edits,
            const char *name,
            const char *alone,
            Rank        rank)
{
  g_autofree char *joined = g_strjoinv ("\n", (char **) edits->pdata);
  g_autofree char *key = g_strdup_printf ("%d\n%s\n%s", (int) rank, joined, alone != NULL ? alone : "");
  Group *group = g_hash_table_lookup (groups->by_key, key);

  if (group != NULL)
    return group;
  group = g_new0 (Group, 1);
  group->name = g_strdup (name);
  group->rank = rank;
  group->rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_insert (groups->by_key, g_steal_pointer (&key), group);
  g_ptr_array_add (groups->groups, group);
  return group;
}

static Rank
rank_file (const CwFileChange *file,
           const char         *common)
{
  if (common != NULL)
    return RANK_COMMON;
  for (guint i = 0; i < file->edits->len; i++)
    if (is_by_hand (file->edits->pdata[i]))
      return RANK_BY_HAND;
  return RANK_PLANNED;
}

static void
add_file (CwPlan             *plan,
          Groups             *groups,
          const char         *repository,
          const CwFileChange *file)
{
  guint n_named = 0;
  g_autoptr (GPtrArray) edits = describe_edits (file, &n_named);
  g_autofree char *name = name_file (file, edits, n_named), *folder = NULL, *place = NULL, *subtitle = NULL;
  g_autofree char *title = split_path (file->path, &folder), *common = say_common (plan, repository, file);
  Rank rank = rank_file (file, common);
  const char *mark = common != NULL ? common : rank == RANK_BY_HAND ? _ ("Edited by hand") : NULL;
  CwChangeRow *row = NULL;
  Group *group = NULL;

  g_ptr_array_sort (edits, compare_texts);
  g_ptr_array_add (edits, NULL);
  group = find_group (groups, edits, name, is_whole (file) ? file->path : NULL, rank);
  place = g_str_equal (folder, ".") ? g_strdup (repository) : g_strconcat (repository, "/", folder, NULL);
  /* Translators: where a file is and what changes in it. */
  subtitle = mark != NULL ? g_strdup_printf ("%s · %s · %s", mark, place, name)
                          : g_strdup_printf (_ ("%s · %s"), place, name);
  row = cw_change_row_new (plan, CW_CHANGE_ROW_FILE, repository, title, subtitle);
  cw_change_row_set_file (row, file);
  g_ptr_array_add (group->rows, row);
}

static const CwFileChange *
find_file (CwPlan     *plan,
           const char *repository,
           const char *path)
{
  const CwChangeSet *changes = cw_plan_get_change_set (plan, repository);

  for (guint i = 0; changes != NULL && i < changes->files->len; i++)
    {
      const CwFileChange *file = changes->files->pdata[i];

      if (g_str_equal (file->path, path))
        return file;
    }
  return NULL;
}

static gboolean
is_wanted (const char *const *repositories,
           const char        *id)
{
  return repositories == NULL || id == NULL || g_strv_contains (repositories, id);
}

static char *
make_question (const CwMention *mention)
{
  if (mention->form == CW_ANSWER_FORM_SIDE)
    return g_strdup (_ ("An edit by hand, or what the plan says?"));
  if (mention->form == CW_ANSWER_FORM_KEEP)
    /* Translators: what is asked: what stands in a file that can't be read, or “the whole file”. */
    return g_strdup_printf (_ ("%s: does it stay?"), mention->value);
  /* Translators: what is asked: the value that stands in a file. */
  return g_strdup_printf (_ ("%s: change it?"), mention->value);
}

static void
add_questions (CwPlan            *plan,
               const char *const *repositories,
               GListStore        *store)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = mentions->pdata[i];
      g_autoptr (CwChangeRow) row = NULL;
      g_autofree char *title = NULL, *subtitle = NULL;

      if (mention->fate != CW_FATE_QUESTION || !is_wanted (repositories, mention->repository))
        continue;
      title = make_question (mention);
      subtitle = g_strdup_printf (_ ("%s · %s, line %u"), mention->repository, mention->path, mention->line);
      row = cw_change_row_new (plan, CW_CHANGE_ROW_QUESTION, mention->repository, title, subtitle);
      cw_change_row_set_mention (row, mention);
      cw_change_row_set_file (row, find_file (plan, mention->repository, mention->path));
      g_list_store_append (store, row);
    }
}

static gboolean
is_waved (CwPlan              *plan,
          CwView              *view,
          const CwPlanWarning *warning)
{
  g_autofree char *id = cw_plan_warning_name_check (warning, cw_plan_get_site (plan));
  const CwCheck *check = view != NULL ? cw_view_find_check (view, id) : NULL;

  return check != NULL && check->state == CW_CHECK_WAVED;
}

/* Those that are open, or those that were waved through. */
static void
add_warnings (CwPlan            *plan,
              const char *const *repositories,
              CwView            *view,
              CwChangeRowKind    kind,
              GListStore        *store)
{
  GPtrArray *warnings = cw_plan_get_warnings (plan);

  for (guint i = 0; i < warnings->len; i++)
    {
      const CwPlanWarning *warning = warnings->pdata[i];
      g_autoptr (CwChangeRow) row = NULL;

      if (!is_wanted (repositories, warning->repository)
          || is_waved (plan, view, warning) != (kind == CW_CHANGE_ROW_WAVED))
        continue;
      row = cw_change_row_new (plan, kind, warning->repository, warning->text,
                               warning->repository != NULL ? warning->repository : "");
      cw_change_row_set_warning (row, warning);
      if (warning->repository != NULL && warning->path != NULL)
        cw_change_row_set_file (row, find_file (plan, warning->repository, warning->path));
      g_list_store_append (store, row);
    }
}

static char *
name_repositories (const Group *group)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < group->rows->len; i++)
    {
      const char *name = cw_change_row_get_repository (group->rows->pdata[i]);

      if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, (gpointer) name);
    }
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static void
add_group (CwPlan      *plan,
           GListStore  *store,
           const Group *group)
{
  g_autofree char *title = NULL, *subtitle = NULL, *repositories = NULL;
  g_autoptr (CwChangeRow) row = NULL;

  if (group->rows->len == 1)
    {
      g_list_store_append (store, group->rows->pdata[0]);
      return;
    }
  title = g_strdup_printf (ngettext ("%s in %u file", "%s in %u files", group->rows->len), group->name,
                           group->rows->len);
  repositories = name_repositories (group);
  subtitle = group->rank == RANK_BY_HAND ? g_strdup_printf (_ ("%s · %s"), _ ("Edited by hand"), repositories)
                                         : g_steal_pointer (&repositories);
  row = cw_change_row_new (plan, CW_CHANGE_ROW_GROUP, cw_change_row_get_repository (group->rows->pdata[0]), title,
                           subtitle);
  cw_change_row_set_file (row, cw_change_row_get_file (group->rows->pdata[0]));
  for (guint i = 0; i < group->rows->len; i++)
    cw_change_row_add_child (row, group->rows->pdata[i]);
  g_list_store_append (store, row);
}

/* What was left out stands last, in one row that opens: it is settled, but not forgotten. */
static void
add_left_out (CwPlan            *plan,
              const char *const *repositories,
              GListStore        *store)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);
  g_autoptr (CwChangeRow) group = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *title = NULL;

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = mentions->pdata[i];
      g_autofree char *place = NULL;
      CwChangeRow *row;

      if (!mention->left_out || !is_wanted (repositories, mention->repository))
        continue;
      place = g_strdup_printf (_ ("%s · %s, line %u"), mention->repository, mention->path, mention->line);
      row = cw_change_row_new (plan, CW_CHANGE_ROW_LEFT_OUT, mention->repository, mention->value, place);
      cw_change_row_set_mention (row, mention);
      cw_change_row_set_file (row, find_file (plan, mention->repository, mention->path));
      g_ptr_array_add (rows, row);
    }
  if (rows->len == 0)
    return;
  title = g_strdup_printf (ngettext ("%u edit left out", "%u edits left out", rows->len), rows->len);
  group = cw_change_row_new (plan, CW_CHANGE_ROW_LEFT_OUT, NULL, title, "");
  for (guint i = 0; i < rows->len; i++)
    cw_change_row_add_child (group, rows->pdata[i]);
  g_list_store_append (store, group);
}

static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  const Group *first = *(const Group *const *) a, *second = *(const Group *const *) b;

  if (first->rank != second->rank)
    return first->rank < second->rank ? -1 : 1;
  return (first->rows->len > second->rows->len) - (first->rows->len < second->rows->len);
}

/**
 * cw_change_rows_new:
 * @plan: (nullable): a plan; without one there are no rows
 * @repositories: (nullable) (array zero-terminated=1): ids of those that are shown; %NULL for all
 * @view: (nullable): the preparation whose plan it is, which knows what was waved through
 *
 * Lists questions, then warnings, then files that concern every site, then those that a person edited by hand, then
 * files whose edits no other file has, then groups of files with equal edits, the smallest first: what is unusual is seen before what is not. What was waved
 * through and what was left out comes last.
 *
 * Returns: (transfer full) (element-type CwChangeRow): the rows
 */
GListModel *
cw_change_rows_new (CwPlan            *plan,
                    const char *const *repositories,
                    CwView            *view)
{
  GListStore *store = NULL;
  GPtrArray *sets = NULL;
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (group_free);
  Groups groups = { by_key, list };

  g_return_val_if_fail (plan == NULL || CW_IS_PLAN (plan), NULL);

  store = g_list_store_new (CW_TYPE_CHANGE_ROW);
  if (plan == NULL)
    return G_LIST_MODEL (store);
  sets = cw_plan_get_change_sets (plan);
  add_questions (plan, repositories, store);
  add_warnings (plan, repositories, view, CW_CHANGE_ROW_WARNING, store);
  for (guint i = 0; i < sets->len; i++)
    {
      const CwChangeSet *changes = sets->pdata[i];

      for (guint k = 0; is_wanted (repositories, changes->repository) && k < changes->files->len; k++)
        add_file (plan, &groups, changes->repository, changes->files->pdata[k]);
    }
  g_ptr_array_sort (list, compare_groups);
  for (guint i = 0; i < list->len; i++)
    add_group (plan, store, list->pdata[i]);
  add_warnings (plan, repositories, view, CW_CHANGE_ROW_WAVED, store);
  add_left_out (plan, repositories, store);
  return G_LIST_MODEL (store);
}
