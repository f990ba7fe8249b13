/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-session"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-error.h"
#include "cw-fix-answer.h"
#include "cw-json.h"

/* The words that answer what is asked about a fix, and those for what isn't asked. */

static gboolean
takes (JsonObject *fix,
       const char *answer)
{
  JsonArray *choices = cw_json_get_array (fix, "choices");

  if (json_object_has_member (fix, "withdrawn"))
    return g_str_equal (answer, CW_ANSWER_STILL);
  if (choices == NULL)
    return g_str_equal (answer, CW_ANSWER_TAKE);
  for (guint i = 0; i < json_array_get_length (choices); i++)
    {
      JsonObject *choice = json_array_get_object_element (choices, i);

      if (g_str_has_prefix (answer, CW_ANSWER_TAKE ":")
          && g_str_equal (answer + strlen (CW_ANSWER_TAKE ":"), cw_json_get_string (choice, "from", "")))
        return TRUE;
    }
  return FALSE;
}

/* The words that take it over. */
static char *
list_takes (JsonObject *fix)
{
  JsonArray *choices = cw_json_get_array (fix, "choices");
  g_autoptr (GString) words = g_string_new (choices == NULL ? CW_ANSWER_TAKE : NULL);

  if (json_object_has_member (fix, "withdrawn"))
    return g_strdup (CW_ANSWER_STILL);
  for (guint i = 0; choices != NULL && i < json_array_get_length (choices); i++)
    g_string_append_printf (words, "%s" CW_ANSWER_TAKE ":%s", i > 0 ? ", " : "",
                            cw_json_get_string (json_array_get_object_element (choices, i), "from", ""));
  if (json_object_has_member (fix, "members"))
    g_string_append (words, ", " CW_ANSWER_EACH);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/**
 * cw_fix_list_answers:
 * @fix: the fix, as the session observes it
 *
 * Returns: (transfer full): the words that can be answered, in one line
 */
char *
cw_fix_list_answers (JsonObject *fix)
{
  g_autofree char *words = json_object_has_member (fix, "trouble") ? g_strdup (CW_ANSWER_ADDED) : list_takes (fix);

  return g_strdup_printf (_ ("%s or %s"), words, CW_ANSWER_LEAVE);
}

/**
 * cw_fix_check_answer:
 * @fix: the fix, as the session observes it
 * @answer: (nullable): a person's word on it
 * @error: where to store a %CW_ERROR_VALIDATION that says what is accepted
 *
 * Returns: whether it can be one
 */
gboolean
cw_fix_check_answer (JsonObject  *fix,
                        const char  *answer,
                        GError     **error)
{
  g_autofree char *words = list_takes (fix);

  if (answer != NULL
      && (takes (fix, answer) || g_str_equal (answer, CW_ANSWER_ADDED) || g_str_equal (answer, CW_ANSWER_LEAVE)
          || g_str_has_prefix (answer, CW_ANSWER_LEAVE ":")
          || (g_str_equal (answer, CW_ANSWER_EACH) && json_object_has_member (fix, "members"))))
    return TRUE;
  return cw_error_refuse (error, CW_ERROR_VALIDATION, _ ("A fix is answered by %s, %s, %s or “%s: why”"), words,
                          CW_ANSWER_ADDED, CW_ANSWER_LEAVE, CW_ANSWER_LEAVE);
}

/**
 * cw_fix_is_take:
 * @answer: (nullable): what a person said
 *
 * Returns: whether that takes something over
 */
gboolean
cw_fix_is_take (const char *answer)
{
  return answer != NULL && (g_str_equal (answer, CW_ANSWER_TAKE) || g_str_has_prefix (answer, CW_ANSWER_TAKE ":")
                            || g_str_equal (answer, CW_ANSWER_STILL));
}

/**
 * cw_fix_list_parts:
 * @fix: the fix, as the session observes it
 * @answer: what a person said
 * @parts: (element-type JsonObject): where is added each place that @answer takes over, as the stand has it; they
 *   belong to @fix
 */
void
cw_fix_list_parts (JsonObject *fix,
                   const char *answer,
                   GPtrArray  *parts)
{
  JsonArray *members = cw_json_get_array (fix, "members"), *choices = cw_json_get_array (fix, "choices");

  for (guint i = 0; members != NULL && i < json_array_get_length (members); i++)
    cw_fix_list_parts (json_array_get_object_element (members, i), answer, parts);
  for (guint i = 0; members == NULL && choices != NULL && i < json_array_get_length (choices); i++)
    {
      JsonObject *choice = json_array_get_object_element (choices, i);
      g_autofree char *word = g_strconcat (CW_ANSWER_TAKE ":", cw_json_get_string (choice, "from", ""), NULL);

      if (g_str_equal (word, answer))
        g_ptr_array_add (parts, choice);
    }
  if (members == NULL && choices == NULL)
    g_ptr_array_add (parts, fix);
}

/**
 * cw_fix_list_places:
 * @fix: the fix, as the session observes it
 * @parts: (element-type JsonObject): where is added each place that it is about, as each stand has it; they belong to
 *   @fix
 */
void
cw_fix_list_places (JsonObject *fix,
                    GPtrArray  *parts)
{
  JsonArray *inner = cw_json_get_array (fix, "members");

  inner = inner != NULL ? inner : cw_json_get_array (fix, "choices");
  if (inner == NULL)
    g_ptr_array_add (parts, fix);
  for (guint i = 0; inner != NULL && i < json_array_get_length (inner); i++)
    cw_fix_list_places (json_array_get_object_element (inner, i), parts);
}

/**
 * cw_fix_has_place:
 * @parts: (element-type JsonObject): places, as stands have them
 * @like: another one
 *
 * Returns: whether one of them is at the place of @like; what came as a whole has none
 */
gboolean
cw_fix_has_place (GPtrArray  *parts,
                  JsonObject *like)
{
  static const char *const members[] = { "repository", "path", "name", "place" };

  for (guint i = 0; i < parts->len; i++)
    {
      gboolean same = json_object_has_member (like, "place");

      for (guint j = 0; same && j < G_N_ELEMENTS (members); j++)
        same = g_strcmp0 (cw_json_get_string (parts->pdata[i], members[j], NULL),
                          cw_json_get_string (like, members[j], NULL)) == 0;
      if (same)
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_fix_tell_own:
 * @fix: what a test stand changed to name its own hosts
 *
 * Returns: (transfer full): where it would stand, and what it says, in one line
 */
char *
cw_fix_tell_own (const CwFix *fix)
{
  g_autofree char *after = g_strdelimit (g_strdup (fix->after), "\n", ' ');

  return *fix->place != '\0' ? g_strdup_printf ("%s, %s, %s: “%s”", fix->path, fix->name, fix->place, after)
                             : g_strdup_printf ("%s: “%s”", fix->path, after);
}

/**
 * cw_fix_tell_instead:
 * @procedure: what this observatory does
 * @fix: what was built otherwise at a test stand
 *
 * Returns: (transfer full): where this site has it, and what the stand has in its place, in one line
 */
char *
cw_fix_tell_instead (CwProcedure *procedure,
                     const CwFix *fix)
{
  const CwSite *known = cw_procedure_get_site (procedure, fix->stand);
  const char *stand = known != NULL ? known->name : fix->stand;

  return fix->after != NULL
           ? g_strdup_printf (_ ("%s, %s: taken out at %s since its deployment, which has %s instead"), fix->path,
                              fix->name, stand, fix->after)
           : g_strdup_printf (_ ("%s, %s: taken out at %s since its deployment"), fix->path, fix->name, stand);
}

/**
 * cw_fix_tell_unread:
 * @procedure: what this observatory does
 * @fix: a test stand's file that can't be read
 *
 * Returns: (transfer full): which, and why, in one line
 */
char *
cw_fix_tell_unread (CwProcedure *procedure,
                    const CwFix *fix)
{
  const CwSite *known = cw_procedure_get_site (procedure, fix->stand);

  return g_strdup_printf ("%s, %s, %s: %s", known != NULL ? known->name : fix->stand, fix->repository, fix->path,
                          fix->trouble);
}

/**
 * cw_fix_tell_aside:
 * @procedure: what this observatory does
 * @fix: what a test stand changed, and is no fix
 *
 * Returns: (transfer full): that it isn't asked, and why, in a sentence
 */
char *
cw_fix_tell_aside (CwProcedure *procedure,
                   const CwFix *fix)
{
  g_autofree char *what = fix->trouble != NULL ? cw_fix_tell_unread (procedure, fix)
                          : fix->stand != NULL ? cw_fix_tell_instead (procedure, fix)
                                               : cw_fix_tell_own (fix);

  if (fix->trouble != NULL)
    return g_strdup_printf (_ ("A test stand’s file can’t be read, and what was fixed in it isn’t known: %s"), what);
  return fix->stand != NULL ? g_strdup_printf (_ ("Built otherwise at a test stand, and isn’t asked: %s"), what)
                            : g_strdup_printf (_ ("Names a test stand’s own host, and isn’t asked: %s"), what);
}
