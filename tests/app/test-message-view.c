/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cw-app-test.h"
#include "cw-message-view.h"
#include "cw-mrkdwn.h"
#include "cw-rich-label.h"

static void
test_markup (void)
{
  static const struct
  {
    const char *mrkdwn;
    const char *markup;
  } cases[] = {
    { "a *bold* b", "a <b>bold</b> b" },
    { "*bold _both_*", "<b>bold <i>both</i></b>" },
    { "~gone~ `a_b_c`", "<s>gone</s> <tt>a_b_c</tt>" },
    { "2*3*4 snake_case_name * x *", "2*3*4 snake_case_name * x *" },
    { "*open", "*open" },
    { "*over\nlines*", "*over\nlines*" },
    { "<https://example.org/?a=1&amp;b=2|the *page*>", "<a href=\"https://example.org/?a=1&amp;b=2\">the *page*</a>" },
    { "<https://example.org>", "<a href=\"https://example.org\">https://example.org</a>" },
    { "<javascript:alert(1)|x>", "<b>x</b>" },
    { "<!here> <#C1|summit> <@U1>", "<b>@here</b> <b>#summit</b> <b>@U1</b>" },
    { "&lt;b&gt; &amp;amp; & <", "&lt;b&gt; &amp;amp; &amp; &lt;" },
    { "", "" },
    { "**", "**" },
    { "\xff", "\xef\xbf\xbd" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *markup = cw_mrkdwn_to_markup (cases[i].mrkdwn);
      GtkWidget *label = g_object_ref_sink (cw_rich_label_new (markup, GTK_ACCESSIBLE_ROLE_LABEL));

      /* The label warns of what it can't parse. */
      g_assert_cmpstr (markup, ==, cases[i].markup);
      g_assert_finalize_object (label);
    }
}

static void
test_good (void)
{
  GtkWidget *view = cw_message_view_new (), *window = cw_app_test_show (view);

  cw_message_view_set_heading (CW_MESSAGE_VIEW (view), "Release bot", "Tue 12 Jan, 9:00 CLT");
  cw_message_view_set_text (CW_MESSAGE_VIEW (view), "*Cycle 45*\n• one\n- two\n3. three\n&gt; quoted\n"
                                                    "```\n*raw* &lt;\n```\nafter\n```one line```");
  gtk_test_accessible_assert_role (view, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (view, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Message from Release bot, Tue 12 Jan, 9:00 CLT");
  g_assert_nonnull (cw_app_test_find_label (view, "two"));
  g_assert_nonnull (cw_app_test_find_label (view, "3."));
  g_assert_nonnull (cw_app_test_find_label (view, "*raw* <"));
  g_assert_nonnull (cw_app_test_find_label (view, "after"));
  g_assert_nonnull (cw_app_test_find_label (view, "one line"));
  g_assert_null (cw_app_test_find_label (view, "```"));
  cw_app_test_close (window, view);
}

static void
test_bad (void)
{
  GtkWidget *view = cw_message_view_new (), *window = cw_app_test_show (view);
  g_autoptr (GString) text = g_string_new ("```never closed\n");

  cw_message_view_set_heading (CW_MESSAGE_VIEW (view), CW_APP_TEST_NASTY, CW_APP_TEST_NASTY);
  cw_message_view_set_text (CW_MESSAGE_VIEW (view), CW_APP_TEST_NASTY);
  cw_message_view_set_text (CW_MESSAGE_VIEW (view), "");
  for (guint i = 0; i < 5000; i++)
    g_string_append (text, "• *item* _of_ many\n");
  cw_message_view_set_text (CW_MESSAGE_VIEW (view), text->str);
  g_assert_nonnull (cw_app_test_find_label (view, "```never closed"));
  g_assert_nonnull (cw_app_test_find_label (view, "Show More"));
  cw_app_test_settle ();
  cw_app_test_close (window, view);
}

int
main (int    argc,
      char **argv)
{
  if (!cw_app_test_init (&argc, &argv))
    return 77;
  g_test_add_func ("/message-view/markup", test_markup);
  g_test_add_func ("/message-view/good", test_good);
  g_test_add_func ("/message-view/bad", test_bad);
  return g_test_run ();
}
