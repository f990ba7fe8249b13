/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-error"

#include "config.h"

#include "cw-error.h"

G_DEFINE_QUARK (cw-error-quark, cw_error)

static const char *const words[] = {
  [CW_ERROR_FAILED] = "failed",
  [CW_ERROR_CANCELLED] = "cancelled",
  [CW_ERROR_OFFLINE] = "offline",
  [CW_ERROR_TIMED_OUT] = "timed-out",
  [CW_ERROR_RATE_LIMITED] = "rate-limited",
  [CW_ERROR_AUTH_REQUIRED] = "auth-required",
  [CW_ERROR_FORBIDDEN] = "forbidden",
  [CW_ERROR_NOT_FOUND] = "not-found",
  [CW_ERROR_CONFLICT] = "conflict",
  [CW_ERROR_INVALID_DATA] = "invalid-data",
  [CW_ERROR_VALIDATION] = "validation",
  [CW_ERROR_BUSY] = "busy",
  [CW_ERROR_NEEDS_PERSON] = "needs-person",
  [CW_ERROR_UNKNOWN_OUTCOME] = "unknown-outcome",
  [CW_ERROR_STORAGE] = "storage",
  [CW_ERROR_INTERNAL] = "internal",
};

/**
 * cw_error_code_to_word:
 * @code: a #CwError
 *
 * Returns: (transfer none): the stable word under which the journal and the JSON output know @code
 */
const char *
cw_error_code_to_word (CwError code)
{
  g_return_val_if_fail (code < G_N_ELEMENTS (words), "failed");

  return words[code];
}

/**
 * cw_error_code_from_word:
 * @word: (nullable): a word of cw_error_code_to_word()
 *
 * Returns: the code that it stands for, %CW_ERROR_FAILED for one that isn't known
 */
CwError
cw_error_code_from_word (const char *word)
{
  for (gsize code = 0; code < G_N_ELEMENTS (words); code++)
    if (g_strcmp0 (word, words[code]) == 0)
      return (CwError) code;
  return CW_ERROR_FAILED;
}

/**
 * cw_error_is_retryable:
 * @error: an error
 *
 * Returns: whether the same call may be made again as it is: it was certainly not executed, or reads only
 */
gboolean
cw_error_is_retryable (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  return g_error_matches (error, CW_ERROR, CW_ERROR_OFFLINE)
         || g_error_matches (error, CW_ERROR, CW_ERROR_TIMED_OUT)
         || g_error_matches (error, CW_ERROR, CW_ERROR_RATE_LIMITED)
         || g_error_matches (error, CW_ERROR, CW_ERROR_BUSY);
}

/**
 * cw_error_is_cancelled:
 * @error: an error
 *
 * Returns: whether @error only says that the person cancelled
 */
gboolean
cw_error_is_cancelled (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  return g_error_matches (error, CW_ERROR, CW_ERROR_CANCELLED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static CwError
code_for_io (int code)
{
  switch (code)
    {
    case G_IO_ERROR_CANCELLED:
      return CW_ERROR_CANCELLED;
    case G_IO_ERROR_NOT_FOUND:
      return CW_ERROR_NOT_FOUND;
    case G_IO_ERROR_PERMISSION_DENIED:
      return CW_ERROR_FORBIDDEN;
    case G_IO_ERROR_TIMED_OUT:
      return CW_ERROR_TIMED_OUT;
    case G_IO_ERROR_HOST_NOT_FOUND:
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
    case G_IO_ERROR_CONNECTION_REFUSED:
      return CW_ERROR_OFFLINE;
    case G_IO_ERROR_NO_SPACE:
    case G_IO_ERROR_READ_ONLY:
      return CW_ERROR_STORAGE;
    case G_IO_ERROR_INVALID_DATA:
    case G_IO_ERROR_PARTIAL_INPUT:
      return CW_ERROR_INVALID_DATA;
    default:
      return CW_ERROR_FAILED;
    }
}

static CwError
code_for_file (int code)
{
  switch (code)
    {
    case G_FILE_ERROR_NOENT:
      return CW_ERROR_NOT_FOUND;
    case G_FILE_ERROR_ACCES:
    case G_FILE_ERROR_PERM:
      return CW_ERROR_FORBIDDEN;
    case G_FILE_ERROR_NOSPC:
    case G_FILE_ERROR_ROFS:
      return CW_ERROR_STORAGE;
    default:
      return CW_ERROR_FAILED;
    }
}

/**
 * cw_error_convert:
 * @error: (inout) (optional): an error of any domain; %NULL where the caller wants none, as any function takes it
 * @what: what was being done, set before the message ("Reading summit/setup.env")
 *
 * Turns a library's error into one of ours at the edge where the library is called. Errors of our own domain keep
 * their kind and get the prefix.
 */
void
cw_error_convert (GError    **error,
                  const char *what)
{
  g_autoptr (GError) old = NULL;
  int code = CW_ERROR_FAILED;

  g_return_if_fail (error == NULL || *error != NULL);
  g_return_if_fail (what != NULL);

  if (error == NULL)
    return;
  old = g_steal_pointer (error);
  if (old->domain == CW_ERROR)
    code = old->code;
  else if (old->domain == G_IO_ERROR)
    code = code_for_io (old->code);
  else if (old->domain == G_FILE_ERROR)
    code = code_for_file (old->code);
  else if (old->domain == G_TLS_ERROR)
    code = CW_ERROR_FORBIDDEN;

  *error = g_error_new (CW_ERROR, code, "%s: %s", what, old->message);
}

/**
 * cw_error_refuse:
 * @error: where to store the reason
 * @code: what kind of reason
 * @format: the sentence, as printf() takes it
 * @...: its words
 *
 * Sets @error, for a check that ends there: `return cw_error_refuse (error, …)`.
 *
 * Returns: %FALSE
 */
gboolean
cw_error_refuse (GError    **error,
                 CwError     code,
                 const char *format,
                 ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, CW_ERROR, (int) code, text);
  return FALSE;
}
