/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-branch-window"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "cw-branch-window-private.h"
#include "cw-child-window.h"
#include "cw-desk-check.h"
#include "cw-dialogs.h"
#include "cw-error.h"
#include "cw-json.h"
#include "cw-pins.h"
#include "cw-text.h"
#include "cw-window-size.h"

/* Rows of one group; a branch that is wrong altogether has hundreds, of which nobody reads the rest. */
#define MAX_ROWS 100

/* The most characters of a text that a row shows. */
#define MAX_TEXT 600

struct _CwBranchWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  GtkStack *stack;
  GtkSpinner *spinner;
  AdwPreferencesPage *page;
  AdwStatusPage *failure;

  char *branch;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (CwBranchWindow, cw_branch_window, ADW_TYPE_WINDOW)

/* A list under a title, while it is filled. */
typedef struct {
  AdwPreferencesGroup *group;
  guint n_rows;
} List;

/* What others wrote may be of any length: who wants all of it asks the command line. */
static char *
bound (const char *text)
{
  g_autofree char *clean = cw_text_clean (text), *start = NULL;

  if (g_utf8_strlen (clean, -1) <= MAX_TEXT)
    return g_steal_pointer (&clean);
  start = g_utf8_substring (clean, 0, MAX_TEXT);
  return g_strconcat (start, "…", NULL);
}

static void
add_row (List       *list,
         const char *icon,
         const char *title,
         const char *subtitle)
{
  g_autofree char *clean_title = bound (title), *clean_subtitle = bound (subtitle);
  GtkWidget *row;

  list->n_rows++;
  if (list->n_rows > MAX_ROWS)
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), clean_title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), clean_subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  adw_preferences_group_add (list->group, row);
}

static List
begin_list (const char *title)
{
  List list = { ADW_PREFERENCES_GROUP (g_object_ref_sink (adw_preferences_group_new ())), 0 };

  adw_preferences_group_set_title (list.group, title);
  return list;
}

/* An empty list is not shown. */
static guint
end_list (CwBranchWindow *self,
          List           *list)
{
  if (list->n_rows > MAX_ROWS)
    {
      guint n_more = list->n_rows - MAX_ROWS;
      g_autofree char *text = g_strdup_printf (ngettext ("… and %u more", "… and %u more", n_more), n_more);

      adw_preferences_group_set_description (list->group, text);
    }
  if (list->n_rows > 0)
    adw_preferences_page_add (self->page, list->group);
  g_object_unref (list->group);
  return list->n_rows;
}

static void
add_mention (List            *list,
             const CwMention *mention)
{
  g_autofree char *title = NULL;
  g_autofree char *place = g_strdup_printf ("%s: %s:%u\n%s", mention->repository, mention->path, mention->line,
                                            mention->reason);
  gboolean asks = mention->fate == CW_FATE_QUESTION;

  if (asks)
    title = g_strdup_printf (_ ("“%s” needs a person"), mention->value);
  else if (mention->removed)
    title = g_strdup_printf (_ ("“%s” would go"), mention->value);
  else
    title = g_strdup_printf ("%s → %s", mention->value, mention->target);
  add_row (list, asks ? "dialog-question-symbolic" : "document-edit-symbolic", title, place);
}

static guint
add_mentions (CwBranchWindow *self,
              CwPlan         *plan,
              CwFate          fate,
              const char     *title)
{
  GPtrArray *mentions = cw_plan_get_mentions (plan);
  List list = begin_list (title);

  for (guint i = 0; i < mentions->len; i++)
    {
      const CwMention *mention = g_ptr_array_index (mentions, i);

      if (mention->fate == fate)
        add_mention (&list, mention);
    }
  return end_list (self, &list);
}

static guint
add_checks (CwBranchWindow *self,
            CwPlan         *plan)
{
  GPtrArray *warnings = cw_plan_get_warnings (plan);
  List list = begin_list (_ ("Odd"));

  for (guint i = 0; i < warnings->len; i++)
    {
      const CwPlanWarning *warning = g_ptr_array_index (warnings, i);

      add_row (&list, "dialog-warning-symbolic", warning->text, warning->reason != NULL ? warning->reason : "");
    }
  return end_list (self, &list);
}

/* Out of reach is no answer: said, and counted for nothing. */
static guint
add_images (CwBranchWindow *self,
            CwPlan         *plan,
            JsonObject     *images)
{
  const char *trouble = cw_json_get_string (images, "trouble", NULL);
  g_autoptr (GArray) pins = cw_pins_list (plan, images);
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);
  List list = begin_list (_ ("Registry"));

  for (guint i = 0; i < pins->len; i++)
    {
      const CwPin *pin = &g_array_index (pins, CwPin, i);
      const CwResolution *one = pin->resolution;
      g_autofree char *place = NULL;

      if ((pin->image != CW_PIN_IMAGE_MISSING && pin->image != CW_PIN_IMAGE_OLDER)
          || !g_hash_table_add (said, one->after))
        continue;
      place = g_strdup_printf ("%s\n%s: %s:%u",
                               pin->image == CW_PIN_IMAGE_MISSING ? _ ("The registry doesn’t have it.")
                                                                  : _ ("The floating tag means a newer one."),
                               one->repository, one->path, one->line);
      add_row (&list, "dialog-warning-symbolic", one->after, place);
    }
  if (trouble != NULL)
    add_row (&list, "dialog-information-symbolic", _ ("The registry is out of reach"), trouble);
  else if (list.n_rows == 0 && pins->len > 0)
    add_row (&list, "emblem-ok-symbolic", _ ("The registry has every image"), "");
  end_list (self, &list);
  return g_hash_table_size (said);
}

/* A program that isn't there is named, and counts for nothing. */
static guint
add_validations (CwBranchWindow *self,
                 GPtrArray      *validations)
{
  List list = begin_list (_ ("Validators"));
  guint n_findings = 0;

  for (guint i = 0; i < validations->len; i++)
    {
      const CwValidation *report = g_ptr_array_index (validations, i);
      const char *icon = report->state == CW_VALIDATION_HOLDS    ? "emblem-ok-symbolic"
                         : report->state == CW_VALIDATION_ABSENT ? "dialog-information-symbolic"
                                                                 : "dialog-warning-symbolic";
      g_autofree char *text = cw_validation_describe (report);

      add_row (&list, icon, text, "");
      n_findings += report->complaints->len + report->n_more + (report->state == CW_VALIDATION_FAILED);
      for (guint j = 0; j < report->complaints->len; j++)
        {
          const CwComplaint *finding = g_ptr_array_index (report->complaints, j);
          g_autofree char *place = *finding->path != '\0'
                                     ? g_strdup_printf ("%s: %s:%u", report->repository, finding->path, finding->line)
                                     : g_strdup (report->repository);

          add_row (&list, "dialog-warning-symbolic", finding->text, place);
        }
    }
  end_list (self, &list);
  return n_findings;
}

/* What a test stand learned since its deployment, and the branch would repeat: nobody takes it over here, so it comes
 * last. */
static guint
add_fixes (CwBranchWindow *self,
           GPtrArray      *fixes)
{
  List list = begin_list (_ ("Fixed Elsewhere, and Not Here"));

  for (guint i = 0; i < fixes->len; i++)
    {
      JsonObject *fix = g_ptr_array_index (fixes, i);
      const char *repository = cw_json_get_string (fix, "repository", "");
      const char *details = cw_json_get_string (fix, "details", NULL);
      g_autofree char *place = details != NULL ? g_strdup_printf ("%s\n%s", repository, details) : g_strdup (repository);

      add_row (&list, "dialog-question-symbolic", cw_json_get_string (fix, "text", ""), place);
    }
  return end_list (self, &list);
}

static void
add_sums (CwBranchWindow *self,
          CwPlan         *plan)
{
  GPtrArray *sets = cw_plan_get_change_sets (plan);
  List list = begin_list (_ ("Looked at"));

  for (guint i = 0; i < sets->len; i++)
    {
      const CwChangeSet *changes = g_ptr_array_index (sets, i);
      g_autofree char *title = g_strdup_printf ("%s, %s", changes->repository, changes->base_name);
      guint n_right = cw_plan_count (plan, changes->repository, CW_FATE_KEPT);
      g_autofree char *files = g_strdup_printf (ngettext ("%u file", "%u files", changes->n_files), changes->n_files);
      g_autofree char *right = g_strdup_printf (ngettext ("%u mention is right", "%u mentions are right", n_right),
                                                n_right);
      g_autofree char *text = g_strdup_printf ("%s · %s", files, right);

      add_row (&list, "folder-symbolic", title, text);
    }
  end_list (self, &list);
}

static char *
describe (CwPlan *plan,
          guint   n_left,
          guint   n_open,
          guint   n_odd)
{
  g_autofree char *tag = cw_cycle_to_tag (cw_plan_get_target (plan));

  if (n_left + n_open + n_odd == 0)
    return g_strdup_printf (_ ("Measured by %s, nothing was left behind and nothing is odd."), tag);
  return g_strdup_printf (ngettext ("Measured by %s, %u thing wants a look.", "Measured by %s, %u things want a look.",
                                    n_left + n_open + n_odd), tag, n_left + n_open + n_odd);
}

/**
 * cw_branch_window_show_report:
 * @self: a window
 * @report: what was found
 *
 * Shows what was found.
 */
void
cw_branch_window_show_report (CwBranchWindow       *self,
                              const CwBranchReport *report)
{
  CwPlan *plan = report->plan;
  AdwPreferencesGroup *top = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *summary = NULL, *escaped = NULL, *notes = NULL;
  guint n_left, n_open, n_odd;

  adw_preferences_page_add (self->page, top);
  n_left = add_mentions (self, plan, CW_FATE_CHANGED, _ ("Left behind"));
  n_open = add_mentions (self, plan, CW_FATE_QUESTION, _ ("Needs a person"));
  n_odd = add_checks (self, plan);
  n_odd += add_images (self, plan, report->images);
  n_odd += add_validations (self, report->validations);
  n_open += add_fixes (self, report->fixes);
  add_sums (self, plan);
  summary = describe (plan, n_left, n_open, n_odd);
  for (guint i = 0; i < report->notes->len; i++)
    g_string_append_printf (text, "%s%s.", i > 0 ? " " : "", (const char *) g_ptr_array_index (report->notes, i));
  notes = bound (text->str);
  escaped = g_markup_escape_text (notes, -1);
  adw_preferences_group_set_title (top, summary);
  adw_preferences_group_set_description (top, escaped);
  gtk_stack_set_visible_child_name (self->stack, "result");
}

static void
cw_branch_window_dispose (GObject *object)
{
  g_cancellable_cancel (CW_BRANCH_WINDOW (object)->cancellable);
  G_OBJECT_CLASS (cw_branch_window_parent_class)->dispose (object);
}

static void
cw_branch_window_finalize (GObject *object)
{
  CwBranchWindow *self = CW_BRANCH_WINDOW (object);

  g_object_unref (self->cancellable);
  g_free (self->branch);
  G_OBJECT_CLASS (cw_branch_window_parent_class)->finalize (object);
}

static void
cw_branch_window_class_init (CwBranchWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_branch_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = cw_branch_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/cyclewright/Cyclewright/ui/cw-branch-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CwBranchWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CwBranchWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CwBranchWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, CwBranchWindow, page);
  gtk_widget_class_bind_template_child (widget_class, CwBranchWindow, failure);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cw_branch_window_init (CwBranchWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  cw_window_size_keep (GTK_WINDOW (self), "branch");
}

static void
fail (CwBranchWindow *self,
      const GError   *error)
{
  g_autofree char *escaped = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->failure, escaped);
  gtk_stack_set_visible_child_name (self->stack, "failure");
}

static void
branch_was_checked (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (CwBranchWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwBranchReport) report = cw_desk_check_branch_finish (CW_DESK (source), result, &error);

  gtk_spinner_stop (self->spinner);
  if (report != NULL)
    cw_branch_window_show_report (self, report);
  else if (!cw_error_is_cancelled (error))
    fail (self, error);
}

/**
 * cw_branch_window_new:
 * @desk: whose preparation's repositories are looked at
 * @site: id of a site
 * @branch: a branch, as git calls it, or a pull request: #12, phalanx#12 or its address
 * @cycle: (nullable): the cycle that it should be at, as typed; %NULL for the one that most of its files say
 *
 * Returns: (transfer floating): a window that looks at the branch
 */
GtkWidget *
cw_branch_window_new (CwDesk     *desk,
                      const char *site,
                      const char *branch,
                      const char *cycle)
{
  CwBranchWindow *self;
  const CwSite *known;
  g_autofree char *clean = NULL;
  g_autoptr (GError) error = NULL;
  CwCycle target;

  g_return_val_if_fail (CW_IS_DESK (desk) && site != NULL && branch != NULL, NULL);

  self = g_object_new (CW_TYPE_BRANCH_WINDOW, NULL);
  known = cw_procedure_get_site (cw_desk_get_procedure (desk), site);
  clean = cw_text_clean (branch);
  adw_window_title_set_title (self->title, clean);
  adw_window_title_set_subtitle (self->title, known != NULL ? known->name : site);
  gtk_window_set_title (GTK_WINDOW (self), clean);
  if (cycle != NULL && !cw_cycle_parse (cycle, &target, &error))
    {
      fail (self, error);
      return GTK_WIDGET (self);
    }
  gtk_spinner_start (self->spinner);
  cw_desk_check_branch (desk, site, branch, cycle != NULL ? &target : NULL, self->cancellable, branch_was_checked,
                        g_object_ref (self));
  return GTK_WIDGET (self);
}

/* What a person is asked about. */
typedef struct {
  CwDesk *desk;
  char *site;
  GtkWidget *parent;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->desk);
  g_object_unref (question->parent);
  g_free (question->site);
  g_free (question);
}

static void
take_branch (const char *const *texts,
             gpointer           data)
{
  Question *question = data;
  GtkRoot *root = gtk_widget_get_root (question->parent);
  GtkWidget *window;

  if (*texts[0] == '\0' || root == NULL)
    return;
  window = cw_branch_window_new (question->desk, question->site, texts[0],
                                 *texts[1] != '\0' ? texts[1] : NULL);
  cw_child_window_present (GTK_WINDOW (window), GTK_WINDOW (root));
}

/**
 * cw_branch_window_ask:
 * @desk: whose preparation's repositories are looked at
 * @site: id of a site
 * @parent: the widget that asks
 *
 * Asks for a branch, and looks at it.
 */
void
cw_branch_window_ask (CwDesk     *desk,
                      const char *site,
                      GtkWidget  *parent)
{
  const CwDialogField fields[] = {
    { _ ("Branch or pull request"), NULL }, { _ ("Cycle, if its files don’t say"), NULL }, { NULL },
  };
  Question *question = g_new0 (Question, 1);

  g_return_if_fail (CW_IS_DESK (desk) && site != NULL && GTK_IS_WIDGET (parent));

  question->desk = g_object_ref (desk);
  question->site = g_strdup (site);
  question->parent = g_object_ref (parent);
  cw_dialogs_ask (parent, _ ("Check a Branch"),
                  _ ("A branch by its name (tickets/OSW-1), or a pull request by its number (#12) or address: what was left "
                     "behind in it, what is odd, what needs a person. Nothing is written."),
                  _ ("C_heck"), FALSE, fields, take_branch, question, question_free);
}
