/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-test-answer.h"
#include "cw-test.h"

#define PAGES "/api/v2/pages"
#define PAGE PAGES "/70000001"
#define PAGE_OF(space, title, body) \
  "{\"spaceId\":\"" space "\",\"status\":\"current\",\"title\":\"" title "\",\"parentId\":\"53752125\"," \
  "\"body\":{\"representation\":\"storage\",\"value\":\"" body "\"}}"
#define NEW_PAGE PAGE_OF ("98305", "Cycle 45 Upgrade", "<p>One &amp; two</p>")
#define VERSION_OF(number, title) \
  "{\"id\":\"70000001\",\"status\":\"current\",\"title\":\"" title "\",\"version\":{\"number\":" number "}," \
  "\"body\":{\"representation\":\"storage\",\"value\":\"<p>again</p>\"}}"

static JsonNode *
call (CwTestRehearsal *rehearsal,
      const char      *method,
      const char      *path,
      const char      *json,
      guint            wanted)
{
  return cw_test_answer (rehearsal, "confluence", method, path, json, wanted);
}

static void
test_create (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) space = call (rehearsal, "GET", "/api/v2/spaces?keys=LSSTCOM", NULL, 200);
  g_autoptr (JsonNode) made = call (rehearsal, "POST", PAGES, NEW_PAGE, 200);
  g_autoptr (JsonNode) plain = call (rehearsal, "GET", PAGE, NULL, 200);
  g_autoptr (JsonNode) whole = call (rehearsal, "GET", PAGE "?body-format=storage", NULL, 200);
  g_autoptr (JsonNode) titled = call (rehearsal, "GET", PAGES "?space-id=98305&title=Cycle%2045%20Upgrade", NULL, 200);

  cw_test_assert_at (space, "/results/0/id", "98305");
  cw_test_assert_at (made, "/version/number", "1");
  cw_test_assert_at (plain, "/body", "{}");
  cw_test_assert_at (whole, "/body/storage/value", "<p>One &amp; two</p>");
  cw_test_assert_at (whole, "/parentId", "53752125");
  cw_test_assert_at (titled, "/results/0/id", "70000001");
  cw_test_assert_at (whole, "/_links/webui", "/spaces/LSSTCOM/pages/70000001/Cycle+45+Upgrade");
}

static void
test_refusals (void)
{
  static const CwTestCall calls[] = {
    { "POST", PAGES, NEW_PAGE, 200 },
    { "POST", PAGES, NEW_PAGE, 400 },
    { "POST", PAGES, PAGE_OF ("98305", "cycle 45 UPGRADE", "<p/>"), 400 },
    { "POST", PAGES, PAGE_OF ("98305", "Cycle 46 Upgrade", "<p/>"), 400 }, /* archived */
    { "POST", PAGES, PAGE_OF ("1", "x", "<p/>"), 404 },
    { "POST", PAGES, PAGE_OF ("98305", "x", "<p>"), 400 },
    { "POST", PAGES, PAGE_OF ("98305", "", "<p/>"), 400 },
    { "POST", PAGES, "{\"spaceId\":\"98305\",\"status\":\"current\",\"title\":\"x\",\"parentId\":\"1\","
                     "\"body\":{\"representation\":\"storage\",\"value\":\"\"}}", 404 },
    { "POST", PAGES, "{\"title\":\"x\"}", 400 },
    { "GET", PAGES "/1", NULL, 404 },
    { "PUT", PAGE, VERSION_OF ("2", "Cycle 45 Upgrade"), 200 },
    { "PUT", PAGE, VERSION_OF ("2", "Cycle 45 Upgrade"), 409 },
    { "PUT", PAGE, VERSION_OF ("3", "Cycle 44 Upgrade"), 400 },
    { "PUT", PAGES "/64422907", VERSION_OF ("2", "x"), 400 },
    { "GET", "/rest/api/content/70000001", NULL, 410 },
    { "GET", "/rest/api/content/search?cql=nothing", NULL, 400 },
    { "POST", "/rest/api/content/70000001/label", "[{\"prefix\":\"global\",\"name\":\"two words\"}]", 400 },
  };
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) stale = NULL, taken = NULL;

  cw_test_answer_all (rehearsal, "confluence", calls, G_N_ELEMENTS (calls));
  taken = call (rehearsal, "POST", PAGES, NEW_PAGE, 400);
  stale = call (rehearsal, "PUT", PAGE, VERSION_OF ("9", "Cycle 45 Upgrade"), 409);
  cw_test_assert_at (taken, "/errors/0/title",
                     "A page with this title already exists: A page already exists with the same TITLE in this space");
  cw_test_assert_at (stale, "/errors/0/code", "CONFLICT");
}

static void
test_labels_and_properties (void)
{
  static const CwTestCall calls[] = {
    { "POST", PAGES, NEW_PAGE, 200 },
    { "POST", "/rest/api/content/70000001/label", "[{\"prefix\":\"global\",\"name\":\"Cycle\"}]", 200 },
    { "POST", "/rest/api/content/70000001/label", "[{\"prefix\":\"global\",\"name\":\"cycle\"}]", 200 },
    { "POST", PAGE "/properties", "{\"key\":\"wide\",\"value\":\"full-width\"}", 200 },
    { "POST", PAGE "/properties", "{\"key\":\"wide\",\"value\":\"again\"}", 400 },
    { "PUT", PAGE "/properties/70000002", "{\"key\":\"wide\",\"value\":\"x\",\"version\":{\"number\":2}}", 200 },
    { "PUT", PAGE "/properties/70000002", "{\"key\":\"wide\",\"value\":\"y\",\"version\":{\"number\":2}}", 409 },
    { "GET", PAGE "/properties/1", NULL, 404 },
  };
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) labels = NULL, properties = NULL, found = NULL;

  cw_test_answer_all (rehearsal, "confluence", calls, G_N_ELEMENTS (calls));
  labels = call (rehearsal, "GET", PAGE "/labels", NULL, 200);
  properties = call (rehearsal, "GET", PAGE "/properties?key=wide", NULL, 200);
  found = call (rehearsal, "GET", "/rest/api/content/search?cql=label%3Dcycle%20and%20title~%2245%22", NULL, 200);
  cw_test_assert_at (labels, "/results/0/name", "cycle");
  cw_test_assert_at (labels, "/results/1", NULL);
  cw_test_assert_at (properties, "/results/0/value", "x");
  cw_test_assert_at (found, "/results/0/id", "70000001");
}

static void
test_lists_by_parts (void)
{
  g_autoptr (CwTestRehearsal) rehearsal = cw_test_rehearsal_start (NULL, NULL);
  g_autoptr (JsonNode) first = call (rehearsal, "GET", PAGES "?space-id=98305&limit=3", NULL, 200);
  g_autofree char *next = cw_test_answer_at (first, "/_links/next");
  g_autoptr (JsonNode) second = NULL, current = NULL;

  g_assert_true (g_str_has_prefix (next, "/confluence/wiki/"));
  second = call (rehearsal, "GET", next + strlen ("/confluence/wiki"), NULL, 200);
  current = call (rehearsal, "GET", PAGES "?space-id=98305&status=current", NULL, 200);
  cw_test_assert_at (first, "/results/2/id", "61800341");
  cw_test_assert_at (second, "/results/1/status", "archived");
  cw_test_assert_at (second, "/_links/next", NULL);
  cw_test_assert_at (current, "/results/4", NULL);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/rehearsal/confluence/create", test_create);
  g_test_add_func ("/rehearsal/confluence/refusals", test_refusals);
  g_test_add_func ("/rehearsal/confluence/labels-and-properties", test_labels_and_properties);
  g_test_add_func ("/rehearsal/confluence/lists-by-parts", test_lists_by_parts);
  return g_test_run ();
}
