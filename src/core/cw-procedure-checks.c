/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-procedure"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-procedure-private.h"
#include "cw-template.h"

/* Checks of single texts: each returns what is expected instead, or NULL. */

/* The stages that the program knows (src/stages). */
static const char *const stage_ids[] = {
  "cycle", "tickets", "configuration", "build", "page", "announcement", "science-platform", "handover", NULL,
};

static char *
one_of (GHashTable *set)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (set), (GCompareFunc) g_strcmp0);
  g_autoptr (GString) list = g_string_new (NULL);

  for (GList *key = keys; key != NULL; key = key->next)
    g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", (const char *) key->data);
  return g_strdup_printf (_ ("one of: %s"), list->str);
}

static char *
check_in (GHashTable *set,
          const char *text)
{
  return g_hash_table_contains (set, text) ? NULL : one_of (set);
}

char *
cw_procedure_check_id (const char *text,
                       gpointer    names)
{
  if (text[0] != '\0' && strspn (text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.") == strlen (text))
    return NULL;
  return g_strdup (_ ("letters, digits, “-”, “_” and “.”"));
}

char *
cw_procedure_check_filled (const char *text,
                           gpointer    names)
{
  return text[0] != '\0' ? NULL : g_strdup (_ ("a text that is not empty"));
}

char *
cw_procedure_check_url (const char *text,
                        gpointer    names)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);

  if (uri != NULL && g_strcmp0 (g_uri_get_scheme (uri), "https") == 0 && g_uri_get_host (uri) != NULL
      && g_uri_get_host (uri)[0] != '\0' && g_uri_get_userinfo (uri) == NULL)
    return NULL;
  return g_strdup (_ ("an address that begins with https:// and holds no password"));
}

char *
cw_procedure_check_zone (const char *text,
                         gpointer    names)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (text);

  return zone != NULL ? NULL : g_strdup (_ ("a time zone of this computer, such as “America/Santiago”"));
}

char *
cw_procedure_check_time (const char *text,
                         gpointer    names)
{
  if (strlen (text) == 5 && text[2] == ':' && g_ascii_isdigit (text[0]) && g_ascii_isdigit (text[1])
      && g_ascii_isdigit (text[3]) && text[3] < '6' && g_ascii_isdigit (text[4])
      && g_ascii_digit_value (text[0]) * 10 + g_ascii_digit_value (text[1]) < 24)
    return NULL;
  return g_strdup (_ ("a time from 00:00 to 23:59, such as “09:00”"));
}

char *
cw_procedure_check_template (const char *text,
                             gpointer    names)
{
  const CwProcedureNames *known = names;
  g_autoptr (GError) error = NULL;

  if (cw_template_check (text, (const char *const *) known->variables, &error))
    return NULL;
  return g_strdup_printf (_ ("a template of known variables (%s)"), error->message);
}

char *
cw_procedure_check_variable (const char *text,
                             gpointer    names)
{
  if (g_ascii_islower (text[0]) && strspn (text, G_CSET_a_2_z G_CSET_DIGITS "_") == strlen (text)
      && !g_strv_contains (cw_procedure_known_variables (), text))
    return NULL;
  return g_strdup (_ ("a name of small letters, digits and “_” that is no variable of the program’s own"));
}

char *
cw_procedure_check_condition (const char *text,
                              gpointer    names)
{
  const CwProcedureNames *known = names;

  return check_in (known->words, text[0] == '!' ? text + 1 : text);
}

char *
cw_procedure_check_size (const char *text,
                         gpointer    names)
{
  if (strcmp (text, "full") == 0 || strcmp (text, "incremental") == 0)
    return NULL;
  return g_strdup (_ ("full or incremental"));
}

char *
cw_procedure_check_site (const char *text,
                         gpointer    names)
{
  return check_in (((const CwProcedureNames *) names)->sites, text);
}

char *
cw_procedure_check_stage (const char *text,
                          gpointer    names)
{
  return check_in (((const CwProcedureNames *) names)->stages, text);
}

char *
cw_procedure_check_stage_id (const char *text,
                             gpointer    names)
{
  g_autofree char *list = NULL;

  if (g_strv_contains (stage_ids, text))
    return NULL;
  list = g_strjoinv (", ", (char **) stage_ids);
  return g_strdup_printf (_ ("one of: %s"), list);
}

char *
cw_procedure_check_announcement (const char *text,
                                 gpointer    names)
{
  return check_in (((const CwProcedureNames *) names)->announcements, text);
}

char *
cw_procedure_check_task (const char *text,
                         gpointer    names)
{
  return check_in (((const CwProcedureNames *) names)->tasks, text);
}

char *
cw_procedure_check_person (const char *text,
                           gpointer    names)
{
  return check_in (((const CwProcedureNames *) names)->people, text);
}

char *
cw_procedure_check_ticket (const char *text,
                           gpointer    names)
{
  return check_in (((const CwProcedureNames *) names)->tickets, text);
}

char *
cw_procedure_check_trait (const char *text,
                          gpointer    names)
{
  return check_in (((const CwProcedureNames *) names)->traits, text);
}
