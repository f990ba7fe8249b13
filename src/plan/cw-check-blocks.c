/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-check-blocks"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-check.h"
#include "cw-component-edit.h"

/* Checks that compare a value with what stands beside it. */

/* How many siblings tell what is usual, and how far from that a value may lie: without a unit, and with one. */
#define MIN_SIBLINGS 4
#define MAX_BARE 40.0
#define MIN_BARE 1000.0
#define MAX_FACTOR 4000.0

/* The last key of a YAML path: a cheap look before the path is compared. */
static const char *
find_last (const char *path)
{
  const char *dot = strrchr (path, '.');

  return dot != NULL ? dot + 1 : path;
}

static gboolean
may_have_key (const CwCheckWork *self,
              const CwCheckFile *file)
{
  for (guint i = 0; self->rule->keys[i] != NULL; i++)
    {
      const char *last = find_last (self->rule->keys[i]);

      if (cw_check_file_has (file, last, strlen (last)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
may_be_path (const CwTagRule  *rule,
             const CwYamlNode *node)
{
  for (guint i = 0; rule->keys[i] != NULL; i++)
    if (g_str_equal (find_last (rule->keys[i]), node->key->value))
      return TRUE;
  return FALSE;
}

/* (nullable): the file's nodes, where it may have one of the rule's paths. */
static GPtrArray *
list_nodes (CwCheckWork *self,
            CwCheckFile *file)
{
  CwYaml *yaml = cw_check_concerns (self, file) && may_have_key (self, file) ? cw_check_file_get_yaml (file) : NULL;

  return yaml != NULL ? cw_yaml_get_nodes (yaml) : NULL;
}

typedef void (*NodeFunc) (CwCheckWork *self, const CwCheckFile *file, const CwYamlNode *node, gpointer user_data);

/* Every scalar at one of the rule's paths. */
static void
foreach_node (CwCheckWork *self,
              NodeFunc     visit,
              gpointer     user_data)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      CwCheckFile *file = self->files->pdata[i];
      GPtrArray *nodes = list_nodes (self, file);

      for (guint j = 0; nodes != NULL && j < nodes->len; j++)
        {
          const CwYamlNode *node = nodes->pdata[j];
          g_autofree char *path = NULL;

          if (node->kind != CW_YAML_SCALAR || node->key == NULL || !may_be_path (self->rule, node))
            continue;
          path = cw_yaml_node_dup_path (node);
          if (cw_check_is_path (self->rule, path))
            visit (self, file, node, user_data);
        }
    }
}

static const char *
skip_to_digits (const char *name)
{
  gsize length = strlen (name);

  while (length > 0 && g_ascii_isdigit (name[length - 1]))
    length--;
  return name + length;
}

/* The number among the words of a launch command-line. */
static char *
find_index (const char *argument)
{
  g_auto (GStrv) words = g_strsplit_set (argument, " \t", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && *skip_to_digits (words[i]) != '\0' && skip_to_digits (words[i]) == words[i])
      return g_strdup (words[i]);
  return NULL;
}

/* `ess01` may start as 101: of a number that begins with a zero only the end counts. */
static gboolean
is_same_index (const char *index,
               const char *number)
{
  if (g_ascii_strtoull (index, NULL, 10) == g_ascii_strtoull (number, NULL, 10))
    return TRUE;
  return *number == '0' && g_str_has_suffix (index, number);
}

/* A variable is written as a key, as NAME=VALUE in a list, or as a name beside its value in one. Returns its path as if
 * it were a key, with the @value and the @list or mapping of variables that it is in; %NULL for any other node. */
static char *
read_variable (const CwYamlNode  *node,
               const char       **value,
               const CwYamlNode **list)
{
  const CwYamlNode *parent = node->kind == CW_YAML_SCALAR ? node->parent : NULL;
  const CwYamlNode *name = parent != NULL && parent->kind == CW_YAML_MAPPING && node->key != NULL
                             && g_str_equal (node->key->value, "value") && parent->parent != NULL
                             && parent->parent->kind == CW_YAML_SEQUENCE
                             ? cw_yaml_node_get_child (parent, "name") : NULL;
  const char *equals = parent != NULL && parent->kind == CW_YAML_SEQUENCE ? strchr (node->value, '=') : NULL;
  g_autofree char *path = NULL, *word = NULL;

  *value = equals != NULL ? equals + 1 : node->value;
  *list = name != NULL ? parent->parent : parent;
  if (parent == NULL || (equals == NULL && node->key == NULL))
    return NULL;
  if (equals == NULL && (name == NULL || name->kind != CW_YAML_SCALAR))
    return cw_yaml_node_dup_path (node);
  path = cw_yaml_node_dup_path (*list);
  word = equals != NULL ? g_strndup (node->value, (gsize) (equals - node->value)) : g_strdup (name->value);
  return g_strconcat (path, *path != '\0' ? "." : "", word, NULL);
}

/* What the component with the variables of @list is called: by its classifier, its block's key, or, where the file is
 * all its own, the file's folder. */
static char *
dup_name (const CwCheckFile *file,
          const CwYamlNode  *list)
{
  const CwYamlNode *block = list->parent;
  const CwYamlNode *classifier = block != NULL && block->kind == CW_YAML_MAPPING
                                   ? cw_yaml_node_get_child (block, "classifier") : NULL;
  g_autofree char *folder = NULL;

  if (classifier != NULL && classifier->kind == CW_YAML_SCALAR)
    return g_strdup (classifier->value);
  if (block == NULL || block->key != NULL)
    return block != NULL ? g_strdup (block->key->value) : NULL;
  folder = g_path_get_dirname (file->path);
  return block->parent == NULL ? g_path_get_basename (folder) : NULL;
}

static void
look_at_index (CwCheckWork       *self,
               const CwCheckFile *file,
               const CwYamlNode  *node)
{
  const char *value = NULL;
  const CwYamlNode *list = NULL;
  g_autofree char *path = NULL, *name = NULL, *index = NULL, *text = NULL;

  if (node->kind != CW_YAML_SCALAR || strpbrk (node->value, "0123456789") == NULL)
    return;
  path = read_variable (node, &value, &list);
  if (path == NULL || !cw_check_is_path (self->rule, path))
    return;
  name = dup_name (file, list);
  index = find_index (value);
  if (index == NULL || name == NULL || *skip_to_digits (name) == '\0' || is_same_index (index, skip_to_digits (name)))
    return;
  text = g_strdup_printf (_ ("“%s” starts with index %s, but is called “%s”"), value, index, name);
  cw_check_alarm (self, file->path, node->line, path, value, text);
}

/**
 * cw_check_indices:
 * @self: a check's work
 *
 * Compares a `RUN_ARG`'s index with classifier and name. For cw_scope_check().
 */
void
cw_check_indices (CwCheckWork *self)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      CwCheckFile *file = self->files->pdata[i];
      GPtrArray *nodes = list_nodes (self, file);

      for (guint j = 0; nodes != NULL && j < nodes->len; j++)
        look_at_index (self, file, nodes->pdata[j]);
    }
}

typedef struct
{
  const CwCheckFile *file;
  const CwYamlNode  *node;
  double             number;  /* as it is written, without its unit */
  double             amount;
  gboolean           bare;
} Amount;

static gboolean
read_amount (const char *value,
             Amount     *amount)
{
  static const struct
  {
    const char *unit;
    double      factor;
  } units[] = {
    { "", 1 },         { "m", 0.001 },      { "k", 1e3 },           { "M", 1e6 },
    { "G", 1e9 },      { "T", 1e12 },       { "Ki", 1024.0 },       { "Mi", 1048576.0 },
    { "Gi", 1073741824.0 }, { "Ti", 1099511627776.0 },
  };
  char *end = NULL;
  double number = g_ascii_strtod (value, &end);

  if (end == value || number <= 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (end, units[i].unit))
      {
        amount->number = number;
        amount->amount = number * units[i].factor;
        amount->bare = i == 0;
        return TRUE;
      }
  return FALSE;
}

static void
collect_amount (CwCheckWork       *self,
                const CwCheckFile *file,
                const CwYamlNode  *node,
                gpointer           user_data)
{
  Amount amount = { .file = file, .node = node };

  if (read_amount (node->value, &amount))
    g_array_append_val (user_data, amount);
  else if (*node->value != '\0' && !g_str_equal (node->value, "null") && !cw_component_is_quantity (node->value))
    {
      g_autofree char *path = cw_yaml_node_dup_path (node);
      g_autofree char *text = g_strdup_printf (_ ("“%s: %s” is no amount, such as 1, 100m or 200Mi"), node->key->value,
                                               node->value);

      cw_check_alarm (self, file->path, node->line, path, node->value, text);
    }
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left < right ? -1 : left > right;
}

/* The middle one of all amounts under the same key, found once; 0 where there are too few to tell. */
static double
find_median (GArray     *amounts,
             GHashTable *medians,
             const char *key)
{
  double *median = g_hash_table_lookup (medians, key);
  g_autoptr (GArray) numbers = NULL;

  if (median != NULL)
    return *median;
  numbers = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < amounts->len; i++)
    {
      const Amount *amount = &g_array_index (amounts, Amount, i);

      if (g_str_equal (amount->node->key->value, key))
        g_array_append_val (numbers, amount->amount);
    }
  g_array_sort (numbers, compare_numbers);
  median = g_new0 (double, 1);
  *median = numbers->len > MIN_SIBLINGS ? g_array_index (numbers, double, numbers->len / 2) : 0;
  g_hash_table_insert (medians, (gpointer) key, median);
  return *median;
}

static gboolean
is_out_of_line (const Amount *amount,
                double        median)
{
  double ratio = median > 0 ? amount->amount / median : 1;

  if (amount->bare)
    return ratio >= MAX_BARE || ratio <= 1 / MIN_BARE;
  return ratio >= MAX_FACTOR || ratio <= 1 / MAX_FACTOR;
}

/* Where there are too few to tell what is usual: the same number with a unit at another component. */
static gboolean
lacks_unit (const Amount *amount,
            GArray       *amounts)
{
  for (guint i = 0; amount->bare && i < amounts->len; i++)
    {
      const Amount *other = &g_array_index (amounts, Amount, i);

      if (!other->bare && other->number >= amount->number && other->number <= amount->number
          && g_str_equal (other->node->key->value, amount->node->key->value))
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_check_amounts:
 * @self: a check's work
 *
 * Compares amounts of CPU and memory with those of the siblings. For cw_scope_check().
 */
void
cw_check_amounts (CwCheckWork *self)
{
  g_autoptr (GArray) amounts = g_array_new (FALSE, FALSE, sizeof (Amount));
  g_autoptr (GHashTable) medians = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  foreach_node (self, collect_amount, amounts);
  for (guint i = 0; i < amounts->len; i++)
    {
      const Amount *amount = &g_array_index (amounts, Amount, i);
      double median = find_median (amounts, medians, amount->node->key->value);
      g_autofree char *path = NULL, *text = NULL;

      if (median > 0 ? !is_out_of_line (amount, median) : !lacks_unit (amount, amounts))
        continue;
      path = cw_yaml_node_dup_path (amount->node);
      text = g_strdup_printf (_ ("“%s: %s” is far from what the site’s other components have"),
                              amount->node->key->value, amount->node->value);
      cw_check_alarm (self, amount->file->path, amount->node->line, path, amount->node->value, text);
    }
}

static const char *
word_after (const CwPlace *place)
{
  return place->fate == CW_FATE_CHANGED && place->target != NULL ? place->target : place->value;
}

static gboolean
read_cycle (const CwPlace *place,
            CwCycle       *cycle)
{
  CwTag tag;

  if (place->fate == CW_FATE_QUESTION || !cw_tag_read (word_after (place), &tag))
    return FALSE;
  *cycle = tag.cycle;
  return TRUE;
}

static const CwPlace *
find_place (const CwScope     *scope,
            CwRuleKind         kind,
            const CwPlanFile **file)
{
  for (guint i = 0; i < scope->plan_files->len; i++)
    {
      *file = scope->plan_files->pdata[i];
      for (guint j = 0; j < (*file)->places->len; j++)
        {
          const CwPlace *place = (*file)->places->pdata[j];
          CwCycle cycle;

          if (place->rule->kind == kind && read_cycle (place, &cycle))
            return place;
        }
    }
  return NULL;
}

/**
 * cw_check_halves:
 * @self: a check's work
 *
 * Compares the tag that the components share with the notebooks' cycle. For cw_scope_check().
 */
void
cw_check_halves (CwCheckWork *self)
{
  const CwPlanFile *shared_file = NULL, *notebook_file = NULL;
  const CwPlace *shared = find_place (self->scope, CW_RULE_SCALAR, &shared_file);
  const CwPlace *notebook = find_place (self->scope, CW_RULE_CYCLE_NUMBER, &notebook_file);
  CwCycle one, other;
  g_autofree char *text = NULL;

  if (shared == NULL || notebook == NULL || !read_cycle (shared, &one) || !read_cycle (notebook, &other)
      || (one.series == other.series && one.number == other.number))
    return;
  self->rule = shared->rule;
  text = g_strdup_printf (_ ("“%s” here, but “%s” in %s: they move together"), word_after (shared),
                          word_after (notebook), notebook_file->path);
  cw_check_alarm (self, shared_file->path, cw_lines_find (shared_file->lines, shared->tag.start), shared->key,
                  word_after (shared), text);
}
