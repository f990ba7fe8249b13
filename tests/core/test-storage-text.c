/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-storage-text.h"
#include "cw-test.h"

static void
test_equal (void)
{
  static const char *const same[][2] = {
    { "<p>a</p><p>b</p>", "<p>a</p>\n  <p>b</p>\n" },
    { "<br /><hr/>", "<br/><hr />" },
    { "<ac:structured-macro ac:name=\"toc\"/>",
      "<ac:structured-macro ac:name=\"toc\" ac:schema-version=\"1\" ac:macro-id=\"12-ab\" />" },
    { "<p local-id=\"1\">a</p>", "<p>a</p>" },
    { "<p>“a” – b’s &amp; c</p>", "<p>&ldquo;a&rdquo; &ndash; b&rsquo;s &amp; c</p>" },
    { "<p>a\302\240b</p>", "<p>a&nbsp;b</p>" },
  };
  static const char *const other[][2] = {
    { "<p>a b</p>", "<p>ab</p>" },
    { "<p>a</p>", "<p>b</p>" },
    { "<p>a</p>", "<h1>a</h1>" },
    { "<a href=\"x\">a</a>", "<a href=\"y\">a</a>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    g_assert_true (cw_storage_equal (same[i][0], same[i][1]));
  for (guint i = 0; i < G_N_ELEMENTS (other); i++)
    g_assert_false (cw_storage_equal (other[i][0], other[i][1]));
}

static void
test_plain (void)
{
  g_autofree char *text = cw_storage_to_plain ("<h2>Schedule</h2>\n<p>Summit: <b>9:00</b> &lt;CLT&gt;</p><table><tbody>"
                                               "<tr><th>Package</th><td>ts_xml &amp; more</td></tr></tbody></table>"
                                               "<ul><li>one</li><li>two</li></ul>");

  g_assert_cmpstr (text, ==, "Schedule\nSummit: 9:00 <CLT>\nPackage ts_xml & more\none\ntwo");
}

int
main (int    argc,
      char **argv)
{
  cw_test_init (&argc, &argv);
  g_test_add_func ("/storage-text/equal", test_equal);
  g_test_add_func ("/storage-text/plain", test_plain);
  return g_test_run ();
}
