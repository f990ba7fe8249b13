/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-stage"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-branch-fixes.h"
#include "cw-json.h"

/* A fix of a test stand in words: a short value stands in the sentence, lines stand below it. */

/* The most characters of a value that a sentence shows; nothing is shown below it, where it is a text's lines. */
#define MAX_SHOWN 60

static gboolean
is_short (const char *value)
{
  return value == NULL || (*value != '\0' && strchr (value, '\n') == NULL && g_utf8_strlen (value, -1) <= MAX_SHOWN);
}

/* (nullable): what stands here now */
static const char *
get_here (JsonObject *fix)
{
  return cw_json_get_string (fix, "here", cw_json_get_string (fix, "before", NULL));
}

static gboolean
is_sentence (JsonObject *fix)
{
  JsonArray *choices = cw_json_get_array (fix, "choices");

  for (guint i = 0; choices != NULL && i < json_array_get_length (choices); i++)
    if (!is_sentence (json_array_get_object_element (choices, i)))
      return FALSE;
  return is_short (get_here (fix)) && is_short (cw_json_get_string (fix, "after", NULL));
}

static const char *
name_site (CwProcedure *procedure,
           const char  *id)
{
  const CwSite *site = cw_procedure_get_site (procedure, id);

  return site != NULL ? site->name : id;
}

/**
 * cw_branch_label_choice:
 * @procedure: what this observatory does
 * @choice: what one of several stands has
 *
 * Returns: (transfer full): what is taken over by choosing it
 */
char *
cw_branch_label_choice (CwProcedure *procedure,
                        JsonObject  *choice)
{
  g_autofree char *stand = cw_branch_name_stands (procedure, choice);
  const char *after = cw_json_get_string (choice, "after", NULL);

  return after != NULL && is_short (after) ? g_strdup_printf (_ ("Take over what %s has: “%s”"), stand, after)
                                           : g_strdup_printf (_ ("Take over what %s has"), stand);
}

/**
 * cw_branch_name_stands:
 * @procedure: what this observatory does
 * @fix: the fix, as the session observes it
 *
 * Returns: (transfer full): where it was made
 */
char *
cw_branch_name_stands (CwProcedure *procedure,
                       JsonObject  *fix)
{
  JsonArray *also = cw_json_get_array (fix, "also");
  g_autoptr (GString) names = g_string_new (name_site (procedure, cw_json_get_string (fix, "from", "")));

  for (guint i = 0; also != NULL && i < json_array_get_length (also); i++)
    g_string_append_printf (names, "%s%s", i + 1 < json_array_get_length (also) ? ", " : _ (" and "),
                            name_site (procedure, json_array_get_string_element (also, i)));
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* Whether each of the places stands in a file of its own. */
static gboolean
has_own_files (JsonArray *members)
{
  g_autoptr (GHashTable) paths = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (members); i++)
    {
      JsonObject *member = json_array_get_object_element (members, i);

      if (!g_hash_table_add (paths, (gpointer) cw_json_get_string (member, "path", "")))
        return FALSE;
    }
  return TRUE;
}

/* The file and what in it, or how many of them. */
static char *
tell_where (JsonObject *fix)
{
  const char *name = cw_json_get_string (fix, "name", ""), *path = cw_json_get_string (fix, "path", "");
  const char *place = cw_json_get_string (fix, "place", "");
  JsonArray *members = cw_json_get_array (fix, "members");
  guint n_members = members != NULL ? json_array_get_length (members) : 0;
  g_autofree char *many = NULL;

  if (members == NULL)
    return g_strdup_printf ("%s, %s%s%s", path, name, *place != '\0' ? ", " : "", place);
  many = has_own_files (members) ? g_strdup_printf (ngettext ("%u file", "%u files", n_members), n_members)
                                 : g_strdup_printf (ngettext ("%u place", "%u places", n_members), n_members);
  return g_strdup_printf ("%s%s%s", many, *place != '\0' ? ", " : "", place);
}

/* What other stands have there. */
static void
tell_others (CwProcedure *procedure,
             JsonArray   *choices,
             gboolean     whole,
             GString     *text)
{
  for (guint i = 1; choices != NULL && i < json_array_get_length (choices); i++)
    {
      JsonObject *choice = json_array_get_object_element (choices, i);
      const char *after = cw_json_get_string (choice, "after", NULL);
      g_autofree char *stand = cw_branch_name_stands (procedure, choice);

      if (after == NULL)
        g_string_append_printf (text, _ (", taken out at %s"), stand);
      else if (whole)
        g_string_append_printf (text, _ (", at %s to “%s”"), stand, after);
      else
        g_string_append_printf (text, _ (", at %s otherwise"), stand);
    }
}

static char *
tell_change (const char *where,
             const char *there,
             const char *before,
             const char *after,
             gboolean    whole)
{
  if (before == NULL)
    return whole ? g_strdup_printf (_ ("%s: not here, added at %s since its deployment: “%s”"), where, there, after)
                 : g_strdup_printf (_ ("%s: not here, added at %s since its deployment"), where, there);
  if (after == NULL)
    return whole ? g_strdup_printf (_ ("%s: here “%s”, taken out at %s since its deployment"), where, before, there)
                 : g_strdup_printf (_ ("%s: taken out at %s since its deployment"), where, there);
  return whole ? g_strdup_printf (_ ("%s: here “%s”, changed at %s since its deployment to “%s”"), where, before, there,
                                  after)
               : g_strdup_printf (_ ("%s: changed at %s since its deployment"), where, there);
}

static char *
tell_added (const char *here,
            const char *there,
            JsonObject *fix)
{
  return g_strdup_printf (_ ("%s: %s got %s after its deployment (%s); here there is none"), here, there,
                          cw_json_get_string (fix, "name", ""), cw_json_get_string (fix, "path", ""));
}

/* What this site has from the stand, and the stand no more. */
static char *
tell_withdrawn (CwProcedure *procedure,
                JsonObject  *fix,
                const char  *where)
{
  const char *stand = name_site (procedure, cw_json_get_string (fix, "withdrawn", ""));
  const char *before = cw_json_get_string (fix, "before", NULL), *after = cw_json_get_string (fix, "after", NULL);
  JsonArray *members = cw_json_get_array (fix, "members");
  guint n_places = (guint) json_object_get_int_member_with_default (fix, "n-withdrawn", 0);
  gboolean whole = is_sentence (fix) && after != NULL && !json_object_has_member (fix, "choices");
  g_autofree char *what = !whole           ? g_strdup (where)
                          : before == NULL ? g_strdup_printf ("%s, “%s”", where, after)
                                           : g_strdup_printf ("%s, “%s” → “%s”", where, before, after);

  if (members != NULL && n_places < json_array_get_length (members))
    return g_strdup_printf (ngettext ("%s: taken over, and %s took it back in %u place since",
                                      "%s: taken over, and %s took it back in %u places since", n_places), what, stand,
                            n_places);
  return g_strdup_printf (_ ("%s: taken over, and %s took it back since"), what, stand);
}

static char *
tell (CwProcedure *procedure,
      const char  *here,
      const char  *there,
      JsonObject  *fix)
{
  gboolean whole = is_sentence (fix);
  g_autofree char *place = tell_where (fix), *where = g_strdup_printf ("%s, %s", here, place), *what = NULL;
  g_autoptr (GString) text = NULL;

  if (json_object_has_member (fix, "withdrawn"))
    return tell_withdrawn (procedure, fix, where);
  if (!json_object_has_member (fix, "place"))
    return tell_added (here, there, fix);
  what = tell_change (where, there, get_here (fix), cw_json_get_string (fix, "after", NULL), whole);
  text = g_string_new (what);
  tell_others (procedure, cw_json_get_array (fix, "choices"), whole, text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * cw_branch_describe_fix:
 * @procedure: what this observatory does
 * @site: id of the site that hasn't got it
 * @fix: the fix, as the session observes it
 *
 * Returns: (transfer full): what it is, in a sentence
 */
char *
cw_branch_describe_fix (CwProcedure *procedure,
                        const char  *site,
                        JsonObject  *fix)
{
  const char *here = name_site (procedure, site);
  const char *replaced = cw_json_get_string (fix, "replaced", NULL);
  const char *trouble = cw_json_get_string (fix, "trouble", NULL);
  const char *also = cw_json_get_string (fix, "changes-also", NULL);
  g_autofree char *there = cw_branch_name_stands (procedure, fix), *what = tell (procedure, here, there, fix);
  g_autoptr (GString) text = g_string_new (what);

  if (replaced != NULL)
    g_string_append_printf (text, _ (", with this site’s words: %s"), replaced);
  if (also != NULL)
    g_string_append_printf (text, _ ("; the same anchor changes %s, too"), also);
  if (trouble != NULL)
    g_string_append_printf (text, _ ("; it can’t be taken over: %s"), trouble);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
append_lines (GString    *text,
              const char *sign,
              const char *value)
{
  g_auto (GStrv) lines = value != NULL && *value != '\0' ? g_strsplit (value, "\n", -1) : NULL;

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    g_string_append_printf (text, "%s%s%s\n", sign, *lines[i] != '\0' ? " " : "", lines[i]);
}

/* The lines that go and that come, each stand's under its name where they have others. */
static void
append_changes (CwProcedure *procedure,
                JsonObject  *fix,
                GString     *text)
{
  JsonArray *choices = cw_json_get_array (fix, "choices");

  append_lines (text, "−", get_here (fix));
  if (choices == NULL)
    append_lines (text, "+", cw_json_get_string (fix, "after", NULL));
  for (guint i = 0; choices != NULL && i < json_array_get_length (choices); i++)
    {
      JsonObject *choice = json_array_get_object_element (choices, i);
      g_autofree char *stand = cw_branch_name_stands (procedure, choice);

      g_string_append_printf (text, "%s:\n", stand);
      append_lines (text, "+", cw_json_get_string (choice, "after", NULL));
    }
}

/**
 * cw_branch_detail_fix:
 * @procedure: what this observatory does
 * @fix: the fix, as the session observes it
 *
 * Returns: (transfer full) (nullable): the lines that change, where the sentence hasn't got them, and the files, where
 *   there are many
 */
char *
cw_branch_detail_fix (CwProcedure *procedure,
                      JsonObject  *fix)
{
  JsonArray *members = cw_json_get_array (fix, "members");
  g_autoptr (GString) text = g_string_new (NULL);

  if (json_object_has_member (fix, "place") && !is_sentence (fix))
    append_changes (procedure, fix, text);
  for (guint i = 0; members != NULL && i < json_array_get_length (members); i++)
    {
      JsonObject *member = json_array_get_object_element (members, i);

      g_string_append_printf (text, "%s, %s\n", cw_json_get_string (member, "path", ""),
                              cw_json_get_string (member, "name", ""));
    }
  if (text->len == 0)
    return NULL;
  g_string_truncate (text, text->len - 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
