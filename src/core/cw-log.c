/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-log"

#include "config.h"

#include <string.h>

#include "cw-log.h"

#define HIDDEN "••••"
#define SHORTEST_SECRET 4

/* What looks like a secret wherever it stands; the first group of a match is kept. */
static const char *const patterns[] = {
  "(authorization\"?\\s*[:=]\\s*)[^\\r\\n]+",
  "\\b((?:basic|bearer)\\s+)[A-Za-z0-9+/=._~-]{6,}",
  "\\b(xox[a-z]-)[A-Za-z0-9-]+",
  "\\b(gh[a-z]_|github_pat_)[A-Za-z0-9_]+",
  "\\b(ATATT)[A-Za-z0-9_=+/-]+",
  "(\\bhttps?://)[^/\\s]+(?=@)",
  "(\\b[a-z][a-z0-9+.-]*://)[^/\\s@:]*:[^/\\s]+(?=@)",
  "([?&](?:access_token|token|password|secret)=)[^&\\s\"]+",
};

/* Guards the two below. */
static GMutex mutex;
static GPtrArray *secrets = NULL;
static GPtrArray *regexes = NULL;

static void
compile_patterns (void)
{
  regexes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_regex_unref);
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      GRegex *regex = g_regex_new (patterns[i], G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);

      g_assert (regex != NULL);
      g_ptr_array_add (regexes, regex);
    }
}

/* Longest first, so that a secret which holds another one goes as a whole. */
static int
compare_lengths (gconstpointer a,
                 gconstpointer b)
{
  gsize first = strlen (*(const char *const *) a);
  gsize second = strlen (*(const char *const *) b);

  return (first < second) - (first > second);
}

static void
add_form (const char *form)
{
  if (g_ptr_array_find_with_equal_func (secrets, form, g_str_equal, NULL))
    return;
  g_ptr_array_add (secrets, g_strdup (form));
  g_ptr_array_sort (secrets, compare_lengths);
}

/**
 * cw_redact_add:
 * @secret: a token or password that this process has come to know
 *
 * Makes cw_redact() hide @secret, also where it stands percent-encoded in an address. What has fewer than four bytes
 * is not remembered: hiding it would shred every text. Any thread.
 */
void
cw_redact_add (const char *secret)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autofree char *encoded = NULL;

  g_return_if_fail (secret != NULL);

  if (strlen (secret) < SHORTEST_SECRET)
    return;
  encoded = g_uri_escape_bytes ((const guint8 *) secret, strlen (secret), NULL);
  locker = g_mutex_locker_new (&mutex);
  if (secrets == NULL)
    secrets = g_ptr_array_new_with_free_func (g_free);
  add_form (secret);
  add_form (encoded);
}

/**
 * cw_redact:
 * @text: what is going to be seen: a log line, a server's answer
 *
 * Hides what cw_redact_add() was told, and what looks like credentials: Authorization headers, Basic and Bearer
 * values, tokens of Slack, GitHub and Atlassian, `user:password@` in addresses. Any thread.
 *
 * Returns: (transfer full): @text with each secret replaced by "••••"
 */
char *
cw_redact (const char *text)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autofree char *valid = NULL;
  g_autoptr (GString) result = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  result = g_string_new (text);
  locker = g_mutex_locker_new (&mutex);
  for (guint i = 0; secrets != NULL && i < secrets->len; i++)
    g_string_replace (result, g_ptr_array_index (secrets, i), HIDDEN, 0);
  if (regexes == NULL)
    compile_patterns ();

  valid = g_utf8_make_valid (result->str, -1);
  for (guint i = 0; i < regexes->len; i++)
    {
      char *next = g_regex_replace (g_ptr_array_index (regexes, i), valid, -1, 0, "\\1" HIDDEN, 0, NULL);

      g_free (valid);
      /* The matcher gave up on a monstrous text: better no line than a secret. */
      valid = next != NULL ? next : g_strdup (HIDDEN);
    }
  return g_steal_pointer (&valid);
}

static char *
copy_value (const GLogField *field)
{
  return field->length < 0 ? g_strdup (field->value) : g_strndup (field->value, (gsize) field->length);
}

static gboolean
is_foreign_chatter (GLogLevelFlags   level,
                    const GLogField *fields,
                    gsize            n_fields)
{
  if ((level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO)) == 0 || g_getenv ("G_MESSAGES_DEBUG") != NULL)
    return FALSE;
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "GLIB_DOMAIN"))
      return !g_str_has_prefix (fields[i].value, "cw-");
  return TRUE;
}

static GLogWriterOutput
write_redacted (GLogLevelFlags   level,
                const GLogField *fields,
                gsize            n_fields,
                gpointer         user_data)
{
  g_autofree GLogField *copies = NULL;
  g_autofree char *redacted = NULL;

  if (is_foreign_chatter (level, fields, n_fields))
    return G_LOG_WRITER_HANDLED;

  copies = g_memdup2 (fields, n_fields * sizeof *fields);
  for (gsize i = 0; i < n_fields; i++)
    if (redacted == NULL && g_str_equal (fields[i].key, "MESSAGE"))
      {
        g_autofree char *message = copy_value (&fields[i]);

        redacted = cw_redact (message);
        copies[i].value = redacted;
        copies[i].length = -1;
      }
  return g_log_writer_default (level, copies, n_fields, user_data);
}

/**
 * cw_log_init:
 * @debug: whether to show what this program says for debugging (`--debug`)
 *
 * Sends all log lines, of libraries too, through cw_redact() to stderr. Called once, by main(), before any thread.
 */
void
cw_log_init (gboolean debug)
{
  g_log_writer_default_set_use_stderr (TRUE);
  g_log_set_debug_enabled (debug);
  g_log_set_writer_func (write_redacted, NULL, NULL);
}
