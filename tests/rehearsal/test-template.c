/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "cw-error.h"
#include "cw-rehearsal-content-template.h"
#include "cw-test.h"

#define LISTS "{\"parts\": [" \
              "{\"name\": \"one\", \"tag\": \"v@cycle@\", \"sites\": [\"a\", \"b\"]," \
              " \"at\": {\"b\": {\"tag\": \"old\"}}}," \
              "{\"name\": \"two\", \"sites\": [\"b\"], \"switched\": true}," \
              "{\"name\": \"three\", \"sites\": []}]}"
#define VALUES "{\"cycle\": \"44\", \"tag\": \"c@cycle@\", \"site\": \"b\", \"empty\": \"\", \"loop\": \"@loop@\"}"

static JsonObject *
parse (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  g_assert_nonnull (node);
  return json_node_dup_object (node);
}

/* What a template makes, with a second one beside it. */
static char *
expand (const char  *text,
        GError     **error)
{
  g_autofree char *folder = cw_test_directory ();
  g_autofree char *path = g_build_filename (folder, "template", NULL);
  g_autofree char *other = g_build_filename (folder, "other", NULL);
  g_autoptr (JsonObject) lists = parse (LISTS);
  g_autoptr (JsonObject) values = parse (VALUES);
  CwRehearsalScope scope = { NULL, values };
  g_autoptr (CwRehearsalTemplates) templates = cw_rehearsal_templates_new (folder, lists);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_true (g_file_set_contents (other, "x: @tag@\n\n- y\n", -1, NULL));
  return cw_rehearsal_templates_expand (templates, "template", &scope, error);
}

static void
check (const char *text,
       const char *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *made = expand (text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (made, ==, wanted);
}

static void
test_values (void)
{
  check ("", "");
  check ("no newline", "no newline");
  check ("a @tag@ b@cycle@\n\n", "a c44 b44\n\n");
  check ("somebody@example.org, @ and @@ and @Not@ and @not-@\n",
         "somebody@example.org, @ and @@ and @Not@ and @not-@\n");
  check ("me@@cycle@@there\n", "me@44@there\n");
}

static void
test_if (void)
{
  check ("%if cycle=44\nyes\n%else\nno\n%end\nend\n", "yes\nend\n");
  check ("%if cycle!=44\nyes\n%else\nno\n%end\nend\n", "no\nend\n");
  check ("%if cycle=43|44|45\nyes\n%end\n", "yes\n");
  check ("%if nobody\nyes\n%else\nno\n%end\n", "no\n");
  check ("%if empty\nyes\n%else\nno\n%end\n", "no\n");
  check ("%if tag=c@cycle@\nyes\n%end\n", "yes\n");
  check ("%if nobody\n%if tag\n1\n%else\n2\n%end\n3\n%else\n  %if tag\n4\n  %else\n5\n%end\n%end\n6\n", "4\n6\n");
}

static void
test_each (void)
{
  check ("%each parts\n@name@\n%end\n", "one\ntwo\nthree\n");
  check ("%each parts sites=@site@\n@name@ @tag@\n%end\n", "one old\ntwo c44\n");
  check ("%each parts sites=a\n@name@ @tag@\n%end\n.\n", "one old\n.\n");
  check ("%each parts sites=b switched\n@name@\n%end\n", "two\n");
  check ("%each parts sites!=b\n@name@\n%end\n", "three\n");
  check ("%each parts sites=c\n@unknown@\n%end\n", "");
}

static void
test_include (void)
{
  check ("a:\n  %include other\nb\n", "a:\n  x: c44\n\n  - y\nb\n");
}

static void
refuse (const char *text,
        const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *made = expand (text, &error);

  g_assert_null (made);
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_refused (void)
{
  refuse ("ok\n@unknown@\n", "Line 2 of “template”: “@unknown@”");
  refuse ("@loop@\n", "stands for itself");
  refuse ("%if tag\nyes\n", "“%end” is missing");
  refuse ("yes\n%end\nno\n", "ends what never began");
  refuse ("%unless tag\n", "“%unless tag” is no instruction");
  refuse ("%each nobody\n%end\n", "no list “nobody”");
  refuse ("%include template\n", "includes itself");
  refuse ("%include nobody\n", "nobody");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/rehearsal/template/values", test_values);
  g_test_add_func ("/rehearsal/template/if", test_if);
  g_test_add_func ("/rehearsal/template/each", test_each);
  g_test_add_func ("/rehearsal/template/include", test_include);
  g_test_add_func ("/rehearsal/template/refused", test_refused);
  return g_test_run ();
}
