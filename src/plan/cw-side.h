/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-check.h"

G_BEGIN_DECLS

/* The components of a site over all repositories, as they are and as they will be; for checks that need more than one
 * repository. */

/**
 * CwSideFile:
 * @repository: its repository
 * @deployment: the deployment that it belongs to
 * @path: its path
 * @yaml: (owned) (nullable): its tree; %NULL where it can't be read
 *
 * A YAML file of the site at one of the two times.
 */
typedef struct {
  const CwRepository *repository;
  const CwSiteFiles  *deployment;
  const char         *path;
  CwYaml             *yaml;
} CwSideFile;

/**
 * CwSideComponent:
 * @file: where it stands
 * @node: its block; the root where the whole file is the block
 * @name: (owned): what it is called
 * @folded: (owned): the word by which names are compared
 * @stem: (owned): the same without an ending: a simulator `atdome-sim` is also called as what it stands for
 * @runs: whether it isn't switched off
 *
 * A component of the site.
 */
typedef struct {
  const CwSideFile *file;
  const CwYamlNode *node;
  char             *name;
  char             *folded;
  char             *stem;
  gboolean          runs;
} CwSideComponent;

/**
 * CwSide:
 * @files: (element-type CwSideFile): the files, of second deployments apart
 * @components: (element-type CwSideComponent): what runs there
 * @names: (element-type utf8): the components' names, folded, and their stems
 * @running: (element-type utf8): those of components that aren't switched off
 * @unread: whether a file of it can't be read
 *
 * The site at one of the two times.
 */
typedef struct {
  GPtrArray  *files;
  GPtrArray  *components;
  GHashTable *names;
  GHashTable *running;
  gboolean    unread;
} CwSide;

gboolean   cw_side_differs    (CwPlan           *plan,
                               CwProcedure      *procedure,
                               GPtrArray        *snapshots);
void       cw_side_read       (CwSide           *self,
                               CwPlan           *plan,
                               CwProcedure      *procedure,
                               GPtrArray        *snapshots,
                               gboolean          later);
void       cw_side_clear      (CwSide           *self);
char      *cw_side_fold       (const char       *name,
                               gsize             length);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwSide, cw_side_clear)

G_END_DECLS
