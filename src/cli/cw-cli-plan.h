/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-cli.h"
#include "cw-plan-alone.h"
#include "cw-validate.h"

G_BEGIN_DECLS

/* What `plan` and `check` share. */

/**
 * CwCliPlan:
 * @site: the site
 * @cycle: (nullable): the target, as typed
 * @components: (nullable): components of a revision, comma-separated
 * @repositories: (nullable): `NAME=GITDIR@REV` each
 * @answers: (nullable): a file or `QUESTION=ANSWER` each
 * @branch: (nullable): of “check”: the branch, in the procedure's own repositories
 * @pull: (nullable): of “check”: a pull request there: its number, `NAME#12`, or its address
 * @preparation: (nullable): of “check”: the preparation whose repositories have it
 * @registry: whether the registry is asked for the images
 * @images: (nullable): what it has
 * @fixes: (nullable) (element-type JsonObject): what was fixed at a test stand, and isn't here: `id`, `text`, … and the
 *   `answer`, where there is one; %NULL where that isn't asked
 * @source: (nullable): what it was planned on
 * @validations: (nullable) (element-type CwValidation): what validators say of the files
 *
 * What a person says of a plan.
 */
typedef struct {
  char *site;
  char *cycle;
  char *components;
  GStrv repositories;
  GStrv answers;
  char *branch;
  char *pull;
  char *preparation;
  gboolean registry;
  JsonObject *images;
  GPtrArray *fixes;
  CwPlanSource *source;
  GPtrArray *validations;
} CwCliPlan;

void      cw_cli_plan_clear   (CwCliPlan     *self);
gboolean  cw_cli_plan_parse   (CwCliPlan     *self,
                               gboolean       checks,
                               int           *argc,
                               char        ***argv,
                               GError       **error);
CwPlan   *cw_cli_plan_make    (CwCli         *cli,
                               CwCliPlan     *self,
                               const CwCycle *target,
                               GError       **error);
gboolean  cw_cli_plan_ask_registry (CwCli     *cli,
                                    CwCliPlan *self,
                                    CwPlan    *plan,
                                    GError   **error);
guint     cw_cli_plan_print_images (CwPlan     *plan,
                                    JsonObject *images);
gboolean  cw_cli_plan_validate (CwCli          *cli,
                               CwCliPlan      *self,
                               CwPlan         *plan,
                               CwValidateFiles which,
                               GError        **error);
JsonNode *cw_cli_plan_to_json (CwPlan        *plan,
                               GPtrArray     *validations,
                               JsonObject    *images,
                               GPtrArray     *fixes,
                               GPtrArray     *bases,
                               GError       **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwCliPlan, cw_cli_plan_clear)

G_END_DECLS
