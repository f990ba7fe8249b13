/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-error.h"
#include "cw-registry-service.h"
#include "cw-test-services.h"
#include "cw-test.h"

static void
test_tags (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwRegistryService) registry = cw_registry_service_new (services->http, services->accounts->registry);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) tags = cw_registry_service_list_tags (registry, "ataos", NULL, &error);
  g_autofree char *floating = NULL;
  g_autofree char *revision = NULL;
  g_autofree char *absent = NULL;

  g_assert_no_error (error);
  g_assert_true (g_strv_contains ((const char *const *) tags, "c0045.000"));
  for (guint i = 1; tags[i] != NULL; i++)
    g_assert_cmpstr (tags[i - 1], <, tags[i]);

  g_assert_true (cw_registry_service_find_tag (registry, "ataos", "c0045", &floating, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (floating, "sha256:"));
  g_assert_true (cw_registry_service_find_tag (registry, "ataos", "c0045.000", &revision, NULL, &error));
  g_assert_cmpstr (revision, ==, floating);
  g_assert_true (cw_registry_service_find_tag (registry, "ataos", "c9999", &absent, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (absent);
  g_assert_true (cw_registry_service_find_tag (registry, "lasertracker", "c0045", &absent, NULL, &error));
  g_assert_null (absent);
}

static void
challenge (CwTestServices *services,
           const char     *realm)
{
  g_autofree char *fault = g_strdup_printf ("{\"service\":\"registry\",\"path\":\"/v2/ataos\",\"kind\":\"status\","
                                            "\"status\":401,\"challenge\":\"Bearer realm=\\\"%s\\\",service="
                                            "\\\"registry\\\",scope=\\\"repository:ataos:pull\\\"\"}", realm);

  cw_test_rehearsal_fault (services->rehearsal, fault);
}

/* A registry that wants a token even of those who only read. */
static void
test_challenge (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwAccount) anonymous = cw_account_new (services->accounts->registry->url, NULL, NULL, NULL);
  g_autoptr (CwRegistryService) registry = cw_registry_service_new (services->http, anonymous);
  g_autofree char *realm = g_strconcat (anonymous->url, "/v2/auth/any/token", NULL);
  g_autofree char *digest = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;

  challenge (services, realm);
  g_assert_true (cw_registry_service_find_tag (registry, "ataos", "c0045", &digest, NULL, &error));
  g_assert_no_error (error);
  g_assert_nonnull (digest);
  g_assert_true (cw_registry_service_find_tag (registry, "ataos", "c0044", &again, NULL, &error));
  g_assert_cmpuint (cw_test_services_count (services, "registry", "GET", "/v2/auth/any/token"), ==, 1);

  g_clear_pointer (&digest, g_free);
  challenge (services, "http://example.org/token");
  g_assert_false (cw_registry_service_find_tag (registry, "ataos", "c0045", &digest, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED);
  g_assert_nonnull (strstr (error->message, "http://example.org/token"));
}

static void
test_refused (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  g_autoptr (CwAccount) closed = cw_test_services_closed (services, services->accounts->registry);
  g_autoptr (CwRegistryService) registry = cw_registry_service_new (services->http, services->accounts->registry);
  g_autoptr (CwRegistryService) unreachable = cw_registry_service_new (services->http, closed);
  g_autoptr (CwRegistryService) none = cw_registry_service_new (services->http, NULL);
  g_autofree char *digest = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_registry_service_list_tags (registry, "no/such/image", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (cw_registry_service_find_tag (unreachable, "ataos", "c0045", &digest, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_OFFLINE);
  g_clear_error (&error);
  g_assert_false (cw_registry_service_find_tag (none, "ataos", "c0045", &digest, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED);
  g_clear_error (&error);
  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"registry\",\"path\":\"/\",\"kind\":\"status\","
                                                "\"status\":401}");
  g_assert_false (cw_registry_service_find_tag (registry, "ataos", "c0045", &digest, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED);
  g_clear_error (&error);
  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"registry\",\"path\":\"/\",\"kind\":\"not-json\"}");
  g_assert_null (cw_registry_service_list_tags (registry, "ataos", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID_DATA);
}

/* A registry that knows passwords alone: a wrong one, and none. */
static void
test_password (void)
{
  g_autoptr (CwTestServices) services = cw_test_services_start (NULL);
  const char *url = services->accounts->registry->url;
  g_autoptr (CwAccount) wrong = cw_account_new (url, "me", "not-the-password", NULL);
  g_autoptr (CwAccount) nobody = cw_account_new (url, NULL, NULL, NULL);
  g_autoptr (CwRegistryService) registry = cw_registry_service_new (services->http, wrong);
  g_autoptr (CwRegistryService) anonymous = cw_registry_service_new (services->http, nobody);
  g_autofree char *digest = NULL;
  g_autoptr (GError) error = NULL;
  gboolean signed_in;

  cw_test_rehearsal_fault (services->rehearsal, "{\"service\":\"registry\",\"path\":\"/\",\"kind\":\"status\","
                                                "\"status\":401,\"times\":4}");
  g_assert_false (cw_registry_service_find_tag (registry, "ataos", "c0045", &digest, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED);
  g_assert_nonnull (strstr (error->message, "does not accept the account"));
  g_clear_error (&error);
  g_assert_false (cw_registry_service_find_tag (anonymous, "ataos", "c0045", &digest, NULL, &error));
  g_assert_nonnull (strstr (error->message, "wants an account"));
  g_clear_error (&error);
  g_assert_false (cw_registry_service_check (anonymous, &signed_in, NULL, &error));
  g_assert_nonnull (strstr (error->message, "wants an account"));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/services/registry/tags", test_tags);
  g_test_add_func ("/services/registry/challenge", test_challenge);
  g_test_add_func ("/services/registry/refused", test_refused);
  g_test_add_func ("/services/registry/password", test_password);
  return g_test_run ();
}
