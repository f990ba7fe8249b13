/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-edit.h"
#include "cw-yaml-layout.h"
#include "cw-yaml-proof.h"

G_BEGIN_DECLS

/**
 * CwYamlDraft:
 * @yaml: the tree before
 * @text: its text
 * @edits: (owned) (element-type CwEdit): which bytes change
 * @changes: (owned) (element-type CwYamlChange): what is meant to differ by that
 *
 * One edit of a YAML text in the making: each of the functions below adds to it, then it is applied and proved.
 */
typedef struct {
  const CwYaml *yaml;
  CwYamlText    text;
  GPtrArray    *edits;
  GPtrArray    *changes;
} CwYamlDraft;

void      cw_yaml_draft_init         (CwYamlDraft      *self,
                                      const CwYaml     *yaml);
void      cw_yaml_draft_clear        (CwYamlDraft      *self);
CwEdit   *cw_yaml_draft_edit         (CwYamlDraft      *self,
                                      gsize             start,
                                      gsize             end,
                                      const char       *replacement);
CwYaml   *cw_yaml_draft_finish       (CwYamlDraft      *self,
                                      GError          **error);

gboolean  cw_yaml_draft_insert       (CwYamlDraft      *self,
                                      const CwYamlNode *parent,
                                      guint             index,
                                      CwYaml           *entries,
                                      GError          **error);
gboolean  cw_yaml_draft_replace      (CwYamlDraft      *self,
                                      const CwYamlNode *node,
                                      CwYaml           *content,
                                      GError          **error);
gboolean  cw_yaml_draft_set          (CwYamlDraft      *self,
                                      const CwYamlNode *node,
                                      const char       *value,
                                      GError          **error);
gboolean  cw_yaml_draft_replace_text (CwYamlDraft      *self,
                                      const CwYamlNode *node,
                                      const char       *old_text,
                                      const char       *new_text,
                                      GError          **error);
gboolean  cw_yaml_draft_rename       (CwYamlDraft      *self,
                                      const CwYamlNode *node,
                                      const char       *key,
                                      GError          **error);
gboolean  cw_yaml_draft_remove       (CwYamlDraft      *self,
                                      const CwYamlNode *node,
                                      gboolean          prune,
                                      GError          **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwYamlDraft, cw_yaml_draft_clear)

G_END_DECLS
