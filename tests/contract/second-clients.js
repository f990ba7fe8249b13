// SPDX-License-Identifier: GPL-3.0-or-later
// node second-clients.js PEERS READY BRANCH: others' client libraries do with the rehearsal's services what a
// preparation does, so that these aren't shaped by our client alone. READY is what the rehearsal prints, BRANCH one of
// phalanx's that nobody asked to be pulled yet.
const assert = require('assert/strict');

const [peers, text, branch] = process.argv.slice(2);
const ready = JSON.parse(text);
const load = name => require(require.resolve(name, { paths: [peers] }));

async function useJira() {
  const { Version3Client } = load('jira.js');
  const basic = { email: ready.email, apiToken: ready.token };
  const { issues, issueLinks, myself } = new Version3Client({ host: ready.jira, authentication: { basic } });
  const me = await myself.getCurrentUser();
  const { issueTypes } = await issues.getCreateIssueMetaIssueTypes({ projectIdOrKey: 'OSW' });
  const story = issueTypes.find(type => type.name === 'Story');
  const meta = await issues.getCreateIssueMetaIssueTypeId({ projectIdOrKey: 'OSW', issueTypeId: story.id });
  const paragraph = { type: 'paragraph', content: [{ type: 'text', text: 'x' }] };
  const { key } = await issues.createIssue({
    fields: {
      project: { key: 'OSW' }, issuetype: { id: story.id }, summary: 'By another client',
      customfield_10056: { value: 'Deployment' }, assignee: { accountId: me.accountId },
      description: { type: 'doc', version: 1, content: [paragraph] },
    },
  });

  assert(meta.fields.some(field => field.fieldId === 'customfield_10056'));
  await issues.editIssue({ issueIdOrKey: key, update: { labels: [{ add: 'seen' }] } });
  const { fields } = await issues.getIssue({ issueIdOrKey: key });
  assert.deepEqual([fields.summary, fields.labels], ['By another client', ['seen']]);
  await issueLinks.linkIssues({ type: { name: 'Relates' }, inwardIssue: { key }, outwardIssue: { key: 'OSW-2010' } });
  const linked = await issues.getIssue({ issueIdOrKey: key });
  await issueLinks.deleteIssueLink({ linkId: linked.fields.issuelinks[0].id });
  assert.deepEqual((await issues.getIssue({ issueIdOrKey: key })).fields.issuelinks, []);
  await assert.rejects(issues.getIssue({ issueIdOrKey: 'OSW-999999' }),
                       error => /does not exist/.test(describe(error)));
}

// Its pages speak the interface that Atlassian took away; who one is has stayed.
async function useConfluence() {
  const { ConfluenceClient } = load('confluence.js');
  const basic = { username: ready.email, password: ready.token, email: ready.email, apiToken: ready.token };
  const host = ready.confluence.replace(/\/wiki$/, '');
  const confluence = new ConfluenceClient({ host, apiPrefix: '/wiki/rest/', authentication: { basic } });

  assert((await confluence.users.getCurrentUser()).accountId);
}

async function useGithub() {
  const { Octokit } = load('@octokit/rest');
  const github = new Octokit({ baseUrl: ready.github });
  const repository = { owner: 'lsst-sqre', repo: 'phalanx' };

  github.hook.before('request', options => {
    Object.assign(options.headers, { authorization: `Bearer ${ready.token}`, 'x-github-api-version': '2022-11-28' });
  });
  assert((await github.users.getAuthenticated()).data.login);
  const base = (await github.repos.get(repository)).data.default_branch;
  const pulls = await github.paginate(github.pulls.list, { ...repository, state: 'all' });
  assert(pulls.every(pull => pull.number > 0));
  await assert.rejects(github.pulls.create({ ...repository, title: 'x', head: 'lsst-sqre:nothing', base }),
                       error => error.status === 422);
  await pull(github, { ...repository, head: branch, base });
}

const READY = `mutation($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`;

// A draft is opened, labelled and given to a reviewer, and made ready once its checks are known.
async function pull(github, { owner, repo, head, base }) {
  const { data } = await github.pulls.create({ owner, repo, head, base, title: 'By another client', body: 'x',
                                               draft: true });
  const one = { owner, repo, pull_number: data.number };

  assert.deepEqual([data.draft, data.state, data.head.ref], [true, 'open', head]);
  await github.issues.addLabels({ owner, repo, issue_number: data.number, labels: ['deployment'] });
  await github.pulls.requestReviewers({ ...one, reviewers: ['square-liaison'] });
  await github.pulls.update({ ...one, title: 'By another client, edited' });
  assert((await github.checks.listForRef({ owner, repo, ref: data.head.sha })).data.total_count >= 0);
  assert((await github.repos.getCombinedStatusForRef({ owner, repo, ref: data.head.sha })).data.state);
  const { markPullRequestReadyForReview: ready } = await github.graphql(READY, { id: data.node_id });
  assert.equal(ready.pullRequest.isDraft, false);
  const seen = (await github.pulls.get(one)).data;
  assert.deepEqual([seen.draft, seen.title, seen.labels.map(label => label.name),
                    seen.requested_reviewers.map(user => user.login)],
                   [false, 'By another client, edited', ['deployment'], ['square-liaison']]);
  const mine = await github.paginate(github.pulls.list, { owner, repo, head: `${owner}:${head}` });
  assert.deepEqual(mine.map(found => found.number), [data.number]);
}

async function useSlack() {
  const { WebClient } = load('@slack/web-api');
  const slack = new WebClient(ready.token, { slackApiUrl: `${ready.slack}/`, retryConfig: { retries: 0 } });
  const channels = [];

  assert((await slack.auth.test()).user_id);
  for await (const page of slack.paginate('conversations.list', { limit: 3 }))
    channels.push(...page.channels);
  const channel = channels.find(one => one.is_member).id;
  const later = Math.floor(Date.now() / 1000) + 3600;
  const { scheduled_message_id } = await slack.chat.scheduleMessage({ channel, text: 'Later', post_at: later });
  const { scheduled_messages } = await slack.chat.scheduledMessages.list({ channel });
  assert(scheduled_messages.some(one => one.id === scheduled_message_id));
  await slack.chat.deleteScheduledMessage({ channel, scheduled_message_id });
  const metadata = { event_type: 'effect', event_payload: { id: 'cw-1' } };
  const { ts } = await slack.chat.postMessage({ channel, text: 'Now', metadata });
  const history = await slack.conversations.history({ channel, oldest: ts, inclusive: true,
                                                      include_all_metadata: true });
  assert.deepEqual(history.messages.find(one => one.ts === ts).metadata, metadata);
  await assert.rejects(slack.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }),
                       error => error.data.error === 'channel_not_found');
}

function describe(error) {
  return `${error.stack} ${JSON.stringify(error.response?.data ?? error.cause ?? error.data ?? '')}`;
}

(async () => {
  for (const use of [useJira, useConfluence, useGithub, useSlack])
    await use().catch(error => {
      console.log(use.name, describe(error));
      process.exitCode = 1;
    });
})();
