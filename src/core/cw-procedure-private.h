/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-json-shape.h"
#include "cw-procedure.h"

G_BEGIN_DECLS

#define CW_PROCEDURE_FORMAT 1

/* Under which gettext knows what a shipped procedure says to the person; build-aux/update-po extracts it. */
#define CW_PROCEDURE_CONTEXT "procedure"

/* A deployment as it stands in the file: its rules are its own only, until those of the repository are added. */
typedef struct {
  CwSiteFiles files;
  GHashTable *values;
} CwDeploymentDraft;

/* A repository with what its deployments have in common. */
typedef struct {
  CwRepository repository;
  GStrv        include;
  GPtrArray   *rules;
} CwRepositoryDraft;

typedef struct {
  char      *url;
  GPtrArray *people;
  GPtrArray *tickets;
  GHashTable *field_names;
} CwJiraDraft;

typedef struct {
  CwWikiTemplate wiki;
  char          *url;
} CwWikiDraft;

typedef struct {
  int                format;
  char              *id;
  char              *title;
  char              *zone;
  char              *zone_name;
  char              *branch;
  gboolean           one_commit;
  CwBackTemplate    *back;
  char              *marker;
  GStrv              companions;
  GPtrArray         *sites;
  GPtrArray         *repositories;
  CwJiraDraft       *jira;
  CwWikiDraft       *wiki;
  CwManifest        *manifest;
  CwRegistry        *registry;
  GPtrArray         *announcements;
  CwMessageTemplate *principals;
  GPtrArray         *scripts;
  CwNotice          *notice;
  GPtrArray         *stages;
  GPtrArray         *schedules;
  GPtrArray         *helpers;
} CwProcedureData;

/* What the texts of a procedure may refer to; collected before anything is read. */
typedef struct {
  GHashTable *sites;         /* ids */
  GHashTable *stages;        /* ids */
  GHashTable *announcements; /* ids */
  GHashTable *tasks;         /* ids */
  GHashTable *people;        /* ids */
  GHashTable *tickets;       /* ids */
  GHashTable *traits;        /* words that sites bear */
  GHashTable *words;         /* all words of conditions */
  GStrv       variables;     /* of templates */
} CwProcedureNames;

extern const CwJsonShape cw_procedure_shape;
extern const CwJsonShape cw_procedure_rule_shape;

CwProcedure      *cw_procedure_new_for_document  (CwJsonDocument     *document,
                                                  const char         *text,
                                                  GError            **error);
GPtrArray        *cw_procedure_get_schedules     (CwProcedure        *self);
char             *cw_procedure_path_for_name     (const char         *name,
                                                  const char         *folder);

CwProcedureNames *cw_procedure_names_new         (const CwJsonCursor *root);
void              cw_procedure_names_free        (CwProcedureNames   *self);

char             *cw_procedure_check_id          (const char         *text,
                                                  gpointer            names);
char             *cw_procedure_check_filled      (const char         *text,
                                                  gpointer            names);
char             *cw_procedure_check_url         (const char         *text,
                                                  gpointer            names);
char             *cw_procedure_check_zone        (const char         *text,
                                                  gpointer            names);
char             *cw_procedure_check_time        (const char         *text,
                                                  gpointer            names);
char             *cw_procedure_check_template    (const char         *text,
                                                  gpointer            names);
char             *cw_procedure_check_variable    (const char         *text,
                                                  gpointer            names);
char             *cw_procedure_check_condition   (const char         *text,
                                                  gpointer            names);
char             *cw_procedure_check_size        (const char         *text,
                                                  gpointer            names);
char             *cw_procedure_check_site        (const char         *text,
                                                  gpointer            names);
char             *cw_procedure_check_stage       (const char         *text,
                                                  gpointer            names);
char             *cw_procedure_check_stage_id    (const char         *text,
                                                  gpointer            names);
char             *cw_procedure_check_announcement (const char        *text,
                                                  gpointer            names);
char             *cw_procedure_check_task        (const char         *text,
                                                  gpointer            names);
char             *cw_procedure_check_ticket      (const char         *text,
                                                  gpointer            names);
char             *cw_procedure_check_person      (const char         *text,
                                                  gpointer            names);
char             *cw_procedure_check_trait       (const char         *text,
                                                  gpointer            names);

gboolean          cw_procedure_verify_repository (const CwJsonCursor *place,
                                                  gpointer            data,
                                                  gpointer            names,
                                                  GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwProcedureNames, cw_procedure_names_free)

G_END_DECLS
