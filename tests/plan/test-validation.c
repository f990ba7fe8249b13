/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-json.h"
#include "cw-test.h"
#include "cw-validation.h"

static CwValidation *
make_report (void)
{
  const CwValidator validator = { (char *) "lint", (char *) "Lint", NULL, NULL, NULL, 0 };

  return cw_validation_new ("phalanx", &validator, "1234", 2);
}

static const CwComplaint *
get (const CwValidation *report,
     guint               index)
{
  return g_ptr_array_index (report->complaints, index);
}

static void
test_places (void)
{
  g_autoptr (CwValidation) report = make_report ();

  cw_validation_read (report, "/tmp/x", "./apps/a.yaml:3:81: [error] too long\n/tmp/x/b.yaml:12:  odd: thing\nnoise\n",
                      "c.yaml:0: no line\nd: 5: no place\n");
  g_assert_cmpint (report->state, ==, CW_VALIDATION_COMPLAINS);
  g_assert_cmpuint (report->complaints->len, ==, 2);
  g_assert_cmpstr (get (report, 0)->path, ==, "apps/a.yaml");
  g_assert_cmpuint (get (report, 0)->line, ==, 3);
  g_assert_cmpstr (get (report, 0)->text, ==, "[error] too long");
  g_assert_cmpstr (get (report, 1)->path, ==, "b.yaml");
  g_assert_cmpstr (get (report, 1)->text, ==, "odd: thing");
}

/* Where no line names a place, all of them are the report; a mute program is not content all the same. */
static void
test_free_text (void)
{
  g_autoptr (CwValidation) report = make_report ();
  g_autoptr (CwValidation) mute = make_report ();

  cw_validation_read (report, "/tmp/x", "==> Linting\n\n", "[ERROR] templates: broken\n");
  g_assert_cmpuint (report->complaints->len, ==, 2);
  g_assert_cmpstr (get (report, 1)->text, ==, "[ERROR] templates: broken");
  g_assert_cmpuint (get (report, 1)->line, ==, 0);
  cw_validation_read (mute, "/tmp/x", "", "");
  g_assert_cmpuint (mute->complaints->len, ==, 1);
}

static void
test_bounds (void)
{
  g_autoptr (CwValidation) report = make_report ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 1; i <= CW_VALIDATION_MAX_COMPLAINTS + 7; i++)
    g_string_append_printf (text, "a.yaml:%u: %0400u\n", i, i);
  cw_validation_read (report, "/tmp/x", text->str, "");
  g_assert_cmpuint (report->complaints->len, ==, CW_VALIDATION_MAX_COMPLAINTS);
  g_assert_cmpuint (report->n_more, ==, 7);
  g_assert_cmpint (g_utf8_strlen (get (report, 0)->text, -1), ==, 300);
}

/* What was complained of before isn't this change's doing, though its line moved; a second one of the kind is. */
static void
test_known (void)
{
  g_autoptr (CwValidation) before = make_report ();
  g_autoptr (CwValidation) same = make_report ();
  g_autoptr (CwValidation) more = make_report ();

  cw_validation_read (before, "/tmp/x", "a.yaml:3: odd\n", "");
  cw_validation_read (same, "/tmp/y", "/tmp/y/a.yaml:4: odd\n", "");
  cw_validation_read (more, "/tmp/y", "a.yaml:4: odd\na.yaml:9: odd\n", "");
  cw_validation_drop_known (same, before);
  cw_validation_drop_known (more, before);
  g_assert_cmpint (same->state, ==, CW_VALIDATION_HOLDS);
  g_assert_cmpint (more->state, ==, CW_VALIDATION_COMPLAINS);
  g_assert_cmpuint (more->complaints->len, ==, 1);
}

static void
test_json (void)
{
  g_autoptr (CwValidation) report = make_report ();
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;
  g_autoptr (CwValidation) copy = NULL;
  g_autoptr (JsonNode) before = NULL, after = NULL;

  cw_validation_read (report, "/tmp/x", "a.yaml:3: odd\n", "");
  first = cw_validation_to_json (report);
  copy = cw_validation_from_json (first);
  second = cw_validation_to_json (copy);
  before = cw_json_node_object (g_steal_pointer (&first));
  after = cw_json_node_object (g_steal_pointer (&second));
  g_assert_true (json_node_equal (before, after));
  cw_validation_fail (report, "It does not come to an end");
  g_assert_cmpuint (report->complaints->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/validation/places", test_places);
  g_test_add_func ("/validation/free-text", test_free_text);
  g_test_add_func ("/validation/bounds", test_bounds);
  g_test_add_func ("/validation/known", test_known);
  g_test_add_func ("/validation/json", test_json);
  return g_test_run ();
}
