/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-plan-private.h"
#include "cw-scope.h"

G_BEGIN_DECLS

/**
 * CwCheckFile:
 * @path: path in the repository
 * @bytes: its content with all that is planned
 * @planned: (nullable): its tree, where planning needed it already
 * @yaml: (nullable): its tree, once a check needed it
 * @read: whether reading it was tried
 *
 * A file of the deployment as it will be.
 */
typedef struct {
  const char *path;
  GBytes     *bytes;
  CwYaml     *planned;
  CwYaml     *yaml;
  gboolean    read;
} CwCheckFile;

/**
 * CwCheckWork:
 * @scope: the deployment
 * @plan: where alarms go
 * @changes: the change set of its repository
 * @files: (element-type CwCheckFile): its files, by path
 * @rule: the check that is done
 *
 * The checks on one deployment's resulting files.
 */
typedef struct {
  const CwScope     *scope;
  const CwChangeSet *changes;
  CwPlan            *plan;
  GPtrArray         *files;
  const CwTagRule   *rule;
} CwCheckWork;

void        cw_scope_check         (const CwScope     *self,
                                    const CwChangeSet *changes,
                                    CwPlan            *plan);

GBytes     *cw_check_get_result    (const CwCheckWork *self,
                                    const char        *path);
gboolean    cw_check_concerns      (const CwCheckWork *self,
                                    const CwCheckFile *file);
CwYaml     *cw_check_file_get_yaml (CwCheckFile       *self);
gboolean    cw_check_file_has      (const CwCheckFile *self,
                                    const char        *text,
                                    gsize              length);
gboolean    cw_check_is_path       (const CwTagRule   *rule,
                                    const char        *path);
gboolean    cw_check_find_before   (const CwCheckWork *self,
                                    const CwCheckFile *file,
                                    GBytes           **before);
gboolean    cw_check_is_anything_brought (const CwCheckWork *self);
void        cw_check_alarm         (const CwCheckWork *self,
                                    const char        *path,
                                    guint              line,
                                    const char        *key,
                                    const char        *value,
                                    const char        *text);
void        cw_check_odd           (const CwCheckWork *self,
                                    const char        *path,
                                    guint              line,
                                    const char        *key,
                                    const char        *value,
                                    const char        *text,
                                    const char        *reason);
gboolean    cw_check_is_marked     (const CwCheckWork *self,
                                    const char        *word);
gboolean    cw_check_is_component  (const CwTagRule   *rule,
                                    const CwYamlNode  *block);
gboolean    cw_check_runs          (const CwYamlNode  *block);
GPtrArray  *cw_check_list_producers (const CwTagRule  *rule,
                                    CwYaml            *yaml);
void        cw_check_add_producer  (GHashTable        *names,
                                    const CwYamlNode  *node);
gboolean    cw_check_has_block     (GBytes            *bytes,
                                    const char        *component);
void        cw_check_learned       (CwCheckWork       *self,
                                    const CwCheckFile *file);
void        cw_check_sites         (CwCheckWork       *self);
void        cw_check_branches      (CwCheckWork       *self);
void        cw_check_indices       (CwCheckWork       *self);
void        cw_check_amounts       (CwCheckWork       *self);
void        cw_check_images        (CwCheckWork       *self);
void        cw_check_values        (CwCheckWork       *self);
void        cw_check_charts        (CwCheckWork       *self);
void        cw_check_producers     (CwCheckWork       *self);
void        cw_plan_check_services (CwPlan            *plan,
                                    CwProcedure       *procedure,
                                    GPtrArray         *snapshots);
void        cw_check_halves        (CwCheckWork       *self);
void        cw_check_odd_cycles    (CwCheckWork       *self);
void        cw_check_lone_cycles   (CwCheckWork       *self);

G_END_DECLS
