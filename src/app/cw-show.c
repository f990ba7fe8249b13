/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-show"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-date.h"
#include "cw-drift.h"
#include "cw-json.h"
#include "cw-show.h"
#include "cw-text.h"

/* How many of the things that were sent are named. */
#define MAX_SENT 12

static const struct {
  const char *icon;
  const char *style;
} effect_states[] = {
  [CW_EFFECT_WAITING] = { "content-loading-symbolic", "dim-label" },
  [CW_EFFECT_READY] = { "radio-mixed-symbolic", "accent" },
  [CW_EFFECT_APPROVED] = { "radio-checked-symbolic", "accent" },
  [CW_EFFECT_RUNNING] = { "emblem-synchronizing-symbolic", "accent" },
  [CW_EFFECT_IN_DOUBT] = { "dialog-question-symbolic", "warning" },
  [CW_EFFECT_ASKING] = { "dialog-question-symbolic", "warning" },
  [CW_EFFECT_DONE] = { "emblem-ok-symbolic", "success" },
  [CW_EFFECT_DONE_BY_HAND] = { "emblem-ok-symbolic", "success" },
  [CW_EFFECT_OUTDATED] = { "software-update-available-symbolic", "warning" },
  [CW_EFFECT_DRIFTED] = { "dialog-warning-symbolic", "warning" },
  [CW_EFFECT_FAILED] = { "dialog-error-symbolic", "error" },
  [CW_EFFECT_LEFT_OUT] = { "action-unavailable-symbolic", "dim-label" },
};

static const struct {
  const char *icon;
  const char *style;
  const char *word;
} check_states[] = {
  [CW_CHECK_HOLDS] = { "emblem-ok-symbolic", "success", N_ ("Holds") },
  [CW_CHECK_OPEN] = { "radio-mixed-symbolic", "accent", N_ ("Open") },
  [CW_CHECK_WARNING] = { "dialog-warning-symbolic", "warning", N_ ("Warning") },
  [CW_CHECK_WAVED] = { "emblem-ok-symbolic", "dim-label", N_ ("Waved through") },
  [CW_CHECK_UNKNOWN] = { "network-wired-disconnected-symbolic", "dim-label", N_ ("Out of reach") },
  [CW_CHECK_SKIPPED] = { "dialog-information-symbolic", "dim-label", N_ ("Not checked") },
};

/* Done, but what a person wanted of it since failed: taking it back, for instance. */
static gboolean
has_failed_since (const CwViewItem *item)
{
  return item->record != NULL && cw_effect_state_is_settled (item->state)
         && cw_effect_record_get_error (item->record) != NULL;
}

/**
 * cw_show_effect_icon:
 * @item: an effect
 *
 * Shape and word tell states apart; the colour only repeats them. A message whose instant hasn't come is on its way, as
 * an alarm is.
 *
 * Returns: (transfer none): name of a symbolic icon
 */
const char *
cw_show_effect_icon (const CwViewItem *item)
{
  if (has_failed_since (item))
    return "dialog-warning-symbolic";
  if (item->dropped)
    return effect_states[CW_EFFECT_LEFT_OUT].icon;
  return item->post_at != 0 && item->state == CW_EFFECT_DONE ? "alarm-symbolic" : effect_states[item->state].icon;
}

/**
 * cw_show_effect_style:
 * @item: an effect
 *
 * Returns: (transfer none) (nullable): the class of style that colours it
 */
const char *
cw_show_effect_style (const CwViewItem *item)
{
  return has_failed_since (item) ? "warning"
                                 : effect_states[item->dropped ? CW_EFFECT_LEFT_OUT : item->state].style;
}

/**
 * cw_show_check_icon:
 * @state: a state of a check
 *
 * Returns: (transfer none): name of a symbolic icon
 */
const char *
cw_show_check_icon (CwCheckState state)
{
  return check_states[state].icon;
}

/**
 * cw_show_check_style:
 * @state: a state of a check
 *
 * Returns: (transfer none) (nullable): the class of style that colours it
 */
const char *
cw_show_check_style (CwCheckState state)
{
  return check_states[state].style;
}

/**
 * cw_show_check_word:
 * @state: a state of a check
 *
 * Returns: (transfer none): its word, translated
 */
const char *
cw_show_check_word (CwCheckState state)
{
  return _ (check_states[state].word);
}

/**
 * cw_show_icon:
 * @image: a GtkImage
 * @icon: its icon
 * @style: its colour, a style class
 * @word: what it means, for those who don't see it
 */
void
cw_show_icon (GtkWidget  *image,
              const char *icon,
              const char *style,
              const char *word)
{
  const char *classes[] = { style, NULL };

  gtk_image_set_from_icon_name (GTK_IMAGE (image), icon);
  gtk_widget_set_css_classes (image, classes);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
}

gboolean
cw_show_is_task (const CwViewItem *item)
{
  return g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_TASK);
}

/**
 * cw_show_can_send:
 * @item: an effect
 *
 * Returns: whether a button can send it as it stands; a task is a person's to do
 */
gboolean
cw_show_can_send (const CwViewItem *item)
{
  return !item->closed && !cw_show_is_task (item) && !cw_drift_has_gone_out (item)
         && (item->state == CW_EFFECT_READY || item->state == CW_EFFECT_APPROVED || item->state == CW_EFFECT_OUTDATED
             || item->state == CW_EFFECT_FAILED);
}

/**
 * cw_show_can_look:
 * @view: the view of @item
 * @item: an effect
 *
 * Returns: whether a button can look for it: also where the preparation was given up it is to be known what arrived
 */
gboolean
cw_show_can_look (CwView           *view,
                  const CwViewItem *item)
{
  return item->state == CW_EFFECT_IN_DOUBT && !cw_view_is_reading (view);
}

/**
 * cw_show_is_decided:
 * @item: an effect
 *
 * Returns: whether a person left it out or did it by hand, whatever else is known of it
 */
gboolean
cw_show_is_decided (const CwViewItem *item)
{
  CwEffectPhase phase = cw_effect_record_get_phase (item->record);

  return phase == CW_PHASE_LEFT_OUT || phase == CW_PHASE_BY_HAND;
}

/**
 * cw_show_is_scheduled:
 * @item: an effect
 *
 * Returns: whether it is a message for a later instant
 */
gboolean
cw_show_is_scheduled (const CwViewItem *item)
{
  JsonNode *payload = cw_effect_get_payload (item->effect);

  return payload != NULL && cw_json_get_int (json_node_get_object (payload), "post-at", 0) != 0;
}

/**
 * cw_show_is_way_back:
 * @item: an effect
 *
 * Returns: whether it is a branch that takes a cycle back
 */
gboolean
cw_show_is_way_back (const CwViewItem *item)
{
  g_auto (GStrv) parts = g_strsplit (cw_effect_get_id (item->effect), "/", -1);

  return g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_GIT_BRANCH) && g_strv_length (parts) == 5
         && g_str_has_suffix (parts[3], "-back");
}

/* One word for what sending @item is; the same for all means that the button can say it. */
static const char *
name_deed (const CwViewItem *item)
{
  const char *kind = cw_effect_get_kind (item->effect);

  if (item->record != NULL && cw_effect_record_get_outcome (item->record) != NULL)
    return "update";
  if (cw_show_is_way_back (item))
    return "back";
  if (g_str_equal (kind, CW_EFFECT_KIND_GIT_REBASE))
    return CW_EFFECT_KIND_GIT_BRANCH;
  if (g_str_equal (kind, CW_EFFECT_KIND_MESSAGE))
    return cw_show_is_scheduled (item) ? "schedule" : "post";
  return kind;
}

static char *
label_deed (const char *deed,
            guint       n)
{
  if (g_strcmp0 (deed, "update") == 0)
    return g_strdup_printf (ngettext ("Send %u Update", "Send %u Updates", n), n);
  if (g_strcmp0 (deed, "back") == 0)
    return g_strdup_printf (ngettext ("Take %u Branch Back", "Take %u Branches Back", n), n);
  if (g_strcmp0 (deed, "schedule") == 0)
    return g_strdup_printf (ngettext ("Schedule %u Message", "Schedule %u Messages", n), n);
  if (g_strcmp0 (deed, "post") == 0)
    return g_strdup_printf (ngettext ("Post %u Message", "Post %u Messages", n), n);
  if (g_strcmp0 (deed, CW_EFFECT_KIND_JIRA_ISSUE) == 0)
    return g_strdup_printf (ngettext ("Create %u Ticket", "Create %u Tickets", n), n);
  if (g_strcmp0 (deed, CW_EFFECT_KIND_JIRA_LINKS) == 0)
    return g_strdup_printf (ngettext ("Link %u Ticket", "Link %u Tickets", n), n);
  if (g_strcmp0 (deed, CW_EFFECT_KIND_GIT_BRANCH) == 0)
    return g_strdup_printf (ngettext ("Push %u Branch", "Push %u Branches", n), n);
  if (g_strcmp0 (deed, CW_EFFECT_KIND_WIKI_PAGE) == 0)
    return g_strdup_printf (ngettext ("Create %u Page", "Create %u Pages", n), n);
  if (g_strcmp0 (deed, CW_EFFECT_KIND_PULL_REQUEST) == 0)
    return g_strdup_printf (ngettext ("Open %u Pull Request", "Open %u Pull Requests", n), n);
  return g_strdup_printf (ngettext ("Send %u", "Send All %u", n), n);
}

static guint
count_deed (GPtrArray  *items,
            const char *deed)
{
  guint n = 0;

  for (guint i = 0; i < items->len; i++)
    n += g_str_equal (name_deed (g_ptr_array_index (items, i)), deed);
  return n;
}

/**
 * cw_show_send_label:
 * @items: (element-type CwViewItem): what would be sent
 *
 * Returns: (transfer full): what sending them is called: "Create 4 tickets"; two kinds of deeds are both named
 */
char *
cw_show_send_label (GPtrArray *items)
{
  const char *first = items->len > 0 ? name_deed (g_ptr_array_index (items, 0)) : NULL, *second = NULL;
  g_autofree char *one = NULL, *other = NULL;
  guint n_first = 0, n_second = 0;

  for (guint i = 1; i < items->len && second == NULL; i++)
    if (!g_str_equal (name_deed (g_ptr_array_index (items, i)), first))
      second = name_deed (g_ptr_array_index (items, i));
  n_first = first != NULL ? count_deed (items, first) : 0;
  n_second = second != NULL ? count_deed (items, second) : 0;
  if (n_first + n_second < items->len)
    return label_deed (NULL, items->len);
  one = label_deed (first, n_first);
  if (second == NULL)
    return g_steal_pointer (&one);
  other = label_deed (second, n_second);
  /* Translators: two deeds of one button: “Create 1 Ticket, Post 1 Message”. */
  return g_strdup_printf (_ ("%s, %s"), one, other);
}

/**
 * cw_show_open:
 * @stage: a stage of a view
 * @site: (nullable): the site that its page shows alone
 *
 * Counts what keeps a stage from being done.
 *
 * Returns: (transfer full): a sentence, translated
 */
char *
cw_show_open (const CwViewStage *stage,
              const CwSite      *site)
{
  guint open = cw_stage_result_count_open (stage->result, NULL);
  guint here = site != NULL ? cw_stage_result_count_open (stage->result, site->id) : open;

  if (open == 0)
    return g_strdup (_ ("Nothing is open here"));
  if (here == 0)
    return g_strdup_printf (ngettext ("Nothing is open for %s, %u thing is elsewhere",
                                      "Nothing is open for %s, %u things are elsewhere", open), site->name, open);
  if (here < open)
    return g_strdup_printf (ngettext ("%u thing is still open for %s, %u in all",
                                      "%u things are still open for %s, %u in all", here), here, site->name, open);
  return g_strdup_printf (ngettext ("%u thing is still open here", "%u things are still open here", open), open);
}

/* A ticket's or a branch's name says where it is; a page's or a message's number doesn't. */
static const char *
get_name (CwEffectRecord *record)
{
  const char *key = cw_effect_record_get_key (record);

  return key != NULL && !g_ascii_isdigit (*key) ? key : NULL;
}

/* By what it is found again; a message that is still scheduled goes out unless somebody prevents it. */
static char *
describe_sent (CwView           *view,
               const CwViewItem *item,
               CwEffectRecord   *outside)
{
  CwProcedure *procedure = cw_deployment_get_procedure (cw_view_get_deployment (view));
  const char *title = cw_effect_get_title (item->effect), *name = get_name (outside);
  g_autofree char *when = NULL;

  if (item->post_at != 0 && !cw_drift_is_gone (item))
    {
      when = cw_show_instant (procedure, item->post_at);
      if (item->state == CW_EFFECT_IN_DOUBT || cw_show_is_decided (item))
        /* Translators: a message, and when Slack posts it. */
        return g_strdup_printf (_ ("%s: may still go out %s; look again in its row"), title, when);
      /* Translators: a message, and when Slack posts it. */
      return g_strdup_printf (_ ("%s: still goes out %s; take it back in its row"), title, when);
    }
  if (item->state == CW_EFFECT_IN_DOUBT)
    return g_strdup_printf (_ ("%s: may have arrived; look again in its row"), title);
  return name != NULL ? g_strdup_printf ("%s: %s", title, name) : g_strdup (title);
}

/**
 * cw_show_sent:
 * @view: a preparation
 * @site: (nullable): id of the only site that is meant
 * @stage_id: (nullable): id of the only stage that is meant
 *
 * Returns: (transfer full) (nullable): what was sent, one a line, the first dozen by name; %NULL where nothing was
 */
char *
cw_show_sent (CwView     *view,
              const char *site,
              const char *stage_id)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GPtrArray *stages = cw_view_get_stages (view);
  guint n_sent = 0;

  for (guint i = 0; i < stages->len; i++)
    {
      const CwViewStage *stage = g_ptr_array_index (stages, i);

      if (stage_id != NULL && !g_str_equal (stage->id, stage_id))
        continue;
      for (guint j = 0; j < stage->items->len; j++)
        {
          const CwViewItem *item = g_ptr_array_index (stage->items, j);
          CwEffectRecord *outside = cw_effect_record_get_outside (item->record);
          gboolean meant = site == NULL || g_strcmp0 (cw_effect_get_site (item->effect), site) == 0;
          g_autofree char *line = meant && outside != NULL ? describe_sent (view, item, outside) : NULL;

          if (line != NULL && n_sent++ < MAX_SENT)
            g_string_append_printf (text, "%s• %s", text->len > 0 ? "\n" : "", line);
        }
    }
  if (n_sent > MAX_SENT)
    {
      guint more = n_sent - MAX_SENT;

      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("%u more", "%u more", more), more);
    }
  return n_sent > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/**
 * cw_show_instant:
 * @procedure: whose civil time it is
 * @seconds: since 1970
 *
 * Returns: (transfer full): "Tue 12 Jan, 9:00 CLT (13:00 yours)"; without the bracket where both clocks agree
 */
char *
cw_show_instant (CwProcedure *procedure,
                 gint64       seconds)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  g_autoptr (GDateTime) there = g_date_time_to_timezone (utc, cw_procedure_get_time_zone (procedure));
  g_autoptr (GDateTime) here = g_date_time_to_local (utc);
  g_autofree char *civil = cw_date_show_civil (there, cw_procedure_get_zone_name (procedure));
  g_autofree char *day = cw_date_show_day (here);

  if (g_date_time_get_utc_offset (there) == g_date_time_get_utc_offset (here))
    return g_steal_pointer (&civil);
  if (g_date_time_get_day_of_month (there) == g_date_time_get_day_of_month (here))
    return g_strdup_printf (_ ("%s (%d:%02d yours)"), civil, g_date_time_get_hour (here),
                            g_date_time_get_minute (here));
  return g_strdup_printf (_ ("%s (%s, %d:%02d yours)"), civil, day, g_date_time_get_hour (here),
                          g_date_time_get_minute (here));
}

/**
 * cw_show_text:
 * @label: a GtkLabel
 * @text: (nullable): its text; the label is hidden without one
 */
void
cw_show_text (GtkWidget  *label,
              const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

/**
 * cw_show_line:
 * @label: a label
 * @text: (nullable): what a file or a service says; any bytes
 *
 * Shows it, or nothing where it is blank.
 */
void
cw_show_line (GtkLabel   *label,
              const char *text)
{
  g_autofree char *clean = g_strstrip (cw_text_clean (text != NULL ? text : ""));

  gtk_label_set_text (label, clean);
  gtk_widget_set_visible (GTK_WIDGET (label), *clean != '\0');
}

/**
 * cw_show_make_list:
 * @name: what it lists, for those who don't see what stands around it
 *
 * Returns: (transfer floating): a list of rows without a title of its own
 */
GtkWidget *
cw_show_make_list (const char *name)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return list;
}

/**
 * cw_show_let_shrink:
 * @button: a GtkButton that just got its label
 *
 * Lets a long name be cut where there is no room for it, rather than widen the window.
 */
void
cw_show_let_shrink (GtkWidget *button)
{
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  if (GTK_IS_LABEL (label))
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
}

/**
 * cw_show_deed_above:
 * @button: the primary button, of a GtkGrid whose last child has its place after it
 * @above: whether there is no room for it beside the others
 *
 * Gives the button a line of its own above the others, which share the next one, or its place among them. The order of
 * reading is the one that is seen.
 */
void
cw_show_deed_above (GtkWidget *button,
                    gboolean   above)
{
  GtkWidget *bar = gtk_widget_get_parent (button);
  GtkLayoutManager *grid = gtk_widget_get_layout_manager (bar);

  g_object_set (gtk_layout_manager_get_layout_child (grid, button), "column", above ? 0 : 2, "row", above ? 0 : 1,
                "column-span", above ? 4 : 1, NULL);
  if (above)
    gtk_widget_insert_after (button, bar, NULL);
  else
    gtk_widget_insert_before (button, bar, gtk_widget_get_last_child (bar));
  for (GtkWidget *child = gtk_widget_get_first_child (bar); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_hexpand (child, above);
}

static gboolean
take_deed_key (GtkWidget *widget,
               GVariant  *arguments,
               gpointer   action)
{
  gtk_shortcut_action_activate (action, 0, widget, arguments);
  /* Where it can't be done now no line comes of the key either. */
  return TRUE;
}

/**
 * cw_show_take_deed_key:
 * @widget: a page's or a window's widget
 * @action: (transfer full): what Ctrl+Enter does there
 *
 * Takes the key before a text view in it makes a line of it.
 */
void
cw_show_take_deed_key (GtkWidget         *widget,
                       GtkShortcutAction *action)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcutTrigger *trigger;
  GtkShortcutAction *taken;

  g_return_if_fail (GTK_IS_WIDGET (widget) && GTK_IS_SHORTCUT_ACTION (action));

  trigger = gtk_alternative_trigger_new (gtk_keyval_trigger_new (GDK_KEY_Return, GDK_CONTROL_MASK),
                                         gtk_keyval_trigger_new (GDK_KEY_KP_Enter, GDK_CONTROL_MASK));
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  taken = gtk_callback_action_new (take_deed_key, action, g_object_unref);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), gtk_shortcut_new (trigger, taken));
  gtk_widget_add_controller (widget, controller);
}

static void
set_up_choice (GtkSignalListItemFactory *factory,
               GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_choice (GtkSignalListItemFactory *factory,
             GtkListItem              *item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

/**
 * cw_show_shorten_choice:
 * @choices: texts to choose from, some of which may be long
 *
 * Lets the button that shows the one that is chosen be as narrow as it must; the list shows them as ever.
 */
void
cw_show_shorten_choice (GtkDropDown *choices)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_return_if_fail (GTK_IS_DROP_DOWN (choices));

  g_signal_connect (factory, "setup", G_CALLBACK (set_up_choice), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_choice), NULL);
  gtk_drop_down_set_list_factory (choices, gtk_drop_down_get_factory (choices));
  gtk_drop_down_set_factory (choices, factory);
}
