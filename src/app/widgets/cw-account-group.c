/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-account-group"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-account-group.h"
#include "cw-error.h"
#include "cw-show.h"

struct _CwAccountGroup
{
  AdwBin parent_instance;

  CwAccountDesk *desk;
  CwAccountKind kind;
  CwAccountSource source;
  GCancellable *cancellable; /* cancelled when the preferences close */
  gboolean showing;          /* rows are being filled */
  gboolean typed;            /* they say something else than what is kept */
  gboolean busy;

  GtkWidget *group;
  GtkWidget *url;
  GtkWidget *scoped;
  GtkWidget *user;
  GtkWidget *secret;
  GtkWidget *answer_box;
  GtkWidget *icon;
  GtkWidget *answer;
  GtkWidget *spinner;
  GtkWidget *forget;
  GtkWidget *test;
};

/* What is said of each kind; a row without a title isn't shown. */
static const struct {
  const char *description;
  const char *user;
  const char *secret;
  gboolean scoped;
} words[CW_N_ACCOUNTS] = {
  [CW_ACCOUNT_JIRA] = { N_ ("For the tickets"), N_ ("E-mail address"), N_ ("API token"), TRUE },
  [CW_ACCOUNT_CONFLUENCE] = { N_ ("For the cycle’s page; where nothing is entered, Jira’s account serves"),
                              N_ ("E-mail address"), N_ ("API token"), TRUE },
  [CW_ACCOUNT_GITHUB] = { N_ ("For pull requests"), NULL, N_ ("Personal access token"), FALSE },
  [CW_ACCOUNT_SLACK] = { N_ ("For announcements, as a bot or as yourself"), NULL, N_ ("Token of a bot or a person"),
                         FALSE },
  [CW_ACCOUNT_REGISTRY] = { N_ ("For finding images; user and token only where it asks for them"), N_ ("User"),
                            N_ ("Token"), FALSE },
  [CW_ACCOUNT_GIT] = { N_ ("For reading and pushing branches; where nothing is entered, GitHub’s token serves. With "
                           "ssh://git@github.com a key of your ssh agent signs in."),
                       N_ ("User"), N_ ("Token"), FALSE },
};

G_DEFINE_FINAL_TYPE (CwAccountGroup, cw_account_group, ADW_TYPE_BIN)

static const char *
get_text (GtkWidget *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* Rows by the account's state: what comes from the environment is not changed here. */
static void
update (CwAccountGroup *self)
{
  GtkWidget *rows[] = { self->url, self->scoped, self->user, self->secret };
  gboolean given = self->source == CW_ACCOUNT_GIVEN;
  const char *label = self->typed ? _ ("Save and Test") : _ ("Test");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_editable_set_editable (GTK_EDITABLE (rows[i]), !given && !self->busy);
  gtk_button_set_label (GTK_BUTTON (self->test), label);
  gtk_widget_set_visible (self->test, self->typed || self->source != CW_ACCOUNT_NONE);
  gtk_widget_set_sensitive (self->test, !self->busy);
  gtk_widget_set_visible (self->forget, self->source == CW_ACCOUNT_KEPT);
  gtk_widget_set_sensitive (self->forget, !self->busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), self->busy);
  gtk_widget_set_visible (self->spinner, self->busy);
}

static void
say (CwAccountGroup *self,
     const char     *icon,
     const char     *style,
     const char     *text)
{
  static const char *const styles[] = { "success", "warning", "error" };

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_widget_remove_css_class (self->icon, styles[i]);
  if (style != NULL)
    gtk_widget_add_css_class (self->icon, style);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon);
  gtk_widget_set_visible (self->icon, icon != NULL);
  gtk_label_set_text (GTK_LABEL (self->answer), text);
}

static void
say_source (CwAccountGroup *self)
{
  switch (self->source)
    {
    case CW_ACCOUNT_GIVEN:
      say (self, NULL, NULL, _ ("From the environment, which comes before what is entered here"));
      return;
    case CW_ACCOUNT_KEPT:
      say (self, NULL, NULL, _ ("Kept in your keyring; not tested yet"));
      return;
    case CW_ACCOUNT_SHARED:
      say (self, NULL, NULL, self->kind == CW_ACCOUNT_GIT ? _ ("GitHub’s token serves") : _ ("Jira’s account serves"));
      return;
    case CW_ACCOUNT_NONE:
    default:
      say (self, NULL, NULL, _ ("No account: what needs one is done by hand"));
      return;
    }
}

static void
say_proof (CwAccountGroup       *self,
           const CwAccountProof *proof)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, _ ("Signed in as %s."), proof->who);
  if (proof->missing->len == 0)
    g_string_append_printf (text, " %s", _ ("Nothing is missing."));
  for (guint i = 0; i < proof->missing->len; i++)
    g_string_append_printf (text, "\n• %s", (const char *) g_ptr_array_index (proof->missing, i));
  say (self, proof->missing->len == 0 ? "emblem-ok-symbolic" : "dialog-warning-symbolic",
       proof->missing->len == 0 ? "success" : "warning", text->str);
}

/* Whether the group is still shown; if not, nobody waits for the answer. */
static gboolean
end_busy (CwAccountGroup *self,
          const GError   *error)
{
  if (error != NULL && cw_error_is_cancelled (error))
    return FALSE;
  self->busy = FALSE;
  update (self);
  if (error == NULL)
    return TRUE;
  say (self, "dialog-error-symbolic", "error", error->message);
  return FALSE;
}

static void
tested (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (CwAccountGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwAccountProof) proof = cw_account_desk_finish (NULL, result, &error);

  if (end_busy (self, error))
    say_proof (self, proof);
}

static void
forgotten (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (CwAccountGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  cw_account_desk_finish (NULL, result, &error);
  end_busy (self, error);
}

static void
begin_busy (CwAccountGroup *self,
            const char     *what)
{
  self->busy = TRUE;
  say (self, NULL, NULL, what);
  update (self);
}

static void
test_clicked (CwAccountGroup *self)
{
  const char *scoped = get_text (self->scoped);
  const char *site = get_text (self->url);
  const char *texts[] = { *scoped != '\0' ? scoped : site, *scoped != '\0' ? site : "", get_text (self->user),
                          get_text (self->secret), NULL };

  if (self->typed)
    {
      g_auto (GStrv) copy = g_strdupv ((char **) texts);

      /* Whatever the test says, this is what is kept from now on; the token is not shown again. */
      self->typed = FALSE;
      begin_busy (self, _ ("Testing…"));
      cw_account_desk_keep (self->desk, self->kind, (const char *const *) copy, self->cancellable, tested,
                            g_object_ref (self));
      return;
    }
  begin_busy (self, _ ("Testing…"));
  cw_account_desk_test (self->desk, self->kind, self->cancellable, tested, g_object_ref (self));
}

static void
forget_clicked (CwAccountGroup *self)
{
  begin_busy (self, _ ("Forgetting…"));
  cw_account_desk_forget (self->desk, self->kind, self->cancellable, forgotten, g_object_ref (self));
}

static void
text_changed (CwAccountGroup *self)
{
  if (self->showing || self->typed)
    return;
  self->typed = TRUE;
  update (self);
}

static void
cw_account_group_dispose (GObject *object)
{
  CwAccountGroup *self = CW_ACCOUNT_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (cw_account_group_parent_class)->dispose (object);
}

static void
cw_account_group_finalize (GObject *object)
{
  g_clear_object (&CW_ACCOUNT_GROUP (object)->cancellable);

  G_OBJECT_CLASS (cw_account_group_parent_class)->finalize (object);
}

/* The preferences close: what is asked is given up, so that nothing holds on to a window that is gone. */
static void
cw_account_group_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (CW_ACCOUNT_GROUP (widget)->cancellable);

  GTK_WIDGET_CLASS (cw_account_group_parent_class)->unroot (widget);
}

static void
cw_account_group_class_init (CwAccountGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_account_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_account_group_finalize;
  widget_class->unroot = cw_account_group_unroot;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-account-group.ui");
  gtk_widget_class_bind_template_child (widget_class, CwAccountGroup, group);
  gtk_widget_class_bind_template_child (widget_class, CwAccountGroup, url);
  gtk_widget_class_bind_template_child (widget_class, CwAccountGroup, scoped);
  gtk_widget_class_bind_template_child (widget_class, CwAccountGroup, user);
  gtk_widget_class_bind_template_child (widget_class, CwAccountGroup, secret);
  gtk_widget_class_bind_template_child (widget_class, CwAccountGroup, answer_box);
  gtk_widget_class_bind_template_child (widget_class, CwAccountGroup, icon);
  gtk_widget_class_bind_template_child (widget_class, CwAccountGroup, answer);
  gtk_widget_class_bind_template_child (widget_class, CwAccountGroup, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwAccountGroup, forget);
  gtk_widget_class_bind_template_child (widget_class, CwAccountGroup, test);
  gtk_widget_class_bind_template_callback (widget_class, text_changed);
  gtk_widget_class_bind_template_callback (widget_class, test_clicked);
  gtk_widget_class_bind_template_callback (widget_class, forget_clicked);
}

/* libadwaita 1.2 gives the button that shows what is typed a tooltip, but no name. */
static void
name_buttons (GtkWidget *row)
{
  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child) && gtk_widget_get_tooltip_text (child) != NULL)
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Show what is typed, or hide it"), -1);
    else
      name_buttons (child);
}

static void
cw_account_group_init (CwAccountGroup *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  name_buttons (self->secret);
}

/* A row of the group is named with the account too: six rows are called "Token" else. */
static void
name_row (CwAccountGroup *self,
          GtkWidget      *row,
          const char     *title)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", cw_account_kind_get_title (self->kind), title);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
name_button (CwAccountGroup *self,
             GtkWidget      *button)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  cw_account_kind_get_title (self->kind), -1);
}

/**
 * cw_account_group_new:
 * @desk: the accounts
 * @kind: which of them
 *
 * Returns: (transfer floating): a group without an account yet
 */
GtkWidget *
cw_account_group_new (CwAccountDesk *desk,
                      CwAccountKind  kind)
{
  CwAccountGroup *self;
  g_autofree char *description = NULL;

  g_return_val_if_fail (CW_IS_ACCOUNT_DESK (desk) && kind < CW_N_ACCOUNTS, NULL);

  self = g_object_new (CW_TYPE_ACCOUNT_GROUP, NULL);
  self->desk = g_object_ref (desk);
  self->kind = kind;
  description = g_markup_escape_text (_ (words[kind].description), -1);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), cw_account_kind_get_title (kind));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->group), description);
  name_row (self, self->url, _ ("Address"));
  name_row (self, self->scoped, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->scoped)));
  name_row (self, self->user, words[kind].user != NULL ? _ (words[kind].user) : "");
  name_row (self, self->secret, _ (words[kind].secret));
  name_button (self, self->forget);
  name_button (self, self->test);
  gtk_widget_set_visible (self->scoped, words[kind].scoped);
  gtk_widget_set_visible (self->user, words[kind].user != NULL);
  update (self);
  return GTK_WIDGET (self);
}

static void
set_text (GtkWidget  *row,
          const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

/**
 * cw_account_group_show:
 * @self: a group
 * @entry: the account as it is now
 *
 * What somebody is typing stays; so does a test's answer while the account is the one that was tested.
 */
void
cw_account_group_show (CwAccountGroup       *self,
                       const CwAccountEntry *entry)
{
  gboolean again = self->source == entry->source && *gtk_label_get_text (GTK_LABEL (self->answer)) != '\0';
  gboolean kept = entry->source == CW_ACCOUNT_KEPT;

  g_return_if_fail (CW_IS_ACCOUNT_GROUP (self) && entry != NULL && entry->kind == self->kind);

  if (self->typed)
    return;
  /* The account that was entered just now was tested as well. */
  again = again || (kept && gtk_image_get_icon_name (GTK_IMAGE (self->icon)) != NULL);
  self->source = entry->source;
  self->showing = TRUE;
  set_text (self->url, entry->web != NULL ? entry->web : entry->url);
  set_text (self->scoped, entry->web != NULL ? entry->url : NULL);
  set_text (self->user, entry->user);
  set_text (self->secret, NULL);
  name_row (self, self->secret, kept && entry->secret ? _ ("Token; empty: the one that is kept")
                                                      : _ (words[self->kind].secret));
  self->showing = FALSE;
  if (!again && !self->busy)
    say_source (self);
  update (self);
}
