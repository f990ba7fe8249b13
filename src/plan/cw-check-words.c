/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-check-words"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cw-check.h"
#include "cw-line-pieces.h"
#include "cw-owner.h"

/* Checks that read lines, whatever the file's kind. */

/* One line as `key: value` or `key=value`, its comment left out. */
typedef struct
{
  char *key;   /* (owned): empty where there is none */
  char *value; /* (owned): without quotes */
  char *text;  /* (owned): all of it */
} Line;

static void
line_clear (Line *line)
{
  g_clear_pointer (&line->key, g_free);
  g_clear_pointer (&line->value, g_free);
  g_clear_pointer (&line->text, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, line_clear)

static gsize
find_comment (const char *text,
              gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] == '#' && (i == 0 || text[i - 1] == ' ' || text[i - 1] == '\t'))
      return i;
  return length;
}

/* Whether it's the mark of a list's item, and no option's dash. */
static gboolean
is_item_mark (const char *text)
{
  return *text == '-' && (text[1] == ' ' || text[1] == '\t' || text[1] == '\0');
}

static const char *
skip_marks (const char *text)
{
  while (*text != '\0' && (strchr (" \t\"'", *text) != NULL || is_item_mark (text)))
    text++;
  return text;
}

/* Where the value begins behind a colon and a blank, or an equals sign; that of a later option of a command line
 * stands behind no key. */
static const char *
find_value (const char *text)
{
  const char *start = skip_marks (text);

  for (const char *p = text; *p != '\0'; p++)
    if ((*p == ':' && (p[1] == ' ' || p[1] == '\0'))
        || (*p == '=' && !(p > start && *start == '-' && memchr (start, ' ', (gsize) (p - start)) != NULL)))
      return p;
  return NULL;
}

static char *
strip (const char *text)
{
  g_autofree char *copy = g_strdup (skip_marks (text));

  for (gsize end = strlen (copy); end > 0 && strchr (" \t\r\"',", copy[end - 1]) != NULL; end--)
    copy[end - 1] = '\0';
  return g_steal_pointer (&copy);
}

static void
read_line (const char *text,
           gsize       length,
           Line       *line)
{
  g_autofree char *plain = g_strndup (text, find_comment (text, length));
  const char *mark = find_value (plain);
  g_autofree char *before = mark != NULL ? g_strndup (plain, (gsize) (mark - plain)) : g_strdup ("");
  g_autofree char *key = strip (before), *value = strip (mark != NULL ? mark + 1 : plain);

  line->key = g_strdup (key + strspn (key, "-"));
  line->value = strip (cw_line_skip_properties (value));
  line->text = g_steal_pointer (&plain);
}

typedef void (*LineFunc) (CwCheckWork *self, const CwCheckFile *file, guint number, const Line *line);

static void
foreach_line (CwCheckWork *self,
              CwCheckFile *file,
              LineFunc     visit)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (file->bytes, &size), *end = data + size;

  for (guint number = 1; data < end; number++)
    {
      const char *feed = memchr (data, '\n', (gsize) (end - data));
      gsize length = feed != NULL ? (gsize) (feed - data) : (gsize) (end - data);
      g_auto (Line) line = { 0 };

      read_line (data, length, &line);
      if (*line.value != '\0')
        visit (self, file, number, &line);
      data += length + 1;
    }
}

/**
 * cw_check_is_marked:
 * @self: a check's work
 * @word: a host
 *
 * Returns: whether the procedure says whose it is
 */
gboolean
cw_check_is_marked (const CwCheckWork *self,
                    const char        *word)
{
  GPtrArray *sites = cw_procedure_get_sites (self->scope->procedure);

  for (guint i = 0; i < sites->len; i++)
    if (cw_owner_is_marked (sites->pdata[i], word, FALSE))
      return TRUE;
  return FALSE;
}

/* The site whose mark @word bears, unless it is this one's too. */
static const CwSite *
find_other (const CwCheckWork *self,
            const char        *word,
            gboolean           whole)
{
  GPtrArray *sites = cw_procedure_get_sites (self->scope->procedure);
  const CwSite *own = cw_procedure_get_site (self->scope->procedure, self->scope->site);

  if (cw_owner_is_marked (own, word, whole))
    return NULL;
  for (guint i = 0; i < sites->len; i++)
    if (sites->pdata[i] != own && cw_owner_is_marked (sites->pdata[i], word, whole))
      return sites->pdata[i];
  return NULL;
}

/* The name of another site that is all of an option's argument in a command line: “--s3instance base”. */
static const CwSite *
find_in_options (const CwCheckWork *self,
                 char             **words,
                 const char       **found)
{
  const char *before = "";

  for (guint i = 0; words[i] != NULL; i++)
    {
      const CwSite *other = NULL;

      if (*words[i] == '\0')
        continue;
      if (*before == '-' && *words[i] != '-')
        other = find_other (self, words[i], TRUE);
      if (other != NULL)
        {
          *found = words[i];
          return other;
        }
      before = words[i];
    }
  return NULL;
}

/* The name of another site that is all of a value in brackets, or of a variable. */
static const CwSite *
find_in_pieces (const CwCheckWork *self,
                GPtrArray         *pieces,
                const char       **found)
{
  for (guint i = 0; i < pieces->len; i++)
    {
      const CwLinePiece *piece = pieces->pdata[i];
      const CwSite *other = find_other (self, piece->value, TRUE);

      if (other == NULL)
        continue;
      *found = piece->value;
      return other;
    }
  return NULL;
}

/* A host anywhere in the value, a name only where it is all of it or of an option's argument; one alarm a line. */
static void
look_for_sites (CwCheckWork       *self,
                const CwCheckFile *file,
                guint              number,
                const Line        *line)
{
  g_auto (GStrv) words = g_strsplit_set (line->value, " \t/:@,;\"'=()[]{}", -1);
  g_auto (GStrv) arguments = g_strsplit_set (line->value, " \t,;\"'=()[]{}", -1);
  const CwSite *other = find_other (self, line->value, TRUE);
  const char *found = line->value;
  g_autoptr (GPtrArray) pieces = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; other == NULL && words[i] != NULL; i++)
    if (strchr (words[i], '.') != NULL && (other = find_other (self, words[i], FALSE)) != NULL)
      found = words[i];
  if (other == NULL)
    other = find_in_options (self, arguments, &found);
  if (other == NULL)
    {
      pieces = cw_line_list_pieces (line->text);
      other = find_in_pieces (self, pieces, &found);
    }
  if (other == NULL)
    return;
  text = g_strdup_printf (_ ("“%s” belongs to %s"), found, other->name);
  cw_check_alarm (self, file->path, number, line->key, found, text);
}

/* Whether any mark of another site stands in the file at all: most files have none, and need no second look. */
static gboolean
may_have_mark (const CwCheckWork *self,
               const CwCheckFile *file)
{
  GPtrArray *sites = cw_procedure_get_sites (self->scope->procedure);
  for (guint i = 0; i < sites->len; i++)
    {
      const CwSite *site = sites->pdata[i];

      if (g_str_equal (site->id, self->scope->site))
        continue;
      for (guint j = 0; site->marks != NULL && site->marks[j] != NULL; j++)
        {
          const char *core = site->marks[j] + strspn (site->marks[j], "*?");
          gsize length = strcspn (core, "*?");

          if (length == 0 || cw_check_file_has (file, core, length))
            return TRUE;
        }
    }
  return FALSE;
}

/**
 * cw_check_sites:
 * @self: a check's work
 *
 * Looks for another site's names, hosts, prefixes and indices. For cw_scope_check().
 */
void
cw_check_sites (CwCheckWork *self)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      CwCheckFile *file = self->files->pdata[i];

      if (!cw_check_concerns (self, file))
        continue;
      if (may_have_mark (self, file))
        foreach_line (self, file, look_for_sites);
      cw_check_learned (self, file);
    }
}

static gboolean
is_key (const CwTagRule *rule,
        const char      *key)
{
  for (guint i = 0; rule->keys[i] != NULL; i++)
    if (g_pattern_match_simple (rule->keys[i], key))
      return TRUE;
  return FALSE;
}

/* What the procedure's branches begin with, up to the ticket: “tickets”. */
static char *
dup_prefix (const CwCheckWork *self)
{
  const char *branch = cw_procedure_get_branch (self->scope->procedure);

  return g_strndup (branch, strcspn (branch, "/-{"));
}

/* (nullable): where a ticket's branch begins in a value: all of it, or the tag of an image. In a tag a slash can't
 * stand: people write a dash there. */
static const char *
find_branch (const char *value,
             const char *prefix)
{
  const char *colon = strrchr (value, ':');
  const char *tag = colon != NULL && strchr (colon, '/') == NULL ? colon + 1 : value;
  gsize length = strlen (prefix);

  for (const char *start = value; length > 0; start = tag)
    {
      if (g_str_has_prefix (start, prefix) && (start[length] == '/' || start[length] == '-'))
        return start;
      if (start == tag)
        return NULL;
    }
  return NULL;
}

static gboolean
look_for_branch_in (CwCheckWork       *self,
                    const CwCheckFile *file,
                    guint              number,
                    const char        *key,
                    const char        *value)
{
  const char *blank = strrchr (key, ' ');  /* export rev= */
  g_autofree char *prefix = dup_prefix (self), *text = NULL;
  const char *branch = is_key (self->rule, blank != NULL ? blank + 1 : key) ? find_branch (value, prefix) : NULL;

  if (branch == NULL)
    return FALSE;
  text = g_strdup_printf (_ ("“%s” is a ticket’s branch"), branch);
  cw_check_alarm (self, file->path, number, key, branch, text);
  return TRUE;
}

static void
look_for_branch (CwCheckWork       *self,
                 const CwCheckFile *file,
                 guint              number,
                 const Line        *line)
{
  g_autoptr (GPtrArray) pieces = NULL;

  if (look_for_branch_in (self, file, number, line->key, line->value))
    return;
  pieces = cw_line_list_pieces (line->text);
  for (guint i = 0; i < pieces->len; i++)
    {
      const CwLinePiece *piece = pieces->pdata[i];

      if (look_for_branch_in (self, file, number, piece->key, piece->value))
        return;
    }
}

/**
 * cw_check_branches:
 * @self: a check's work
 *
 * Looks for ticket branches left as tags or revisions. For cw_scope_check().
 */
void
cw_check_branches (CwCheckWork *self)
{
  g_autofree char *prefix = dup_prefix (self);

  for (guint i = 0; i < self->files->len; i++)
    {
      CwCheckFile *file = self->files->pdata[i];

      if (cw_check_concerns (self, file) && cw_check_file_has (file, prefix, strlen (prefix)))
        foreach_line (self, file, look_for_branch);
    }
}

/* How many bytes at @at are a letter with digits and full stops, as a cycle begins; 0 where a longer word goes on. */
static gsize
measure_cycle (const char *text,
               gsize       length,
               gsize       at)
{
  char letter = text[at] | ' ';  /* a capital made small */
  gsize end = at + 1;

  if ((letter != 'c' && letter != 'k') || (at > 0 && g_ascii_isalnum (text[at - 1])))
    return 0;
  while (end < length && (g_ascii_isdigit (text[end]) || (text[end] == '.' && end > at + 1)))
    end++;
  return end > at + 1 && (end == length || !(g_ascii_isalnum (text[end]) || strchr ("_-+", text[end]) != NULL))
           ? end - at
           : 0;
}

/* Whether something looks like a cycle and is none: “c033”, “c0033.3”, “C0033”. */
static gboolean
has_odd_cycle (const char *text,
               gsize       length)
{
  for (gsize at = 0; at < length; at++)
    {
      gsize taken = measure_cycle (text, length, at), used = 0;
      CwCycle cycle;

      if (taken > 0 && (!cw_cycle_scan (text + at, taken, &cycle, &used) || used != taken))
        return TRUE;
    }
  return FALSE;
}

/* Whether another word stands before the byte @at or, where it @follows, behind it, with blanks between. */
static gboolean
has_neighbour (const char *text,
               gsize       length,
               gsize       at,
               gboolean    follows)
{
  gsize from = at;

  if (follows)
    {
      while (at < length && (text[at] == ' ' || text[at] == '\t'))
        at++;
      return at > from && at < length && g_ascii_isalnum (text[at]);
    }
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t'))
    at--;
  return at < from && at > 0 && g_ascii_isalnum (text[at - 1]);
}

/* Whether a cycle has words beside it: “c0045 c”. */
static gboolean
has_loose_cycle (const char *text,
                 gsize       length)
{
  for (gsize at = 0; at < length; at++)
    {
      gsize taken = measure_cycle (text, length, at);

      if (taken > 0 && (has_neighbour (text, length, at, FALSE) || has_neighbour (text, length, at + taken, TRUE)))
        return TRUE;
    }
  return FALSE;
}

/* Of a path the last word: a line knows no more. */
static gboolean
may_be_key (const CwTagRule *rule,
            const char      *key)
{
  for (guint i = 0; rule->keys != NULL && rule->keys[i] != NULL; i++)
    {
      const char *dot = strrchr (rule->keys[i], '.');

      if (g_pattern_match_simple (dot != NULL ? dot + 1 : rule->keys[i], key))
        return TRUE;
    }
  return FALSE;
}

/* The first rule that tags move by in such a file, under such a key. */
static const CwTagRule *
find_mover (const CwCheckWork *self,
            const CwCheckFile *file,
            const char        *key)
{
  GPtrArray *rules = self->scope->files->rules;
  const CwTagRule *found = NULL;

  for (guint i = 0; i < rules->len; i++)
    {
      const CwTagRule *rule = rules->pdata[i];

      if (rule->kind >= CW_RULE_FIRST_CHECK || rule->kind == CW_RULE_PIN || rule->kind == CW_RULE_ENV_REVISION
          || !cw_path_matches_any ((const char *const *) rule->files, file->path))
        continue;
      if (rule->kind == CW_RULE_OWN_SCHEDULE)
        return NULL;
      if (found == NULL && may_be_key (rule, key))
        found = rule;
    }
  return found;
}

/* Whether a text has what only a reader takes for the cycle that is left: “c044” or “C0044” for c0044. */
static gboolean
has_left_cycle (const CwScope *scope,
                   const char    *text)
{
  gsize length = strlen (text);

  for (gsize at = 0; at < length; at++)
    {
      gsize taken = measure_cycle (text, length, at);

      if (taken > 3 && g_ascii_tolower (text[at]) == scope->left.series
          && g_ascii_strtoull (text + at + 1, NULL, 10) == scope->left.number)
        return TRUE;
    }
  return FALSE;
}

/* Under a key that no rule moves it counts only where everything else leaves that cycle. */
static void
look_for_unclaimed (CwCheckWork       *self,
                    const CwCheckFile *file,
                    guint              number,
                    const char        *key,
                    const char        *value)
{
  const CwScope *scope = self->scope;
  CwTagRule unclaimed = { 0 };
  g_autofree char *id = g_strdup (CW_PLAN_COMPLETENESS), *text = NULL;
  g_autofree char *reason = g_strdup (_ ("Everything else leaves that cycle: edit the line by hand, or let it stay."));

  if (scope->left.number == 0 || cw_cycle_is_incremental (scope->target) || !has_left_cycle (scope, value))
    return;
  for (guint i = 0; i < scope->files->rules->len; i++)
    {
      const CwTagRule *rule = scope->files->rules->pdata[i];

      if (rule->kind == CW_RULE_OWN_SCHEDULE && cw_path_matches_any ((const char *const *) rule->files, file->path))
        return;
    }
  unclaimed.id = id;
  unclaimed.reason = reason;
  self->rule = &unclaimed;
  text = g_strdup_printf (_ ("“%s” looks like the present cycle, and no rule says why it stays"), value);
  cw_check_odd (self, file->path, number, key, value, text,
                _ ("It looks like the present cycle, and no rule says why it stays."));
  self->rule = NULL;
}

static void
look_for_odd_cycle (CwCheckWork       *self,
                    const CwCheckFile *file,
                    guint              number,
                    const Line        *line)
{
  const char *blank = strrchr (line->key, ' ');  /* export CYCLE= */
  const char *key = blank != NULL ? blank + 1 : line->key;
  gboolean loose = strpbrk (line->value, " \t") != NULL;
  g_autofree char *text = NULL;

  if (!(loose ? has_loose_cycle : has_odd_cycle) (line->value, strlen (line->value)))
    return;
  self->rule = find_mover (self, file, key);
  if (self->rule == NULL && !loose)
    look_for_unclaimed (self, file, number, key, line->value);
  if (self->rule == NULL || (loose && self->rule->kind == CW_RULE_CYCLE_NUMBER))
    return;
  if (loose)
    {
      text = g_strdup_printf (_ ("“%s” is no tag: a tag is one word"), line->value);
      cw_check_odd (self, file->path, number, key, line->value, text, _ ("It is no tag: a tag is one word."));
      return;
    }
  text = g_strdup_printf (_ ("“%s” looks like a cycle and is none: nothing moves it"), line->value);
  cw_check_odd (self, file->path, number, key, line->value, text,
                _ ("It looks like a cycle and is none: nothing moves it."));
}

/**
 * cw_check_odd_cycles:
 * @self: a check's work
 *
 * Looks where a cycle is expected for what only looks like one, which no completeness counts. For cw_scope_check().
 */
void
cw_check_odd_cycles (CwCheckWork *self)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      CwCheckFile *file = self->files->pdata[i];
      gsize size = 0;
      const char *data = g_bytes_get_data (file->bytes, &size);

      if (size > 0 && (has_odd_cycle (data, size) || has_loose_cycle (data, size)))
        foreach_line (self, file, look_for_odd_cycle);
    }
}
