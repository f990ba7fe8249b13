/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-deployment.h"

G_BEGIN_DECLS

/* Real values files have some tens of kilobytes; the journal keeps each edit whole. */
#define CW_HAND_EDIT_MAX_BYTES ((gsize) 1024 * 1024)

/* What something is that was taken over: a fix, or whatever the other site says. */
#define CW_TAKEN_FIX  "fix"
#define CW_TAKEN_COPY "copy"

/**
 * CwHandEdit:
 * @site: id of the site whose branch carries it
 * @repository: id of the repository
 * @path: path of the file in the repository
 * @from: (nullable): the text that the person had before them; %NULL where there was no such file
 * @text: (nullable): what they made of it; %NULL takes the file away
 * @by: who
 * @at: when, as 2026-12-01T12:00:00Z
 * @taken: (nullable) (element-type JsonObject): what in it was taken over from other sites: which question or offer
 *   (`id`), of which `kind`, whose (`from`, and by its name `site`), as at which `commit`, what (`name`, `place`), and
 *   `by` whom it was taken over `at` which time
 * @only_taken: whether nothing else was edited in it
 *
 * A file that a person edited: the fact `edit.SITE.REPOSITORY.PATH`. It keeps both texts, so that it can be brought
 * onto whatever the file says later. Immutable.
 */
typedef struct {
  char      *site;
  char      *repository;
  char      *path;
  GBytes    *from;
  GBytes    *text;
  char      *by;
  char      *at;
  JsonArray *taken;
  gboolean   only_taken;
} CwHandEdit;

CwHandEdit *cw_hand_edit_new        (const char       *site,
                                     const char       *repository,
                                     const char       *path,
                                     GBytes           *from,
                                     GBytes           *text,
                                     const char       *by,
                                     GDateTime        *at);
CwHandEdit *cw_hand_edit_read       (const char       *key,
                                     JsonNode         *value,
                                     GError          **error);
void        cw_hand_edit_free       (CwHandEdit       *self);
char       *cw_hand_edit_make_key   (const char       *site,
                                     const char       *repository,
                                     const char       *path);
JsonNode   *cw_hand_edit_to_json    (const CwHandEdit *self);
char       *cw_hand_edit_hash       (const CwHandEdit *self);
char       *cw_hand_edit_describe   (const CwHandEdit *self);

gboolean    cw_hand_edit_check_path (const char       *path,
                                     GError          **error);
gboolean    cw_hand_edit_check_text (const char       *path,
                                     GBytes           *text,
                                     GError          **error);
gboolean    cw_hand_edit_check_markers (const char    *path,
                                     GBytes           *text,
                                     GError          **error);

void        cw_hand_edit_take_over  (CwHandEdit       *self,
                                     JsonNode         *before,
                                     JsonArray        *record,
                                     const char *const *forget);

GPtrArray  *cw_deployment_list_edits (CwDeployment    *self,
                                      const char      *site);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHandEdit, cw_hand_edit_free)

G_END_DECLS
