/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cw-component-offer.h"

G_BEGIN_DECLS

/**
 * CwFixQuestion:
 * @id: (owned): the question's id
 * @offers: (nullable) (element-type CwComponentOffer): what test stands have at one place, one of them or none is
 *   taken; %NULL with @parts
 * @parts: (nullable) (element-type CwFixQuestion): equal questions of several places, answered at once
 *
 * What is asked about fixes at one time. The offers are copies.
 */
typedef struct {
  char      *id;
  GPtrArray *offers;
  GPtrArray *parts;
} CwFixQuestion;

GPtrArray  *cw_fix_questions_new     (GPtrArray           *offers,
                                      const char          *site);
void        cw_fix_question_free     (CwFixQuestion       *self);
JsonObject *cw_fix_question_describe (const CwFixQuestion *self,
                                      const char          *site);
GPtrArray  *cw_fix_question_list_ways (const CwFixQuestion *self);
GPtrArray  *cw_fix_question_choose   (const CwFixQuestion *self,
                                      const char          *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwFixQuestion, cw_fix_question_free)

G_END_DECLS
