/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwError:
 * @CW_ERROR_FAILED: nothing more precise is known
 * @CW_ERROR_CANCELLED: the person cancelled; never logged, never shown
 * @CW_ERROR_OFFLINE: the request was not executed: no network, name or connection
 * @CW_ERROR_TIMED_OUT: no answer in time, and the request is one that may be repeated
 * @CW_ERROR_RATE_LIMITED: the service asks to wait; the request was not executed
 * @CW_ERROR_AUTH_REQUIRED: no credentials, or refused ones
 * @CW_ERROR_FORBIDDEN: the account may not do this
 * @CW_ERROR_NOT_FOUND: the thing does not exist, or may not be seen
 * @CW_ERROR_CONFLICT: the thing outside is not as it was when it was reviewed
 * @CW_ERROR_INVALID_DATA: a file or an answer that can't be read
 * @CW_ERROR_VALIDATION: a value that a person or a service refuses
 * @CW_ERROR_BUSY: somebody else holds it (a lock)
 * @CW_ERROR_NEEDS_PERSON: a person must decide or do this
 * @CW_ERROR_UNKNOWN_OUTCOME: the request was sent and its answer never came: done or not, nobody knows
 * @CW_ERROR_STORAGE: the disk or the database refused
 * @CW_ERROR_INTERNAL: a bug
 *
 * The kinds of trouble that make the program or the person act differently; all else is in the message.
 */
typedef enum {
  CW_ERROR_FAILED,
  CW_ERROR_CANCELLED,
  CW_ERROR_OFFLINE,
  CW_ERROR_TIMED_OUT,
  CW_ERROR_RATE_LIMITED,
  CW_ERROR_AUTH_REQUIRED,
  CW_ERROR_FORBIDDEN,
  CW_ERROR_NOT_FOUND,
  CW_ERROR_CONFLICT,
  CW_ERROR_INVALID_DATA,
  CW_ERROR_VALIDATION,
  CW_ERROR_BUSY,
  CW_ERROR_NEEDS_PERSON,
  CW_ERROR_UNKNOWN_OUTCOME,
  CW_ERROR_STORAGE,
  CW_ERROR_INTERNAL,
} CwError;

#define CW_ERROR (cw_error_quark ())
GQuark      cw_error_quark        (void);

const char *cw_error_code_to_word (CwError       code);
CwError     cw_error_code_from_word (const char  *word);
gboolean    cw_error_is_retryable (const GError *error);
gboolean    cw_error_is_cancelled (const GError *error);
void        cw_error_convert      (GError      **error,
                                   const char   *what);
gboolean    cw_error_refuse       (GError      **error,
                                   CwError       code,
                                   const char   *format,
                                   ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
