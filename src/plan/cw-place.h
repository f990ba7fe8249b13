/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-env.h"
#include "cw-lines.h"
#include "cw-plan.h"
#include "cw-procedure.h"
#include "cw-tag.h"
#include "cw-yaml.h"

G_BEGIN_DECLS

/**
 * CwPlace:
 * @rule: the rule that claims it
 * @tag: where it stands in the text and what it says
 * @node: (nullable): in YAML: the scalar that it stands in
 * @entry: (nullable): in an env file: the assignment
 * @value: the word as it is
 * @key: the YAML path or the key
 * @fate: what becomes of it
 * @target: (nullable): what it becomes, the whole word
 * @reason: why
 * @question: (nullable): the question's id
 * @options: (nullable): further words to offer a person
 * @removed: whether it goes, key and all
 * @held: whether its edit is planned though a person must say yes first
 * @left_out: whether a person left its edit out
 * @absent: whether nothing stands there yet: a pin that could be added to what @node describes
 *
 * A mention that a rule of the procedure speaks of.
 */
typedef struct {
  const CwTagRule  *rule;
  CwTag             tag;
  const CwYamlNode *node;
  const CwEnvEntry *entry;
  char             *value;
  char             *key;
  CwFate            fate;
  char             *target;
  char             *reason;
  char             *question;
  GStrv             options;
  gboolean          removed;
  gboolean          held;
  gboolean          left_out;
  gboolean          absent;
} CwPlace;

/**
 * CwPlanFile:
 * @path: path in the repository
 * @bytes: its content
 * @lines: its lines
 * @tags: (element-type CwTag): every mention in it
 * @yaml: (nullable): the tree, where a rule needed it
 * @after: (nullable): the tree of what it becomes, where it changes
 * @env: (nullable) (element-type CwEnvEntry): the assignments, where a rule needed them
 * @trouble: (nullable): why it can't be read
 * @sound: whether others can read it all the same: it isn't edited here
 * @apart: (nullable): the rule by which it is on its own schedule
 * @places: (element-type CwPlace): in the order of the text
 * @former: (nullable): the file before a person edited it by hand, where they did
 *
 * A file of the site, while it is planned.
 */
typedef struct _CwPlanFile CwPlanFile;

struct _CwPlanFile {
  const char      *path;
  GBytes          *bytes;
  CwLines         *lines;
  GArray          *tags;
  CwYaml          *yaml;
  CwYaml          *after;
  GPtrArray       *env;
  char            *trouble;
  gboolean         sound;
  const CwTagRule *apart;
  GPtrArray       *places;
  CwPlanFile      *former;
};

CwPlanFile *cw_plan_file_new         (const char       *path,
                                      GBytes           *bytes);
void        cw_plan_file_free        (CwPlanFile       *self);
gboolean    cw_plan_file_parse       (CwPlanFile       *self);
gboolean    cw_plan_file_read        (CwPlanFile       *self,
                                      const CwTagRule  *rule);
gboolean    cw_plan_file_find_places (CwPlanFile       *self,
                                      const CwTagRule  *rule);
void        cw_plan_file_sort_places (CwPlanFile       *self);
CwPlace    *cw_plan_file_place_at    (CwPlanFile       *self,
                                      const CwTag      *tag);
void        cw_place_free            (CwPlace          *self);
gboolean    cw_tag_rule_has_path     (const CwTagRule  *rule,
                                      const char       *path);
char       *cw_place_dup_image       (const CwYamlNode *node);

G_END_DECLS
