/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-effect-row"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-drift.h"
#include "cw-effect-row-private.h"
#include "cw-json.h"
#include "cw-show.h"
#include "cw-wrap-box.h"

G_DEFINE_FINAL_TYPE (CwEffectRow, cw_effect_row, ADW_TYPE_PREFERENCES_ROW)

static void
cw_effect_row_dispose (GObject *object)
{
  CwEffectRow *self = CW_EFFECT_ROW (object);

  g_clear_object (&self->desk);

  G_OBJECT_CLASS (cw_effect_row_parent_class)->dispose (object);
}

static void
cw_effect_row_finalize (GObject *object)
{
  CwEffectRow *self = CW_EFFECT_ROW (object);

  g_free (self->effect_id);
  g_free (self->place);
  g_free (self->shown_candidates);

  G_OBJECT_CLASS (cw_effect_row_parent_class)->finalize (object);
}

static void
cw_effect_row_class_init (CwEffectRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cw_effect_row_dispose;
  object_class->finalize = cw_effect_row_finalize;

  g_type_ensure (CW_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/cyclewright/Cyclewright/ui/cw-effect-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CwEffectRow, icon);
  gtk_widget_class_bind_template_child (widget_class, CwEffectRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwEffectRow, title);
  gtk_widget_class_bind_template_child (widget_class, CwEffectRow, detail);
  gtk_widget_class_bind_template_child (widget_class, CwEffectRow, note);
  gtk_widget_class_bind_template_child (widget_class, CwEffectRow, unsaved);
  gtk_widget_class_bind_template_child (widget_class, CwEffectRow, unsaved_words);
  gtk_widget_class_bind_template_child (widget_class, CwEffectRow, word);
  gtk_widget_class_bind_template_child (widget_class, CwEffectRow, key);
  gtk_widget_class_bind_template_child (widget_class, CwEffectRow, link);
  gtk_widget_class_bind_template_child (widget_class, CwEffectRow, deed);
  gtk_widget_class_bind_template_child (widget_class, CwEffectRow, menu);
  gtk_widget_class_bind_template_child (widget_class, CwEffectRow, trouble);
  gtk_widget_class_bind_template_child (widget_class, CwEffectRow, candidates);
  cw_effect_row_install_actions (widget_class);
}

static void
cw_effect_row_init (CwEffectRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * cw_effect_row_new:
 * @desk: where its deeds are done
 * @effect_id: id of an effect of the desk's view
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
cw_effect_row_new (CwDesk     *desk,
                   const char *effect_id)
{
  CwEffectRow *self = g_object_new (CW_TYPE_EFFECT_ROW, NULL);

  self->desk = g_object_ref (desk);
  self->effect_id = g_strdup (effect_id);
  cw_effect_row_update (self);
  return GTK_WIDGET (self);
}

/**
 * cw_effect_row_set_in_place:
 * @self: a row
 * @place: (nullable): where and when, in the stead of the effect's own detail
 *
 * Says that all that will be sent stands beside the row, with a button of its own.
 */
void
cw_effect_row_set_in_place (CwEffectRow *self,
                            const char  *place)
{
  g_return_if_fail (CW_IS_EFFECT_ROW (self));

  self->in_place = TRUE;
  g_free (self->place);
  self->place = g_strdup (place);
  cw_effect_row_update (self);
}

const CwViewItem *
cw_effect_row_get_item (CwEffectRow *self)
{
  CwView *view = self->desk != NULL ? cw_desk_get_view (self->desk) : NULL;

  return view != NULL ? cw_view_find (view, self->effect_id) : NULL;
}

/* The key of what was made, where it says something to a person: a message's is a number that doesn't. */
const char *
cw_effect_row_get_key (CwEffectRow *self)
{
  const CwViewItem *item = cw_effect_row_get_item (self);
  const char *key = item != NULL && item->record != NULL ? cw_effect_record_get_key (item->record) : NULL;

  return key != NULL && *key != '\0' && strlen (key) <= 16 && !g_ascii_isdigit (*key) ? key : NULL;
}

static void
update_link (CwEffectRow      *self,
             const CwViewItem *item)
{
  const char *url = item->record != NULL ? cw_effect_record_get_url (item->record) : NULL;
  const char *key = cw_effect_row_get_key (self);
  gboolean made = item->record != NULL && cw_effect_record_get_outcome (item->record) != NULL;
  gboolean message = g_str_equal (cw_effect_get_kind (item->effect), CW_EFFECT_KIND_MESSAGE);
  gboolean linked = made && url != NULL && *url != '\0' && !cw_drift_is_replaced (item);
  g_autofree char *text = NULL, *name = NULL;

  gtk_widget_set_visible (self->link, linked);
  cw_show_text (self->key, made && !linked && !message ? key : NULL);
  if (!linked)
    return;
  text = g_strconcat (key != NULL ? key : C_ ("verb", "Open"), " ↗", NULL);
  name = g_strdup_printf (_ ("Open %s in the browser"), key != NULL ? key : cw_effect_get_title (item->effect));
  gtk_button_set_label (GTK_BUTTON (self->link), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->link), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (self->link, url);
}

static gboolean
has_candidates (const CwViewItem *item)
{
  JsonArray *candidates = item->record != NULL ? cw_effect_record_get_candidates (item->record) : NULL;

  return candidates != NULL && json_array_get_length (candidates) > 0;
}

/* Where it was looked for, and from when on a look tells. */
static char *
describe_doubt (CwEffectRow      *self,
                const CwViewItem *item)
{
  CwView *view = cw_desk_get_view (self->desk);
  CwEffectRecord *record = cw_effect_record_get_doubt (item->record);
  const char *where = cw_effect_record_get_reason (record);
  gint64 then = cw_effect_record_get_look_again (record) / G_USEC_PER_SEC;
  gboolean back = cw_effect_record_is_being_retracted (record);
  gboolean update = cw_effect_record_is_being_amended (record);
  g_autofree char *instant = NULL;

  if (where == NULL)
    return g_strdup (_ ("It could not be looked for yet. Look again before anything else"));
  if (then <= g_date_time_to_unix (cw_view_get_now (view)))
    return g_strdup_printf (back ? _ ("It was to be taken back, and was still in %s. Look again before anything else")
                            : update ? _ ("Looked at %s: the update is not there. Look again before anything else")
                                     : _ ("Looked for in %s: not found. Look again before anything else"), where);
  instant = cw_show_instant (cw_deployment_get_procedure (cw_view_get_deployment (view)), then);
  if (back)
    return g_strdup_printf (_ ("It was to be taken back, and was still in %s. It can go until %s, and is looked for again "
                               "then"), where, instant);
  if (update)
    return g_strdup_printf (_ ("Looked at %s: the update is not there so far. It can arrive until %s, and is looked for "
                               "again then"), where, instant);
  return g_strdup_printf (_ ("Looked for in %s: not found so far. It can turn up there until %s, and is looked for again "
                             "then"),
                          where, instant);
}

/* What a person decided meanwhile goes along: it doesn't settle what may be there. */
static char *
describe_open (CwEffectRow      *self,
               const CwViewItem *item)
{
  g_autofree char *doubt = NULL;

  if (item->state != CW_EFFECT_IN_DOUBT)
    return NULL;
  doubt = describe_doubt (self, item);
  if (cw_show_is_decided (item))
    return g_strdup_printf ("%s\n%s", cw_drift_say_decided (item), doubt);
  return g_steal_pointer (&doubt);
}

static const char *
describe_drift (const CwViewItem *item)
{
  if (cw_drift_is_gone (item))
    return _ ("It is not there any more. Begin anew, or say by hand where it is");
  if (cw_drift_is_replaced (item))
    return _ ("It is not there any more, but another one of ours is. Take that one, or begin anew");
  if (cw_show_is_decided (item))
    return _ ("It was done by hand, and changed there since. Take it as it is, or say anew what was done");
  if (cw_drift_is_contested (item))
    return _ ("You took it over as it is there, and ours has changed in the same place since. Review it to put ours there, "
              "or take it as it is");
  if (cw_drift_is_unfinished (item))
    return _ ("It is there, but not all of it was taken. Review it to try the rest again, or take it as it is");
  return _ ("It was changed there. Review it to send ours again, or take it as it is");
}

/* It goes out by itself with what it said when it was scheduled. */
static char *
describe_scheduled (CwEffectRow      *self,
                    const CwViewItem *item)
{
  g_autofree char *when = cw_show_instant (cw_desk_get_procedure (self->desk), item->post_at);

  return g_strdup_printf (_ ("It stands scheduled for %s with what it said then; by now we would send something else"), when);
}

/* What stands beneath the detail: what it waits for, or what was said of it. */
static void
update_note (CwEffectRow      *self,
             const CwViewItem *item)
{
  g_autofree char *doubt = describe_open (self, item), *scheduled = NULL;
  const char *text = doubt;

  if (item->state == CW_EFFECT_WAITING)
    text = cw_effect_get_waiting (item->effect);
  else if (item->record != NULL && (item->state == CW_EFFECT_LEFT_OUT || item->state == CW_EFFECT_DONE_BY_HAND))
    text = cw_effect_record_get_reason (item->record);
  else if (cw_drift_has_gone_out (item))
    text = _ ("It is posted, and stays as it is. If it is wrong by now, post a correction and mark this as done by hand, "
              "or begin anew");
  else if (item->state == CW_EFFECT_OUTDATED && item->post_at != 0)
    text = scheduled = describe_scheduled (self, item);
  else if (item->state == CW_EFFECT_OUTDATED)
    text = _ ("It was sent; by now we would send something else");
  else if (cw_drift_is_kept (item) && item->post_at != 0)
    text = _ ("It stays scheduled, and goes out at its time");
  else if (item->state == CW_EFFECT_DRIFTED)
    text = describe_drift (item);
  else if (item->state == CW_EFFECT_ASKING)
    text = has_candidates (item) ? _ ("There is something like it already. Is it this one?")
                                 : _ ("It is not to be found. Begin anew, or say where it is");
  cw_show_text (self->note, text);
}

/* What was typed into a file of the branch and not saved isn't pushed with it. */
static void
update_unsaved (CwEffectRow      *self,
                const CwViewItem *item)
{
  g_auto (GStrv) paths = cw_effect_row_list_unsaved (self);
  guint n_paths = paths != NULL ? g_strv_length (paths) : 0;
  g_autofree char *words = NULL;

  gtk_widget_set_visible (self->unsaved, n_paths > 0 && !item->closed);
  if (n_paths == 0)
    return;
  words = n_paths == 1 ? g_strdup_printf (_ ("Unsaved changes: %s"), paths[0])
                       : g_strdup_printf (ngettext ("Unsaved changes in %u file", "Unsaved changes in %u files", n_paths),
                                          n_paths);
  gtk_label_set_text (GTK_LABEL (self->unsaved_words), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->unsaved), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
update_trouble (CwEffectRow      *self,
                const CwViewItem *item)
{
  CwEffectRecord *doubt = cw_effect_record_get_doubt (item->record);
  CwEffectRecord *record = doubt != NULL ? doubt : item->record;
  const char *failure = record != NULL ? cw_effect_record_get_error (record) : NULL;
  g_autofree char *text = g_strdup (cw_desk_get_trouble (self->desk, self->effect_id));

  if (cw_drift_is_kept (item) && text == NULL)
    text = g_strdup_printf (_ ("It was not taken back. %s"), failure);
  else if (failure != NULL && cw_effect_state_is_settled (item->state) && text == NULL)
    text = g_strdup_printf (_ ("The last try failed: %s"), failure);
  else if (item->state == CW_EFFECT_FAILED || item->state == CW_EFFECT_IN_DOUBT)
    {
      g_free (text);
      text = g_strdup (failure);
    }
  cw_show_text (self->trouble, text);
}

static void
clear_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

/* Of several, each button says which one it means. */
static void
name_button (GtkWidget  *button,
             const char *deed,
             const char *key)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", deed, key);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
add_candidate (CwEffectRow *self,
               JsonObject  *candidate,
               guint        number)
{
  const char *key = cw_json_get_string (candidate, "key", NULL);
  const char *url = cw_json_get_string (candidate, "url", NULL);
  const char *called = key != NULL && *key != '\0' ? key : url != NULL ? url : "";
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = gtk_label_new (called);
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("It Is _This One"));

  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (name), 3);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "effect.adopt");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", number);
  name_button (button, _ ("It is this one"), called);
  if (url != NULL && *url != '\0')
    {
      GtkWidget *link = gtk_button_new_with_mnemonic (_ ("_Look at It"));

      gtk_widget_add_css_class (link, "flat");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (link), "effect.open");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (link), "s", url);
      name_button (link, _ ("Look at it"), called);
      gtk_box_append (GTK_BOX (box), link);
    }
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (self->candidates), g_object_new (CW_TYPE_WRAP_BOX, "start", name, "end", box, NULL));
}

static void
add_difference (CwEffectRow *self,
                const char  *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 4);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (self->candidates), label);
}

/* The other way than sending ours again. */
static void
add_taking (CwEffectRow *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Take It as It _Is"));

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "effect.adopt");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", 0);
  gtk_box_append (GTK_BOX (self->candidates), button);
}

/* All that the candidates' part of the row is made of. */
static char *
describe_candidates (const CwViewItem *item,
                     JsonArray        *candidates,
                     GPtrArray        *differences,
                     const char       *lacking)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%d %d %s\n", item->state, item->closed, lacking != NULL ? lacking : "");
  for (guint i = 0; candidates != NULL && i < json_array_get_length (candidates); i++)
    {
      g_autofree char *candidate = json_to_string (json_array_get_element (candidates, i), FALSE);

      g_string_append_printf (text, "%s\n", candidate);
    }
  for (guint i = 0; differences != NULL && i < differences->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) differences->pdata[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Its buttons are made anew only where there are others, so that the focus stays. */
static void
update_candidates (CwEffectRow      *self,
                   const CwViewItem *item)
{
  gboolean asking = item->state == CW_EFFECT_ASKING && item->record != NULL;
  JsonArray *candidates = asking || cw_drift_is_replaced (item) ? cw_effect_record_get_candidates (item->record) : NULL;
  g_autofree char *theirs = cw_drift_say_theirs (item), *conceded = cw_drift_say_conceded (item);
  g_autofree char *lacking = conceded != NULL ? g_steal_pointer (&conceded) : cw_drift_say_lacking (item);
  gboolean differs = asking || item->state == CW_EFFECT_DRIFTED || item->state == CW_EFFECT_OUTDATED || theirs != NULL;
  g_autoptr (GPtrArray) differences = differs ? cw_drift_describe (item) : NULL;
  g_autofree char *text = describe_candidates (item, candidates, differences, lacking);

  if (g_strcmp0 (text, self->shown_candidates) == 0)
    return;
  g_free (self->shown_candidates);
  self->shown_candidates = g_steal_pointer (&text);
  clear_box (self->candidates);
  for (guint i = 0; candidates != NULL && i < json_array_get_length (candidates); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (candidates, i)))
      add_candidate (self, json_array_get_object_element (candidates, i), i);
  for (guint i = 0; differences != NULL && i < differences->len; i++)
    add_difference (self, differences->pdata[i]);
  if (lacking != NULL)
    add_difference (self, lacking);
  if (item->state == CW_EFFECT_DRIFTED && !item->closed && !cw_drift_is_gone (item) && candidates == NULL)
    add_taking (self);
  gtk_widget_set_visible (self->candidates, gtk_widget_get_first_child (self->candidates) != NULL);
}

/* The one button: what comes next for this thing. */
static void
update_deed (CwEffectRow      *self,
             const CwViewItem *item)
{
  gboolean task = cw_show_is_task (item);
  const char *label = NULL, *action = NULL;

  switch (item->state)
    {
    case CW_EFFECT_READY:
      label = task ? _ ("Mark as Done") : _ ("Review");
      action = task ? "effect.mark-done" : "effect.review";
      break;
    case CW_EFFECT_OUTDATED:
      label = cw_drift_has_gone_out (item) ? NULL : _ ("Review");
      action = "effect.review";
      break;
    case CW_EFFECT_DRIFTED:
      label = cw_drift_is_gone (item) ? _ ("Begin Anew") : _ ("Review");
      action = cw_drift_is_gone (item) ? "effect.send-again" : "effect.review";
      if ((cw_show_is_decided (item) && !cw_drift_is_gone (item)) || cw_drift_is_replaced (item))
        label = NULL;
      break;
    case CW_EFFECT_APPROVED:
      label = _ ("Send");
      action = "effect.run";
      break;
    case CW_EFFECT_FAILED:
      label = _ ("Retry");
      action = "effect.run";
      break;
    case CW_EFFECT_IN_DOUBT:
      label = _ ("Look Again");
      action = "effect.run";
      break;
    case CW_EFFECT_ASKING:
      label = has_candidates (item) ? NULL : _ ("Begin Anew");
      action = "effect.send-again";
      break;
    case CW_EFFECT_DONE:
      label = cw_drift_is_kept (item) && item->post_at != 0 ? _ ("Take Back…") : NULL;
      action = "effect.retract";
      break;
    case CW_EFFECT_WAITING:
    case CW_EFFECT_RUNNING:
    case CW_EFFECT_DONE_BY_HAND:
    case CW_EFFECT_LEFT_OUT:
    default:
      break;
    }
  if (item->closed && !cw_drift_is_kept (item) && !cw_show_can_look (cw_desk_get_view (self->desk), item))
    label = NULL;
  gtk_widget_set_visible (self->deed, label != NULL);
  if (label == NULL)
    return;
  gtk_button_set_label (GTK_BUTTON (self->deed), label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->deed), action);
}

static void
update_names (CwEffectRow      *self,
              const CwViewItem *item)
{
  const char *title = cw_effect_get_title (item->effect);
  const char *label = gtk_button_get_label (GTK_BUTTON (self->deed));
  g_autofree char *deed = g_strdup_printf ("%s: %s", label != NULL ? label : "", title);
  g_autofree char *menu = g_strdup_printf (_ ("More for %s"), title);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->deed), GTK_ACCESSIBLE_PROPERTY_LABEL, deed, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, menu, -1);
}

/**
 * cw_effect_row_update:
 * @self: a row
 *
 * Shows the effect as the desk has it now.
 */
void
cw_effect_row_update (CwEffectRow *self)
{
  const CwViewItem *item;
  gboolean sending, queued, focused;
  const char *word;

  g_return_if_fail (CW_IS_EFFECT_ROW (self));

  item = cw_effect_row_get_item (self);
  if (item == NULL)
    return;
  focused = gtk_widget_is_focus (self->deed);
  sending = cw_desk_is_sending (self->desk, self->effect_id);
  queued = cw_desk_is_queued (self->desk, self->effect_id);
  /* Translators: it waits for what is being sent before it. */
  word = queued ? _ ("Queued") : sending ? cw_effect_state_to_text (CW_EFFECT_RUNNING) : item->words;
  cw_show_icon (self->icon, cw_show_effect_icon (item), cw_show_effect_style (item), word);
  gtk_widget_set_visible (self->icon, !sending || queued);
  gtk_widget_set_visible (self->spinner, sending && !queued);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), sending && !queued);
  gtk_label_set_text (GTK_LABEL (self->title), cw_effect_get_title (item->effect));
  gtk_label_set_text (GTK_LABEL (self->word), word);
  gtk_widget_set_tooltip_text (self->word, word);
  cw_show_text (self->detail, self->place != NULL ? self->place : cw_effect_get_detail (item->effect));
  update_note (self, item);
  update_unsaved (self, item);
  update_link (self, item);
  update_trouble (self, item);
  update_candidates (self, item);
  update_deed (self, item);
  if (sending || (self->in_place && (item->state == CW_EFFECT_READY || item->state == CW_EFFECT_OUTDATED)))
    gtk_widget_set_visible (self->deed, FALSE);
  update_names (self, item);
  cw_effect_row_enable_actions (self, sending ? NULL : item);
  /* Whoever pressed what isn't there any more stays in this row. */
  if (focused && !(gtk_widget_get_visible (self->deed) && gtk_widget_is_sensitive (self->deed)))
    gtk_widget_grab_focus (self->menu);
}

const char *
cw_effect_row_get_id (CwEffectRow *self)
{
  g_return_val_if_fail (CW_IS_EFFECT_ROW (self), NULL);

  return self->effect_id;
}
