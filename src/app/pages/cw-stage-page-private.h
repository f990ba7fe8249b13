/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-stage-page.h"

G_BEGIN_DECLS

/* For the page's own parts alone. */

char *cw_stage_page_describe_deed (CwStagePage *self,
                                   char       **reason);
void  cw_stage_page_do_deed       (CwStagePage *self);

G_END_DECLS
