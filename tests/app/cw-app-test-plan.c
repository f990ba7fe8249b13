/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cw-app-test-plan.h"

static const char sample[] = "# Deployed by the release manager; do not edit on the host.\n"
                             "global: &global\n"
                             "  env:\n"
                             "    LSST_SITE: summit\n"
                             "csc:\n"
                             "  <<: *global\n"
                             "  enabled: true\n"
                             "  image:\n"
                             "    repository: ts-dockerhub.example.org/mtmount\n"
                             "    tag: c0044\n"
                             "    pullPolicy: Always\n"
                             "  env:\n"
                             "    RUN_ARG: \"--state enabled\"\n"
                             "  resources:\n"
                             "    limits:\n"
                             "      memory: 360Mi\n"
                             "      cpu: 2\n";

/**
 * cw_app_test_file_change_new:
 * @path: its path
 * @before: its text
 * @word: what changes, at each place
 * @replacement: what comes there
 * @reason: why
 *
 * Returns: (transfer full): a changed file
 */
CwFileChange *
cw_app_test_file_change_new (const char *path,
                             const char *before,
                             const char *word,
                             const char *replacement,
                             const char *reason)
{
  CwFileChange *self = g_new0 (CwFileChange, 1);

  self->path = g_strdup (path);
  self->mode = 0100644;
  self->old_bytes = g_bytes_new (before, strlen (before));
  self->edits = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_edit_free);
  for (const char *at = strstr (before, word); at != NULL; at = strstr (at + strlen (word), word))
    {
      CwEdit *edit = cw_edit_new ((gsize) (at - before), strlen (word), replacement);

      edit->reason = g_strdup (reason);
      g_ptr_array_add (self->edits, edit);
    }
  cw_edits_describe (self->old_bytes, self->edits);
  self->new_bytes = cw_edits_apply (self->old_bytes, self->edits, NULL);
  self->old_blob = cw_blob_id (self->old_bytes);
  self->new_blob = cw_blob_id (self->new_bytes);
  return self;
}

void
cw_app_test_file_change_free (gpointer data)
{
  CwFileChange *self = data;

  g_free (self->path);
  g_free (self->old_blob);
  g_free (self->new_blob);
  g_bytes_unref (self->old_bytes);
  g_bytes_unref (self->new_bytes);
  g_ptr_array_unref (self->edits);
  g_free (self);
}

static void
add_question (CwPlan *plan)
{
  CwMention *mention = g_new0 (CwMention, 1);

  mention->repository = g_strdup ("argocd-csc");
  mention->path = g_strdup ("apps/watcher/values-summit.yaml");
  mention->line = 12;
  mention->text = g_strdup ("    tag: c0041_hotfix");
  mention->value = g_strdup ("c0041_hotfix");
  mention->target = g_strdup ("c0045");
  mention->fate = CW_FATE_QUESTION;
  mention->rule = g_strdup ("tag");
  mention->reason = g_strdup ("A tag with a suffix that no rule knows.");
  mention->question = g_strdup ("argocd-csc/watcher");
  cw_plan_take_mention (plan, mention);
}

static CwChangeSet *
make_phalanx (guint n_lines)
{
  CwChangeSet *changes = cw_change_set_new ("phalanx", "1111111111111111111111111111111111111111", "main");
  g_autoptr (GString) pins = g_string_new ("pins:\n");

  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (pins, "  component%u: {revision: c0044, note: \"kept %u\"}\n", i, i);
  g_ptr_array_add (changes->files, cw_app_test_file_change_new ("environments/values-summit.yaml",
                                                                "name: summit\ncontrolSystem:\n  imageTag: \"c0044\"\n",
                                                                "c0044", "c0045", "The one tag that all use."));
  g_ptr_array_add (changes->files, cw_app_test_file_change_new ("applications/nublado/values-summit.yaml",
                                                                "controller:\n  config:\n    images:\n"
                                                                "      recommendedTag: \"recommended_c0044\"\n",
                                                                "c0044", "c0045", "Nublado follows the cycle."));
  if (n_lines > 0)
    g_ptr_array_add (changes->files, cw_app_test_file_change_new ("applications/pins/values-summit.yaml", pins->str,
                                                                  "c0044, note", "c0045, seen", "A pin."));
  changes->n_files = changes->files->len + 20;
  return changes;
}

/**
 * cw_app_test_plan_new:
 * @n_equal: files that change in the same way
 * @n_lines: lines of one long file
 *
 * Returns: (transfer full): a plan with a question and a warning; empty where both are 0
 */
CwPlan *
cw_app_test_plan_new (guint n_equal,
                      guint n_lines)
{
  const CwCycle target = { 'c', 45, CW_CYCLE_NO_REVISION };
  CwPlan *plan = cw_plan_new ("summit", &target);
  CwChangeSet *changes = cw_change_set_new ("argocd-csc", "0000000000000000000000000000000000000000", "main");

  for (guint i = 0; i < n_equal; i++)
    {
      g_autofree char *path = g_strdup_printf ("apps/component%u/values-summit.yaml", i);

      g_ptr_array_add (changes->files,
                       cw_app_test_file_change_new (path, sample, "c0044", "c0045", "The image's tag is the cycle."));
    }
  changes->n_files = n_equal + 25;
  cw_plan_take_change_set (plan, changes);
  if (n_equal > 0 || n_lines > 0)
    {
      cw_plan_take_change_set (plan, make_phalanx (n_lines));
      add_question (plan);
      cw_plan_add_warning (plan, "argocd-csc", g_strdup ("unused-rule"),
                           g_strdup ("The rule “love-producers” matches no file at this site."));
    }
  cw_plan_seal (plan);
  return plan;
}

static CwMention *
make_question (guint       number,
               const char *text)
{
  CwMention *mention = g_new0 (CwMention, 1);

  mention->repository = g_strdup ("argocd-csc");
  mention->path = g_strdup_printf ("apps/%u %s/values-summit.yaml", number, text);
  mention->line = number + 1;
  mention->text = g_strdup (text);
  mention->value = g_strdup (text);
  mention->target = g_strdup ("c0045");
  mention->fate = number % 2 == 0 ? CW_FATE_QUESTION : CW_FATE_KEPT;
  mention->rule = g_strdup ("tag");
  mention->reason = g_strdup (text);
  mention->question = mention->fate == CW_FATE_QUESTION ? g_strdup_printf ("argocd-csc/%u", number) : NULL;
  return mention;
}

/**
 * cw_app_test_plan_new_full:
 * @n: how many of each thing: files, questions, warnings
 * @text: stands wherever a file, a path or a rule says something
 *
 * Returns: (transfer full): a plan
 */
CwPlan *
cw_app_test_plan_new_full (guint       n,
                           const char *text)
{
  const CwCycle target = { 'c', 45, CW_CYCLE_NO_REVISION };
  CwPlan *plan = cw_plan_new ("summit", &target);
  CwChangeSet *changes = cw_change_set_new ("argocd-csc", "0000000000000000000000000000000000000000", "main");
  g_autoptr (GString) before = g_string_new ("tag: c0044 # ");

  for (const char *at = text; *at != '\0'; at++)
    g_string_append_c (before, *at != '\n' ? *at : ' ');
  g_string_append_c (before, '\n');
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("apps/%u %s/values-summit.yaml", i, text);

      g_ptr_array_add (changes->files, cw_app_test_file_change_new (path, before->str, "c0044", "c0045", text));
      cw_plan_take_mention (plan, make_question (i, text));
      cw_plan_add_warning (plan, "argocd-csc", g_strdup_printf ("rule-%u", i), g_strdup (text));
    }
  changes->n_files = n;
  cw_plan_take_change_set (plan, changes);
  cw_plan_seal (plan);
  return plan;
}
