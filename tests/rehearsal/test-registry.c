/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsoup/soup.h>

#include "cw-test-answer.h"
#include "cw-test.h"

/* The digest that the registry names for a tag, asked for without credentials; NULL when it has none. */
static char *
digest_of (CwTestRehearsal *rehearsal,
           const char      *image,
           const char      *tag)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *address = g_strdup_printf ("%s/v2/%s/manifests/%s", cw_test_rehearsal_get (rehearsal, "registry"),
                                              image, tag);
  g_autoptr (SoupMessage) message = soup_message_new ("HEAD", address);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = soup_session_send_and_read (session, message, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (body), ==, 0);
  if (soup_message_get_status (message) == SOUP_STATUS_NOT_FOUND)
    return NULL;
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  return g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), "Docker-Content-Digest"));
}

static void
test_manifests (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autofree char *floating = digest_of (rehearsal, "atdome", "c0044");
  g_autofree char *newest = digest_of (rehearsal, "atdome", "c0044.007");
  g_autofree char *oldest = digest_of (rehearsal, "atdome", "c0044.000");
  g_autofree char *missing = digest_of (rehearsal, "dream", "c0045");
  g_autofree char *pushed = NULL;

  g_assert_true (g_str_has_prefix (floating, "sha256:"));
  g_assert_cmpstr (floating, ==, newest);
  g_assert_cmpstr (floating, !=, oldest);
  g_assert_null (missing);
  cw_test_rehearsal_outside (rehearsal, "{\"do\":\"push-image\",\"image\":\"dream\",\"tag\":\"c0045\"}");
  pushed = digest_of (rehearsal, "dream", "c0045");
  g_assert_nonnull (pushed);
}

static void
test_tags (void)
{
  static const CwTestCall calls[] = {
    { "GET", "/v2/", NULL, 200 },
    { "GET", "/v2/nothing/tags/list", NULL, 404 },
    { "GET", "/v2/lsst/nothing/tags/list", NULL, 404 },
    { "GET", "/v2/atdome/manifests/c9999", NULL, 404 },
    { "PUT", "/v2/atdome/manifests/c9999", "{}", 405 },
  };
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) part = cw_test_answer (rehearsal, "registry", "GET", "/v2/atdome/tags/list?n=2&last=c0038", NULL,
                                              200);
  g_autoptr (JsonNode) lab = cw_test_answer (rehearsal, "registry", "GET", "/v2/sal-sciplat-lab/tags/list", NULL, 200);
  g_autofree char *tags = cw_test_answer_at (lab, "/tags");

  cw_test_assert_at (part, "/tags", "[\"c0038.000\",\"c0038.001\"]");
  g_assert_nonnull (strstr (tags, "recommended_c0044"));
  cw_test_answer_all (rehearsal, "registry", calls, G_N_ELEMENTS (calls));
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/rehearsal/registry/manifests", test_manifests);
  g_test_add_func ("/rehearsal/registry/tags", test_tags);
  return g_test_run ();
}
