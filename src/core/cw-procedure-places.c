/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "cw-procedure"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cw-procedure-fields.h"

/* What a procedure says about sites and repositories; one table for each kind of object. */

static const char *const rule_kinds[] = {
  [CW_RULE_IMAGE_TAG] = "image-tag",
  [CW_RULE_ENV_TAG] = "env-tag",
  [CW_RULE_ENV_REVISION] = "env-revision",
  [CW_RULE_CYCLE_NUMBER] = "cycle-number",
  [CW_RULE_SCALAR] = "scalar",
  [CW_RULE_PIN] = "pin",
  [CW_RULE_OWN_SCHEDULE] = "own-schedule",
  [CW_RULE_CHECK_SITE] = "check-site",
  [CW_RULE_CHECK_BRANCH] = "check-branch",
  [CW_RULE_CHECK_INDEX] = "check-index",
  [CW_RULE_CHECK_AMOUNT] = "check-amount",
  [CW_RULE_CHECK_IMAGE] = "check-image",
  [CW_RULE_CHECK_VALUE] = "check-value",
  [CW_RULE_CHECK_CHART] = "check-chart",
  [CW_RULE_CHECK_PRODUCER] = "check-producer",
  NULL,
};

static gboolean
verify_rule (const CwJsonCursor *place,
             gpointer            data,
             gpointer            names,
             GError            **error)
{
  const CwTagRule *rule = data;

  if (rule->files[0] == NULL)
    return cw_json_cursor_refuse (place, error, _ ("“files” is empty: expected a list of texts such as “*.yaml”"));
  if (rule->kind != CW_RULE_OWN_SCHEDULE && rule->kind != CW_RULE_CHECK_SITE && rule->keys[0] == NULL)
    return cw_json_cursor_refuse (place, error, _ ("“keys” is missing: a rule of this kind needs a list of keys"));
  if ((rule->kind == CW_RULE_CHECK_VALUE) != (rule->values[0] != NULL))
    return cw_json_cursor_refuse (place, error, _ ("“values” are what a rule of kind check-value needs, and no other"));
  if (rule->kind == CW_RULE_PIN && rule->reset == NULL)
    return cw_json_cursor_refuse (place, error, _ ("“reset” is missing: expected zero or remove"));
  if (rule->kind != CW_RULE_PIN && rule->kind != CW_RULE_IMAGE_TAG && rule->reset != NULL)
    return cw_json_cursor_refuse (place, error, _ ("“reset” belongs only to a rule of kind pin or image-tag"));
  return TRUE;
}

static const CwJsonField rule_fields[] = {
  { "id", CW_JSON_TEXT, AT (CwTagRule, id), REQUIRED, ID, .example = "image-tags" },
  { "kind", CW_JSON_CHOICE, AT (CwTagRule, kind), REQUIRED, .words = rule_kinds },
  { "files", CW_JSON_TEXTS, AT (CwTagRule, files), REQUIRED, FILLED, .example = "apps/*/values-{file}*.yaml" },
  { "keys", CW_JSON_TEXTS, AT (CwTagRule, keys), OR_EMPTY, FILLED, .example = "tag" },
  { "values", CW_JSON_TEXTS, AT (CwTagRule, values), OR_EMPTY, FILLED, .example = "*-sim" },
  { "reset", CW_JSON_TEXT, AT (CwTagRule, reset), OPTIONAL, .example = "zero" },
  { "reason", CW_JSON_TEXT, AT (CwTagRule, reason), REQUIRED, FILLED, SHOWN },
  END,
};

const CwJsonShape cw_procedure_rule_shape = {
  .size = sizeof (CwTagRule), .fields = rule_fields, .has_id = TRUE, .verify = verify_rule,
};

static const CwJsonField deployment_fields[] = {
  { "id", CW_JSON_TEXT, AT (CwDeploymentDraft, files.id), REQUIRED, ID, .example = "summit" },
  { "second", CW_JSON_FLAG, AT (CwDeploymentDraft, files.second), OPTIONAL },
  { "values", CW_JSON_MAP, AT (CwDeploymentDraft, values), OR_EMPTY, .check_key = cw_procedure_check_id },
  { "include", CW_JSON_TEXTS, AT (CwDeploymentDraft, files.include), OR_EMPTY, FILLED, .example = "summit/**" },
  { "rules", CW_JSON_LIST, AT (CwDeploymentDraft, files.rules), OR_EMPTY, .shape = &cw_procedure_rule_shape },
  END,
};

static const CwJsonShape deployment_shape = {
  .size = sizeof (CwDeploymentDraft), .fields = deployment_fields, .has_id = TRUE,
};

static const CwJsonField pull_fields[] = {
  { "title", CW_JSON_TEXT, AT (CwPullTemplate, title), REQUIRED, TEMPLATE },
  { "body", CW_JSON_TEXTS, AT (CwPullTemplate, body), REQUIRED, TEMPLATE },
  { "labels", CW_JSON_TEXTS, AT (CwPullTemplate, labels), OR_EMPTY, FILLED },
  { "reviewers", CW_JSON_TEXTS, AT (CwPullTemplate, reviewers), OR_EMPTY, FILLED },
  { "draft", CW_JSON_FLAG, AT (CwPullTemplate, draft), OPTIONAL },
  END,
};

static const CwJsonShape pull_shape = { .size = sizeof (CwPullTemplate), .fields = pull_fields };

/* One that names no file would be asked about nothing. */
static gboolean
verify_validator (const CwJsonCursor *place,
                  gpointer            data,
                  gpointer            names,
                  GError            **error)
{
  const CwValidator *validator = data;
  gboolean all = FALSE, single = FALSE;

  if (validator->command[0] == NULL)
    return cw_json_cursor_refuse (place, error, _ ("“command” is empty: expected a program and its arguments"));
  for (guint i = 1; validator->command[i] != NULL; i++)
    {
      const char *argument = validator->command[i];

      all = all || g_str_equal (argument, "{paths}");
      single = single || strstr (argument, "{path}") != NULL || strstr (argument, "{parent}") != NULL;
    }
  if (all == single)
    return cw_json_cursor_refuse (place, error,
                                  _ ("“command” says which files: expected either an argument {paths}, or {path} or "
                                     "{parent} in one"));
  return TRUE;
}

static const CwJsonField validator_fields[] = {
  { "id", CW_JSON_TEXT, AT (CwValidator, id), REQUIRED, ID, .example = "yamllint" },
  { "name", CW_JSON_TEXT, AT (CwValidator, name), REQUIRED, FILLED, .example = "yamllint" },
  { "command", CW_JSON_TEXTS, AT (CwValidator, command), REQUIRED, FILLED, .example = "yamllint" },
  { "files", CW_JSON_TEXTS, AT (CwValidator, files), OR_EMPTY, FILLED, .example = "**/*.yaml" },
  { "tree", CW_JSON_TEXTS, AT (CwValidator, tree), OR_EMPTY, FILLED, .example = ".yamllint" },
  { "timeout", CW_JSON_INTEGER, AT (CwValidator, timeout), OPTIONAL, .minimum = 1, .maximum = 600 },
  END,
};

static const CwJsonShape validator_shape = {
  .size = sizeof (CwValidator), .fields = validator_fields, .has_id = TRUE, .verify = verify_validator,
};

static const CwJsonField repository_fields[] = {
  { "id", CW_JSON_TEXT, AT (CwRepositoryDraft, repository.id), REQUIRED, ID, .example = "phalanx" },
  { "name", CW_JSON_TEXT, AT (CwRepositoryDraft, repository.name), REQUIRED, FILLED, .example = "owner/repository" },
  { "url", CW_JSON_TEXT, AT (CwRepositoryDraft, repository.url), REQUIRED, URL },
  { "branch", CW_JSON_TEXT, AT (CwRepositoryDraft, repository.branch), REQUIRED, FILLED, .example = "main" },
  { "stage", CW_JSON_TEXT, AT (CwRepositoryDraft, repository.stage), REQUIRED, .check = cw_procedure_check_stage,
    .example = "configuration" },
  { "subject", CW_JSON_TEXT, AT (CwRepositoryDraft, repository.subject), REQUIRED, TEMPLATE },
  { "pull", CW_JSON_OBJECT, AT (CwRepositoryDraft, repository.pull), OPTIONAL, .shape = &pull_shape },
  { "include", CW_JSON_TEXTS, AT (CwRepositoryDraft, include), REQUIRED, FILLED, .example = "{folder}/**" },
  { "shared", CW_JSON_TEXTS, AT (CwRepositoryDraft, repository.shared), OR_EMPTY, FILLED, .example = "*/Chart.yaml" },
  { "rules", CW_JSON_LIST, AT (CwRepositoryDraft, rules), REQUIRED, .shape = &cw_procedure_rule_shape },
  { "validators", CW_JSON_LIST, AT (CwRepositoryDraft, repository.validators), OR_EMPTY, .shape = &validator_shape },
  { "sites", CW_JSON_LISTS, AT (CwRepositoryDraft, repository.sites), REQUIRED,
    .check_key = cw_procedure_check_site, .shape = &deployment_shape },
  END,
};

const CwJsonShape cw_procedure_repository_shape = {
  .size = sizeof (CwRepositoryDraft), .fields = repository_fields, .has_id = TRUE,
  .verify = cw_procedure_verify_repository,
};

static const CwJsonField principal_fields[] = {
  { "role", CW_JSON_TEXT, AT (CwPrincipal, role), REQUIRED, FILLED, .example = "Camera" },
  { "channel", CW_JSON_TEXT, AT (CwPrincipal, channel), OR_EMPTY, .example = "#principals" },
  END,
};

static const CwJsonShape principal_shape = { .size = sizeof (CwPrincipal), .fields = principal_fields };

static const CwJsonField site_fields[] = {
  { "id", CW_JSON_TEXT, AT (CwSite, id), REQUIRED, ID, .example = "summit" },
  { "name", CW_JSON_TEXT, AT (CwSite, name), REQUIRED, FILLED, .example = "Summit" },
  { "phrase", CW_JSON_TEXT, AT (CwSite, phrase), REQUIRED, FILLED, .example = "Tucson test stand" },
  { "traits", CW_JSON_TEXTS, AT (CwSite, traits), REQUIRED, ID, .example = "production" },
  { "marks", CW_JSON_TEXTS, AT (CwSite, marks), OR_EMPTY, FILLED, .example = "*.example.org" },
  { "channel", CW_JSON_TEXT, AT (CwSite, channel), REQUIRED, .example = "#announcements" },
  { "variables", CW_JSON_MAP, AT (CwSite, variables), OR_EMPTY, .check_key = cw_procedure_check_variable },
  { "principals", CW_JSON_LIST, AT (CwSite, principals), OR_EMPTY, .shape = &principal_shape },
  END,
};

const CwJsonShape cw_procedure_site_shape = { .size = sizeof (CwSite), .fields = site_fields, .has_id = TRUE };
