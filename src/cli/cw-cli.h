/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-session.h"

G_BEGIN_DECLS

/* Exit statuses, documented in the man page. */
#define CW_EXIT_DONE   0  /* done */
#define CW_EXIT_FAILED 1  /* refused or failed; the reason is on standard error */
#define CW_EXIT_USAGE  2  /* wrong usage */
#define CW_EXIT_PERSON 3  /* waits for a person */

/**
 * CwCli:
 * @procedure: (nullable): name or file of the procedure that the person named
 * @chosen: (nullable): name or file of the procedure that is used: @procedure, else the newest, in a rehearsal that of
 *   its world; known once cw_cli_load_procedure() was called
 * @data_dir: the person's data folder
 * @json: whether the output is JSON
 * @rehearsal: whether preparations are rehearsals
 * @now: (nullable): another "now" of a rehearsal
 * @script: (nullable): where the announcements' script is
 * @actor: who decides
 * @accounts: the accounts of the environment
 * @stop: cancelled by Ctrl+C: nothing new is begun
 * @effects: (nullable): with @json, the effects that the command tells of: its output, printed when it ends
 *
 * What every command knows.
 */
typedef struct {
  char         *procedure;
  char         *chosen;
  char         *data_dir;
  gboolean      json;
  gboolean      rehearsal;
  char         *now;
  char         *script;
  char         *actor;
  CwAccounts   *accounts;
  GCancellable *stop;
  JsonArray    *effects;
} CwCli;

/**
 * CwCliCommand:
 * @name: the word on the command line
 * @arguments: what follows it, for the help
 * @summary: one line for the help
 * @run: does it; @argv[0] is @name; returns the exit status
 * @more: (nullable): makes what its help says at the end
 */
typedef struct {
  const char *name;
  const char *arguments;
  const char *summary;
  int       (*run) (CwCli *cli,
                    int    argc,
                    char **argv);
  char       *(*more) (void);
} CwCliCommand;

/**
 * CwCliChoice:
 * @cycle: (nullable): the cycle or revision, as typed
 * @components: (nullable): components of a revision, comma-separated
 * @sites: (nullable): `SITE=DATE[THH:MM]` each
 * @again: whether another preparation may be at the same work
 *
 * What a person says of a preparation that is begun.
 */
typedef struct {
  char *cycle;
  char *components;
  GStrv sites;
  gboolean again;
} CwCliChoice;

void                cw_cli_choice_clear   (CwCliChoice           *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwCliChoice, cw_cli_choice_clear)

gboolean            cw_cli_choice_parse   (CwCliChoice           *self,
                                           gboolean               whole,
                                           int                   *argc,
                                           char                ***argv,
                                           int                   *status);
GHashTable         *cw_cli_choice_get_facts (const CwCliChoice   *self,
                                           CwProcedure           *procedure,
                                           GError               **error);

const CwCliCommand *cw_cli_commands_get   (guint                 *n_commands);
const CwCliCommand *cw_cli_commands_find  (const char            *name);

int                 cw_cli_plan           (CwCli *cli, int argc, char **argv);
int                 cw_cli_check          (CwCli *cli, int argc, char **argv);
int                 cw_cli_new            (CwCli *cli, int argc, char **argv);
int                 cw_cli_list           (CwCli *cli, int argc, char **argv);
int                 cw_cli_show           (CwCli *cli, int argc, char **argv);
int                 cw_cli_mentions       (CwCli *cli, int argc, char **argv);
int                 cw_cli_set            (CwCli *cli, int argc, char **argv);
int                 cw_cli_components     (CwCli *cli, int argc, char **argv);
int                 cw_cli_compare        (CwCli *cli, int argc, char **argv);
int                 cw_cli_component      (CwCli *cli, int argc, char **argv);
int                 cw_cli_fixes          (CwCli *cli, int argc, char **argv);
int                 cw_cli_pins           (CwCli *cli, int argc, char **argv);
int                 cw_cli_edit           (CwCli *cli, int argc, char **argv);
int                 cw_cli_round          (CwCli *cli, int argc, char **argv);
int                 cw_cli_rebase         (CwCli *cli, int argc, char **argv);
int                 cw_cli_revert         (CwCli *cli, int argc, char **argv);
int                 cw_cli_approve        (CwCli *cli, int argc, char **argv);
int                 cw_cli_withdraw       (CwCli *cli, int argc, char **argv);
int                 cw_cli_run            (CwCli *cli, int argc, char **argv);
int                 cw_cli_by_hand        (CwCli *cli, int argc, char **argv);
int                 cw_cli_leave_out      (CwCli *cli, int argc, char **argv);
int                 cw_cli_restore        (CwCli *cli, int argc, char **argv);
int                 cw_cli_adopt          (CwCli *cli, int argc, char **argv);
int                 cw_cli_send_again     (CwCli *cli, int argc, char **argv);
int                 cw_cli_retract        (CwCli *cli, int argc, char **argv);
int                 cw_cli_refresh        (CwCli *cli, int argc, char **argv);
int                 cw_cli_note           (CwCli *cli, int argc, char **argv);
int                 cw_cli_give_up        (CwCli *cli, int argc, char **argv);
int                 cw_cli_take_up        (CwCli *cli, int argc, char **argv);
int                 cw_cli_export         (CwCli *cli, int argc, char **argv);
int                 cw_cli_import         (CwCli *cli, int argc, char **argv);
int                 cw_cli_announce       (CwCli *cli, int argc, char **argv);
int                 cw_cli_accounts       (CwCli *cli, int argc, char **argv);
int                 cw_cli_rehearse       (CwCli *cli, int argc, char **argv);

int                 cw_cli_follow         (CwCli                 *cli,
                                           CwSession             *session,
                                           const char            *effect);

/* What a rehearsal is made of (data/rehearsal). */
char               *cw_cli_world_get_text (const char            *name,
                                           GError               **error);
gboolean            cw_cli_world_complete (CwCli                 *cli,
                                           CwProcedure           *procedure,
                                           GHashTable            *facts,
                                           GError               **error);

/* What the commands share. */
int                 cw_cli_fail           (GError                *error);
int                 cw_cli_usage          (const char            *format,
                                           ...) G_GNUC_PRINTF (1, 2);
gboolean            cw_cli_refuse_value   (GError               **error);
gboolean            cw_cli_parse          (const GOptionEntry    *entries,
                                           int                   *argc,
                                           char                ***argv,
                                           GError               **error);
void                cw_cli_config         (CwCli                 *cli,
                                           CwSessionConfig       *config);
CwProcedure        *cw_cli_load_procedure (CwCli                 *cli,
                                           GError               **error);
CwProcedure        *cw_cli_choose_procedure (CwCli               *cli,
                                           const char            *site,
                                           const char *const     *repositories,
                                           GError               **error);
gboolean            cw_cli_read_cycle     (const char            *text,
                                           CwCycle               *cycle,
                                           GError               **error);
gboolean            cw_cli_add_site       (CwProcedure           *procedure,
                                           GHashTable            *facts,
                                           const char            *text,
                                           GError               **error);
CwSession          *cw_cli_open           (CwCli                 *cli,
                                           const char            *id,
                                           GError               **error);
CwSession          *cw_cli_read           (CwCli                 *cli,
                                           const char            *id,
                                           GError               **error);
JsonNode           *cw_cli_text_node      (const char            *text);

/* What they print. */
void                cw_cli_guard_terminal (void);
void                cw_cli_print          (CwCli                 *cli,
                                           const char            *format,
                                           ...) G_GNUC_PRINTF (2, 3);
void                cw_cli_print_json     (JsonNode              *node);
void                cw_cli_begin_effects  (CwCli                 *cli);
void                cw_cli_end_effects    (CwCli                 *cli);
void                cw_cli_print_item     (CwCli                 *cli,
                                           const CwViewItem      *item);
gboolean            cw_cli_print_standing (CwCli                 *cli,
                                           CwView                *view,
                                           const char            *site,
                                           const char            *stage,
                                           const char            *heading);
void                cw_cli_print_effect   (CwCli                 *cli,
                                           CwView                *view,
                                           const char            *effect);
void                cw_cli_print_question (CwCli                 *cli,
                                           const CwQuestion      *question);
void                cw_cli_print_view     (CwCli                 *cli,
                                           CwView                *view);
void                cw_cli_print_differences (CwCli              *cli,
                                           const CwViewItem      *item);
void                cw_cli_say_pending    (CwView                *view,
                                           gboolean               ready);
JsonNode           *cw_cli_view_to_json   (CwCli                 *cli,
                                           CwView                *view);
JsonObject         *cw_cli_item_to_json   (const CwViewItem      *item);
const char         *cw_cli_fate_word      (const CwMention       *mention);
JsonObject         *cw_cli_mention_to_json (CwPlan               *plan,
                                            const CwMention      *mention);

G_END_DECLS
