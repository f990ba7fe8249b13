/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-confluence-service.h"
#include "cw-error.h"
#include "cw-test-services.h"
#include "cw-test.h"

#define SPACE "LSSTCOM"
#define PARENT "53752125"

typedef struct
{
  CwTestServices *services;
  CwConfluenceService *wiki;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->services = cw_test_services_start (NULL);
  fixture->wiki = cw_confluence_service_new (fixture->services->http, fixture->services->accounts->confluence);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->wiki);
  cw_test_services_stop (fixture->services);
}

static void
test_page (Fixture      *fixture,
           gconstpointer data)
{
  static const char *const labels[] = { "cycle", "upgrade", NULL };
  g_autoptr (CwConfluencePage) made = NULL;
  g_autoptr (CwConfluencePage) found = NULL;
  g_autoptr (CwConfluencePage) updated = NULL;
  g_autoptr (GError) error = NULL;

  made = cw_confluence_service_create_page (fixture->wiki, SPACE, PARENT, "Cycle 45 Upgrade", "<p>One &amp; only</p>",
                                            NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (made->version, ==, 1);
  g_assert_cmpstr (made->parent, ==, PARENT);
  g_assert_true (g_str_has_prefix (made->url, fixture->services->accounts->confluence->url));
  g_assert_nonnull (strstr (made->url, made->id));
  g_assert_true (cw_confluence_service_add_labels (fixture->wiki, made->id, labels, NULL, &error));
  g_assert_true (cw_confluence_service_add_labels (fixture->wiki, made->id, labels, NULL, &error));
  g_assert_no_error (error);

  g_assert_true (cw_confluence_service_find_page (fixture->wiki, SPACE, "Cycle 45 Upgrade", &found, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (found->id, ==, made->id);
  g_assert_cmpstr (found->body, ==, "<p>One &amp; only</p>");
  g_assert_cmpuint (g_strv_length (found->labels), ==, 2);
  g_assert_true (g_strv_contains ((const char *const *) found->labels, "upgrade"));

  updated = cw_confluence_service_update_page (fixture->wiki, made->id, 1, NULL, "Cycle 45 Upgrade", "<p>Two</p>", NULL,
                                               &error);
  g_assert_no_error (error);
  g_assert_cmpint (updated->version, ==, 2);
  /* The space was looked up once. */
  g_assert_cmpuint (cw_test_services_count (fixture->services, "confluence", "GET", "/api/v2/spaces"), ==, 1);
}

static void
test_stale (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (CwConfluencePage) made = NULL;
  g_autoptr (CwConfluencePage) updated = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *deed = NULL;

  made = cw_confluence_service_create_page (fixture->wiki, SPACE, NULL, "A page", "<p>One</p>", NULL, &error);
  g_assert_no_error (error);
  deed = g_strdup_printf ("{\"do\":\"edit-page\",\"id\":\"%s\",\"body\":\"<p>Theirs</p>\"}", made->id);
  cw_test_rehearsal_outside (fixture->services->rehearsal, deed);
  updated = cw_confluence_service_update_page (fixture->wiki, made->id, 1, NULL, "A page", "<p>Two</p>", NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_CONFLICT);
  g_assert_null (updated);
}

/* A second try of an update that was done looks like a conflict, so it is never tried twice. */
static void
test_lost_update (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (CwConfluencePage) made = NULL;
  g_autoptr (CwConfluencePage) updated = NULL;
  g_autoptr (GError) error = NULL;

  made = cw_confluence_service_create_page (fixture->wiki, SPACE, NULL, "A page", "<p>One</p>", NULL, &error);
  cw_test_rehearsal_fault (fixture->services->rehearsal, "{\"service\":\"confluence\",\"method\":\"PUT\","
                                                         "\"path\":\"/\",\"kind\":\"lose-reply\"}");
  updated = cw_confluence_service_update_page (fixture->wiki, made->id, 1, NULL, "A page", "<p>Two</p>", NULL, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_UNKNOWN_OUTCOME);
  g_assert_null (updated);
  updated = cw_confluence_service_get_page (fixture->wiki, made->id, NULL, NULL);
  g_assert_cmpint (updated->version, ==, 2);
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (CwConfluencePage) page = NULL;
  g_autoptr (CwConfluenceService) none = cw_confluence_service_new (fixture->services->http, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_confluence_service_create_page (fixture->wiki, SPACE, NULL, "Cycle 44 Upgrade", "<p/>", NULL,
                                                    &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_VALIDATION);
  g_assert_nonnull (strstr (error->message, "already exists"));
  g_clear_error (&error);
  g_assert_null (cw_confluence_service_create_page (fixture->wiki, "NOPE", NULL, "A", "<p/>", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_confluence_service_create_page (fixture->wiki, SPACE, "1", "A", "<p/>", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_confluence_service_get_page (fixture->wiki, "999999", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (cw_confluence_service_find_page (fixture->wiki, SPACE, "No such page", &page, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (page);
  g_assert_true (cw_confluence_service_find_page (fixture->wiki, SPACE, "Cycle 46 Upgrade", &page, NULL, &error));
  g_assert_cmpstr (page->status, ==, "archived");
  g_assert_null (cw_confluence_service_find_space (none, SPACE, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_AUTH_REQUIRED);
}

#define add(name, function) g_test_add ("/services/confluence/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  add ("page", test_page);
  add ("stale", test_stale);
  add ("lost-update", test_lost_update);
  add ("refused", test_refused);
  return g_test_run ();
}
