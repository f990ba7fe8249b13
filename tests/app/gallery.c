/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <gtksourceview/gtksource.h>

#include "cw-app-test-plan.h"
#include "cw-changes-view.h"
#include "cw-document-view.h"
#include "cw-document-writers.h"
#include "cw-fields-view.h"
#include "cw-json.h"
#include "cw-message-view.h"

/* Shows each widget with made-up content, for looking at it: gallery [PAGE [WIDTH]]. Not installed. */

static CwDocument *
make_document (void)
{
  CwDocument *document = cw_document_new ();
  const char *header[] = { "Package", "Version", "Valid as of", NULL };
  CwText *text = cw_text_new ("Schedule, versions and known problems. See ");

  cw_text_append_link (text, "the ticket OSW-612", "https://example.org/OSW-612");
  cw_text_append (text, "; the tag is ");
  cw_text_append_styled (text, "c0045", CW_TEXT_CODE);
  cw_text_append_styled (text, ", for everybody.", CW_TEXT_BOLD);
  cw_document_add_heading (document, 1, "Cycle 45 Upgrade");
  cw_document_add_paragraph (document, text);
  cw_document_add_heading (document, 2, "Schedule");
  cw_document_add_list (document, FALSE);
  cw_document_add_item (document, cw_text_new ("Tucson test stand: Thu 7 Jan, 13:00 CLT"));
  cw_document_add_item (document, cw_text_new ("Summit: Tue 12 Jan, 9:00 CLT. Hardware must be in a safe state before "
                                               "the components are shut down."));
  cw_document_add_heading (document, 2, "Versions");
  cw_document_add_table (document, header);
  for (guint i = 0; i < 4; i++)
    {
      static const char *const names[] = { "ts_xml", "ts_sal", "ts_salobj", "librdkafka" };
      CwText *cells[] = { cw_text_new (names[i]), cw_text_new ("27.1.1"), cw_text_new ("Mon 23 Nov") };

      cw_document_add_row (document, cells, G_N_ELEMENTS (cells));
    }
  cw_document_add_heading (document, 3, "On the day");
  cw_document_add_code (document, "sh", "ssh love01\ncd LOVE-integration-tools && git switch tickets/OSW-612 && "
                                        "docker compose pull");
  cw_document_add_divider (document);
  cw_document_add_list (document, TRUE);
  cw_document_add_item (document, cw_text_new ("First"));
  cw_document_add_item (document, cw_text_new ("Second"));
  return document;
}

static GtkWidget *
make_document_page (void)
{
  g_autoptr (CwDocument) document = make_document ();
  GtkWidget *view = cw_document_view_new ();

  cw_document_view_set_document (CW_DOCUMENT_VIEW (view), document);
  return view;
}

static GtkWidget *
make_message_page (void)
{
  GtkWidget *view = cw_message_view_new ();

  cw_message_view_set_heading (CW_MESSAGE_VIEW (view), "Release manager", "Mon 11 Jan, 9:00 CLT");
  cw_message_view_set_text (CW_MESSAGE_VIEW (view),
                            "<!here> *Cycle 45 comes to the Summit tomorrow, Tue 12 Jan, at 9:00 CLT.*\n\n"
                            "• Hardware must be in a _safe state_ before the components are shut down.\n"
                            "• Users of `nublado` save and log out before the start.\n"
                            "1. Details stand on <https://example.org/page|the cycle's page>.\n"
                            "&gt; Another message follows once the minimal system is up.\n"
                            "```\nrecommended_c0045\n```\n"
                            "Questions go to #summit-announce &amp; the release manager.");
  return view;
}

static GtkWidget *
make_fields_page (void)
{
  g_autoptr (CwDocument) document = make_document ();
  GtkWidget *view = cw_fields_view_new ();
  g_autoptr (JsonNode) node = cw_json_parse (
    "{\"project\": {\"key\": \"OSW\"}, \"issuetype\": {\"name\": \"Story\"}, \"summary\": \"Ready Summit deployment "
    "configuration for Cycle 45\", \"assignee\": {\"accountId\": \"712020:0b5f\"}, \"labels\": [\"SoftwareRelease\", "
    "\"cw-a1b2\"], \"customfield_10056\": {\"value\": \"Deployment\"}, \"participants\": [{\"id\": \"1\", \"role\": "
    "\"manager\"}, {\"id\": \"2\", \"role\": \"observer\"}], \"parent\": null, \"environment\": \"\"}",
    -1, CW_JSON_DEFAULT_MAX_BYTES, NULL);

  json_object_set_member (json_node_get_object (node), "description", cw_document_to_adf (document));
  cw_fields_view_set_json (CW_FIELDS_VIEW (view), node, NULL, NULL, NULL);
  return view;
}

static GtkWidget *
make_changes_page (void)
{
  g_autoptr (CwPlan) plan = cw_app_test_plan_new (66, 5000);
  GtkWidget *view = cw_changes_view_new ();

  cw_changes_view_set_plan (CW_CHANGES_VIEW (view), plan);
  return view;
}

static GtkWidget *
put_in_scrolled (GtkWidget *widget)
{
  GtkWidget *window = gtk_scrolled_window_new ();

  gtk_widget_set_valign (widget, GTK_ALIGN_START);
  gtk_widget_set_margin_top (widget, 12);
  gtk_widget_set_margin_bottom (widget, 12);
  gtk_widget_set_margin_start (widget, 12);
  gtk_widget_set_margin_end (widget, 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), widget);
  return window;
}

static void
on_activate (GApplication *application,
             char        **argv)
{
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (application));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *stack = adw_view_stack_new ();
  GtkWidget *header = adw_header_bar_new ();
  int width = argv[1] != NULL && argv[2] != NULL ? atoi (argv[2]) : 1000;

  adw_view_stack_add_titled (ADW_VIEW_STACK (stack), make_changes_page (), "changes", "Changes");
  adw_view_stack_add_titled (ADW_VIEW_STACK (stack), put_in_scrolled (make_document_page ()), "document", "Document");
  adw_view_stack_add_titled (ADW_VIEW_STACK (stack), put_in_scrolled (make_message_page ()), "message", "Message");
  adw_view_stack_add_titled (ADW_VIEW_STACK (stack), put_in_scrolled (make_fields_page ()), "fields", "Fields");
  gtk_widget_set_vexpand (stack, TRUE);
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (stack), argv[1] != NULL ? argv[1] : "changes");
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), stack);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), "Gallery");
  gtk_window_set_default_size (GTK_WINDOW (window), width, 640);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (AdwApplication) application = adw_application_new (CW_APPLICATION_ID, G_APPLICATION_NON_UNIQUE);

  gtk_source_init ();
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), argv);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
