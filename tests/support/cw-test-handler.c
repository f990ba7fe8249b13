/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-test-handler.h"

/**
 * cw_test_find:
 * @handler: a handler
 * @effect: an effect of its kind
 *
 * Looks for the effect outside; an error fails the test.
 *
 * Returns: (transfer full): what was found
 */
CwFinding *
cw_test_find (CwHandler *handler,
              CwEffect  *effect)
{
  g_autoptr (GError) error = NULL;
  CwFinding *finding = cw_handler_find (handler, effect, NULL, &error);

  g_assert_no_error (error);
  return finding;
}

/**
 * cw_test_verify:
 * @handler: a handler
 * @effect: an effect of its kind
 * @outcome: what performing it gave
 *
 * Compares what is outside with what was made; an error fails the test.
 *
 * Returns: (transfer full): what was found
 */
CwFinding *
cw_test_verify (CwHandler  *handler,
                CwEffect   *effect,
                JsonObject *outcome)
{
  g_autoptr (GError) error = NULL;
  CwFinding *finding = cw_handler_verify (handler, effect, outcome, NULL, &error);

  g_assert_no_error (error);
  return finding;
}

/**
 * cw_test_perform:
 * @handler: a handler
 * @effect: an effect of its kind
 *
 * Makes the effect outside; an error fails the test.
 *
 * Returns: (transfer full): the outcome
 */
JsonObject *
cw_test_perform (CwHandler *handler,
                 CwEffect  *effect)
{
  g_autoptr (GError) error = NULL;
  JsonObject *outcome = cw_handler_perform (handler, effect, NULL, &error);

  g_assert_no_error (error);
  return outcome;
}
